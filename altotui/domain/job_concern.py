"""What about a job a person should look at: stuck, contradictory, gone, unknown, failed, or far too fast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from altotui.domain.job import Job, JobState
from altotui.domain.site import HEARTBEAT_EVERY_S, OLD_LIST_S, Freshness, Site
from altotui.domain.text import clip
from altotui.domain.typical import Typical

STUCK_AFTER_S = 300.0
"""A script that runs longer has most likely lost its acknowledgement (altostrat-api.md 6.5)."""
STUCK_FACTOR = 3.0
"""Times the 95th percentile, where that is known and longer than STUCK_AFTER_S."""
SILENT_S = 300.0
"""A router that has been late for longer while a job runs may never report it."""
FAST_SHARE = 0.1
"""Of the median."""
STAMP_S = 1.0
"""Stamps may be whole seconds, so two of them are this far apart and mean the same moment."""
FUTURE_S = 120.0
"""A stamp that is further ahead of the server's own time is wrong."""
_FUTURE = timedelta(seconds=FUTURE_S)
_STAMP = timedelta(seconds=STAMP_S)
_STAMPS = ("creation", "start", "completion", "failure", "deletion")
_MAX_WORD_CELLS = 40


class Concern(StrEnum):
    """What is wrong with a job, the gravest first."""

    STUCK = "stuck"
    CONTRADICTORY = "contradictory"
    GONE = "gone"
    UNKNOWN = "unknown"
    FAILED = "failed"
    FAST = "fast"
    """It completed in a small part of the usual time, and may have done nothing."""

    @property
    def weight(self) -> int:
        """Return its place in the order of weight, 0 for the gravest."""
        return _WEIGHTS[self]


_WEIGHTS = {concern: place for place, concern in enumerate(Concern)}
_BY_STATE = {
    JobState.GONE: Concern.GONE,
    JobState.UNKNOWN: Concern.UNKNOWN,
    JobState.FAILED: Concern.FAILED,
}


OLD_FAILURE_S = 86400.0
"""A failure of before that is history: somebody has seen it, or nobody needs to."""


def concern_of(
    job: Job, site: Site | None, typical: Typical | None, now: datetime, as_of: datetime
) -> Concern | None:
    """Return the gravest concern about `job`; None when all is as it should be.

    Args:
        job: The job.
        site: Its site as last listed; None when that is not known.
        typical: How long jobs of its kind run.
        now: The server's time.
        as_of: When `site` was listed.
    """
    state = job.state
    if state is JobState.RUNNING and (
        is_overdue(job, typical, now) or silent_since(job, site, now, as_of) is not None
    ):
        return Concern.STUCK
    if contradiction_of(job, now):
        return Concern.CONTRADICTORY
    if state is JobState.COMPLETED:
        return Concern.FAST if is_too_fast(job, typical, now) else None
    if state is JobState.FAILED and job.failed_at and (now - job.failed_at).total_seconds() > OLD_FAILURE_S:
        return None
    return _BY_STATE.get(state)


def needs_attention(concern: Concern | None) -> bool:
    """Return whether a person should look at it before all others."""
    return concern is not None and concern is not Concern.FAST


def stuck_after_s(typical: Typical | None) -> float:
    """Return after how many seconds of running a job of that kind counts as stuck."""
    p95_s = typical.p95_s if typical else None
    return STUCK_AFTER_S if p95_s is None else max(STUCK_FACTOR * p95_s, STUCK_AFTER_S)


def is_overdue(job: Job, typical: Typical | None, now: datetime) -> bool:
    """Return whether it runs for so long that no report is to be expected; False when its start is not known."""
    run_s = job.run_s(now) if job.state is JobState.RUNNING else None
    return run_s is not None and run_s > stuck_after_s(typical)


