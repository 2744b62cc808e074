"""Files that a person takes away: made anew for their owner only, whole or not at all, and never over another."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from altotui.domain.errors import InvalidInput, StorageError
from altotui.domain.text import make_visible

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_MAX_SLUG_CHARS = 60
_ID_CHARS = 8
_MOST_TRIED = 100
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
"""What Windows takes for a device, whatever the extension: such a file could not be copied there."""


class Written(NamedTuple):
    """A file that was made."""

    path: Path
    """Absolute."""
    length_bytes: int


def write_export(
    path_text: str, chunks: Iterable[str], *, default_stem: str, extension: str, at: datetime
) -> Written:
    """Write a new file, UTF-8 and readable by its owner only.

    Args:
        path_text: What a person typed; `~` is their home. Empty: a file in the current folder, named by
            `default_stem` and `at`. A folder: a file of that name in it.
        chunks: The text, in pieces that are written as they come.
        default_stem: What the file is about, a site's name for example; may be hostile.
        extension: Without the dot.
        at: The time in the name, aware.

    Raises:
        InvalidInput: That cannot be the name of a new file; a file of that name stays as it is.
        StorageError: It could not be written; nothing of it is left.
    """
    path, is_typed = _place(path_text, f"{file_stem(default_stem)}-{_stamp(at)}.{extension}")
    path, handle = _made(path, is_typed=is_typed)
    try:
        length_bytes = _filled(handle, chunks)
        return Written(path.absolute(), length_bytes)
    except BaseException as problem:
        with contextlib.suppress(OSError):
            path.unlink()
        if isinstance(problem, OSError):
            raise _cannot(path, problem) from None
        raise


def check_export(path_text: str) -> None:
    """Raise InvalidInput when it is plain already that `write_export` would refuse `path_text`."""
    path, is_typed = _place(path_text, "x")
    with _telling(path):
        try:
            path.lstat()
        except FileNotFoundError:
            path.parent.stat()
        else:
            if is_typed:
                raise _is_there(path)


def file_stem(text: str) -> str:
    """Return a name for a file that says what `text` says: ASCII, short, never hidden, never an option or a device.

    Whatever had to be changed is followed by a short id, so that two texts have two names.
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    slug = re.sub(r"[^A-Za-z0-9._]+", "-", plain)
    slug = re.sub(r"[-.]{2,}", "-", slug).strip("-._")[:_MAX_SLUG_CHARS].rstrip("-._")
    if slug and slug == text and not _DEVICES.fullmatch(slug):
        return slug
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_CHARS]
    return f"{slug or 'export'}-{digest}"


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _place(path_text: str, name: str) -> tuple[Path, bool]:
    """Return the path that is meant, and whether its last part was typed rather than made up."""
    if not path_text.strip():
        return Path(name), False
    try:
        path = Path(path_text).expanduser()
        is_folder = path.is_dir()
    except RuntimeError:
        raise InvalidInput(f"{path_text[:80]!a} names no home folder", "write the path in full") from None
    except (OSError, ValueError):
        is_folder = False
    if is_folder:
        return path / name, False
    if path_text.endswith(os.sep):
        raise InvalidInput(f"there is no folder {path_text[:80]!a}", "make it first, or name another")
    return path, True


def _made(path: Path, *, is_typed: bool) -> tuple[Path, int]:
    """Return a new file, open; of a name that was made up, the first that is free."""
    with _telling(path):
        for one in _numbered(path):
            try:
                return one, os.open(one, _FLAGS, 0o600)
            except FileExistsError:
                if is_typed:
                    raise _is_there(path) from None
    raise _is_there(path)


def _numbered(path: Path) -> Iterator[Path]:
    yield path
    for number in range(2, _MOST_TRIED):
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")


def _is_there(path: Path) -> InvalidInput:
    free = next((one for one in _numbered(path) if not os.path.lexists(one)), None)
    remedy = f"{_shown(free)} is free" if free is not None else "name another"
    return InvalidInput(f"{_shown(path)} is there already and stays as it is", remedy)


@contextlib.contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Say what is wrong with `path` in words that help."""
    try:
        yield
    except FileNotFoundError:
        raise InvalidInput(
            f"there is no folder {_shown(path.parent)}", "make it first, or name another"
        ) from None
    except NotADirectoryError:
        raise InvalidInput(f"{_shown(path.parent)} is no folder", "name another") from None
    except OSError as problem:
        raise _cannot(path, problem) from None
    except ValueError:  # NUL, or a character that the file system has no bytes for
        raise InvalidInput(f"{_shown(path)} cannot be a file's name", "name another") from None


def _filled(handle: int, chunks: Iterable[str]) -> int:
    length_bytes = 0
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            length_bytes += file.write(chunk.encode("utf-8", "backslashreplace"))
        file.flush()
        os.fsync(handle)
    return length_bytes


def _cannot(path: Path, problem: OSError) -> StorageError:
    return StorageError(f"cannot write {_shown(path)}: {problem.strerror or type(problem).__name__}")


def _shown(path: Path) -> str:
    return make_visible(str(path), max_chars=200)
