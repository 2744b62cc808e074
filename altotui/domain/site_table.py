"""What a list of sites shows: filtered, ordered, grouped, folded; every line by its number, and no widget in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from altotui.domain.ids import SiteId
from altotui.domain.site import Site
from altotui.domain.site_columns import BY_ID, ordered
from altotui.domain.site_filter import SiteFilter
from altotui.domain.site_index import SiteIndex
from altotui.domain.site_ranking import best_first, visited_first
from altotui.domain.site_scene import SiteScene
from altotui.domain.site_view import SiteView

if TYPE_CHECKING:
    from altotui.domain.site_groups import Group

FEW_HITS = 20
"""With fewer hits than this, names that only look like what was typed are shown, too."""
_Visited = tuple[tuple[SiteId, ...], tuple[SiteId, ...]]
"""Favourites and recents, the best of each first."""
_NOTHING_KEPT: Mapping[SiteId, str] = {}


class SiteTable:
    """Lines over the newest list. A line is a site, or the head of a group.

    Numbers of sites are those of the index; hits are kept in the order of the list, so that a longer filter can
    search within them, and in the order in which they are shown.
    """

    def __init__(self) -> None:
        self.index = SiteIndex((), SiteScene())
        self.filter = SiteFilter("")
        self.view = SiteView()
        self.visited: _Visited = ((), ())
        self.groups: list[Group] = []
        """Empty while nothing is grouped."""
        self.folded: set[str] = set()
        """Labels of the groups whose sites are not shown."""
        self._picked: Sequence[int] = ()
        self._arranged: Sequence[int] = ()
        self._near: Sequence[int] = ()
        self.lines: Sequence[int] = ()
        """What is shown: numbers of sites; -1, -2 and so on for the heads of the groups."""
        self.searching_near: Iterator[list[int]] | None = None
        """Names left to look at that may only look like what was typed; `search_near` goes on."""

    # --- what is shown

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def total(self) -> int:
        """Return how many sites there are without the filter."""
        return len(self.index.sites)

    @property
    def hit_count(self) -> int:
        """Return how many sites pass the filter, folded ones too."""
        return len(self._picked)

    @property
    def near_count(self) -> int:
        """Return how many sites are shown that only look like what was typed."""
        return len(self._near)

    def site_at(self, line: int) -> Site | None:
        """Return the site in a line; None for the head of a group, and where there is no line."""
        if not 0 <= line < len(self.lines):
            return None
        number = self.lines[line]
        return self.index.sites[number] if number >= 0 else None

    def group_at(self, line: int) -> Group | None:
        """Return the group whose head is in a line; None for a site, and where there is no line."""
        if not 0 <= line < len(self.lines):
            return None
        number = self.lines[line]
        return self.groups[-number - 1] if number < 0 else None

    def is_near(self, line: int) -> bool:
        """Return whether the site in a line only looks like what was typed."""
        return len(self.lines) - len(self._near) <= line < len(self.lines)

    def line_of(self, site_id: SiteId) -> int | None:
        """Return the line of a site; None when it is not shown."""
        number = self.index.numbers.get(site_id)
        if number is None:
            return None
        if isinstance(self.lines, range):
            return number
        try:
            return self.lines.index(number)
        except ValueError:
            return None

    def hit_ids(self) -> list[SiteId]:
        """Return the ids of all that pass the filter, folded ones too, in their order."""
        return _ids(self.index, self._arranged)

    def ids_of(self, group: Group) -> list[SiteId]:
        """Return the ids of the sites of a group."""
        return _ids(self.index, group.hits)

    def count_hidden(self, site_ids: Collection[SiteId]) -> int:
        """Return how many of these sites stand in no line: filtered out, folded away, or not listed."""
        number_of = self.index.numbers.get
        listed = [number for site_id in site_ids if (number := number_of(site_id)) is not None]
        shown = {*self.filter.pick(self.index, listed), *self._near}
        shown -= {hit for group in self.groups if group.label in self.folded for hit in group.hits}
        return len(site_ids) - sum(number in shown for number in listed)

    def line_of_group(self, label: str) -> int | None:
        """Return the line of the head of a group; None when there is no such group."""
        position = next((at for at, group in enumerate(self.groups) if group.label == label), None)
        return None if position is None else self.lines.index(-position - 1)

    def nearest_line(self, site_id: SiteId) -> int | None:
        """Return the line of a site, or of the head of the group that it is folded into; None where it is hidden."""
        line = self.line_of(site_id)
        if line is not None:
            return line
        number = self.index.numbers.get(site_id)
        label = next((group.label for group in self.groups if number in group.hits), None)
        return None if label is None else self.line_of_group(label)

    def ids_between(self, first: int, last: int) -> list[SiteId]:
        """Return the ids of the sites in the lines from `first` to `last`, both included, in either direction."""
        start, end = sorted((first, last))
        sites = self.index.sites
        return [sites[number].id for number in self.lines[start : end + 1] if number >= 0]

    # --- what changes it

    def show(self, sites: Sequence[Site], scene: SiteScene, *, keeps_order: bool = False) -> None:
        """Take another list, or the same one in another scene.

        With `keeps_order` every site that was shown stays where it was among the others, and in its group, whatever
        it is ordered or grouped by; those that are new come last.
        """
        before = self.index
        if sites is before.sites and scene.as_of == before.scene.as_of:
            before.scene = scene
        else:
            self.index = SiteIndex(sites, scene)
        shown = _ids(before, self._arranged) if keeps_order else []
        self._pick(self.filter, None)
        groups = [(group.label, _ids(before, group.hits)) for group in self.groups] if keeps_order else []
        self._arranged = (
            _as_before(self.index, self._picked, shown) if shown else self._in_order(self._picked)
        )
        self._group({site_id: label for label, ids in groups for site_id in ids})

    def apply_filter(self, site_filter: SiteFilter) -> None:
        """Show only what passes; a filter that only became longer searches within the last hits."""
        among = self._picked if site_filter.narrows(self.filter) else None
        self._pick(site_filter, among)
        self.arrange()

    def apply_view(self, view: SiteView) -> None:
        """Order and group in another way; the filter of `view` is not looked at."""
        if view.group != self.view.group:
            self.folded = set()
        self.view = view._replace(filter="")
        self.arrange()

    def arrange(self) -> None:
        """Order anew what passes the filter."""
        self._arranged = self._in_order(self._picked)
        self._group()

    def toggle_fold(self, label: str) -> None:
        """Show or hide the sites of a group."""
        self.folded ^= {label}
        self._lay_out()

    def search_near(self) -> bool:
        """Look further for names that only look like what was typed; return whether there is more to look at."""
        if self.searching_near is None:
            return False
        found = next(self.searching_near, None)
        if found is None:
            self.searching_near = None
            return False
        if found != self._near:
            self._near = found
            self._lay_out()
        return True

    # --- in steps

    def _pick(self, site_filter: SiteFilter, among: Sequence[int] | None) -> None:
        self.filter = site_filter
        self._picked = site_filter.pick(self.index, among)
        self._near = ()
        self.searching_near = None
        if site_filter.words and len(self._picked) < FEW_HITS:
            from altotui.domain.near_names import near_names

            self.searching_near = near_names(self.index, site_filter, self._picked)

    def _in_order(self, picked: Sequence[int]) -> Sequence[int]:
        column = BY_ID.get(self.view.sort)
        if column is not None:
            return ordered(self.index, picked, column, is_reversed=self.view.is_reversed)
        if self.filter.words:
            return best_first(self.index, picked, self.filter.words)
        return visited_first(self.index, picked, *self.visited)

    def _group(self, kept: Mapping[SiteId, str] = _NOTHING_KEPT) -> None:
        self.groups = []
        if self.view.group:
            from altotui.domain.site_groups import grouped

            self.groups = grouped(self.index, self._arranged, self.view.group, kept)
        self._lay_out()

    def _lay_out(self) -> None:
        if not self.groups:
            self.lines = [*self._arranged, *self._near] if self._near else self._arranged
            return
        lines: list[int] = []
        for position, group in enumerate(self.groups):
            lines.append(-position - 1)
            if group.label not in self.folded:
                lines += group.hits
        self.lines = [*lines, *self._near]


def _ids(index: SiteIndex, numbers: Sequence[int]) -> list[SiteId]:
    sites = index.sites
    return [sites[number].id for number in numbers]


def _as_before(index: SiteIndex, hits: Sequence[int], shown: list[SiteId]) -> Sequence[int]:
    """Return `hits` in the order of `shown`, and those that are not in it behind."""
    if shown == _ids(index, hits):
        return hits
    numbers, among = index.numbers, set(hits)
    before = [number for site_id in shown if (number := numbers.get(site_id, -1)) in among]
    ahead = set(before)
    return before + [number for number in hits if number not in ahead]
