"""When a job changed, and who says so: the server's stamps, or what we saw between two polls."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from altotui.domain.job import Job, JobState

if TYPE_CHECKING:
    from datetime import datetime

_MOST_SIGHTINGS = 100
"""A server that flaps for days must not fill the memory."""


class Source(StrEnum):
    """Where the time of a change comes from."""

    REPORTED = "reported"
    """A stamp of the server."""
    OBSERVED = "observed"
    """The poll that first showed it: true to one polling interval."""


# Looking a member of an enumeration up costs as much as making a change, and lists bring thousands of them.
_PENDING, _RUNNING, _GONE = JobState.PENDING, JobState.RUNNING, JobState.GONE
_COMPLETED, _SENT, _FAILED, _DELETED = JobState.COMPLETED, JobState.SENT, JobState.FAILED, JobState.DELETED
_REPORTED, _OBSERVED = Source.REPORTED, Source.OBSERVED


class StatusChange(NamedTuple):
    """One change of a job's state."""

    state: JobState
    at: datetime
    source: Source


class StepBack(NamedTuple):
    """The server first said one state, and then one that comes before it, such as completed and then running."""

    before: JobState
    after: JobState
    at: datetime
    """When the later word was seen."""


class Timeline(NamedTuple):
    """What is known of the changes of one job."""

    changes: tuple[StatusChange, ...] = ()
    """One for each state it was ever in, by their times; stamps of the server replace what was only observed."""
    sightings: tuple[StatusChange, ...] = ()
    """Each state in the order in which polls showed it, the same one again when it came back; the newest 100."""
    step_back: StepBack | None = None
    """The newest change that led backwards; None when none did."""

    def observed(self, job: Job, at: datetime) -> Timeline:
        """Return this timeline with what `job` says at `at`: stamps replace what was only observed."""
        state = job.state
        is_new = not self.sightings or state is not self.sightings[-1].state
        known = {change.state: change for change in self.changes}
        _note_stamps(known, job)
        seen = StatusChange(state, at, _OBSERVED)
        if state not in known or (is_new and state is _GONE):
            known[state] = seen
        if _PENDING not in known:
            earliest = min(at, *[change.at for change in known.values()])
            known[_PENDING] = StatusChange(_PENDING, earliest, _OBSERVED)
        changes = tuple(known.values())
        if len(changes) > 1:
            changes = tuple(sorted(changes, key=_order))
        if not is_new:
            return Timeline(changes, self.sightings, self.step_back)
        sightings = (*self.sightings[1 - _MOST_SIGHTINGS :], seen)
        return Timeline(changes, sightings, self._step_back_to(state, at) or self.step_back)

    def vanished(self, at: datetime) -> Timeline:
        """Return this timeline of a job that was open, and that its site lists no more at `at`."""
        seen = StatusChange(_GONE, at, _OBSERVED)
        changes = (*(change for change in self.changes if change.state is not _GONE), seen)
        if len(changes) > 1 and changes[-2].at > at:
            changes = tuple(sorted(changes, key=_order))
        return Timeline(changes, (*self.sightings[1 - _MOST_SIGHTINGS :], seen), self.step_back)

    def _step_back_to(self, state: JobState, at: datetime) -> StepBack | None:
        """Return the step back that this state is after all that was seen before; None when it is none."""
        if state in _UNRANKED:
            return None
        before = next((one.state for one in reversed(self.sightings) if one.state not in _UNRANKED), None)
        if before is None or _rank(state) >= _rank(before):
            return None
        return StepBack(before, state, at)

    def at(self, state: JobState) -> StatusChange | None:
        """Return the change into `state`, or None."""
        return next((change for change in self.changes if change.state is state), None)

    @property
    def state(self) -> JobState | None:
        """Return the state that was seen last; None for a timeline that has seen no job."""
        return self.sightings[-1].state if self.sightings else None

    @property
    def went_backwards(self) -> bool:
        """Return whether the server ever took back a state, such as completed."""
        return self.step_back is not None

    @property
    def first_seen_at(self) -> datetime | None:
        """Return the earliest time known, reported or observed; None for an empty timeline."""
        return self.changes[0].at if self.changes else None


_RANKS = {_PENDING: 0, _RUNNING: 1}
_UNRANKED = frozenset({_GONE, JobState.UNKNOWN})
"""The one is our own conclusion, the other a word that we do not know: neither goes anywhere."""


def _rank(state: JobState) -> int:
    return _RANKS.get(state, 2)


def _order(change: StatusChange) -> tuple[datetime, int]:
    return change.at, _RANKS.get(change.state, 2)


def _note_stamps(known: dict[JobState, StatusChange], job: Job) -> None:
    """Put every stamp of the server in the place of what was known of that state."""
    if job.created_at is not None:
        known[_PENDING] = StatusChange(_PENDING, job.created_at, _REPORTED)
    if job.started_at is not None:
        known[_RUNNING] = StatusChange(_RUNNING, job.started_at, _REPORTED)
    if job.completed_at is not None:
        completed = _COMPLETED if job.needs_acknowledgement else _SENT
        known[completed] = StatusChange(completed, job.completed_at, _REPORTED)
    if job.failed_at is not None:
        known[_FAILED] = StatusChange(_FAILED, job.failed_at, _REPORTED)
    if job.deleted_at is not None:
        known[_DELETED] = StatusChange(_DELETED, job.deleted_at, _REPORTED)
