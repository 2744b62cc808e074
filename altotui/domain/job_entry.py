"""What a list of jobs works out once: of each record, and of those that stand together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, Generic, TypeVar

from altotui.domain.job import OPEN_STATES, JobState
from altotui.domain.job_concern import Concern, needs_attention
from altotui.domain.job_filter import JobFilter
from altotui.domain.job_kind import kind_of
from altotui.domain.job_rollup import Rollup, SeenJob, counted, share_of

R = TypeVar("R", bound=SeenJob)

_WEIGHTS = len(Concern)
_STATE_PLACES = {JobState.RUNNING: 1, JobState.PENDING: 2}
_ENDED_PLACE = 3
_PLACE_S = 1e10
"""Sorts any place before the next, whatever the time is: times are kept below."""
_LATEST_S = 9.9e9
_ATTENTION_ENDS = (_WEIGHTS - 1) * _PLACE_S
_ENDED_BEGINS = (_WEIGHTS + _ENDED_PLACE) * _PLACE_S


class JobEntry(Generic[R]):
    """One record as it was judged; another one is made when either changes."""

    __slots__ = (
        "began_at",
        "concern",
        "is_attention",
        "job_id",
        "kind",
        "name",
        "passed",
        "passes",
        "place",
        "record",
        "share",
        "site_id",
    )

    def __init__(self, record: R, concern: Concern | None) -> None:
        job, changes = record.job, record.timeline.changes
        state = job.state
        is_open = state in OPEN_STATES
        self.record = record
        self.concern = concern
        self.job_id = job.id
        self.site_id = job.site_id
        self.began_at = job.created_at or (changes[0].at if changes else None)
        self.is_attention = needs_attention(concern)
        self.share = share_of(state, concern)
        """The field of Rollup in which it counts."""
        self.place = self._place(state, is_open)
        """Sorts: concerns by weight, running, waiting, ended; in each, the newest first."""
        self.kind = ""
        """Empty until `read_kind`."""
        self.name = ""
        self.passed: JobFilter | None = None
        """The filter that was asked whether a job with that name of its site passes."""
        self.passes = False

    def read_kind(self) -> str:
        """Return the kind of the job, and keep it."""
        self.kind = kind_of(self.record.job.description)
        return self.kind

    def _place(self, state: JobState, is_open: bool) -> float:
        weight = _WEIGHTS if self.concern is None else self.concern.weight
        if self.is_attention:
            place = weight
        elif is_open:
            place = _WEIGHTS + _STATE_PLACES.get(state, 0)
        else:
            place = _WEIGHTS + _ENDED_PLACE + 1 + weight
        at = self.began_at
        if not is_open:
            changes = self.record.timeline.changes
            at = self.record.job.ended_at or (changes[-1].at if changes else at)
        return place * _PLACE_S - seconds_of(at)


_place_of: Callable[[JobEntry[Any]], float] = attrgetter("place")
_share_of: Callable[[JobEntry[Any]], str] = attrgetter("share")


class JobEntries(Generic[R]):
    """Entries that stand together, in their order."""

    def __init__(self, members: list[JobEntry[R]]) -> None:
        self.members = members

    @cached_property
    def attention(self) -> list[JobEntry[R]]:
        """Return those that need attention: the first ones."""
        return self.members[: bisect_right(self.members, _ATTENTION_ENDS, key=_place_of)]

    @cached_property
    def ended(self) -> JobEntries[R]:
        """Return those that may be folded away: the last ones."""
        return JobEntries(self.members[bisect_right(self.members, _ENDED_BEGINS, key=_place_of) :])

    @cached_property
    def shown(self) -> list[JobEntry[R]]:
        """Return all but those that may be folded away."""
        return self.members[: len(self.members) - len(self.ended.members)]

    @cached_property
    def rollup(self) -> Rollup:
        """Return how many are where."""
        return counted(map(_share_of, self.members))

    @cached_property
    def site_count(self) -> int:
        """Return on how many sites they are."""
        return len({entry.site_id for entry in self.members})

    @cached_property
    def newest(self) -> JobEntry[R]:
        """Return the one that began last; of several, the first."""
        return max(self.members, key=_began_s)


def in_order(entries: Sequence[JobEntry[R]]) -> list[JobEntry[R]]:
    """Return entries by their place; those with the same one stay as they are."""
    return sorted(entries, key=_place_of)


def seconds_of(at: datetime | None) -> float:
    """Return the seconds by which a time is sorted; what is not known is older than all."""
    seconds = at.timestamp() if at else 0.0
    return seconds if 0.0 <= seconds <= _LATEST_S else min(max(0.0, seconds), _LATEST_S)


def _began_s(entry: JobEntry[R]) -> float:
    return seconds_of(entry.began_at)
