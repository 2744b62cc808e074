"""What goes wrong for longer: rates that are refused, platforms that are down, clocks that jump, loops that stall."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from random import Random

import pytest

from altotui.api.breaker import Breaker
from altotui.domain.errors import Busy
from altotui.domain.ids import JobId
from altotui.domain.job import JobState
from altotui.domain.outcome import Outcome
from altotui.domain.site import Site
from altotui.services.events import PollHealthChanged
from tests.clocks import START, FakeClock, settle
from tests.domain.records import a_site, job_no
from tests.faults import faults
from tests.faults.beside import beside
from tests.faults.connection import Request
from tests.faults.consoles import PATIENT_S, SITE, Asked, Console, console_for, start, stop
from tests.faults.faults import Fault
from tests.faults.server import FaultServer, fault_server
from tests.waiting import until

MINUTE_S = 60.0
HOUR_S = 3600.0
DAY = timedelta(days=1)


def a_job(number: int = 1, **fields: object) -> dict[str, object]:
    """Return a job as v1 lists it, pending unless told otherwise."""
    created = {"created_at": START.isoformat(), "description": f"job {number}"}
    return {"id": job_no(number), **created, **fields}


def jobs(*listed: dict[str, object]) -> Fault:
    """Answer with a job list."""
    return faults.answer(body=list(listed))


class JumpingClock(FakeClock):
    """A clock whose wall time somebody sets, while its monotonic time goes on as ever."""

    ahead = timedelta()

    def now(self) -> datetime:
        """Return what the wall clock says."""
        return super().now() + self.ahead


async def pass_time(
    console: Console, clock: FakeClock, seconds: float, *, step_s: float = 5.0, others: int = 0
) -> None:
    """Let `seconds` pass step by step; each waits until nothing is on the wire.

    Args:
        console: Whose requests are waited for.
        clock: Its clock.
        seconds: How long.
        step_s: Length of a step.
        others: How many tasks sleep on the clock that send nothing, such as the loop of the watcher.
    """
    end_mono = clock.monotonic() + seconds
    while clock.monotonic() < end_mono:
        await clock.advance(min(step_s, end_mono - clock.monotonic()))
        await until(lambda: console.sender.under_way <= max(0, clock.sleepers - others))


def most_within(times: Sequence[float], seconds: float) -> int:
    """Return the most of `times` that lie in any window of `seconds`."""
    return max((sum(begin <= at < begin + seconds for at in times) for begin in times), default=0)


# A rate that is refused


def dated(status: int, *headers: tuple[str, str], at: datetime = START) -> Fault:
    """Refuse with the server's date."""
    return faults.refusal(status, "too fast", [("Date", format_datetime(at, usegmt=True)), *headers])


def in_s(seconds: float) -> str:
    """Return the HTTP date that many seconds after START."""
    return format_datetime(START + timedelta(seconds=seconds), usegmt=True)


UNSAID_S = 5.0
RETRY_AFTER: list[tuple[tuple[str, ...], float | None]] = [
    (("7",), 7),
    (("0",), 0),
    ((" 12 ",), 12),
    (("120",), 120),
    (("121",), None),
    (("1000000000",), None),
    (("9" * 400,), None),
    (("-5",), UNSAID_S),
    (("nan",), UNSAID_S),
    (("inf",), UNSAID_S),
    (("1.5",), UNSAID_S),
    (("0x10",), UNSAID_S),
    (("soon",), UNSAID_S),
    (("",), UNSAID_S),
    ((), UNSAID_S),
    (("7", "9"), UNSAID_S),
    ((in_s(30),), 30),
    ((in_s(-30),), 0),
    ((in_s(119),), 119),
    ((in_s(86_400),), None),
    (("Fri, 31 Dec 9999 23:59:59 GMT",), None),
    (("Mon, 99 Mar 2026 09:15:00 GMT",), UNSAID_S),
]
"""Headers of a 429, and the seconds after which a person's list is asked for again; None: not by itself."""


