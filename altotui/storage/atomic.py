"""Replaces a file as a whole: a reader sees the old one or the new one; and reads a small one without surprises."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from altotui.domain.errors import StorageError

_LEFT_AFTER_S = 86_400.0
"""No console writes one file for a day: a temporary file that old was left by one that was killed."""


class TooLarge(StorageError):
    """A file holds more than may be in it."""


class SmallFile(NamedTuple):
    """What a file holds, and whose it is: both of the same open file."""

    content: bytes
    status: os.stat_result


def read_file(path: Path, *, max_bytes: int, is_link_followed: bool = True) -> SmallFile:
    """Return an ordinary file of at most `max_bytes`; a pipe or a device in its place is never waited for.

    Raises:
        FileNotFoundError: There is none; a link to nothing does not count as none.
        StorageError: It could not be read (TooLarge: for its size); names the file, without its folder.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if is_link_followed else os.O_NOFOLLOW)
    try:
        handle = os.open(path, flags)
    except OSError as problem:
        if isinstance(problem, FileNotFoundError) and not path.is_symlink():
            raise
        raise StorageError(f"{path.name} {_why(problem, path)}") from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise StorageError(f"{path.name} cannot be read: it is not a file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            content = file.read(max_bytes + 1)
    except OSError as problem:
        raise StorageError(f"{path.name} cannot be read: {problem.strerror}") from None
    finally:
        os.close(handle)
    if len(content) > max_bytes:
        raise TooLarge(f"{path.name} is larger than {max_bytes // 1024} KiB")
    return SmallFile(content, status)


def _why(problem: OSError, path: Path) -> str:
    if isinstance(problem, FileNotFoundError):
        return "is a link to a file that is not there"
    if problem.errno == errno.ELOOP:
        return "is a link to itself" if _leads_to_itself(path) else "is a link"
    return f"cannot be read: {problem.strerror}"


def _leads_to_itself(path: Path) -> bool:
    try:
        path.stat()
    except OSError as problem:
        return problem.errno == errno.ELOOP
    return False


def replace_file(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write `content` to `path`, readable by the owner only; a link is followed, folders are made 0700.

    Args:
        path: The file; it is as it was until all of the new one is on the disk.
        content: All of it, or its pieces, each made when the one before has been written.

    Raises:
        StorageError: It could not be written; the old file is untouched.
    """
    target = path
    try:
        target = path.resolve()
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                _remove_leftovers(target, os.fstat(handle))
                file.writelines((content,) if isinstance(content, bytes) else content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
            _keep_entry(target.parent)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except (
        OSError,
        RuntimeError,
    ) as problem:  # RuntimeError: a link that leads to itself, before Python 3.13
        words = problem.strerror if isinstance(problem, OSError) else "a link leads to itself"
        raise StorageError(f"cannot write {target.name}: {words}") from None


def _remove_leftovers(target: Path, own: os.stat_result) -> None:
    """Remove what was left of writing `target` by consoles that were killed; what cannot be removed stays.

    Only what looks exactly like `own`, the temporary file of this console: its clock is that of the file system.
    """
    looks_ours = re.compile(rf"\.{re.escape(target.name)}\.[a-z0-9_]{{8}}", re.ASCII).fullmatch
    with contextlib.suppress(OSError), os.scandir(target.parent) as entries:
        for entry in entries:
            if not looks_ours(entry.name):
                continue
            with contextlib.suppress(OSError):
                left = entry.stat(follow_symlinks=False)
                is_ours = (left.st_mode, left.st_uid) == (own.st_mode, own.st_uid)
                if is_ours and own.st_mtime - left.st_mtime > _LEFT_AFTER_S:
                    os.unlink(entry.path)


def _keep_entry(folder: Path) -> None:
    """Let the new name survive a power cut, where the file system can promise that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
