"""Where a damaged file goes: beside its place, under a name that nothing has yet, so that nothing in it is lost."""

from __future__ import annotations

import os
from pathlib import Path

from altotui.domain.errors import StorageError

_MOST_ASIDE = 99


def free_name(path: Path, ending: str = "bad") -> Path:
    """Return `path` with that ending, and with a number behind it where that is taken.

    Raises:
        StorageError: There are too many of them; names the file, without its folder.
    """
    name = f"{path.name}.{ending}"
    for each in (name, *(f"{name}-{number}" for number in range(2, _MOST_ASIDE))):
        if not os.path.lexists(path.with_name(each)):
            return path.with_name(each)
    raise StorageError(f"cannot put {path.name} aside: there are too many copies of it")


def put_aside(path: Path, ending: str = "bad") -> Path:
    """Rename a damaged file and return its new place; raises StorageError where that cannot be done."""
    aside = free_name(path, ending)
    try:
        path.rename(aside)
    except OSError as problem:
        raise StorageError(f"cannot put {path.name} aside: {problem.strerror}") from None
    return aside
