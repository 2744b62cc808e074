"""Lines that are repeated: their pace, their bounds, pausing, stopping, a refused token, and hours of it."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

import pytest

from altotui.domain.budget import Budget, Priority
from altotui.domain.command import CommandResult, RouterReply
from altotui.domain.errors import InvalidInput
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Translation
from altotui.domain.samples import MAX_SAMPLES
from altotui.domain.site import Site
from altotui.services.events import SessionChanged, WatchChanged, WatchSampled
from altotui.services.session import Session
from altotui.services.watches import (
    AT_A_TIME,
    MOST_SITES,
    MOST_STOPPED,
    MOST_WATCHES,
    TIMEOUT_S,
    Watch,
    Watches,
    WatchState,
)
from altotui.storage.language import load_language
from tests.clocks import FakeClock, settle
from tests.domain.records import a_site
from tests.services.fakes import Published

READ = translate("/interface/print", load_language())
HOUR_S = 3600.0
RUNNING, PAUSED, STOPPED, WAITING = WatchState


class Asked(NamedTuple):
    """One call of the runner."""

    site: Site
    at_s: float
    """Since the test began."""
    timeout_s: float
    priority: Priority
    is_quiet: bool


class FakeRunner:
    """Answers after `slow_s` with how often that site was asked, or as `answer` says."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._began_mono = clock.monotonic()
        self.asked: list[Asked] = []
        self.times: Counter[str] = Counter()
        self.slow_s: defaultdict[str, float] = defaultdict(float)
        self.answer: Callable[[Site], CommandResult] = self._ok
        self.under_way: Counter[str] = Counter()
        self.most_under_way = 0
        self.most_about_one_site = 0
        self.given_up = 0

    def _ok(self, site: Site) -> CommandResult:
        return CommandResult(
            site.id, site.name, Outcome.OK, RouterReply(({"times": self.times[site.id]},)), http_status=200
        )

    async def run(
        self, site: Site, translation: Translation, *, timeout_s: float, priority: Priority, is_quiet: bool
    ) -> CommandResult:
        assert translation is READ
        at_s = self._clock.monotonic() - self._began_mono
        self.asked.append(Asked(site, at_s, timeout_s, priority, is_quiet))
        self.times[site.id] += 1
        self.under_way[site.id] += 1
        self.most_under_way = max(self.most_under_way, self.under_way.total())
        self.most_about_one_site = max(self.most_about_one_site, self.under_way[site.id])
        try:
            await self._clock.sleep(self.slow_s[site.id])
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        finally:
            self.under_way[site.id] -= 1
        return self.answer(site)


