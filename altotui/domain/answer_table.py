"""A router's rows as a table: columns found once, widths and cells only for what is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from altotui.domain.command import RawRow
from altotui.domain.routeros.layout import Layout, lay_out
from altotui.domain.routeros.menus import MenuFacts
from altotui.domain.rows import keys_of
from altotui.domain.secret_names import MASK, is_secret_name
from altotui.domain.text import cell_width, is_plain, make_visible

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
    measure: Callable[[], int]
    """Returns how many cells wide it is."""
    make: Callable[[RawRow, int], str]
    """Returns the cell of a row, with its number, as visible-only text."""


class AnswerTable:
    """Rows with the same kind of keys, drawn as columns; the raw rows stay as they came."""

    def __init__(
        self,
        rows: Sequence[RawRow],
        facts: MenuFacts,
        *,
        is_stats: bool = False,
        chosen: Sequence[str] = (),
    ) -> None:
        """Find the columns, known ones first.

        Args:
            rows: What the router answered, in its order.
            facts: Of the menu, or of the command.
            is_stats: Whether counters were asked for.
            chosen: The keys to show, in this order; empty for all.
        """
        self.rows = rows
        self._measured = rows[:_MEASURED_ROWS]
        self.layout = table_layout(rows, facts, is_stats=is_stats, sample=self._measured)
        leads = list(self._lead_columns())
        self.lead_count = len(leads)
        """How many columns stand first whatever is scrolled: row numbers and flags."""
        self.keys = tuple(key for key in chosen if key in self.layout.keys) or self.layout.keys
        """What the other columns show, in their order."""
        self._columns = [*leads, *self._key_columns()]
        self.names = [column.name for column in self._columns]
        """What each column is called where there is no room to show it, raw."""
        self.headings = [column.heading for column in self._columns]
        self._widths: dict[int, int] = {}

    def _lead_columns(self) -> Iterable[_Column]:
        """Yield the row numbers and the flags, as far as the rows have them."""
        is_only_ids = list(self.layout.keys) == [
            self.layout.id_key
        ]  # `find` gives no numbers on a router either
        if self.layout.id_key is not None and not is_only_ids:
            yield _Column(
                NUMBER_HEADING,
                NUMBER_HEADING,
                lambda: len(str(len(self.rows) - 1)),
                lambda row, number: row_number(self.layout, row, number),
            )
        if self.layout.places:
            yield _Column("flags", "", lambda: len(self.layout.places), lambda row, _: self.layout.flags(row))

    def _key_columns(self) -> Iterable[_Column]:
        for key, heading in zip(self.keys, _headings(self.keys), strict=True):
            yield _Column(key, heading, partial(self._measure, key, heading), self._maker(key))

    def _measure(self, key: str, heading: str) -> int:
        """Return the cells that a column takes, by its heading and the first thousand rows."""
        is_secret = key in self.layout.secret_keys
        widest = len(MASK) if is_secret else _widest([row.get(key) for row in self._measured])
        return min(_MAX_COLUMN_CELLS, max(cell_width(heading), widest))

    def _maker(self, key: str) -> Callable[[RawRow, int], str]:
        if key in self.layout.secret_keys:
            return lambda row, _: cell_text(shown_value(self.layout, row, key))
        return lambda row, _: cell_text(row.get(key))

    def width(self, column: int) -> int:
        """Return how many cells wide a column is; found when it is first drawn, and the same from then on."""
        width = self._widths.get(column)
        if width is None:
            width = self._widths[column] = self._columns[column].measure()
        return width

    def cell(self, row: int, column: int) -> str:
        """Return one cell as visible-only text."""
        return self._columns[column].make(self.rows[row], row)

    def cells(self, number: int, columns: Iterable[int]) -> list[str]:
        """Return cells of one row as visible-only text."""
        row = self.rows[number]
        return [self._columns[column].make(row, number) for column in columns]

    def ids(self) -> tuple[str | None, ...]:
        """Return the id of each row in the order shown, raw, None for a row without; row numbers count from 0."""
        return self.layout.ids(self.rows)

    @property
    def scrolled_count(self) -> int:
        """Return how many columns there are besides those that always stand first."""
        return len(self._columns) - self.lead_count

    def fitting_columns(self, first: int, width_cells: int) -> list[int]:
        """Return numbers and flags, and the columns from the `first` behind them that fit into `width_cells`.

        One of those at least, whatever the width.
        """
        columns = list(range(self.lead_count))
        used = sum(map(self.width, columns)) + GAP * max(0, self.lead_count - 1)
        for column in range(self.lead_count + first, len(self._columns)):
            needed = self.width(column) + (GAP if columns else 0)
            if len(columns) > self.lead_count and used + needed > width_cells:
                if width_cells - used - GAP >= _MIN_CUT_CELLS:  # its beginning is worth more than nothing
                    columns.append(column)
                break
            columns.append(column)
            used += needed
        return columns

    def total_width(self) -> int:
        """Return the cells that all columns take together."""
        count = len(self._columns)
        return sum(map(self.width, range(count))) + GAP * max(0, count - 1)


def table_layout(
    rows: Sequence[RawRow], facts: MenuFacts, *, is_stats: bool, sample: Sequence[RawRow] | None = None
) -> Layout:
    """Return how to lay out `rows`, looking at the values of `sample` or of all."""
    keys = keys_of(rows)
    seen = rows if sample is None else sample
    return lay_out(keys, seen, facts, is_secret_name, is_stats=is_stats, is_whole=len(seen) == len(rows))


def row_number(layout: Layout, row: RawRow, number: int) -> str:
    """Return the number of a row, empty when it has no id that the number could stand for."""
    return str(number) if layout.id_key is not None and row.get(layout.id_key) else ""


def shown_value(layout: Layout, row: RawRow, key: str) -> object:
    """Return a value as it came, or a mask in its place."""
    value = row.get(key)
    return MASK if layout.is_hidden(key, value) else value


def without_secrets(value: object) -> object:
    """Return a value with a mask in place of each secret that is nested in it; a text is that text.

    Answers are nested `api.decoding.MAX_DEPTH` deep at most.
    """
    if isinstance(value, dict):
        return {
            key: MASK
            if is_secret_name(str(key)) and inner not in (None, "", [], {})
            else without_secrets(inner)
            for key, inner in value.items()
        }
    return [without_secrets(inner) for inner in value] if isinstance(value, list) else value


def _headings(keys: Iterable[str]) -> list[str]:
    """Return the keys in capitals; keys that differ in nothing but case keep their own spelling."""
    shown = [make_visible(str(key), max_chars=MAX_CELL_CHARS) for key in keys]
    capitals = [text.upper() for text in shown]
    counts = Counter(capitals)
    return [capital if counts[capital] == 1 else text for text, capital in zip(shown, capitals, strict=True)]


def _widest(values: Sequence[object]) -> int:
    """Return the cells of the widest of some values; texts that can be shown as they are need no look at each."""
    texts = [value for value in values if isinstance(value, str)]
    longest = max(map(len, texts), default=0)
    if longest > MAX_CELL_CHARS or not is_plain("".join(texts)):
        longest = max(map(_cells, texts))
    if len(texts) == len(values):
        return longest
    return max(longest, *(0 if value is None else _cells(value) for value in values))


def _cells(value: object) -> int:
    return cell_width(cell_text(value))


def cell_text(value: object) -> str:
    """Return any JSON value as visible-only text on one line; None is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else short_text(value, MAX_CELL_CHARS)
    return make_visible(text, max_chars=MAX_CELL_CHARS)


def short_text(value: object, max_chars: int) -> str:
    """Return a value as JSON on one line, raw, secrets masked; not much more of it than `max_chars` is looked at."""
    parts: list[str] = []
    length = 0
    for part in _json_parts(value):
        parts.append(part)
        length += len(part)
        if length > max_chars:
            break
    return "".join(parts)


def _json_parts(value: object) -> Iterator[str]:
    """Yield the JSON of a value piece by piece."""
    if isinstance(value, dict):
        yield "{"
        for position, (key, inner) in enumerate(value.items()):
            yield f"{', ' if position else ''}{nested_text(str(key))}: "
            is_hidden = is_secret_name(str(key)) and inner not in (None, "", [], {})
            yield from _json_parts(MASK if is_hidden else inner)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for position, inner in enumerate(value):
            if position:
                yield ", "
            yield from _json_parts(inner)
        yield "]"
    else:
        yield nested_text(value)


def nested_text(value: object) -> str:
    """Return a value that is no text as JSON on one line, raw; as Python has it where JSON has no words."""
    import json  # few answers have such values

    try:
        return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    except (TypeError, ValueError, RecursionError):
        return str(value)
