"""The answer to a new job was lost: it is looked for in the job list, and what is not known is called unknown."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from altotui.domain.budget import Priority
from altotui.domain.cancelling import CancelOutcome, CancelResult
from altotui.domain.errors import (
    ApiError,
    BadAnswer,
    Interrupted,
    Rejected,
    RouterError,
    ServerFault,
    SessionExpired,
    TimedOut,
)
from altotui.domain.ids import IdempotencyKey
from altotui.domain.job import Job, JobEndpoint, JobState
from altotui.domain.outcome import Outcome
from altotui.services.events import JobsChanged, QueueUnsure, SessionChanged
from tests.clocks import settle
from tests.domain.records import NOW, a_job, a_site, ago, job_no
from tests.services.desk_bench import GOOD, KEY, KEYED, MARK, SITE, Bench

LOST = TimedOut("no answer in time")
LOSSES: list[ApiError] = [
    LOST,
    Interrupted("the connection broke"),
    ServerFault("down", status=503),
    BadAnswer("not JSON"),
]
OF_ANOTHER = a_job(1, description="Raise guest queue")._replace(
    idempotency_key=IdempotencyKey("5a7c9e1b-0000-4000-8000-000000000000")
)
BY_KEY = a_job(7)._replace(idempotency_key=KEY)
BY_MARK = a_job(7, description="Raise guest queue" + MARK)
NEVER_THERE = "no answer in time; the job list of the site does not have it, asked 3 times"


@pytest.fixture
def bench() -> Bench:
    """A bench whose platform takes jobs and never answers."""
    bench = Bench()
    bench.api.failing["queue_job"] = LOST
    return bench


def listed(bench: Bench, *jobs: Job) -> None:
    bench.api.jobs[SITE.id] = jobs


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: type(loss).__name__)
async def test_it_is_told_at_once_and_then_looked_for_three_times(bench: Bench, loss: ApiError) -> None:
    bench.api.failing["queue_job"] = loss
    asked_after_s: list[float] = []
    queueing = asyncio.ensure_future(bench.desk.queue(SITE, KEYED))
    await settle()
    assert bench.told.events == [QueueUnsure("site-1", loss)]
    for tenths in range(1, 200):
        before = len(bench.api.named("list_jobs"))
        await bench.clock.advance(0.1)
        asked_after_s += [tenths / 10] * (len(bench.api.named("list_jobs")) - before)
    assert asked_after_s == [1.0, 6.0, 11.0]
    assert bench.api.named("list_jobs") == [(SITE.id, Priority.REFRESH)] * 3
    assert len(bench.api.named("queue_job")) == 1
    assert (await queueing).outcome is Outcome.NOT_SENT


@pytest.mark.parametrize(
    ("endpoint", "job", "is_found"),
    [
        (JobEndpoint.KEYED, BY_KEY, True),
        (JobEndpoint.KEYED, BY_MARK, False),
        (JobEndpoint.KEYED, OF_ANOTHER, False),
        (JobEndpoint.JSON, BY_MARK, True),
        (JobEndpoint.JSON, BY_KEY, False),
        (JobEndpoint.JSON, a_job(7, description="Raise guest queue"), False),
        (JobEndpoint.JSON, a_job(7, description=f"x{MARK} y"), False),
    ],
)
async def test_it_is_found_by_the_key_or_by_the_mark(
    bench: Bench, endpoint: JobEndpoint, job: Job, is_found: bool
) -> None:
    listed(bench, OF_ANOTHER, job)
    result = await bench.queue(KEYED, endpoint)
    assert result.outcome is (Outcome.OK if is_found else Outcome.NOT_SENT)
    if is_found:
        assert result.queued is not None
        assert result.queued.job == job
        assert result.message == "its answer was lost; it is in the job list"
    else:
        assert (result.queued, result.message) == (None, NEVER_THERE)
    assert bench.audit.conclusions[1].outcome is result.outcome


@pytest.mark.parametrize(("appears_after_s", "looks"), [(0.5, 1), (3, 2), (10, 3)])
async def test_it_may_come_late_and_is_watched_as_any_other(
    bench: Bench, appears_after_s: float, looks: int
) -> None:
    queueing = asyncio.ensure_future(bench.desk.queue(SITE, KEYED))
    await bench.clock.advance(appears_after_s)
    listed(bench, BY_KEY)
    await bench.clock.advance(20)
    assert (await queueing).outcome is Outcome.OK
    assert len(bench.api.named("list_jobs")) == looks
    assert bench.services.jobs.get(SITE.id, job_no(7)) is not None
    assert bench.told.of(JobsChanged)[0].added == {job_no(7)}
    assert await bench.woken()


async def test_what_was_queued_and_is_done_already_was_queued(bench: Bench) -> None:
    listed(bench, BY_KEY._replace(started_at=ago(1), failed_at=NOW))
    assert (await bench.queue()).outcome is Outcome.OK


async def test_the_time_until_it_was_settled_is_in_the_record(bench: Bench) -> None:
    await bench.queue()
    conclusion = bench.audit.conclusions[1]
    assert (conclusion.outcome, conclusion.elapsed_ms, conclusion.message) == (
        Outcome.NOT_SENT,
        11_000,
        NEVER_THERE,
    )


@pytest.mark.parametrize(
    ("unreadable_from_s", "unreadable_until_s", "settled_after_s"),
    [(0, 1.5, 16), (2, 6.5, 16), (7, 11.5, 16), (0, 6.5, 21), (2, 11.5, 21)],
)
async def test_a_list_that_cannot_be_had_is_asked_for_again(
    bench: Bench, unreadable_from_s: float, unreadable_until_s: float, settled_after_s: float
) -> None:
    queueing = asyncio.ensure_future(bench.desk.queue(SITE, KEYED))
    await bench.clock.advance(unreadable_from_s)
    bench.api.failing["list_jobs"] = ServerFault("down", status=503)
    await bench.clock.advance(unreadable_until_s - unreadable_from_s)
    del bench.api.failing["list_jobs"]
    await bench.clock.advance(settled_after_s - unreadable_until_s - 0.1)
    assert not queueing.done()
    await bench.clock.advance(0.2)
    result = await queueing
    assert (result.outcome, result.message) == (Outcome.NOT_SENT, NEVER_THERE)


async def test_without_three_lists_out_of_five_looks_nothing_is_known(bench: Bench) -> None:
    bench.api.failing["list_jobs"] = ServerFault("down", status=503)
    queueing = asyncio.ensure_future(bench.desk.queue(SITE, KEYED))
    await bench.clock.advance(11.5)
    del bench.api.failing["list_jobs"]
    await bench.clock.advance(20)
    result = await queueing
    assert result.outcome is Outcome.UNKNOWN
    assert result.message is not None
    assert result.message.startswith("no answer in time; ")
    assert len(bench.api.named("list_jobs")) == 5
    assert bench.audit.conclusions[1].outcome is Outcome.UNKNOWN
    assert await bench.woken()


async def test_a_list_in_time_finds_it_although_others_could_not_be_read(bench: Bench) -> None:
    bench.api.failing["list_jobs"] = ServerFault("down", status=503)
    listed(bench, BY_KEY)
    queueing = asyncio.ensure_future(bench.desk.queue(SITE, KEYED))
    await bench.clock.advance(7)
    del bench.api.failing["list_jobs"]
    await bench.clock.advance(20)
    assert (await queueing).outcome is Outcome.OK


async def test_a_token_that_is_refused_meanwhile_is_told(bench: Bench) -> None:
    bench.api.failing["list_jobs"] = SessionExpired("expired", status=401)
    assert (await bench.queue()).outcome is Outcome.UNKNOWN
    assert bench.told.of(SessionChanged)[0].expired


async def test_a_list_that_comes_says_that_the_token_is_taken_again(bench: Bench) -> None:
    bench.session.token_refused()
    await bench.queue()
    assert not bench.session.is_expired


# The same draft again


async def keys_of_two(bench: Bench, *, second: Exception | None = None) -> list[object]:
    """Queue the same draft without a key again, now with an answer, and return both keys."""
    bench.api.failing.clear()
    if second is not None:
        bench.api.failing["queue_job"] = second
    await bench.queue(GOOD)
    return [draft.idempotency_key for draft in bench.sent()]


async def test_the_same_draft_again_keeps_its_key_while_it_is_not_known(bench: Bench) -> None:
    bench.api.failing["list_jobs"] = LOST
    await bench.queue(GOOD)
    first, second = await keys_of_two(bench)
    assert first == second
    assert first is not None


async def test_the_same_draft_again_keeps_its_key_when_it_was_not_found(bench: Bench) -> None:
    await bench.queue(GOOD)
    first, second = await keys_of_two(bench)
    assert first == second


async def test_the_same_draft_again_keeps_its_key_when_nobody_waited_for_the_answer(bench: Bench) -> None:
    bench.api.gate = asyncio.Event()
    queueing = asyncio.ensure_future(bench.desk.queue(SITE, GOOD))
    await settle()
    queueing.cancel()
    await asyncio.gather(queueing, return_exceptions=True)
    bench.api.gate = None
    first, second = await keys_of_two(bench)
    assert first == second


async def test_the_same_draft_again_keeps_its_key_when_nobody_waited_for_the_lists(bench: Bench) -> None:
    queueing = asyncio.ensure_future(bench.desk.queue(SITE, GOOD))
    await bench.clock.advance(3)
    queueing.cancel()
    await asyncio.gather(queueing, return_exceptions=True)
    assert bench.audit.conclusions[1].outcome is Outcome.UNKNOWN
    first, second = await keys_of_two(bench)
    assert first == second


async def test_a_draft_that_never_left_is_a_new_one(bench: Bench) -> None:
    bench.api.turn = asyncio.Event()
    queueing = asyncio.ensure_future(bench.desk.queue(SITE, GOOD))
    await settle()
    queueing.cancel()
    await asyncio.gather(queueing, return_exceptions=True)
    bench.api.turn = None
    first, second = await keys_of_two(bench)
    assert first != second


async def test_a_refusal_of_the_repeat_does_not_settle_the_first_attempt(bench: Bench) -> None:
    bench.api.failing["list_jobs"] = LOST
    await bench.queue(GOOD)
    await keys_of_two(bench, second=Rejected("no", status=422))
    keys = await keys_of_two(bench)
    assert len(set(keys)) == 1
    assert len(keys) == 3


async def test_once_it_is_settled_the_next_one_is_a_job_of_its_own(bench: Bench) -> None:
    bench.api.failing["list_jobs"] = LOST
    await bench.queue(GOOD)
    await keys_of_two(bench)
    first, second, third = await keys_of_two(bench)
    assert first == second != third


async def test_another_draft_and_another_site_have_keys_of_their_own(bench: Bench) -> None:
    bench.api.failing["list_jobs"] = LOST
    await bench.queue(GOOD)
    bench.api.failing.clear()
    await bench.queue(GOOD._replace(script=":log info y"))
    await bench.desk.queue(a_site(2), GOOD)
    await bench.queue(GOOD)
    first, *others, again = [draft.idempotency_key for draft in bench.sent()]
    assert len({first, *others}) == 3
    assert again == first


# Cancelling


@pytest.mark.parametrize("loss", [*LOSSES, RouterError("x")], ids=lambda loss: type(loss).__name__)
@pytest.mark.parametrize(
    ("found", "words", "outcome"),
    [
        (None, None, Outcome.OK),
        (a_job(7, deleted_at=NOW), None, Outcome.OK),
        (a_job(7, started_at=NOW), "not cancelled: it has already started", Outcome.REJECTED),
        (a_job(7), "it is not known whether it was cancelled: ", Outcome.UNKNOWN),
    ],
)
async def test_a_cancellation_is_settled_by_the_list(
    bench: Bench, loss: ApiError, found: Job | None, words: str | None, outcome: Outcome
) -> None:
    loss.outcome = Outcome.UNKNOWN
    job = a_job(7)
    bench.services.jobs.take(job, bench.clock.now())
    bench.api.failing["cancel_job"] = loss
    listed(bench, OF_ANOTHER, *([found] if found else []))
    cancelling = asyncio.ensure_future(bench.desk.cancel(job))
    await bench.clock.advance(0.9)
    assert bench.api.named("list_jobs") == []
    await bench.clock.advance(0.2)
    result = await cancelling
    assert result.is_cancelled is (words is None)
    assert (result.message or "").startswith(words or "")
    assert bench.audit.conclusions[1].outcome is outcome
    assert len(bench.api.named("cancel_job")) == len(bench.api.named("list_jobs")) == 1
    assert await bench.woken()


async def test_a_cancellation_is_not_known_while_the_list_cannot_be_read(bench: Bench) -> None:
    bench.api.failing |= {"cancel_job": LOST, "list_jobs": ServerFault("down", status=503)}
    cancelling = asyncio.ensure_future(bench.desk.cancel(a_job(7)))
    await bench.clock.advance(5)
    words = "it is not known whether it was cancelled: no answer in time"
    assert await cancelling == CancelResult(CancelOutcome.UNKNOWN, words)
    assert bench.audit.conclusions[1].outcome is Outcome.UNKNOWN


async def test_a_job_whose_cancellation_was_lost_shows_as_its_list_says(bench: Bench) -> None:
    job = a_job(7)
    bench.services.jobs.take(job, bench.clock.now())
    bench.api.failing["cancel_job"] = LOST
    listed(bench, job._replace(deleted_at=NOW + timedelta(seconds=1)))
    cancelling = asyncio.ensure_future(bench.desk.cancel(job))
    await bench.clock.advance(5)
    assert (await cancelling).is_cancelled
    assert await bench.woken()
    record = bench.services.jobs.get(SITE.id, job.id)
    assert record is not None
    assert record.job.state is JobState.DELETED