@pytest.mark.parametrize(
    ("values", "wait_s"), RETRY_AFTER, ids=[repr(values)[:40] for values, _ in RETRY_AFTER]
)
@pytest.mark.parametrize("wall_is_ahead", [timedelta(), DAY, -DAY], ids=["right", "fast", "slow"])
async def test_f23_f24_no_request_leaves_before_the_server_said(
    values: tuple[str, ...], wait_s: float | None, wall_is_ahead: timedelta
) -> None:
    clock = JumpingClock()
    clock.ahead = wall_is_ahead
    refused = dated(429, *(("Retry-After", value) for value in values))
    async with fault_server([refused]) as server, console_for(server.url, clock=clock) as console:
        asking = start(console.ask(Asked.LIST))
        if wait_s:
            await until(lambda: console.client.budget.waiting)
            await clock.advance(wait_s - 0.1)
            assert (console.client.budget.waiting, len(server.requests)) == (1, 1)
            await clock.advance(0.2)
        async with asyncio.timeout(PATIENT_S):
            ended = await asking
        assert len(server.requests) == (1 if wait_s is None else 2)
        if wait_s is None:
            assert ended.how is Busy
            assert (ended.message, console.client.budget.held_s) == ("too fast", 120)
        else:
            assert ended.how is Outcome.OK


async def test_f23_f25_everything_waits_while_the_server_holds_us_and_polls_come_at_half_their_rate() -> None:
    clock = FakeClock()
    async with (
        fault_server([dated(429, ("Retry-After", "7"))]) as server,
        console_for(server.url, clock=clock, per_minute=60) as console,
    ):
        before = console.client.budget.polls_per_minute
        assert (await console.ask(Asked.WRITE)).how is Outcome.REJECTED
        assert console.client.budget.polls_per_minute == before // 2
        waiting = [start(console.ask(asked)) for asked in (Asked.WRITE, Asked.LIST, Asked.POLL, Asked.KEYED)]
        people = len(waiting) - 1  # for a poll nobody waits
        await until(lambda: console.client.budget.waiting == people)
        await clock.advance(6.9)
        assert (console.client.budget.waiting, len(server.requests)) == (people, 1)
        await clock.advance(0.2)
        assert {(await one).how for one in waiting} == {Outcome.OK}
        await clock.advance(before * MINUTE_S)
        assert console.client.budget.polls_per_minute == before


async def test_f24_polls_are_held_as_long_as_the_server_said_where_a_person_waits_two_minutes_at_the_most() -> (
    None
):
    clock = FakeClock()
    async with (
        fault_server([dated(429, ("Retry-After", "1800"))]) as server,
        console_for(server.url, clock=clock) as console,
    ):
        assert (await console.ask(Asked.POLL)).how is Busy
        polling, asking = start(console.ask(Asked.POLL)), start(console.ask(Asked.LIST))
        await clock.advance(120.1)
        assert (await asking).how is Outcome.OK
        await pass_time(console, clock, 1800 - 120.2)
        assert len(server.requests) == 2
        await clock.advance(0.2)
        assert (await polling).how is Outcome.OK


async def test_f25_no_more_than_fifty_requests_leave_in_any_minute_repeats_included() -> None:
    clock, random = FakeClock(), Random(1)

    def flap(_: Request) -> Fault:
        return faults.refusal(503) if random.random() < 0.2 else faults.answer()

    async with (
        fault_server(flap) as server,
        console_for(server.url, clock=clock, per_minute=60) as console,
    ):
        asked = [Asked.POLL, Asked.LIST, Asked.WRITE, Asked.READ] * 60
        asking = [start(console.ask(one, site=a_site(number))) for number, one in enumerate(asked)]
        await pass_time(console, clock, 10 * MINUTE_S, step_s=1.0)
        assert all(one.done() for one in asking)
        assert len(console.sender.left_mono) == len(server.requests) > len(asked)
        assert most_within(console.sender.left_mono, MINUTE_S) == 50
        console.check_books()


# A job list that is not what it was


