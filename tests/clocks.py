"""A clock for tests: hours pass in milliseconds, in order, and nothing sleeps for real."""

from __future__ import annotations

import asyncio
import heapq
from datetime import UTC, datetime, timedelta
from itertools import count

START = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
"""Where every FakeClock starts unless told otherwise."""
_MAX_TURNS = 10_000
"""Turns of the loop after which something that never waits is given up on."""


class FakeClock:
    """A `domain.clock.Clock` that stands still until `advance`.

    `now` and `monotonic` move together; `monotonic` does not start at 0, so that nobody relies on it.
    """

    def __init__(self, start: datetime = START, start_mono: float = 1000.0) -> None:
        self._start = start
        self._start_mono = start_mono
        self._mono = start_mono
        self._numbers = count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        """Return the wall-clock time of the test."""
        return self._start + timedelta(seconds=self._mono - self._start_mono)

    def monotonic(self) -> float:
        """Return the monotonic seconds of the test."""
        return self._mono

    async def sleep(self, delay_s: float) -> None:
        """Wait until `advance` has passed `delay_s`; 0 or less yields to the loop once."""
        if delay_s <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._mono + delay_s, next(self._numbers), woken))
        await woken

    @property
    def sleepers(self) -> int:
        """Return how many tasks sleep on this clock."""
        return sum(not woken.done() for _, _, woken in self._sleepers)

    async def advance(self, seconds: float) -> None:
        """Let `seconds` pass: wake sleepers in the order of their times, each with the time it asked for."""
        end = self._mono + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            at, _, woken = heapq.heappop(self._sleepers)
            if woken.done():
                continue
            self._mono = max(self._mono, at)
            woken.set_result(None)
            await settle()
        self._mono = end


async def settle() -> None:
    """Give every task that can run the time to run until all of them wait again."""
    ready = getattr(
        asyncio.get_running_loop(), "_ready", ()
    )  # the loop has no public word for "nothing to do"
    for turn in range(_MAX_TURNS):
        await asyncio.sleep(0)
        if turn > 2 and not ready:
            return
