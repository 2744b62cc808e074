"""Data on stdout, in five formats."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence

from altotui.domain.formats import Table, csv_line, json_text, markdown_lines, table_lines
from altotui.domain.text import clip

Record = Mapping[str, object]
"""One thing to print; the keys are the columns of a CSV and the members of an object."""


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
    print_lines([json_text(value, indent=2)])


def print_json_lines(values: Iterable[object]) -> None:
    """Print one JSON document per line in ASCII."""
    print_lines(json_text(value) for value in values)


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a header and the rows."""
    print_lines(csv_line(row) for row in (columns, *rows))


def print_lines(lines: Iterable[str]) -> None:
    """Print visible-only lines; a terminal gets each cut to its width, everything else gets all of it."""
    stream = sys.stdout
    width = shutil.get_terminal_size().columns if stream.isatty() else None
    text = "".join(f"{line if width is None else clip(line, width)}\n" for line in lines)
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()
