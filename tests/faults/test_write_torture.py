"""Thousands of writes, a fifth of which go wrong: none is done twice, and nothing untrue is said of any."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest

from altotui.domain.command import CommandResult
from altotui.domain.ids import SiteId
from altotui.domain.job import MARK_CHARS, JobEndpoint
from altotui.domain.outcome import Outcome
from altotui.domain.site import Site
from altotui.services.events import CommandFinished, QueueUnsure
from altotui.services.job_desk import QueueResult
from tests.domain.records import a_site
from tests.faults import faults
from tests.faults.connection import Request
from tests.faults.consoles import Console, console_for, start, stop
from tests.faults.faults import Fault
from tests.faults.platform import Platform
from tests.faults.server import fault_server

SITES = 8
AT_A_TIME = 32
FEW, MANY = 300, 2000
PROVED_UNDONE = (Outcome.REJECTED, Outcome.NOT_SENT)
T = TypeVar("T")


@asynccontextmanager
async def console_of(platform: Platform) -> AsyncIterator[Console]:
    """Open a console on a platform; its watcher polls meanwhile."""
    async with fault_server(platform) as server, console_for(server.url) as console:
        watching = start(console.services.watcher.run())
        yield console
        assert not watching.done()
        await stop(watching)
        console.check_books()


def site_of(platform: Platform, number: int) -> Site:
    """Return the site of write `number`: they take turns."""
    at = number % SITES
    return Site(SiteId(platform.site_ids[at]), f"site {at}")


async def all_of(count: int, do: Callable[[int], Awaitable[T]]) -> list[T]:
    """Do it for every number, many at a time, and return what came of each."""
    slots = asyncio.Semaphore(AT_A_TIME)

    async def one(number: int) -> T:
        async with slots:
            return await do(number)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(number)) for number in range(count)]
    return [task.result() for task in tasks]


def misreported(outcomes: dict[str, Outcome], applied: Counter[str]) -> dict[str, tuple[Outcome, int]]:
    """Return the writes that were applied twice, or of which something untrue is said, and how often they were."""

    def is_true(outcome: Outcome, times: int) -> bool:
        if outcome is Outcome.OK:
            return times == 1
        return times == 0 if outcome in PROVED_UNDONE else times <= 1

    return {
        name: (outcome, applied[name])
        for name, outcome in outcomes.items()
        if not is_true(outcome, applied[name])
    }


def test_the_measure_finds_what_is_misreported() -> None:
    said = {
        "a": Outcome.OK,
        "b": Outcome.OK,
        "c": Outcome.NOT_SENT,
        "d": Outcome.UNKNOWN,
        "e": Outcome.REJECTED,
    }
    assert misreported(said, Counter(a=1)) == {"b": (Outcome.OK, 0)}
    assert misreported(said, Counter(a=2, b=1)) == {"a": (Outcome.OK, 2)}
    assert set(misreported(said, Counter(a=1, b=1, c=1, d=2, e=1))) == {"c", "d", "e"}


@pytest.mark.parametrize("seed", [1, 2])
async def test_commands_are_carried_out_once_at_the_most_and_told_as_it_was(seed: int, is_full: bool) -> None:
    count = MANY if is_full else FEW
    platform = Platform(seed, site_count=SITES)

    async def write(number: int) -> CommandResult:
        return await console.write(f"n{number}", site_of(platform, number))

    async with console_of(platform) as console:
        results = await all_of(count, write)
        assert len(console.told(CommandFinished)) == len(console.notebook.outcomes) == count
    outcomes = {f"n{number}": result.outcome for number, result in enumerate(results)}
    assert misreported(outcomes, platform.commands.applied) == {}
    assert max(platform.commands.received.values()) == 1, "a command is sent once"
    counts, went_wrong = Counter(outcomes.values()), platform.mishaps
    assert went_wrong.total() > count / 10
    assert counts[Outcome.REJECTED] == went_wrong["429"]
    assert counts[Outcome.UNKNOWN] == went_wrong.total() - went_wrong["429"]
    for name, result in zip(outcomes, results, strict=True):
        if result.outcome is Outcome.OK:
            (row,) = result.reply.rows
            assert (row["comment"], row["site"]) == (name, result.site_id), "an answer to another command"


async def test_a_router_is_sent_one_command_at_a_time_in_their_order() -> None:
    gate, slow, quick = asyncio.Event(), a_site(1), a_site(2)

    def plan(request: Request) -> Fault:
        return faults.held(gate, faults.answer()) if slow.id in request.path else faults.answer()

    async with fault_server(plan) as server, console_for(server.url) as console:
        names = [f"n{number}" for number in range(5)]
        writing = [start(console.write(name, slow)) for name in names]
        for name in names:
            assert (await console.write(name, quick)).outcome is Outcome.OK
        path = f"/api/synchronous/{slow.id}"
        assert len(server.called(path)) == 1
        gate.set()
        assert [(await one).outcome for one in writing] == [Outcome.OK] * len(names)
        came = zip(names, server.called(path), strict=True)
        assert all(f"=comment={name}" in str(request.json()) for name, request in came)
        console.check_books()


def words(number: int) -> str:
    """Return the description of job `number`."""
    return f"job {number:05}"


def job_counts(platform: Platform, endpoint: JobEndpoint) -> Counter[str]:
    """Return how many jobs there are of each description, without the marks that the JSON endpoint's have."""
    mark = MARK_CHARS if endpoint is JobEndpoint.JSON else 0
    return Counter({text[: len(text) - mark]: times for text, times in platform.descriptions.items()})


