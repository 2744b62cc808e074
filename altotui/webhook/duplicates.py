"""Which notifications were taken before: whether the platform repeats a post is not published."""

from __future__ import annotations

import json
from collections import OrderedDict
from hashlib import blake2b

_REMEMBERED = 1000
_DIGEST_BYTES = 16


class Duplicates:
    """The last thousand changes that were taken, each as a digest of fixed size."""

    def __init__(self) -> None:
        self._taken: OrderedDict[bytes, None] = OrderedDict()

    def __contains__(self, change: bytes | None) -> bool:
        return change in self._taken

    def add(self, change: bytes | None) -> None:
        """Remember a change; the oldest is forgotten when there are too many."""
        if change is not None:
            self._taken[change] = None
            if len(self._taken) > _REMEMBERED:
                self._taken.popitem(last=False)


def change_of(content: bytes) -> bytes | None:
    """Return what tells one change of one job from every other; None when the post does not say it.

    It is a digest of job, sequence number and status word, which are the same in a repeated post.
    """
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not isinstance(value.get("job_id"), str):
        return None
    words = repr((value["job_id"].lower(), value.get("seq_id"), value.get("status")))
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()
