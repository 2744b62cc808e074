"""Several jobs cancelled together: one outcome each whatever fails, stopped between two, and written down."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from altotui.domain.budget import Priority
from altotui.domain.cancelling import Cancelling, CancelOutcome
from altotui.domain.errors import (
    ApiError,
    InvalidInput,
    NotFound,
    Rejected,
    StorageError,
    TimedOut,
    Unreachable,
)
from altotui.domain.job import JobState
from altotui.domain.outcome import Outcome
from altotui.services.events import CancellingChanged
from altotui.services.job_cancelling import AT_A_TIME, JobCancelling
from tests.clocks import settle
from tests.domain.records import a_job, job_no, site_no
from tests.services.desk_bench import Bench

STARTED = Rejected("The job has started.", status=409, code="job_already_started")
FAILURES: dict[CancelOutcome, ApiError | None] = {
    CancelOutcome.CANCELLED: None,
    CancelOutcome.STARTED: STARTED,
    CancelOutcome.GONE: NotFound("no such job", status=404),
    CancelOutcome.REFUSED: Rejected("no", status=400),
    CancelOutcome.UNKNOWN: TimedOut("no answer in time"),
    CancelOutcome.NOT_SENT: Unreachable("no network"),
}
"""What the platform says of each job that was asked about."""


class Round:
    """Jobs on sites of their own, which all wait, and what cancels them."""

    def __init__(self, jobs: int) -> None:
        self.bench = Bench()
        self.jobs = [a_job(number, number) for number in range(1, jobs + 1)]
        for job in self.jobs:
            self.bench.services.jobs.take(job, self.bench.clock.now())
            self.bench.api.jobs[job.site_id] = (job,)
        self.cancelling: JobCancelling = self.bench.services.open_cancelling()

    def ends(self, number: int, outcome: CancelOutcome) -> None:
        """Let the request for one job end like that."""
        failure = FAILURES[outcome]
        if failure is not None:
            self.bench.api.failures[site_no(number)] = failure

    async def run(self) -> dict[int, CancelOutcome]:
        """Cancel all and return the outcome of each, by its number."""
        running = asyncio.ensure_future(self.cancelling.cancel(self.jobs))
        await self.bench.clock.advance(30)
        return outcomes(await running)

    @property
    def asked(self) -> list[object]:
        """Return which jobs the platform was asked to cancel."""
        return [call[1] for call in self.bench.api.named("cancel_job")]

    @property
    def recorded(self) -> dict[str, Outcome]:
        """Return what the audit has of each job."""
        audit = self.bench.audit
        return {audit.intents[number].command: end.outcome for number, end in audit.conclusions.items()}


def outcomes(cancelling: Cancelling) -> dict[int, CancelOutcome]:
    """Return the outcome of each job, by its number."""
    return {int(job_id[-4:]): result.outcome for job_id, result in cancelling.results.items()}


@pytest.mark.parametrize("outcome", FAILURES)
async def test_each_outcome_is_told_and_written_down(outcome: CancelOutcome) -> None:
    jobs = Round(1)
    jobs.ends(1, outcome)
    assert await jobs.run() == {1: outcome}
    assert jobs.recorded == {job_no(1): outcome.recorded}
    record = jobs.bench.services.jobs.get(site_no(1), job_no(1))
    assert record is not None
    assert (record.job.state is JobState.DELETED) is (outcome is CancelOutcome.CANCELLED)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(list(FAILURES)), min_size=1, max_size=12))
def test_every_job_has_exactly_one_outcome_and_the_totals_add_up(wanted: list[CancelOutcome]) -> None:
    async def carry_out() -> None:
        jobs = Round(len(wanted))
        for number, outcome in enumerate(wanted, 1):
            jobs.ends(number, outcome)
        assert await jobs.run() == dict(enumerate(wanted, 1))
        ended = jobs.cancelling.state
        assert sum(ended.counts.values()) == len(wanted)
        assert sorted(jobs.asked, key=str) == [job.id for job in jobs.jobs]
        assert len(jobs.recorded) == len(wanted)

    asyncio.run(carry_out())


async def test_a_few_are_asked_at_a_time_behind_whatever_a_person_sends() -> None:
    jobs = Round(3 * AT_A_TIME)
    await jobs.run()
    assert jobs.bench.api.most_under_way == AT_A_TIME
    assert set(jobs.bench.api.cancel_priorities) == {Priority.FANOUT}


async def test_a_job_that_is_named_twice_is_asked_about_once() -> None:
    jobs = Round(2)
    jobs.jobs *= 2
    assert await jobs.run() == {1: CancelOutcome.CANCELLED, 2: CancelOutcome.CANCELLED}
    assert len(jobs.asked) == 2


async def test_progress_is_told_from_the_beginning_to_the_end() -> None:
    jobs = Round(3)
    await jobs.run()
    told = [len(event.cancelling.results) for event in jobs.bench.told.of(CancellingChanged)]
    assert told == [0, 1, 2, 3]


# Stopping


async def test_stopped_in_the_middle_what_has_left_is_awaited_and_the_rest_is_not_sent() -> None:
    jobs = Round(AT_A_TIME + 3)
    jobs.bench.api.gate = asyncio.Event()
    running = asyncio.ensure_future(jobs.cancelling.cancel(jobs.jobs))
    await settle()
    assert jobs.cancelling.stop()
    assert not jobs.cancelling.stop()
    await settle()
    assert not running.done()
    jobs.bench.api.gate.set()
    ended = await running
    assert ended.counts == {CancelOutcome.CANCELLED: AT_A_TIME, CancelOutcome.STOPPED: 3}
    assert len(jobs.asked) == len(jobs.recorded) == AT_A_TIME
    assert not jobs.cancelling.is_busy


async def test_stopped_while_all_wait_for_their_turn_nothing_is_sent() -> None:
    jobs = Round(AT_A_TIME + 1)
    jobs.bench.api.turn = asyncio.Event()
    running = asyncio.ensure_future(jobs.cancelling.cancel(jobs.jobs))
    await settle()
    jobs.cancelling.stop()
    ended = await running
    assert ended.counts == {CancelOutcome.STOPPED: AT_A_TIME + 1}
    assert set(jobs.recorded.values()) == {Outcome.STOPPED}


async def test_there_is_nothing_to_stop_before_and_afterwards() -> None:
    jobs = Round(1)
    assert not jobs.cancelling.stop()
    await jobs.run()
    assert not jobs.cancelling.stop()


@pytest.mark.parametrize("by_closing", [True, False])
async def test_a_console_that_ends_leaves_an_outcome_for_each(by_closing: bool) -> None:
    jobs = Round(AT_A_TIME + 1)
    jobs.bench.api.gate = asyncio.Event()
    running = asyncio.ensure_future(jobs.cancelling.cancel(jobs.jobs))
    await settle()
    if by_closing:
        await jobs.cancelling.aclose()
    else:
        running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    ended = jobs.cancelling.state
    assert ended.counts == {CancelOutcome.UNKNOWN: AT_A_TIME, CancelOutcome.STOPPED: 1}
    assert set(jobs.recorded.values()) == {Outcome.UNKNOWN}
    assert not jobs.cancelling.is_busy


async def test_one_round_at_a_time() -> None:
    jobs = Round(1)
    jobs.bench.api.gate = asyncio.Event()
    running = asyncio.ensure_future(jobs.cancelling.cancel(jobs.jobs))
    await settle()
    with pytest.raises(InvalidInput, match="being cancelled already"):
        await jobs.cancelling.cancel(jobs.jobs)
    jobs.bench.api.gate.set()
    await running
    assert len(jobs.asked) == 1


# What is not sent


async def test_what_may_not_be_sent_or_cannot_be_recorded_is_not_sent() -> None:
    jobs = Round(2)
    jobs.bench.session.lock()
    assert await jobs.run() == {1: CancelOutcome.NOT_SENT, 2: CancelOutcome.NOT_SENT}
    jobs.bench.session.unlock()
    jobs.bench.audit.intend_failure = StorageError("no space left on device")
    assert await jobs.run() == {1: CancelOutcome.NOT_SENT, 2: CancelOutcome.NOT_SENT}
    assert jobs.asked == []


async def test_a_fault_of_our_own_is_raised_behind_an_outcome_for_each() -> None:
    jobs = Round(3)
    jobs.bench.api.failures[site_no(2)] = ZeroDivisionError("a fault")
    with pytest.raises(ZeroDivisionError):
        await jobs.run()
    assert outcomes(jobs.cancelling.state) == {
        1: CancelOutcome.CANCELLED,
        3: CancelOutcome.CANCELLED,
        2: CancelOutcome.UNKNOWN,
    }
    assert not jobs.cancelling.is_busy
