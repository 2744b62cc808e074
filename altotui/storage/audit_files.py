"""The files of the audit trail: made for their owner only, one for each process, kept for 90 days or 256 MiB.

Each line is one JSON object and holds the hash of the line before it. A lock on the file says that its writer lives:
it goes with the process, however that ends.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from altotui.domain.errors import StorageError
from altotui.storage.locations import state_dir

FORMAT = 1
FILES = "audit-*.jsonl"
MAX_LINE_BYTES = 1024 * 1024
MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_FOLDER_BYTES = 256 * 1024 * 1024
MAX_AGE = timedelta(days=90)
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC

Write = Callable[[int, bytes], int]
"""Writes to a file descriptor as `os.write` does."""
_sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


def audit_folder() -> Path:
    """Return the folder of the audit files."""
    return state_dir() / "audit"


def hash_of(line: bytes) -> str:
    """Return what the next line says about `line`, which is without its newline."""
    return hashlib.sha256(line).hexdigest()


class AuditFile:
    """One open file, made anew: every line in it is whole, on disk, and bound to the line before."""

    def __init__(self, path: Path, write: Write = os.write) -> None:
        """Make `path` and lock it; StorageError when that is not possible."""
        self._path = path
        self._write = write
        self._prev = ""
        self._is_spoilt = False
        """A half-written line could not be taken back, so nothing may follow it."""
        self.length_bytes = 0
        try:
            self._descriptor = os.open(path, _FLAGS, 0o600)
        except OSError as problem:
            raise self._cannot(problem.strerror) from None
        with contextlib.suppress(OSError):  # a file system without locks: `is_in_use` says so
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    @property
    def is_lost(self) -> bool:
        """Return whether nothing more can be written to it: it is spoilt, or somebody has deleted it."""
        return self._is_spoilt or not os.fstat(self._descriptor).st_nlink

    def append(self, record: Mapping[str, object]) -> None:
        """Write one line to disk.

        Raises:
            StorageError: It could not be written; the file is as it was.
        """
        line = json.dumps({**record, "prev": self._prev}, separators=(",", ":")).encode()
        if len(line) >= MAX_LINE_BYTES:
            raise self._cannot(f"a record of {len(line)} bytes is too long")
        reason = self._put(line + b"\n")
        if reason is not None:
            self._take_back()
            raise self._cannot(reason)
        self.length_bytes += len(line) + 1
        self._prev = hash_of(line)

    def _put(self, content: bytes) -> str | None:
        """Return None when `content` is on disk, else why it is not."""
        try:
            written = self._write(self._descriptor, content)
            if written != len(content):
                return f"only {written} of {len(content)} bytes fitted"
            _sync(self._descriptor)
            if not self.length_bytes:
                _sync_folder(self._path.parent)
        except OSError as problem:
            return problem.strerror or type(problem).__name__
        return None

    def _take_back(self) -> None:
        try:
            os.ftruncate(self._descriptor, self.length_bytes)
        except OSError:
            self._is_spoilt = True

    def _cannot(self, reason: str | None) -> StorageError:
        return StorageError(f"cannot write {self._path.name}: {reason}")

    def close(self) -> None:
        """Let go of the file and its lock."""
        os.close(self._descriptor)

    def remove(self) -> None:
        """Leave nothing behind of a file that never got a record."""
        self.close()
        with contextlib.suppress(OSError):
            self._path.unlink()


def make_private(folder: Path) -> None:
    """Make `folder` for its owner only, with all above it that is missing; StorageError when it is not ours."""
    try:
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir(mode=0o700, exist_ok=True)
        found = folder.stat()
        if not stat.S_ISDIR(found.st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        if found.st_uid != os.geteuid():
            raise StorageError(
                f"cannot write to the folder {folder.name}: it belongs to another user; "
                "set ALTOTUI_STATE_DIR to a folder of your own"
            )
        if stat.S_IMODE(found.st_mode) & 0o077:
            folder.chmod(0o700)
    except OSError as problem:
        raise StorageError(f"cannot make the folder {folder.name}: {problem.strerror}") from None


def _sync_folder(folder: Path) -> None:
    """Have the names in `folder` on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_in_use(descriptor: int) -> bool | None:
    """Return whether the writer of an open audit file lives; None where the file system has no locks."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return None
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    return False


@contextlib.contextmanager
def opened(path: Path) -> Iterator[int]:
    """Open an audit file for reading; OSError when it cannot be, or is no plain file."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("not a plain file")
        yield descriptor
    finally:
        os.close(descriptor)


def delete_old_files(folder: Path, newest: Path) -> None:
    """Delete what is too old, or too much, the oldest first: never a file of today (UTC) or of a running console.

    Ages are measured by the clock of the file system, which alone can be compared with its stamps.
    """
    with contextlib.suppress(OSError):  # what cannot be deleted stays; no command waits for that
        files = sorted(_files_by_age(folder))
        now_s = newest.stat().st_mtime
        total_bytes = sum(size for _, size, _ in files)
        for modified_s, size, path in files:
            is_old = now_s - modified_s > MAX_AGE.total_seconds()
            if not is_old and total_bytes <= MAX_FOLDER_BYTES:
                return
            if _day(modified_s) < _day(now_s) and _is_abandoned(path):
                path.unlink(missing_ok=True)
                total_bytes -= size


def _files_by_age(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """Yield last change, length in bytes and path of every file of the trail."""
    for path in folder.glob(FILES):
        with contextlib.suppress(FileNotFoundError):  # another console deletes too
            status = path.lstat()
            yield status.st_mtime, status.st_size, path


def _day(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).date().isoformat()


def _is_abandoned(path: Path) -> bool:
    """Return whether nobody writes to it any more; where that cannot be known, it is taken for in use."""
    try:
        with opened(path) as descriptor:
            return is_in_use(descriptor) is False
    except OSError:
        return False
