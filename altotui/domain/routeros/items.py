"""Items of a list as they are typed: ids, names, and row numbers, which belong to the list that was shown last.

Row numbers never work over the API: each is replaced by the id of the row it stood beside (routeros.md 1.5).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from altotui.domain.errors import InvalidInput

Numbering = Mapping[str, tuple[str | None, ...]]
"""For each menu, the ids of the rows that were shown last, in their order; None for a row without one."""
OF_SEVERAL_ROUTERS: Numbering = MappingProxyType({})
"""Where a line goes to several routers, no number means the same row on all of them."""
_ROW_NUMBER = re.compile(r"[0-9]+")
_MAX_DIGITS = 9
ROW_NAMES = frozenset({"numbers", "number", "destination", "copy-from", "place-before", ".id"})
"""Arguments that name items of the menu that a command works in."""
_ID = re.compile(r"\*[0-9A-Fa-f]{1,16}")
_LINES_OF_IDS = re.compile(rf"{_ID.pattern}(?:\n{_ID.pattern})*")


class Items(NamedTuple):
    """What a typed list of items stands for."""

    items: tuple[str, ...]
    resolved: tuple[str, ...]
    """`row 0 -> *1` for each row number among them."""


def is_id(text: str) -> bool:
    """Return whether `text` is an internal id, `*1F` for example."""
    return _ID.fullmatch(text) is not None


def ids_among(texts: Sequence[str]) -> tuple[str | None, ...]:
    """Return the texts with None in place of each that is no internal id; that all are is seen at once."""
    lines = "\n".join(texts)
    if _LINES_OF_IDS.fullmatch(lines) and lines.count("\n") == len(texts) - 1:
        return tuple(texts)
    return tuple(text if is_id(text) else None for text in texts)


def read_items(value: str, menu: str, numbering: Numbering, *, is_quoted: bool = False) -> Items:
    """Return the items of a comma list; what is in quotes is a name, even one that is a number.

    Raises:
        InvalidInput: A row number without a list that it could belong to, or beyond its end.
    """
    if is_quoted:
        return Items((value,), ())
    items: list[str] = []
    resolved: list[str] = []
    for text in value.split(","):
        if _ROW_NUMBER.fullmatch(text):
            row_id = _row_id(text, menu, numbering)
            resolved.append(f"row {text} -> {row_id}")
            text = row_id
        items.append(text)
    return Items(tuple(items), tuple(resolved))


def has_row_numbers(value: str) -> bool:
    """Return whether a comma list holds row numbers."""
    return any(_ROW_NUMBER.fullmatch(text) for text in value.split(","))


def _row_id(number: str, menu: str, numbering: Numbering) -> str:
    if numbering is OF_SEVERAL_ROUTERS:
        raise InvalidInput(
            f"row {number[:20]} would be another row on each router",
            "use a name, or ask for the rows with where",
        )
    shown = numbering.get(menu)
    if shown is None:
        raise InvalidInput(
            f"row {number[:20]} belongs to no list that was shown",
            f"print {menu} on this router first, or use a name or an id such as *1F",
        )
    is_row = len(number) <= _MAX_DIGITS and int(number) < len(shown)
    row_id = shown[int(number)] if is_row else None
    if row_id is None:
        raise InvalidInput(
            f"the last list of {menu} has no row {number[:20]} with an id",
            f"it has {len(shown)} rows: print it again, or use a name or an id",
        )
    return row_id
