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
