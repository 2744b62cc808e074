"""Values written down as CSV, JSON, Markdown or aligned columns; printing and saving are for others.

JSON keeps every character escaped, the others show it made visible.
"""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from altotui.domain.command import RawRow
from altotui.domain.text import cell_width, make_visible

_STARTS_FORMULA = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
_UNLIMITED = sys.maxsize
_GAP = "  "


class Table(NamedTuple):
    """Values in columns, as a person reads them."""

    columns: tuple[str, ...]
    rows: Iterable[Sequence[object]]
    """Gone through once."""


def json_text(value: object, indent: int | None = None) -> str:
    """Return `value` as JSON in ASCII; a number that JSON has no word for, such as 1e999, becomes a text."""
    try:
        return json.dumps(value, indent=indent, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(value), indent=indent)


def _finite(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _finite(inner) for key, inner in value.items()}
    return [_finite(inner) for inner in value] if isinstance(value, list | tuple) else value


def csv_line(row: Iterable[object]) -> str:
    """Return one line of CSV without its end (RFC 4180, but lines end in LF); spreadsheets see no formula."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([_harmless(field) for field in row])
    return line.getvalue()


def _harmless(value: object) -> str:
    raw = plain_text(value)
    shown = visible(raw)
    starts = (raw.lstrip(" "), shown.lstrip(" "))  # every other blank, such as NBSP, is shown as one
    return ("'" if any(start.startswith(_STARTS_FORMULA) for start in starts) else "") + shown


def markdown_lines(table: Table) -> Iterator[str]:
    """Yield the lines of a Markdown table; what would end a cell or start markup is escaped."""
    yield _markdown_row([markdown_text(visible(column)) for column in table.columns])
    yield _markdown_row(["---"] * len(table.columns))
    for row in table.rows:
        yield _markdown_row([markdown_text(visible(plain_text(value))) for value in row])


def _markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def markdown_text(text: str) -> str:
    """Return visible-only `text` so that Markdown shows it as it is."""
    for mark in "\\|`*_[]":
        text = text.replace(mark, "\\" + mark)
    return text.replace("<", "&lt;")


def table_lines(table: Table) -> list[str]:
    """Return aligned columns under an upper-case header, without trailing blanks."""
    rows = [[visible(column).upper() for column in table.columns]]
    rows += [[visible(plain_text(value)) for value in row] for row in table.rows]
    widths = [max(map(cell_width, column)) for column in zip(*rows, strict=True)]
    return [aligned(row, widths) for row in rows]


def aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Return visible-only `cells` padded to `widths`; a wider cell moves the rest and loses nothing."""
    padded = (text + " " * (width - cell_width(text)) for text, width in zip(cells, widths, strict=True))
    return _GAP.join(padded).rstrip()


def plain_text(value: object) -> str:
    """Return `value` as text, raw: nothing for None, words of a list apart by a space, else as JSON has it."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return " ".join(value)
    return json.dumps(value)


def visible(text: str) -> str:
    """Return all of `text`, on one line and without anything that could control a terminal."""
    return make_visible(text, max_chars=_UNLIMITED)


def row_keys(rows: Iterable[RawRow]) -> tuple[str, ...]:
    """Return every key of `rows` in order of first appearance, the router's own id first."""
    keys = dict.fromkeys(key for row in rows for key in row)
    return tuple(sorted(keys, key=lambda key: key != ".id"))
