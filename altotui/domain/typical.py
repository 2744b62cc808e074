"""How long jobs of one kind usually run: median and 95th percentile of the runs that were seen to complete."""

from __future__ import annotations

from bisect import insort
from collections import OrderedDict
from datetime import datetime
from typing import NamedTuple

from altotui.domain.ids import JobId
from altotui.domain.job import Job, JobState
from altotui.domain.job_kind import kind_of

MEDIAN_FROM = 5
"""Finished runs below which nothing is called typical."""
P95_FROM = 20
MAX_RUNS = 200
"""Of one kind; those that completed last are kept."""
MAX_KINDS = 500
"""Of these, the one that had no new run for longest is forgotten first."""


class Typical(NamedTuple):
    """How long the jobs of one kind run."""

    median_s: float
    p95_s: float | None
    """None below P95_FROM runs."""
    count: int  # type: ignore[assignment]  # hides the method of tuples, which nobody needs here
    """Runs that it is made of, at most MAX_RUNS."""


class TypicalTimes:
    """Learns run times from finished jobs. Noting the same jobs again, in any order, changes nothing."""

    def __init__(self) -> None:
        self._kinds: OrderedDict[str, _Runs] = OrderedDict()

    def note(self, job: Job) -> None:
        """Take the run time of `job`, if it has completed and its times agree; others teach nothing."""
        if job.completed_at is None or job.started_at is None or job.failed_at is not None:
            return
        run_s = (job.completed_at - job.started_at).total_seconds()
        if run_s < 0 or job.state is not JobState.COMPLETED:
            return
        kind = kind_of(job.description)
        runs = self._kinds.get(kind)
        if runs is None:
            runs = self._kinds[kind] = _Runs()
            if len(self._kinds) > MAX_KINDS:
                self._kinds.popitem(last=False)
        if runs.take(_Run(job.completed_at, job.id, run_s)):
            self._kinds.move_to_end(kind)

    def of(self, description: str) -> Typical | None:
        """Return what is typical of jobs with such a description; None below MEDIAN_FROM runs."""
        runs = self._kinds.get(kind_of(description))
        return None if runs is None else runs.typical


class _Run(NamedTuple):
    completed_at: datetime
    job_id: JobId
    run_s: float


class _Runs:
    """The last runs of one kind."""

    def __init__(self) -> None:
        self._in_order: list[_Run] = []
        self._by_id: dict[JobId, _Run] = {}
        self._typical: Typical | None = None
        self._is_due = False

    def take(self, run: _Run) -> bool:
        """Take a run, in place of what was known of the same job; return whether that changed anything."""
        known = self._by_id.get(run.job_id)
        if known == run:
            return False
        if known is not None:
            self._in_order.remove(known)
        elif len(self._in_order) == MAX_RUNS:
            if run < self._in_order[0]:
                return False
            del self._by_id[self._in_order.pop(0).job_id]
        insort(self._in_order, run)
        self._by_id[run.job_id] = run
        self._is_due = True
        return True

    @property
    def typical(self) -> Typical | None:
        """Return what is typical of them."""
        if self._is_due:
            self._typical = _typical(sorted(run.run_s for run in self._in_order))
            self._is_due = False
        return self._typical


def _typical(times_s: list[float]) -> Typical | None:
    """Return what is typical of times in ascending order."""
    count = len(times_s)
    if count < MEDIAN_FROM:
        return None
    median_s = (times_s[(count - 1) // 2] + times_s[count // 2]) / 2
    p95_s = times_s[-(-count * 95 // 100) - 1] if count >= P95_FROM else None
    return Typical(median_s, p95_s, count)
