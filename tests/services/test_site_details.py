"""The details of the site somebody looks at: asked for once, kept a while, given up when nobody looks any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.budget import Priority
from altotui.domain.errors import (
    ApiError,
    Busy,
    Forbidden,
    NotFound,
    Paused,
    ServerFault,
    SessionExpired,
    TimedOut,
)
from altotui.domain.ids import SiteId
from altotui.domain.site_history import Fault, HeartbeatHour, Sample
from altotui.services.events import ListSource, SiteDetailsChanged
from altotui.services.ports import Leaving
from altotui.services.session import Session
from altotui.services.site_details import AT_A_TIME, MOST_SITES, Details, Kind, Known, SiteDetails
from altotui.services.site_directory import SiteDirectory
from tests.clocks import FakeClock, settle
from tests.domain.records import NOW, a_site, site_no, sites_of
from tests.services.fakes import FakeSdxApi, Published

ONE, TWO, THREE = site_no(1), site_no(2), site_no(3)
SAMPLES = (Sample(NOW, 5),)
HOURS = (HeartbeatHour("29 Oct 12:00", 0, 0),)
FAULTS = (Fault("flt_1", "Site Offline"),)
METHODS = {Kind.SAMPLES: "list_samples", Kind.HEARTBEATS: "list_heartbeats", Kind.FAULTS: "list_faults"}
EVERY_KIND = sorted(METHODS.values())


class Bench:
    """One service with its fakes."""

    def __init__(self, api: FakeSdxApi | None = None) -> None:
        self.clock = FakeClock()
        self.api = api or FakeSdxApi()
        self.api.samples, self.api.heartbeats, self.api.faults = SAMPLES, HOURS, FAULTS
        self.told = Published()
        self.session = Session(self.clock, self.told)
        self.directory = SiteDirectory(self.api, self.session, self.clock, self.told)
        self.details = SiteDetails(self.api, self.session, self.directory, self.clock, self.told)
        self.running: list[asyncio.Task[None]] = []

    async def start(self, *sites: SiteId) -> asyncio.Task[None]:
        """Want these sites one after the other as the screen does, let the work run, and return that of the last."""
        for site_id in sites:
            self.running.append(asyncio.ensure_future(self.details.want(site_id)))
            await settle()
        return self.running[-1]

    def asked(self) -> list[tuple[str, SiteId]]:
        """Return method and site of every question, and forget them."""
        calls = [(str(call[0]), SiteId(str(call[1]))) for call in self.api.calls]
        self.api.calls.clear()
        return sorted(calls)

    def asking(self, site_id: SiteId) -> list[bool]:
        """Return of each kind whether it is asked for."""
        return [known.is_asking for known in self.details.of(site_id)]

    def changes(self) -> list[SiteId]:
        """Return the sites that were told of, in order, and forget what was told."""
        sites = [event.site_id for event in self.told.of(SiteDetailsChanged)]
        self.told.events.clear()
        return sites


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """Give a service; none of its work may have failed, nor be left behind."""
    one = Bench()
    yield one
    for task in one.running:
        task.cancel()
    ends = await asyncio.gather(*one.running, return_exceptions=True)
    assert [end for end in ends if end is not None and not isinstance(end, asyncio.CancelledError)] == []
    await settle()
    assert [one.asking(site_no(number)) for number in range(5)] == [[False] * 3] * 5


def _all_of(*sites: SiteId) -> list[tuple[str, SiteId]]:
    return sorted((method, site_id) for method in EVERY_KIND for site_id in sites)


# Asking


async def test_a_site_that_is_wanted_is_asked_for_all_it_has(bench: Bench) -> None:
    assert bench.details.of(ONE) == Details()
    await bench.start(ONE)
    assert bench.details.of(ONE) == Details(Known(SAMPLES, NOW), Known(HOURS, NOW), Known(FAULTS, NOW))
    assert bench.asked() == _all_of(ONE)
    assert bench.details.of(TWO) == Details()


async def test_three_days_by_the_clock_of_the_server_are_asked_for(bench: Bench) -> None:
    listed = sites_of(a_site(1, pid="site_A"), as_of=NOW + timedelta(days=1, hours=14, minutes=44))
    bench.directory.take(listed, ListSource.LIVE)
    await bench.start(ONE, TWO)
    days = [call[1:3] for call in bench.api.named("list_samples")]
    assert days == [((NOW + timedelta(days=-1)).date(), (NOW + timedelta(days=1)).date())] * 2
    assert [call[1] for call in bench.api.named("list_faults")] == ["site_A", None]


async def test_it_asks_as_a_poll_unless_a_person_waits(bench: Bench) -> None:
    await bench.details.want(ONE)
    await bench.details.want(TWO, Priority.REFRESH)
    assert [call[-1] for call in bench.api.calls] == [Priority.WATCHED] * 3 + [Priority.REFRESH] * 3


@pytest.mark.parametrize(
    ("after_s", "kinds"),
    [
        (0, []),
        (119.9, []),
        (120, [Kind.FAULTS]),
        (599.9, [Kind.FAULTS]),
        (600, [Kind.FAULTS, Kind.HEARTBEATS, Kind.SAMPLES]),
    ],
)
async def test_only_what_is_old_is_asked_for_again(bench: Bench, after_s: float, kinds: list[Kind]) -> None:
    await bench.start(ONE)
    bench.asked()
    bench.changes()
    await bench.clock.advance(after_s)
    await bench.start(ONE)
    assert bench.asked() == [(METHODS[kind], ONE) for kind in kinds]
    assert bench.changes() == [ONE] * (1 + len(kinds) if kinds else 0)


async def test_while_it_asks_it_says_so_and_tells_every_change_once(bench: Bench) -> None:
    bench.api.gate = asyncio.Event()
    await bench.start(ONE)
    assert (bench.asking(ONE), bench.changes()) == ([True] * 3, [ONE])
    bench.api.gate.set()
    await settle()
    assert (bench.asking(ONE), bench.changes()) == ([False] * 3, [ONE] * 3)


async def test_what_is_told_is_true_when_it_is_told(bench: Bench) -> None:
    seen: list[tuple[bool, object]] = []

    def look(event: object) -> None:
        if isinstance(event, SiteDetailsChanged):
            seen.append((details.of(ONE).faults.is_asking, details.of(ONE).faults.value))

    details = SiteDetails(bench.api, bench.session, bench.directory, bench.clock, look)
    bench.api.heartbeats = ()
    bench.api.failing["list_samples"] = ServerFault("x", status=503)
    await details.want(ONE)
    assert seen[0] == (True, None)
    assert seen[-1] == (False, FAULTS)
    assert set(seen) == {(True, None), (False, FAULTS)}


async def test_wanting_it_again_meanwhile_is_the_same_question(bench: Bench) -> None:
    bench.api.gate = asyncio.Event()
    first = await bench.start(ONE)
    await bench.start(ONE, ONE, ONE)
    assert bench.asked() == _all_of(ONE)
    bench.api.gate.set()
    await first
    assert bench.api.most_about_one_site == 3
    assert bench.asked() == []


# Going on to another site


async def test_questions_that_have_not_left_are_given_up(bench: Bench) -> None:
    bench.api.turn = asyncio.Event()
    await bench.start(ONE)
    assert bench.asking(ONE) == [True] * 3
    bench.changes()
    await bench.start(TWO)
    assert (bench.asking(ONE), bench.asking(TWO)) == ([False] * 3, [True] * 3)
    assert bench.changes() == [ONE, TWO]
    assert bench.api.under_way == {ONE: 0, TWO: 3}
    bench.api.turn.set()
    await settle()
    assert bench.details.of(ONE) == Details()
    assert bench.details.of(TWO).faults.value == FAULTS


async def test_questions_that_have_left_bring_their_answers_all_the_same(bench: Bench) -> None:
    bench.api.gate = asyncio.Event()
    await bench.start(ONE, TWO)
    assert (bench.asking(ONE), bench.asking(TWO)) == ([True] * 3, [True] * 3)
    assert bench.asked() == _all_of(ONE)
    bench.api.gate.set()
    await settle()
    assert bench.asked() == _all_of(TWO)
    assert [bench.details.of(site).samples.value for site in (ONE, TWO)] == [SAMPLES] * 2


async def test_scrolling_never_makes_a_pile(bench: Bench) -> None:
    bench.api.gate = asyncio.Event()
    sites = [site_no(number) for number in range(50)]
    await bench.start(*sites)
    assert bench.asked() == _all_of(sites[0])
    assert [sum(bench.asking(site)) for site in sites] == [3] + [0] * 48 + [3]
    assert sum(not task.done() for task in bench.running) == 2
    bench.api.gate.set()
    await settle()
    assert bench.asked() == _all_of(sites[-1])
    assert bench.api.most_under_way == AT_A_TIME
    assert all(task.done() for task in bench.running)


class HangingApi(FakeSdxApi):
    """One whose answer about the heartbeats of the first site does not come until `is_over`."""

    def __init__(self) -> None:
        super().__init__()
        self.is_over = asyncio.Event()

    async def list_heartbeats(
        self, site_id: SiteId, *, priority: Priority, on_leaving: Leaving | None = None
    ) -> tuple[HeartbeatHour, ...]:
        if site_id == ONE and on_leaving is not None:
            on_leaving()
            await self.is_over.wait()
        return await super().list_heartbeats(site_id, priority=priority, on_leaving=on_leaving)


async def test_one_that_hangs_holds_up_only_itself() -> None:
    api = HangingApi()
    bench = Bench(api)
    await bench.start(ONE)
    assert bench.asking(ONE) == [False, True, False]
    assert bench.details.of(ONE).faults.value == FAULTS
    await bench.start(TWO)
    assert bench.details.of(TWO) == Details(Known(SAMPLES, NOW), Known(HOURS, NOW), Known(FAULTS, NOW))
    api.is_over.set()
    await settle()
    assert bench.details.of(ONE).heartbeats == Known(HOURS, NOW)
    assert all(task.done() for task in bench.running)


async def test_back_at_once_it_is_asked_for_anew(bench: Bench) -> None:
    bench.api.turn = asyncio.Event()
    await bench.start(ONE)
    wants = [bench.details.want(site) for site in (TWO, ONE)]  # with no turn of the loop in between
    bench.running += map(asyncio.ensure_future, wants)
    await settle()
    assert (bench.asking(ONE), bench.asking(TWO)) == ([True] * 3, [False] * 3)
    bench.api.turn.set()
    await settle()
    assert bench.details.of(ONE).samples.value == SAMPLES
    assert bench.details.of(TWO) == Details()


async def test_a_question_that_is_given_up_before_it_began_leaves_nothing(bench: Bench) -> None:
    wants = [bench.details.want(site) for site in (ONE, TWO)]
    bench.running += map(asyncio.ensure_future, wants)
    await settle()
    assert bench.asked() == _all_of(TWO)
    assert bench.details.of(ONE) == Details()


async def test_when_nobody_looks_what_has_not_left_is_given_up(bench: Bench) -> None:
    bench.api.turn = asyncio.Event()
    await bench.start(ONE)
    bench.details.give_up()
    await settle()
    assert (bench.asking(ONE), bench.api.under_way) == ([False] * 3, {ONE: 0})
    assert all(task.done() for task in bench.running)
    bench.details.give_up()
    bench.api.turn.set()
    await bench.start(ONE)
    assert bench.details.of(ONE).faults.value == FAULTS


@pytest.mark.parametrize("is_left", [False, True])
async def test_cancelled_work_leaves_no_question_behind(bench: Bench, is_left: bool) -> None:
    if is_left:
        bench.api.gate = asyncio.Event()
    else:
        bench.api.turn = asyncio.Event()
    task = await bench.start(ONE)
    task.cancel()
    await asyncio.wait({task})
    assert bench.asking(ONE) == [False] * 3
    bench.api.gate = bench.api.turn = None
    await bench.start(ONE)
    assert bench.details.of(ONE).heartbeats.value == HOURS


# Failures


async def test_a_failure_is_kept_with_its_time_and_hides_nothing_else(bench: Bench) -> None:
    await bench.start(ONE)
    await bench.clock.advance(700)
    failure = TimedOut("no answer")
    bench.api.failing["list_heartbeats"] = failure
    later = bench.clock.now()
    await bench.start(ONE)
    assert bench.details.of(ONE) == Details(
        Known(SAMPLES, later),
        Known(HOURS, NOW, failure, later),
        Known(FAULTS, later),
    )
    bench.api.failing.clear()
    await bench.clock.advance(30)
    await bench.start(ONE)
    assert bench.details.of(ONE).heartbeats == Known(HOURS, bench.clock.now())


@pytest.mark.parametrize(
    ("failure", "again_after_s"),
    [
        (ServerFault("x", status=503), 30),
        (TimedOut("x"), 30),
        (SessionExpired("x", status=401), 30),
        (Busy("x"), 30),
        (Busy("x", retry_after_s=5), 30),
        (Busy("x", retry_after_s=90), 90),
        (Paused("x", retry_after_s=60), 60),
        (NotFound("x", status=404), 120),
        (Forbidden("x", status=403), 120),
    ],
)
async def test_what_failed_is_not_asked_for_again_at_once(
    bench: Bench, failure: ApiError, again_after_s: float
) -> None:
    bench.api.failing["list_faults"] = failure
    await bench.start(ONE)
    bench.session.token_accepted()
    await bench.clock.advance(again_after_s - 0.1)
    await bench.start(ONE)
    assert len(bench.api.named("list_faults")) == 1
    await bench.clock.advance(0.1)
    await bench.start(ONE)
    assert len(bench.api.named("list_faults")) == 2


async def test_what_legacy_does_not_have_is_no_failure(bench: Bench) -> None:
    bench.api.samples = None
    await bench.start(ONE)
    assert bench.details.of(ONE) == Details(
        Known(None, NOW, is_available=False), Known(HOURS, NOW), Known(FAULTS, NOW)
    )


async def test_what_is_not_asked_for_says_nothing_about_the_token(bench: Bench) -> None:
    bench.api.samples = None
    bench.api.gate = asyncio.Event()
    bench.api.failure = ServerFault("x", status=503)
    await bench.start(ONE, TWO, THREE)  # the samples of the last wait for one of three turns
    assert bench.asking(THREE) == [True] * 3
    bench.session.token_refused()
    bench.api.gate.set()
    await settle()
    assert bench.details.of(THREE).samples == Known(None, NOW, is_available=False)
    assert bench.session.is_expired


async def test_times_are_those_of_the_server_also_when_its_clock_is_learned_of_later(bench: Bench) -> None:
    bench.api.failing["list_faults"] = TimedOut("no answer")
    await bench.start(ONE)
    ahead = timedelta(days=1, hours=14)
    bench.directory.take(sites_of(a_site(1), as_of=NOW + ahead), ListSource.LIVE)
    await bench.clock.advance(60)
    known = bench.details.of(ONE)
    assert (known.samples.as_of, known.faults.failed_at) == (NOW + ahead, NOW + ahead)
    assert bench.directory.server_now() - NOW - ahead == timedelta(seconds=60)


async def test_a_server_in_the_first_year_of_all_is_no_trouble(bench: Bench) -> None:
    await bench.start(ONE)
    await bench.clock.advance(60)
    first = datetime.min.replace(tzinfo=UTC)
    bench.directory.take(sites_of(a_site(1), as_of=first), ListSource.LIVE)
    assert bench.details.of(ONE).samples.value == SAMPLES


# The token


async def test_a_refused_token_is_told_to_the_session(bench: Bench) -> None:
    bench.api.failure = SessionExpired("expired", status=401)
    await bench.start(ONE)
    assert bench.session.is_expired
    assert all(isinstance(known.error, SessionExpired) for known in bench.details.of(ONE))


async def test_an_answer_says_that_the_token_is_taken_again(bench: Bench) -> None:
    bench.api.gate = asyncio.Event()
    await bench.start(ONE)
    bench.session.token_refused()
    bench.api.gate.set()
    await settle()
    assert not bench.session.is_expired


async def test_while_the_token_is_refused_one_waits_and_asks_for_the_site_of_that_time(bench: Bench) -> None:
    bench.session.token_refused()
    await bench.start(ONE, TWO, THREE, TWO)
    assert sum(not task.done() for task in bench.running) == 1
    assert (bench.asked(), bench.asking(TWO)) == ([], [False] * 3)
    bench.session.token_accepted()
    await settle()
    assert bench.asked() == _all_of(TWO)
    assert all(task.done() for task in bench.running)


async def test_a_wait_for_the_token_that_is_cancelled_is_taken_over_by_the_next(bench: Bench) -> None:
    bench.session.token_refused()
    (await bench.start(ONE)).cancel()
    await bench.start(TWO)
    bench.session.token_accepted()
    await settle()
    assert bench.asked() == _all_of(TWO)


async def test_nothing_is_asked_when_nobody_looks_any_more_when_the_token_comes(bench: Bench) -> None:
    bench.session.token_refused()
    task = await bench.start(ONE)
    bench.details.give_up()
    bench.session.token_accepted()
    await task
    assert bench.asked() == []


# Memory


async def test_the_sites_that_were_wanted_last_are_kept(bench: Bench) -> None:
    sites = [site_no(number) for number in range(MOST_SITES + 1)]
    for site in sites[:MOST_SITES]:
        await bench.details.want(site)
    await bench.details.want(sites[0])
    await bench.details.want(sites[MOST_SITES])
    assert [site for site in sites if bench.details.of(site) == Details()] == [sites[1]]


async def test_an_answer_about_a_site_that_was_forgotten_is_let_go(bench: Bench) -> None:
    bench.api.gate = asyncio.Event()
    bench.api.failing["list_faults"] = ServerFault("x", status=503)
    await bench.start(ONE)
    for number in range(100, 100 + MOST_SITES):
        await bench.start(site_no(number))
    bench.api.gate.set()
    await settle()
    assert bench.details.of(ONE) == Details()


# Anything


STEPS = st.lists(
    st.sampled_from(["one", "two", "three", "leave", "answer", "hold", "cancel", "wait", "refuse", "take"]),
    max_size=25,
)


@asynccontextmanager
async def _ended(bench: Bench) -> AsyncIterator[None]:
    """Let everything be answered and the token be taken at the end, and all work be over."""
    yield
    if bench.api.gate is not None:
        bench.api.gate.set()
    bench.session.token_accepted()
    await settle()
    assert all(task.done() for task in bench.running)


@given(STEPS, st.booleans())
async def test_whatever_happens_nothing_is_left_asking(steps: list[str], fails: bool) -> None:
    bench = Bench()
    sites = {"one": ONE, "two": TWO, "three": THREE}
    if fails:
        bench.api.failures = {ONE: ServerFault("x", status=503), TWO: SessionExpired("x", status=401)}
    async with _ended(bench):
        for step in steps:
            if step in sites:
                await bench.start(sites[step])
            elif step == "leave":
                bench.details.give_up()
            elif step == "hold":
                bench.api.gate = bench.api.gate or asyncio.Event()
            elif step == "answer" and bench.api.gate is not None:
                bench.api.gate.set()
                bench.api.gate = None
            elif step == "cancel" and bench.running:
                bench.running[-1].cancel()
            elif step == "wait":
                await bench.clock.advance(300)
            elif step == "refuse":
                bench.session.token_refused()
            elif step == "take":
                bench.session.token_accepted()
            assert sum(bench.api.under_way.values()) <= AT_A_TIME
            assert bench.api.most_about_one_site <= len(Kind)
    assert [bench.asking(site) for site in sites.values()] == [[False] * 3] * 3
