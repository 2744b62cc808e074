"""What is watched, seen and known decides how often it is asked; and people are told when that changes."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from altotui.domain.budget import Budget, Priority
from altotui.domain.errors import ServerFault
from altotui.services.events import PollPaceChanged
from tests.clocks import settle
from tests.domain.records import a_job, ago, site_no
from tests.services.watcher_bench import Bench

ONE, TWO, THREE = site_no(1), site_no(2), site_no(3)


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def _known(bench: Bench, *numbers: int, express: bool = False) -> None:
    """Let the jobs of these sites be known, one open job each."""
    for number in numbers:
        bench.api.jobs[site_no(number)] = (a_job(number, site=number, express=express),)
        await bench.watcher.ask(site_no(number))
    bench.asked()


def _words(bench: Bench) -> list[str]:
    words = [event.pace.words for event in bench.told.of(PollPaceChanged)]
    bench.told.events.clear()
    return words


async def test_each_tier_has_its_own_interval(bench: Bench) -> None:
    await _known(bench, 1, 2, 3)
    bench.watcher.look_at([TWO, site_no(9)])
    async with bench.running():
        bench.watcher.watch_live(ONE)
        await bench.clock.advance(1)
        bench.asked()
        await bench.clock.advance(600)
        asked = Counter(bench.asked())
    assert asked[ONE] == 60
    assert asked[TWO] in (29, 30)  # polls are spaced, which shifts some of them
    assert asked[THREE] in (9, 10)


async def test_only_a_watched_site_is_asked_every_few_seconds_while_its_job_runs(bench: Bench) -> None:
    await _known(bench, 1, 2, express=True)
    bench.watcher.look_at([TWO])
    async with bench.running():
        bench.watcher.choose(ONE)
        await bench.clock.advance(1)
        bench.asked()
        await bench.clock.advance(300)
        asked = Counter(bench.asked())
    assert asked[TWO] in (14, 15)
    assert 50 <= asked[ONE] <= 60


async def test_a_watched_site_shows_what_others_queue(bench: Bench) -> None:
    async with bench.running():
        bench.watcher.choose(ONE)
        bench.watcher.look_at([TWO])
        await bench.clock.advance(600)
        assert Counter(bench.asked()) == {ONE: 31}
        bench.api.jobs[ONE] = (a_job(1),)
        await bench.clock.advance(30)
        assert bench.store.has_open_jobs(ONE)


async def test_a_site_is_watched_until_it_is_toggled_again(bench: Bench) -> None:
    async with bench.running():
        assert bench.watcher.watch_live(ONE)
        assert bench.watcher.live == {ONE}
        await bench.clock.advance(100)
        assert len(bench.asked_as()) == 6
        assert not bench.watcher.watch_live(ONE)
        assert bench.watcher.live == frozenset()
        await bench.clock.advance(3600)
        assert bench.asked() == []


async def test_the_chosen_site_is_watched_without_being_toggled(bench: Bench) -> None:
    async with bench.running():
        bench.watcher.choose(ONE)
        assert bench.watcher.watch_live(ONE)
        assert not bench.watcher.watch_live(ONE)
        await bench.clock.advance(1)
        bench.asked()
        await bench.clock.advance(100)
        assert bench.asked() == [ONE] * 5


async def test_what_is_on_the_screen_is_polled_before_what_is_not(bench: Bench) -> None:
    await _known(bench, 1, 2, 3)
    bench.watcher.look_at([TWO])
    bench.watcher.live = frozenset({THREE})
    async with bench.running():
        await bench.clock.advance(300)
        assert set(bench.asked_as()) == {
            (ONE, Priority.BACKGROUND),
            (TWO, Priority.WATCHED),
            (THREE, Priority.WATCHED),
        }


async def test_who_comes_into_view_is_asked_when_that_is_due_by_now(bench: Bench) -> None:
    await _known(bench, 1)
    async with bench.running():
        await bench.clock.advance(30)
        assert bench.asked() == []
        bench.watcher.look_at([ONE])
        await bench.clock.advance(1)
        assert bench.asked() == [ONE]
        bench.watcher.look_at([])
        await bench.clock.advance(58)
        assert bench.asked() == []


async def test_the_pace_is_told_when_its_words_change_and_never_for_a_poll(bench: Bench) -> None:
    await _known(bench, 1, 2)
    async with bench.running():
        await bench.clock.advance(3600)
        assert _words(bench) == ["slow 2 / 60s"]
        bench.watcher.choose(ONE)
        await bench.clock.advance(3600)
        assert _words(bench) == ["live 1 site / 10s, slow 1 / 60s"]
        bench.watcher.look_at([TWO])
        await bench.clock.advance(1)
        assert _words(bench) == ["live 1 site / 10s, slow 1 / 20s"]
        bench.api.jobs[ONE] = (a_job(1, started_at=ago(1)),)
        await bench.clock.advance(60)
        assert _words(bench) == ["live 1 site / 5s, slow 1 / 20s"]
        bench.api.jobs[ONE] = (a_job(1, started_at=ago(1), completed_at=ago(0)),)
        bench.api.jobs[TWO] = ()
        await bench.clock.advance(60)
        assert _words(bench)[-1] == bench.watcher.pace().words == "live 1 site / 20s"


async def test_a_short_budget_shows(bench: Bench) -> None:
    await _known(bench, 1, 2, 3)
    async with bench.running():
        await bench.clock.advance(1)
        bench.api.budget = Budget(polls_per_minute=1)
        await bench.clock.advance(61)
        assert _words(bench) == ["slow 3 / 60s", "slow 3 / 3m, stretched 3.0x"]
        assert bench.watcher.pace().stretch == pytest.approx(3)
        bench.api.budget = Budget()
        await bench.clock.advance(61)
        assert _words(bench) == ["slow 3 / 60s"]


async def test_a_failing_site_slows_the_pace_until_it_answers(bench: Bench) -> None:
    await _known(bench, 1)
    bench.api.failures[ONE] = ServerFault("down", status=503)
    async with bench.running():
        await bench.clock.advance(1200)
        assert _words(bench) == ["slow 1 / 60s", "slow 1 / 2m", "slow 1 / 4m", "slow 1 / 5m"]
        bench.api.failures.clear()
        await bench.clock.advance(301)
        assert _words(bench) == ["slow 1 / 60s"]


async def test_a_refused_token_shows_as_a_pause_that_ends_by_itself(bench: Bench) -> None:
    await _known(bench, 1)
    async with bench.running():
        await settle()
        bench.session.token_refused()
        assert bench.watcher.pace().words == "paused"
        await bench.clock.advance(3600)
        assert _words(bench) == ["slow 1 / 60s", "paused"]
        assert bench.asked() == []
        bench.session.token_accepted()
        await settle()
        assert _words(bench) == ["slow 1 / 60s"]
        assert bench.asked() == [ONE]


async def test_ticks_that_a_slow_answer_swallows_are_counted_and_not_made_up_for(bench: Bench) -> None:
    await _known(bench, 1, express=True)
    bench.watcher.chosen = ONE
    bench.api.takes_s = 32.0
    async with bench.running():
        await bench.clock.advance(5)
        bench.api.takes_s = 0.0
        assert bench.watcher.skipped == 0
        await bench.clock.advance(32)
        assert bench.asked() == [ONE, ONE]
        assert bench.watcher.skipped == 5
        await bench.clock.advance(10)
        assert bench.asked() == [ONE, ONE]
        assert bench.watcher.skipped == 5
    assert bench.api.most_in_flight == 1


async def test_the_times_of_what_was_observed_are_those_of_the_server() -> None:
    bench = Bench()
    watcher = type(bench.watcher)(
        bench.api, bench.store, bench.session, bench.clock, bench.told, server_now=lambda: ago(86_400)
    )
    bench.api.jobs[ONE] = (a_job(1),)
    await watcher.ask(ONE)
    (record,) = bench.store.of_site(ONE)
    assert record.timeline.first_seen_at == ago(86_400)


async def test_a_job_that_was_taken_is_followed_at_once_by_what_is_planned(bench: Bench) -> None:
    async with bench.running():
        bench.watcher.choose(ONE)
        await bench.clock.advance(1)
        bench.store.take(a_job(7, express=True), bench.clock.now())
        bench.api.jobs[ONE] = (a_job(7, express=True),)
        assert bench.watcher.pace().words == "live 1 site / 5s"
        bench.asked()
        await asyncio.sleep(0)
        bench.watcher.look_at([TWO])
        await bench.clock.advance(60)
        assert len(bench.asked()) == 12


async def test_what_an_answer_says_counts_when_the_pace_was_asked_for_meanwhile(bench: Bench) -> None:
    await _known(bench, 1)
    bench.watcher.chosen = ONE
    bench.api.jobs[ONE] = (a_job(1, started_at=ago(1)),)
    bench.api.takes_s = 2.0
    async with bench.running():
        await bench.clock.advance(11)
        assert bench.watcher.pace().words == "live 1 site / 10s"
        await bench.clock.advance(2)
        assert bench.watcher.pace().words == "live 1 site / 5s"
