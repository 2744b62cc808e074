"""Replaces a file as a whole: a reader sees the old one or the new one, never a part."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from altotui.domain.errors import StorageError


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` to `path`, readable by the owner only; a link is followed, folders are made 0700.

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
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
    except (
        OSError,
        RuntimeError,
    ) as problem:  # RuntimeError: a link that leads to itself, before Python 3.13
        words = problem.strerror if isinstance(problem, OSError) else "a link leads to itself"
        raise StorageError(f"cannot write {target.name}: {words}") from None
