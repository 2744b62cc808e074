"""A job's timeline as one line of characters: waiting drawn apart from running, its end as a letter."""

from __future__ import annotations

import math
from datetime import datetime

from altotui.domain.job import Job, JobState
from altotui.domain.timeline import Timeline

WAITING = "."
RUNNING = "="
NOW = ">"
SIGNS = {
    JobState.PENDING: ".",
    JobState.RUNNING: ">",
    JobState.COMPLETED: "v",
    JobState.SENT: "s",
    JobState.FAILED: "x",
    JobState.DELETED: "/",
    JobState.GONE: "!",
    JobState.UNKNOWN: "?",
}
"""One character for each state; with the word beside it nothing depends on colour."""

_SCALES_S = (30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 43200, 86400, 172800, 604800)


def elapsed_s(job: Job, timeline: Timeline, now: datetime) -> float:
    """Return seconds from the first sign of the job to its end, or to `now`."""
    start = timeline.first_seen_at or now
    return max(0.0, ((job.ended_at or now) - start).total_seconds())


def scale_s(longest_s: float) -> float:
    """Return the time that a full bar stands for: the next round figure above `longest_s`."""
    return next((float(scale) for scale in _SCALES_S if scale >= longest_s), longest_s)


def draw_bar(job: Job, timeline: Timeline, now: datetime, full_s: float, cells: int) -> str:
    """Return the bar of one job, at most `cells` characters; it begins when the job was first known of.

    Args:
        job: The job.
        timeline: Everything seen of it.
        now: The time up to which an open job is drawn.
        full_s: Seconds that `cells` characters stand for.
        cells: Room for the bar.
    """
    if cells <= 0 or full_s <= 0:
        return ""
    total_s = elapsed_s(job, timeline, now)
    started_at = job.started_at or _observed_start(timeline)
    first = timeline.first_seen_at or now
    end = job.ended_at or now
    wait_s = total_s if started_at is None else max(0.0, (min(started_at, end) - first).total_seconds())
    length = min(cells - 1, math.floor(total_s / full_s * (cells - 1)))
    waiting = min(length, round(wait_s / full_s * (cells - 1)))
    if 0 < wait_s < total_s and length > 1:
        waiting = max(1, min(waiting, length - 1))
    return WAITING * waiting + RUNNING * (length - waiting) + SIGNS[job.state]


def _observed_start(timeline: Timeline) -> datetime | None:
    change = timeline.at(JobState.RUNNING)
    return change.at if change else None
