"""What about a job a person should look at."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.job import Job, JobState
from altotui.domain.job_concern import (
    SILENT_S,
    STUCK_AFTER_S,
    Concern,
    concern_of,
    contradiction_of,
    needs_attention,
    stuck_after_s,
)
from altotui.domain.site import HEARTBEAT_EVERY_S, OLD_LIST_S, Site
from altotui.domain.typical import Typical
from tests.domain.records import NOW, a_job, a_site, ago

USUAL = Typical(190, 302, 212)
SHORT = Typical(8, 10, 40)
FEW = Typical(190, None, 7)
ONLINE = a_site(has_pulse=True, last_seen_at=ago(12))
SILENT_AGO_S = HEARTBEAT_EVERY_S + SILENT_S
JUST_LATE = a_site(has_pulse=True, last_seen_at=ago(SILENT_AGO_S))
LONG_LATE = a_site(has_pulse=True, last_seen_at=ago(SILENT_AGO_S + 1))
LONG_OFFLINE = a_site(has_pulse=False, last_seen_at=ago(SILENT_AGO_S + 1))
NEVER = a_site(has_pulse=False)
FAST = a_job(started_at=ago(14), completed_at=ago(10))


@pytest.mark.parametrize(
    ("typical", "after_s"),
    [
        (None, 300),
        (FEW, 300),
        (USUAL, 906),
        (SHORT, 300),
        (Typical(1, 100, 20), 300),
        (Typical(1, 101, 20), 303),
    ],
)
def test_after_how_long_a_job_is_stuck(typical: Typical | None, after_s: float) -> None:
    assert stuck_after_s(typical) == after_s


@pytest.mark.parametrize(
    ("job", "site", "typical", "concern"),
    [
        (a_job(), ONLINE, USUAL, None),
        (a_job(), LONG_OFFLINE, USUAL, None),
        (a_job(started_at=ago(STUCK_AFTER_S)), ONLINE, None, None),
        (a_job(started_at=ago(STUCK_AFTER_S + 1)), ONLINE, None, Concern.STUCK),
        (a_job(started_at=ago(STUCK_AFTER_S + 1)), None, FEW, Concern.STUCK),
        (a_job(started_at=ago(STUCK_AFTER_S + 1)), ONLINE, USUAL, None),
        (a_job(started_at=ago(906)), ONLINE, USUAL, None),
        (a_job(started_at=ago(907)), ONLINE, USUAL, Concern.STUCK),
        (a_job(started_at=ago(600)), JUST_LATE, USUAL, None),
        (a_job(started_at=ago(600)), LONG_LATE, USUAL, Concern.STUCK),
        (a_job(started_at=ago(600)), LONG_OFFLINE, USUAL, Concern.STUCK),
        (a_job(started_at=ago(SILENT_AGO_S)), LONG_OFFLINE, USUAL, None),
        (a_job(started_at=ago(600)), NEVER, USUAL, None),
        (a_job(status_word="running"), LONG_LATE, USUAL, Concern.STUCK),
        (a_job(status_word="running"), ONLINE, USUAL, None),
        (a_job(started_at=ago(900), completed_at=ago(20)), ONLINE, USUAL, None),
        (a_job(completed_at=ago(20)), ONLINE, USUAL, None),
        (FAST, ONLINE, USUAL, Concern.FAST),
        (FAST, ONLINE, FEW, Concern.FAST),
        (FAST, ONLINE, None, None),
        (a_job(started_at=ago(28), completed_at=ago(10)), ONLINE, USUAL, None),
        (a_job(started_at=ago(10), completed_at=ago(10)), ONLINE, SHORT, None),
        (FAST._replace(needs_acknowledgement=False), ONLINE, USUAL, None),
        (a_job(failed_at=ago(20)), ONLINE, USUAL, Concern.FAILED),
        (a_job(deleted_at=ago(20)), ONLINE, USUAL, None),
        (a_job(is_gone=True), ONLINE, USUAL, Concern.GONE),
        (a_job(started_at=ago(9000), is_gone=True), LONG_LATE, USUAL, Concern.GONE),
        (a_job(status_word="napping"), ONLINE, USUAL, Concern.UNKNOWN),
        (a_job(failed_at=ago(20), completed_at=ago(20)), ONLINE, USUAL, Concern.CONTRADICTORY),
        (a_job(is_gone=True, created_at=ago(-900)), ONLINE, USUAL, Concern.CONTRADICTORY),
        (a_job(started_at=ago(9000), created_at=ago(20)), ONLINE, USUAL, Concern.STUCK),
    ],
)
def test_the_concern(job: Job, site: Site | None, typical: Typical | None, concern: Concern | None) -> None:
    assert concern_of(job, site, typical, NOW, NOW) is concern


def test_an_old_list_does_not_tell_that_a_router_is_silent() -> None:
    job = a_job(started_at=ago(800))
    site = a_site(has_pulse=False, last_seen_at=ago(700))
    assert concern_of(job, site, USUAL, NOW, as_of=ago(OLD_LIST_S)) is Concern.STUCK
    assert concern_of(job, site, USUAL, NOW, as_of=ago(OLD_LIST_S + 1)) is None


def test_all_but_fast_ones_need_attention() -> None:
    assert [concern for concern in Concern if not needs_attention(concern)] == [Concern.FAST]
    assert not needs_attention(None)


def test_concerns_are_in_the_order_of_weight() -> None:
    assert [concern.name for concern in Concern] == [
        "STUCK",
        "CONTRADICTORY",
        "GONE",
        "UNKNOWN",
        "FAILED",
        "FAST",
    ]
    assert all(first.weight < second.weight for first, second in pairwise(Concern))


@pytest.mark.parametrize(
    ("job", "words"),
    [
        (a_job(), ""),
        (a_job(created_at=ago(30), started_at=ago(20), completed_at=ago(10)), ""),
        (a_job(created_at=ago(30), started_at=ago(30), completed_at=ago(30)), ""),
        (a_job(created_at=ago(30), started_at=ago(31), completed_at=ago(32)), ""),
        (a_job(completed_at=ago(10), failed_at=ago(9)), "it has both completed and failed"),
        (a_job(started_at=ago(10), completed_at=ago(20)), "its end is before its start"),
        (a_job(started_at=ago(10), failed_at=ago(20)), "its end is before its start"),
        (a_job(started_at=ago(20), created_at=ago(10)), "its start is before its creation"),
        (a_job(completed_at=ago(20), created_at=ago(10)), "its end is before its creation"),
        (a_job(deleted_at=ago(20), created_at=ago(10)), "its end is before its creation"),
        (a_job(created_at=ago(-120)), ""),
        (a_job(created_at=ago(-121)), "its creation, 09:17:01Z, is in the future"),
        (a_job(started_at=ago(-86_400)), "its start, 09:15:00Z 03 Mar, is in the future"),
        (a_job(status_word="pending"), ""),
        (
            a_job(status_word="pending", started_at=ago(5)),
            "the API says pending, but by its times it has started",
        ),
        (
            a_job(status_word="Pending", failed_at=ago(5)),
            "the API says Pending, but by its times it has ended",
        ),
        (a_job(status_word="running"), ""),
        (a_job(status_word="busy", completed_at=ago(5)), "the API says busy, but by its times it has ended"),
        (a_job(status_word="busy", completed_at=ago(5), is_gone=True), "the API says busy, but by its times"),
        (a_job(status_word="completed"), ""),
        (a_job(status_word="done", failed_at=ago(5)), "the API says done, but by its times it has failed"),
        (a_job(status_word="failed"), ""),
        (
            a_job(status_word="failed", completed_at=ago(5)),
            "the API says failed, but by its times it has completed",
        ),
        (a_job(status_word="deleted"), ""),
        (a_job(status_word="napping", completed_at=ago(5)), ""),
        (
            a_job(started_at=ago(20), created_at=ago(10), completed_at=ago(30)),
            "its end is before its start, its start is before its creation",
        ),
    ],
)
def test_what_cannot_be_true_together(job: Job, words: str) -> None:
    found = contradiction_of(job, NOW)
    assert found.startswith(words)
    assert bool(found) is bool(words)


def test_a_long_word_of_the_api_is_cut() -> None:
    job = a_job(status_word="pending", started_at=ago(5))
    assert len(contradiction_of(job._replace(status_word="failed" * 300, completed_at=ago(1)), NOW)) < 150


ENDS_OF_TIME = [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
TIMES = st.none() | st.integers(-100_000, 100_000).map(ago) | st.sampled_from(ENDS_OF_TIME)
JOBS = st.builds(
    a_job,
    status_word=st.sampled_from([None, "pending", "busy", "done", "fail", "deleted", "napping", ""]),
    needs_acknowledgement=st.booleans(),
    created_at=TIMES,
    started_at=TIMES,
    completed_at=TIMES,
    failed_at=TIMES,
    deleted_at=TIMES,
    is_gone=st.booleans(),
)
SITES = st.none() | st.builds(a_site, has_pulse=st.sampled_from([None, True, False]), last_seen_at=TIMES)
TYPICALS = st.none() | st.builds(
    Typical, st.floats(0, 10_000), st.none() | st.floats(0, 100_000), st.integers(5, 200)
)


@given(job=JOBS, site=SITES, typical=TYPICALS, as_of=st.integers(-1000, 1000).map(ago))
def test_every_job_has_one_concern_or_none(
    job: Job, site: Site | None, typical: Typical | None, as_of: datetime
) -> None:
    concern = concern_of(job, site, typical, NOW, as_of)
    if contradiction_of(job, NOW):
        assert concern in (Concern.STUCK, Concern.CONTRADICTORY)
    elif job.state in (JobState.GONE, JobState.UNKNOWN, JobState.FAILED):
        assert concern is not None
        assert concern.value == job.state.value
    if concern is Concern.STUCK:
        assert job.state is JobState.RUNNING
    if concern is Concern.FAST:
        assert job.state is JobState.COMPLETED


@given(run_s=st.floats(0, 100_000), more_s=st.floats(0, 1000), typical=TYPICALS)
def test_a_stuck_job_stays_stuck_while_it_runs_on(
    run_s: float, more_s: float, typical: Typical | None
) -> None:
    if concern_of(a_job(started_at=ago(run_s)), None, typical, NOW, NOW) is Concern.STUCK:
        longer = a_job(started_at=ago(run_s + more_s))
        assert concern_of(longer, None, typical, NOW, NOW) is Concern.STUCK


@pytest.mark.parametrize("now", ENDS_OF_TIME)
def test_a_server_at_the_end_of_time_breaks_nothing(now: datetime) -> None:
    site = a_site(has_pulse=False, last_seen_at=now)
    assert concern_of(a_job(started_at=now, created_at=now), site, USUAL, now, now) is None


@pytest.mark.parametrize(
    ("failed_s_ago", "concern"), [(60, Concern.FAILED), (86_399, Concern.FAILED), (86_401, None)]
)
def test_a_failure_of_yesterday_is_history(failed_s_ago: float, concern: Concern | None) -> None:
    job = a_job(
        1, created_at=ago(failed_s_ago + 60), started_at=ago(failed_s_ago + 30), failed_at=ago(failed_s_ago)
    )
    assert concern_of(job, None, None, NOW, NOW) is concern
