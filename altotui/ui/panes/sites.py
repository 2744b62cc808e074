"""The sites pane: find a router, mark some, and make one the target of commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from altotui.domain.errors import ApiError, SessionExpired
from altotui.domain.ids import SiteId
from altotui.domain.site import Site, SiteList
from altotui.domain.site_filter import SiteFilter
from altotui.domain.site_scene import SiteScene
from altotui.domain.site_view import SiteView
from altotui.services.events import ListSource
from altotui.services.suite import Services
from altotui.ui.panes.site_note import counts_of, note_on
from altotui.ui.panes.site_rows import SiteRows
from altotui.ui.widgets.late import put_behind
from altotui.ui.widgets.line_edit import LineEdit
from altotui.ui.widgets.row_list import RowList
from altotui.ui.widgets.status_line import StatusLine
from altotui.ui.widgets.unscrolled import Unscrolled

if TYPE_CHECKING:
    from altotui.ui.panes.site_panel import CommandsOf, SitePanel

AGES_EVERY_S = 10.0


class FilterEdit(LineEdit):
    """The filter line; it tells its pane in the same frame in which a key arrives."""

    JOINS_LINES = True

    def __init__(self, on_text: Callable[[str], None]) -> None:
        super().__init__(
            "/ ",
            "filter: words, status:late, tag:vip, ver:<7.16, -word",
            id="filter",
            clears_on_submit=False,
        )
        self._on_text = on_text

    def text_changed(self) -> None:
        """Filter at once."""
        self._on_text(self.text)


class SitesPane(Unscrolled):
    """Filter, list, the details of one site, and a line on the list itself."""

    BLANK = False
    """It has a border."""

    class SiteChosen(Message):
        """Commands go to `site` from now on."""

        def __init__(self, site: Site) -> None:
            super().__init__()
            self.site = site

    class DetailsWanted(Message):
        """The cursor has come to rest on a site whose details are shown."""

        def __init__(self, site_id: SiteId) -> None:
            super().__init__()
            self.site_id = site_id

    def __init__(self, services: Services, commands_of: CommandsOf) -> None:
        super().__init__(id="sites", classes="pane")
        self._services = services
        self._directory = services.directory
        self._is_active = False
        self._title = StatusLine(classes="pane-title")
        self.filter = FilterEdit(self._apply_filter)
        self.rows = SiteRows(services.clock.monotonic, id="site-rows")
        self._commands_of = commands_of
        self.is_detailed = False
        """Whether the details of the site under the cursor are shown."""
        self._note = StatusLine(classes="pane-note")
        self._error: ApiError | None = None
        self._is_complete = False
        self._is_working = False

    def compose(self) -> ComposeResult:
        """Build the pane."""
        yield self._title
        yield self.filter
        yield self.rows
        yield self._note

    def show_active(self, is_active: bool) -> None:
        """Show in the title whether this is the pane that keys go to."""
        self._is_active = is_active
        self.describe()

    def on_mount(self) -> None:
        """Keep the ages true: redrawn only where a text changes."""
        self.describe()
        self.set_interval(AGES_EVERY_S, self._show_time)

    # --- what services told

    def show_list(self, listed: SiteList, *, is_complete: bool) -> None:
        """Show a new list of sites."""
        if self._directory.source is ListSource.LIVE:
            self._error = None
        self._is_complete = is_complete
        self._show(listed.sites, self._services.scenes.at(listed.as_of))
        self._work_on()
        self._look_closer()

    def show_failure(self, error: ApiError) -> None:
        """Keep the list and say that it could not be renewed."""
        self._error = error
        self.describe()

    def show_habits(self) -> None:
        """Put favourites first, then the recent sites of earlier runs, and take the view that is kept."""
        habits, table = self._services.habits, self.rows.table
        favourites = tuple(sorted(habits.favourites, key=lambda site_id: (-habits.rank(site_id), site_id)))
        if (favourites, habits.recents) == table.visited and habits.view == table.view:
            return
        table.visited = (favourites, habits.recents)
        if habits.view != table.view:
            self.rows.apply_view(habits.view)
        self._show_again()

    def show_news(self, site_id: SiteId | None, about: str = "") -> None:
        """Show what came in on one site, or on any; a filter that asks about that field picks anew."""
        if about and self.rows.table.filter.asks_about(about):
            self._show_again()
        self.rows.repaint()
        self.describe()
        if site_id is not None and self.is_detailed:
            self.panel.show_news(site_id)

    def _show_again(self) -> None:
        """Show the same list in its new surroundings."""
        index = self.rows.table.index
        if index.sites:
            self._show(index.sites, self._services.scenes.at(index.scene.as_of))

    def _show(self, sites: Sequence[Site], scene: SiteScene) -> None:
        is_in_range = self._services.marks.range_from is not None
        self.rows.show_sites(sites, scene, self._directory.server_now(), keeps_order=is_in_range)
        self.describe()

    # --- the filter

    def clear_filter(self) -> bool:
        """Empty the filter; return whether there was one."""
        had_text = bool(self.filter.text)
        self.filter.set_text("")
        return had_text

    def _apply_filter(self, text: str) -> None:
        self._services.marks.range_from = None
        self.rows.apply_filter(SiteFilter(text))
        self._work_on()
        self.describe()

    def _work_on(self) -> None:
        """Do a part of what takes longer than one key may, and the rest beside everything else."""
        table = self.rows.table
        has_work = table.searching_near is not None or (self._is_complete and table.index.needs_preparing)
        if has_work and not self._is_working:
            self._is_working = True
            self.call_later(self._work)

    def _work(self) -> None:
        index = self.rows.table.index
        is_preparing = (
            self._is_complete and index.needs_preparing and next(index.prepare(), _DONE) is not _DONE
        )
        is_searching = self.rows.search_near()
        self._is_working = False
        if is_searching:
            self.describe()
        if is_preparing or is_searching:
            self._work_on()

    # --- order, groups, columns

    @property
    def view(self) -> SiteView:
        """Return how the list is looked at, its filter included."""
        return self.rows.table.view._replace(filter=self.filter.text)

    def apply_view(self, view: SiteView) -> None:
        """Look at the list in another way, for this start and the next; its filter is taken, too."""
        self.rows.apply_view(view)
        if view.filter != self.filter.text:
            self.filter.set_text(view.filter)
        self._services.habits.keep_view(view)
        self.describe()

    @cached_property
    def panel(self) -> SitePanel:
        """Return what shows the details of one site."""
        from altotui.ui.panes.site_panel import SitePanel

        return SitePanel(
            self._services, self._commands_of, lambda site_id: self.post_message(self.DetailsWanted(site_id))
        )

    def toggle_details(self) -> None:
        """Show or hide the details of the site under the cursor."""
        put_behind(self.panel, self.rows)
        self.is_detailed = self.panel.is_open = not self.is_detailed
        self.set_class(self.is_detailed, "-detailed")
        self._look_closer()
        if not self.is_detailed:
            self._services.open_details().give_up()
            if self.screen.focused is self.panel:
                self.screen.set_focus(self.rows)

    def _look_closer(self) -> None:
        if "panel" in vars(self):
            self.panel.look_at(self.rows.current, self.rows.table.index.scene.as_of)

    # --- words

    def on_resize(self) -> None:
        """Say what there is room for; alone on the screen the pane has no title."""
        self.describe()

    def _show_time(self) -> None:
        self.rows.show_time(self._directory.server_now())
        if self.is_detailed:
            self.panel.show_time()
        self.describe()

    def describe(self) -> None:
        """Say what is shown, and look at the site that is under the cursor by now."""
        if self.is_detailed and not self.panel.shows(self.rows.current):
            self._look_closer()
        counts = counts_of(self.rows.table, self._services.marks)
        self._title.show([(" 1 Sites ", "mark" if self._is_active else "strong"), *counts])
        is_refused = self._services.session.is_expired  # whoever found it out: nothing is asked any more
        error = SessionExpired("the token is refused") if is_refused else self._error
        note = note_on(self.rows.table, self._directory, error, is_complete=self._is_complete)
        if self.screen.has_class("-one-pane"):  # there is no title
            note = [*note, *counts] if self.rows.table.filter.problems else [*counts, *note]
        self._note.show(note)

    # --- what people do

    @on(RowList.Chosen, "#site-rows")
    def choose_site(self, message: RowList.Chosen) -> None:
        """Make the site that was under the cursor the target; fold or unfold a group."""
        message.stop()
        if isinstance(message.what, Site):
            self.post_message(self.SiteChosen(message.what))
        elif self.rows.toggle_fold():
            self.describe()

    @on(RowList.Highlighted, "#site-rows")
    def follow_cursor(self, message: RowList.Highlighted) -> None:
        """Show the details of another site."""
        message.stop()
        self.rows.touch()
        self._look_closer()

    @on(LineEdit.Submitted)
    def go_to_list(self, message: LineEdit.Submitted) -> None:
        """Leave the filter for the list."""
        message.stop()
        self.screen.set_focus(self.rows)


_DONE = object()
