"""The shortest way for the cursor of the terminal from one cell to another, in what all terminals know."""

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
    ways = [f"\x1b[{row + 1};{column + 1}H" if column else f"\x1b[{row + 1}H"]
    if at is not None and at[0] < row:
        down = row - at[0]
        if down == 1:
            ways.append("\x1b[B" + _sideways(at[1], column))
        # The terminal's driver may make CR LF of it, so only the row is known behind it.
        ways.append("\n" * down + _to_column(column))
    return min(ways, key=len)


@lru_cache(maxsize=_MOST_MOVES)
def _sideways(start: int, column: int) -> str:
    steps = column - start
    if steps == 0:
        return ""
    way = "C" if steps > 0 else "D"
    return min(_sequence(abs(steps), way), _to_column(column), key=len)


def _to_column(column: int) -> str:
    return _sequence(column + 1, "G")


def _sequence(number: int, way: str) -> str:
    return f"\x1b[{way}" if number == 1 else f"\x1b[{number}{way}"
