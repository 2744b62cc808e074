"""The shortest way for the cursor of the terminal from one cell to another, in sequences that all terminals know."""

from __future__ import annotations

from functools import lru_cache

Cell = tuple[int, int]
"""Row and column, counted from 0."""
_MOST_MOVES = 4096


def move(at: Cell | None, to: Cell) -> str:
    """Return the sequence that takes the cursor from `at` to `to`.

    Args:
        at: Where it stands; None: nobody knows, as behind a character in the last column.
        to: Where it is wanted.
    """
    row, column = to
    if at is not None and at[0] == row:
        return _sideways(at[1], column)
    absolute = f"\x1b[{row + 1};{column + 1}H" if column else f"\x1b[{row + 1}H"
    if at is None or at[0] + 1 != row:
        return absolute
    stepped = "\x1b[B" + _sideways(at[1], column)
    return stepped if len(stepped) <= len(absolute) else absolute


@lru_cache(maxsize=_MOST_MOVES)
def _sideways(start: int, column: int) -> str:
    steps = column - start
    if steps == 0:
        return ""
    if column == 0:
        return "\x1b[G"
    way = "C" if steps > 0 else "D"
    return f"\x1b[{way}" if abs(steps) == 1 else f"\x1b[{abs(steps)}{way}"
