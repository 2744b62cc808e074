"""Queueing and cancelling jobs: checked first, sent once, and told honestly."""

from __future__ import annotations

import asyncio

import pytest

from altotui.domain.errors import ApiError, InvalidInput, ReadOnly, Rejected, ServerFault, TimedOut
from altotui.domain.ids import IdempotencyKey, is_uuid
from altotui.domain.job import JobDraft, JobState
from altotui.domain.outcome import Outcome
from altotui.domain.queued import Queued
from altotui.services.events import JobsChanged
from altotui.services.job_desk import problems_of, with_key
from altotui.services.suite import Services, build_services
from altotui.storage.resources import load_safety
from tests.clocks import FakeClock, settle
from tests.domain.records import a_job, a_site, job_no, site_no
from tests.services.fakes import EVERY_API_ERROR, FakeSdxApi, Published

GOOD = JobDraft("Raise guest queue", ":log info x")
SITE = a_site(1)


class Bench:
    """All services over one fake API."""

    def __init__(self, *, unlocked: bool = True) -> None:
        self.clock = FakeClock()
        self.api = FakeSdxApi()
        self.told = Published()
        self.services: Services = build_services(self.api, self.clock, load_safety)
        self.services.relay.connect(self.told)
        if unlocked:
            self.services.session.unlock()
            self.told.events.clear()

    async def woken(self) -> bool:
        """Return whether the watcher asks for the jobs of SITE at once."""
        self.api.calls.clear()
        self.api.failure = None
        watching = asyncio.ensure_future(self.services.watcher.run())
        await settle()
        watching.cancel()
        return self.api.named("list_jobs") == [(SITE.id,)]


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.mark.parametrize(
    ("draft", "problems"),
    [
        (GOOD, ()),
        (GOOD._replace(description="abc"), ()),
        (GOOD._replace(description="x" * 100), ()),
        (GOOD._replace(script="x" * 2000), ()),
        (GOOD._replace(notify_url="https://x.test/hook"), ()),
        (GOOD._replace(notify_url=""), ()),
        (GOOD._replace(description=""), ("description: 0 characters, must have 3 to 100",)),
        (GOOD._replace(description=" ab "), ("description: 2 characters, must have 3 to 100",)),
        (GOOD._replace(description="x" * 101), ("description: 101 characters, must have 3 to 100",)),
        (
            GOOD._replace(description="Züge"),
            ("description: plain ASCII on one line only, it travels in a header",),
        ),
        (GOOD._replace(description="a\r\nX-Evil: 1"), ("description: plain ASCII",)),
        (GOOD._replace(description="abc\x1b"), ("description: plain ASCII",)),
        (GOOD._replace(script=""), ("script: empty",)),
        (GOOD._replace(script=" \n"), ("script: empty",)),
        (GOOD._replace(script="x" * 2003), ("script: 3 characters over the limit of 2000",)),
        (GOOD._replace(notify_url="http://x.test"), ("notify_url: must start with https://",)),
        (GOOD._replace(notify_url="x"), ("notify_url: must start with https://",)),
        (JobDraft("", ""), ("description: 0", "script: empty")),
    ],
)
def test_problems_of_a_draft(draft: JobDraft, problems: tuple[str, ...]) -> None:
    found = problems_of(draft)
    assert len(found) == len(problems)
    assert all(text.startswith(words) for text, words in zip(found, problems, strict=True))


def test_a_draft_gets_a_key_once_and_keeps_it() -> None:
    first, second = with_key(GOOD), with_key(GOOD)
    assert first.idempotency_key is not None
    assert is_uuid(first.idempotency_key)
    assert first.idempotency_key != second.idempotency_key
    assert with_key(first) == first


async def test_a_draft_with_problems_is_not_sent(bench: Bench) -> None:
    with pytest.raises(InvalidInput, match=r"description: 0 characters.*; script: empty"):
        await bench.services.desk.queue(SITE, JobDraft("", ""))
    assert bench.api.calls == []


