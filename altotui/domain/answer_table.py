"""A router's rows as a table: columns and widths found once, cells made visible only when they are drawn."""

from __future__ import annotations

from collections.abc import Iterable

from altotui.domain.command import RawRow
from altotui.domain.text import cell_width, make_visible

MAX_CELL_CHARS = 400
_MEASURED_ROWS = 1000
_MAX_COLUMN_CELLS = 44
GAP = 2


class AnswerTable:
    """Rows with the same kind of keys, drawn as columns; the raw rows stay as they came."""

    def __init__(self, rows: tuple[RawRow, ...]) -> None:
        """Find columns (in the order in which keys first appear) and widths (from the first thousand rows)."""
        self.rows = rows
        self.keys = _keys(rows)
        self.headings = _headings(self.keys)
        self.widths = [
            min(_MAX_COLUMN_CELLS, self._width(key, heading))
            for key, heading in zip(self.keys, self.headings, strict=True)
        ]

    def _width(self, key: str, heading: str) -> int:
        cells = (cell_width(cell_text(row.get(key))) for row in self.rows[:_MEASURED_ROWS])
        return max(cell_width(heading), max(cells, default=0))

    def cell(self, row: int, column: int) -> str:
        """Return one cell as visible-only text."""
        return cell_text(self.rows[row].get(self.keys[column]))

    def fitting_columns(self, first: int, width_cells: int) -> list[int]:
        """Return the columns from `first` on that fit into `width_cells`; at least one when there is any."""
        columns: list[int] = []
        used = 0
        for column in range(first, len(self.keys)):
            needed = self.widths[column] + (GAP if columns else 0)
            if columns and used + needed > width_cells:
                break
            columns.append(column)
            used += needed
        return columns

    def total_width(self) -> int:
        """Return the cells that all columns take together."""
        return sum(self.widths) + GAP * max(0, len(self.widths) - 1)


def _keys(rows: Iterable[RawRow]) -> list[str]:
    keys: dict[str, None] = {}
    for row in rows:
        keys.update(dict.fromkeys(row))
    return list(keys)


def _headings(keys: list[str]) -> list[str]:
    """Return the keys in capitals; keys that differ in nothing but case keep their own spelling."""
    shown = [make_visible(str(key), max_chars=MAX_CELL_CHARS) for key in keys]
    capitals = [text.upper() for text in shown]
    return [
        capital if capitals.count(capital) == 1 else text
        for text, capital in zip(shown, capitals, strict=True)
    ]


def cell_text(value: object) -> str:
    """Return any JSON value as visible-only text on one line; None is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return make_visible(str(value), max_chars=MAX_CELL_CHARS)
