"""The main screen: three panes side by side, or one at a time; all wiring between them is here."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from altotui.domain.site import Site
from altotui.services.events import Event, SitesChanged
from altotui.services.suite import Services
from altotui.ui.bridge import ServiceEvent
from altotui.ui.chrome.command_line import CommandLine
from altotui.ui.chrome.header import Header
from altotui.ui.news import News
from altotui.ui.panes.console import ConsolePane
from altotui.ui.panes.jobs import JobsPane
from altotui.ui.panes.sites import SitesPane
from altotui.ui.panes.stepping import Recalled
from altotui.ui.profile import ConsoleProfile
from altotui.ui.screens.drawn_once import DrawnOnce
from altotui.ui.screens.layout import Layout, layout_classes
from altotui.ui.widgets.late import put_behind
from altotui.ui.widgets.unscrolled import Unscrolled

if TYPE_CHECKING:
    from altotui.ui.chrome.tabs import Tabs
    from altotui.ui.panes.change_log import ChangeLog

PANES = ("sites", "console", "jobs")


class MainScreen(DrawnOnce):
    """Header, panes, last line."""

    AUTO_FOCUS = ""

    def __init__(self, services: Services, profile: ConsoleProfile) -> None:
        super().__init__(classes=" ".join(layout_classes(Size(*shutil.get_terminal_size()), "sites")))
        self._services = services
        self._profile = profile
        self.console = ConsolePane(services)
        services.scenes.answered = self.console.journal.sites_of
        self.console.prompt.steps = self._steps
        self.console.prompt.suggest = self._suggest
        self.sites = SitesPane(services, self.console.journal.commands_of)
        self.jobs = JobsPane(services)
        self.header = Header(
            profile, lambda: services.api.budget, services.directory.age_s, services.clock.now
        )
        self.command_line = CommandLine()
        self.carry_out: Callable[[Message], None] = lambda _: None
        """Does what a person entered; the app sets it: in its own queue that would wait behind keys typed ahead."""
        self.about_jobs: Callable[[Event], None] = lambda _: None
        """Hears of jobs that changed, for what is open in front of the screen; the app sets it."""
        self.active_pane = "sites"
        self.active_site: Site | None = None
        self.pane_layout = Layout(
            self,
            {"-one-pane": self._add_tabs, "-three-columns": self._add_change_log},
        )
        self._change_log: ChangeLog | None = None
        """There is none before a screen was large enough for it."""
        self.news = News(self, services)

    def compose(self) -> ComposeResult:
        """Build the screen."""
        yield self.header
        with Unscrolled(id="body"):
            yield self.sites
            with Unscrolled(id="right"):
                yield self.console
                yield self.jobs
        yield self.command_line

    def on_mount(self) -> None:
        """Take a snapshot of every service; events carry only what changes afterwards."""
        listed = self._services.directory.listed
        if listed is not None:
            is_complete = listed.total is None
            self.news.take(SitesChanged(listed, self._services.directory.source, is_complete=is_complete))
        self.news.show_session()
        self._show_active_pane()
        self.begin_frames()

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout for the new size; place and focus stay."""
        self.pane_layout.arrange(event.size, self.active_pane)

    def _add_tabs(self) -> None:
        put_behind(self.tabs, self.header)
        self.show_tabs()

    def _add_change_log(self) -> None:
        from altotui.ui.panes.change_log import ChangeLog

        self._change_log = ChangeLog(self._services.fleet, self._services.directory)
        self.mount(self._change_log, before=self.command_line)

    # --- panes

    def show_pane(self, pane: str, focus: Widget | None = None) -> None:
        """Bring `pane` to the front and put the focus on `focus`, by default where one types or moves there.

        The focus moves at once and not by a message (as `Widget.focus` would): a key typed right behind goes
        to the new place.
        """
        self.active_pane = pane
        if self.command_line.is_open:
            self.command_line.close()
        self._show_active_pane()
        target = {"sites": self.sites.rows, "console": self.console.prompt, "jobs": self.jobs.rows}[pane]
        self.set_focus(focus or target)

    def next_pane(self, step: int) -> None:
        """Go to the next pane, or with -1 to the one before; from the filter to its list."""
        if self.focused in (None, self.sites.filter, self.jobs.words):
            self.show_pane(self.active_pane)
            return
        if step > 0 and self.sites.is_detailed and self.focused is self.sites.rows:
            self.set_focus(self.sites.panel)
            return
        self.show_pane(PANES[(PANES.index(self.active_pane) + step) % len(PANES)])

    def zoom(self) -> None:
        """Give the active pane the whole screen, or give it back."""
        self.pane_layout.zoom(self.app.size, self.active_pane)

    def on_descendant_focus(self) -> None:
        """Let the pane follow the focus, for clicks."""
        focused = self.focused
        for pane in (self.sites, self.console, self.jobs):
            if focused is not None and pane in focused.ancestors and pane.id and pane.id != self.active_pane:
                self.active_pane = pane.id
                self._show_active_pane()
        self.command_line.show_pane("transcript" if focused is self.console.transcript else self.active_pane)

    def on_key(self, event: events.Key) -> None:
        """Let the first movement key of a run act on the list in front."""
        if self.focused is None and self.sites.rows.handle_key_name(event.key):
            event.stop()
            self.show_pane("sites")

    def _show_active_pane(self) -> None:
        self.pane_layout.arrange(self.app.size, self.active_pane)
        self.command_line.show_pane(self.active_pane)
        for pane in (self.sites, self.console, self.jobs):
            pane.show_active(pane.id == self.active_pane)
        self.show_tabs()

    def show_changes(self) -> None:
        """Show what changed in the fleet, and how much of it nobody has looked at."""
        fleet, front = self._services.fleet, self.app.screen
        if front is not self:
            from altotui.ui.screens.changes import Changes

            if isinstance(front, Changes):
                front.show(fleet.changes, fleet.unread_numbers)
                fleet.look()
        self.header.show_unread(fleet.unread)
        if self._change_log is not None:
            self._change_log.repaint()

    @cached_property
    def tabs(self) -> Tabs:
        """Return what tells where one is, where there is room for one pane."""
        from altotui.ui.chrome.tabs import Tabs

        return Tabs()

    def show_tabs(self) -> None:
        """Show where one is, and what is open."""
        jobs = len(self._services.jobs.open_jobs()), self.jobs.rows.attention_count
        if "tabs" not in vars(self):
            return
        label, marked = self._services.targets.current.label, len(self._services.marks.ids)
        self.tabs.show_tabs(self.active_pane, jobs, label, marked)

    def show_lean(self, is_lean: bool, tick_s: float) -> None:
        """Show that the console is lean, and draw what time alone changes every `tick_s`."""
        self.header.show_lean(is_lean=is_lean)
        self.jobs.show_tick(tick_s)

    # --- the history of the prompt

    def _steps(self) -> Sequence[Recalled]:
        """Return the lines that up and down step through."""
        return [Recalled(line.line, line.is_write) for line in self._services.history.steps()]

    def _suggest(self, typed: str) -> str:
        """Return an earlier line that begins with what is typed; empty for none."""
        target = self._services.targets.current
        site_id = target.sites[0].id if target.sites else None
        return self._services.history.suggest(typed, self.console.line.menu, site_id)

    def on_service_event(self, message: ServiceEvent) -> None:
        """Hand one event to what it concerns."""
        self.news.take(message.event)

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
        self._services.targets.choose(site.id)
        self.show_targets()
        self._services.watcher.choose(site.id)
        self.show_pane("console")

    def show_targets(self) -> None:
        """Show where lines go, and of which site the jobs are."""
        target = self._services.targets.current
        self.console.show_target(target, is_read_only=self._services.session.is_read_only)
        self.jobs.show_target(self.active_site)
        self.show_tabs()

    @on(ConsolePane.LineEntered)
    @on(ConsolePane.Asked)
    @on(ConsolePane.Opened)
    @on(JobsPane.Opened)
    def do_entered(self, message: Message) -> None:
        """Have it done before the next key is looked at: what is typed ahead goes to where it leads."""
        message.stop()
        self.carry_out(message)

    @on(CommandLine.Entered)
    def do_command_line(self, message: CommandLine.Entered) -> None:
        """Have done what was typed in the line, then go back to the pane unless that has led elsewhere."""
        self.command_line.close()
        try:
            self.do_entered(message)
        finally:
            if self.focused is self.command_line:
                self.leave_command_line()

    def leave_command_line(self) -> None:
        """Show the keys again, and go back to the pane."""
        self.command_line.close()
        self.show_pane(self.active_pane)
