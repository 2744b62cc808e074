"""Unix seconds as times: sites share most of theirs, so each is made once."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache


@lru_cache(maxsize=1024)
def moment(at_s: int) -> datetime:
    """Return a whole Unix second as an aware time in UTC."""
    return datetime.fromtimestamp(at_s, UTC)