def is_too_fast(job: Job, typical: Typical | None, now: datetime) -> bool:
    """Return whether it completed in less than FAST_SHARE of the median, whatever its stamps were rounded to."""
    run_s = job.run_s(now) if job.state is JobState.COMPLETED else None
    return run_s is not None and typical is not None and run_s + STAMP_S < FAST_SHARE * typical.median_s


def missed_since(site: Site, as_of: datetime) -> datetime | None:
    """Return when a late or offline site should have checked in first; None for any other, and when unknown.

    The platform dates a downtime back to the first check-in that was missed, too (altostrat-api.md 13).
    """
    if site.last_seen_at is None or site.freshness(as_of) not in (Freshness.LATE, Freshness.OFFLINE):
        return None
    return _next_check_in(site.last_seen_at)


def _next_check_in(seen_at: datetime) -> datetime:
    try:
        return seen_at + timedelta(seconds=HEARTBEAT_EVERY_S)
    except OverflowError:  # a stamp of the last minute of all
        return seen_at


def is_old_list(now: datetime, as_of: datetime) -> bool:
    """Return whether a list is too old to tell how its sites are by now."""
    return (now - as_of).total_seconds() > OLD_LIST_S


def silent_since(job: Job, site: Site | None, now: datetime, as_of: datetime) -> datetime | None:
    """Return since when the router of a running job has been late, if that is for more than SILENT_S; else None."""
    if site is None or job.state is not JobState.RUNNING or is_old_list(now, as_of):
        return None
    since = missed_since(site, as_of)
    if since is None:
        return None
    if job.started_at is not None:  # it was collected then, so the router was there
        since = max(since, _next_check_in(job.started_at))
    return since if (as_of - since).total_seconds() > SILENT_S else None


def contradiction_of(job: Job, now: datetime) -> str:
    """Return what in its word and times cannot be true together; empty when they agree."""
    stamps = (job.created_at, job.started_at, job.completed_at, job.failed_at, job.deleted_at)
    found = _wrong_order(job)
    if any(at is not None and at - now > _FUTURE for at in stamps):
        found += [
            f"its {name}, {clock_time(at, now)}, is in the future"
            for name, at in zip(_STAMPS, stamps, strict=True)
            if at is not None and at - now > _FUTURE
        ]
    if job.status_word:
        found += _word_against_times(job)
    return ", ".join(found)


def _wrong_order(job: Job) -> list[str]:
    found: list[str] = []
    created_at, started_at, ended_at = job.created_at, job.started_at, job.ended_at
    if job.completed_at and job.failed_at:
        found.append("it has both completed and failed")
    if _is_before(ended_at, started_at):
        found.append("its end is before its start")
    if _is_before(started_at, created_at):
        found.append("its start is before its creation")
    if started_at is None and _is_before(ended_at, created_at):
        found.append("its end is before its creation")
    return found


def _is_before(first: datetime | None, second: datetime | None) -> bool:
    return first is not None and second is not None and second - first > _STAMP


def _word_against_times(job: Job) -> Iterator[str]:
    """Yield what its word and its times say against each other; a time that is missing says nothing."""
    match job._replace(is_gone=False).state:
        case JobState.PENDING if job.started_at or job.ended_at:
            against = "it has started" if job.ended_at is None else "it has ended"
        case JobState.RUNNING if job.ended_at:
            against = "it has ended"
        case JobState.COMPLETED | JobState.SENT if job.failed_at and not job.completed_at:
            against = "it has failed"
        case JobState.FAILED if job.completed_at and not job.failed_at:
            against = "it has completed"
        case _:
            return
    yield f"the API says {clip(job.status_word or '', _MAX_WORD_CELLS)}, but by its times {against}"


def clock_time(at: datetime, now: datetime) -> str:
    """Return `at` in UTC as `09:14:50Z`, with the day behind it where that is not the day of `now`."""
    at = at.astimezone(UTC)
    return f"{at:%H:%M:%S}Z{'' if at.date() == now.astimezone(UTC).date() else f'{at: %d %b}'}"
