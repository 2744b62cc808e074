"""The records of a history file, each a line of JSON: a line that was typed, and later how it ended.

{"v": 1, "id": "9f3c-1", "at": "2026-03-02T09:15:00+00:00", "line": "/ip/dns/print", "menu": "/", "target": "a", ...}
{"v": 1, "id": "9f3c-1", "outcome": "ok", "elapsed_ms": 840}
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from altotui.domain.history import (
    MAX_LINE_CHARS,
    MOST_LINES,
    MOST_SITE_IDS,
    OUTCOMES,
    HistoryEnd,
    HistoryLine,
    HistoryRead,
)
from altotui.domain.ids import SiteId, is_uuid
from altotui.domain.text import make_visible

_FORMAT = 1
_MAX_ID_CHARS = 64
_MOST_TAGS = 100
_MAX_DIGITS = 12

HistoryRecord = HistoryLine | HistoryEnd


class OtherVersion(ValueError):
    """A record that another version of altotui has written."""


def written(record: HistoryRecord) -> bytes:
    """Return a record as it stands in the file, with its newline."""
    if isinstance(record, HistoryEnd):
        fields: dict[str, object] = record._asdict()
    else:
        fields = record._asdict() | {"at": record.at.astimezone(UTC).isoformat()}
        del fields["is_kept"]
    text = json.dumps({"v": _FORMAT, **fields}, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass") + b"\n"


def read(content: bytes) -> HistoryRecord:
    """Return the record in one line of the file.

    Raises:
        ValueError: It is none (OtherVersion: none that is known here).
    """
    try:
        record = json.loads(content)
        if record["v"] != _FORMAT:
            raise OtherVersion if isinstance(record["v"], int) else ValueError
        return _line(record) if "line" in record else _end(record)
    except (KeyError, TypeError, OverflowError, RecursionError):
        raise ValueError("no record of a history") from None


def joined(records: Iterable[HistoryRecord], damaged: int) -> HistoryRead:
    """Return lines with their ends: the newest MOST_LINES, and the ends whose lines stand further before."""
    lines: dict[str, HistoryLine] = {}
    ends: dict[str, HistoryEnd] = {}
    for record in records:
        if isinstance(record, HistoryLine):
            lines[record.id] = record
        elif record.id in lines:
            lines[record.id] = lines[record.id]._replace(outcome=record.outcome, elapsed_ms=record.elapsed_ms)
        else:
            ends[record.id] = record
    return HistoryRead(tuple(lines.values())[-MOST_LINES:], tuple(ends.values()), damaged)


def _line(record: dict[str, object]) -> HistoryLine:
    at = datetime.fromisoformat(_text(record["at"]))
    line = _text(record["line"])
    if at.tzinfo is None or not 0 < len(line) <= MAX_LINE_CHARS:
        raise ValueError("no line that was typed")
    return HistoryLine(
        id=_id(record["id"]),
        at=at.astimezone(UTC),
        line=line,
        menu=make_visible(_text(record["menu"])),
        target=make_visible(_text(record["target"])),
        site_ids=tuple(_site_id(each) for each in _texts(record["site_ids"])[:MOST_SITE_IDS]),
        site_count=_number(record["site_count"]),
        tags=tuple(make_visible(each) for each in _texts(record["tags"])[:_MOST_TAGS]),
        outcome=_outcome(record["outcome"]) if record["outcome"] else "",
        is_write=record["is_write"] is not False,
        elapsed_ms=_number_or_none(record["elapsed_ms"]),
    )


def _end(record: dict[str, object]) -> HistoryEnd:
    return HistoryEnd(_id(record["id"]), _outcome(record["outcome"]), _number_or_none(record["elapsed_ms"]))


def _id(value: object) -> str:
    text = _text(value)
    if not (0 < len(text) <= _MAX_ID_CHARS and text.isascii() and text.isprintable()):
        raise ValueError("no id")
    return text


def _site_id(text: str) -> SiteId:
    if not is_uuid(text):
        raise ValueError("no site id")
    return SiteId(text.lower())


def _outcome(value: object) -> str:
    if value not in OUTCOMES:
        raise ValueError("no outcome")
    return _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return [_text(each) for each in value]


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**_MAX_DIGITS:
        raise ValueError("not a count")
    return value


def _number_or_none(value: object) -> int | None:
    return None if value is None else _number(value)
