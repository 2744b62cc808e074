"""The list of sites: filtered by what is typed, the cursor on a site and not on a row number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from altotui.domain.ages import coarse_age
from altotui.domain.ids import SiteId
from altotui.domain.site import Freshness, Site
from altotui.domain.site_filter import SiteFilter, haystack
from altotui.ui.cells import Piece, fit
from altotui.ui.present import SITE_MEANINGS, SITE_SIGNS
from altotui.ui.widgets.row_list import RowList

_NAME_CELLS = (18, 34)
_OPTIONAL = (("SEEN", 5), ("VERSION", 9), ("MODEL", 18))
_TAGS_FROM_CELLS = 12


class SiteRows(RowList):
    """Sites, one a row; columns by width."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sites: tuple[Site, ...] = ()
        self._hits: Sequence[int] = ()
        self._hays: list[str] | None = None
        self._filter = SiteFilter("")
        self._as_of: datetime | None = None
        self._now: datetime | None = None
        self._chosen: SiteId | None = None

    @property
    def total(self) -> int:
        """Return how many sites there are without the filter."""
        return len(self._sites)

    @property
    def current(self) -> Site | None:
        """Return the site under the cursor."""
        return self._sites[self._hits[self.cursor]] if self.cursor < len(self._hits) else None

    def show_sites(self, sites: tuple[Site, ...], as_of: datetime, now: datetime) -> None:
        """Show another list; the cursor stays on its site, and where that is gone on its row."""
        before = self.current
        if sites is not self._sites:
            self._sites, self._hays = sites, None
        self._as_of, self._now = as_of, now
        self._hits = self._search(self._filter, range(len(sites)))
        if before is not None and (self.current is None or self.current.id != before.id):
            self._follow(before.id)
        self.rows_changed()

    def _follow(self, site_id: SiteId) -> None:
        offset = self.cursor - self.top
        for row, index in enumerate(self._hits):
            if self._sites[index].id == site_id:
                self.cursor, self.top = row, max(0, row - offset)
                return

    def apply_filter(self, site_filter: SiteFilter) -> None:
        """Show only the sites that pass; further typing searches within the last hits.

        The cursor goes to the first hit while typing, and stays on its site when the filter is taken away.
        """
        before = self.current
        old, self._filter = self._filter, site_filter
        is_narrower = old.is_plain and site_filter.is_plain and site_filter.text.startswith(old.text)
        self._hits = self._search(site_filter, self._hits if is_narrower else range(len(self._sites)))
        self.cursor = self.top = 0
        if not site_filter.text and before is not None:
            self._follow(before.id)
            self._clamp_top()
        self.repaint()

    def _search(self, site_filter: SiteFilter, among: Sequence[int]) -> Sequence[int]:
        if not site_filter.text or self._as_of is None:
            return range(len(self._sites))
        if self._hays is None:
            self._hays = [haystack(site) for site in self._sites]
        hays, sites, as_of = self._hays, self._sites, self._as_of
        if site_filter.is_plain:
            return [index for index in among if site_filter.words_in(hays[index])]
        return [index for index in among if site_filter.matches(sites[index], as_of, hays[index])]

    def show_time(self, now: datetime) -> None:
        """Draw the ages of `now`; where no text changes, nothing is sent."""
        self._now = now
        self.repaint()

    def mark_chosen(self, site_id: SiteId) -> None:
        """Mark the site that commands go to."""
        self._chosen = site_id
        self.repaint()

    def row_count(self) -> int:
        """Return how many sites pass the filter."""
        return len(self._hits)

    def make_heading(self, width: int) -> list[Piece]:
        """Return the names of the columns that are shown."""
        name_cells, columns, tag_cells = _columns(width)
        style = self.look("heading")
        texts = ["  ", fit("SITE", name_cells), *(f" {fit(title, cells)}" for title, cells in columns)]
        return [(text, style) for text in texts] + ([(" TAGS", style)] if tag_cells else [])

    def make_row(self, index: int, width: int) -> list[Piece]:
        """Return sign, name and as many facts as there is room for.

        The age of an online site is that at the time of the list: what happened since, nobody has told us.
        """
        site = self._sites[self._hits[index]]
        if self._as_of is None or self._now is None:
            return []
        freshness = site.freshness(self._as_of)
        name_cells, columns, tag_cells = _columns(width)
        ground, muted = self.look(""), self.look("muted")
        name_look = self.look("strong") if site.id == self._chosen else ground
        lead = ">" if site.id == self._chosen else " "
        # what is as it should be has no colour: the eye finds the rest, and a page is half as many bytes
        sign_look = ground if freshness is Freshness.ONLINE else self.look(SITE_MEANINGS[freshness])
        pieces: list[Piece] = [
            (SITE_SIGNS[freshness], sign_look),
            (lead, name_look),
            (fit(site.name, name_cells), name_look),
        ]
        seen_until = self._as_of if freshness is Freshness.ONLINE else self._now
        facts = (coarse_age(site.age_s(seen_until)), site.version or "", site.model or "")
        for position, (text, (_, cells)) in enumerate(zip(facts, columns, strict=False)):
            pieces.append((f" {fit(text, cells, right=position == 0)}", ground))
        if tag_cells:
            pieces.append((" " + fit(" ".join(site.tags), tag_cells), muted))
        return pieces


def _columns(width: int) -> tuple[int, tuple[tuple[str, int], ...], int]:
    """Return the cells of the name, the optional columns that fit, and the cells left for tags."""
    room = width - 2 - _NAME_CELLS[0]
    columns: list[tuple[str, int]] = []
    for title, cells in _OPTIONAL:
        if room < cells + 1:
            break
        columns.append((title, cells))
        room -= cells + 1
    name_cells = min(_NAME_CELLS[1], _NAME_CELLS[0] + max(0, room))
    room -= name_cells - _NAME_CELLS[0]
    return name_cells, tuple(columns), room - 1 if room > _TAGS_FROM_CELLS else 0
