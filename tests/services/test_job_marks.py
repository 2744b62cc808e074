"""Marked jobs stay marked while they wait, and no longer; every change is told once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.job import Job
from altotui.services.events import JobMarksChanged
from altotui.services.job_marks import JobMarks
from altotui.services.job_store import JobStore
from tests.domain.records import NOW, a_job, job_no, site_no
from tests.services.fakes import Published


class Bench:
    """Marks over a store with jobs of two sites that wait, and what they told."""

    def __init__(self, *marked: int) -> None:
        self.told = Published()
        self.store = JobStore()
        for number in range(1, 6):
            self.store.take(self.job(number), NOW)
        self.marks = JobMarks(self.store, self.told)
        self.marks.toggle_all(self.jobs(*marked))
        self.told.events.clear()

    def job(self, number: int) -> Job:
        return a_job(number, number % 2)

    def jobs(self, *numbers: int) -> list[Job]:
        return [self.job(number) for number in numbers]

    @property
    def numbers(self) -> list[int]:
        return [int(job_id[-4:]) for job_id in self.marks.ids]

    @property
    def counts(self) -> list[int]:
        return [event.marked for event in self.told.of(JobMarksChanged)]


@pytest.mark.parametrize(
    ("before", "chosen", "after"),
    [
        ([], [1, 2, 2], [1, 2]),
        ([1, 2], [2, 3], [1, 2, 3]),
        ([1, 2, 3], [2, 3], [1]),
        ([1], [1], []),
    ],
)
def test_what_is_marked_then(before: list[int], chosen: list[int], after: list[int]) -> None:
    bench = Bench(*before)
    ids = bench.marks.ids
    bench.marks.toggle_all(bench.jobs(*chosen))
    assert bench.numbers == after
    assert bench.counts == [len(after)]
    assert ids == bench.marks.ids


def test_only_what_waits_is_marked() -> None:
    bench = Bench()
    ended = [
        a_job(8, started_at=NOW),
        a_job(9, deleted_at=NOW),
        a_job(7, is_gone=True),
        a_job(6, status_word="odd"),
    ]
    bench.marks.toggle_all(ended)
    assert bench.counts == []


def test_what_is_cleared_is_told_once() -> None:
    bench = Bench(1, 2)
    bench.marks.clear()
    bench.marks.clear()
    assert bench.counts == [0]


@pytest.mark.parametrize(
    "became", [a_job(1, 1, started_at=NOW), a_job(1, 1, deleted_at=NOW), a_job(1, 1, is_gone=True)]
)
def test_a_job_that_waits_no_more_loses_its_mark_and_no_other_does(became: Job) -> None:
    bench = Bench(1, 2, 3)
    assert bench.marks.drop_ended() == {}
    bench.store.take(became, NOW)
    assert [job.id for job in bench.marks.jobs()] == [job_no(2), job_no(3)]
    assert bench.marks.drop_ended() == {job_no(1): site_no(1)}
    assert bench.numbers == [2, 3]
    assert bench.counts == [2]
    assert bench.marks.lost == 1


def test_lost_marks_are_counted_until_somebody_marks_or_clears() -> None:
    bench = Bench(1, 2, 3)
    for number in (1, 2):
        bench.store.take(bench.job(number)._replace(started_at=NOW), NOW)
        bench.marks.drop_ended()
    assert bench.marks.lost == 2
    bench.store.take(bench.job(3)._replace(started_at=NOW), NOW)
    assert bench.marks.drop_ended(lambda job_id: job_id == job_no(3)) == {}
    assert bench.marks.lost == 2
    bench.marks.clear()
    assert bench.marks.lost == 0
    assert bench.counts == [2, 1, 0, 0]


def test_a_job_that_vanished_from_the_list_of_its_site_is_not_marked_any_more() -> None:
    bench = Bench(2, 4)
    bench.store.merge(site_no(0), (bench.job(4),), seen_at=NOW, question=1)
    assert bench.marks.drop_ended() == {job_no(2): site_no(0)}


@given(st.sets(st.integers(1, 5)), st.sets(st.integers(1, 5)))
def test_marking_the_same_twice_leaves_them_all_unmarked(before: set[int], chosen: set[int]) -> None:
    bench = Bench(*before)
    bench.marks.toggle_all(bench.jobs(*chosen))
    if not chosen <= before:
        assert set(bench.numbers) == before | chosen
        bench.marks.toggle_all(bench.jobs(*chosen))
    assert set(bench.numbers) == before - chosen
