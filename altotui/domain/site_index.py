"""A list of sites made ready for searching and ordering: each column is made once, when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from altotui.domain.ids import SiteId
from altotui.domain.natural import folded
from altotui.domain.site import Site
from altotui.domain.site_scene import SiteScene

_SLICE_SITES = 2000
BETWEEN = "\n"
"""Stands between the texts of a site: no word can reach from one into the next."""
SEARCHED = frozenset({"name", "identity", "model", "version", "address", "tags"})
"""Ids of the columns whose texts are in the haystack."""


def haystack(site: Site) -> str:
    """Return the text of `site` that plain words are looked for in; its name comes first."""
    parts = (site.name, site.identity, site.model, site.version, site.public_address, *site.tags)
    return BETWEEN.join([part for part in parts if part])


class SiteIndex:
    """Sites by number, from 0, in the order of their list."""

    def __init__(self, sites: Sequence[Site], scene: SiteScene) -> None:
        self.sites = sites
        self.scene = scene
        self.orders: dict[tuple[str, bool], list[int]] = {}
        """All numbers in the order of a column, one way or the other, once it was asked for."""
        self.labels: dict[str, list[str]] = {}
        """By what sites were grouped: the label of each site, once it was asked for."""
        self._folded: list[str] = []

    @property
    def folded(self) -> list[str]:
        """Return the folded haystack of each site."""
        if not self.is_prepared:
            for _ in self.prepare():
                pass
        return self._folded

    @property
    def is_prepared(self) -> bool:
        """Return whether every site can be searched without making anything first."""
        return len(self._folded) == len(self.sites)

    @property
    def needs_preparing(self) -> bool:
        """Return whether it is to be prepared before anybody searches: of few sites the first search does it."""
        return not self.is_prepared and len(self.sites) > _SLICE_SITES

    def prepare(self) -> Iterator[None]:
        """Make the folded haystacks, and yield now and then, so that the screen can live in between."""
        while not self.is_prepared:
            start = len(self._folded)
            self._folded += [folded(haystack(site)) for site in self.sites[start : start + _SLICE_SITES]]
            yield

    @cached_property
    def hays(self) -> list[str]:
        """The haystack of each site with its capitals."""
        return [haystack(site) for site in self.sites]

    @cached_property
    def states(self) -> list[str]:
        """The freshness of each site."""
        as_of = self.scene.as_of
        return [site.freshness(as_of).value for site in self.sites]

    @cached_property
    def numbers(self) -> dict[SiteId, int]:
        """The number of each site."""
        return {site.id: number for number, site in enumerate(self.sites)}
