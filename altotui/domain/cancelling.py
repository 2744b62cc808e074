"""Several queued jobs that are cancelled together: what became of each, in the end exactly one outcome."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from altotui.domain.ids import JobId
from altotui.domain.job import Job
from altotui.domain.outcome import Outcome


class CancelOutcome(StrEnum):
    """What became of the request to cancel one job; the values are words for people."""

    CANCELLED = "cancelled"
    STARTED = "not cancelled: already started"
    """Its router had collected it before."""
    GONE = "not cancelled: gone"
    """The platform does not know it any more, and it was not this request that deleted it."""
    REFUSED = "refused"
    UNKNOWN = "not known whether cancelled"
    """The answer was lost, and the job list does not settle it."""
    NOT_SENT = "not sent"
    STOPPED = "not sent: stopped"
    """A person stopped before it was sent."""

    @property
    def recorded(self) -> Outcome:
        """Return the outcome of the request, as the audit has it."""
        return _RECORDED[self]


_RECORDED = {
    CancelOutcome.CANCELLED: Outcome.OK,
    CancelOutcome.STARTED: Outcome.REJECTED,
    CancelOutcome.GONE: Outcome.REJECTED,
    CancelOutcome.REFUSED: Outcome.REJECTED,
    CancelOutcome.UNKNOWN: Outcome.UNKNOWN,
    CancelOutcome.NOT_SENT: Outcome.NOT_SENT,
    CancelOutcome.STOPPED: Outcome.STOPPED,
}


class CancelResult(NamedTuple):
    """What became of the request to cancel one job, and why, in words."""

    outcome: CancelOutcome
    message: str | None = None
    """Visible-only; None when it is cancelled."""

    @property
    def is_cancelled(self) -> bool:
        """Return whether the job will not run."""
        return self.outcome is CancelOutcome.CANCELLED


_NO_RESULTS: Mapping[JobId, CancelResult] = MappingProxyType({})


class Cancelling(NamedTuple):
    """Jobs that are cancelled together, as it stands now."""

    jobs: tuple[Job, ...]
    """In the order in which they are cancelled; each once."""
    results: Mapping[JobId, CancelResult] = _NO_RESULTS
    """Of the jobs that have an outcome."""
    is_stopping: bool = False
    """Nothing is sent any more; the answers to what has left are awaited."""

    @property
    def is_ended(self) -> bool:
        """Return whether every job has its outcome."""
        return len(self.results) == len(self.jobs)

    @property
    def counts(self) -> dict[CancelOutcome, int]:
        """Return how many jobs have each outcome, in the order of the outcomes, those of none left out."""
        found = [result.outcome for result in self.results.values()]
        return {outcome: number for outcome in CancelOutcome if (number := found.count(outcome))}

    @property
    def left(self) -> tuple[tuple[Job, CancelResult], ...]:
        """Return the jobs that are not cancelled for certain, with what became of them."""
        found = ((job, self.results.get(job.id)) for job in self.jobs)
        return tuple((job, result) for job, result in found if result and not result.is_cancelled)

    def holds(self, job_id: JobId) -> bool:
        """Return whether that job is one of them."""
        return any(job.id == job_id for job in self.jobs)

    def with_result(self, job_id: JobId, result: CancelResult) -> Cancelling:
        """Return it with what became of one job; the first outcome of a job stays."""
        if job_id in self.results or not self.holds(job_id):
            return self
        return self._replace(results={**self.results, job_id: result})
