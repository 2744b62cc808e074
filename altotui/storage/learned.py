"""What routers reported of their own language, a file for each RouterOS version: asked once, known at every start."""

from __future__ import annotations

import contextlib
import re

from altotui.domain.errors import StorageError
from altotui.storage.locations import learned_file

_FORMAT = 1
_MOST_BYTES = 2_000_000
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PATH = re.compile(r"/[A-Za-z0-9._/-]{0,200}")
_KINDS = frozenset({"menu", "command", "argument"})

Learned = dict[str, dict[str, str]]
"""For each written path, name to kind."""


class LearnedFiles:
    """Keeps it in the state folder; what that takes is imported when it is used, and not by every start."""

    def load(self, version: str) -> Learned:
        """Return what is kept of that version; nothing when it cannot be read, which only costs a question."""
        import json

        from altotui.storage.atomic import read_file

        try:
            document = json.loads(read_file(learned_file(version), max_bytes=_MOST_BYTES).content)
            if document["format"] != _FORMAT or document["version"] != version:
                return {}
            return {path: _names(names) for path, names in document["paths"].items() if _PATH.fullmatch(path)}
        except (StorageError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}

    def save(self, version: str, learned: Learned) -> None:
        """Write it down; a full disk is no reason to say anything here."""
        import json

        from altotui.storage.atomic import replace_file

        while True:
            document = {"format": _FORMAT, "version": version, "paths": learned}
            content = json.dumps(document, separators=(",", ":")).encode()
            if len(content) <= _MOST_BYTES:  # a larger file would never be read again
                break
            learned = dict(list(learned.items())[len(learned) // 2 + 1 :])
        with contextlib.suppress(StorageError):
            replace_file(learned_file(version), content)


def _names(names: dict[str, str]) -> dict[str, str]:
    return {name: kind for name, kind in names.items() if _NAME.fullmatch(name) and kind in _KINDS}


class LearnedNowhere:
    """Keeps nothing: for a simulated fleet, and for verbs that only translate."""

    def load(self, version: str) -> Learned:  # noqa: ARG002 (every store is asked the same way)
        """Return nothing."""
        return {}

    def save(self, version: str, learned: Learned) -> None:
        """Keep nothing."""
