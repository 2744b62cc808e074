"""The sites that were marked: what a command for many goes to, whatever the list shows at the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altotui.services.events import MarksChanged

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from altotui.domain.ids import SiteId
    from altotui.services.ports import Publish


class Marks:
    """Marked sites; they stay marked when a filter or a fold hides them."""

    def __init__(self, publish: Publish) -> None:
        self._publish = publish
        self.ids: set[SiteId] = set()
        """The same set for the whole run."""
        self.range_from: SiteId | None = None
        """Where a range was begun that has no end yet."""
        self._missing: set[SiteId] = set()
        """Marked sites that the newest list has not."""

    def toggle(self, site_id: SiteId) -> None:
        """Mark a site, or take its mark away."""
        self._replace(self.ids ^ {site_id})

    def add(self, site_ids: Iterable[SiteId]) -> None:
        """Mark all of these."""
        self._replace(self.ids | set(site_ids))

    def bring_back(self, site_ids: Iterable[SiteId]) -> None:
        """Mark what was marked in an earlier run: nobody has chosen it now."""
        self._replace(self.ids | set(site_ids), is_choice=False)

    def toggle_all(self, site_ids: Collection[SiteId]) -> None:
        """Mark all of these; where all of them are marked already, take their marks away."""
        chosen = set(site_ids)
        self._replace(self.ids - chosen if chosen <= self.ids else self.ids | chosen)

    def invert(self, site_ids: Iterable[SiteId]) -> None:
        """Turn the marks of these round, and leave all others as they are."""
        self._replace(self.ids ^ set(site_ids))

    def clear(self) -> None:
        """Take every mark away."""
        self._replace(set())

    def drop_unlisted(self, listed: Collection[SiteId]) -> int:
        """Take the marks of sites away that are in none of two lists in a row; return of how many.

        A list whose pages shift while they are read lacks a site or two that the next one has again.
        """
        missing = self.ids.difference(listed)
        gone = missing & self._missing
        self._missing = missing
        self._replace(self.ids - gone, is_choice=False)
        return len(gone)

    def _replace(self, ids: set[SiteId], *, is_choice: bool = True) -> None:
        if ids != self.ids:
            self.ids.clear()
            self.ids.update(ids)
            self._missing &= ids
            self._publish(MarksChanged(len(self.ids), is_choice))
