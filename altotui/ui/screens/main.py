"""The main screen: three panes side by side, or one at a time; all wiring between them is here."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import Literal

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.screen import Screen

from altotui.domain.site import Site
from altotui.services.events import (
    AuditFailed,
    BudgetChanged,
    CommandFinished,
    CommandLeft,
    CommandStarted,
    FleetChanged,
    HabitsChanged,
    JobsChanged,
    ListSource,
    MarksChanged,
    PollHealthChanged,
    QueueUnsure,
    SessionChanged,
    SiteDetailsChanged,
    SitesChanged,
    SitesUnavailable,
)
from altotui.services.suite import Services
from altotui.ui.bridge import ServiceEvent
from altotui.ui.chrome.command_line import CommandLine
from altotui.ui.chrome.footer import Footer
from altotui.ui.chrome.header import Header
from altotui.ui.chrome.tabs import Tabs
from altotui.ui.panes.console import ConsolePane
from altotui.ui.panes.jobs import JobsPane
from altotui.ui.panes.sites import SitesPane
from altotui.ui.profile import ConsoleProfile

ONE_PANE_BELOW = (100, 30)
"""Columns and rows under which one pane is shown at a time."""
PANES = ("sites", "console", "jobs")
REFUSED_ADVICE = (
    "the API refuses the token, so nothing is polled. Renew it where it comes from (altotui auth status says where), "
    "then press r: everything goes on"
)
Severity = Literal["information", "warning", "error"]
_WIDTH_CLASSES = ((100, "-w100"), (130, "-w130"), (160, "-w160"))
_HEIGHT_CLASSES = ((40, "-h40"),)
_ALL_LAYOUT_CLASSES = frozenset(
    {"-one-pane", "-w100", "-w130", "-w160", "-h40", "-show-sites", "-show-console", "-show-jobs"}
)


class MainScreen(Screen[None]):
    """Header, panes, footer."""

    AUTO_FOCUS = ""

    def __init__(self, services: Services, profile: ConsoleProfile) -> None:
        super().__init__(classes=" ".join(_layout_classes(*shutil.get_terminal_size(), active="sites")))
        self._services = services
        self._profile = profile
        self.console = ConsolePane(services.reader, services.make_inspector)
        self.sites = SitesPane(services, self.console.commands_of)
        self.jobs = JobsPane(services.jobs, services.directory)
        self.header = Header(profile, lambda: services.api.budget, services.directory.age_s)
        self.command_line = CommandLine()
        self.footer = Footer()
        self.tabs = Tabs()
        self.active_pane = "sites"
        self.active_site: Site | None = None
        self._is_zoomed = False
        self._has_come_up = False
        self._is_expired = False

    def compose(self) -> ComposeResult:
        """Build the screen."""
        yield self.header
        yield self.tabs
        with Horizontal(id="body"):
            yield self.sites
            with Vertical(id="right"):
                yield self.console
                yield self.jobs
        yield self.command_line
        yield self.footer

    def on_mount(self) -> None:
        """Take a snapshot of every service; events carry only what changes afterwards."""
        listed = self._services.directory.listed
        if listed is not None:
            self._show_sites(SitesChanged(listed, self._services.directory.source))
        self._show_session()
        self._show_active_pane()

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout for the new size; place and focus stay."""
        self._arrange(event.size.width, event.size.height)

    def _screen_resized(self, size: Size) -> None:
        """Lay out for a new size only: at the start Textual asks three times for the same one."""
        if size != self.outer_size:
            super()._screen_resized(size)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Keep Textual from styling every widget a second time when the screen first comes up."""
        event.refresh_styles = event.refresh_styles and self._has_come_up
        self._has_come_up = True

    def _arrange(self, columns: int, rows: int) -> None:
        wanted = _layout_classes(columns, rows, active=self.active_pane, is_zoomed=self._is_zoomed)
        if wanted != self.classes & _ALL_LAYOUT_CLASSES:
            with self.app.batch_update():
                self.remove_class(*(_ALL_LAYOUT_CLASSES - wanted))
                self.add_class(*wanted)

    # --- panes

    def show_pane(self, pane: str) -> None:
        """Bring `pane` to the front and put the focus where one types or moves there.

        The focus moves at once and not by a message (as `Widget.focus` would): a key typed right behind goes
        to the new place.
        """
        self.active_pane = pane
        if self.command_line.has_class("-open"):
            self.footer.remove_class("-covered")
            self.command_line.close()
        self._show_active_pane()
        target = {"sites": self.sites.rows, "console": self.console.prompt, "jobs": self.jobs.rows}[pane]
        self.set_focus(target)

    def next_pane(self, step: int) -> None:
        """Go to the next pane, or with -1 to the one before; from the filter to its list."""
        if self.focused is None or self.focused is self.sites.filter:
            self.show_pane(self.active_pane)
            return
        if step > 0 and self.sites.panel.is_open and self.focused is self.sites.rows:
            self.set_focus(self.sites.panel)
            return
        self.show_pane(PANES[(PANES.index(self.active_pane) + step) % len(PANES)])

    def zoom(self) -> None:
        """Give the active pane the whole screen, or give it back."""
        self._is_zoomed = not self._is_zoomed
        self._arrange(self.app.size.width, self.app.size.height)

    def on_descendant_focus(self) -> None:
        """Let the pane follow the focus, for clicks."""
        focused = self.focused
        for pane in (self.sites, self.console, self.jobs):
            if focused is not None and pane in focused.ancestors and pane.id and pane.id != self.active_pane:
                self.active_pane = pane.id
                self._show_active_pane()

    def on_key(self, event: events.Key) -> None:
        """Let the first movement key of a run act on the list in front."""
        if self.focused is None and self.sites.rows.handle_key_name(event.key):
            event.stop()
            self.show_pane("sites")

    def _show_active_pane(self) -> None:
        self._arrange(self.app.size.width, self.app.size.height)
        self.footer.show_pane(self.active_pane)
        for pane in (self.sites, self.console, self.jobs):
            pane.show_active(pane.id == self.active_pane)
        self._show_tabs()

    def _show_tabs(self) -> None:
        open_jobs = sum(record.job.is_open for record in self._services.jobs.all())
        self.tabs.show_tabs(self.active_pane, open_jobs, self.active_site, len(self._services.marks.ids))

    # --- events of services

    def on_service_event(self, message: ServiceEvent) -> None:
        """Hand one event to the pane it concerns."""
        match message.event:
            case SitesChanged() as event:
                self._show_sites(event)
            case FleetChanged() as event:
                self._show_change(event)
            case MarksChanged():
                self.sites.show_news(None, "marked")
                self._show_tabs()
            case HabitsChanged(problem=problem):
                self.sites.show_habits()
                if problem is not None:
                    self._tell(f"favourites and views: {problem}", "warning")
            case SiteDetailsChanged(site_id=site_id):
                self.sites.show_news(site_id)
            case SitesUnavailable(error=error):
                self.sites.show_failure(error)
                self.header.show_health(error)
            case CommandStarted() as event:
                self.console.started(event)
                self.sites.show_news(event.site_id)
            case CommandLeft(entry_id=entry_id):
                self.console.left(entry_id)
            case CommandFinished() as event:
                self.console.finished(event)
                self.sites.show_news(event.result.site_id)
                self.header.show_outcome(event.result)
            case JobsChanged(site_id=site_id):
                self.jobs.apply()
                self.sites.show_news(site_id, "job")
                self.header.show_health(None)
                self._show_tabs()
            case PollHealthChanged() as event:
                self.jobs.show_health(event)
                self.header.show_health(event.error)
            case SessionChanged() as event:
                self._show_session(expired=event.expired)
            case BudgetChanged(budget=budget):
                self.header.show_budget(budget)
            case QueueUnsure(site_name=name, error=error):
                self._tell(f"{name}: {error}. The job is looked for in the job list", "warning")
            case AuditFailed(error=failure):
                self.header.show_unrecorded()
                self._tell(f"what is sent is not recorded any more: {failure}", "error")

    def _tell(self, text: str, severity: Severity) -> None:
        self.app.notify(text, severity=severity, markup=False, timeout=8)

    def _show_sites(self, event: SitesChanged) -> None:
        self.sites.show_list(event.listed, is_complete=event.is_complete)
        self.header.show_sites(event)
        if event.is_complete and event.source is ListSource.LIVE:
            self._drop_unlisted_marks(event.listed.sites)
        if self.active_site is not None:
            newer = self._services.directory.get(self.active_site.id)
            if newer is not None and newer != self.active_site:
                self.active_site = newer
                self._show_target()
        if event.source is ListSource.LIVE:
            self.header.show_health(None)

    def _drop_unlisted_marks(self, listed: Sequence[Site]) -> None:
        """Take the marks of sites away that are gone, and say so: nothing can be sent to them."""
        marks = self._services.marks
        gone = marks.drop_unlisted({site.id for site in listed}) if marks.ids else 0
        if gone:
            words = "a marked site is" if gone == 1 else f"{gone} marked sites are"
            self._tell(f"{words} no longer listed, and not marked any more", "warning")

    def _show_change(self, event: FleetChanged) -> None:
        """Say once what happened to a burst of sites."""
        self.header.show_unread(event.unread)
        self.sites.show_news(None, "changed")
        if event.is_news:
            from altotui.domain.change_words import describe

            words = describe(event.change, self._services.directory.name_of)
            self._tell(
                f"{words}  (u: what changed)", "warning" if event.change.kind.is_bad else "information"
            )
        if event.rings:
            self.app.bell()

    def _show_session(self, *, expired: bool = False) -> None:
        self.header.show_mode(self._services.session.unlocked_until, is_expired=expired)
        self._show_target()
        if expired and not self._is_expired:
            self._tell(REFUSED_ADVICE, "error")
        self._is_expired = expired

    # --- what people do

    @on(SitesPane.SiteChosen)
    def choose(self, message: SitesPane.SiteChosen) -> None:
        """Make a site the target and go to the prompt."""
        self.choose_site(message.site)

    def choose_site(self, site: Site) -> None:
        """Make `site` the target of the prompt and of the jobs pane."""
        self.active_site = site
        self.sites.rows.show_chosen(site.id)
        self._services.habits.visit(site.id)
        self._show_target()
        self._services.watcher.choose(site.id)
        self.show_pane("console")

    def _show_target(self) -> None:
        self.console.show_target(self.active_site, is_read_only=self._services.session.is_read_only)
        self.jobs.show_target(self.active_site)
        self._show_tabs()

    @on(CommandLine.Entered)
    def leave_command_line(self) -> None:
        """Put the footer back; the app does what was typed."""
        self.footer.remove_class("-covered")
        self.command_line.close()
        self.show_pane(self.active_pane)

    def open_command_line(self) -> None:
        """Show the `:` line in place of the footer."""
        self.footer.add_class("-covered")
        self.command_line.open()


def _layout_classes(columns: int, rows: int, *, active: str, is_zoomed: bool = False) -> set[str]:
    """Return the style classes of a screen of that size, with that pane in front."""
    wide = {name for least, name in _WIDTH_CLASSES if columns >= least}
    high = {name for least, name in _HEIGHT_CLASSES if rows >= least}
    is_narrow = columns < ONE_PANE_BELOW[0] or rows < ONE_PANE_BELOW[1]
    return wide | high | {f"-show-{active}"} | ({"-one-pane"} if is_narrow or is_zoomed else set())
