"""What changed between two site lists: which sites went late or offline, returned, appeared or disappeared.

| before  | online   | late | offline | unknown | not listed any more |
|---------|----------|------|---------|---------|---------------------|
| online  |          | late | offline |         | no longer listed    |
| late    | returned |      | offline |         | no longer listed    |
| offline | returned |      |         |         | no longer listed    |
| unknown | came up  | late | offline |         | no longer listed    |
| absent  | new      | new  | new     | new     |                     |

A list that says nothing about a site forgets nothing: the site stays what it was. One that goes from offline to late
has checked in and stopped again, which is neither a return nor a new outage.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from altotui.domain.ids import SiteId
from altotui.domain.site import LATE_AFTER_S, OFFLINE_AFTER_S, Freshness, Site, SiteList
from altotui.domain.sliced import Sliced, parts

FAR_APART_S = OFFLINE_AFTER_S
"""Between lists that are further apart a whole outage may have begun: times within are not told apart."""


class ChangeKind(StrEnum):
    """What happened to a site; the most pressing first."""

    OFFLINE = "offline"
    LATE = "late"
    RETURNED = "returned"
    CAME_UP = "came up"
    """It has checked in for the first time."""
    LISTED = "new"
    UNLISTED = "no longer listed"

    @property
    def is_bad(self) -> bool:
        """Whether it is worth a bell."""
        return self in (ChangeKind.OFFLINE, ChangeKind.LATE)


class SiteChange(NamedTuple):
    """What happened to one burst of sites: one entry for people, however many sites it has."""

    number: int
    """Running, from 1; an entry that grows keeps its number."""
    kind: ChangeKind
    site_ids: tuple[SiteId, ...]
    """In the order of their last heartbeats; of sites that returned, of the first one heard after."""
    at: datetime
    """The first of these heartbeats; of new sites and of those that are gone, when the list came."""
    spread_s: float
    """From the first to the last of them."""
    common: tuple[str, ...]
    """What most of them share and few others have, best first: `isp:alpha`, `version 7.19.4`, `192.0.2.0/24`."""
    differing: tuple[str, ...]
    """What they do not share: `model`, `version`."""
    observed_at: datetime
    """When the list came that first showed it."""
    since: datetime | None = None
    """Time of the list before, when that is so long ago that this sums up all that happened meanwhile."""
    names: tuple[str, ...] = ()
    """Of the first few sites, for when no list has them any more; visible-only."""


class Move(NamedTuple):
    """One site's change; moves sort by time."""

    at: datetime
    site_id: SiteId
    kind: ChangeKind
    site: Site
    """As the new list has it; as the old one had it, when it is gone."""


class Known(NamedTuple):
    """How fresh each site was when it was last listed."""

    as_of: datetime
    sites: tuple[Site, ...]
    """Each site once."""
    states: Mapping[SiteId, Freshness]


class Comparison(NamedTuple):
    """What a new list says, beside what was known."""

    known: Known
    """To compare the next list with."""
    moves: list[Move]
    """At most one of each site."""
    since: datetime | None
    """As in `SiteChange`."""


_KINDS: dict[tuple[Freshness | None, Freshness], ChangeKind] = {
    (Freshness.ONLINE, Freshness.LATE): ChangeKind.LATE,
    (Freshness.UNKNOWN, Freshness.LATE): ChangeKind.LATE,
    (Freshness.ONLINE, Freshness.OFFLINE): ChangeKind.OFFLINE,
    (Freshness.LATE, Freshness.OFFLINE): ChangeKind.OFFLINE,
    (Freshness.UNKNOWN, Freshness.OFFLINE): ChangeKind.OFFLINE,
    (Freshness.LATE, Freshness.ONLINE): ChangeKind.RETURNED,
    (Freshness.OFFLINE, Freshness.ONLINE): ChangeKind.RETURNED,
    (Freshness.UNKNOWN, Freshness.ONLINE): ChangeKind.CAME_UP,
    **{(None, state): ChangeKind.LISTED for state in Freshness},
}


def known_from(listed: SiteList) -> Sliced[Known]:
    """Return what a first list says."""
    states: dict[SiteId, Freshness] = {}
    for part in parts(listed.sites):
        states.update((site.id, site.freshness(listed.as_of)) for site in part)
        yield
    if len(states) == len(listed.sites):
        return Known(listed.as_of, listed.sites, states)
    once = yield from _without_repeats(listed.sites)
    return (yield from known_from(SiteList(once, listed.as_of)))


def compare(known: Known, listed: SiteList) -> Sliced[Comparison]:
    """Return what `listed`, a complete list, changes; the order of the sites does not matter."""
    comparison = yield from _compare(known, listed)
    if len(comparison.known.states) == len(listed.sites):
        return comparison
    once = yield from _without_repeats(listed.sites)
    return (yield from _compare(known, SiteList(once, listed.as_of)))


def _compare(known: Known, listed: SiteList) -> Sliced[Comparison]:
    as_of = listed.as_of
    online_since = _earlier(as_of, LATE_AFTER_S)
    state_before = known.states.get
    states: dict[SiteId, Freshness] = {}
    moves: list[Move] = []
    new = 0
    for part in parts(listed.sites):
        for site in part:
            # Most sites have just been heard: they are not worth a call.
            seen_at = site.last_seen_at
            if seen_at is not None and seen_at >= online_since and site.has_pulse is not False:
                state = Freshness.ONLINE
            else:
                state = site.freshness(as_of)
            before = state_before(site.id)
            if before is not state:
                if state is Freshness.UNKNOWN and before is not None:
                    state = before
                elif kind := _KINDS.get((before, state)):
                    new += before is None
                    at = as_of if before is None else seen_at or as_of
                    moves.append(Move(at, site.id, kind, site))
            states[site.id] = state
        yield
    if len(states) - new < len(known.states):
        moves += yield from _gone(known, states, as_of)
    since = known.as_of if (as_of - known.as_of).total_seconds() > FAR_APART_S else None
    return Comparison(Known(as_of, listed.sites, states), moves, since)


def _gone(known: Known, states: Mapping[SiteId, Freshness], as_of: datetime) -> Sliced[list[Move]]:
    moves: list[Move] = []
    for part in parts(known.sites):
        moves += [Move(as_of, site.id, ChangeKind.UNLISTED, site) for site in part if site.id not in states]
        yield
    return moves


def _without_repeats(sites: tuple[Site, ...]) -> Sliced[tuple[Site, ...]]:
    """Return each site once: pages that shift while they are read repeat some, and the one heard last counts."""
    newest: dict[SiteId, Site] = {}
    for part in parts(sites):
        for site in part:
            newest[site.id] = max(newest.get(site.id, site), site, key=_heard_last)
        yield
    return tuple(newest.values())


def _heard_last(site: Site) -> tuple[datetime, bool, str]:
    """Return a key that puts last what was heard last, the same whatever the order."""
    return site.last_seen_at or datetime.min.replace(tzinfo=UTC), site.has_pulse is True, repr(site)


def _earlier(at: datetime, seconds: float) -> datetime:
    try:
        return at - timedelta(seconds=seconds)
    except OverflowError:  # a server that lives in the first year of all
        return at
