"""Lets one console at a time change a file that all of them share."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from altotui.domain.errors import StorageError

_WAIT_S = 5.0
_LOOK_EVERY_S = 0.01
_HELD = frozenset({errno.EAGAIN, errno.EACCES})


@contextlib.contextmanager
def locked(path: Path, wait_s: float = _WAIT_S) -> Iterator[None]:
    """Keep every other console from changing `path` meanwhile; for threads, as it waits.

    The lock is on a file beside it, which stays: `path` itself is replaced, and its lock would go with the old one.
    Where the file system has no locks there is none.

    Raises:
        StorageError: There is no such file to lock, or another console (stopped, say) does not let go of it.
    """
    beside = path.with_name(f"{path.name}.lock")
    try:
        beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(
            beside, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600
        )
    except OSError as problem:
        raise StorageError(f"cannot lock {path.name}: {problem.strerror}") from None
    try:
        _take(descriptor, path.name, wait_s)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, name: str, wait_s: float) -> None:
    end_s = time.monotonic() + wait_s
    pause = threading.Event()
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as problem:
            if problem.errno not in _HELD:
                return
        if time.monotonic() >= end_s:
            raise StorageError(f"cannot change {name}: another console does not let go of it")
        pause.wait(_LOOK_EVERY_S)
