"""Timelines: sorted, one change for each state, and the server's stamps beat what was only seen."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.job import Job, JobState
from altotui.domain.timeline import Source, Timeline
from tests.domain.records import NOW, a_job, ago

TIMES = st.none() | st.integers(min_value=0, max_value=100).map(lambda s: NOW + timedelta(seconds=s))
JOBS = st.builds(
    a_job,
    status_word=st.sampled_from([None, None, "pending", "running", "completed", "failed", "odd"]),
    needs_acknowledgement=st.just(True),
    created_at=TIMES,
    started_at=TIMES,
    completed_at=TIMES,
    failed_at=TIMES,
    deleted_at=TIMES,
    is_gone=st.booleans(),
)
SIGHTINGS = st.lists(JOBS, min_size=1, max_size=6)


def _watched(jobs: list[Job]) -> Timeline:
    timeline = Timeline()
    for number, job in enumerate(jobs):
        timeline = timeline.observed(job, NOW + timedelta(seconds=10 * number))
    return timeline


@given(SIGHTINGS)
def test_changes_are_sorted_and_each_state_occurs_once(jobs: list[Job]) -> None:
    changes = _watched(jobs).changes
    assert [change.at for change in changes] == sorted(change.at for change in changes)
    assert len({change.state for change in changes}) == len(changes)


@given(SIGHTINGS)
def test_it_knows_the_present_state_and_a_beginning(jobs: list[Job]) -> None:
    timeline = _watched(jobs)
    assert timeline.at(jobs[-1].state) is not None
    assert timeline.at(JobState.PENDING) is not None


@given(SIGHTINGS)
def test_seeing_the_same_again_changes_nothing(jobs: list[Job]) -> None:
    timeline = _watched(jobs)
    assert timeline.observed(jobs[-1], NOW + timedelta(hours=1)) == timeline


@given(SIGHTINGS)
def test_a_stamp_of_the_server_is_always_what_is_shown(jobs: list[Job]) -> None:
    timeline = _watched(jobs)
    for state, at in (
        (JobState.PENDING, jobs[-1].created_at),
        (JobState.RUNNING, jobs[-1].started_at),
        (JobState.FAILED, jobs[-1].failed_at),
    ):
        if at is not None:
            change = timeline.at(state)
            assert change is not None
            assert (change.at, change.source) == (at, Source.REPORTED)


def test_a_stamp_replaces_what_was_only_observed() -> None:
    seen = Timeline().observed(a_job(status_word="running"), ago(10))
    assert _sources(seen) == [("pending", "observed"), ("running", "observed")]
    stamped = seen.observed(a_job(status_word="running", created_at=ago(60), started_at=ago(30)), NOW)
    assert _sources(stamped) == [("pending", "reported"), ("running", "reported")]
    assert stamped.first_seen_at == ago(60)


@pytest.mark.parametrize(("acknowledged", "state"), [(True, JobState.COMPLETED), (False, JobState.SENT)])
def test_completion_without_acknowledgement_is_sent(acknowledged: bool, state: JobState) -> None:
    job = a_job(created_at=ago(9), completed_at=ago(5), needs_acknowledgement=acknowledged)
    change = Timeline().observed(job, NOW).at(state)
    assert change is not None
    assert change.at == ago(5)


def test_an_empty_timeline_knows_nothing() -> None:
    assert Timeline().first_seen_at is None
    assert Timeline().at(JobState.PENDING) is None


def _sources(timeline: Timeline) -> list[tuple[str, str]]:
    return [(change.state.value, change.source.value) for change in timeline.changes]


def test_times_that_are_equal_keep_the_order_of_a_job() -> None:
    at: datetime = ago(5)
    job = a_job(created_at=at, started_at=at, completed_at=at)
    assert [change.state for change in Timeline().observed(job, NOW).changes] == [
        JobState.PENDING,
        JobState.RUNNING,
        JobState.COMPLETED,
    ]


def test_a_job_that_runs_again_keeps_its_end_and_says_that_it_went_back() -> None:
    timeline = _watched(
        [a_job(), a_job(status_word="completed", completed_at=ago(1)), a_job(status_word="busy")]
    )
    assert [change.state.value for change in timeline.sightings] == ["pending", "completed", "running"]
    assert timeline.state is JobState.RUNNING
    assert timeline.at(JobState.COMPLETED) is not None
    assert timeline.went_backwards
    assert timeline.step_back == (JobState.COMPLETED, JobState.RUNNING, NOW + timedelta(seconds=20))
    again = timeline.observed(a_job(completed_at=ago(1)), NOW + timedelta(seconds=30))
    assert [change.state.value for change in again.sightings][-2:] == ["running", "completed"]
    assert again.step_back == timeline.step_back


@pytest.mark.parametrize(
    ("words", "went_back"),
    [
        (["pending", "running", "completed"], False),
        (["pending", "completed", "deleted"], False),
        (["completed", "failed"], False),
        (["pending", "odd", "pending"], False),
        (["running", "odd", "running"], False),
        (["running", "odd", "pending"], True),
        (["running", "pending"], True),
        (["failed", "pending", "failed"], True),
        (["deleted", "running"], True),
    ],
)
def test_what_goes_backwards(words: list[str], went_back: bool) -> None:
    assert _watched([a_job(status_word=word) for word in words]).went_backwards is went_back


def test_a_job_that_is_gone_and_listed_again_did_not_go_backwards_and_is_gone_as_of_the_last_time() -> None:
    gone = a_job(is_gone=True)
    timeline = _watched([a_job(), gone, a_job(), gone])
    assert not timeline.went_backwards
    assert [change.state.value for change in timeline.sightings] == ["pending", "gone"] * 2
    change = timeline.at(JobState.GONE)
    assert change is not None
    assert change.at == NOW + timedelta(seconds=30)


@given(SIGHTINGS)
def test_vanishing_is_the_same_as_being_seen_gone(jobs: list[Job]) -> None:
    timeline, job = _watched(jobs), jobs[-1]._replace(is_gone=False)
    timeline = timeline.observed(job, NOW + timedelta(minutes=2))
    if job.is_open:
        at = NOW + timedelta(minutes=3)
        vanished, seen = timeline.vanished(at), timeline.observed(job._replace(is_gone=True), at)
        assert sorted(vanished.changes) == sorted(seen.changes)
        assert vanished[1:] == seen[1:]


@given(SIGHTINGS)
def test_nothing_is_observed_after_it_was_seen(jobs: list[Job]) -> None:
    last = NOW + timedelta(seconds=10 * (len(jobs) - 1))
    observed = [change for change in _watched(jobs).changes if change.source is Source.OBSERVED]
    assert all(change.at <= last for change in observed)


def test_the_beginning_of_a_job_with_a_time_in_the_future_is_when_it_was_seen() -> None:
    change = Timeline().observed(a_job(started_at=ago(-1e9)), NOW).at(JobState.PENDING)
    assert change == (JobState.PENDING, NOW, Source.OBSERVED)


def test_a_server_that_flaps_for_days_does_not_fill_the_memory() -> None:
    timeline = _watched([a_job(status_word=word) for word in ["running", "pending"] * 500])
    assert len(timeline.sightings) == 100
    assert timeline.sightings[-1].at == NOW + timedelta(seconds=9990)
    assert len(timeline.changes) == 2
    assert timeline.went_backwards
