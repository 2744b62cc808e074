"""What stands in the row of a site, cut to its columns: made once for all keys that are typed into the filter."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from altotui.domain.site import OLD_LIST_S, Freshness
from altotui.domain.site_columns import Column
from altotui.domain.site_index import SiteIndex
from altotui.ui.cells import fit, fit_middle
from altotui.ui.panes.site_layout import Layout
from altotui.ui.present import SITE_MEANINGS, SITE_SIGNS

_MOST_KEPT = 2000


class SiteText(NamedTuple):
    """One site in words; visible-only."""

    sign: str
    meaning: str
    """Of its state; empty where that is as it should be."""
    name: str
    columns: tuple[str | None, ...]
    """Each with a blank before it; None for what may change at any moment."""


class SiteTexts:
    """The texts of the sites of one list, at one moment and in one layout."""

    def __init__(self, index: SiteIndex, now: datetime, layout: Layout) -> None:
        self.layout = layout
        self.is_old = (now - index.scene.as_of).total_seconds() > OLD_LIST_S
        """Nobody knows how these sites are by now."""
        self._index = index
        self._now = now
        self._kept: dict[int, SiteText] = {}

    def are_for(self, index: SiteIndex, now: datetime, layout: Layout) -> bool:
        """Return whether they hold for this list, moment and layout."""
        return self._index is index and self._now is now and self.layout is layout

    def of(self, number: int) -> SiteText:
        """Return the texts of a site, by its number."""
        text = self._kept.get(number)
        if text is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            text = self._kept[number] = self._made(number)
        return text

    def column(self, number: int, column: Column, cells: int) -> str:
        """Return what stands in one column by now, with a blank before it."""
        text = column.text(self._index.sites[number], self._index.scene, self._now)
        return " " + fit(text, cells, right=column.is_right)

    def _made(self, number: int) -> SiteText:
        site = self._index.sites[number]
        freshness = site.freshness(self._index.scene.as_of)
        return SiteText(
            SITE_SIGNS[freshness],
            "" if freshness is Freshness.ONLINE else SITE_MEANINGS[freshness],
            fit_middle(site.name, self.layout.name_cells),
            tuple(
                None if column.may_change else self.column(number, column, cells)
                for column, cells in self.layout.columns
            ),
        )
