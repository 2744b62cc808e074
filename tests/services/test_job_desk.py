"""Queueing and cancelling jobs: checked first, written down, sent once, and told honestly."""

from __future__ import annotations

import asyncio
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.audit import AuditKind, Conclusion, Intent
from altotui.domain.cancelling import CancelOutcome, CancelResult
from altotui.domain.errors import (
    ApiError,
    Forbidden,
    InvalidInput,
    NotFound,
    ReadOnly,
    Rejected,
    SessionExpired,
    StorageError,
    Unreachable,
)
from altotui.domain.ids import is_uuid
from altotui.domain.job import JobDraft, JobEndpoint, JobState
from altotui.domain.outcome import Outcome
from altotui.domain.queued import Queued
from altotui.services.events import AuditFailed, JobsChanged, SessionChanged
from altotui.services.job_desk import longest_description, problems_of, with_key
from tests.clocks import settle
from tests.domain.records import a_job, job_no, site_no
from tests.services.desk_bench import GOOD, KEY, KEYED, MARK, SITE, Bench
from tests.services.fakes import EVERY_API_ERROR

HOOK = "https://x.test/hook"
FULL = StorageError("no space left on device")
JSON = JobEndpoint.JSON


@pytest.fixture
def bench() -> Bench:
    return Bench()


# Drafts


@pytest.mark.parametrize(
    ("draft", "problems"),
    [
        (GOOD, ()),
        (GOOD._replace(description="abc"), ()),
        (GOOD._replace(description="x" * 100), ()),
        (GOOD._replace(script="x" * 2000), ()),
        (GOOD._replace(notify_url=HOOK), ()),
        (GOOD._replace(notify_url=""), ()),
        (GOOD._replace(notify_url=HOOK, description="x" * 90), ()),
        (GOOD._replace(description=""), ("description: 0 characters, must have 3 to 100",)),
        (GOOD._replace(description=" ab "), ("description: 2 characters, must have 3 to 100",)),
        (GOOD._replace(description="x" * 101), ("description: 101 characters, must have 3 to 100",)),
        (
            GOOD._replace(notify_url=HOOK, description="x" * 91),
            ("description: 91 characters, must have 3 to 90",),
        ),
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


def test_the_mark_of_the_json_endpoint_takes_ten_characters_of_the_description() -> None:
    assert longest_description(JobEndpoint.KEYED) == 100
    assert longest_description(JSON) == 90
    assert problems_of(GOOD._replace(description="x" * 90), JSON) == ()
    assert problems_of(GOOD._replace(description="x" * 91), JSON)


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=3, max_size=110))
def test_what_the_json_endpoint_gets_is_never_longer_than_it_takes(description: str) -> None:
    draft = with_key(GOOD._replace(description=description))
    if not problems_of(draft, JSON):
        marked = draft.marked().description
        assert len(marked) <= 100
        assert re.fullmatch(r".+ #[0-9a-f]{8}", marked)


def test_a_draft_gets_a_key_once_and_keeps_it() -> None:
    first, second = with_key(GOOD), with_key(GOOD)
    assert first.idempotency_key is not None
    assert is_uuid(first.idempotency_key)
    assert first.idempotency_key != second.idempotency_key
    assert with_key(first) == first


# What may not be sent


