"""A router's rows as a table: columns and widths found once, cells made visible only when they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from altotui.domain.command import RawRow
from altotui.domain.redaction import MASK, is_secret_name
from altotui.domain.routeros.layout import Layout, lay_out
from altotui.domain.routeros.menus import MenuFacts
from altotui.domain.text import cell_width, make_visible

MAX_CELL_CHARS = 400
_MEASURED_ROWS = 1000
_MAX_COLUMN_CELLS = 44
_MIN_CUT_CELLS = 12
"""Of a column that does not fit whole; the line cuts it."""
GAP = 2
NUMBER_HEADING = "#"


class _Column(NamedTuple):
    name: str
    heading: str
    width: int
    make: Callable[[int], str]
    """Returns the cell of a row as visible-only text."""


class AnswerTable:
    """Rows with the same kind of keys, drawn as columns; the raw rows stay as they came."""

    def __init__(self, rows: tuple[RawRow, ...], facts: MenuFacts, *, is_stats: bool = False) -> None:
        """Find columns (known ones first) and widths (from the first thousand rows).

        Args:
            rows: What the router answered, in its order.
            facts: Of the menu, or of the command.
            is_stats: Whether counters were asked for.
        """
        self.rows = rows
        self._measured = rows[:_MEASURED_ROWS]
        self.layout = table_layout(rows, facts, is_stats=is_stats, sample=self._measured)
        self._columns = [*self._lead_columns(), *self._key_columns()]
        self.names = [column.name for column in self._columns]
        """What each column is called where there is no room to show it, raw."""
        self.headings = [column.heading for column in self._columns]
        self.widths = [column.width for column in self._columns]

    def _lead_columns(self) -> Iterable[_Column]:
        """Yield the row numbers and the flags, as far as the rows have them."""
        is_only_ids = list(self.layout.keys) == [
            self.layout.id_key
        ]  # `find` gives no numbers on a router either
        if self.layout.id_key is not None and not is_only_ids:
            width = len(str(len(self.rows) - 1))
            yield _Column(
                NUMBER_HEADING, NUMBER_HEADING, width, lambda row: row_number(self.layout, self.rows, row)
            )
        if self.layout.places:
            yield _Column("flags", "", len(self.layout.places), lambda row: self.layout.flags(self.rows[row]))

    def _key_columns(self) -> Iterable[_Column]:
        keys = self.layout.keys
        for key, heading in zip(keys, _headings(keys), strict=True):
            width = max(cell_width(heading), self._value_width(key))
            yield _Column(key, heading, min(_MAX_COLUMN_CELLS, width), self._maker(key))

    def _value_width(self, key: str) -> int:
        if key in self.layout.secret_keys:
            return len(MASK)
        return max((cell_width(cell_text(row.get(key))) for row in self._measured), default=0)

    def _maker(self, key: str) -> Callable[[int], str]:
        rows = self.rows
        if key in self.layout.secret_keys:
            return lambda row: cell_text(shown_value(self.layout, rows[row], key))
        return lambda row: cell_text(rows[row].get(key))

    def cell(self, row: int, column: int) -> str:
        """Return one cell as visible-only text."""
        return self._columns[column].make(row)

    def ids(self) -> tuple[str | None, ...]:
        """Return the id of each row in the order shown, raw, None for a row without; row numbers count from 0."""
        return self.layout.ids(self.rows)

    def fitting_columns(self, first: int, width_cells: int) -> list[int]:
        """Return the columns from `first` on that fit into `width_cells`; at least one when there is any."""
        columns: list[int] = []
        used = 0
        for column in range(first, len(self._columns)):
            needed = self.widths[column] + (GAP if columns else 0)
            if columns and used + needed > width_cells:
                if width_cells - used - GAP >= _MIN_CUT_CELLS:  # its beginning is worth more than nothing
                    columns.append(column)
                break
            columns.append(column)
            used += needed
        return columns

    def total_width(self) -> int:
        """Return the cells that all columns take together."""
        return sum(self.widths) + GAP * max(0, len(self.widths) - 1)


def table_layout(
    rows: tuple[RawRow, ...], facts: MenuFacts, *, is_stats: bool, sample: tuple[RawRow, ...] | None = None
) -> Layout:
    """Return how to lay out `rows`, looking at the values of `sample` or of all."""
    keys: dict[str, None] = {}
    for row in rows:
        keys.update(dict.fromkeys(row))
    seen = rows if sample is None else sample
    return lay_out(
        list(keys), seen, facts, is_secret_name, is_stats=is_stats, is_whole=len(seen) == len(rows)
    )


def row_number(layout: Layout, rows: tuple[RawRow, ...], row: int) -> str:
    """Return the number of a row, empty when it has no id that the number could stand for."""
    return str(row) if layout.id_key is not None and rows[row].get(layout.id_key) else ""


def shown_value(layout: Layout, row: RawRow, key: str) -> object:
    """Return a value as it came, or a mask in its place."""
    value = row.get(key)
    return MASK if layout.is_hidden(key, value) else value


def _headings(keys: Iterable[str]) -> list[str]:
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
