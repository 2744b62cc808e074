"""What was typed at the prompt under one profile, in one file for all consoles: each appends, and reads the others.

A torn record costs one line, and never the file. The newest stands at the end: nobody reads more than the last 4 MiB,
however large a file has become.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from altotui.domain.errors import StorageError
from altotui.domain.history import HistoryLine, HistoryRead
from altotui.storage.aside import free_name
from altotui.storage.atomic import replace_file
from altotui.storage.file_lock import locked
from altotui.storage.history_records import HistoryRecord, OtherVersion, joined, read, written
from altotui.storage.locations import history_file

MOST_READ_BYTES = 4 * 1024 * 1024
MOST_FILE_BYTES = 8 * 1024 * 1024
"""A larger file is made smaller before it gets another record."""
_MARK_BYTES = 64
_PROTECTED = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC

Write = Callable[[int, bytes], int]
"""Writes to a file descriptor as `os.write` does."""


class _Damaged(StorageError):
    """The file holds no record."""


class _Place(NamedTuple):
    """Up to where a file was read."""

    device: int
    inode: int
    offset: int
    mark: bytes
    """What stands before it: a file made smaller may have got the number of one that is gone."""


class _Content(NamedTuple):
    """What was not read yet of a file."""

    content: bytes
    """From the start of a line."""
    place: _Place
    """Its end, with the mark of its start."""


class HistoryFile:
    """Keeps it in the state folder; for one thread at a time."""

    def __init__(
        self,
        profile: str,
        *,
        most_read_bytes: int = MOST_READ_BYTES,
        most_file_bytes: int = MOST_FILE_BYTES,
        write: Write = os.write,
    ) -> None:
        """Keep it for `profile`."""
        self._path = history_file(profile)
        self._most_read_bytes = most_read_bytes
        self._most_file_bytes = most_file_bytes
        self._write = write
        self._place: _Place | None = None

    def load(self) -> HistoryRead:
        """Return the newest lines; a file without any record is put aside, and that is said.

        Raises:
            StorageError: It cannot be read, or another version has written it: it is left alone.
        """
        self._place = None
        return self.newer()

    def newer(self) -> HistoryRead:
        """Return what others have appended since this was asked last, or all when the file is another one.

        Raises:
            StorageError: As for `load`.
        """
        try:
            return self._read(self._most_read_bytes)
        except FileNotFoundError:
            self._place = None
            return HistoryRead()
        except _Damaged:
            # another console may just have written its first record, or put the file aside
            with locked(self._path):
                return self._read_or_put_aside()

    def append(self, records: Sequence[HistoryRecord]) -> None:
        """Write records behind all others; a file that has become too large is made smaller first.

        Raises:
            StorageError: They could not be written, and none of them is in the file.
        """
        content = b"".join(map(written, records))
        with locked(self._path):
            with contextlib.suppress(FileNotFoundError):
                if self._path.lstat().st_size > self._most_file_bytes:
                    self._make_smaller()
            self._append(content)

    # --- reading

    def _read(self, most_bytes: int) -> HistoryRead:
        """Return what is behind the place that was read up to, and go on from its end the next time."""
        content, place = self._content(most_bytes)
        records, damaged, of_others, rest = _parsed(content)
        if not records and (self._place is None or len(content) == place.offset):
            if of_others:
                raise StorageError(
                    f"{self._path.name} was written by another version of altotui: use that, or remove it"
                )
            if damaged or rest:
                raise _Damaged(f"{self._path.name} is damaged")
        mark = (place.mark + content[: len(content) - rest])[-_MARK_BYTES:]
        self._place = place._replace(offset=place.offset - rest, mark=mark)
        return joined(records, damaged + of_others)

    def _content(self, most_bytes: int) -> _Content:
        """Return the end of the file: what was not read yet, at most so many bytes.

        Raises:
            FileNotFoundError: There is none.
            StorageError: It cannot be read.
        """
        with _opened(self._path, os.O_RDONLY, "cannot read") as (descriptor, status):
            start, mark = self._start(descriptor, status)
            first = max(start, status.st_size - most_bytes)
            if first > start:
                first -= 1  # to see whether a line begins there
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                file.seek(first)
                content = file.read(status.st_size - first)
            end = first + len(content)
            if first > start:
                content = content[content.find(b"\n") + 1 :]
            return _Content(content, _Place(status.st_dev, status.st_ino, end, mark))

    def _start(self, descriptor: int, status: os.stat_result) -> tuple[int, bytes]:
        """Return where what was not read yet begins, and what stands before it; the start of another file."""
        place = self._place
        if place is None or (place.device, place.inode) != (status.st_dev, status.st_ino):
            return 0, b""
        before = os.pread(descriptor, len(place.mark), place.offset - len(place.mark))
        return (place.offset, place.mark) if before == place.mark else (0, b"")

    def _read_or_put_aside(self) -> HistoryRead:
        """Return what the file holds; one without any record is renamed, and nothing in it is lost."""
        try:
            return self._read(self._most_read_bytes)
        except FileNotFoundError:
            return HistoryRead()
        except _Damaged as problem:
            return HistoryRead(problem=self._put_aside(problem))

    def _put_aside(self, problem: _Damaged) -> str:
        aside = free_name(self._path)
        try:
            self._path.rename(aside)
        except OSError as failure:
            raise StorageError(f"{problem}, and it cannot be put aside: {failure.strerror}") from None
        self._place = None
        return f"{problem}: it was put aside as {aside.name}, the history begins anew"

    # --- writing

    def _append(self, content: bytes) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
        with _opened(self._path, flags, "cannot write") as (descriptor, status):
            if stat.S_IMODE(status.st_mode) & 0o077:
                os.fchmod(descriptor, 0o600)
            size = status.st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                content = b"\n" + content  # a torn record costs no other one
            try:
                count = self._write(descriptor, content)
                if count != len(content):
                    raise OSError(errno.ENOSPC, f"only {count} of {len(content)} bytes fitted")
            except OSError:
                os.ftruncate(descriptor, size)
                raise
            self._pass_over_own(status, content)

    def _pass_over_own(self, status: os.stat_result, content: bytes) -> None:
        """Go on behind what was just written, where nothing of others stands before it."""
        place = self._place
        if place is None and not status.st_size:
            place = _Place(status.st_dev, status.st_ino, 0, b"")
        if place is not None and place[:3] == (status.st_dev, status.st_ino, status.st_size):
            self._place = place._replace(
                offset=place.offset + len(content), mark=(place.mark + content)[-_MARK_BYTES:]
            )

    def _make_smaller(self) -> None:
        """Keep the newest lines only, each in one record with its end.

        Raises:
            StorageError: That was not possible, or it held no record and was put aside.
        """
        self._place = None
        try:
            lines = self._read(self._most_file_bytes).lines
        except _Damaged as problem:
            raise StorageError(self._put_aside(problem)) from None
        self._place = None
        replace_file(self._path, _newest(lines, self._most_read_bytes))


def _newest(lines: Sequence[HistoryLine], most_bytes: int) -> list[bytes]:
    """Return the last records that fit, in their order."""
    kept: list[bytes] = []
    for line in reversed(lines):
        record = written(line)
        most_bytes -= len(record)
        if most_bytes < 0:
            break
        kept.append(record)
    return kept[::-1]


class _Parsed(NamedTuple):
    """What a piece of a file holds."""

    records: list[HistoryRecord]
    damaged: int
    of_others: int
    """Records of another version."""
    rest: int
    """Bytes at its end that are a record's beginning, at best: it may still be written."""


