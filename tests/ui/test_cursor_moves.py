"""The cursor arrives where it is wanted, without a control character but escape, and never by a longer way."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.ui.cursor_moves import Cell, move

_COLUMNS, _ROWS = 130, 40
_cells = st.tuples(st.integers(0, _ROWS - 1), st.integers(0, _COLUMNS - 1))


@given(_cells, _cells)
def test_the_cursor_arrives(at: Cell, to: Cell) -> None:
    screen = pyte.Screen(_COLUMNS, _ROWS)
    way = move(at, to)
    pyte.Stream(screen).feed(move(None, at) + way)
    assert (screen.cursor.y, screen.cursor.x) == to
    assert len(way) <= len(move(None, to))
    assert way.replace("\x1b", "").isprintable()


@pytest.mark.parametrize(
    ("at", "to", "way"),
    [
        (None, (0, 0), "\x1b[1H"),
        (None, (27, 3), "\x1b[28;4H"),
        ((27, 3), (27, 3), ""),
        ((27, 3), (27, 4), "\x1b[C"),
        ((27, 3), (27, 15), "\x1b[12C"),
        ((27, 3), (27, 2), "\x1b[D"),
        ((27, 19), (27, 3), "\x1b[16D"),
        ((27, 19), (27, 0), "\x1b[G"),
        ((27, 19), (28, 19), "\x1b[B"),
        ((27, 19), (28, 18), "\x1b[B\x1b[D"),
        ((27, 19), (28, 14), "\x1b[B\x1b[5D"),
        ((27, 19), (28, 0), "\x1b[29H"),
        ((27, 19), (30, 19), "\x1b[31;20H"),
        ((27, 19), (26, 19), "\x1b[27;20H"),
    ],
)
def test_the_shortest_way_is_taken(at: Cell | None, to: Cell, way: str) -> None:
    assert move(at, to) == way
