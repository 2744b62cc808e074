"""Changes of the fleet in words: short enough for a toast, whatever the sites are called."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from altotui.domain.ages import coarse_age, exact_duration
from altotui.domain.ids import SiteId
from altotui.domain.site_bursts import MAX_NAMES
from altotui.domain.site_changes import ChangeKind, SiteChange
from altotui.domain.text import make_visible

MAX_NAME_CHARS = 40
MAX_FACTOR_CHARS = 60
_IN_SECONDS_BELOW_S = 120
_WORDS = {
    ChangeKind.CAME_UP: "up for the first time",
    ChangeKind.LISTED: "new in the list",
}
_AT_ONE_TIME = frozenset({ChangeKind.LISTED, ChangeKind.UNLISTED})
"""Found by comparing lists, which says nothing about when it happened."""


def describe(change: SiteChange, name_of: Callable[[SiteId], str]) -> str:
    """Return `5 sites late within 4 s, common: isp:alpha`, `lagos-01 offline` or `since 2d ago: 12 sites offline`.

    Args:
        change: What happened.
        name_of: Gives the visible name of a site, or its id when it knows none.
    """
    since = (
        f"since {coarse_age((change.observed_at - change.since).total_seconds())} ago: "
        if change.since
        else ""
    )
    common = ", ".join(make_visible(text, max_chars=MAX_FACTOR_CHARS) for text in change.common)
    what = f"{_who(change, name_of)} {_WORDS.get(change.kind, change.kind.value)}{_within(change)}"
    return f"{since}{what}{common and f', common: {common}'}"


def _who(change: SiteChange, name_of: Callable[[SiteId], str]) -> str:
    """Return the names of a few sites, or how many there are."""
    if len(change.site_ids) > MAX_NAMES:
        return f"{len(change.site_ids)} sites"
    names = []
    for place, site_id in enumerate(change.site_ids):
        name = name_of(site_id)
        if name == site_id and place < len(change.names):
            name = change.names[place]
        names.append(make_visible(name, max_chars=MAX_NAME_CHARS))
    return ", ".join(names)


def _within(change: SiteChange) -> str:
    if len(change.site_ids) == 1 or change.since or change.kind in _AT_ONE_TIME:
        return ""
    seconds = max(1, ceil(change.spread_s))
    return f" within {seconds} s" if seconds < _IN_SECONDS_BELOW_S else f" within {exact_duration(seconds)}"
