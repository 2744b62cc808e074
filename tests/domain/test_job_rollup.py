"""Many jobs as counts and as a bar, in which no job is lost."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.job import Job, JobState
from altotui.domain.job_concern import Concern
from altotui.domain.job_rollup import Rollup, bar, rollup, share_of
from altotui.domain.timeline import Timeline
from tests.domain.records import a_job, ago, job_no


class Seen(NamedTuple):
    """What a store keeps of a job."""

    job: Job
    timeline: Timeline = Timeline()


JOBS = {
    JobState.PENDING: a_job(1),
    JobState.RUNNING: a_job(2, started_at=ago(5)),
    JobState.COMPLETED: a_job(3, completed_at=ago(5)),
    JobState.SENT: a_job(4, completed_at=ago(5), needs_acknowledgement=False),
    JobState.FAILED: a_job(5, failed_at=ago(5)),
    JobState.DELETED: a_job(6, deleted_at=ago(5)),
    JobState.GONE: a_job(7, is_gone=True),
    JobState.UNKNOWN: a_job(8, status_word="odd"),
}


def test_every_state_is_told_apart() -> None:
    assert {job.state: job for job in JOBS.values()} == JOBS
    assert rollup(map(Seen, JOBS.values()), {}) == Rollup(1, 1, 1, 1, 1, 0, 3, 8)
    assert rollup([], {}) == Rollup()


@pytest.mark.parametrize(
    ("state", "concern", "share"),
    [
        (JobState.RUNNING, Concern.STUCK, "stuck"),
        (JobState.RUNNING, Concern.CONTRADICTORY, "running"),
        (JobState.PENDING, Concern.CONTRADICTORY, "waiting"),
        (JobState.COMPLETED, Concern.CONTRADICTORY, "other"),
        (JobState.SENT, Concern.CONTRADICTORY, "other"),
        (JobState.FAILED, Concern.CONTRADICTORY, "other"),
        (JobState.FAILED, Concern.FAILED, "failed"),
        (JobState.COMPLETED, Concern.FAST, "done"),
        (JobState.GONE, Concern.GONE, "other"),
        (JobState.UNKNOWN, Concern.UNKNOWN, "other"),
    ],
)
def test_a_concern_decides_where_the_state_alone_would_say_too_much(
    state: JobState, concern: Concern, share: str
) -> None:
    job = JOBS[state]
    assert share_of(state, concern) == share
    assert rollup([Seen(job)], {job.id: concern}) == Rollup(total=1)._replace(**{share: 1})


@given(
    st.lists(
        st.tuples(st.sampled_from(list(JobState)), st.none() | st.sampled_from(list(Concern))), max_size=40
    )
)
def test_every_job_counts_once(pairs: list[tuple[JobState, Concern | None]]) -> None:
    jobs = [(JOBS[state]._replace(id=job_no(n)), concern) for n, (state, concern) in enumerate(pairs)]
    counts = rollup([Seen(job) for job, _ in jobs], {job.id: concern for job, concern in jobs})
    assert sum(counts[:-1]) == counts.total == len(pairs)
    assert counts.stuck == sum(concern is Concern.STUCK for _, concern in pairs)
    assert min(counts) >= 0


@pytest.mark.parametrize(
    ("counts", "cells", "drawn"),
    [
        (Rollup(total=0), 10, ""),
        (Rollup(done=8, failed=1, stuck=1, waiting=2, total=12), 12, "vvvvvvvvx!.."),
        (Rollup(done=500, failed=1, total=501), 10, "vvvvvvvvvx"),
        (Rollup(done=1, sent=1, failed=1, waiting=1, running=1, stuck=1, other=1, total=7), 7, "vsx?!=."),
        (Rollup(done=9, sent=9, failed=1, waiting=9, running=9, stuck=1, other=1, total=39), 3, "x?!"),
        (Rollup(done=9, waiting=9, stuck=1, total=19), 1, "!"),
        (Rollup(done=9, total=9), 4, "vvvv"),
        (Rollup(done=9, total=9), 0, ""),
        (Rollup(done=9, total=9), -3, ""),
    ],
)
def test_a_bar(counts: Rollup, cells: int, drawn: str) -> None:
    assert "".join(text for text, _ in bar(counts, cells)) == drawn


@given(shares=st.lists(st.integers(0, 12_000), min_size=7, max_size=7), cells=st.integers(0, 120))
def test_a_bar_is_full_and_hides_no_share(shares: list[int], cells: int) -> None:
    counts = Rollup._make((*shares, sum(shares)))
    drawn = bar(counts, cells)
    used = [share for share in shares if share]
    assert sum(len(text) for text, _ in drawn) == (cells if used else 0)
    assert all(text and text == text[0] * len(text) for text, _ in drawn)
    assert len({meaning for _, meaning in drawn}) == len(drawn) == min(len(used), cells)
    if counts.stuck and cells:
        assert Concern.STUCK in [meaning for _, meaning in drawn]
    if counts.failed and cells > 1:
        assert JobState.FAILED in [meaning for _, meaning in drawn]


@given(shares=st.lists(st.integers(1, 100), min_size=7, max_size=7), cells=st.integers(7, 200))
def test_a_larger_share_is_never_shorter(shares: list[int], cells: int) -> None:
    counts = Rollup._make((*shares, sum(shares)))
    lengths = {meaning: len(text) for text, meaning in bar(counts, cells)}
    by_share = {
        counts.done: lengths[JobState.COMPLETED],
        counts.waiting: lengths[JobState.PENDING],
        counts.failed: lengths[JobState.FAILED],
    }
    in_order = [by_share[share] for share in sorted(by_share)]
    assert in_order == sorted(in_order)