def _parsed(content: bytes) -> _Parsed:
    records: list[HistoryRecord] = []
    damaged = of_others = 0
    *whole, last = content.split(b"\n")
    for line in whole:
        try:
            if line:
                records.append(read(line))
        except OtherVersion:
            of_others += 1
        except ValueError:
            damaged += 1
    rest = len(last)
    with contextlib.suppress(ValueError):
        if last:
            records.append(read(last))
            rest = 0
    return _Parsed(records, damaged, of_others, rest)


@contextlib.contextmanager
def _opened(path: Path, flags: int, cannot: str) -> Iterator[tuple[int, os.stat_result]]:
    """Open an ordinary file, never through a link; what fails meanwhile becomes a StorageError.

    Raises:
        FileNotFoundError: There is none.
        StorageError: It is something else, or the system says no.
    """
    try:
        descriptor = os.open(path, flags | _PROTECTED, 0o600)
    except OSError as problem:
        if isinstance(problem, FileNotFoundError) and not flags & os.O_CREAT:
            raise
        why = "it is a link" if problem.errno == errno.ELOOP else problem.strerror
        raise StorageError(f"{cannot} {path.name}: {why}") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise StorageError(f"{cannot} {path.name}: it is not a file")
        yield descriptor, status
    except OSError as problem:
        raise StorageError(f"{cannot} {path.name}: {problem.strerror}") from None
    finally:
        os.close(descriptor)
