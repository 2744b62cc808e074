"""The details of the site under the cursor, as lines that can be scrolled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from altotui.domain.ids import SiteId
from altotui.domain.site import Site
from altotui.services.suite import Services
from altotui.ui.cells import Piece
from altotui.ui.entries.entry import Entry
from altotui.ui.widgets.row_list import RowList
from altotui.ui.widgets.status_line import Part

CommandsOf = Callable[[SiteId], Sequence[Entry]]
"""Gives the commands that this console sent to a site, oldest first."""


DWELL_S = 0.6
"""The cursor rests this long on a site before its details are asked for: not while it passes by."""


class SitePanel(RowList):
    """Everything known of one site; what stands in its lines is made by `site_facts`."""

    HEADING_LINES = 0
    HAS_CURSOR = False

    def __init__(
        self, services: Services, commands_of: CommandsOf, wanted: Callable[[SiteId], object]
    ) -> None:
        """Take what tells of sites, and what hears that the cursor has come to rest on one."""
        super().__init__(id="site-panel")
        self._wanted = wanted
        self._services = services
        self._commands_of = commands_of
        self._site: Site | None = None
        self._as_of: datetime | None = None
        self._lines: list[list[Part]] = []
        self._made_for = 0
        self._glances = 0
        self.is_open = False
        """Whether it is to be seen; nothing is made or asked for otherwise."""

    def look_at(self, site: Site | None, as_of: datetime) -> None:
        """Show what is known of `site`, from its first line on if it is another one; ask for the rest after a while.

        `as_of` is the time of the list that it is from.
        """
        self._glances += 1
        if site is None or self._site is None or site.id != self._site.id:
            self.cursor = self.top = 0
        self._site, self._as_of = site, as_of
        if not self.is_open:
            return
        self.show_time()
        glance = self._glances
        self.set_timer(DWELL_S, lambda: self._dwelt(glance))

    def shows(self, site: Site | None) -> bool:
        """Return whether it need not look at that site: it is shown, or nothing is."""
        return not self.is_open or (site and site.id) == (self._site and self._site.id)

    def _dwelt(self, glance: int) -> None:
        is_seen = self.is_open and self.is_on_screen
        if glance == self._glances and is_seen and self._site is not None:
            self._wanted(self._site.id)

    def show_news(self, site_id: SiteId) -> None:
        """Show what came in on a site, if it is the one that is shown."""
        if self._site is not None and self._site.id == site_id:
            self.show_time()

    def show_time(self) -> None:
        """Show what is known now; nothing while it is not open."""
        if self.is_open:
            self._make(self.size.width)
            self.rows_changed()

    def _make(self, width: int) -> None:
        self._made_for = width
        site = self._site
        if site is None or self._as_of is None:
            self._lines = []
            return
        from altotui.ui.site_facts import Facts, fact_lines

        services = self._services
        facts = Facts(
            site,
            self._as_of,
            services.directory.server_now(),
            services.open_details().of(site.id),
            services.jobs.of_site(site.id),
            services.jobs.is_known(site.id),
            self._commands_of(site.id),
            services.habits.is_favourite(site.id),
        )
        self._lines = fact_lines(facts, width)

    def on_resize(self) -> None:
        """Lay the lines out for another width."""
        if self.size.width != self._made_for:
            self._make(self.size.width)
        self.rows_changed()

    def row_count(self) -> int:
        """Return how many lines there are."""
        return len(self._lines)

    def make_row(self, index: int, width: int) -> list[Piece]:  # noqa: ARG002 (the lines are made for a width)
        """Return one line."""
        return [(text, self.look(meaning)) for text, meaning in self._lines[index]]

    def handle_key_name(self, key: str) -> bool:
        """Scroll by lines and pages."""
        match key:
            case "down" | "j":
                self.scroll_rows(1)
            case "up" | "k":
                self.scroll_rows(-1)
            case "enter":
                return False
            case _:
                return super().handle_key_name(key)
        return True
