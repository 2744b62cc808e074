"""The axis that job lanes are drawn along: which time each cell stands for, and what is written above it."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_MINUTE_S = 60
_HOUR_S = 3600
_DAY_S = 86400

_STEP_CELLS = 60
ZOOM_STEPS_S = (
    *(_MINUTE_S * count for count in (1, 2, 5, 10, 20, 30)),
    *(_HOUR_S * count for count in (1, 2, 4, 8, 12)),
    *(_DAY_S * count for count in (1, 2, 4, 7, 14)),
)
"""What 60 cells may stand for, closest first; wider axes show more of the past at the same scale."""
_CELL_STEPS_S = tuple(step_s / _STEP_CELLS for step_s in ZOOM_STEPS_S)
_LEAST_WALL_S = 10 * _MINUTE_S
"""A wall-clock axis chosen for open jobs stands for this at least, per 60 cells: what just ended stays in sight."""

_TICKS_S = (
    *(1, 2, 5, 10, 15, 30),
    *(_MINUTE_S * count for count in (1, 2, 5, 10, 15, 30)),
    *(_HOUR_S * count for count in (1, 2, 3, 6, 12)),
    *(_DAY_S * count for count in (1, 2, 7, 14)),
)
_TICK_CELLS = 8
_TICK_CELLS_WITH_SECONDS = 11
_NOW = "now"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


class Axis(NamedTuple):
    """A row of cells that stand for equal spans of time."""

    end: datetime
    """The time at the right edge; without meaning on an elapsed axis."""
    per_cell_s: float
    """More than 0."""
    cells: int
    is_elapsed: bool = False
    """Each lane begins in the first cell, whenever its job began."""
    is_panned: bool = False
    """It stands at a time of the past instead of following the present."""

    @property
    def span_s(self) -> float:
        """Return the seconds that all cells stand for."""
        return self.per_cell_s * self.cells

    @property
    def start(self) -> datetime:
        """Return the time at the left edge."""
        return _shifted(self.end, -self.span_s)

    def cell_of(self, at: datetime) -> float:
        """Return where `at` lies by the clock: 0 at the left edge, `cells` at the right one, any number beyond."""
        return (at - self.end).total_seconds() / self.per_cell_s + self.cells

    def zoomed(self, by: int) -> Axis:
        """Return the axis `by` steps closer (negative: wider), its end where it was; it stops at both extremes."""
        if by == 0:
            return self
        place = bisect_left(_CELL_STEPS_S, self.per_cell_s)
        is_on_step = place < len(_CELL_STEPS_S) and _CELL_STEPS_S[place] == self.per_cell_s
        if by < 0 and not is_on_step:
            place -= 1
        return self._replace(per_cell_s=_CELL_STEPS_S[max(0, min(len(_CELL_STEPS_S) - 1, place - by))])

    def panned(self, cells: int) -> Axis:
        """Return the axis moved by `cells`, negative into the past; an elapsed one stays.

        It may then end later than the present; `following` sees to that.
        """
        if self.is_elapsed or cells == 0:
            return self
        return self._replace(end=_shifted(self.end, cells * self.per_cell_s), is_panned=True)

    def fitted(self, cells: int) -> Axis:
        """Return the axis with that many cells, at the same scale and with the same end."""
        return self._replace(cells=max(0, cells))

    def following(self, now: datetime) -> Axis:
        """Return the axis to draw at `now`: one that was panned stays, others end in the cell that holds `now`.

        The end is a whole number of cells, so that drawn lanes move once per cell and not at every look. One that
        was panned up to the present follows it again.
        """
        cell_us = max(1, round(self.per_cell_s * 1e6))
        passed_us = (now - _EPOCH) // timedelta(microseconds=1)
        end = _shifted(now, (-passed_us % cell_us) / 1e6)
        if self.is_panned and self.end < end:
            return self
        return self._replace(end=end, is_panned=False)


def axis_over(starts: Iterable[datetime], now: datetime, cells: int, *, is_elapsed: bool = False) -> Axis:
    """Return the closest axis up to `now` that shows all that began at `starts`; the widest when none does."""
    longest_s = max(((now - start).total_seconds() for start in starts), default=0.0)
    least_s = 0 if is_elapsed else _LEAST_WALL_S / _STEP_CELLS
    # One cell less: the end of the axis is up to one cell later than the present.
    fitting = (step_s for step_s in _CELL_STEPS_S if step_s >= least_s and step_s * (cells - 1) >= longest_s)
    axis = Axis(now, next(fitting, _CELL_STEPS_S[-1]), max(0, cells), is_elapsed)
    return axis.following(now)


def ticks(axis: Axis, width: int, *, drawn_at: datetime | None = None) -> list[tuple[int, str]]:
    """Return what is written above the axis: labels and the columns where they begin, from left to right.

    A label begins in the cell of its time, but `now` ends in the last one. Times of day and days are UTC.

    Args:
        axis: The axis, as `following` gave it.
        width: The columns that there are; the first is the first cell.
        drawn_at: When it is drawn, of one that is not drawn again as time goes on: stands in the place of `now`.
    """
    if width <= 0 or axis.cells <= 0:
        return []
    if axis.is_elapsed:
        labels = list(_elapsed(axis))
    elif axis.is_panned or _day(axis.start) != _day(_shifted(axis.end, -1e-6)):
        labels = list(_by_the_clock(axis, width))
    else:
        labels = list(_before_now(axis, _NOW if drawn_at is None else f"{drawn_at:%H:%MZ}"))[::-1]
    return [(column, label) for column, label in labels if 0 <= column <= width - len(label)]


def _elapsed(axis: Axis) -> Iterator[tuple[int, str]]:
    step_s = _step_s(axis, _TICK_CELLS)
    free = 0
    for number in range(axis.cells // _TICK_CELLS + 1):
        column, label = math.floor(number * step_s / axis.per_cell_s), _short(number * step_s)
        if free <= column < axis.cells:
            yield column, label
            free = column + len(label) + 1


def _before_now(axis: Axis, now: str) -> Iterator[tuple[int, str]]:
    """Yield the labels from right to left."""
    step_s = _step_s(axis, _TICK_CELLS)
    limit = axis.cells - len(now)
    yield limit, now
    for number in range(1, axis.cells // _TICK_CELLS + 1):
        column, label = (
            math.floor(axis.cells - number * step_s / axis.per_cell_s),
            f"-{_short(number * step_s)}",
        )
        if column + len(label) < limit:
            yield column, label
            limit = column


def _by_the_clock(axis: Axis, width: int) -> Iterator[tuple[int, str]]:
    step_s = _step_s(axis, _TICK_CELLS)
    if step_s < _MINUTE_S:
        step_s = _step_s(axis, _TICK_CELLS_WITH_SECONDS)
    start_s = (axis.start - _EPOCH).total_seconds()
    first = math.ceil(start_s / step_s)
    free = 0
    for number in range(first, first + axis.cells // _TICK_CELLS + 2):
        at = _shifted(_EPOCH, number * step_s)
        column = math.floor(axis.cell_of(at))
        if not free <= column < axis.cells:
            continue
        label = _clock_label(at, step_s)
        dated = f"{at:%d %b} {label}" if at.time() != at.min.time() else label
        if free == 0 and column + len(dated) <= width:
            label = dated
        if column + len(label) <= width:
            yield column, label
            free = column + len(label) + 1


def _clock_label(at: datetime, step_s: int) -> str:
    if at.time() == at.min.time():
        return f"{at:%d %b}"
    return f"{at:%H:%M:%SZ}" if step_s < _MINUTE_S else f"{at:%H:%MZ}"


def _step_s(axis: Axis, cells: int) -> int:
    """Return the time between two labels: the least round one that takes at least `cells`."""
    least_s = cells * axis.per_cell_s
    days_s = math.ceil(least_s / _DAY_S) * _DAY_S
    return next((step_s for step_s in _TICKS_S if step_s >= least_s), days_s)


def _short(whole_s: int) -> str:
    """Return `0`, `30s`, `1m30`, `10m`, `1h30`, `2h`, `1d12h` or `3d`; nothing is rounded away."""
    if whole_s == 0:
        return "0"
    if whole_s % _HOUR_S == 0:
        days, hours = divmod(whole_s // _HOUR_S, 24)
        return f"{days}d{hours:02d}h" if days and hours else f"{days}d" if days else f"{hours}h"
    if whole_s % _MINUTE_S == 0:
        hours, minutes = divmod(whole_s // _MINUTE_S, 60)
        return f"{hours}h{minutes:02d}" if hours else f"{minutes}m"
    minutes, seconds = divmod(whole_s, _MINUTE_S)
    return f"{minutes}m{seconds:02d}" if minutes else f"{seconds}s"


def _day(at: datetime) -> tuple[int, int, int]:
    at = at.astimezone(UTC)
    return at.year, at.month, at.day


def _shifted(at: datetime, by_s: float) -> datetime:
    """Return the time `by_s` seconds after `at`, or the last one that there is in that direction."""
    try:
        return at + timedelta(seconds=by_s)
    except OverflowError:
        return _FIRST if by_s < 0 else _LAST
