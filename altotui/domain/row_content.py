"""What of a row is compared: its values by their plain names, without what is left out."""

from __future__ import annotations

import json
import marshal
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, TypeAlias

from altotui.domain.command import RawRow
from altotui.domain.routeros.layout import plain_name

Content: TypeAlias = tuple[int, tuple[Any, ...]]
"""Number of the names, and the values: equal for equal rows, among what one `RowContents` returned. Can be a key."""
_ID = "id"
_IS_ID = re.compile(r"\*[0-9A-Fa-f]{1,16}")
_TEXTS = {str}
_DIGEST_BYTES = 16


class RowShape:
    """What is compared of all rows with the same keys."""

    __slots__ = ("dropped", "id_key", "keys", "names", "number", "steady_keys")

    def __init__(self, names: tuple[str, ...], keys: tuple[str, ...], number: int) -> None:
        self.names = names
        """What the compared values are called, whichever way the API spells it; sorted."""
        self.keys = keys
        """The keys of the same values in the row, in the same order."""
        self.number = number
        """Equal for shapes with equal names."""
        self.id_key: str | None = None
        """The key of the router's own id; never compared."""
        self.steady_keys: tuple[str, ...] = ()
        """The compared keys in the order of the row."""
        self.dropped: tuple[str, ...] = ()
        """Keys that are left out, in the order of the row; not the id, which is no field on a console either."""


class RowContents:
    """Finds what is compared of rows, once for all rows with the same keys.

    A value of None counts as none. Two spellings of one name in the same row are two values.
    """

    def __init__(self, ignored: Iterable[str] = ()) -> None:
        """Leave out the properties with these names, in whatever spelling."""
        from hashlib import blake2b  # not before there are answers to compare: it loads OpenSSL

        self._hash = blake2b
        self._ignored = frozenset(map(plain_name, ignored))
        self._shapes: dict[tuple[tuple[str, ...], bool], RowShape] = {}
        self._numbers: dict[tuple[str, ...], int] = {}

    def shape(self, row: RawRow) -> RowShape:
        """Return what is compared of a row."""
        keys = tuple(row)
        # a property that is called `id` may hold other things than the router's own id
        has_own_id = _ID in row and is_own_id(row[_ID])
        found = self._shapes.get((keys, has_own_id))
        if found is None:
            found = self._shapes[keys, has_own_id] = self._shaped(keys, has_own_id)
        return found

    def _shaped(self, keys: tuple[str, ...], has_own_id: bool) -> RowShape:
        id_keys = [key for key in keys if key == ".id" or (has_own_id and key == _ID)]
        rest = [key for key in keys if key not in id_keys]
        plain = {key: plain_name(key) for key in rest}
        kept = [key for key in rest if plain[key] not in self._ignored]
        taken = Counter(plain[key] for key in kept)
        named = sorted((plain[key] if taken[plain[key]] == 1 else key, key) for key in kept)
        if len({name for name, _ in named}) < len(named):
            named = sorted((key, key) for key in kept)
        names = tuple(name for name, _ in named)
        shape = RowShape(names, tuple(key for _, key in named), self._number(names))
        shape.id_key = id_keys[0] if id_keys else None
        shape.steady_keys = tuple(kept)
        shape.dropped = tuple(key for key in rest if plain[key] in self._ignored)
        return shape

    def _number(self, names: tuple[str, ...]) -> int:
        return self._numbers.setdefault(names, len(self._numbers))

    def content(self, row: RawRow, shape: RowShape) -> Content:
        """Return what two rows have in common if they are equal."""
        values = tuple(map(row.__getitem__, shape.keys))
        if set(map(type, values)) == _TEXTS:  # nearly always, and ten times as fast
            return shape.number, values
        pairs = [(name, value) for name, value in zip(shape.names, values, strict=True) if value is not None]
        return self._number(tuple(name for name, _ in pairs)), tuple(comparable(value) for _, value in pairs)

    def digest(self, row: RawRow, shape: RowShape) -> bytes:
        """Return the content in sixteen bytes: of half a million rows it is the keeping that takes the time."""
        # format 0 depends on nothing but the values; later ones tell objects that are shared from those that are not
        return self._hash(marshal.dumps(self.content(row, shape), 0), digest_size=_DIGEST_BYTES).digest()

    def cells(self, row: RawRow) -> dict[str, str]:
        """Return name to key of each compared value that a row has, in the order of the row."""
        shape = self.shape(row)
        names = dict(zip(shape.keys, shape.names, strict=True))
        return {names[key]: key for key in shape.steady_keys if row[key] is not None}

    def row_id(self, row: RawRow) -> str | None:
        """Return the router's own id of a row, raw; None when it has none that could be one."""
        key = self.shape(row).id_key
        value = None if key is None else row[key]
        return value if isinstance(value, str) and value else None

    def steady(self, row: RawRow) -> dict[str, object]:
        """Return the row as it came, without its id and what is left out."""
        return {key: row[key] for key in self.shape(row).steady_keys}


def is_own_id(value: object) -> bool:
    """Return whether a value is an internal id such as `*1F`."""
    return isinstance(value, str) and _IS_ID.fullmatch(value) is not None


def comparable(value: object) -> object:
    """Return what equals that of another JSON value only if both are the same: `1`, `true` and `"1"` are three."""
    if isinstance(value, str):
        return value
    try:
        return (json.dumps(value, sort_keys=True, default=str),)
    except (TypeError, ValueError, RecursionError):
        return (repr(value),)
