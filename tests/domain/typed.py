"""Lines that were typed, for tests: each with only what a test says about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from altotui.domain.history import HistoryLine
from altotui.domain.ids import SiteId
from tests.domain.records import NOW, site_no


class TypedFields(TypedDict, total=False):
    """What a test may say about a line."""

    id: str
    at: datetime
    menu: str
    target: str
    site_ids: tuple[SiteId, ...]
    site_count: int
    tags: tuple[str, ...]
    outcome: str
    is_write: bool
    elapsed_ms: int | None
    is_kept: bool


def typed(line: str = "/ip/dns/print", number: int = 1, **fields: Unpack[TypedFields]) -> HistoryLine:
    """Return a line for site 1 that ended well, unless told otherwise; later ones have higher numbers."""
    made = HistoryLine(
        f"run-{number:x}",
        NOW + timedelta(seconds=number),
        line,
        "/",
        "site-1",
        (site_no(1),),
        1,
        outcome="ok",
        elapsed_ms=840,
    )
    return made._replace(**fields)
