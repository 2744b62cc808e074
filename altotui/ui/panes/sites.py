"""The sites pane: find a router, and make it the one that commands go to."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from altotui.domain.ages import coarse_age
from altotui.domain.errors import ApiError, InvalidInput
from altotui.domain.site import Site, SiteList
from altotui.domain.site_filter import SiteFilter
from altotui.services.events import ListSource
from altotui.services.site_directory import SiteDirectory
from altotui.ui.panes.site_rows import SiteRows
from altotui.ui.present import advice, api_health
from altotui.ui.widgets.line_edit import LineEdit
from altotui.ui.widgets.row_list import RowList
from altotui.ui.widgets.status_line import Part, StatusLine

AGES_EVERY_S = 10.0


class FilterEdit(LineEdit):
    """The filter line; it tells its pane in the same frame in which a key arrives."""

    def __init__(self, on_text: Callable[[str], None]) -> None:
        super().__init__(
            "/ ", "filter: words, status:late, tag:vip, -word", id="filter", clears_on_submit=False
        )
        self._on_text = on_text

    def text_changed(self) -> None:
        """Filter at once."""
        self._on_text(self.text)


class SitesPane(Vertical):
    """Filter, list, and a line on the list itself."""

    class SiteChosen(Message):
        """Commands go to `site` from now on."""

        def __init__(self, site: Site) -> None:
            super().__init__()
            self.site = site

    def __init__(self, directory: SiteDirectory) -> None:
        super().__init__(id="sites", classes="pane")
        self._directory = directory
        self._is_active = False
        self._title = StatusLine(classes="pane-title")
        self._filter = FilterEdit(self._apply_filter)
        self.rows = SiteRows(id="site-rows")
        self._note = StatusLine(classes="pane-note")
        self._problem = ""
        self._error: ApiError | None = None
        self._is_complete = False

    def compose(self) -> ComposeResult:
        """Build the pane."""
        yield self._title
        yield self._filter
        yield self.rows
        yield self._note

    def show_active(self, is_active: bool) -> None:
        """Show in the title whether this is the pane that keys go to."""
        self._is_active = is_active
        self._describe()

    def on_mount(self) -> None:
        """Keep the ages true: redrawn only where a text changes."""
        self._describe()
        self.set_interval(AGES_EVERY_S, self._show_time)

    def show_list(self, listed: SiteList, *, is_complete: bool) -> None:
        """Show a new list of sites."""
        self._error = None
        self._is_complete = is_complete
        self.rows.show_sites(listed.sites, listed.as_of, self._directory.server_now())
        self._describe()

    def show_failure(self, error: ApiError) -> None:
        """Keep the list and say that it could not be renewed."""
        self._error = error
        self._describe()

    @property
    def is_filtering(self) -> bool:
        """Return whether the filter is being typed."""
        return self.screen.focused is self._filter

    def focus_filter(self) -> None:
        """Go to the filter line."""
        self.screen.set_focus(self._filter)

    def clear_filter(self) -> bool:
        """Empty the filter; return whether there was one."""
        had_text = bool(self._filter.text)
        self._filter.set_text("")
        return had_text

    def _apply_filter(self, text: str) -> None:
        try:
            self.rows.apply_filter(SiteFilter(text))
            self._problem = ""
        except InvalidInput as problem:
            self._problem = str(problem)
        self._describe()

    def _show_time(self) -> None:
        self.rows.show_time(self._directory.server_now())
        self._describe()

    def _describe(self) -> None:
        total = self.rows.total
        shown = self.rows.row_count()
        count = f"{shown} of {total}" if shown != total else f"{total}"
        self._title.show([(" 1 Sites ", "mark" if self._is_active else "strong"), (f" {count}", "muted")])
        self._note.show(self._note_parts(total, shown))

    def _note_parts(self, total: int, shown: int) -> list[Part]:
        if self._problem:
            return [(f" {self._problem}", "warn")]
        listed = self._directory.listed
        if self._error is not None:
            words, meaning = api_health(self._error)
            kept = f", list of {self._age(listed)} ago kept" if listed else ""
            return [(f" {words}{kept}", meaning), (f": {advice(self._error)}", "")]
        if listed is None:
            return [(" asking for the sites", "muted")]
        if self._directory.source is ListSource.CACHED:
            return [(f" cached {self._age(listed)} ago, asking for the live list", "warn")]
        if not total and self._is_complete:
            return [(" this token sees no sites", "warn")]
        if not shown:
            return [(" no site matches: esc clears the filter", "warn")]
        return [(" enter ", "key"), ("choose  ", "muted"), ("/ ", "key"), ("filter  ", "muted")]

    def _age(self, listed: SiteList | None) -> str:
        if listed is None:
            return "?"
        return coarse_age((self._directory.server_now() - listed.as_of).total_seconds())

    @on(RowList.Chosen)
    def choose_site(self, message: RowList.Chosen) -> None:
        """Make the site under the cursor the target."""
        message.stop()
        site = self.rows.current
        if site is not None:
            self.post_message(self.SiteChosen(site))

    @on(RowList.Highlighted)
    def keep_quiet(self, message: RowList.Highlighted) -> None:
        """Nothing follows from moving the cursor."""
        message.stop()

    @on(LineEdit.Submitted)
    def go_to_list(self, message: LineEdit.Submitted) -> None:
        """Leave the filter for the list."""
        message.stop()
        self.screen.set_focus(self.rows)
