"""One row of an answer, field by field, and its values of any depth and size, part by part.

Nothing here recurses or looks at more of a value than is asked for: what a router sends may be a megabyte in one
word, or brackets within brackets (reliability.md, B19 to B23).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from altotui.domain.secret_names import MASK, is_secret_name

MAX_COPIED_CHARS = 400_000


class Field(NamedTuple):
    """One field of a row."""

    name: str
    """Raw."""
    value: object
    """As the API sent it."""
    is_secret: bool = False


class RecordSource(Protocol):
    """Rows that can be looked at one by one."""

    @property
    def count(self) -> int:
        """How many rows there are."""

    @property
    def title(self) -> str:
        """What they are, visible-only."""

    def fields(self, index: int) -> Sequence[Field]:
        """Return the fields of one row, in the order in which they are shown."""


class Shape(StrEnum):
    """What a part is."""

    LEAF = "leaf"
    OPEN = "open"
    """Where a list or an object begins."""
    CLOSE = "close"


class Part(NamedTuple):
    """A value without others in it, or the beginning or end of one that has."""

    depth: int
    """0 for the field itself."""
    name: str
    """Raw: the key, or the number in a list."""
    value: object
    """Raw, a mask in place of a secret; of a beginning or end the whole list or object, secrets and all."""
    shape: Shape
    is_in_list: bool = False
    is_last: bool = True
    """Nothing follows in the same list or object."""


def parts_of(field: Field, *, is_last: bool = True) -> Iterator[Part]:
    """Yield the parts of a field from top to bottom; what has a secret name inside is masked too."""
    first = _part(0, field.name, field.value, is_secret=field.is_secret, is_in_list=False, is_last=is_last)
    yield first
    open_parts = [(first, _items(first.value))] if first.shape is Shape.OPEN else []
    while open_parts:
        opened, items = open_parts[-1]
        found = next(items, None)
        if found is None:
            open_parts.pop()
            yield opened._replace(shape=Shape.CLOSE)
            continue
        name, value, ends = found
        in_list = isinstance(opened.value, list)
        is_secret = not in_list and is_secret_name(name)
        part = _part(len(open_parts), name, value, is_secret=is_secret, is_in_list=in_list, is_last=ends)
        yield part
        if part.shape is Shape.OPEN:
            open_parts.append((part, _items(value)))


def _part(depth: int, name: str, value: object, *, is_secret: bool, is_in_list: bool, is_last: bool) -> Part:
    is_hidden = is_secret and value not in (None, "", [], {})
    shown = MASK if is_hidden else value
    shape = Shape.OPEN if isinstance(shown, dict | list) and shown else Shape.LEAF
    return Part(depth, name, shown, shape, is_in_list, is_last)


def _items(value: object) -> Iterator[tuple[str, object, bool]]:
    """Yield name and value of what is in a list or object, and whether it is the last."""
    if isinstance(value, dict):
        last = len(value) - 1
        yield from ((str(name), item, at == last) for at, (name, item) in enumerate(value.items()))
    elif isinstance(value, list):
        last = len(value) - 1
        yield from ((str(at), item, at == last) for at, item in enumerate(value))


def plain_text(part: Part) -> str:
    """Return a value as it is read: raw text, `""` when it is empty; how many it has in it when it is a list."""
    value = part.value
    if isinstance(value, list) and value:
        return f"[{len(value)}]"
    if isinstance(value, dict) and value:
        return f"{{{len(value)}}}"
    return value if isinstance(value, str) and value else json_value(value)


def json_line(part: Part) -> str:
    """Return a part as its line of JSON, raw, without indent."""
    comma = "" if part.is_last else ","
    brackets = "[]" if isinstance(part.value, list) else "{}"
    if part.shape is Shape.CLOSE:
        return brackets[1] + comma
    name = "" if part.is_in_list else f"{json_value(part.name)}: "
    return name + (brackets[0] if part.shape is Shape.OPEN else json_value(part.value) + comma)


def json_value(value: object) -> str:
    """Return one value without others in it as JSON, raw; what JSON has no form for as a text."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):  # a number of too many digits, or no JSON at all
        return json.dumps(f"<{type(value).__name__}>")


class Copied(NamedTuple):
    """Text for the clipboard."""

    text: str
    """Raw, secrets masked."""
    is_cut: bool
    """It was longer than `MAX_COPIED_CHARS`."""


def copied_value(part: Part) -> Copied:
    """Return one value, a list or object as JSON."""
    if part.shape is Shape.LEAF:
        return _joined([part.value if isinstance(part.value, str) else json_value(part.value)])
    own = Field(part.name, part.value)
    return _joined(_json_lines(parts_of(own), is_named=False))


def copied_row(fields: Sequence[Field], *, as_json: bool) -> Copied:
    """Return a whole row: as JSON, or as one `name: value` a line with nested values indented."""
    if as_json:
        lines = (line for field in _each(fields) for line in _json_lines(field, is_named=True))
        return _joined(_wrapped(lines))
    return _joined(_plain_lines(part for field in _each(fields) for part in field))


def _each(fields: Sequence[Field]) -> Iterator[Iterator[Part]]:
    last = len(fields) - 1
    return (parts_of(field, is_last=at == last) for at, field in enumerate(fields))


def _wrapped(lines: Iterable[str]) -> Iterator[str]:
    yield "{"
    yield from (f"  {line}" for line in lines)
    yield "}"


def _json_lines(parts: Iterator[Part], *, is_named: bool) -> Iterator[str]:
    for part in parts:
        bare = part if is_named or part.depth else part._replace(is_in_list=True)
        yield "  " * part.depth + json_line(bare)


def _plain_lines(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        if part.shape is not Shape.CLOSE:
            value = "" if part.shape is Shape.OPEN or part.value == "" else f" {plain_text(part)}"
            yield f"{'  ' * part.depth}{part.name}:{value}"


def _joined(lines: Iterable[str]) -> Copied:
    kept: list[str] = []
    room = MAX_COPIED_CHARS
    for line in lines:
        if len(line) > room:
            return Copied("\n".join([*kept, line[:room]]), is_cut=True)
        kept.append(line)
        room -= len(line) + 1
    return Copied("\n".join(kept), is_cut=False)
