"""The file of what the last console of a profile has left, replaced as a whole: of two the newest change counts.

{"format": 1, "left_at": "2026-03-02T09:15:00+00:00", "place": {"pane": "console", ...},
 "asked": [{"number": 3, "line": "/ip/arp/print", "sites": [["938f50b7-...", "denver-01"]], "results": [...], ...}]}
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from altotui.domain.command import CommandResult, RouterReply
from altotui.domain.errors import StorageError
from altotui.domain.ids import SiteId, is_uuid
from altotui.domain.outcome import Outcome
from altotui.domain.text import make_visible
from altotui.domain.workspace import MOST_IDS, TOO_LARGE, Asked, Place, Workspace, keepable
from altotui.storage.atomic import read_file, replace_file
from altotui.storage.locations import workspace_file
from altotui.storage.resources import load_menus

_FORMAT = 1
_MOST_BYTES = 2_000_000
_MOST_PIECE_BYTES = 250_000
_MOST_ASKED_BYTES = 1_000_000
_DAMAGE = (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)
_PANES = ("sites", "console", "jobs")
_WORD_CHARS = 200

_Record = dict[str, object]
T = TypeVar("T")


class WorkspaceFile:
    """Keeps it in the state folder."""

    def __init__(self, profile: str) -> None:
        """Keep it for `profile`."""
        self._path = workspace_file(profile)
        self._pieces: dict[int, tuple[Asked, str]] = {}
        """What was asked, with how it is written: most of it stays the same from one time to the next."""

    def save(self, workspace: Workspace) -> None:
        """Replace what is kept; raises StorageError when that cannot be done, and the file is as it was."""
        pieces: dict[int, tuple[Asked, str]] = {}
        room_bytes = _MOST_ASKED_BYTES
        for asked in reversed(workspace.asked):
            known = self._pieces.get(asked.number)
            piece = known[1] if known is not None and known[0] is asked else _piece(asked)
            room_bytes -= len(piece)
            if room_bytes >= 0:
                pieces[asked.number] = asked, piece
        self._pieces = pieces
        head = json.dumps(
            {
                "format": _FORMAT,
                "left_at": workspace.left_at.isoformat(),
                "place": _place_record(workspace.place),
            }
        )
        listed = ",".join(piece for _, piece in reversed(pieces.values()))
        replace_file(self._path, f'{head[:-1]},"asked":[{listed}]}}\n'.encode())

    def load(self) -> Workspace | None:
        """Return what was left; None when nothing was.

        What is damaged in it is passed over; texts are made visible anew.

        Raises:
            StorageError: The file cannot be read, or is none of ours.
        """
        try:
            document = json.loads(read_file(self._path, max_bytes=_MOST_BYTES).content)
            if document["format"] != _FORMAT:
                raise StorageError(f"{self._path.name} was written by another version of altotui")
            place, left_at = _read_place(document["place"]), _time(document["left_at"])
            asked = [_or_none(_read_asked, each) for each in document["asked"]]
        except FileNotFoundError:
            return None
        except _DAMAGE:
            raise StorageError(f"{self._path.name} is damaged") from None
        return Workspace(left_at, place, tuple(each for each in asked if each is not None))


# --- writing


def _piece(asked: Asked) -> str:
    kept = keepable(asked, load_menus().answer_facts(asked.command).secrets)
    piece = _encoded(kept)
    if len(piece) > _MOST_PIECE_BYTES:
        piece = _encoded(kept.without_answers(TOO_LARGE))
    return piece


def _encoded(asked: Asked) -> str:
    record = {
        **asked._asdict(),
        "asked_at": asked.asked_at.isoformat(),
        "results": [{**result._asdict(), "reply": result.reply._asdict()} for result in asked.results],
    }
    return json.dumps(record, separators=(",", ":"))  # in ASCII: nothing a router may send is no text then


def _place_record(place: Place) -> _Record:
    record = place._asdict()
    for name in ("set_ids", "marked"):
        record[name] = list(record[name]) if len(record[name]) <= MOST_IDS else []
    return record


# --- reading


def _read_place(record: Mapping[str, object]) -> Place:
    pane, menu, chosen = record["pane"], _text(record["menu"]), record["chosen"]
    return Place(
        pane=pane if isinstance(pane, str) and pane in _PANES else "sites",
        is_zoomed=record["is_zoomed"] is True,
        menu=menu if menu.startswith("/") and menu.isprintable() and len(menu) <= _WORD_CHARS else "/",
        chosen=_site_id(chosen) if chosen is not None else None,
        set_name=_visible(record["set_name"]),
        set_ids=tuple(map(_site_id, _list(record["set_ids"]))),
        marked=tuple(map(_site_id, _list(record["marked"]))),
    )


def _read_asked(record: Mapping[str, object]) -> Asked:
    return Asked(
        number=_whole(record["number"]),
        asked_at=_time(record["asked_at"]),
        line=_text(record["line"]),
        menu=_text(record["menu"]),
        command=_text(record["command"]),
        parameters=tuple(map(_text, _list(record["parameters"]))),
        is_write=record["is_write"] is True,
        sites=tuple(
            (_site_id(site_id), _visible(name)) for site_id, name in map(_list, _list(record["sites"]))
        ),
        results=tuple(map(_read_result, _list(record["results"]))),
        is_run=record["is_run"] is True,
        called=_visible(record["called"]),
        field=_text(record["field"]),
        more_sites=_whole(record["more_sites"]),
        has_ended=record["has_ended"] is True,
        why_not_kept=_visible(record["why_not_kept"]),
    )


def _read_result(record: object) -> CommandResult:
    if not isinstance(record, dict):
        raise TypeError("not a result")
    message, reply = record["message"], record["reply"]
    return CommandResult(
        _site_id(record["site_id"]),
        _visible(record["site_name"]),
        Outcome(_text(record["outcome"])),
        _read_reply(reply),
        None if message is None else _visible(message, max_chars=2000),
        _whole_or_none(record["http_status"]),
        _whole_or_none(record["elapsed_ms"]),
    )


def _read_reply(record: object) -> RouterReply:
    if not isinstance(record, dict):
        raise TypeError("not a reply")
    rows = [row for row in _list(record["rows"]) if isinstance(row, dict)]
    ret = record["ret"]
    return RouterReply(
        tuple(rows), None if ret is None else _text(ret), tuple(map(_visible, _list(record["notes"])))
    )


def _or_none(read: Callable[[Mapping[str, object]], T], record: Mapping[str, object]) -> T | None:
    try:
        return read(record)
    except _DAMAGE:
        return None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _visible(value: object, max_chars: int = _WORD_CHARS) -> str:
    return make_visible(_text(value), max_chars=max_chars)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _site_id(value: object) -> SiteId:
    if not is_uuid(_text(value)):
        raise ValueError("not a site id")
    return SiteId(_text(value).lower())


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError("not a number")
    return value


def _whole_or_none(value: object) -> int | None:
    return None if value is None else _whole(value)


def _time(value: object) -> datetime:
    at = datetime.fromisoformat(_text(value))
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at.astimezone(UTC)
