"""The file of what the last console of a profile has left, replaced as a whole: of two the newest change counts.

{"format": 1, "address": "https://v1.api.altostrat.io", "left_at": "2026-03-02T09:15:00+00:00",
 "place": {"pane": "console", ...},
 "asked": [{"number": 3, "line": "/ip/arp/print", "sites": [["938f50b7-...", "denver-01"]], "results": [...], ...}]}
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from altotui.domain.command import CommandResult, RouterReply
from altotui.domain.errors import StorageError
from altotui.domain.ids import SiteId, is_uuid
from altotui.domain.outcome import Outcome
from altotui.domain.text import make_visible
from altotui.domain.workspace import MOST_IDS, TOO_LARGE, Asked, Place, Workspace, keepable
from altotui.storage.aside import put_aside
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
_MOST_WHOLE = 10**9
"""What is asked next is numbered on from the largest number in the file."""
_ASIDE = "it is put aside before anything is kept in its place"

_Record = dict[str, object]
T = TypeVar("T")


class WorkspaceFile:
    """Keeps it in the state folder."""

    def __init__(self, profile: str, address: str) -> None:
        """Keep it for `profile`, whose API is at `address`: answers of another platform are none of this one."""
        self._path = workspace_file(profile)
        self._address = address.rstrip("/")
        self._pieces: dict[int, tuple[Asked, str]] = {}
        """What was asked, by its identity, with how it is written: most of it stays from one time to the next."""
        self._is_ours = False
        """What is replaced has been looked at."""

    def save(self, workspace: Workspace) -> None:
        """Replace what is kept; raises StorageError when that cannot be done, and the file is as it was."""
        pieces = self._fitting(workspace.asked)
        head = json.dumps(
            {
                "format": _FORMAT,
                "address": self._address,
                "left_at": workspace.left_at.isoformat(),
                "place": _place_record(workspace.place),
            }
        )
        self._keep_what_is_not_ours()
        replace_file(self._path, f'{head[:-1]},"asked":[{",".join(pieces)}]}}\n'.encode())

    def _fitting(self, asked: Sequence[Asked]) -> list[str]:
        """Return as many lines as fit, in their order: writes that nobody knows of first, then the newest."""
        known = self._pieces
        self._pieces = {id(each): known.get(id(each)) or (each, _piece(each)) for each in asked}
        chosen: set[int] = set()
        room_bytes = _MOST_ASKED_BYTES
        newest_first = list(reversed(asked))
        for each in sorted(newest_first, key=lambda each: not each.unknown):
            length = len(self._pieces[id(each)][1])
            if length <= room_bytes:
                room_bytes -= length
                chosen.add(id(each))
        return [piece for at, (_, piece) in self._pieces.items() if at in chosen]

    def _keep_what_is_not_ours(self) -> None:
        """Put a file aside that cannot be read, before it is replaced for the first time: nothing in it is lost."""
        if self._is_ours:
            return
        try:
            self._read()
        except FileNotFoundError:
            pass
        except StorageError:
            put_aside(self._path)
        self._is_ours = True

    def load(self) -> Workspace | None:
        """Return what was left; None when nothing was.

        What is damaged in it is passed over and counted; texts are made visible anew.

        Raises:
            StorageError: The file cannot be read, is none of ours, or was left at another address.
        """
        try:
            document, left_at = self._read()
        except FileNotFoundError:
            return None
        address = document.get("address")
        if address != self._address:
            where = _visible(address) if isinstance(address, str) else "an address that it does not name"
            raise StorageError(
                f"{self._path.name} was left at {where}, and this profile is at {self._address}"
            )
        place = _or_none(_read_place, document.get("place"))
        asked = [_or_none(_read_asked, each) for each in _list(document["asked"])]
        read = tuple(each for each in asked if each is not None)
        damaged = len(asked) - len(read) + (place is None)
        return Workspace(left_at, place or Place(), read, damaged)

    def _read(self) -> tuple[_Record, datetime]:
        """Return a document of ours, with the time that makes it one; else StorageError, or FileNotFoundError."""
        file = read_file(self._path, max_bytes=_MOST_BYTES)
        if file.status.st_uid != os.geteuid():
            raise StorageError(f"{self._path.name} belongs to another user: {_ASIDE}")
        try:
            document = json.loads(file.content)
            if document["format"] != _FORMAT:
                raise StorageError(f"{self._path.name} was written by another version of altotui: {_ASIDE}")
            _list(document["asked"])
            return document, _time(document["left_at"])
        except _DAMAGE:
            raise StorageError(f"{self._path.name} is damaged: {_ASIDE}") from None


# --- writing


def _piece(asked: Asked) -> str:
    kept = keepable(asked, load_menus().answer_facts(asked.command).secrets)
    piece = _encoded(kept)
    if len(piece) > _MOST_PIECE_BYTES:
        piece = _encoded(kept.without_answers(TOO_LARGE))
    return piece


def _encoded(asked: Asked) -> str:
    record = asked._asdict()
    del record["elsewhere"]
    record |= {
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


def _read_place(record: object) -> Place:
    if not isinstance(record, dict):
        raise TypeError("not a place")
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


def _read_asked(record: object) -> Asked:
    if not isinstance(record, dict):
        raise TypeError("not a line")
    counts = record["counts"]
    if not isinstance(counts, dict):
        raise TypeError("no counts")
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
        counts={Outcome(name): _whole(count) for name, count in counts.items()},
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


def _or_none(read: Callable[[object], T], record: object) -> T | None:
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
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _MOST_WHOLE:
        raise TypeError("not a number")
    return value


def _whole_or_none(value: object) -> int | None:
    return None if value is None else _whole(value)


def _time(value: object) -> datetime:
    at = datetime.fromisoformat(_text(value))
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at.astimezone(UTC)
