"""Numbers as a line of eight heights: what is drawn for tables of them, and what holds for any."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.sparkline import BLOCKS, GAP, Scale, Sparkline, draw_sparkline, scale_of
from altotui.domain.text import cell_width, make_visible

HUGE = 10**400
NUMBERS = st.integers(-HUGE, HUGE) | st.floats()
VALUES = st.lists(NUMBERS | st.none(), max_size=40)
SANE = st.integers(-1000, 1000)
CELLS = st.integers(-2, 60)
SCALES = st.none() | st.builds(Scale, NUMBERS, NUMBERS)
PERCENT = Scale(0, 100)


@pytest.mark.parametrize(
    ("values", "cells", "scale", "blocks"),
    [
        (range(8), 8, None, "▁▂▃▄▅▆▇█"),
        (range(7, -1, -1), 8, None, "█▇▆▅▄▃▂▁"),
        ([0, 100], 2, None, "▁█"),
        ([0, None, 100], 3, None, "▁ █"),
        ([50, 50, 50], 3, None, "▁▁▁"),
        ([50, 50, 50], 3, PERCENT, "▅▅▅"),
        ([0, 12.4, 12.5, 87.4, 87.5, 100], 6, PERCENT, "▁▁▂▇██"),
        ([-5, 105, 1e300, -1e300], 4, PERCENT, "▁██▁"),
        # Wider than there are values: each is drawn over several cells.
        ([0, 100], 6, None, "▁▁▁███"),
        ([0, None, 100], 7, None, "▁▁▁  ██"),
        # Narrower: the mean of each share; a gap in it counts for nothing.
        ([0, 100, 100, 100], 2, PERCENT, "▅█"),
        ([0, None, None, None], 2, PERCENT, "▁ "),
        ([None, 100, 100, None], 2, PERCENT, "██"),
        ([1], 1, None, "▁"),
        ([], 3, None, "   "),
        ([], 0, None, ""),
        ([1, 2], 0, None, ""),
        ([1, 2], -4, None, ""),
        ([None, None], 2, None, "  "),
        ([math.nan, math.inf, -math.inf, 1], 4, None, "   ▁"),
        ([HUGE, 0, -HUGE], 3, None, "█▅▁"),
        ([1.7e308, 0.0, -1.7e308], 3, None, "█▅▁"),
        # 0.7 lies where two levels meet, and the sum of three of them is a little too small.
        ([0.7] * 5, 2, Scale(0, 1.4), "▅▅"),
        # Scales without an extent.
        ([1, 5, 9], 3, Scale(5, 5), "▁▁▁"),
        ([1, 5, 9], 3, Scale(9, 1), "▁▁▁"),
        ([1, 5, 9], 3, Scale(math.nan, 9), "▁▁▁"),
        ([1, 5, 9], 3, Scale(0, math.inf), "▁▁▁"),
    ],
)
def test_what_is_drawn(values: list[float | None], cells: int, scale: Scale | None, blocks: str) -> None:
    line = draw_sparkline(list(values), cells, scale)
    assert line.drawn(is_ascii=False) == blocks


def test_there_are_eight_heights() -> None:
    assert "".join(map(chr, range(0x2581, 0x2589))) == BLOCKS
    assert GAP not in BLOCKS
    assert Sparkline((0, None, 7)).drawn(is_ascii=False) == "\u2581 \u2588"


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([], Scale(0, 0)),
        ([None, math.nan], Scale(0, 0)),
        ([3, None, -2, 5.5], Scale(-2, 5.5)),
        ([math.inf, 4], Scale(4, 4)),
    ],
)
def test_the_scale_of_values(values: list[float | None], scale: Scale) -> None:
    assert scale_of(values) == scale


@given(VALUES, CELLS, SCALES)
def test_anything_is_drawn_in_exactly_that_many_cells(
    values: list[float | None], cells: int, scale: Scale | None
) -> None:
    line = draw_sparkline(values, cells, scale)
    assert cell_width(line.drawn(is_ascii=False)) == len(line.drawn(is_ascii=False)) == max(0, cells)
    assert set(line.drawn(is_ascii=False)) <= {*BLOCKS, GAP}
    assert make_visible(line.drawn(is_ascii=False)) == line.drawn(is_ascii=False)


@given(VALUES, SCALES)
def test_with_a_cell_for_each_value_gaps_are_gaps_and_order_is_kept(
    values: list[float | None], scale: Scale | None
) -> None:
    levels = draw_sparkline(values, len(values), scale).levels
    has_number = [value is not None and (isinstance(value, int) or math.isfinite(value)) for value in values]
    assert [level is not None for level in levels] == has_number
    drawn = sorted((value, level) for value, level in zip(values, levels, strict=True) if level is not None)
    assert all(lower <= higher for (_, lower), (_, higher) in pairwise(drawn))


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 30), st.integers(1, 30), SCALES)
def test_a_flat_line_is_flat(value: float, count: int, cells: int, scale: Scale | None) -> None:
    assert len(set(draw_sparkline([value] * count, cells, scale).levels)) == 1


@given(st.lists(SANE, min_size=1, max_size=30), st.integers(-50, 50), st.integers(0, 6))
def test_only_the_shape_counts_when_the_scale_is_of_the_data(
    values: list[int], moved: int, doubled: int
) -> None:
    bent = [value * 2**doubled + moved for value in values]
    assert draw_sparkline(bent, len(values)) == draw_sparkline(values, len(values))


@given(st.lists(SANE, min_size=2, max_size=30).filter(lambda values: len(set(values)) > 1))
def test_the_data_reach_from_the_lowest_to_the_highest_level(values: list[int]) -> None:
    levels = draw_sparkline(values, len(values)).levels
    assert levels[values.index(min(values))] == 0
    assert levels[values.index(max(values))] == 7


@given(st.lists(SANE | st.none(), min_size=1, max_size=20), st.integers(1, 5))
def test_drawn_wider_each_value_has_as_many_cells(values: list[float | None], times: int) -> None:
    narrow = draw_sparkline(values, len(values)).levels
    wide = draw_sparkline(values, len(values) * times).levels
    assert wide == tuple(level for level in narrow for _ in range(times))


@given(st.lists(SANE | st.none(), min_size=1, max_size=60), st.integers(1, 60))
def test_drawn_narrower_nothing_leaves_the_heights_of_its_share(
    values: list[float | None], cells: int
) -> None:
    scale = Scale(-1000, 1000)
    cells = min(cells, len(values))
    single = draw_sparkline(values, len(values), scale).levels
    drawn = draw_sparkline(values, cells, scale).levels
    used: list[int | None] = []
    for cell, level in enumerate(drawn):
        share = single[cell * len(values) // cells : (cell + 1) * len(values) // cells]
        used += share
        known = [one for one in share if one is not None]
        assert (level is None) is (known == [])
        assert level is None or min(known) <= level <= max(known)
    assert used == list(single)


def test_in_ascii_every_height_has_a_character_of_its_own_and_none_is_a_gap() -> None:
    drawn = Sparkline((*range(8), None)).drawn(is_ascii=True)
    assert drawn.isascii()
    assert len(set(drawn)) == len(drawn)
    assert drawn.endswith(GAP)
