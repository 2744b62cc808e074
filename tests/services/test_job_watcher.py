"""The watcher through hours of polling, in milliseconds."""

from __future__ import annotations

import asyncio
from collections import defaultdict

import pytest

from altotui.domain.budget import Budget, Priority
from altotui.domain.errors import ApiError, Busy, Forbidden, NotFound, Paused, ServerFault, SessionExpired
from altotui.services.events import JobsChanged, PollHealthChanged, SessionChanged
from altotui.services.job_watcher import JobWatcher
from altotui.services.poll_planner import PollPolicy
from tests.clocks import settle
from tests.domain.records import a_job, ago, site_no
from tests.services.watcher_bench import Bench
from tests.waiting import until

ONE, TWO = site_no(1), site_no(2)


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
        assert bench.asked() == [ONE] * 2
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
    assert {asked.count(site) for site in set(asked)} <= {29, 30}
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


async def test_at_most_one_poll_is_under_way_and_what_people_ask_goes_beside_it(bench: Bench) -> None:
    bench.api.gate = asyncio.Event()
    async with bench.running():
        for number in range(10):
            bench.watcher.wake(site_no(number), Priority.BACKGROUND)
        await bench.clock.advance(600)
        assert bench.asked_as() == [(site_no(0), Priority.BACKGROUND)]
        bench.watcher.wake(site_no(20))
        bench.watcher.wake(site_no(21))
        await settle()
        assert bench.asked_as() == [(site_no(20), Priority.REFRESH), (site_no(21), Priority.REFRESH)]
        bench.api.gate.set()
        await settle()
        assert len(bench.asked()) == 9
    assert bench.api.most_under_way == 3


async def test_due_sites_are_polled_one_after_the_other(bench: Bench) -> None:
    async with bench.running():
        for number in range(8):
            bench.api.jobs[site_no(number)] = (a_job(number, site=number),)
            bench.watcher.wake(site_no(number))
        await bench.clock.advance(1)
        bench.asked()
        bench.api.most_under_way = 0
        bench.api.gate = asyncio.Event()
        await bench.clock.advance(120)
        assert len(bench.asked()) == 1
        bench.api.gate.set()
        await bench.clock.advance(60)
        assert len(bench.asked()) >= 7
    assert bench.api.most_under_way == 1


async def test_people_have_a_few_questions_under_way_and_no_more(bench: Bench) -> None:
    bench.api.gate = asyncio.Event()
    async with bench.running():
        for number in range(20):
            bench.watcher.wake(site_no(number))
        await settle()
        assert len(bench.api.calls) == JobWatcher.AT_A_TIME == 4
        bench.api.gate.set()
        await settle()
        assert sorted(bench.asked()) == [site_no(number) for number in range(20)]
    assert bench.api.most_under_way == JobWatcher.AT_A_TIME


async def test_there_are_never_two_questions_about_one_site(bench: Bench) -> None:
    bench.api.jobs[ONE] = (a_job(1, express=True),)
    async with bench.running():
        for _ in range(5):
            bench.api.gate = asyncio.Event()
            bench.watcher.choose(ONE)
            await bench.clock.advance(1)
            bench.watcher.wake(ONE)
            await bench.clock.advance(300)
            assert len(bench.asked()) == 1
            bench.api.gate.set()
            await settle()
            assert bench.asked() == [ONE]
    assert bench.api.most_about_one_site == 1


async def test_who_asked_for_a_polled_site_is_not_kept_waiting_as_a_poll(bench: Bench) -> None:
    async with bench.running():
        bench.watcher.wake(ONE, Priority.BACKGROUND)
        bench.watcher.wake(ONE)
        bench.watcher.wake(ONE, Priority.BACKGROUND)
        await settle()
        assert bench.asked_as() == [(ONE, Priority.REFRESH)]


async def test_the_chosen_site_is_polled_before_the_others(bench: Bench) -> None:
    bench.api.jobs = defaultdict(tuple, {ONE: (a_job(1),), TWO: (a_job(2, site=2),)})
    async with bench.running():
        bench.watcher.choose(ONE)
        bench.watcher.wake(TWO)
        await bench.clock.advance(1)
        assert {priority for _, priority in bench.asked_as()} == {Priority.REFRESH}
        await bench.clock.advance(300)
        assert set(bench.asked_as()) == {(ONE, Priority.WATCHED), (TWO, Priority.BACKGROUND)}


async def test_who_has_waited_longest_is_asked_first(bench: Bench) -> None:
    bench.api.gate = asyncio.Event()
    async with bench.running():
        for number in (3, 1, 2):
            bench.watcher.wake(site_no(number), Priority.BACKGROUND)
            bench.api.gate.set()
            await bench.clock.advance(1)
        bench.asked()
        for number in (1, 2, 3, 9):
            bench.watcher.wake(site_no(number), Priority.BACKGROUND)
        await settle()
        assert bench.asked() == [site_no(number) for number in (9, 3, 1, 2)]


