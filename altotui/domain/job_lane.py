"""A job's course as one line of signs along an axis: waiting apart from running, what is known from what was seen."""

from __future__ import annotations

import math
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from altotui.domain.job import OPEN_STATES, Job, JobState
from altotui.domain.job_axis import Axis
from altotui.domain.job_concern import FUTURE_S, Concern
from altotui.domain.timeline import Source, Timeline
from altotui.domain.typical import Typical


class Part(StrEnum):
    """What one cell of a lane says."""

    BLANK = "blank"
    WAITING = "waiting"
    RUNNING = "running"
    NOW = "now"
    """The end of a job that runs: the present."""
    DONE = "done"
    SENT = "sent"
    FAILED = "failed"
    DELETED = "deleted"
    GONE = "gone"
    UNKNOWN = "unknown"
    """At the left end: when it began is not known, only when it was first seen. At the right: its state is not."""
    ATTENTION = "attention"
    """The end of a job that is stuck, or that contradicts itself."""
    TYPICAL = "typical"
    """Where half of the runs of its kind have ended."""
    P95 = "p95"
    OBSERVED = "observed"
    """The change at this place was seen between two polls; no stamp of the server tells when it was."""
    BEFORE = "before"
    """It goes on, or lies, left of the axis."""
    AFTER = "after"
    """It goes on, or lies, right of the axis."""


class Form(NamedTuple):
    """One sign, of one cell, for each part, in the order of `Part`."""

    blank: str
    waiting: str
    running: str
    now: str
    done: str
    sent: str
    failed: str
    deleted: str
    gone: str
    unknown: str
    attention: str
    typical: str
    p95: str
    observed: str
    before: str
    after: str

    def sign(self, part: Part) -> str:
        """Return the sign of `part`."""
        return self[_PLACES[part]]


_PLACES = {part: place for place, part in enumerate(Part)}
ASCII = Form(*" .=>vsx/g?!|]:<~")
UNICODE = Form(*" ░█>vsx/g?!|]▒‹›")
"""What ends a lane is a letter in both: it stands beside the state, in counts and in filters, too."""

_WORDS = {
    Part.NOW: "the present of what runs",
    Part.SENT: "sent, nobody reports its end",
    Part.DONE: "completed",
    Part.GONE: "gone from the list, no end seen",
    Part.UNKNOWN: "beginning or state not known",
    Part.ATTENTION: "stuck, or its times contradict",
    Part.TYPICAL: "half of such jobs have ended",
    Part.P95: "95 % of such jobs have ended",
    Part.OBSERVED: "a change seen between two polls",
    Part.BEFORE: "goes on at the left",
    Part.AFTER: "goes on at the right",
}
"""What the other parts are is said by their names."""


def legend(form: Form) -> list[str]:
    """Return what each sign means, such as `= running`."""
    return [f"{form.sign(part)} {_WORDS.get(part, part.value)}" for part in Part if part is not Part.BLANK]


_ENDS = {
    JobState.PENDING: Part.WAITING,
    JobState.RUNNING: Part.NOW,
    JobState.COMPLETED: Part.DONE,
    JobState.SENT: Part.SENT,
    JobState.FAILED: Part.FAILED,
    JobState.DELETED: Part.DELETED,
    JobState.GONE: Part.GONE,
    JobState.UNKNOWN: Part.UNKNOWN,
}
_TAKES_THE_END = frozenset({Concern.STUCK, Concern.CONTRADICTORY})
"""The concerns whose sign stands in place of the state's; the others are said by that sign already."""


def lane(
    job: Job,
    timeline: Timeline,
    axis: Axis,
    now: datetime,
    *,
    typical: Typical | None = None,
    concern: Concern | None = None,
    form: Form = ASCII,
) -> list[tuple[str, Part]]:
    """Return the lane of one job: exactly `axis.cells` signs, neighbours of one part joined.

    A short job is drawn wider than it was where that is needed to show that it waited and ran.

    Args:
        job: The job.
        timeline: Everything seen of it.
        axis: As `Axis.following` gave it for `now`.
        now: The server's time, up to which an open job is drawn.
        typical: How long runs of its kind take, drawn as marks from its start on.
        concern: What is wrong with it.
        form: The signs.
    """
    if axis.cells <= 0:
        return []
    end = Part.ATTENTION if concern in _TAKES_THE_END else _ENDS[job.state]
    parts = _drawn(_course(job, timeline, now), axis, end, typical)
    return [(form.sign(part) * len(list(run)), part) for part, run in groupby(parts)]


class _Course(NamedTuple):
    """The times of a job, put in order: a change that claims to precede the one before it is drawn with that one."""

    began_at: datetime
    started_at: datetime | None
    """None while it waits, and where nothing tells that it has run."""
    ended_at: datetime
    """The present for an open job."""
    is_begin_observed: bool
    is_start_observed: bool
    is_end_observed: bool


def _course(job: Job, timeline: Timeline, now: datetime) -> _Course:
    state = job.state
    created_at, is_begin_observed = _known(job.created_at, timeline, JobState.PENDING)
    started_at, is_start_observed = None, False
    if state is not JobState.PENDING:
        started_at, is_start_observed = _known(job.started_at, timeline, JobState.RUNNING)
    ended_at, is_end_observed = now, False
    if state not in OPEN_STATES:
        known_at, is_end_observed = _known(_end_stamp(job, state), timeline, state)
        ended_at = known_at or job.ended_at or now

    if created_at is None or is_begin_observed:
        signs = (created_at, timeline.first_seen_at, started_at)
        began_at = min((at for at in signs if at is not None), default=ended_at)
    else:
        began_at = created_at
    if started_at is not None:
        started_at = max(began_at, started_at)
    return _Course(
        began_at,
        started_at,
        max(started_at or began_at, ended_at),
        is_begin_observed,
        is_start_observed,
        # Nobody reports that a job has gone: its sign says that it was only seen.
        is_end_observed and state is not JobState.GONE,
    )


