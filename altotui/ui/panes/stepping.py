"""Going back through earlier lines: which one stands in the line, and what was typed before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Recalled(NamedTuple):
    """An earlier line."""

    text: str
    is_write: bool = False
    """It can change a router: recalled, it is sent by a second Enter."""


class Stepping:
    """One walk through earlier lines; it ends when the line is edited or sent."""

    def __init__(self, steps: Callable[[], Sequence[Recalled]]) -> None:
        """Take what gives the earlier lines, oldest first; asked once for each walk."""
        self._steps = steps
        self._lines: tuple[Recalled, ...] | None = None
        self._at = 0
        self._draft = Recalled("")

    def end(self) -> None:
        """Forget the walk and the draft."""
        self._lines = None

    def follow(self, text: str) -> None:
        """End the walk when `text` is not the line that it has led to: an edited line is a new one."""
        if self._lines is not None and text != self._here(self._lines).text:
            self.end()

    def _here(self, lines: tuple[Recalled, ...]) -> Recalled:
        return lines[self._at] if self._at < len(lines) else self._draft

    def step(self, by: int, current: Recalled) -> Recalled | None:
        """Return the line before, or with 1 the one behind; None at either end.

        Args:
            by: -1 or 1.
            current: What stands in the line: behind the newest line it is there again.
        """
        lines = self._begin(current) if self._lines is None else self._lines
        at = self._at + by
        if not 0 <= at <= len(lines):
            return None
        if self._at == len(lines):
            self._draft = current
        self._at = at
        return self._here(lines)

    def jump(self, to: Recalled, current: Recalled) -> None:
        """Go to a line that was found in another way, and keep `current` as what was typed before."""
        lines = self._begin(current)
        found = (at for at in range(len(lines) - 1, -1, -1) if lines[at].text == to.text)
        self._at = next(found, -1)
        if self._at < 0:
            self._lines, self._at = (*lines, to), len(lines)

    def _begin(self, draft: Recalled) -> tuple[Recalled, ...]:
        self._lines = lines = tuple(self._steps())
        self._at, self._draft = len(lines), draft
        return lines
