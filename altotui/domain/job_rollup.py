"""Many jobs as counts and as a bar: each job counts once, and none is lost between the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from altotui.domain.ids import JobId
from altotui.domain.job import Job, JobState
from altotui.domain.job_concern import Concern
from altotui.domain.timeline import Timeline


class SeenJob(Protocol):
    """One job with everything seen of it, as a store keeps it; another object when anything has changed."""

    @property
    def job(self) -> Job:
        """Return the job as last described."""
        ...

    @property
    def timeline(self) -> Timeline:
        """Return its changes."""
        ...


class Rollup(NamedTuple):
    """How many jobs are where; all but `total` add up to it."""

    done: int = 0
    """Completed, and acknowledged."""
    sent: int = 0
    failed: int = 0
    waiting: int = 0
    running: int = 0
    """Without those that are stuck."""
    stuck: int = 0
    other: int = 0
    """Cancelled, gone, unknown, or ended with times that contradict each other: how, is not known."""
    total: int = 0

    @property
    def open_count(self) -> int:
        """Return how many may still change."""
        return self.waiting + self.running + self.stuck


_SHARES = Rollup._fields[:-1]
_BY_STATE = {
    JobState.PENDING: "waiting",
    JobState.RUNNING: "running",
    JobState.COMPLETED: "done",
    JobState.SENT: "sent",
    JobState.FAILED: "failed",
    JobState.DELETED: "other",
    JobState.GONE: "other",
    JobState.UNKNOWN: "other",
}
_ENDED = frozenset({"done", "sent", "failed"})
_BAR: tuple[tuple[str, str, JobState | Concern], ...] = (
    ("done", "v", JobState.COMPLETED),
    ("sent", "s", JobState.SENT),
    ("failed", "x", JobState.FAILED),
    ("other", "?", JobState.UNKNOWN),
    ("stuck", "!", Concern.STUCK),
    ("running", "=", JobState.RUNNING),
    ("waiting", ".", JobState.PENDING),
)
"""Name, sign and meaning of each part, from what has ended to what has not begun."""
_LAST_TO_GO = ("stuck", "failed", "other", "waiting", "running", "sent", "done")
"""In a bar with less cells than parts, the first of these are drawn."""


def share_of(state: JobState, concern: Concern | None) -> str:
    """Return the field of Rollup in which a job of that state counts; never `total`."""
    share = _BY_STATE[state]
    if concern is None:
        return share
    if concern is Concern.STUCK:
        return "stuck"
    return "other" if concern is Concern.CONTRADICTORY and share in _ENDED else share


def counted(shares: Iterable[str]) -> Rollup:
    """Return how often each share occurs."""
    found = Counter(shares)
    counts = [found.get(share, 0) for share in _SHARES]
    return Rollup._make((*counts, sum(counts)))


def rollup(records: Iterable[SeenJob], concerns: Mapping[JobId, Concern | None]) -> Rollup:
    """Return the counts of some jobs; one that is not in `concerns` has none."""
    concern_of = concerns.get
    return counted(share_of(record.job.state, concern_of(record.job.id)) for record in records)


def bar(counts: Rollup, cells: int) -> list[tuple[str, JobState | Concern]]:
    """Return the parts of a bar of exactly `cells` characters, and what each stands for; empty without jobs.

    Every part that has a job has a cell, however small it is. With less cells than such parts, those that need a
    person come first.
    """
    parts = {name: count for name, count in zip(_SHARES, counts, strict=False) if count}
    drawn = [name for name in _LAST_TO_GO if name in parts][: max(0, cells)]
    lengths = _lengths({name: parts[name] for name in drawn}, cells)
    return [(sign * lengths[name], meaning) for name, sign, meaning in _BAR if name in lengths]


def _lengths(parts: dict[str, int], cells: int) -> dict[str, int]:
    """Return the cells of each part: one, and of the others as near to its share as they allow."""
    if not parts:
        return {}
    total = sum(parts.values())
    lengths = {name: max(1, cells * count // total) for name, count in parts.items()}
    while (spare := cells - sum(lengths.values())) != 0:
        step = 1 if spare > 0 else -1
        open_to_change = [name for name, length in lengths.items() if step > 0 or length > 1]
        most = max(open_to_change, key=lambda name: step * (cells * parts[name] - total * lengths[name]))
        lengths[most] += step
    return lengths