async def test_f43_jobs_that_move_repeat_and_vanish_stay_what_they_are() -> None:
    lists = [
        jobs(a_job(3), a_job(2), a_job(1)),
        jobs(a_job(1), a_job(3), a_job(3), a_job(3)),
        jobs(),
        jobs(a_job(2, started_at=START.isoformat())),
    ]
    async with fault_server(lists) as server, console_for(server.url) as console:
        states: list[list[tuple[JobId, str]]] = []
        for _ in lists:
            await console.services.watcher.ask(SITE.id)
            records = console.services.jobs.of_site(SITE.id)
            assert all(record.timeline.at(JobState.PENDING) for record in records)
            states.append([(record.job.id, record.job.state.value) for record in records])
    one, two, three = job_no(1), job_no(2), job_no(3)
    assert states == [
        [(three, "pending"), (two, "pending"), (one, "pending")],
        [(one, "pending"), (three, "pending"), (two, "gone")],
        [(one, "gone"), (three, "gone"), (two, "gone")],
        [(two, "running"), (one, "gone"), (three, "gone")],
    ]


async def test_f43_a_list_in_pages_is_read_to_its_end_and_never_for_ever() -> None:
    def page(number: int, *listed: dict[str, object]) -> Fault:
        return faults.answer(body={"data": list(listed), "meta": {"current_page": number, "last_page": 3}})

    pages = [page(1, a_job(1), a_job(2)), page(2, a_job(2), a_job(3)), page(3, a_job(4))]
    async with fault_server([*pages, page(1, a_job(5))]) as server, console_for(server.url) as console:
        await console.services.watcher.ask(SITE.id)
        known = [record.job.id for record in console.services.jobs.of_site(SITE.id)]
        assert known == [job_no(number) for number in (1, 2, 3, 4)]
        server.follow(page(1, a_job(5)))
        await console.services.watcher.ask(SITE.id)
        queries = [request.target.partition("?")[2] for request in server.requests]
        assert queries == ["", "page=2", "page=3", "", "page=2"]


ODD_JOBS: list[tuple[dict[str, object], JobState]] = [
    ({"completed_at": START.isoformat(), "failed_at": START.isoformat()}, JobState.FAILED),
    ({"status": "running", "completed_at": START.isoformat()}, JobState.RUNNING),
    ({"started_at": "2100-01-01T00:00:00Z"}, JobState.RUNNING),
    ({"created_at": "2100-01-01T00:00:00Z"}, JobState.PENDING),
    ({"created_at": "just now", "started_at": "soon", "completed_at": ["x"]}, JobState.PENDING),
    ({"created_at": "9999-12-31T23:59:59-14:00"}, JobState.PENDING),
    ({"created_at": None, "status": "perhaps"}, JobState.UNKNOWN),
    ({"status": {"a": 1}, "description": 12, "script": False}, JobState.PENDING),
]


@pytest.mark.parametrize(("fields", "state"), ODD_JOBS)
async def test_f44_a_job_that_contradicts_itself_is_shown_with_the_last_word_of_the_server(
    fields: dict[str, object], state: JobState
) -> None:
    lists = [jobs(a_job(1, completed_at=START.isoformat())), jobs(a_job(1, **fields))]
    async with fault_server(lists) as server, console_for(server.url) as console:
        for _ in lists:
            await console.services.watcher.ask(SITE.id)
        (record,) = console.services.jobs.of_site(SITE.id)
    assert record.job.state is state
    assert (record.job.wait_s(START) or 0) >= 0
    assert (record.job.run_s(START) or 0) >= 0


# Polling


async def test_f45_a_job_that_nobody_fetches_stays_pending_and_costs_a_poll_now_and_then() -> None:
    clock = FakeClock()
    async with (
        fault_server(jobs(a_job(1))) as server,
        console_for(server.url, clock=clock, per_minute=60) as console,
    ):
        await console.services.watcher.ask(SITE.id)
        watching = start(console.services.watcher.run())
        await pass_time(console, clock, 6 * HOUR_S, others=1)
        (record,) = console.services.jobs.of_site(SITE.id)
        assert record.job.state is JobState.PENDING
        assert record.job.wait_s(clock.now()) == 6 * HOUR_S
        assert len(server.requests) <= 6 * HOUR_S / 18 + 2
        assert console.told(PollHealthChanged) == []
        await stop(watching)


