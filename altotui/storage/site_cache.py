"""The last site list of a profile, kept so that the next start has something to show at once, however long it is.

A file of lines: a head, then one site a line, so that it can be read in slices and damage costs no more than what
stands behind it. The head names the fields, so that a later version may add some or drop some:

{"format": 2, "as_of": "2026-03-02T09:15:00+00:00", "count": 10000, "left_out": 0, "fields": ["id", "name", ...]}
["938f50b7-fa31-4b17-bffb-35b64eea608e", "denver-01", "site_2xQh", ...]
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from altotui.domain.ids import SiteId, is_uuid
from altotui.domain.site import Site, SiteList
from altotui.domain.text import MAX_FIELD_CHARS, is_plain, make_visible
from altotui.storage.atomic import replace_file

_FORMAT = 2
_MOST_BYTES = 200_000_000
_MOST_LINE_BYTES = 1_000_000
_LEAST_LINE_BYTES = 40
"""Of a site: its id alone takes as many."""
_FIRST_BYTES = 32_768
"""About a hundred sites: a screenful."""
_SLICE_BYTES = 131_072
"""About 400 sites, which take one to two milliseconds."""
_LINES_A_PIECE = 2500
"""Made between two writes, in about 10 ms: a thread that writes more often gets the interpreter back before the loop
has noticed that it was free, and holds it up for 100 ms and more."""
_DAMAGE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)

_Record = list[object]
_Column = Sequence[object]


def save_sites(path: Path, listed: SiteList) -> None:
    """Write the list; raises StorageError when that is not possible, and the old file is there as before."""
    replace_file(path, _lines(listed))


def _lines(listed: SiteList) -> Iterator[bytes]:
    encode = json.JSONEncoder(default=datetime.isoformat, separators=(",", ":"), check_circular=False).encode
    head = {
        "format": _FORMAT,
        "as_of": listed.as_of,
        "count": len(listed.sites),
        "left_out": listed.left_out,
        "fields": Site._fields,
    }
    yield f"{encode(head)}\n".encode()
    for start in range(0, len(listed.sites), _LINES_A_PIECE):
        sites = listed.sites[start : start + _LINES_A_PIECE]
        yield "".join([f"{encode(site)}\n" for site in sites]).encode()


def load_sites(path: Path) -> Iterator[SiteList | None]:
    """Yield the list in `path` as it grows: about a hundred sites, then each time it has doubled, then whole.

    None stands for a slice that was read in between, so that whoever takes the lists can let other work go on.
    Nothing is yielded where there is no list that can be read. What stands before damage is given all the same: its
    beginning is on the screen by then, and the live list is about to replace it anyway. But it never becomes whole:
    compared with the next list, it would make every site behind the damage a new one. Texts are made visible anew.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return
    try:
        status = os.fstat(descriptor)
        if stat.S_ISREG(status.st_mode) and status.st_size <= _MOST_BYTES:
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                yield from _grow(file, status.st_size)
    finally:
        os.close(descriptor)


class _Head(NamedTuple):
    as_of: datetime
    total: int
    left_out: int
    fields: tuple[str, ...]


def _grow(file: BinaryIO, size_bytes: int) -> Iterator[SiteList | None]:
    slices = _slices(file)
    lines = next(slices, [])
    head = _read_head(lines.pop(0), size_bytes) if lines else None
    if head is None:
        return
    growing = SiteList((), head.as_of, left_out=head.left_out, total=head.total)
    sites: list[Site] = []
    shown = 0
    while True:
        found, is_damaged = _read_sites(lines[: head.total - len(sites)], head.fields)
        sites += found
        if is_damaged or len(sites) >= head.total:
            break
        if len(sites) >= max(2 * shown, 1):
            shown = len(sites)
            yield growing._replace(sites=tuple(sites))
        else:
            yield None
        lines = next(slices, [])
        if not lines:
            break
    yield growing._replace(sites=tuple(sites), total=head.total if len(sites) < head.total else None)


