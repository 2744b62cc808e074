"""The state of a job over every combination of what the API may say about it, and how a draft is found again."""

from __future__ import annotations

from itertools import product

import pytest

from altotui.domain.ids import IdempotencyKey
from altotui.domain.job import MARK_CHARS, OPEN_STATES, Job, JobDraft, JobEndpoint, JobState
from tests.domain.records import NOW, a_job, ago

KEY = IdempotencyKey("5a7c9e1b-3d5f-4071-8293-a4b5c6d7e8f9")
DRAFT = JobDraft("set ntp", ":delay 1s", idempotency_key=KEY)
STAMPS = [
    dict(zip(("started_at", "completed_at", "failed_at", "deleted_at"), present, strict=True))
    for present in product((False, True), repeat=4)
]


def _job(stamps: dict[str, bool], **fields: object) -> Job:
    at = {name: ago(10) if present else None for name, present in stamps.items()}
    return a_job(
        created_at=ago(20),
        started_at=at["started_at"],
        completed_at=at["completed_at"],
        failed_at=at["failed_at"],
        deleted_at=at["deleted_at"],
        needs_acknowledgement=bool(fields.get("needs_acknowledgement", True)),
        is_gone=bool(fields.get("is_gone", False)),
        status_word=None if fields.get("word") is None else str(fields["word"]),
    )


def _state_by_stamps(stamps: dict[str, bool]) -> JobState:
    """The rule of altostrat-api.md 6.5, written a second time."""
    for name, state in (
        ("deleted_at", JobState.DELETED),
        ("failed_at", JobState.FAILED),
        ("completed_at", JobState.COMPLETED),
        ("started_at", JobState.RUNNING),
    ):
        if stamps[name]:
            return state
    return JobState.PENDING


@pytest.mark.parametrize(
    "stamps", STAMPS, ids=lambda stamps: "+".join(k for k in stamps if stamps[k]) or "none"
)
def test_state_by_stamps(stamps: dict[str, bool]) -> None:
    expected = _state_by_stamps(stamps)
    assert _job(stamps).state is expected
    unacknowledged = _job(stamps, needs_acknowledgement=False).state
    assert unacknowledged is (JobState.SENT if expected is JobState.COMPLETED else expected)
    gone = _job(stamps, is_gone=True).state
    assert gone is (JobState.GONE if expected in OPEN_STATES else expected)


@pytest.mark.parametrize("stamps", STAMPS)
@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("pending", JobState.PENDING),
        ("PENDING", JobState.PENDING),
        ("loaded", JobState.RUNNING),
        ("busy", JobState.RUNNING),
        ("running", JobState.RUNNING),
        ("Completed", JobState.COMPLETED),
        ("done", JobState.COMPLETED),
        ("failed", JobState.FAILED),
        ("fail", JobState.FAILED),
        ("deleted", JobState.DELETED),
        ("exploded", JobState.UNKNOWN),
    ],
)
def test_a_word_of_the_api_wins_over_the_stamps(word: str, state: JobState, stamps: dict[str, bool]) -> None:
    assert _job(stamps, word=word).state is state


def test_an_empty_word_counts_as_none() -> None:
    assert a_job(status_word="", started_at=ago(1)).state is JobState.RUNNING


@pytest.mark.parametrize("state", list(JobState))
def test_open_states_are_those_that_may_change(state: JobState) -> None:
    assert (state in OPEN_STATES) is (state in (JobState.PENDING, JobState.RUNNING, JobState.UNKNOWN))


@pytest.mark.parametrize(
    ("job", "wait_s", "run_s"),
    [
        (a_job(), None, None),
        (a_job(created_at=ago(30)), 30.0, None),
        (a_job(created_at=ago(30), started_at=ago(20)), 10.0, 20.0),
        (a_job(created_at=ago(30), started_at=ago(20), completed_at=ago(5)), 10.0, 15.0),
        (a_job(created_at=ago(30), deleted_at=ago(10)), 20.0, None),
        (a_job(created_at=ago(-30)), 0.0, None),
        (a_job(started_at=ago(5), failed_at=ago(10)), None, 0.0),
    ],
)
def test_waiting_and_running_time(job: Job, wait_s: float | None, run_s: float | None) -> None:
    assert job.wait_s(NOW) == wait_s
    assert job.run_s(NOW) == run_s


def test_the_first_sight_stands_in_for_an_unknown_creation() -> None:
    assert a_job().wait_s(NOW, first_seen_at=ago(12)) == 12.0
    assert a_job(created_at=ago(30)).wait_s(NOW, first_seen_at=ago(12)) == 30.0


@pytest.mark.parametrize("usual", list(JobEndpoint))
@pytest.mark.parametrize("notify_url", [None, "", "https://x.test/hook"])
def test_a_draft_with_a_notify_url_needs_the_json_endpoint(
    usual: JobEndpoint, notify_url: str | None
) -> None:
    endpoint = DRAFT._replace(notify_url=notify_url).endpoint(usual)
    assert endpoint is (JobEndpoint.JSON if notify_url else usual)


def test_the_mark_is_the_start_of_the_key_behind_the_description() -> None:
    assert DRAFT.mark == " #5a7c9e1b"
    assert len(DRAFT.mark) == MARK_CHARS
    marked = DRAFT._replace(description=" set ntp ").marked()
    assert marked == DRAFT._replace(description="set ntp #5a7c9e1b")


@pytest.mark.parametrize(
    ("job", "by_key", "by_mark"),
    [
        (a_job(), False, False),
        (a_job()._replace(idempotency_key=KEY), True, False),
        (a_job(description="set ntp #5a7c9e1b"), False, True),
        (a_job(description="what the platform made of it #5a7c9e1b"), False, True),
        (a_job(description="set ntp #5a7c9e1c"), False, False),
        (a_job(description="set ntp #5a7c9e1b."), False, False),
        (a_job(description="set ntp 5a7c9e1b"), False, False),
    ],
)
def test_a_job_is_known_by_the_key_where_the_platform_took_it_else_by_the_mark(
    job: Job, by_key: bool, by_mark: bool
) -> None:
    assert DRAFT.is_of(job, JobEndpoint.KEYED) is by_key
    assert DRAFT.is_of(job, JobEndpoint.JSON) is by_mark


def test_a_draft_without_a_key_is_no_job_that_has_none_either() -> None:
    assert not DRAFT._replace(idempotency_key=None).is_of(a_job(), JobEndpoint.KEYED)