async def queue_all(
    console: Console, platform: Platform, endpoint: JobEndpoint, count: int
) -> dict[str, Outcome]:
    """Queue that many jobs and return what is said of each."""

    async def queue(number: int) -> QueueResult:
        return await console.queue(endpoint, words(number), site_of(platform, number))

    results = await all_of(count, queue)
    return {words(number): result.outcome for number, result in enumerate(results)}


@pytest.mark.parametrize("endpoint", JobEndpoint)
async def test_jobs_whose_answer_was_lost_are_settled_and_told_as_it_was(
    endpoint: JobEndpoint, is_full: bool
) -> None:
    count = MANY if is_full else FEW
    platform = Platform(3, site_count=SITES)
    async with console_of(platform) as console:
        outcomes = await queue_all(console, platform, endpoint, count)
        assert console.notebook.outcomes.count(None) == 0
        assert len(console.notebook.outcomes) == len(outcomes) == count
        unsure = len(console.told(QueueUnsure))
    assert misreported(outcomes, job_counts(platform, endpoint)) == {}
    assert unsure > (count / 10 if endpoint is JobEndpoint.JSON else 0)
    unknown = Counter(outcomes.values())[Outcome.UNKNOWN]
    assert unknown <= unsure / 100
    ledger = platform.keyed if endpoint is JobEndpoint.KEYED else platform.unkeyed
    most = 3 if endpoint is JobEndpoint.KEYED else 1
    assert max(ledger.received.values()) <= most


@pytest.mark.parametrize("endpoint", JobEndpoint)
async def test_jobs_are_told_as_it_was_when_the_lists_fail_too(endpoint: JobEndpoint, is_full: bool) -> None:
    count = MANY if is_full else FEW
    platform = Platform(4, site_count=SITES, get_fault_rate=0.5)
    async with console_of(platform) as console:
        outcomes = await queue_all(console, platform, endpoint, count)
        assert console.notebook.outcomes.count(None) == 0
    assert misreported(outcomes, job_counts(platform, endpoint)) == {}
    assert Counter(outcomes.values())[Outcome.UNKNOWN] > 0


async def test_a_job_with_a_key_that_is_queued_again_by_hand_is_still_one_job(is_full: bool) -> None:
    count = MANY if is_full else FEW
    platform = Platform(5, site_count=SITES, get_fault_rate=0.5)
    async with console_of(platform) as console:
        outcomes = await queue_all(console, platform, JobEndpoint.KEYED, count)
        assert Counter(outcomes.values())[Outcome.UNKNOWN] > 0
        platform.write_fault_rate = platform.get_fault_rate = 0.0
        again = [number for number in range(count) if outcomes[words(number)] is not Outcome.OK]
        for number in again:
            result = await console.queue(JobEndpoint.KEYED, words(number), site_of(platform, number))
            assert result.outcome is Outcome.OK
    assert platform.descriptions == Counter(words(number) for number in range(count))
    assert platform.keyed.repeated == set()
