"""When a job changed, and who says so: the server's stamps, or what we saw between two polls."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from altotui.domain.job import Job, JobState


class Source(StrEnum):
    """Where the time of a change comes from."""

    REPORTED = "reported"
    """A stamp of the server."""
    OBSERVED = "observed"
    """The poll that first showed it: true to one polling interval."""


class StatusChange(NamedTuple):
    """One change of a job's state."""

    state: JobState
    at: datetime
    source: Source


class Timeline(NamedTuple):
    """Every known change of one job, oldest first, one for each state."""

    changes: tuple[StatusChange, ...] = ()

    def observed(self, job: Job, at: datetime) -> Timeline:
        """Return this timeline with what `job` says at `at`: stamps replace what was only observed."""
        known = {change.state: change for change in self.changes}
        for change in _reported(job):
            known[change.state] = change
        state = job.state
        if state not in known:
            known[state] = StatusChange(state, at, Source.OBSERVED)
        if state is not JobState.PENDING and JobState.PENDING not in known:
            earliest = min(change.at for change in known.values())
            known[JobState.PENDING] = StatusChange(JobState.PENDING, earliest, Source.OBSERVED)
        return Timeline(tuple(sorted(known.values(), key=_order)))

    def at(self, state: JobState) -> StatusChange | None:
        """Return the change into `state`, or None."""
        return next((change for change in self.changes if change.state is state), None)

    @property
    def first_seen_at(self) -> datetime | None:
        """Return the earliest time known, reported or observed; None for an empty timeline."""
        return self.changes[0].at if self.changes else None


_RANK = {JobState.PENDING: 0, JobState.RUNNING: 1}


def _order(change: StatusChange) -> tuple[datetime, int]:
    return change.at, _RANK.get(change.state, 2)


def _reported(job: Job) -> list[StatusChange]:
    completed = JobState.COMPLETED if job.needs_acknowledgement else JobState.SENT
    stamps = (
        (JobState.PENDING, job.created_at),
        (JobState.RUNNING, job.started_at),
        (completed, job.completed_at),
        (JobState.FAILED, job.failed_at),
        (JobState.DELETED, job.deleted_at),
    )
    return [StatusChange(state, at, Source.REPORTED) for state, at in stamps if at is not None]
