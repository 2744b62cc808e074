"""A screen that is painted once for all keys that came together: typed ahead, pasted, or brought by a slow line."""

from __future__ import annotations

import asyncio
from typing import Protocol

from textual import events
from textual.screen import Screen

LONGEST_HOLD_S = 0.05
"""So long at most what these keys change is kept off the screen."""


class Repaintable(Protocol):
    """What can be brought up to date when it is about to be seen."""

    def repaint(self) -> None:
        """Show the present state."""
        ...


class HeldScreen(Screen[None]):
    """What each of several keys would show nobody could see, so only what all of them have led to is drawn."""

    _hold_ends: asyncio.TimerHandle | None = None

    @property
    def is_held(self) -> bool:
        """Return whether it waits for the rest of the keys."""
        return self._hold_ends is not None

    def hold(self) -> None:
        """Paint nothing until `release`, or until that has taken too long."""
        if self._hold_ends is None:
            self._hold_ends = asyncio.get_running_loop().call_later(LONGEST_HOLD_S, self.release)
            self._late: dict[Repaintable, None] = {}

    def release(self) -> None:
        """Paint what has changed."""
        if self._hold_ends is None:
            return
        self._hold_ends.cancel()
        self._hold_ends = None
        late, self._late = self._late, {}
        for view in late:
            view.repaint()
        self.check_idle()

    def repaint_later(self, view: Repaintable) -> None:
        """Have `view` repainted at the end of the hold, once, whatever changes in it."""
        self._late[view] = None

    def on_idle(self, event: events.Idle) -> None:
        """Keep Textual from asking for a frame."""
        if self.is_held:
            event.prevent_default()
