"""The cursor arrives where it is wanted, whatever becomes of a line feed, and never by a longer way."""

from __future__ import annotations

import re

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.ui.cursor_moves import Cell, move

_COLUMNS, _ROWS = 130, 40
_cells = st.tuples(st.integers(0, _ROWS - 1), st.integers(0, _COLUMNS - 1))


@given(_cells, _cells, st.sampled_from(["\n", "\r\n"]))
def test_the_cursor_arrives(at: Cell, to: Cell, line_feed: str) -> None:
    screen = pyte.Screen(_COLUMNS, _ROWS)
    way = move(at, to)
    pyte.Stream(screen).feed(move(None, at) + way.replace("\n", line_feed))
    assert (screen.cursor.y, screen.cursor.x) == to
    assert len(way) <= len(move(None, to))


@given(_cells, _cells)
def test_behind_a_line_feed_the_column_is_always_said(at: Cell, to: Cell) -> None:
    assert re.fullmatch(r"(\x1b\[[0-9;]*[A-H])*|\n+\x1b\[\d*G", move(at, to))


@pytest.mark.parametrize(
    ("at", "to", "way"),
    [
        (None, (0, 0), "\x1b[1H"),
        (None, (27, 3), "\x1b[28;4H"),
        ((27, 3), (27, 3), ""),
        ((27, 3), (27, 4), "\x1b[C"),
        ((27, 3), (27, 15), "\x1b[12C"),
        ((27, 3), (27, 2), "\x1b[D"),
        ((27, 19), (27, 10), "\x1b[9D"),
        ((27, 19), (27, 3), "\x1b[4G"),
        ((27, 19), (27, 99), "\x1b[80C"),
        ((27, 19), (27, 0), "\x1b[G"),
        ((27, 19), (28, 19), "\x1b[B"),
        ((27, 19), (28, 18), "\x1b[B\x1b[D"),
        ((27, 19), (28, 14), "\n\x1b[15G"),
        ((27, 19), (28, 0), "\n\x1b[G"),
        ((27, 19), (29, 3), "\n\n\x1b[4G"),
        ((5, 19), (7, 0), "\x1b[8H"),
        ((27, 19), (30, 19), "\x1b[31;20H"),
        ((27, 19), (26, 19), "\x1b[27;20H"),
    ],
)
def test_the_shortest_way_is_taken(at: Cell | None, to: Cell, way: str) -> None:
    assert move(at, to) == way