class Bench:
    """Watches over a fake runner."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.told = Published()
        self.session = Session(self.clock, self.told)
        self.runner = FakeRunner(self.clock)
        self.budget = Budget()
        self.watches = Watches(self.runner, self.session, self.clock, self.told, lambda: self.budget)

    def start(self, sites: int = 1, every_s: float = 10.0) -> Watch:
        """Start a watch on so many sites."""
        return self.watches.start([a_site(number) for number in range(sites)], READ, every_s)

    @asynccontextmanager
    async def following(self, *watches: Watch) -> AsyncIterator[None]:
        """Follow them; whatever happens inside, all of it ends."""
        tasks = [asyncio.ensure_future(self.watches.follow(watch)) for watch in watches]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        for end in ended:
            if isinstance(end, Exception):
                raise end

    def times(self) -> list[float]:
        """Return when the runner was asked, in seconds since the test began."""
        return [asked.at_s for asked in self.runner.asked]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def seen(watch: Watch, site: int = 0) -> list[object]:
    """Return what one site answered, sample after sample."""
    samples = (watch.ring.at(position) for position in range(watch.ring.count))
    return [sample.results[site].reply.rows[0]["times"] for sample in samples]


# Pace


async def test_a_line_is_asked_at_once_and_then_at_its_pace(bench: Bench) -> None:
    watch = bench.start()
    async with bench.following(watch):
        await bench.clock.advance(35)
        assert bench.times() == [0, 10, 20, 30]
        assert seen(watch) == [1, 2, 3, 4]
        assert [(at - watch.ring.times()[0]).total_seconds() for at in watch.ring.times()] == bench.times()
        assert (watch.state, watch.next_in_s) == (RUNNING, 5)
    (first, *_) = bench.runner.asked
    assert first == (a_site(0), 0.0, TIMEOUT_S, Priority.WATCHED, True)
    assert bench.told.of(WatchSampled) == [WatchSampled(watch.id)] * 4


async def test_what_is_told_of_a_sample_can_be_looked_at(bench: Bench) -> None:
    looked: list[tuple[int, float | None, bool]] = []

    def look(event: object) -> None:
        if isinstance(event, WatchSampled):
            looked.append((watch.ring.count, watch.next_in_s, watch.is_asking))

    bench.watches = Watches(bench.runner, bench.session, bench.clock, look, lambda: bench.budget)
    watch = bench.start()
    async with bench.following(watch):
        await bench.clock.advance(15)
    assert looked == [(1, 10.0, False), (2, 10.0, False)]


@pytest.mark.parametrize(
    ("slow_s", "times"),
    [(3, [0, 10, 20, 30, 40]), (10, [0, 10, 20, 30, 40]), (10.5, [0, 20, 40]), (25, [0, 30])],
)
async def test_a_slow_router_stretches_the_pace_and_is_never_asked_twice_at_once(
    bench: Bench, slow_s: float, times: list[float]
) -> None:
    watch = bench.start()
    bench.runner.slow_s[a_site(0).id] = slow_s
    async with bench.following(watch):
        await bench.clock.advance(1)
        assert (watch.is_asking, watch.next_in_s) == (True, None)
        await bench.clock.advance(44)
    assert bench.times() == times
    assert bench.runner.most_about_one_site == 1


async def test_one_slow_site_holds_its_watch_and_no_other(bench: Bench) -> None:
    slow, quick = bench.start(sites=3), bench.watches.start([a_site(9)], READ, 10)
    bench.runner.slow_s[a_site(1).id] = 24
    async with bench.following(slow, quick):
        await bench.clock.advance(55)
        assert [(at - slow.ring.times()[0]).total_seconds() for at in slow.ring.times()] == [0, 30]
        assert quick.ring.count == 6
        assert [result.site_name for result in slow.ring.at(0).results] == ["site-0", "site-1", "site-2"]


async def test_after_hours_without_an_answer_there_is_no_burst(bench: Bench) -> None:
    watch = bench.start()
    bench.runner.slow_s[a_site(0).id] = 3 * HOUR_S + 1
    async with bench.following(watch):
        await bench.clock.advance(1)
        bench.runner.slow_s.clear()
        await bench.clock.advance(3 * HOUR_S + 29)
    assert bench.times() == [0, 3 * HOUR_S + 10, 3 * HOUR_S + 20, 3 * HOUR_S + 30]


async def test_four_hours_stay_within_all_bounds(bench: Bench) -> None:
    watch = bench.start(sites=3)
    async with bench.following(watch):
        await bench.clock.advance(4 * HOUR_S)
        assert watch.ring.count == MAX_SAMPLES
        assert watch.ring.dropped == 4 * 360 + 1 - MAX_SAMPLES
        assert seen(watch, 2) == list(range(1441 - MAX_SAMPLES + 1, 1442))
        assert watch.ring.note() == "the last 120 samples are kept: 1321 older are gone"
        assert bench.told.of(WatchChanged) == [WatchChanged(watch.id)]
    assert len(bench.runner.asked) == 3 * 1441


async def test_at_most_so_many_sites_are_asked_at_a_time(bench: Bench) -> None:
    watch = bench.start(sites=MOST_SITES, every_s=600)
    for number in range(MOST_SITES):
        bench.runner.slow_s[a_site(number).id] = 1
    async with bench.following(watch):
        await bench.clock.advance(60)
    assert bench.runner.most_under_way == AT_A_TIME
    assert [result.site_name for result in watch.ring.at(-1).results] == [
        f"site-{n}" for n in range(MOST_SITES)
    ]


# Budget


async def test_watches_together_keep_to_the_polls_of_a_minute(bench: Bench) -> None:
    watches = [bench.start(sites=10), bench.start(sites=5, every_s=5), bench.start(every_s=1)]
    async with bench.following(*watches):
        await bench.clock.advance(0.5)
        bench.runner.asked.clear()
        await bench.clock.advance(HOUR_S)
        assert [watch.state for watch in watches] == [WAITING] * 3
        assert [watch.pace_s for watch in watches] == [60, 30, 6]
    assert 0.95 < len(bench.runner.asked) / (60 * bench.budget.polls_per_minute) <= 1
    assert bench.runner.times[a_site(0).id] > 600
    assert bench.told.of(WatchChanged)[:6] == [WatchChanged(number) for number in (1, 2, 3, 1, 2, 3)]


async def test_a_watch_that_ends_gives_the_others_their_pace_back(bench: Bench) -> None:
    large, small = bench.start(sites=39, every_s=60), bench.start()
    async with bench.following(large, small):
        await bench.clock.advance(1)
        assert (small.state, small.pace_s, small.next_in_s) == (WAITING, 15, 14)
        bench.told.events.clear()
        bench.watches.stop(large.id)
        await bench.clock.advance(1)
        assert (small.state, small.pace_s, small.next_in_s) == (RUNNING, 10, 8)
        assert [event for event in bench.told.of(WatchChanged) if event.watch_id == small.id] == [
            WatchChanged(small.id)
        ]


async def test_fewer_polls_after_a_refusal_slow_a_watch_down_and_more_speed_it_up(bench: Bench) -> None:
    watch = bench.start()
    async with bench.following(watch):
        await bench.clock.advance(1)
        bench.budget = Budget(polls_per_minute=3)
        await bench.clock.advance(10)
        assert (watch.state, watch.pace_s) == (WAITING, 20)
        bench.budget = Budget()
        await bench.clock.advance(60)
        assert (watch.state, watch.pace_s) == (RUNNING, 10)


async def test_a_sample_that_others_keep_waiting_says_so(bench: Bench) -> None:
    watch = bench.start()
    bench.runner.slow_s[a_site(0).id] = 3
    async with bench.following(watch):
        await bench.clock.advance(1)
        assert watch.state is RUNNING
        bench.budget = Budget(waiting=1)
        assert watch.state is WAITING
        await bench.clock.advance(3)
        assert watch.state is RUNNING


# Pausing and stopping


async def test_while_nobody_looks_nothing_is_asked_and_nothing_is_made_up_for(bench: Bench) -> None:
    watch = bench.start()
    async with bench.following(watch):
        await bench.clock.advance(5)
        bench.watches.pause(watch.id)
        bench.watches.pause(watch.id)
        await bench.clock.advance(HOUR_S)
        assert (bench.times(), watch.state, watch.next_in_s) == ([0], PAUSED, None)
        bench.watches.resume(watch.id)
        bench.watches.resume(watch.id)
        assert watch.state is RUNNING
        await bench.clock.advance(15)
        assert bench.times() == [0, HOUR_S + 5, HOUR_S + 15]
        assert bench.told.of(WatchChanged) == [WatchChanged(watch.id)] * 3


async def test_a_short_pause_does_not_bring_a_sample_forward(bench: Bench) -> None:
    watch = bench.start()
    async with bench.following(watch):
        await bench.clock.advance(2)
        bench.watches.pause(watch.id)
        await bench.clock.advance(2)
        bench.watches.resume(watch.id)
        await bench.clock.advance(2)
        assert (bench.times(), watch.next_in_s) == ([0], 4)


async def test_a_sample_under_way_is_taken_when_nobody_looks_any_more(bench: Bench) -> None:
    watch = bench.start()
    bench.runner.slow_s[a_site(0).id] = 3
    async with bench.following(watch):
        await bench.clock.advance(1)
        bench.watches.pause(watch.id)
        await bench.clock.advance(30)
        assert (watch.ring.count, watch.state, bench.runner.given_up) == (1, PAUSED, 0)


async def test_a_paused_watch_leaves_the_budget_to_others(bench: Bench) -> None:
    large, small = bench.start(sites=50), bench.start()
    async with bench.following(large, small):
        await bench.clock.advance(1)
        assert small.state is WAITING
        bench.watches.pause(large.id)
        await bench.clock.advance(1)
        assert (small.state, small.pace_s) == (RUNNING, 10)


async def test_stopping_gives_up_what_is_under_way_and_keeps_the_samples(bench: Bench) -> None:
    watch = bench.start(sites=3)
    async with bench.following(watch):
        await bench.clock.advance(15)
        bench.runner.slow_s[a_site(1).id] = 60
        await bench.clock.advance(10)
        assert watch.is_asking
        bench.watches.stop(watch.id)
        bench.watches.stop(watch.id)
        assert watch.state is STOPPED
        await settle()
        assert (bench.runner.given_up, bench.runner.under_way.total(), watch.is_asking) == (1, 0, False)
        await bench.clock.advance(HOUR_S)
        assert (watch.ring.count, watch.next_in_s) == (2, None)
        assert bench.watches.get(watch.id) is watch
        bench.watches.pause(watch.id)
        bench.watches.resume(watch.id)
        assert watch.state is STOPPED
        assert bench.told.of(WatchChanged) == [WatchChanged(watch.id)] * 2


async def test_stopping_all_of_them_ends_every_follower(bench: Bench) -> None:
    watches = [bench.start() for _ in range(MOST_WATCHES)]
    async with asyncio.TaskGroup() as group:
        for watch in watches:
            group.create_task(bench.watches.follow(watch))
        await bench.clock.advance(25)
        bench.watches.pause(watches[0].id)
        bench.watches.stop_all()
    assert {watch.state for watch in watches} == {STOPPED}
    assert {watch.ring.count for watch in watches} == {3}


async def test_whoever_follows_no_more_has_stopped_the_watch(bench: Bench) -> None:
    watch = bench.start()
    async with bench.following(watch):
        await bench.clock.advance(1)
        with pytest.raises(RuntimeError, match="watch 1 is followed already"):
            await bench.watches.follow(watch)
        assert watch.state is RUNNING
    assert (watch.state, watch.ring.count) == (STOPPED, 1)


async def test_a_watch_stopped_before_it_is_followed_asks_nothing(bench: Bench) -> None:
    watch = bench.start()
    bench.watches.stop(watch.id)
    await bench.watches.follow(watch)
    assert bench.runner.asked == []


async def test_an_error_of_the_program_ends_the_watch_and_is_not_hidden(bench: Bench) -> None:
    def fail(site: Site) -> CommandResult:
        raise ZeroDivisionError(site.name)

    watch = bench.start()
    bench.runner.answer = fail
    with pytest.raises(ExceptionGroup):
        await bench.watches.follow(watch)
    assert (watch.state, watch.is_asking) == (STOPPED, False)


# The token


def refused(site: Site) -> CommandResult:
    return CommandResult(site.id, site.name, Outcome.REJECTED, message="no", http_status=401)


async def test_while_the_token_is_refused_nothing_is_asked(bench: Bench) -> None:
    watch = bench.start()
    async with bench.following(watch):
        await bench.clock.advance(5)
        bench.session.token_refused()
        await bench.clock.advance(HOUR_S)
        assert (bench.times(), watch.next_in_s) == ([0], None)
        bench.session.token_accepted()
        await bench.clock.advance(12)
        assert bench.times() == [0, HOUR_S + 5, HOUR_S + 15]
        assert (watch.ring.count, watch.state) == (3, RUNNING)
    assert [event.expired for event in bench.told.of(SessionChanged)] == [True, False]


async def test_a_sample_that_the_token_spoiled_is_none_and_asks_no_further_site(bench: Bench) -> None:
    def refuse(site: Site) -> CommandResult:
        bench.session.token_refused()
        return refused(site)

    watch = bench.start(sites=30, every_s=60)
    bench.runner.answer = refuse
    async with bench.following(watch):
        await bench.clock.advance(HOUR_S)
        assert (len(bench.runner.asked), watch.ring.count) == (AT_A_TIME, 0)
        bench.runner.answer = bench.runner._ok
        bench.session.token_accepted()
        await bench.clock.advance(1)
        assert (watch.ring.count, len(watch.ring.at(0).results)) == (1, 30)


async def test_one_refusal_of_a_token_that_was_renewed_meanwhile_is_an_outcome_like_others(
    bench: Bench,
) -> None:
    watch = bench.start()
    bench.runner.answer = refused
    async with bench.following(watch):
        await bench.clock.advance(1)
        assert watch.ring.at(0).results == (refused(a_site(0)),)


async def test_a_watch_can_be_stopped_while_the_token_is_refused(bench: Bench) -> None:
    watch = bench.start()
    bench.session.token_refused()
    async with asyncio.TaskGroup() as group:
        group.create_task(bench.watches.follow(watch))
        await bench.clock.advance(60)
        bench.watches.stop(watch.id)
    assert bench.runner.asked == []


# What is refused


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("/ip/address/add address=192.0.2.1/24", "/ip/address/add may change the router"),
        ("/system/reboot", "/system/reboot may change the router"),
        ("/ppp/secret/print", "/ppp/secret/print shows secrets or what people do"),
        ("/ip arp print where not dynamic", "the line sends nothing: not is no operator"),
        ("/ip address", "the line sends nothing: the prompt goes to"),
    ],
)
def test_only_reads_are_repeated(bench: Bench, line: str, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        bench.watches.start([a_site(1)], translate(line, load_language()), 10)
    assert (bench.watches.all, bench.told.events) == ((), [])


@pytest.mark.parametrize("every_s", [0, 0.99, -1, 3600.5, float("inf"), float("nan")])
def test_a_pace_out_of_bounds_is_refused(bench: Bench, every_s: float) -> None:
    with pytest.raises(InvalidInput, match="take 1 s to 3600 s"):
        bench.start(every_s=every_s)


def test_no_site_and_too_many_sites_are_refused(bench: Bench) -> None:
    with pytest.raises(InvalidInput, match="there is no site to watch"):
        bench.start(sites=0)
    with pytest.raises(InvalidInput, match="repeated on 51 sites: take 50 at most"):
        bench.start(sites=51)
    assert len(bench.watches.start([a_site(1)] * 51, READ, 10).sites) == 1


def test_five_watches_go_on_at_most_and_paused_ones_count(bench: Bench) -> None:
    watches = [bench.start() for _ in range(MOST_WATCHES)]
    bench.watches.pause(watches[1].id)
    with pytest.raises(InvalidInput, match="5 watches go on already: stop one of them"):
        bench.start()
    bench.watches.stop(watches[0].id)
    assert bench.start().id == MOST_WATCHES + 1


def test_the_watches_stopped_last_are_found_and_older_ones_are_not(bench: Bench) -> None:
    going = bench.start()
    ids = []
    for _ in range(MOST_STOPPED + 2):
        ids.append(bench.start().id)
        bench.watches.stop(ids[-1])
    assert [watch.id for watch in bench.watches.all] == [going.id, *ids[2:]]
    assert bench.watches.get(ids[1]) is None
    bench.watches.stop(ids[1])
