"""What a console prints for a list of rows, and for a singleton."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from altotui.simulator.routeros.menu import Menu
from altotui.simulator.routeros.reply import Row

_FLAGS = {
    "disabled": "X",
    "invalid": "I",
    "inactive": "I",
    "dynamic": "D",
    "running": "R",
    "active": "A",
    "slave": "S",
}


def lines(menu: Menu | None, rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of a print: key and value of a singleton, a table or details of a list."""
    if menu is not None and menu.singleton:
        yield from _singleton(rows[0])
        return
    columns = [name for name in (menu.columns if menu else ()) if any(row.get(name) for row in rows)]
    used = [name for name in _FLAGS if any(row.get(name) == "true" for row in rows)]
    if used:
        yield "Flags: " + "; ".join(f"{_FLAGS[name]} - {name.upper()}" for name in used)
    if columns:
        yield "Columns: " + ", ".join(name.upper() for name in columns)
        yield from _table(columns, rows)
    else:
        yield from _details(rows)


def _singleton(row: Row) -> Iterator[str]:
    width = max((len(name) for name in row), default=0) + 2
    for name, value in row.items():
        yield f"{name:>{width}}: {value}"


def _letters(row: Row) -> str:
    return "".join(letter for name, letter in _FLAGS.items() if row.get(name) == "true")


def _table(columns: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    head = ["#", "", *(name.upper() for name in columns)]
    body = [
        [str(number), _letters(row), *(row.get(name, "") for name in columns)]
        for number, row in enumerate(rows)
    ]
    widths = [max(len(line[index]) for line in [head, *body]) for index in range(len(head))]
    yield _joined(head, widths)
    for row, cells in zip(rows, body, strict=True):
        if row.get("comment"):
            yield f";;; {row['comment']}"
        yield _joined(cells, widths)


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True) if width).rstrip()


def _details(rows: Sequence[Row]) -> Iterator[str]:
    for number, row in enumerate(rows):
        pairs = [
            f"{name}={value}"
            for name, value in row.items()
            if name not in _FLAGS and name not in (".id", "comment")
        ]
        head = f"{number:>2} {_letters(row):<3}"
        if row.get("comment"):
            yield f"{head};;; {row['comment']}"
            head = " " * len(head)
        yield head + " ".join(pairs)
