"""Sites that changed together: one burst, one entry, one cause to look for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import NamedTuple

from altotui.domain.common_factors import common_factors, differing_fields
from altotui.domain.ids import SiteId
from altotui.domain.site import LATE_AFTER_S, Site
from altotui.domain.site_changes import ChangeKind, Comparison, Move, SiteChange
from altotui.domain.sliced import SLICE, Sliced, parts

MAX_GAP_S = LATE_AFTER_S
"""Heartbeats come about every 30 s: what one cause stopped was last heard within one interval and a half."""
MAX_BURSTS = 5
"""Of one kind in one list; more would bury everything else, and have no cause each."""
MAX_NAMES = 3
"""Names that an entry keeps."""
_ORDER = {kind: place for place, kind in enumerate(ChangeKind)}


class Burst(NamedTuple):
    """Moves of one kind that were heard close together."""

    kind: ChangeKind
    moves: Sequence[Move]
    """In order of time, each site once; at least one."""
    since: datetime | None = None
    """As in `SiteChange`."""

    @property
    def first_at(self) -> datetime:
        """Return the time of its first move."""
        return self.moves[0].at

    @property
    def last_at(self) -> datetime:
        """Return the time of its last move."""
        return self.moves[-1].at

    def meets(self, other: Burst) -> bool:
        """Return whether both are parts of one burst that two lists showed."""
        gap_s = (max(self.first_at, other.first_at) - min(self.last_at, other.last_at)).total_seconds()
        return self.kind is other.kind and not self.since and not other.since and gap_s <= MAX_GAP_S


def bursts_of(comparison: Comparison) -> Sliced[list[Burst]]:
    """Return the bursts of one comparison, the oldest first; every move is in exactly one.

    Between lists that are far apart, all moves of a kind are one burst: hours of single outages are summed up. So are
    more than MAX_BURSTS.
    """
    by_kind: defaultdict[ChangeKind, list[Move]] = defaultdict(list)
    for part in parts(comparison.moves):
        for move in part:
            by_kind[move.kind].append(move)
        yield
    bursts: list[Burst] = []
    for kind, moves in by_kind.items():
        ordered = yield from _in_order(moves)
        groups = [ordered] if comparison.since else (yield from _split(ordered))
        if len(groups) > MAX_BURSTS:
            groups = [ordered]
        bursts += [Burst(kind, group, comparison.since) for group in groups]
    return sorted(bursts, key=lambda burst: (burst.first_at, _ORDER[burst.kind]))


def joined(burst: Burst, later: Burst) -> Sliced[Burst]:
    """Return `burst` with those sites of `later` that it does not have yet."""
    ids = set[str]()
    for part in parts(burst.moves):
        ids.update(move.site_id for move in part)
        yield
    fresh: list[Move] = []
    for part in parts(later.moves):
        fresh += [move for move in part if move.site_id not in ids]
        yield
    return burst._replace(moves=(yield from _merged([burst.moves, fresh])))


def change_of(number: int, burst: Burst, fleet: Sequence[Site], observed_at: datetime) -> Sliced[SiteChange]:
    """Return the entry for a burst of `fleet`."""
    sites: list[Site] = []
    ids: tuple[SiteId, ...] = ()
    for part in parts(burst.moves):
        sites += [move.site for move in part]
        ids += tuple([move.site_id for move in part])
        yield
    common = yield from common_factors(sites, fleet)
    differing = yield from differing_fields(sites, common)
    return SiteChange(
        number,
        burst.kind,
        ids,
        burst.first_at,
        (burst.last_at - burst.first_at).total_seconds(),
        common,
        differing,
        observed_at,
        burst.since,
        tuple(site.name for site in sites[:MAX_NAMES]),
    )


def _split(ordered: list[Move]) -> Sliced[list[list[Move]]]:
    groups = [ordered[:1]]
    for part in parts(ordered[1:]):
        for move in part:
            if (move.at - groups[-1][-1].at).total_seconds() > MAX_GAP_S:
                groups.append([])
            groups[-1].append(move)
        yield
    return groups


def _in_order(moves: list[Move]) -> Sliced[list[Move]]:
    runs: list[Sequence[Move]] = []
    for part in parts(moves):
        runs.append(sorted(part))
        yield
    return (yield from _merged(runs))


def _merged(runs: list[Sequence[Move]]) -> Sliced[list[Move]]:
    """Return moves that are in order within each run, in order."""
    coming = merge(*runs)
    merged: list[Move] = []
    while some := list(islice(coming, SLICE)):
        merged += some
        yield
    return merged
