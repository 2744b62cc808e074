"""The Textual application: starts the services' long work and hands everything else to the main screen."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import events, on
from textual.app import ScreenStackError
from textual.binding import BindingsMap, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from altotui.domain.budget import Priority
from altotui.domain.errors import AltotuiError, CredentialsError, SettingsError
from altotui.domain.site import SiteList
from altotui.services.events import Event, SessionChanged
from altotui.services.suite import Services
from altotui.ui.background import Background, Beside
from altotui.ui.bridge import ServiceEvent
from altotui.ui.chrome.command_line import CommandLine
from altotui.ui.command import Command
from altotui.ui.command_table import COMMANDS
from altotui.ui.commands import BY_ID, bindings
from altotui.ui.guarded import guarded
from altotui.ui.key_order import finish
from altotui.ui.key_parser import is_alt, without_alt, word_move
from altotui.ui.lean import Lean
from altotui.ui.looks import USUAL_LOOKS, Looks
from altotui.ui.panes.console import ConsolePane
from altotui.ui.panes.jobs import JobsPane
from altotui.ui.panes.prompt import Prompt
from altotui.ui.panes.sites import SitesPane
from altotui.ui.profile import ConsoleProfile
from altotui.ui.screens.layout import STYLES, styles_of
from altotui.ui.screens.main import MainScreen
from altotui.ui.terminal_app import TerminalApp
from altotui.ui.widgets.copy import Copy
from altotui.ui.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from altotui.ui.actions import Actions

Severity = Literal["information", "warning", "error"]
_JOBS_GOOD_FOR_S = 120.0
_LONGEST_TOLD_CHARS = 300
NOTHING_BESIDE = Beside()
_MOST_DONE = 30
_FAULT = "internal error"
_TYPED_OR_CLICKED = (events.InputEvent, events.Paste)
_OF_A_PERSON = (events.Key, events.Paste, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)


def _name_fault(error: BaseException) -> str:
    return f"{_FAULT}: {type(error).__name__}"


class AltoApp(TerminalApp, inherit_bindings=False):
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
        beside: Beside = NOTHING_BESIDE,
        lean: Lean | None = None,
        looks: Looks = USUAL_LOOKS,
        commands: Sequence[Command] = COMMANDS,
    ) -> None:
        """Take what the console works with.

        Args:
            services: All services of this run.
            profile: What the header shows.
            first_lists: What is known before the API was asked: for a demonstration the growing list of its
                fleet (None while it is being made), otherwise at most one list, from the cache.
            beside: What else the run brings along.
            lean: Knows the line to the terminal; None: a near one.
            looks: Theme and form of signs.
            commands: The table of actions, with the keys that a person has chosen.
        """
        super().__init__(lean or Lean({}), looks)
        self.commands = commands
        """What keys, footer, help and palette are made from; read through `commands.in_force`."""
        if commands is not COMMANDS:
            self._bindings = BindingsMap(bindings(commands))
        self._services = services
        self._typed_mono = float("-inf")
        self._is_kept_badly = False
        self.in_use = asyncio.Event()
        """Set when a person begins to use the console."""
        self.failure: AltotuiError | None = None
        """What made it impossible to go on, when there was such a thing: to be said when the screen is gone."""
        self.crash: Exception | None = None
        """A fault of our own that ended it."""
        self.write_down: Callable[[BaseException], str] = _name_fault
        """Keeps a fault of our own that ends nothing, and says in words what and where; whoever starts it sets it."""
        self._main = MainScreen(services, profile)
        self.css_path += [STYLES / "ascii.tcss"] * looks.signs.is_ascii + styles_of(self._main.classes)
        self._profile = profile
        self.done: deque[str] = deque(maxlen=_MOST_DONE)
        """Ids of what was done last, the newest at the end: what a crash needs of it, and no text."""
        self._main.carry_out = self._do_entered
        self._main.about_jobs = self._hear_of_jobs
        self.background = Background(self, services, profile, first_lists, beside)

    @cached_property
    def actions(self) -> Actions:
        """Return what carries out commands."""
        from altotui.ui.actions import Actions

        return Actions(self, self._main, self._services, self._profile)

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
        self.background.take_next_list()
        self.call_after_refresh(self.background.start)
        self.watch_line(self._main.show_lean)
        self.app_resume_signal.subscribe(self, lambda _: self.redraw())

    def _publish(self, event: Event) -> None:
        self._main.post_message(ServiceEvent(event))
        try:
            self.background.hear(event)
        except Exception as fault:  # what is only kept must not end what is sent
            if not self._is_kept_badly:  # once: it may come with every event
                self._is_kept_badly = True
                self.tell_fault(fault, " in what is kept")
        if isinstance(event, SessionChanged) and event.token_expires_at != self.background.token_expires_at:
            self.background.watch_token()

    def start(self, work: Coroutine[object, object, object], *, group: str) -> None:
        """Run `work` beside the screen; it is never cancelled by other work, and its failure does not end the app."""
        self.run_worker(guarded(work), group=group, exclusive=False, exit_on_error=False)

    def tell(self, text: str, severity: str = "information") -> None:
        """Say one thing to the person; visible-only text."""
        level: Severity = (
            "error" if severity == "error" else "warning" if severity == "warning" else "information"
        )
        self.notify(text[:_LONGEST_TOLD_CHARS], severity=level, markup=False, timeout=6)

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

    def _do_entered(self, message: Message) -> None:
        """Do what was entered in the prompt, in the `:` line, or on a line of the transcript."""
        prompt = self.actions.prompt
        match message:
            case ConsolePane.LineEntered():
                self.done.append("line.entered")
                prompt.sending.send(message.target, message.translation, typed=message.typed)
            case ConsolePane.Asked():
                self.actions.do_typed(message.line, message.typed)
            case ConsolePane.Opened(here=here):
                self.carry_out(lambda: prompt.answers.open(here))
            case JobsPane.Opened(record=record):
                prompt.acting.open_details(record)
            case CommandLine.Entered():
                self.actions.run_colon(message.text)

    @on(ConsolePane.Seen)
    def look(self) -> None:
        """Let watches pause while nobody sees them; there are none before the first action."""
        if "actions" in vars(self):
            self.actions.look(is_seen=self._main.console.is_seen)

    def _hear_of_jobs(self, event: Event) -> None:
        if "actions" in vars(self):
            self.actions.hear_of_jobs(event)

    @on(Copy)
    def copy_from_record(self, message: Copy) -> None:
        """Copy what was chosen in the view of one row."""
        self.actions.prompt.taking_away.copy(message.text, message.what)

    @on(Prompt.PastedLines)
    def review_paste(self, message: Prompt.PastedLines) -> None:
        """Ask what is to become of pasted lines."""
        self.actions.prompt.console.review_paste(message.lines)

    @on(SitesPane.DetailsWanted)
    def ask_for_details(self, message: SitesPane.DetailsWanted) -> None:
        """Ask for what a panel tells of one site; its jobs too, unless they have been listed lately."""
        self.start(self._services.open_details().want(message.site_id), group="site-details")
        if not self._services.watcher.asked_within(message.site_id, _JOBS_GOOD_FOR_S):
            self._services.watcher.wake(message.site_id, Priority.WATCHED)

    @on(Worker.StateChanged)
    def report_failed_work(self, message: Worker.StateChanged) -> None:
        """Say that something broke inside, and bring back what has to run, after a while."""
        worker = message.worker
        if message.state is not WorkerState.ERROR:
            return
        if isinstance(worker.error, SettingsError | CredentialsError):
            self.failure = worker.error
            self.exit()
            return
        if worker.error is not None:
            self.tell_fault(worker.error, f" in {worker.group}")
        self.background.bring_back(worker.group)

    def tell_fault(self, error: BaseException, where: str = "") -> None:
        """Write a fault of our own down that ends nothing, and say so."""
        words = self.write_down(error).replace(_FAULT, f"{_FAULT}{where}", 1)
        if self.is_running:
            self.tell(words, severity="error")

    async def on_event(self, event: events.Event) -> None:
        """Finish a key before the next one is looked at.

        Textual hands keys on as fast as they come, so that those typed ahead of an Enter that changes the site
        would still go to the old place: a command for nobody, or for the wrong router.
        """
        if isinstance(event, _TYPED_OR_CLICKED) and self.is_blind(event):
            return
        if isinstance(event, _OF_A_PERSON):
            self.in_use.set()
        is_typed = isinstance(event, events.Key) and not event.is_forwarded
        if isinstance(event, events.Key) and is_typed and self._is_apart(event):
            moved = word_move(event) if self._is_typed_in() else None
            for part in (moved,) if moved is not None else without_alt(event):
                await self.on_event(part)
            return
        if is_typed:
            self._typed_mono = time.monotonic()  # of the person, whatever the clock of the fleet says
            if not (self.is_running and self.is_screen_up):
                return  # it is coming up or going down: there is nothing for a key to act on
        target = (self.focused or self.screen) if is_typed else None
        line = target if isinstance(target, LineEdit) else None
        is_text = line is not None and isinstance(event, events.Key) and event.is_printable
        if line is not None and not is_text:
            await finish(line)  # what stands in the line when the key acts is all that was typed before it
        try:
            if line is not None and is_text and self.screen is self._main:
                self.hold_screen()
                line._forward_event(event)  # no key that types text does anything else there (`keymap`)
            else:
                await super().on_event(event)
        except ScreenStackError:
            if self.is_screen_up:
                raise
            return  # it has gone down under the key
        if self.background.workspace is not None and isinstance(event, events.Key | events.MouseUp):
            self.background.workspace.look_again()
        if target is not None and not is_text:  # text leads nowhere but into its own line
            await finish(target)

    def _is_apart(self, key: events.Key) -> bool:
        """Return whether what may be alt with a key is Escape and that key: alt with it has no meaning here."""
        return is_alt(key) and self.is_screen_up and key.key not in self.screen.active_bindings

    def _is_typed_in(self) -> bool:
        """Return whether letters are text where the keys go."""
        focused = self.focused
        return isinstance(focused, LineEdit) or (focused is not None and focused.check_consume_key("f", "f"))

    def typed_within(self, seconds: float) -> bool:
        """Return whether a key came within the last `seconds`."""
        return time.monotonic() - self._typed_mono < seconds

    def carry_out(self, act: Callable[[], object]) -> None:
        """Do what a person asked for; what is wrong with it is said, and nothing is lost."""
        try:
            act()
        except AltotuiError as problem:
            self.tell(str(problem), severity="warning")

    def _fatal_error(self) -> None:
        """Leave; the crash is written down when the screen is gone, and not printed: it may quote a router."""
        self.crash = self._exception
        self.bell()
        self._close_messages_no_wait()
