"""One site: a router as the platform knows it, and how fresh that knowledge is."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from altotui.domain.ids import SiteId

HEARTBEAT_EVERY_S = 30.0
"""A router checks in about this often (altostrat-api.md 13)."""
LATE_AFTER_S = 45.0
"""One check-in and a half without a heartbeat."""
OFFLINE_AFTER_S = 300.0
"""Ten missed check-ins: the platform's own rule (altostrat-api.md 13)."""
OLD_LIST_S = 120.0
"""A list that is older has missed a refresh: nobody knows how its sites are by now."""


class Freshness(StrEnum):
    """How far a site's last word can be trusted."""

    ONLINE = "online"
    LATE = "late"
    """The platform still says online, but no heartbeat came for more than LATE_AFTER_S."""
    OFFLINE = "offline"
    UNKNOWN = "unknown"
    """It has never checked in, or nothing was said about it."""


class Site(NamedTuple):
    """One managed router; texts are visible-only, None where the API said nothing."""

    id: SiteId
    name: str
    pid: str | None = None
    """The platform's sortable id (`site_...`), for display."""
    has_pulse: bool | None = None
    last_seen_at: datetime | None = None
    version: str | None = None
    """RouterOS version without the channel in brackets."""
    board: str | None = None
    model: str | None = None
    serial: str | None = None
    public_address: str | None = None
    """Address its last heartbeat came from."""
    identity: str | None = None
    location: str | None = None
    architecture: str | None = None
    tags: tuple[str, ...] = ()
    """`key:value`, in the order of the tag definitions."""
    created_at: datetime | None = None
    deleted_at: datetime | None = None
    """Set while its removal is pending."""

    def age_s(self, now: datetime) -> float | None:
        """Return seconds since the last heartbeat, never negative; None when it never checked in."""
        if self.last_seen_at is None:
            return None
        return max(0.0, (now - self.last_seen_at).total_seconds())

    def freshness(self, as_of: datetime) -> Freshness:
        """Return how fresh the site was at `as_of`, the time at which the API gave this record."""
        age_s = self.age_s(as_of)
        if age_s is None:
            return Freshness.ONLINE if self.has_pulse else Freshness.UNKNOWN
        if self.has_pulse is False or (self.has_pulse is None and age_s > OFFLINE_AFTER_S):
            return Freshness.OFFLINE
        return Freshness.LATE if age_s > LATE_AFTER_S else Freshness.ONLINE


class SiteList(NamedTuple):
    """Every site the token can see, at one moment."""

    sites: tuple[Site, ...]
    as_of: datetime
    """The server's time when it answered: freshness is judged at this moment."""
    total: int | None = None
    """How many there are in all, of a list that is still coming in; None: these are all."""
    left_out: int = 0
    """Records that have no id which can stand in a URL: nothing can be sent to them."""


def count_freshness(sites: Iterable[Site], as_of: datetime) -> dict[Freshness, int]:
    """Return how many sites are in each state; has every state, so the values add up to the sites."""
    counts = dict.fromkeys(Freshness, 0)
    for site in sites:
        counts[site.freshness(as_of)] += 1
    return counts
