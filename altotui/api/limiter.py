"""The request budget: one window for the whole process, in front of every request."""

from __future__ import annotations

import asyncio
from collections import deque

from altotui.domain.clock import Clock

DEFAULT_PER_MINUTE = 50
"""Of the 60 that the platform allows each token (altostrat-api.md 3.3): other consoles share it."""
_WINDOW_S = 60.0


class Limiter:
    """Lets at most `per_minute` requests start in any 60 seconds; more wait their turn, first come first served."""

    def __init__(self, clock: Clock, per_minute: int = DEFAULT_PER_MINUTE) -> None:
        self._clock = clock
        self._per_minute = per_minute
        self._started_mono: deque[float] = deque()
        self._not_before_mono = 0.0
        self._turn = asyncio.Lock()

    async def wait_turn(self) -> None:
        """Wait until one more request may start, and count it."""
        async with self._turn:
            while (delay_s := self._delay_s()) > 0:
                await self._clock.sleep(delay_s)
            self._started_mono.append(self._clock.monotonic())

    def hold_back(self, delay_s: float) -> None:
        """Start nothing for `delay_s` seconds: the server asked for it."""
        self._not_before_mono = max(self._not_before_mono, self._clock.monotonic() + delay_s)

    def _delay_s(self) -> float:
        now_mono = self._clock.monotonic()
        while self._started_mono and now_mono - self._started_mono[0] >= _WINDOW_S:
            self._started_mono.popleft()
        window_s = 0.0
        if len(self._started_mono) >= self._per_minute:
            window_s = self._started_mono[0] + _WINDOW_S - now_mono
        return max(window_s, self._not_before_mono - now_mono)
