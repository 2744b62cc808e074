"""One job watcher with its fakes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from random import Random

from altotui.domain.budget import Priority
from altotui.domain.ids import SiteId
from altotui.domain.job import Job
from altotui.services.job_store import JobStore
from altotui.services.job_watcher import JobWatcher
from altotui.services.poll_planner import PollPolicy
from altotui.services.session import Session
from tests.clocks import FakeClock
from tests.services.fakes import FakeSdxApi, Published


class SleepyClock(FakeClock):
    """A clock that can jump, as that of a machine that slept: what waited for it wakes up that much later."""

    def __init__(self) -> None:
        super().__init__()
        self._slept_s = 0.0

    def fall_asleep(self, seconds: float) -> None:
        """Let time pass in which nothing runs."""
        self._slept_s += seconds

    def monotonic(self) -> float:
        """Return the seconds with those slept."""
        return super().monotonic() + self._slept_s

    def now(self) -> datetime:
        """Return the time after all that was slept."""
        return super().now() + timedelta(seconds=self._slept_s)


class TimedApi(FakeSdxApi):
    """Notes when it is asked for jobs, and takes its time to answer."""

    def __init__(self, clock: FakeClock, asked_mono: list[tuple[float, SiteId]]) -> None:
        super().__init__()
        self._clock = clock
        self._asked_mono = asked_mono
        self.takes_s = 0.0
        self.in_flight = 0
        self.most_in_flight = 0

    async def list_jobs(self, site_id: SiteId, *, priority: Priority) -> tuple[Job, ...]:
        """Answer after `takes_s` seconds."""
        self._asked_mono.append((self._clock.monotonic(), site_id))
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        if self.takes_s:
            await self._clock.sleep(self.takes_s)
        self.in_flight -= 1
        return await super().list_jobs(site_id, priority=priority)


class Bench:
    """One watcher with its fakes; `asked_mono` are the times of all questions, by site."""

    def __init__(self, policy: PollPolicy | None = None, random: Random | None = None) -> None:
        self.clock = SleepyClock()
        self.asked_mono: list[tuple[float, SiteId]] = []
        self.api = TimedApi(self.clock, self.asked_mono)
        self.told = Published()
        self.store = JobStore()
        self.session = Session(self.clock, self.told)
        self.watcher = JobWatcher(self.api, self.store, self.session, self.clock, self.told, policy, random)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let the watcher run; it must still run at the end."""
        task = asyncio.ensure_future(self.watcher.run())
        try:
            yield
            assert not task.done()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def since(self, mono: float) -> list[tuple[float, SiteId]]:
        """Return when whom was asked from that time on."""
        return [(at, site_id) for at, site_id in self.asked_mono if at >= mono]

    def asked(self) -> list[str]:
        """Return the sites that were asked, in order, and forget them."""
        sites = [str(call[0]) for call in self.api.named("list_jobs")]
        self.api.calls.clear()
        return sites

    def asked_as(self) -> list[tuple[object, ...]]:
        """Return site and priority of every question, in order, and forget them."""
        questions = self.api.named("list_jobs")
        self.api.calls.clear()
        return questions
