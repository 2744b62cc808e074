"""The local audit trail, read: intents joined with their ends, whatever the files have been through.

Files are read line by line and never as a whole. A line that is no record of ours is passed over and counted. Inside
a file each line must hold the hash of the one before; what was cut off at its end cannot be seen.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple

from altotui.domain.audit import STOPPED_BEFORE_ANSWER, AuditEntry
from altotui.domain.errors import StorageError
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.storage.audit_files import FILES, FORMAT, MAX_LINE_BYTES, hash_of, is_in_use, opened

_MARGIN_S = 86400
"""By how much the stamps of the file system may be behind those in the records."""
_RECENT = timedelta(days=7)
_RECENT_BYTES = 64 * 1024 * 1024
_BUFFER_BYTES = 256 * 1024
_IS_READ = b'"is_write":false,'
"""Stands in no text of a record: quotes in texts are escaped."""


class AuditRead(NamedTuple):
    """What the audit files say."""

    entries: tuple[AuditEntry, ...]
    """Oldest first."""
    damaged: int = 0
    """Lines that are no records."""
    broken_chains: tuple[str, ...] = ()
    """Names of files in which a line was changed, added or taken away."""
    unreadable: tuple[str, ...] = ()
    """Names of files that could not be read."""


def read_audit(
    folder: Path,
    *,
    since: datetime | None = None,
    matches: Callable[[AuditEntry], bool] = lambda _: True,
) -> AuditRead:
    """Return the records in `folder` that were begun at `since` or later and that `matches` takes.

    An intent without an end is in flight while its console runs, and `unknown` once that has gone.

    Raises:
        StorageError: The folder cannot be read; one that is not there holds nothing.
    """
    reading = _Reading(since, matches)
    for path in _files(folder, since):
        reading.read(path)
    return reading.result()


def unfinished(folder: Path, now: datetime | None = None) -> tuple[AuditEntry, ...]:
    """Return the writes of the last 7 days whose console ended before their answer came, oldest first.

    Quick enough for a start: reads 64 MiB at most, the newest files, and does not look at reads.
    """
    return _recent(folder, now, lambda entry: _may_have_changed_a_router(entry) and entry.is_unfinished)


def recent_writes(folder: Path, now: datetime | None = None) -> tuple[AuditEntry, ...]:
    """Return the writes of the last 7 days, also those in flight, oldest first; as quick as `unfinished`."""
    return _recent(folder, now, _may_have_changed_a_router)


def _recent(
    folder: Path, now: datetime | None, matches: Callable[[AuditEntry], bool]
) -> tuple[AuditEntry, ...]:
    since = (now or datetime.now(UTC)) - _RECENT
    reading = _Reading(since, matches, only_writes=True)
    with contextlib.suppress(StorageError):  # nothing is known then; `altotui audit` says why
        for path in _newest(_files(folder, since)):
            reading.read(path)
    return reading.result().entries


def _may_have_changed_a_router(entry: AuditEntry) -> bool:
    return entry.is_write and not entry.is_only_said


def _files(folder: Path, since: datetime | None) -> list[Path]:
    """Return the files that may have something of `since` or later, by name: those of one run in order."""
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    except OSError as problem:
        raise StorageError(f"cannot read the folder {folder.name}: {problem.strerror}") from None
    oldest_s = since.timestamp() - _MARGIN_S if since else None
    paths = (folder / name for name in names if Path(name).match(FILES))
    return [path for path in paths if oldest_s is None or _modified_s(path) >= oldest_s]


def _modified_s(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


def _newest(paths: list[Path]) -> list[Path]:
    """Return the newest of `paths` that may be read at a start, in the order of `paths`."""
    chosen = set()
    room_bytes = _RECENT_BYTES
    for path in sorted(paths, key=_modified_s, reverse=True):
        with contextlib.suppress(OSError):
            size = path.lstat().st_size
            if size <= room_bytes:
                room_bytes -= size
                chosen.add(path)
    return [path for path in paths if path in chosen]


class _Line(NamedTuple):
    """One line of a file without its newline."""

    content: bytes
    """Empty when the line is too long to be a record."""
    digest: str
    is_whole: bool
    """Whether its newline is there."""


class _Call(NamedTuple):
    """Which intent: numbers count within one run."""

    run: str
    number: int


class _Reading:
    """Joins the lines of many files; keeps what is asked for and what is still open."""

    def __init__(
        self, since: datetime | None, matches: Callable[[AuditEntry], bool], *, only_writes: bool = False
    ) -> None:
        self._since = since
        self._matches = matches
        self._only_writes = only_writes
        self._open: dict[_Call, AuditEntry] = {}
        self._running: set[str] = set()
        """Runs whose console lives."""
        self._entries: list[tuple[_Call, AuditEntry]] = []
        self._damaged = 0
        self._broken: list[str] = []
        self._unreadable: list[str] = []

    def read(self, path: Path) -> None:
        try:
            with opened(path) as descriptor, open(descriptor, "rb", _BUFFER_BYTES, closefd=False) as file:
                # asked first: a console that ends while it is read must not lose what it wrote last
                self._read_file(path.name, file, is_in_use(descriptor))
        except OSError:
            self._unreadable.append(path.name)

    def _read_file(self, name: str, file: BinaryIO, in_use: bool | None) -> None:
        prev = ""
        is_chain_whole = True
        for line in _lines(file):
            if prev and self._only_writes and _IS_READ in line.content:
                prev = line.digest  # the first line is read in any case: it says whose run it is
                continue
            record = _record(line.content)
            if record is None or not self._take(record, in_use):
                self._damaged += line.is_whole or not in_use
            if record is not None and record.get("prev") != prev:
                is_chain_whole = False
            prev = line.digest
        if not is_chain_whole:
            self._broken.append(name)

    def _take(self, record: dict[str, object], in_use: bool | None) -> bool:
        """Take one record; return whether it is one of ours."""
        try:
            run = _text(record["run"])
            if record["phase"] == "intent":
                self._begin(_Call(run, _number(record["seq"])), _entry(record))
            elif record["phase"] == "outcome":
                self._end(_Call(run, _number(record["intent"])), record)
            else:
                return False
            if in_use or (in_use is None and _is_alive(record)):
                self._running.add(run)
        except (KeyError, TypeError, ValueError, OverflowError):
            return False
        return True

    def _begin(self, call: _Call, entry: AuditEntry) -> None:
        if self._since is None or entry.at >= self._since:
            if call in self._open:
                raise ValueError("a number that was given already")
            self._open[call] = entry

    def _end(self, call: _Call, record: dict[str, object]) -> None:
        """Join an end with its intent; one that is not known began before what was asked for."""
        outcome = Outcome(_text(record["outcome"]))
        message = _text_or_none(record["message"])
        http_status, elapsed_ms = (
            _number_or_none(record["http_status"]),
            _number_or_none(record["elapsed_ms"]),
        )
        entry = self._open.pop(call, None)
        if entry is not None:
            ended = entry._replace(
                outcome=outcome,
                message=message,
                http_status=http_status,
                elapsed_ms=elapsed_ms,
                is_concluded=True,
            )
            self._keep(call, ended)

    def _keep(self, call: _Call, entry: AuditEntry) -> None:
        if self._matches(entry):
            self._entries.append((call, entry))

    def result(self) -> AuditRead:
        for call, entry in self._open.items():
            if call.run in self._running:
                self._keep(call, entry)
            else:
                self._keep(call, entry._replace(outcome=Outcome.UNKNOWN, message=STOPPED_BEFORE_ANSWER))
        in_order = sorted(self._entries, key=lambda kept: (kept[1].at, kept[0]))
        return AuditRead(
            tuple(entry for _, entry in in_order),
            self._damaged,
            tuple(self._broken),
            tuple(self._unreadable),
        )


def _lines(file: BinaryIO) -> Iterator[_Line]:
    while content := file.readline(MAX_LINE_BYTES):
        if content.endswith(b"\n"):
            yield _Line(content[:-1], hash_of(content[:-1]), True)
        elif len(content) < MAX_LINE_BYTES:
            yield _Line(content, "", False)
        else:
            yield _Line(b"", "", _skip_line(file))


def _skip_line(file: BinaryIO) -> bool:
    """Read on to the end of the line; return whether it has one."""
    while content := file.readline(MAX_LINE_BYTES):
        if content.endswith(b"\n"):
            return True
    return False


def _record(content: bytes) -> dict[str, object] | None:
    """Return the record in a line; None when there is none in the format that is known."""
    try:
        record = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and record.get("v") == FORMAT else None


def _is_alive(record: dict[str, object]) -> bool:
    """Return whether the process of a record runs on this machine; where locks say nothing."""
    try:
        os.kill(_number(record["pid"]), 0)
    except PermissionError:
        return record["host"] == os.uname().nodename
    except OSError:
        return False
    return record["host"] == os.uname().nodename


def _entry(record: dict[str, object]) -> AuditEntry:
    """Return an intent as an entry; KeyError, TypeError or ValueError when it is none."""
    parameters = record["parameters"]
    if not isinstance(parameters, list):
        raise TypeError("parameters: not a list")
    return AuditEntry(
        at=_time(record["at"]),
        profile=_text(record["profile"]),
        user=_text(record["user"]),
        host=_text(record["host"]),
        pid=_number(record["pid"]),
        kind=_text(record["kind"]),
        site_id=SiteId(_text(record["site_id"])),
        site_name=_text(record["site_name"]),
        command=_text(record["command"]),
        parameters=tuple(_text(word) for word in parameters),
        is_write=record["is_write"] is True,
        key=_text_or_none(record["key"]),
        reason=_text(record.get("reason", "")),
        targets=_number_or_none(record.get("targets")),
    )


def _time(value: object) -> datetime:
    at = datetime.fromisoformat(_text(value))
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at.astimezone(UTC)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a whole number")
    return value


def _number_or_none(value: object) -> int | None:
    return None if value is None else _number(value)
