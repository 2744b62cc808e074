"""What the sites of a burst have in common, and what they do not: the first hint at the cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from math import ceil

from altotui.domain.site import Site
from altotui.domain.sliced import Sliced, parts

MIN_SHARE = 0.8
"""Part of the burst that must have a value; the rest may have another cause."""
MIN_SITES = 2
MIN_LIFT = 2.0
"""So many times as frequent as among the other sites: what nearly all sites have explains nothing."""
MAX_CHANCE = 0.05
"""How probable it may be that sites taken at random share it: two that share what a third has are a coincidence."""
MAX_COMMON = 3


def _tags(site: Site) -> Iterable[str]:
    return set(site.tags)


def _version(site: Site) -> Iterable[str]:
    return (site.version,) if site.version else ()


def _model(site: Site) -> Iterable[str]:
    return (site.model,) if site.model else ()


def _board(site: Site) -> Iterable[str]:
    """Return the board, unless it only repeats the model."""
    return (site.board,) if site.board and site.board != site.model else ()


def _network(site: Site) -> Iterable[str]:
    """Return the /24 of the public address; nothing for other addresses than IPv4."""
    first, dot, last = (site.public_address or "").rpartition(".")
    return (f"{first}.0/24",) if dot and last.isdecimal() and first.count(".") == 2 else ()


_TAG, _NETWORK = "tag", "network"
_READERS: Mapping[str, Callable[[Site], Iterable[str]]] = {
    _TAG: _tags,
    "version": _version,
    "model": _model,
    "board": _board,
    _NETWORK: _network,
}
_COMPARED = ("model", "version")
"""What is named when the sites of a burst differ in it."""


def stands_out(count: int, size: int, rest_count: int, rest_size: int) -> bool:
    """Return whether a value is a finding about a burst: shared, clearly more frequent there, and not by chance.

    Args:
        count: Sites of the burst that have the value.
        size: Sites of the burst.
        rest_count: Other sites of the fleet that have it.
        rest_size: Other sites of the fleet; 0 makes every value one that the whole fleet has.
    """
    if not rest_size or count < max(MIN_SITES, ceil(MIN_SHARE * size)):
        return False
    by_chance = ((count + rest_count) / (size + rest_size)) ** count
    return count * rest_size >= MIN_LIFT * rest_count * size and by_chance <= MAX_CHANCE


def common_factors(burst: Sequence[Site], fleet: Sequence[Site]) -> Sliced[tuple[str, ...]]:
    """Return what stands out in `burst`, best first: tags as they are, `version 7.19.4`, `192.0.2.0/24`.

    The best value is the one that most of the burst and fewest of the others have.
    """
    size = len(burst)
    least = max(MIN_SITES, ceil(MIN_SHARE * size))
    if size < least:
        return ()
    counts = yield from _counted(burst, _READERS)
    shared = [
        (field, value) for field in _READERS for value, count in counts[field].items() if count >= least
    ]
    if not shared:
        return ()
    rest = yield from _others(fleet, burst)
    among_rest = yield from _counted(rest, {field for field, _ in shared})
    best = sorted(
        (among_rest[field][value] / len(rest) - counts[field][value] / size, _text(field, value))
        for field, value in shared
        if stands_out(counts[field][value], size, among_rest[field][value], len(rest))
    )
    return tuple(text for _, text in best[:MAX_COMMON])


def differing_fields(burst: Sequence[Site], common: Sequence[str]) -> Sliced[tuple[str, ...]]:
    """Return of model and version what has several values in `burst`, unless one of them is in `common`."""
    counts = yield from _counted(burst, _COMPARED)
    return tuple(
        field
        for field in _COMPARED
        if len(counts[field]) > 1 and not any(_text(field, value) in common for value in counts[field])
    )


def _counted(sites: Sequence[Site], fields: Iterable[str]) -> Sliced[dict[str, Counter[str]]]:
    """Return for each field how many sites have each value."""
    counts: dict[str, Counter[str]] = {field: Counter() for field in fields}
    for part in parts(sites):
        for field, values in counts.items():
            values.update(chain.from_iterable(map(_READERS[field], part)))
        yield
    return counts


def _others(fleet: Sequence[Site], burst: Sequence[Site]) -> Sliced[list[Site]]:
    ids = set[str]()
    for part in parts(burst):
        ids.update(site.id for site in part)
        yield
    others: list[Site] = []
    for part in parts(fleet):
        others += [site for site in part if site.id not in ids]
        yield
    return others


def _text(field: str, value: str) -> str:
    """Return `version 7.19.4`; tags and networks say themselves what they are."""
    return value if field in (_TAG, _NETWORK) else f"{field} {value}"