@pytest.mark.parametrize(("polls_per_minute", "most"), [(3, 3), (12, 12), (1000, 30)])
async def test_the_request_budget_stretches_the_intervals(
    bench: Bench, polls_per_minute: int, most: int
) -> None:
    bench.api.budget = Budget(polls_per_minute=polls_per_minute)
    async with bench.running():
        for number in range(60):
            bench.api.jobs[site_no(number)] = (a_job(number, site=number),)
            bench.watcher.wake(site_no(number))
        await bench.clock.advance(1200)  # a first round: all were asked at once
        bench.asked()
        await bench.clock.advance(1200)
        asked = bench.asked()
    assert most * 20 * 0.9 <= len(asked) <= most * 20
    counts = {asked.count(site_no(number)) for number in range(60)}
    assert max(counts) - min(counts) <= 1


async def test_the_budget_is_asked_each_time_so_that_polling_recovers_with_it(bench: Bench) -> None:
    async with bench.running():
        for number in range(60):
            bench.api.jobs[site_no(number)] = (a_job(number, site=number),)
            bench.watcher.wake(site_no(number))
        await bench.clock.advance(1)
        bench.api.budget = Budget(polls_per_minute=3)
        bench.watcher.wake(ONE)
        await bench.clock.advance(600)
        bench.asked()
        await bench.clock.advance(300)
        assert bench.asked() == []
        bench.api.budget = Budget()
        await bench.clock.advance(60)
        bench.asked()
        await bench.clock.advance(600)
        assert len(bench.asked()) >= 270


async def test_a_refused_token_pauses_everything_until_a_call_is_accepted(bench: Bench) -> None:
    bench.api.jobs[ONE] = (a_job(1),)
    async with bench.running():
        bench.watcher.wake(ONE)
        await bench.clock.advance(1)
        bench.api.failure = SessionExpired("expired", status=401)
        await bench.clock.advance(60)
        assert bench.asked() == [ONE, ONE]
        assert bench.session.is_expired
        assert [event.expired for event in bench.told.of(SessionChanged)] == [True]
        bench.watcher.wake(TWO)
        await bench.clock.advance(3600)
        assert bench.asked() == []
        bench.api.failure = None
        bench.session.token_accepted()
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
        (1, 120.0),
        (2, 240.0),
        (3, 300.0),
        (4, 300.0),
        (5, 300.0),
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


async def test_an_accepted_question_says_that_the_token_is_taken_again(bench: Bench) -> None:
    bench.session.token_refused()
    await bench.watcher.ask(ONE)
    assert [event.expired for event in bench.told.of(SessionChanged)] == [True, False]


@pytest.mark.parametrize("failure", [ServerFault("down", status=503), Paused("resting", retry_after_s=5)])
async def test_a_failed_question_says_nothing_about_the_token(bench: Bench, failure: ApiError) -> None:
    bench.session.token_refused()
    bench.api.failure = failure
    await bench.watcher.ask(ONE)
    assert bench.session.is_expired


@pytest.mark.parametrize(
    ("failure", "next_try_in_s"),
    [
        (Busy("slow down", retry_after_s=190.0), 190.0),
        (Busy("slow down", retry_after_s=3.0), 120.0),
        (Busy("slow down"), 120.0),
        (Paused("the API keeps failing", retry_after_s=155.0), 155.0),
        (Paused("the API keeps failing", retry_after_s=0.0), 120.0),
    ],
)
async def test_who_says_how_long_to_wait_is_believed(
    bench: Bench, failure: ApiError, next_try_in_s: float
) -> None:
    bench.api.failure = failure
    async with bench.running():
        bench.watcher.wake(ONE)
        await bench.clock.advance(1)
    (health,) = bench.told.of(PollHealthChanged)
    assert health == PollHealthChanged(ONE, 1, next_try_in_s, failure)


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
        assert bench.asked().count(ONE) == 2


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


async def test_it_knows_how_old_the_last_answer_is_whatever_was_asked_in_vain_since(bench: Bench) -> None:
    assert bench.watcher.answered_ago_s(ONE) is None
    await bench.watcher.ask(ONE)
    await bench.clock.advance(60)
    bench.api.failures[ONE] = ServerFault("down")
    await bench.watcher.ask(ONE)
    assert bench.watcher.answered_ago_s(ONE) == 60


async def test_it_knows_whose_jobs_were_asked_for_lately(bench: Bench) -> None:
    assert not bench.watcher.asked_within(ONE, 1e9)
    bench.api.failures[TWO] = ServerFault("down")
    await bench.watcher.ask(ONE)
    await bench.watcher.ask(TWO)
    await bench.clock.advance(60)
    for site_id in (ONE, TWO):
        assert bench.watcher.asked_within(site_id, 60)
        assert not bench.watcher.asked_within(site_id, 59)
    await bench.watcher.ask(ONE)
    assert bench.watcher.asked_within(ONE, 0)