def _slices(file: BinaryIO) -> Iterator[list[bytes]]:
    """Yield the lines of the file, as many at a time as fit into a slice; a last one that has no end is not one."""
    rest = b""
    size_bytes = _FIRST_BYTES
    while len(rest) <= _MOST_LINE_BYTES:
        try:
            block = file.read(size_bytes)
        except OSError:
            return
        if not block:
            return
        *lines, rest = (rest + block).split(b"\n")
        if lines:
            yield lines
            size_bytes = _SLICE_BYTES


def _read_head(line: bytes, size_bytes: int) -> _Head | None:
    """Return the head; None when it is not one of ours. It cannot promise more sites than the file has room for."""
    try:
        head = json.loads(line)
        as_of, total, left_out = _time(head["as_of"]), head["count"], head.get("left_out", 0)
        fields = tuple(map(str, head["fields"]))
        is_ours = head["format"] == _FORMAT and {"id", "name"} <= set(fields)
    except _DAMAGE:
        return None
    if not is_ours or as_of is None or (type(total), type(left_out)) != (int, int) or total < 0:
        return None
    return _Head(as_of, min(total, size_bytes // _LEAST_LINE_BYTES), left_out, fields)


def _read_sites(lines: list[bytes], fields: Sequence[str]) -> tuple[list[Site], bool]:
    """Return the sites of those lines up to the first that is damaged, and whether there is one."""
    try:
        return _read_slice(lines, fields), False
    except _DAMAGE:
        pass
    sites: list[Site] = []
    for line in lines:
        try:
            sites += _read_slice([line], fields)
        except _DAMAGE:
            return sites, True
    return sites, False


def _read_slice(lines: list[bytes], fields: Sequence[str]) -> list[Site]:
    """Return one site for each line, read as columns: what is asked of a column at once costs each site little."""
    if not lines:
        return []
    records: list[_Record] = json.loads(b"[" + b",".join(lines) + b"]")
    if len(records) != len(lines) or {type(record) for record in records} != {list}:
        raise ValueError("not one site a line")
    columns = dict(zip(fields, zip(*records, strict=True), strict=True))
    nothing: _Column = (None,) * len(records)
    read = [_READERS.get(name, _texts)(columns.get(name, nothing)) for name in Site._fields]
    return list(map(Site._make, zip(*read, strict=True)))


def _ids(column: _Column) -> _Column:
    ids = [SiteId(value.lower()) for value in column if isinstance(value, str) and is_uuid(value)]
    if len(ids) != len(column):
        raise ValueError("not a site id")
    return ids


def _names(column: _Column) -> _Column:
    if {type(value) for value in column} != {str}:
        raise ValueError("a site without a name")
    return _texts(column)


def _texts(column: _Column) -> _Column:
    texts = [value for value in column if isinstance(value, str)]
    if len(texts) + column.count(None) == len(column) and _are_plain(texts):
        return column
    return [make_visible(value) if isinstance(value, str) else None for value in column]


def _tags(column: _Column) -> _Column:
    lists = [tags if isinstance(tags, list) else [] for tags in column]
    every = [*chain.from_iterable(lists)]
    if {type(tag) for tag in every} <= {str} and _are_plain(every):
        return [*map(tuple, lists)]
    return [tuple([make_visible(tag) for tag in tags if isinstance(tag, str)]) for tags in lists]


def _are_plain(texts: Sequence[str]) -> bool:
    """Return whether all of them are visible as they are: asked once, it is asked seven times as fast."""
    return is_plain("".join(texts)) and max(map(len, texts), default=0) <= MAX_FIELD_CHARS


def _switches(column: _Column) -> _Column:
    return [value if isinstance(value, bool) else None for value in column]


def _times(column: _Column) -> _Column:
    return [None if value is None else _time(value) for value in column]


def _time(value: object) -> datetime | None:
    """Return an aware time; None when it is none."""
    try:
        at = datetime.fromisoformat(value)  # type: ignore[arg-type]  # anything else is a TypeError, caught here
    except (ValueError, TypeError):
        return None
    return at if at.tzinfo is not None else None


_READERS: Mapping[str, Callable[[_Column], _Column]] = {
    "id": _ids,
    "name": _names,
    "tags": _tags,
    "has_pulse": _switches,
    **dict.fromkeys(("last_seen_at", "created_at", "deleted_at"), _times),
}
"""What reads the column of a field that is no plain text; a value that cannot be one is None: nothing is known."""
