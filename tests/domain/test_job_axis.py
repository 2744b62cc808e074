"""The axis of lanes: scales, moving along it, and what is written above it, for tables and for any axis."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from altotui.domain.job_axis import ZOOM_STEPS_S, Axis, axis_over, ticks
from tests.domain.records import NOW, ago

DAY_S = 86400
TIMES = st.datetimes(timezones=st.just(UTC))
STEPS = st.sampled_from(ZOOM_STEPS_S).map(lambda step_s: step_s / 60)
ANY_SCALE = STEPS | st.floats(min_value=0.001, max_value=1e7)
CELLS = st.integers(0, 200)
AXES = st.builds(Axis, TIMES, ANY_SCALE, CELLS, st.booleans(), st.booleans())
SANE_TIMES = st.integers(-(10**15), 10**15).map(lambda us: NOW + timedelta(microseconds=us))


def _axis(
    span_s: float, cells: int = 60, end: datetime = NOW, *, is_elapsed: bool = False, is_panned: bool = False
) -> Axis:
    return Axis(end, span_s / cells, cells, is_elapsed, is_panned)


def _heading(axis: Axis, width: int | None = None) -> str:
    """Return the labels as they are drawn."""
    line = ""
    for column, label in ticks(axis, axis.cells if width is None else width):
        line = line.ljust(column) + label
    return line


# --- cells and times


@given(AXES, TIMES, TIMES)
def test_later_times_never_lie_further_left(axis: Axis, one: datetime, other: datetime) -> None:
    early, late = sorted((one, other))
    assert axis.cell_of(early) <= axis.cell_of(late)


def test_its_edges_are_its_first_cell_and_one_behind_its_last() -> None:
    axis = _axis(1800)
    assert (axis.start, axis.span_s) == (ago(1800), 1800)
    assert [axis.cell_of(at) for at in (ago(1800), ago(900), ago(45), NOW)] == [0, 30, 58.5, 60]
    assert (axis.cell_of(ago(1860)), axis.cell_of(ago(-60))) == (-2, 62)


@given(AXES)
def test_an_axis_at_the_end_of_time_has_edges_and_can_be_moved(axis: Axis) -> None:
    assert axis.start <= axis.end
    for cells in (-(10**6), 10**6):
        moved = axis.panned(cells)
        assert moved.cells == axis.cells
        assert moved.start.tzinfo is UTC


# --- zooming and panning


@given(st.builds(Axis, TIMES, STEPS, CELLS, st.booleans(), st.booleans()), st.integers(-20, 20))
def test_zooming_in_and_out_again_gives_the_same_axis(axis: Axis, by: int) -> None:
    place = [step_s / 60 for step_s in ZOOM_STEPS_S].index(axis.per_cell_s)
    assume(0 <= place - by < len(ZOOM_STEPS_S))
    assert axis.zoomed(by).zoomed(-by) == axis


@given(AXES, st.integers(-30, 30))
def test_zooming_keeps_the_end_and_stays_on_the_steps(axis: Axis, by: int) -> None:
    zoomed = axis.zoomed(by)
    assert zoomed._replace(per_cell_s=axis.per_cell_s) == axis
    if by:
        assert zoomed.per_cell_s * 60 in ZOOM_STEPS_S
        least, most = ZOOM_STEPS_S[0] / 60, ZOOM_STEPS_S[-1] / 60
        inside = max(least, min(most, axis.per_cell_s))
        assert zoomed.per_cell_s <= inside if by > 0 else zoomed.per_cell_s >= inside


@pytest.mark.parametrize(
    ("span_s", "by", "zoomed_s"),
    [
        (1800, 0, 1800),
        (1800, 1, 1200),
        (1800, -1, 3600),
        (1800, 3, 300),
        (1800, 99, 60),
        (1800, -99, 14 * DAY_S),
        # One between two steps goes to the next one in each direction.
        (1500, 1, 1200),
        (1500, 2, 600),
        (1500, -1, 1800),
        (1500, -2, 3600),
        (30, 1, 60),
        (30, -1, 60),
        (30 * DAY_S, -1, 14 * DAY_S),
        (30 * DAY_S, 1, 14 * DAY_S),
    ],
)
def test_zoom_steps(span_s: float, by: int, zoomed_s: float) -> None:
    assert _axis(span_s).zoomed(by).span_s == zoomed_s


def test_the_steps_go_from_a_minute_to_two_weeks() -> None:
    assert (ZOOM_STEPS_S[0], ZOOM_STEPS_S[-1]) == (60, 14 * DAY_S)
    assert sorted(set(ZOOM_STEPS_S)) == list(ZOOM_STEPS_S)


@given(st.builds(Axis, SANE_TIMES, ANY_SCALE, CELLS, st.just(False), st.booleans()), st.integers(-1000, 1000))
def test_panning_moves_the_end_and_nothing_else(axis: Axis, cells: int) -> None:
    moved = axis.panned(cells)
    assert (moved.per_cell_s, moved.cells) == (axis.per_cell_s, axis.cells)
    assert moved.panned(-cells).end == axis.end
    assert moved.cell_of(axis.end) == pytest.approx(axis.cells - cells, abs=1e-2)
    assert moved.is_panned or moved == axis


def test_an_elapsed_axis_does_not_pan() -> None:
    axis = _axis(600, is_elapsed=True)
    assert axis.panned(-5) is axis


@given(AXES, st.integers(-3, 300))
def test_another_width_shows_more_or_less_of_the_past_at_the_same_scale(axis: Axis, cells: int) -> None:
    fitted = axis.fitted(cells)
    assert fitted == axis._replace(cells=max(0, cells))


# --- following the present


@given(st.builds(Axis, TIMES, STEPS, CELLS, st.just(False), st.just(False)), SANE_TIMES)
def test_an_axis_that_follows_has_the_present_in_its_last_cell(axis: Axis, now: datetime) -> None:
    following = axis.following(now)
    assert axis.cells - 1 < following.cell_of(now) <= axis.cells
    assert following.following(now) == following
    assert following.following(following.end) == following


def test_it_stands_still_until_a_cell_has_passed() -> None:
    axis = _axis(1800)  # 30 s a cell; NOW is a whole number of them
    ends = [axis.following(NOW + timedelta(seconds=seconds)).end for seconds in (0, 1, 29, 30, 31)]
    assert ends == [NOW, ago(-30), ago(-30), ago(-30), ago(-60)]


def test_a_panned_axis_stays_until_it_is_panned_to_the_present_again() -> None:
    panned = _axis(1800).panned(-10)
    later = panned.following(NOW + timedelta(minutes=1))
    assert later == panned
    back = panned.panned(10).following(NOW)
    assert (back.end, back.is_panned) == (NOW, False)
    beyond = panned.panned(500).following(NOW)
    assert (beyond.end, beyond.is_panned) == (NOW, False)


# --- choosing one


@given(st.lists(st.integers(-1000, 13 * DAY_S)), st.integers(60, 200), st.booleans(), st.integers(0, 10**6))
def test_the_chosen_axis_shows_all_and_none_closer_does(
    ages_s: list[int], cells: int, is_elapsed: bool, offset_us: int
) -> None:
    now = NOW + timedelta(microseconds=offset_us)
    starts = [now - timedelta(seconds=age_s) for age_s in ages_s]
    axis = axis_over(iter(starts), now, cells, is_elapsed=is_elapsed)
    assert (axis.cells, axis.is_elapsed, axis.is_panned) == (cells, is_elapsed, False)
    assert all(axis.cell_of(start) >= 0 for start in starts)
    closer = axis.zoomed(1)
    least_s = 60 if is_elapsed else 600
    assert axis.per_cell_s * 60 == least_s or max(ages_s) > closer.per_cell_s * (cells - 1)


@pytest.mark.parametrize(
    ("ages_s", "cells", "scale_s"),
    [
        ([], 60, 600),
        ([1000, 20], 60, 1200),
        ([1200], 60, 1800),
        ([1200], 120, 1200),
        ([100 * DAY_S], 60, 14 * DAY_S),
        ([5], 1, 14 * DAY_S),
        ([5], 0, 14 * DAY_S),
        ([5], -3, 14 * DAY_S),
    ],
)
def test_chosen_scales(ages_s: list[int], cells: int, scale_s: float) -> None:
    axis = axis_over(map(ago, ages_s), NOW, cells)
    assert (axis.per_cell_s * 60, axis.cells) == (scale_s, max(0, cells))


# --- labels


@pytest.mark.parametrize(
    ("axis", "heading"),
    [
        (_axis(2160, 36), "      -30m      -20m      -10m   now"),
        (_axis(1800), "-30m      -25m      -20m      -15m      -10m      -5m    now"),
        (_axis(120), "-2m            -1m30          -1m            -30s        now"),
        (_axis(7200), "-2h            -1h30          -1h            -30m        now"),
        # Panned: another time than the present, so the time of day, and once the day.
        (_axis(1800, is_panned=True), "02 Mar 08:45Z       08:55Z    09:00Z    09:05Z    09:10Z"),
        (_axis(60, is_panned=True), "02 Mar 09:14:00Z              09:14:30Z      09:14:45Z"),
        # Another day in it.
        (_axis(DAY_S / 2), "   01 Mar 22:00Z       02:00Z    04:00Z    06:00Z    08:00Z"),
        (_axis(14 * DAY_S), "      18 Feb   20 Feb   22 Feb  24 Feb   26 Feb  28 Feb"),
        # The day's first moment is not another day; nor does an end at midnight touch the next one.
        (_axis(1800, 30, NOW.replace(hour=0, minute=30)), "-30m      -20m      -10m   now"),
        (_axis(1800, 30, NOW.replace(hour=0, minute=0)), "-30m      -20m      -10m   now"),
        (_axis(600, is_elapsed=True), "0           2m          4m          6m          8m"),
        (_axis(2 * DAY_S, is_elapsed=True), "0              12h            1d             1d12h"),
        (_axis(60, 6), "   now"),
        (_axis(60, 3), "now"),
        (_axis(60, 2), ""),
        (_axis(60, 6, is_elapsed=True), "0"),
        (_axis(60, 8, is_panned=True), "09:14Z"),
        (_axis(60, 5, is_panned=True), ""),
        (_axis(1800, is_elapsed=True).fitted(0), ""),
    ],
)
def test_labels(axis: Axis, heading: str) -> None:
    assert _heading(axis) == heading


def test_labels_that_do_not_fit_into_the_width_are_left_out() -> None:
    axis = _axis(1800)
    assert _heading(axis, 59) == "-30m      -25m      -20m      -15m      -10m      -5m"
    assert _heading(axis, 34) == "-30m      -25m      -20m      -15m"
    assert _heading(axis, 33) == "-30m      -25m      -20m"
    assert _heading(axis, 0) == ""
    assert _heading(axis, 80) == _heading(axis)


def test_one_that_is_not_drawn_again_ends_with_the_time_of_day() -> None:
    axis = _axis(600).following(NOW)
    labels = ticks(axis, axis.cells, drawn_at=NOW)
    assert labels[-1] == (axis.cells - len("09:15Z"), "09:15Z")
    assert [label for _, label in labels[:-1]] == [label for _, label in ticks(axis, axis.cells)[:-1]]


@given(AXES, st.integers(0, 220))
@example(Axis(NOW, 600 / 13, 60, False, True), 60)  # the second label would begin where the first ends
@example(Axis(datetime.min.replace(tzinfo=UTC), 1e7, 200, False, True), 200)
@example(Axis(datetime.max.replace(tzinfo=UTC), 1e7, 200, False, True), 200)
def test_labels_are_ordered_apart_and_within_the_width(axis: Axis, width: int) -> None:
    labels = ticks(axis, width)
    for (column, label), (following, _) in pairwise(labels):
        assert column + len(label) < following
    for column, label in labels:
        assert label
        assert label == label.strip()
        assert column >= 0
        assert column + len(label) <= width


@given(st.builds(Axis, SANE_TIMES, STEPS, st.integers(16, 200), st.booleans(), st.booleans()))
def test_a_row_of_some_width_always_says_something(axis: Axis) -> None:
    assert ticks(axis, axis.cells)