async def test_f46_a_poll_that_is_slower_than_its_interval_is_the_only_one() -> None:
    clock, gate = FakeClock(), asyncio.Event()
    async with fault_server([jobs(a_job(1))]) as server, console_for(server.url, clock=clock) as console:
        await console.services.watcher.ask(SITE.id)
        server.follow(faults.held(gate, jobs(a_job(1))))
        watching = start(console.services.watcher.run())
        console.services.watcher.chosen = SITE.id
        await clock.advance(30)
        await until(lambda: len(server.requests) == 2)
        await clock.advance(HOUR_S)
        await settle()
        assert len(server.requests) == 2
        gate.set()
        await until(lambda: len(server.requests) == 3, message="it goes on")
        await pass_time(console, clock, MINUTE_S, step_s=1.0, others=1)
        assert len(server.requests) <= 3 + MINUTE_S / 9, "what was skipped is not made up for"
        await stop(watching)


class Outage:
    """A platform that may be down, with the times and the paths of its lists that were asked for."""

    def __init__(self, clock: FakeClock) -> None:
        self.is_down = False
        self.polls: list[tuple[float, str]] = []
        self._clock = clock

    def __call__(self, request: Request) -> Fault:
        """Answer one request."""
        if request.method == "GET":
            self.polls.append((self._clock.monotonic(), request.path))
        return faults.page(503) if self.is_down else jobs(a_job(1))


@pytest.mark.parametrize("site_count", [1, 12])
async def test_f47_an_api_that_is_down_is_probed_every_five_minutes_and_never_kept_from_a_person(
    site_count: int,
) -> None:
    clock = FakeClock()
    outage = Outage(clock)
    sites = [a_site(number) for number in range(site_count)]
    async with fault_server(outage) as server, console_for(server.url, clock=clock) as console:
        await ask_all(console, sites)
        watching = start(console.services.watcher.run())
        outage.is_down = True
        outage.polls.clear()
        await pass_time(console, clock, HOUR_S, others=1)
        down_until = clock.monotonic()
        steady = [at for at, _ in outage.polls if at > down_until - 0.75 * HOUR_S]
        assert len(outage.polls) <= 25
        assert 1 <= len(steady) <= 0.75 * HOUR_S / (300 * 0.8) + 1
        assert len(console.services.jobs.all()) == site_count, "what was known stays"
        seen = len(server.requests)
        assert (await console.ask(Asked.WRITE)).how is Outcome.UNKNOWN
        assert len(server.requests) == seen + 1

        outage.is_down = False
        outage.polls.clear()
        await pass_time(console, clock, 300 * 1.2, step_s=1.0, others=1)
        probed_mono = outage.polls[0][0]
        await pass_time(console, clock, MINUTE_S, step_s=1.0, others=1)
        soon = {path for at, path in outage.polls if at <= probed_mono + MINUTE_S}
        assert len(soon) == site_count, "one probe that succeeds wakes the others up"
        await stop(watching)


async def ask_all(console: Console, sites: Sequence[Site]) -> None:
    """Make the jobs of every site known."""
    for site in sites:
        await console.services.watcher.ask(site.id)


async def test_f48_a_platform_that_flaps_is_not_asked_much_more_often_and_commands_get_through() -> None:
    random = Random(4)

    def flap(request: Request) -> Fault:
        is_hit = request.method == "GET" and random.random() < 0.5
        return faults.page(502) if is_hit else faults.answer()

    async with fault_server(flap) as server, console_for(server.url) as console:
        ends = [(await console.ask(Asked.LIST)).how for _ in range(300)]
        repeats = len(server.requests) - len(ends)
        assert 10 <= repeats <= 10 + 0.1 * ends.count(Outcome.OK) + 1
        assert (await console.ask(Asked.WRITE)).how is Outcome.OK


CONSOLES = 100


