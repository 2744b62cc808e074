"""A screen that is painted once for all keys that came together, and without a walk through all that is on it.

What a key changes are lines of a few widgets that nothing covers. These are sent as they are; Textual would hand a
message to each of these widgets and to the screen, and put the screen together anew from everything around them.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import events
from textual.screen import Screen

from altotui.ui.screen_memory import LinesUpdate, Placed
from altotui.ui.uncovered import Uncovered

if TYPE_CHECKING:
    from altotui.ui.widgets.line_view import LineView

LONGEST_HOLD_S = 0.05
"""So long at most what these keys change is kept off the screen."""


class HeldScreen(Screen[None]):
    """What each of several keys would show nobody could see, so only what all of them have led to is drawn."""

    _hold_ends: asyncio.TimerHandle | None = None

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._uncovered = Uncovered(self._compositor)
        self._late: dict[LineView, None] = {}
        self._changed: dict[LineView, set[int]] = {}
        self._collects = False

    @property
    def is_held(self) -> bool:
        """Return whether it waits for the rest of the keys."""
        return self._hold_ends is not None

    def hold(self) -> None:
        """Paint nothing until `release`, or until that has taken too long; garbage is looked for afterwards, too."""
        if self._hold_ends is None:
            self._hold_ends = asyncio.get_running_loop().call_later(LONGEST_HOLD_S, self.release)
            self._collects = gc.isenabled()
            gc.disable()

    def release(self) -> None:
        """Paint what has changed."""
        if self._hold_ends is None:
            return
        self._hold_ends.cancel()
        self._hold_ends = None
        try:
            late, self._late = self._late, {}
            for view in late:
                self.paint_later(view, view.renew())
            changed, self._changed = self._changed, {}
            self._paint(changed)
        finally:
            if self._collects:
                gc.enable()
        self.check_idle()

    def repaint_later(self, view: LineView) -> None:
        """Have `view` brought up to date at the end of the hold, once, whatever changes in it."""
        self._late[view] = None

    def paint_later(self, view: LineView, rows: Iterable[int]) -> None:
        """Have lines of `view` painted at the end of the hold that are up to date already."""
        self._changed.setdefault(view, set()).update(rows)

    def _paint(self, changed: dict[LineView, set[int]]) -> None:
        """Send lines past Textual, and leave to it those of widgets that are covered or are to be laid out anew."""
        app = self.app
        is_still = self.is_active and not self._layout_required and not app._batch_count
        placed: list[Placed] = []
        for view, rows in changed.items():
            place = self._uncovered.place_of(view) if is_still else None
            if place is None or place.size != view.size:  # it has a border, or has just got another size
                view.refresh_lines(rows)
            else:
                rows = {y for y in rows if y < place.height}  # it was higher when they were told
                strips = view.lines_for_terminal(rows)
                placed += [(place.y + y, place.x, strip) for y, strip in zip(rows, strips, strict=True)]
        if placed:
            app._display(self, LinesUpdate(placed))  # type: ignore[arg-type]  # Textual hands over its own updates so

    def on_unmount(self) -> None:
        """End with nothing held: nobody would release it."""
        self.release()

    def on_idle(self, event: events.Idle) -> None:
        """Keep Textual from asking for a frame."""
        if self.is_held:
            event.prevent_default()