async def test_a_read_only_session_queues_and_cancels_nothing() -> None:
    bench = Bench(unlocked=False)
    with pytest.raises(ReadOnly, match="queueing a job on site-1"):
        await bench.services.desk.queue(SITE, GOOD)
    with pytest.raises(ReadOnly, match="cancelling job"):
        await bench.services.desk.cancel(a_job(1))
    assert bench.api.calls == []
    assert bench.told.events == []


async def test_a_queued_job_is_in_the_store_at_once_and_watched(bench: Bench) -> None:
    bench.api.queued = lambda site_id, draft: Queued(site_id, draft.idempotency_key, job=a_job(5))
    result = await bench.services.desk.queue(SITE, GOOD)
    assert (result.outcome, result.site, result.message) == (Outcome.OK, SITE, None)
    assert bench.told.events == [JobsChanged(site_no(1), frozenset({job_no(5)}), frozenset())]
    assert bench.services.jobs.get(SITE.id, job_no(5)) is not None
    assert await bench.woken()


async def test_a_receipt_without_a_job_is_watched_too(bench: Bench) -> None:
    result = await bench.services.desk.queue(SITE, GOOD)
    assert result.queued == Queued(SITE.id)
    assert bench.told.events == []
    assert await bench.woken()


async def test_the_key_of_a_draft_is_the_key_that_is_sent(bench: Bench) -> None:
    key = IdempotencyKey("5a7c9e1b-3d5f-4071-8293-a4b5c6d7e8f9")
    for _ in range(2):
        await bench.services.desk.queue(SITE, GOOD._replace(idempotency_key=key))
    await bench.services.desk.queue(SITE, GOOD)
    sent = [call[1] for call in bench.api.named("queue_job")]
    keys = [draft.idempotency_key for draft in sent if isinstance(draft, JobDraft)]
    assert keys[:2] == [key, key]
    assert keys[2] not in (key, None)


@pytest.mark.parametrize("kind", EVERY_API_ERROR, ids=lambda kind: kind.__name__)
async def test_a_failed_queueing_has_its_outcome_and_an_unknown_one_is_looked_for(
    bench: Bench, kind: type[ApiError]
) -> None:
    bench.api.failure = kind("words")
    result = await bench.services.desk.queue(SITE, GOOD)
    assert (result.outcome, result.message, result.queued) == (kind.outcome, "words", None)
    assert len(bench.api.named("queue_job")) == 1
    assert await bench.woken() is (kind.outcome is Outcome.UNKNOWN)


async def test_a_cancelled_job_is_deleted_and_stays_so_when_the_list_drops_it(bench: Bench) -> None:
    job = a_job(1)
    bench.services.jobs.take(job, bench.clock.now())
    assert await bench.services.desk.cancel(job) is None
    assert bench.api.named("cancel_job") == [(job.site_id, job.id)]
    assert await bench.woken()
    record = bench.services.jobs.get(job.site_id, job.id)
    assert record is not None
    assert record.job.state is JobState.DELETED


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (
            Rejected("The job has started.", status=409, code="job_already_started"),
            "not cancelled: it has already started",
        ),
        (Rejected("no", status=400), "not cancelled: no"),
        (TimedOut("no answer in time"), "it is not known whether it was cancelled: no answer in time"),
        (ServerFault("down", status=503), "it is not known whether it was cancelled: down"),
        (
            InvalidInput("the legacy API cannot cancel a job", "let it run"),
            "the legacy API cannot cancel a job: let it run",
        ),
    ],
)
async def test_why_a_job_was_not_cancelled(bench: Bench, failure: Exception, words: str) -> None:
    job = a_job(1)
    bench.services.jobs.take(job, bench.clock.now())
    bench.api.failure = failure
    assert await bench.services.desk.cancel(job) == words
    record = bench.services.jobs.get(job.site_id, job.id)
    assert record is not None
    assert record.job.state is JobState.PENDING