def _known(stamp: datetime | None, timeline: Timeline, state: JobState) -> tuple[datetime | None, bool]:
    """Return when the job came into `state`, None when nothing tells, and whether that was not reported."""
    if stamp is not None:
        return stamp, False
    change = timeline.at(state)
    return (None, True) if change is None else (change.at, change.source is Source.OBSERVED)


def _end_stamp(job: Job, state: JobState) -> datetime | None:
    if state in (JobState.COMPLETED, JobState.SENT):
        return job.completed_at
    if state is JobState.FAILED:
        return job.failed_at
    return job.deleted_at if state is JobState.DELETED else None


def _drawn(course: _Course, axis: Axis, end: Part, typical: Typical | None) -> list[Part]:
    count = axis.cells
    parts = [Part.BLANK] * count
    place = _placed(course, axis, end)
    if place.ended < 0:
        parts[0] = Part.BEFORE
        return parts
    if place.began >= count:
        parts[-1] = Part.AFTER
        return parts

    for cell in range(place.left, min(place.ended, count)):
        parts[cell] = Part.WAITING if cell < place.started else Part.RUNNING
    if place.is_start_seen and place.started < count:
        parts[place.started] = Part.OBSERVED
    last = place.ended - 1
    kept = place.left if place.started >= place.ended else place.started
    if course.is_end_observed and kept < last < count:
        parts[last] = Part.OBSERVED
    if course.is_begin_observed and place.began >= 0:
        parts[place.began] = Part.UNKNOWN
    if place.began < 0:
        parts[0] = Part.BEFORE
    if place.ended < count:
        parts[place.ended] = end
    else:
        parts[-1] = Part.AFTER
    if typical is not None and course.started_at is not None:
        _mark(parts, place.started, _position(axis, course, course.started_at), typical, axis.per_cell_s)
    return parts


class _Place(NamedTuple):
    """The cells of a job's changes: -1 for all that is left of the axis, its number of cells for all right of it."""

    began: int
    started: int
    """The first that runs; what lies before it waits. No less than the number of cells without a start."""
    ended: int
    is_start_seen: bool
    """The start lies within the axis and was not reported."""

    @property
    def left(self) -> int:
        """Return the first cell that may wait or run; an arrow to what lies before takes one."""
        return self.began if self.began >= 0 else 1


def _placed(course: _Course, axis: Axis, end: Part) -> _Place:
    count = axis.cells
    began = _cell(axis, course, course.began_at)
    ended = _cell(axis, course, course.ended_at)
    has_waited = course.is_begin_observed or (course.started_at or course.ended_at) > course.began_at
    # The present of a running job says by itself that it runs, where its start is told.
    needs_run = course.started_at is not None and (end is not Part.NOW or course.is_start_observed)
    if began >= 0 and ended < count:
        needs_wait = course.is_begin_observed or (has_waited and end is not Part.WAITING)
        began, ended = _widened(began, ended, 1 + needs_wait + needs_run, count)
    place = _Place(began, count, ended, is_start_seen=False)
    if course.started_at is None:
        return place
    at = _cell(axis, course, course.started_at)
    started = max(at, place.left + (has_waited and began >= 0))
    if ended < count:
        started = min(started, ended - needs_run)
    return place._replace(started=started, is_start_seen=course.is_start_observed and at >= place.left)


def _position(axis: Axis, course: _Course, at: datetime) -> float:
    if axis.is_elapsed:
        return (at - course.began_at).total_seconds() / axis.per_cell_s
    return axis.cell_of(at)


def _cell(axis: Axis, course: _Course, at: datetime) -> int:
    """Return the cell of `at`, as `_Place` counts them."""
    position = _position(axis, course, at)
    # The right edge belongs to the last cell. On an axis at the present so do the next moments: the server's clock
    # and ours agree only so far, and what has just ended shall not seem to lie beyond.
    slack = 0.0 if axis.is_elapsed or axis.is_panned else FUTURE_S / axis.per_cell_s
    if axis.cells <= position <= axis.cells + slack:
        return axis.cells - 1
    return math.floor(max(-1.0, min(float(axis.cells), position)))


def _widened(began: int, ended: int, need: int, count: int) -> tuple[int, int]:
    """Return the first and the last cell, moved apart to take `need` cells where there are as many.

    The end keeps its place as long as there is room at its left.
    """
    began = max(0, min(began, ended - need + 1))
    return began, min(count - 1, max(ended, began + need - 1))


def _mark(parts: list[Part], started: int, position: float, typical: Typical, per_cell_s: float) -> None:
    """Put the marks of typical runs where the lane runs or is blank; the cell of the start is left as it is."""
    free = started + 1
    for mark, run_s in ((Part.TYPICAL, typical.median_s), (Part.P95, typical.p95_s)):
        if run_s is None:
            continue
        place = max(position + run_s / per_cell_s, free)
        if 0 <= place < len(parts):
            cell = math.floor(place)
            if parts[cell] in (Part.RUNNING, Part.BLANK):
                parts[cell] = mark
            free = cell + 1
