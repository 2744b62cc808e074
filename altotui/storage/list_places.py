"""Which lists of a profile's platform were found where the other generation of the API has them."""

from __future__ import annotations

import json
from pathlib import Path

from altotui.domain.errors import StorageError
from altotui.storage.atomic import read_file, replace_file

_FORMAT = 1
_MOST_BYTES = 10_000


def load_places(path: Path, base_url: str) -> frozenset[str]:
    """Return the names of the lists that were found elsewhere at `base_url`; none when nothing can be read."""
    try:
        document = json.loads(read_file(path, max_bytes=_MOST_BYTES).content)
        lists = document["lists"]
        if document["format"] != _FORMAT or document["base_url"] != base_url or not isinstance(lists, list):
            return frozenset()
        return frozenset(name for name in lists if isinstance(name, str))
    except (StorageError, OSError, ValueError, KeyError, TypeError, RecursionError):
        return frozenset()


def save_places(path: Path, base_url: str, lists: frozenset[str]) -> None:
    """Write them down for the next start; raises StorageError when that is not possible."""
    document = {"format": _FORMAT, "base_url": base_url, "lists": sorted(lists)}
    replace_file(path, json.dumps(document).encode())
