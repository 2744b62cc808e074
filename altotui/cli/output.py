"""Data on stdout, in five formats: JSON keeps every character escaped, the others show it made visible."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from altotui.domain.text import cell_width, clip, make_visible

Record = Mapping[str, object]
"""One thing to print; the keys are the columns of a CSV and the members of an object."""

_STARTS_FORMULA = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
_UNLIMITED = sys.maxsize
_GAP = "  "


@dataclass(frozen=True, slots=True)
class Table:
    """Values in columns, as a person reads them."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]


def print_records(records: Sequence[Record], how: str, brief: Callable[[], Table]) -> None:
    """Print `records` in the format `how`; the tables for people show what `brief` returns instead."""
    match how:
        case "json":
            print_json(records)
        case "jsonl":
            print_json_lines(records)
        case "csv":
            if records:
                print_csv(tuple(records[0]), [tuple(record.values()) for record in records])
        case "md":
            print_lines(markdown_lines(brief()))
        case _:
            print_lines(table_lines(brief()))


def print_json(value: object) -> None:
    """Print one JSON document in ASCII."""
    print_lines([_json(value, indent=2)])


def print_json_lines(values: Iterable[object]) -> None:
    """Print one JSON document per line in ASCII."""
    print_lines(_json(value) for value in values)


def _json(value: object, indent: int | None = None) -> str:
    """Return `value` as JSON; a number that JSON has no word for, such as 1e999 in an answer, becomes a text."""
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


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a header and the rows (RFC 4180, but lines end in LF); spreadsheets see no formula."""
    print_lines(csv_line(row) for row in (columns, *rows))


def csv_line(row: Iterable[object]) -> str:
    """Return one line of CSV without its end."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([_harmless(field) for field in row])
    return line.getvalue()


def _harmless(value: object) -> str:
    raw = plain_text(value)
    return ("'" if raw.lstrip(" ").startswith(_STARTS_FORMULA) else "") + visible(raw)


def markdown_lines(table: Table) -> list[str]:
    """Return a Markdown table; what would end a cell or start markup is escaped."""
    rows = [[markdown_text(visible(plain_text(value))) for value in row] for row in table.rows]
    header = [markdown_text(visible(column)) for column in table.columns]
    return [f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *rows)]


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


def print_lines(lines: Iterable[str]) -> None:
    """Print visible-only lines; a terminal gets each cut to its width, everything else gets all of it."""
    stream = sys.stdout
    width = shutil.get_terminal_size().columns if stream.isatty() else None
    text = "".join(f"{line if width is None else clip(line, width)}\n" for line in lines)
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()
