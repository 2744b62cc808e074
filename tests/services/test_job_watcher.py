"""The watcher through hours of polling, in milliseconds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from altotui.domain.errors import ApiError, Busy, Forbidden, NotFound, ServerFault, SessionExpired
from altotui.services.events import JobsChanged, PollHealthChanged, SessionChanged
from altotui.services.job_store import JobStore
from altotui.services.job_watcher import JobWatcher
from altotui.services.poll_planner import PollPolicy
from altotui.services.session import Session
from tests.clocks import FakeClock, settle
from tests.domain.records import a_job, ago, site_no
from tests.services.fakes import FakeSdxApi, Published
from tests.waiting import until

ONE, TWO = site_no(1), site_no(2)


class Bench:
    """One watcher with its fakes."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.api = FakeSdxApi()
        self.told = Published()
        self.store = JobStore()
        session = Session(self.clock, self.told)
        self.watcher = JobWatcher(self.api, self.store, session, self.clock, self.told)

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

    def asked(self) -> list[str]:
        """Return the sites that were asked, in order, and forget them."""
        sites = [str(call[0]) for call in self.api.named("list_jobs")]
        self.api.calls.clear()
        return sites


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_nothing_is_asked_while_nothing_is_open(bench: Bench) -> None:
    async with bench.running():
        await bench.clock.advance(3600)
        assert bench.asked() == []


async def test_an_open_job_is_followed_to_its_end_and_no_further(bench: Bench) -> None:
    bench.api.jobs[ONE] = (a_job(1),)
    async with bench.running():
        bench.watcher.wake(ONE)
        await bench.clock.advance(60)
        assert bench.asked() == [ONE] * 4
        bench.api.jobs[ONE] = (a_job(1, started_at=ago(5), completed_at=ago(1)),)
        await bench.clock.advance(3600)
        assert bench.asked() == [ONE]
    assert [len(event.added) + len(event.updated) for event in bench.told.of(JobsChanged)] == [1, 1]


@pytest.mark.parametrize(("express", "a_minute"), [(True, 12), (False, 6)])
async def test_the_chosen_site_is_asked_more_often(bench: Bench, express: bool, a_minute: int) -> None:
    bench.api.jobs[ONE] = (a_job(1, express=express),)
    async with bench.running():
        bench.watcher.choose(ONE)
        await bench.clock.advance(0.5)
        bench.asked()
        await bench.clock.advance(60)
        assert len(bench.asked()) == a_minute


async def test_an_hour_with_sixty_sites_stays_in_the_budget(bench: Bench) -> None:
    async with bench.running():
        for number in range(60):
            bench.api.jobs[site_no(number)] = (a_job(number, site=number),)
            bench.watcher.wake(site_no(number))
        await until(lambda: len(bench.api.calls) == 60)
        assert sorted(bench.asked()) == [site_no(number) for number in range(60)]
        await bench.clock.advance(3600)
        asked = bench.asked()
    assert len(asked) <= 60 * PollPolicy().max_per_minute
    assert {asked.count(site) for site in set(asked)} <= {29, 30, 31}
    assert len(set(asked)) == 60


async def test_several_wakes_are_one_question(bench: Bench) -> None:
    async with bench.running():
        for _ in range(5):
            bench.watcher.wake(ONE)
        bench.watcher.wake(TWO)
        await bench.clock.advance(1)
        assert sorted(bench.asked()) == [ONE, TWO]


async def test_an_answer_that_was_under_way_when_a_job_was_queued_does_not_make_it_vanish(
    bench: Bench,
) -> None:
    async with bench.running():
        bench.api.gate = asyncio.Event()
        bench.watcher.wake(ONE)
        await settle()
        bench.store.take(a_job(7), bench.clock.now())
        bench.api.jobs[ONE] = (a_job(7),)
        bench.watcher.wake(ONE)
        bench.api.gate.set()
        await settle()
        assert bench.asked() == [ONE, ONE]
    (record,) = bench.store.of_site(ONE)
    assert [change.state.value for change in record.timeline.changes] == ["pending"]