@pytest.mark.parametrize(
    ("draft", "endpoint", "words"),
    [
        (JobDraft("", ""), None, r"description: 0 characters.*; script: empty"),
        (GOOD._replace(description="x" * 91), JSON, "3 to 90"),
        (GOOD._replace(description="x" * 91, notify_url=HOOK), None, "3 to 90"),
    ],
)
async def test_a_draft_with_problems_is_not_sent(
    bench: Bench, draft: JobDraft, endpoint: JobEndpoint | None, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        await bench.desk.queue(SITE, draft, endpoint)
    assert bench.api.calls == []
    assert bench.audit.intents == {}


async def test_a_read_only_session_queues_and_cancels_nothing() -> None:
    bench = Bench(unlocked=False)
    with pytest.raises(ReadOnly, match="queueing a job on site-1"):
        await bench.desk.queue(SITE, GOOD)
    with pytest.raises(ReadOnly, match="cancelling job"):
        await bench.desk.cancel(a_job(1))
    assert bench.api.calls == []
    assert bench.told.events == []
    assert bench.audit.intents == {}


async def test_what_the_client_cannot_send_was_not_sent(bench: Bench) -> None:
    bench.api.failure = InvalidInput("the legacy API takes no job with a key", "use the JSON endpoint")
    result = await bench.queue()
    assert (result.outcome, result.message) == (
        Outcome.NOT_SENT,
        "the legacy API takes no job with a key: use the JSON endpoint",
    )
    assert bench.audit.conclusions[1].outcome is Outcome.NOT_SENT


# Queueing


async def test_a_queued_job_is_in_the_store_at_once_and_watched(bench: Bench) -> None:
    bench.api.queued = lambda site_id, draft: Queued(site_id, draft.idempotency_key, job=a_job(5))
    result = await bench.queue(GOOD)
    assert (result.outcome, result.site, result.message) == (Outcome.OK, SITE, None)
    assert bench.told.events == [JobsChanged(site_no(1), frozenset({job_no(5)}), frozenset())]
    assert bench.services.jobs.get(SITE.id, job_no(5)) is not None
    assert await bench.woken()


async def test_a_receipt_without_a_job_is_watched_too(bench: Bench) -> None:
    result = await bench.queue(GOOD)
    assert result.queued == Queued(SITE.id)
    assert bench.told.events == []
    assert await bench.woken()


async def test_the_key_of_a_draft_is_the_key_that_is_sent(bench: Bench) -> None:
    for _ in range(2):
        await bench.queue(KEYED)
    await bench.queue(GOOD)
    keys = [draft.idempotency_key for draft in bench.sent()]
    assert keys[:2] == [KEY, KEY]
    assert keys[2] not in (KEY, None)


SETTLED = [kind for kind in EVERY_API_ERROR if kind.outcome is not Outcome.UNKNOWN]


@pytest.mark.parametrize("kind", SETTLED, ids=lambda kind: kind.__name__)
async def test_a_refused_job_has_its_outcome_at_once_and_is_not_looked_for(
    bench: Bench, kind: type[ApiError]
) -> None:
    bench.api.failure = kind("words")
    result = await bench.queue(within_s=0)
    assert (result.outcome, result.message, result.queued) == (kind.outcome, "words", None)
    assert [call[0] for call in bench.api.calls] == ["queue_job"]
    assert bench.session.is_expired is (kind is SessionExpired)
    assert not await bench.woken()


async def test_a_job_that_is_taken_says_that_the_token_is_taken_again(bench: Bench) -> None:
    bench.session.token_refused()
    await bench.queue()
    assert [event.expired for event in bench.told.of(SessionChanged)] == [True, False]
    assert await bench.woken()


# Endpoints


@pytest.mark.parametrize(
    ("usual", "chosen", "draft", "endpoint"),
    [
        (JobEndpoint.KEYED, None, KEYED, JobEndpoint.KEYED),
        (JobEndpoint.KEYED, JSON, KEYED, JSON),
        (JobEndpoint.KEYED, None, KEYED._replace(notify_url=HOOK), JSON),
        (JSON, None, KEYED, JSON),
        (JSON, JobEndpoint.KEYED, KEYED, JobEndpoint.KEYED),
        (JSON, JobEndpoint.KEYED, KEYED._replace(notify_url=HOOK), JSON),
    ],
)
async def test_where_a_job_is_queued(
    usual: JobEndpoint, chosen: JobEndpoint | None, draft: JobDraft, endpoint: JobEndpoint
) -> None:
    bench = Bench(usual=usual)
    assert bench.desk.usual is usual
    await bench.queue(draft, chosen)
    assert bench.endpoints() == [endpoint]
    (sent,) = bench.sent()
    assert sent.description == GOOD.description + (MARK if endpoint is JSON else "")
    assert sent._replace(description=draft.description) == draft


async def test_the_mark_follows_the_description_without_blanks_around_it(bench: Bench) -> None:
    await bench.queue(KEYED._replace(description="  set ntp  "), JSON)
    assert [draft.description for draft in bench.sent()] == ["set ntp" + MARK]


async def test_jobs_of_one_description_have_marks_of_their_own(bench: Bench) -> None:
    for _ in range(3):
        await bench.queue(GOOD, JSON)
    assert len({draft.description for draft in bench.sent()}) == 3


@pytest.mark.parametrize(
    ("failure", "offers_json"),
    [
        (Forbidden("no", status=403), True),
        (NotFound("no such path", status=404), True),
        (Rejected("the method is not supported", status=405), True),
        (Rejected("no", status=400), False),
        (Rejected("no", status=422), False),
        (SessionExpired("expired", status=401), False),
        (Unreachable("no network"), False),
    ],
)
@pytest.mark.parametrize("endpoint", list(JobEndpoint))
async def test_the_json_endpoint_is_offered_where_the_other_is_not_taken_and_never_used_by_itself(
    bench: Bench, failure: ApiError, offers_json: bool, endpoint: JobEndpoint
) -> None:
    bench.api.failure = failure
    result = await bench.queue(KEYED, endpoint)
    assert result.offers_json is (offers_json and endpoint is JobEndpoint.KEYED)
    assert result.outcome is failure.outcome
    assert bench.endpoints() == [endpoint]


# Written down


@pytest.mark.parametrize("endpoint", list(JobEndpoint))
async def test_a_job_is_written_down_before_it_leaves_and_again_when_it_has_ended(
    bench: Bench, endpoint: JobEndpoint
) -> None:
    bench.audit.gate, bench.api.gate = asyncio.Event(), asyncio.Event()
    queueing = asyncio.ensure_future(bench.desk.queue(SITE, KEYED, endpoint))
    await bench.clock.advance(5)
    assert bench.api.calls == []
    bench.audit.gate.set()
    await bench.clock.advance(1.5)
    assert len(bench.api.calls) == 1
    intent = Intent(
        AuditKind.JOB, SITE.id, "site-1", GOOD.description, (GOOD.script,), is_write=True, key=KEY
    )
    assert (bench.audit.intents, bench.audit.conclusions) == ({1: intent}, {})
    bench.api.gate.set()
    await queueing
    assert bench.audit.conclusions == {1: Conclusion(Outcome.OK, None, 1500)}


async def test_why_a_job_was_refused_is_written_down(bench: Bench) -> None:
    bench.api.failure = Rejected("the script is too long", status=422)
    await bench.queue()
    assert bench.audit.conclusions == {
        1: Conclusion(Outcome.REJECTED, elapsed_ms=0, message="the script is too long")
    }


@pytest.mark.parametrize("has_left", [True, False])
@pytest.mark.parametrize("is_cancel", [True, False])
async def test_whoever_stops_waiting_leaves_an_honest_record(
    bench: Bench, has_left: bool, is_cancel: bool
) -> None:
    bench.api.turn = bench.api.gate = asyncio.Event()
    if has_left:
        bench.api.turn = None
    call = bench.desk.cancel(a_job(1)) if is_cancel else bench.desk.queue(SITE, KEYED)
    waiting = asyncio.ensure_future(call)
    await settle()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert waiting.cancelled()
    outcome = Outcome.UNKNOWN if has_left else Outcome.STOPPED
    assert [conclusion.outcome for conclusion in bench.audit.conclusions.values()] == [outcome]


async def test_what_cannot_be_written_down_is_neither_queued_nor_cancelled(bench: Bench) -> None:
    bench.audit.intend_failure = FULL
    with pytest.raises(StorageError, match="no space left on device; start with --no-audit"):
        await bench.desk.queue(SITE, GOOD)
    with pytest.raises(StorageError, match="it could not be recorded"):
        await bench.desk.cancel(a_job(1))
    assert bench.api.calls == []
    assert bench.told.events == [AuditFailed(FULL)]


async def test_without_the_duty_to_record_it_is_sent_all_the_same() -> None:
    bench = Bench(is_audit_optional=True)
    bench.audit.intend_failure = FULL
    assert (await bench.queue()).outcome is Outcome.OK
    assert (await bench.desk.cancel(a_job(1))).is_cancelled
    assert bench.told.of(AuditFailed) == [AuditFailed(FULL)]


# Cancelling


async def test_a_cancelled_job_is_deleted_and_stays_so_when_the_list_drops_it(bench: Bench) -> None:
    job = a_job(1)
    bench.services.jobs.take(job, bench.clock.now())
    assert (await bench.desk.cancel(job)).is_cancelled
    assert bench.api.named("cancel_job") == [(job.site_id, job.id)]
    assert bench.audit.intents[1].kind is AuditKind.CANCEL
    assert bench.audit.intents[1].command == job.id
    assert bench.audit.conclusions[1].outcome is Outcome.OK
    assert await bench.woken()
    record = bench.services.jobs.get(job.site_id, job.id)
    assert record is not None
    assert record.job.state is JobState.DELETED


@pytest.mark.parametrize(
    ("failure", "words", "outcome", "recorded"),
    [
        (
            Rejected("The job has started.", status=409, code="job_already_started"),
            "not cancelled: it has already started",
            CancelOutcome.STARTED,
            Outcome.REJECTED,
        ),
        (Rejected("no", status=400), "not cancelled: no", CancelOutcome.REFUSED, Outcome.REJECTED),
        (
            NotFound("no such job", status=404),
            "not cancelled: no such job",
            CancelOutcome.GONE,
            Outcome.REJECTED,
        ),
        (
            NotFound("no such path", is_path=True, status=404),
            "not cancelled: no such path",
            CancelOutcome.REFUSED,
            Outcome.REJECTED,
        ),
        (
            SessionExpired("expired", status=401),
            "not cancelled: expired",
            CancelOutcome.REFUSED,
            Outcome.REJECTED,
        ),
        (Unreachable("no network"), "not cancelled: no network", CancelOutcome.NOT_SENT, Outcome.NOT_SENT),
        (
            InvalidInput("the legacy API cannot cancel a job", "let it run"),
            "the legacy API cannot cancel a job: let it run",
            CancelOutcome.NOT_SENT,
            Outcome.NOT_SENT,
        ),
    ],
)
async def test_why_a_job_was_not_cancelled(
    bench: Bench, failure: Exception, words: str, outcome: CancelOutcome, recorded: Outcome
) -> None:
    job = a_job(1)
    bench.services.jobs.take(job, bench.clock.now())
    bench.api.failure = failure
    assert await bench.desk.cancel(job) == CancelResult(outcome, words)
    assert bench.audit.conclusions[1] == Conclusion(recorded, message=words)
    assert bench.session.is_expired is isinstance(failure, SessionExpired)
    record = bench.services.jobs.get(job.site_id, job.id)
    assert record is not None
    assert record.job.state is JobState.PENDING


async def test_a_refusal_by_the_server_is_a_reason_to_look(bench: Bench) -> None:
    bench.api.failure = Rejected("The job has started.", status=409, code="job_already_started")
    await bench.desk.cancel(a_job(1))
    assert await bench.woken()


async def test_a_cancellation_that_is_taken_says_that_the_token_is_taken_again(bench: Bench) -> None:
    bench.session.token_refused()
    await bench.desk.cancel(a_job(1))
    assert not bench.session.is_expired