@pytest.mark.parametrize(("probes", "middle_s"), [(1, 15.0), (2, 60.0), (3, 300.0), (4, 300.0)])
async def test_f49_a_hundred_consoles_do_not_come_back_together(probes: int, middle_s: float) -> None:
    clock = FakeClock()
    breakers = [Breaker(clock, Random(number)) for number in range(CONSOLES)]
    for breaker in breakers:
        for _ in range(5):
            breaker.failed()
    for _ in range(probes - 1):  # each of them fails again, in the moment in which the last could go out
        await clock.advance(max(breaker.pause_s() for breaker in breakers))
        assert [breaker.pause_s() for breaker in breakers].count(0.0) == CONSOLES
    pauses_s = [breaker.pause_s() for breaker in breakers]
    least_s, most_s = 0.8 * middle_s, 1.2 * middle_s
    assert all(least_s <= pause_s <= most_s for pause_s in pauses_s)
    slices = [int((pause_s - least_s) / (most_s - least_s) * 10) for pause_s in pauses_s]
    assert max(slices.count(one) for one in range(11)) <= 2 * CONSOLES / 10


# Clocks


@pytest.mark.parametrize("ahead", [timedelta(hours=8), DAY, -DAY], ids=["sleep of 8 h", "day on", "day back"])
async def test_f50_f51_polls_keep_their_pace_when_the_wall_clock_jumps(ahead: timedelta) -> None:
    clock, times = JumpingClock(), list[float]()

    def note(_: Request) -> Fault:
        times.append(clock.monotonic())
        return jobs(a_job(1))

    async with fault_server(note) as server, console_for(server.url, clock=clock) as console:
        watcher = console.services.watcher
        watcher.chosen = SITE.id
        await watcher.ask(SITE.id)
        watching = start(watcher.run())
        await pass_time(console, clock, 10 * MINUTE_S, step_s=1.0, others=1)
        clock.ahead = ahead
        await pass_time(console, clock, 10 * MINUTE_S, step_s=1.0, others=1)
        assert all(9.0 <= later - earlier <= 11.0 for earlier, later in pairwise(times))
        assert len(times) >= 2 * 10 * MINUTE_S / 11
        (record,) = console.services.jobs.of_site(SITE.id)
        assert (record.job.wait_s(clock.now()) or 0) >= 0
        await stop(watching)


@pytest.mark.parametrize("ahead", [DAY, -DAY], ids=["fast", "slow"])
async def test_f51_the_age_of_a_list_is_told_by_the_clock_of_the_server(ahead: timedelta) -> None:
    clock = JumpingClock()
    clock.ahead = ahead
    dates = [("Date", format_datetime(START, usegmt=True))]
    async with (
        fault_server(faults.answer(body=[], headers=dates)) as server,
        console_for(server.url, clock=clock) as console,
    ):
        listed = await console.services.directory.load()
        assert listed.as_of == START
        assert console.client.skew_s == -ahead.total_seconds()
        server.follow(faults.answer(body=[]))
        assert (await console.services.directory.load()).as_of == START, "also where an answer has no date"
        assert console.services.directory.server_now() == START


# A loop that stalls


STALL_S = 2.0


async def test_f55_answers_that_came_while_the_loop_stood_still_are_answers_and_silence_is_silence() -> None:
    gate = asyncio.Event()

    def half(request: Request) -> Fault:
        is_answered = b"answered" in request.body
        return faults.held(gate, faults.answer()) if is_answered else faults.silence()

    async def answer_all(server: FaultServer) -> None:
        gate.set()
        await until(lambda: server.open_connections == 50)

    loop = asyncio.get_running_loop()
    with beside(half) as (server, meanwhile):
        async with console_for(server.url) as console:
            words = ["answered", "silent"] * 50
            writing = [
                start(console.write(word, a_site(number), timeout_s=STALL_S))
                for number, word in enumerate(words)
            ]
            await until(lambda: len(server.requests) == len(writing))
            deadline = loop.time() + STALL_S
            meanwhile(answer_all(server))
            meanwhile(asyncio.sleep(deadline - loop.time() + 0.2))
            ends = [(await one).outcome for one in writing]
            console.check_books()
    assert ends == [Outcome.OK, Outcome.UNKNOWN] * 50
