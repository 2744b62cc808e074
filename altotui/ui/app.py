"""The Textual application: starts the services' long work and hands everything else to the main screen."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine, Iterator
from typing import ClassVar, Literal

from rich.console import RenderableType
from textual import events, on
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from altotui.domain.errors import AltotuiError, CredentialsError, SettingsError
from altotui.domain.site import SiteList
from altotui.services.events import Event, ListSource
from altotui.services.site_directory import REFRESH_EVERY_S
from altotui.services.suite import Services
from altotui.ui.actions import Actions
from altotui.ui.bridge import ServiceEvent
from altotui.ui.chrome.command_line import CommandLine
from altotui.ui.commands import BY_ID, bindings
from altotui.ui.key_order import finish
from altotui.ui.panes.console import ConsolePane
from altotui.ui.profile import ConsoleProfile
from altotui.ui.screen_memory import ScreenMemory
from altotui.ui.screens.main import MainScreen
from altotui.ui.widgets.line_edit import LineEdit

Severity = Literal["information", "warning", "error"]
_FIRST_KEYS_S = 0.03
"""What was typed while the screen came up goes before the rest of a long list."""
_WARM_UP_AFTER_S = 1.5
_WATCHER_RESTART_S = 60.0


class AltoApp(App[int], inherit_bindings=False):
    """The console."""

    TITLE = "altotui"
    CSS_PATH = "styles/main.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    def __init__(
        self,
        services: Services,
        profile: ConsoleProfile,
        first_lists: Iterator[SiteList | None],
        *,
        site: str | None = None,
        warm_up: Callable[[], Coroutine[object, object, object]] | None = None,
    ) -> None:
        """Take what the console works with.

        Args:
            services: All services of this run.
            profile: What the header shows.
            first_lists: What is known before the API was asked: for a demonstration the growing list of its
                fleet (None while it is being made), otherwise at most one list, from the cache.
            site: Site to choose at the start, as typed.
            warm_up: Loads what the first call would have to load; called when the screen has come to rest.
        """
        super().__init__()
        self._services = services
        self._profile = profile
        self._first_lists = first_lists
        self._first_site = site
        self._warm_up = warm_up
        self._memory = ScreenMemory()
        self.failure: AltotuiError | None = None
        """What made it impossible to go on, when there was such a thing: to be said when the screen is gone."""
        self._main = MainScreen(services, profile)
        self.actions = Actions(self, self._main, services, is_demo=profile.is_demo)

    @property
    def main_screen(self) -> MainScreen:
        """Return the screen with the panes."""
        return self._main

    def get_default_screen(self) -> Screen[None]:
        """Return the main screen: `App.query` looks nowhere else."""
        return self._main

    def on_mount(self) -> None:
        """Show what is known at once, then start what keeps it true."""
        self._services.relay.connect(self._publish)
        self._take_next_list()
        self.call_after_refresh(self._start_services)
        self.app_resume_signal.subscribe(self, lambda _: self.redraw())

    def _publish(self, event: Event) -> None:
        self._main.post_message(ServiceEvent(event))

    def _take_next_list(self) -> bool:
        """Show the next of the first lists; return whether there was one."""
        try:
            listed = next(self._first_lists)
        except StopIteration:
            return False
        if listed is not None:
            source = ListSource.LIVE if self._profile.is_demo else ListSource.CACHED
            expected = self._profile.expected_sites
            is_complete = expected is None or len(listed.sites) >= expected
            self._services.directory.take(listed, source, is_complete=is_complete)
        return True

    def _start_services(self) -> None:
        """Begin everything that can wait until the first list is on the screen."""
        self.start(self._run_start(), group="start")

    async def _run_start(self) -> None:
        clock = self._services.clock
        await asyncio.sleep(_FIRST_KEYS_S)  # of the keyboard, whatever the clock of the fleet says
        while self._take_next_list():
            await clock.sleep(0)
        self.call_after_refresh(_collect_garbage_again)
        is_live = self._profile.is_demo and self._services.directory.listed is not None
        self.start(self._services.watcher.run(), group="job-watcher")
        self.start(
            self._services.directory.run(first_after_s=REFRESH_EVERY_S if is_live else 0.0),
            group="site-refresh",
        )
        if self._first_site:
            await self._choose_first_site(self._first_site)
        if self._warm_up is not None:
            await clock.sleep(_WARM_UP_AFTER_S)
            await self._warm_up()

    async def _choose_first_site(self, text: str) -> None:
        from altotui.domain.errors import InvalidInput

        try:
            if self._services.directory.listed is None:
                await self._services.directory.refresh()
            self._main.choose_site(self._services.directory.find(text))
        except InvalidInput as problem:
            self.tell(str(problem), severity="warning")

    def start(self, work: Coroutine[object, object, object], *, group: str) -> None:
        """Run `work` beside the screen; it is never cancelled by other work, and its failure does not end the app."""
        self.run_worker(work, group=group, exclusive=False, exit_on_error=False)

    def refresh_sites(self) -> None:
        """Ask for the site list now."""
        self.start(self._services.directory.refresh(), group="site-refresh-now")

    def watch_unlock(self) -> None:
        """Tell the screen when the time for writes is over."""
        until = self._services.session.unlocked_until
        if until is not None:
            self.start(
                self._lock_at_end((until - self._services.clock.now()).total_seconds()), group="unlock"
            )

    async def _lock_at_end(self, left_s: float) -> None:
        await self._services.clock.sleep(left_s)
        if self._services.session.is_read_only:
            self._services.session.lock()

    def tell(self, text: str, severity: str = "information") -> None:
        """Say one thing to the person; visible-only text."""
        level: Severity = (
            "error" if severity == "error" else "warning" if severity == "warning" else "information"
        )
        self.notify(text, severity=level, markup=False, timeout=6)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep the keys of commands off dialogs, and those of lists off text that is being typed."""
        if action not in ("do", "do_in_list"):
            return True
        command = BY_ID[str(parameters[0])]
        if self.screen is not self._main:
            return command.in_dialogs
        if action == "do_in_list" and isinstance(self.focused, LineEdit):
            return False
        return command.scope in ("everywhere", self._main.active_pane)

    def action_do(self, command_id: str) -> None:
        """Carry out a command of the registry."""
        self.actions.run(command_id)

    def action_do_in_list(self, command_id: str) -> None:
        """Carry out a command of the registry whose key is a letter elsewhere."""
        self.actions.run(command_id)

    @on(ConsolePane.LineEntered)
    def send_line(self, message: ConsolePane.LineEntered) -> None:
        """Send what was typed in the prompt."""
        self.actions.send(message.site, message.translation)

    @on(CommandLine.Entered)
    def run_command_line(self, message: CommandLine.Entered) -> None:
        """Do what was typed behind the colon."""
        self.actions.run_colon(message.text)

    @on(Worker.StateChanged)
    def report_failed_work(self, message: Worker.StateChanged) -> None:
        """Say that something broke inside, and bring the poller back after a while."""
        worker = message.worker
        if message.state is not WorkerState.ERROR:
            return
        if isinstance(worker.error, SettingsError | CredentialsError):
            self.failure = worker.error
            self.exit()
            return
        self.log.error("worker failed", worker.group, repr(worker.error))
        self.tell(f"internal error in {worker.group}: {type(worker.error).__name__}", severity="error")
        if worker.group == "job-watcher":
            self.set_timer(
                _WATCHER_RESTART_S, lambda: self.start(self._services.watcher.run(), group="job-watcher")
            )

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Send only the cells that differ from what the terminal shows."""
        if isinstance(renderable, CompositorUpdate):
            renderable = self._memory.changes(renderable)
        super()._display(screen, renderable)

    async def on_event(self, event: events.Event) -> None:
        """Finish a key before the next one is looked at.

        Textual hands keys on as fast as they come, so that those typed ahead of an Enter that changes the site
        would still go to the old place: a command for nobody, or for the wrong router.
        """
        is_typed = isinstance(event, events.Key) and not event.is_forwarded
        if is_typed and not self.is_screen_up:
            return
        target = (self.focused or self.screen) if is_typed else None
        await super().on_event(event)
        is_text = isinstance(event, events.Key) and event.is_printable and isinstance(target, LineEdit)
        if target is not None and not is_text:  # text leads nowhere but into its own line
            await finish(target)

    @property
    def is_screen_up(self) -> bool:
        """Return whether there is a screen: at the very start and end there is none."""
        return bool(self._screen_stacks.get(self._current_mode))

    def redraw(self) -> None:
        """Paint the whole screen again, whatever the terminal shows."""
        self._memory.forget()
        self.refresh(layout=True)

    def _fatal_error(self) -> None:
        """Show a crash without the values of variables: one of them may be the token."""
        from rich.traceback import Traceback

        self.bell()
        self._exit_renderables.append(Traceback(show_locals=False, width=None))
        self._close_messages_no_wait()


def _collect_garbage_again() -> None:
    """Undo what `altotui.__main__` did for the start: what lives now lives on."""
    gc.freeze()
    gc.enable()
