"""Time as something that is handed in, so that hours pass in milliseconds in tests and demonstrations."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What every part of the program asks for the time; `now` is aware UTC."""

    def now(self) -> datetime:
        """Return wall-clock time in UTC: for what is shown and compared with the server's stamps."""
        ...

    def monotonic(self) -> float:
        """Return seconds since some start, never going back: for durations and schedules."""
        ...

    async def sleep(self, delay_s: float) -> None:
        """Wait `delay_s` seconds of this clock; 0 yields to the loop once."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()

    async def sleep(self, delay_s: float) -> None:
        """Sleep on the running loop."""
        await asyncio.sleep(delay_s)


class ScaledClock:
    """A clock that starts at `origin` and runs `speed` times as fast as the machine's."""

    def __init__(self, origin: datetime, speed: float = 1.0) -> None:
        if speed <= 0:
            raise ValueError("speed must be above 0")
        self._origin = origin
        self._speed = speed
        self._start_mono = time.monotonic()

    def now(self) -> datetime:
        """Return `origin` plus the scaled time that has passed since."""
        return self._origin + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Return the scaled seconds since this clock was made."""
        return (time.monotonic() - self._start_mono) * self._speed

    async def sleep(self, delay_s: float) -> None:
        """Sleep `delay_s` scaled seconds."""
        await asyncio.sleep(delay_s / self._speed)


async def sleep_or_event(clock: Clock, delay_s: float, event: asyncio.Event) -> None:
    """Return after `delay_s` seconds of `clock`, or at once when `event` is set."""
    sleep = asyncio.ensure_future(clock.sleep(delay_s))
    waiting = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait({sleep, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        sleep.cancel()
        waiting.cancel()