async def test_a_refused_token_pauses_everything_until_it_is_resumed(bench: Bench) -> None:
    bench.api.jobs[ONE] = (a_job(1),)
    async with bench.running():
        bench.watcher.wake(ONE)
        await bench.clock.advance(1)
        bench.api.failure = SessionExpired("expired", status=401)
        await bench.clock.advance(60)
        assert bench.asked() == [ONE, ONE]
        assert bench.watcher.is_paused
        assert [event.expired for event in bench.told.of(SessionChanged)] == [True]
        bench.watcher.wake(TWO)
        await bench.clock.advance(3600)
        assert bench.asked() == []
        bench.api.failure = None
        bench.watcher.resume()
        await bench.clock.advance(1)
        assert set(bench.asked()) == {ONE, TWO}
        assert bench.told.of(PollHealthChanged)[-1] == PollHealthChanged(ONE, 0, 0.0, None)


async def test_failures_are_told_with_the_next_try_and_so_is_recovery(bench: Bench) -> None:
    bench.api.jobs[ONE] = (a_job(1),)
    async with bench.running():
        bench.watcher.wake(ONE)
        await bench.clock.advance(1)
        bench.api.failures[ONE] = ServerFault("down", status=503)
        await bench.clock.advance(1200)
        bench.api.failures.clear()
        await bench.clock.advance(300)
    health = bench.told.of(PollHealthChanged)
    assert [(event.failures, event.next_try_in_s) for event in health] == [
        (1, 40.0),
        (2, 80.0),
        (3, 160.0),
        (4, 300.0),
        (5, 300.0),
        (6, 300.0),
        (7, 300.0),
        (0, 0.0),
    ]
    assert health[-1].error is None


async def test_recovery_is_told_when_somebody_asked_for_it(bench: Bench) -> None:
    bench.api.jobs[ONE] = (a_job(1),)
    bench.api.failures[ONE] = ServerFault("down", status=503)
    async with bench.running():
        bench.watcher.wake(ONE)
        await bench.clock.advance(1)
        bench.api.failures.clear()
        bench.watcher.wake(ONE)
        await bench.clock.advance(1)
    assert [event.failures for event in bench.told.of(PollHealthChanged)] == [1, 0]


async def test_a_busy_api_says_itself_how_long_to_wait(bench: Bench) -> None:
    bench.api.failure = Busy("slow down", retry_after_s=90.0)
    async with bench.running():
        bench.watcher.wake(ONE)
        await bench.clock.advance(1)
    assert bench.told.of(PollHealthChanged)[0].next_try_in_s == 90.0


@pytest.mark.parametrize("refusal", [Forbidden("no", status=403), NotFound("no", status=404)])
async def test_a_site_that_may_not_be_asked_is_left_alone_until_somebody_wants_it(
    bench: Bench, refusal: ApiError
) -> None:
    bench.api.jobs[ONE] = (a_job(1),)
    bench.api.jobs[TWO] = (a_job(2, site=2),)
    async with bench.running():
        bench.watcher.wake(ONE)
        bench.watcher.wake(TWO)
        await bench.clock.advance(1)
        bench.api.failures[ONE] = refusal
        await bench.clock.advance(3600)
        assert bench.asked().count(ONE) == 2
        bench.api.failures.clear()
        bench.watcher.wake(ONE)
        await bench.clock.advance(61)
        assert bench.asked().count(ONE) == 4


async def test_hours_of_failure_end_nothing(bench: Bench) -> None:
    bench.api.jobs[ONE] = (a_job(1),)
    async with bench.running():
        bench.watcher.wake(ONE)
        await bench.clock.advance(1)
        bench.api.failure = ServerFault("down")
        await bench.clock.advance(300 * 1100)
        assert len(bench.asked()) > 1000
        bench.api.failure = None
        await bench.clock.advance(301)
    assert bench.told.of(PollHealthChanged)[-1].failures == 0
