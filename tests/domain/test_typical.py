"""How long jobs of a kind usually run."""

from __future__ import annotations

import statistics

from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.job import Job
from altotui.domain.typical import MAX_KINDS, MAX_RUNS, MEDIAN_FROM, P95_FROM, Typical, TypicalTimes
from tests.domain.records import a_job, ago


def ran(number: int, run_s: float, ended_ago_s: float = 0.0, description: str = "Backup") -> Job:
    """Return a job that has completed."""
    return a_job(
        number,
        description=description,
        started_at=ago(ended_ago_s + run_s),
        completed_at=ago(ended_ago_s),
    )


def typical_of(*jobs: Job, description: str = "Backup") -> Typical | None:
    """Return what is typical after these."""
    times = TypicalTimes()
    for job in jobs:
        times.note(job)
    return times.of(description)


def test_nothing_is_typical_of_few_runs() -> None:
    assert typical_of() is None
    assert typical_of(*(ran(number, 10) for number in range(MEDIAN_FROM - 1))) is None


def test_the_median_comes_before_the_percentile() -> None:
    few = typical_of(*(ran(number, number) for number in range(MEDIAN_FROM)))
    assert few == Typical(2, None, MEDIAN_FROM)
    assert typical_of(*(ran(number, number) for number in range(6))) == Typical(2.5, None, 6)


def test_one_run_in_twenty_may_be_longer() -> None:
    assert typical_of(*(ran(number, number) for number in range(1, P95_FROM))) == Typical(10, None, 19)
    assert typical_of(*(ran(number, number) for number in range(1, P95_FROM + 1))) == Typical(10.5, 19, 20)
    assert typical_of(*(ran(number, number) for number in range(1, 101))) == Typical(50.5, 95, 100)


def test_jobs_of_one_kind_teach_of_each_other() -> None:
    jobs = [ran(number, 10, description=f"Backup {number}") for number in range(5)]
    assert typical_of(*jobs, description="Backup 77") == Typical(10, None, 5)
    assert typical_of(*jobs, description="Restore 77") is None


def test_only_completed_jobs_whose_times_agree_teach() -> None:
    useless = [
        a_job(1, description="Backup"),
        a_job(2, description="Backup", started_at=ago(10)),
        a_job(3, description="Backup", completed_at=ago(10)),
        a_job(4, description="Backup", started_at=ago(10), failed_at=ago(5)),
        a_job(5, description="Backup", started_at=ago(10), failed_at=ago(5), completed_at=ago(5)),
        a_job(6, description="Backup", started_at=ago(10), completed_at=ago(5), needs_acknowledgement=False),
        a_job(7, description="Backup", started_at=ago(10), completed_at=ago(20)),
        a_job(8, description="Backup", started_at=ago(10), completed_at=ago(5), status_word="running"),
        a_job(9, description="Backup", started_at=ago(10), completed_at=ago(5), deleted_at=ago(1)),
    ]
    assert typical_of(*useless, *(ran(number, 30) for number in range(10, 15))) == Typical(30, None, 5)


def test_a_job_whose_times_are_corrected_counts_once() -> None:
    jobs = [ran(number, 10) for number in range(5)]
    assert typical_of(*jobs, *(ran(number, 30) for number in range(5))) == Typical(30, None, 5)


def test_the_newest_runs_count() -> None:
    old = [ran(number, 1, ended_ago_s=10_000 - number) for number in range(MAX_RUNS)]
    new = [ran(MAX_RUNS + number, 99, ended_ago_s=500 - number) for number in range(MAX_RUNS)]
    expected = Typical(99, 99, MAX_RUNS)
    assert typical_of(*old, *new) == expected
    assert typical_of(*new, *old) == expected
    assert typical_of(*old, *new, *old) == expected


def test_memory_has_a_bound_and_kinds_in_use_stay() -> None:
    times = TypicalTimes()
    letters = "abcdefghijklmnopqrstuvwxyz"
    for number in range(MEDIAN_FROM):
        times.note(ran(number, 10, description="kept"))
    others = [f"{first}{second}" for first in letters for second in letters]
    assert len(others) > MAX_KINDS
    for number, description in enumerate(others):
        for run in range(MEDIAN_FROM):
            times.note(ran(1000 + number * 10 + run, 10, description=description))
        times.note(ran(100 + number, 10, description="kept"))
    assert times.of("kept") is not None
    assert times.of(others[-1]) is not None
    assert times.of(others[0]) is None
    assert sum(times.of(description) is not None for description in others) == MAX_KINDS - 1


RUNS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 3600)), max_size=60)


@given(runs=RUNS, order=st.randoms(use_true_random=False))
def test_noting_again_in_any_order_changes_nothing(runs: list[tuple[int, int]], order: object) -> None:
    jobs = [ran(number, run_s, ended_s) for number, (run_s, ended_s) in enumerate(runs)]
    shuffled = jobs * 2
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert typical_of(*jobs) == typical_of(*shuffled)


@given(runs=RUNS)
def test_median_and_percentile_are_those_of_the_runs(runs: list[tuple[int, int]]) -> None:
    found = typical_of(*(ran(number, run_s, ended_s) for number, (run_s, ended_s) in enumerate(runs)))
    times_s = [run_s for run_s, _ in runs]
    if len(times_s) < MEDIAN_FROM:
        assert found is None
        return
    assert found is not None
    assert found.median_s == statistics.median(times_s)
    if found.p95_s is None:
        assert len(times_s) < P95_FROM
    else:
        assert sum(run_s <= found.p95_s for run_s in times_s) >= 0.95 * len(times_s)
        assert sum(run_s < found.p95_s for run_s in times_s) < 0.95 * len(times_s)
