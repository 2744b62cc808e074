"""The rows of a read, found by what a write named: ids or names, whichever way the API spells the properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from altotui.domain.command import RouterReply, Sentence
from altotui.domain.routeros.items import is_id
from altotui.domain.routeros.layout import is_true, plain_name
from altotui.domain.routeros.values import parse_id

_LEAVES_NO_ROW_OUT = ("=.proplist=", "=detail=", "=stats=", "=without-paging=", "=show-sensitive=")
_PROPLIST = "=.proplist="


class RowRead(NamedTuple):
    """One row."""

    id: str | None
    values: Mapping[str, str | None]
    """By plain name, as text; None for a value that is no text, number or flag, or that two spellings disagree on."""

    @property
    def name(self) -> str | None:
        """Return what an item of a named list is called by."""
        return self.values.get("name")

    @property
    def is_dynamic(self) -> bool:
        """Return whether the router made the row by itself."""
        return is_true(self.values.get("dynamic"))


class RowsRead(NamedTuple):
    """What a read has shown, and whether what it has not shown is not there."""

    rows: Sequence[RowRead]
    has_odd_rows: bool
    """Some were no objects, and are left out."""
    is_whole: bool
    """No row was left out: what is missing is not on the router."""
    names: frozenset[str]
    """Plain names of the properties that some row has."""
    asked: frozenset[str]
    """Plain names of the only properties that were asked for; empty for all."""
    by_id: Mapping[int, Sequence[RowRead]]
    by_name: Mapping[str, Sequence[RowRead]]

    def has_all_of(self, name: str) -> bool:
        """Return whether a row without the property `name` has no value for it."""
        return self.is_whole and (not self.asked or name in self.asked)

    def find(self, item: str) -> Sequence[RowRead]:
        """Return the rows that an id or a name stands for."""
        number = parse_id(item)
        return self.by_name.get(item, ()) if number is None else self.by_id.get(number, ())

    def split(self, items: str) -> tuple[str, ...]:
        """Return the items of a comma list, each once; a name may have commas of its own."""
        return (items,) if self.find(items) else tuple(dict.fromkeys(items.split(",")))

    def shows_missing(self, item: str) -> bool:
        """Return whether an item that was not found is not on the router."""
        if not self.is_whole or not item.isascii() or not item or item.isdigit():
            return False  # a number may stand for a row of some list; other letters come back in another encoding
        if is_id(item):
            return all(row.id is not None for row in self.rows)
        return all(row.name is not None for row in self.rows)


def read_rows(read: Sentence, reply: RouterReply) -> RowsRead:
    """Return the rows of the answer to `read`."""
    spelled: dict[str, str] = {}
    rows: list[RowRead] = []
    by_id: dict[int, list[RowRead]] = {}
    by_name: dict[str, list[RowRead]] = {}
    for raw in reply.rows:
        row = _row(raw, spelled)
        if row is None:
            continue
        rows.append(row)
        number = parse_id(row.id) if row.id is not None else None
        if number is not None:
            by_id.setdefault(number, []).append(row)
        if row.name is not None:
            by_name.setdefault(row.name, []).append(row)
    has_odd_rows = len(rows) != len(reply.rows)
    is_unfiltered = all(word.startswith(_LEAVES_NO_ROW_OUT) for word in read.parameters)
    is_whole = is_unfiltered and not has_odd_rows and not reply.notes and reply.ret is None
    names = frozenset(spelled.values())
    return RowsRead(rows, has_odd_rows, is_whole, names, _asked(read), by_id, by_name)


def _asked(read: Sentence) -> frozenset[str]:
    lists = (word.removeprefix(_PROPLIST) for word in read.parameters if word.startswith(_PROPLIST))
    return frozenset(plain_name(name) for names in lists for name in names.split(",") if name)


def _row(raw: object, spelled: dict[str, str]) -> RowRead | None:
    """Return a row; `spelled` keeps the plain names of keys, which are the same in every row."""
    if not isinstance(raw, Mapping) or not all(isinstance(key, str) for key in raw):
        return None
    values: dict[str, str | None] = {}
    for key, value in raw.items():
        if key == ".id" or value is None:
            continue
        name = spelled.get(key)
        if name is None:
            name = spelled[key] = plain_name(key)
        text = _text(value)
        values[name] = text if values.get(name, text) == text else None
    ids = (raw.get(".id"), values.get("id"))
    return RowRead(next((one for one in ids if isinstance(one, str) and is_id(one)), None), values)


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if not isinstance(value, int | float):
        return None
    try:
        return str(value)
    except ValueError:  # Python refuses to write the longest integers
        return None
