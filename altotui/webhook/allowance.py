"""How many posts are taken: a window of one minute that slides."""

from __future__ import annotations

from collections import deque

_WINDOW_S = 60.0


class Allowance:
    """The posts of the last minute; `per_minute` of them are let in."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._let_in: deque[float] = deque()

    def take(self, at_s: float) -> bool:
        """Return whether one more is let in at monotonic time `at_s`, and count it if so."""
        while self._let_in and self._let_in[0] <= at_s - _WINDOW_S:
            self._let_in.popleft()
        if len(self._let_in) >= self._per_minute:
            return False
        self._let_in.append(at_s)
        return True
