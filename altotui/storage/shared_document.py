"""One JSON document in a file that all consoles of a profile share: read whole, changed under a lock, never lost.

Whoever keeps something in such a file says which parts it has; what is damaged is put aside, what a later version has
written is left alone, and members that are not known here stay.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from altotui.domain.errors import StorageError
from altotui.storage.aside import free_name
from altotui.storage.atomic import TooLarge, read_file, replace_file
from altotui.storage.file_lock import locked

FORMAT = 1
_MB = 1_000_000

Document = dict[str, Any]
T = TypeVar("T")


class _Damaged(StorageError):
    """The file is no document of this kind."""


class SharedDocument:
    """The file, as this process last found it and not longer."""

    def __init__(self, path: Path, parts: Mapping[str, type], *, most_bytes: int, anew: str) -> None:
        """Take what the document may be.

        Args:
            path: The file; it need not exist.
            parts: The members it may have, with the type of each: what has another is damaged.
            most_bytes: A larger file is damaged, and none is written.
            anew: What begins anew when a damaged one was put aside, in words.
        """
        self._path = path
        self._parts = parts
        self._most_bytes = most_bytes
        self._anew = anew

    def load(self) -> tuple[Document, str]:
        """Return the document, each part of which has its shape, and what is to be said of it; empty without a file.

        Raises:
            StorageError: It cannot be read, or a later version has written it: it is left alone.
        """
        try:
            return self._read(), ""
        except _Damaged:
            with locked(self._path):  # another console may have put it aside and begun a new one
                return self._read_or_put_aside()

    def change(self, change: Callable[[Document], tuple[T, Document]]) -> tuple[T, str]:
        """Make one change on what the file holds by then.

        Args:
            change: Takes the document, and returns what it has become and the members to write.

        Raises:
            StorageError: It could not be made; the file is as it was.
        """
        with locked(self._path):
            document, problem = self._read_or_put_aside()
            made, members = change(document)
            whole = {**document, **members, "format": FORMAT}
            content = json.dumps(whole, separators=(",", ":"), ensure_ascii=False)
            written = content.encode("utf-8", "surrogatepass")
            if len(written) > self._most_bytes:
                larger = f"it would be larger than {self._most_bytes // _MB} MB"
                raise StorageError(f"cannot write {self._path.name}: {larger}")
            replace_file(self._path, written)
        return made, problem

    def _read(self) -> Document:
        name = self._path.name
        try:
            document = json.loads(read_file(self._path, max_bytes=self._most_bytes).content)
        except FileNotFoundError:
            return {}
        except TooLarge as problem:
            raise _Damaged(str(problem)) from None
        except (ValueError, RecursionError):
            raise _Damaged(f"{name} is damaged") from None
        if not isinstance(document, dict):
            raise _Damaged(f"{name} is damaged")
        if document.get("format") != FORMAT:
            if isinstance(document.get("format"), int):
                raise StorageError(
                    f"{name} was written by another version of altotui: use that, or remove it"
                )
            raise _Damaged(f"{name} is damaged")
        if not all(isinstance(document.get(part, shape()), shape) for part, shape in self._parts.items()):
            raise _Damaged(f"{name} is damaged")
        return document

    def _read_or_put_aside(self) -> tuple[Document, str]:
        """Return the document and what is to be said of it: a damaged file is renamed, and nothing in it is lost."""
        try:
            return self._read(), ""
        except _Damaged as problem:
            aside = free_name(self._path)
            try:
                self._path.rename(aside)
            except OSError as failure:
                raise StorageError(f"{problem}, and it cannot be put aside: {failure.strerror}") from None
            return {}, f"{problem}: it was put aside as {aside.name}, {self._anew} begin anew"
