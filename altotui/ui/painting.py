"""What is sent to the terminal, and when: only cells that differ, and nothing while the terminal is behind.

What is held back is not kept: the next frame shows the newest state, so that a stalled terminal costs neither memory
nor the life of the console.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual._compositor import CompositorUpdate
from textual.geometry import Size

from altotui.ui.screen_memory import ScreenMemory

if TYPE_CHECKING:
    from rich.console import Console

SMALLEST = Size(40, 12)
"""Below this nothing of the console can be read."""
LOOK_EVERY_S = 0.05


class Painting:
    """Stands between Textual's compositor and the terminal."""

    def __init__(
        self,
        is_behind: Callable[[], bool],
        later: Callable[[float, Callable[[], None]], object],
        paint_all: Callable[[], None],
        held_back: Callable[[float], None],
    ) -> None:
        """Take what it needs of the application.

        Args:
            is_behind: Whether the terminal cannot take more at the moment.
            later: Calls something after so many seconds.
            paint_all: Hands over the whole screen as it is then.
            held_back: Hears for how many seconds nothing could be sent, each time that it goes on.
        """
        self._is_behind = is_behind
        self._later = later
        self._paint_all = paint_all
        self._held_back = held_back
        self._memory = ScreenMemory()
        self._owes_since_mono: float | None = None
        self._told_size = Size(0, 0)
        self.has_begun = False
        """Something was painted."""

    def forget(self) -> None:
        """Know nothing of what the terminal shows: the next frame is sent whole."""
        self._memory.forget()
        self._told_size = Size(0, 0)
        if self._owes_since_mono is not None:
            self._owes_since_mono = (
                time.monotonic()
            )  # what was before, as while it was stopped, was no waiting

    def frame(self, update: CompositorUpdate, size: Size) -> CompositorUpdate | None:
        """Return what is sent for `update` on a screen of that size; None while nothing is."""
        self.has_begun = True
        if self._owes_since_mono is None and self._is_behind():
            self._owes_since_mono = time.monotonic()
            self._later(LOOK_EVERY_S, self._look)
        if self._owes_since_mono is not None:
            return None
        if is_too_small(size):
            if size == self._told_size:
                return None
            self.forget()
            self._told_size = size
            return _TooSmall(size)
        if self._told_size:
            self.forget()
        return self._memory.changes(update)

    def go_on(self) -> None:
        """Send the newest state, where something was held back and the terminal takes it now."""
        if self._owes_since_mono is not None and not self._is_behind():
            waited_s = time.monotonic() - self._owes_since_mono
            self._owes_since_mono = None
            self._paint_all()
            self._held_back(waited_s)

    def _look(self) -> None:
        """Wait on, or go on: where that frame makes the terminal be behind again, `frame` looks again by itself."""
        if self._owes_since_mono is None:
            return
        if self._is_behind():
            self._later(LOOK_EVERY_S, self._look)
        else:
            self.go_on()


def is_too_small(size: Size) -> bool:
    """Return whether nothing can be shown on a screen of that size."""
    return bool(size) and (size.width < SMALLEST.width or size.height < SMALLEST.height)


class _TooSmall(CompositorUpdate):
    """A screen that says nothing but what is wrong with it."""

    def __init__(self, size: Size) -> None:
        self._size = size

    def render_segments(self, console: Console) -> str:
        """Return the bytes: a cleared screen with a few words, cut to it."""
        del console
        words = (
            f"altotui needs {SMALLEST.width}x{SMALLEST.height}",
            f"this is {self._size.width}x{self._size.height}",
            "ctrl+q leaves",
        )
        lines = [f"\x1b[{row};1H{text[: self._size.width]}" for row, text in enumerate(words, 1)]
        return "\x1b[0m\x1b[2J" + "".join(lines[: self._size.height])
