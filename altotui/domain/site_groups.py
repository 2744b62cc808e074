"""Sites in groups: by a tag, by version, model or state, with the count of each state in every group."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from altotui.domain.ids import SiteId
from altotui.domain.natural import natural_text, version_key
from altotui.domain.site import Freshness, Site
from altotui.domain.site_columns import ATTENTION_RANK
from altotui.domain.site_index import SiteIndex
from altotui.domain.site_view import TAG_GROUP

BY_STATUS, BY_VERSION, BY_MODEL = "status", "version", "model"
_NOTHING_KEPT: Mapping[SiteId, str] = {}


class Group(NamedTuple):
    """Some sites that have one thing in common."""

    label: str
    """Visible-only; empty for those that have nothing there."""
    hits: list[int]
    """In the order in which they were given."""
    counts: dict[str, int]
    """How many are in each state; has every state, so the values add up to the hits."""


def tag_keys(index: SiteIndex) -> list[str]:
    """Return the keys of all tags in the list, as people sort them."""
    keys = {tag.partition(":")[0] for site in index.sites for tag in site.tags}
    return sorted(keys, key=lambda key: (natural_text(key), key))


def grouped(
    index: SiteIndex, hits: Sequence[int], by: str, kept: Mapping[SiteId, str] = _NOTHING_KEPT
) -> list[Group]:
    """Return the groups of `hits` by one of the names above, `tag:` followed by the key; the unnamed one is last.

    A site with several values of the tag is in the group of the first, so that the counts add up. One in `kept` is
    in the group of that label.
    """
    found: dict[str, list[int]] = {}
    labels_of = _labels(index, by)
    sites = index.sites
    for hit in hits:
        label = kept.get(sites[hit].id, labels_of[hit]) if kept else labels_of[hit]
        found.setdefault(label, []).append(hit)
    order = _order(by)
    labels = sorted(filter(None, found), key=order) + [""] * ("" in found)
    return [Group(label, found[label], _counts(index, found[label])) for label in labels]


def _labels(index: SiteIndex, by: str) -> list[str]:
    """Return the label of each site, made once for a list."""
    if by == BY_STATUS:
        return index.states
    if by not in index.labels:
        label_of = _label_of(by)
        index.labels[by] = [label_of(site) for site in index.sites]
    return index.labels[by]


def _label_of(by: str) -> Callable[[Site], str]:
    if by == BY_VERSION:
        return lambda site: site.version or ""
    if by == BY_MODEL:
        return lambda site: site.model or ""
    start = f"{by.removeprefix(TAG_GROUP)}:"
    return lambda site: next((tag[len(start) :] for tag in site.tags if tag.startswith(start)), "")


def _order(by: str) -> Callable[[str], Any]:
    if by == BY_STATUS:
        return ATTENTION_RANK.__getitem__
    return version_key if by == BY_VERSION else natural_text


def _counts(index: SiteIndex, hits: Sequence[int]) -> dict[str, int]:
    counts = dict.fromkeys((state.value for state in Freshness), 0)
    states = index.states
    for hit in hits:
        counts[states[hit]] += 1
    return counts
