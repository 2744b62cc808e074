"""What each command of the registry does: each kind in a module of its own, the rest here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from altotui.domain.errors import AltotuiError, InvalidInput
from altotui.domain.text import make_visible
from altotui.services.events import Event
from altotui.services.suite import Services
from altotui.ui.commands import BY_COLON, BY_VERB, key_of
from altotui.ui.profile import ConsoleProfile
from altotui.ui.screens.main import MainScreen
from altotui.ui.site_actions import SiteActions

if TYPE_CHECKING:
    from altotui.ui.app import AltoApp
    from altotui.ui.prompt_actions import PromptActions

_MAX_NAME_CHARS = 40


class Actions:
    """Carries out commands on behalf of keys, of the `:` line, of the prompt and of the palette."""

    def __init__(self, app: AltoApp, main: MainScreen, services: Services, profile: ConsoleProfile) -> None:
        self._app = app
        self._main = main
        self._services = services
        self._profile = profile
        self._prompt: PromptActions | None = None
        self.sites = SiteActions(app, main, services)
        self._by_id: dict[str, Callable[[str], object]] = {
            "pane.sites": lambda _: main.show_pane("sites"),
            "pane.console": lambda _: main.show_pane("console"),
            "pane.jobs": lambda _: main.show_pane("jobs"),
            "complete": lambda _: self._complete(1),
            "complete.back": lambda _: self._complete(-1),
            "pane.next": lambda _: main.next_pane(1),
            "pane.zoom": lambda _: main.zoom(),
            "nav.back": lambda _: self._back(),
            "filter": lambda _: self._filter(),
            "command_line": lambda _: main.command_line.open(),
            "refresh": lambda _: self._refresh(),
            "stop": lambda _: self._stop(),
            "session.unlock": self._unlock,
            "session.lock": lambda _: self._lock(),
            "redraw": lambda _: app.redraw(),
            "lean": self._choose_lean,
            "suspend": lambda _: app.action_suspend_process(),
            "quit": lambda _: self._quit(),
            "quit.always": lambda _: self._quit(),
            **self.sites.by_id,
        }

    @property
    def prompt(self) -> PromptActions:
        """Return what acts for prompt, answers and jobs; put together when it is first needed, not by every start."""
        if self._prompt is None:
            from altotui.ui.prompt_actions import PromptActions

            self._prompt = PromptActions(self._app, self._main, self._services, self._profile)
        return self._prompt

    def look(self, *, is_seen: bool) -> None:
        """Let watches pause while nobody sees them; there are none before anything was asked for."""
        if self._prompt is not None:
            self._prompt.look(is_seen=is_seen)

    def hear_of_jobs(self, event: Event) -> None:
        """Let open details of a job, and who waits for its end, hear of changes."""
        if self._prompt is not None:
            self._prompt.hear_of_jobs(event)

    def _command(self, command_id: str) -> Callable[[str], object]:
        self._app.done.append(command_id)
        return self._by_id.get(command_id) or self.prompt.command(command_id)

    def run(self, command_id: str, argument: str = "") -> None:
        """Carry out one command; what a person did wrong is said in the footer's place, nothing is lost."""
        self._app.carry_out(lambda: self._command(command_id)(argument))

    def run_colon(self, text: str) -> None:
        """Carry out what was typed behind the colon."""
        name, _, argument = text.partition(" ")
        if not name:
            return
        command = BY_COLON.get(name)
        if command is None:
            known = ", ".join(BY_COLON)
            shown = make_visible(name, max_chars=_MAX_NAME_CHARS)
            self._app.tell(f"there is no command :{shown}; known are {known}", severity="warning")
            return
        self.run(command.id, argument.strip())

    def do_typed(self, line: str, typed: str) -> None:
        """Carry out a line of the prompt that is for the console; the up key brings it back as it was typed."""
        self.prompt.console.remember(typed)
        match line[0], line[1:]:
            case "\\", text:
                self._run_verb(text)
            case "@", text:
                self._run_typed("target", text, line)
            case _, text:
                self.run_colon(text)

    def _run_verb(self, text: str) -> None:
        """Carry out what was typed behind a backslash; the beginning of a name is enough when it is the only one."""
        name, _, argument = text.strip().partition(" ")
        begun = [each for each in BY_VERB if each.startswith(name)] if name else []
        found = name if name in BY_VERB else begun[0] if len(begun) == 1 else None
        if found is None:
            known = ", ".join(f"\\{each}" for each in begun or BY_VERB)
            shown = make_visible(name, max_chars=_MAX_NAME_CHARS)
            self._refuse(f"\\{text}", f"there is no \\{shown}; known are {known}")
            return
        self._run_typed(BY_VERB[found].id, argument.strip(), f"\\{text}")

    def _run_typed(self, command_id: str, argument: str, line: str) -> None:
        """Carry out a command that was typed in the prompt; what is wrong with it stands in the transcript."""
        try:
            self._command(command_id)(argument)
        except AltotuiError as problem:
            self._refuse(line, str(problem))

    def _refuse(self, line: str, reason: str) -> None:
        console = self._main.console
        console.refuse(line, reason, menu=console.line.menu)

    def _choose_lean(self, argument: str) -> None:
        """Be lean or not, or as the line is; without a word nothing changes. Then say how it is."""
        choices: dict[str, bool | None] = {"on": True, "off": False, "auto": None}
        if argument and argument not in choices:
            shown = make_visible(argument, max_chars=_MAX_NAME_CHARS)
            raise InvalidInput(f":lean takes on, off or auto, not {shown}", ":lean on")
        if argument:
            self._app.lean.choose(choices[argument])
        self._app.tell(self._app.how_lean())

    # --- panes and lists

    def _complete(self, step: int) -> None:
        """Go on with the line in the prompt; an empty one does not hold the focus."""
        main = self._main
        if main.focused is main.console.words:
            main.console.words.close(is_kept=True)
        elif main.focused is not main.console.prompt or not main.console.complete(step):
            main.next_pane(step)

    def _filter(self) -> None:
        main = self._main
        if main.active_pane == "console" and main.focused is main.console.transcript:
            self.prompt.answers.filter("")
            return
        if main.active_pane == "jobs":
            main.jobs.words.open()
            return
        main.show_pane("sites", main.sites.filter)

    def _back(self) -> None:
        main = self._main
        if main.focused is main.command_line:
            main.leave_command_line()
        elif main.focused is main.console.words:
            main.console.words.close(is_kept=False)
        elif main.focused is main.jobs.words or (main.focused is main.jobs.rows and main.jobs.words.text):
            main.jobs.words.close(is_kept=False)
        elif main.focused is main.jobs.rows:
            self._services.job_marks.clear()
        elif main.focused is main.console.prompt:
            if not main.console.prompt.close_choice(is_taken=False) and not self._stop_waiting():
                main.set_focus(main.console.transcript)
        elif main.focused is main.sites.rows:
            if self._services.marks.range_from is not None:
                self._services.marks.range_from = None
                main.sites.describe()
            elif not main.sites.clear_filter() and main.sites.is_detailed:
                main.sites.toggle_details()
        else:
            main.show_pane(main.active_pane if main.active_pane != "console" else "sites")

    def _refresh(self) -> None:
        is_about_jobs = self._main.active_pane == "jobs" and not self._services.session.is_expired
        if is_about_jobs and self._main.active_site is not None:
            self._services.watcher.wake(self._main.active_site.id)
        else:
            self._app.start(self._services.directory.refresh(), group="site-refresh-now")

    # --- stopping, writing, leaving

    def _stop(self) -> None:
        """Copy, stop or clear; behind a dialog nothing is touched."""
        main = self._main
        selected = self._app.screen.get_selected_text()
        if selected:
            self.prompt.taking_away.copy(selected, "selection")
        elif self._app.screen is not main:
            self._app.tell("esc leaves this, ctrl+q leaves altotui")
        elif self._stop_cancelling() or self._stop_waiting():
            return
        elif main.console.prompt.text:
            main.console.prompt.set_text("")
        elif self.prompt.watching.stop():
            self._app.tell("watch stopped, its samples are kept")
        else:
            self._app.tell(f"{key_of('quit')} or ctrl+q leaves altotui")

    def _stop_cancelling(self) -> bool:
        """Send nothing more of what cancels several jobs; return whether there was anything."""
        cancelling = self._services.open_cancelling.made
        is_stopped = cancelling is not None and cancelling.stop()
        if is_stopped:
            self._app.tell("stopped: what has left is awaited, the other jobs go on waiting")
        return is_stopped

    def _stop_waiting(self) -> bool:
        """Take back what has not left yet, and stop waiting for the rest; return whether there was anything."""
        journal = self._main.console.journal
        stopped = journal.stop_waiting()
        left = [entry for entry in stopped if not self._services.runner.take_back(entry.number)]
        runs = [number for number in journal.runs if self._services.fan_out.stop(number)]
        is_pasting = self._prompt is not None and self._prompt.console.stop_pasted()
        if runs:
            self._app.tell("stopped: what has arrived is kept, what had left is said")
        elif left:
            self._app.tell("stopped waiting: an answer that still comes is shown")
        elif stopped:
            self._app.tell("taken back before it was sent")
        self._main.console.describe()
        return bool(stopped or runs or is_pasting)

    def _quit(self) -> None:
        """Leave, but not unasked while a command has no outcome yet."""
        from altotui.ui.screens.confirm import Confirm

        plans = self._services.open_plans.made
        if plans is not None and plans.unfinished and not isinstance(self._app.screen, Confirm):
            detail = f"{make_visible(plans.unfinished[-1].said())}. What is queued stays queued."
            self._app.push_screen(
                Confirm("Leave while jobs are being queued?", detail, "Leave"),
                lambda yes: self._app.exit() if yes else None,
            )
            return
        cancelling = self._services.open_cancelling.made
        if cancelling is not None and cancelling.is_busy and not isinstance(self._app.screen, Confirm):
            self._app.push_screen(
                Confirm("Leave while jobs are being cancelled?", "The others go on waiting.", "Leave"),
                lambda yes: self._app.exit() if yes else None,
            )
            return
        waiting = self._main.console.journal.in_flight
        if not waiting or isinstance(self._app.screen, Confirm):
            self._app.exit()
            return
        first = waiting[0]
        more = f" and {len(waiting) - 1} more" if len(waiting) > 1 else ""
        sent = first.shown_sentence
        detail = f"{make_visible(first.called, max_chars=60)}: {make_visible(sent, max_chars=100)}{more}"
        question = f"Leave while {_count(len(waiting))} no outcome yet?"
        self._app.push_screen(
            Confirm(question, detail, "Leave"), lambda yes: self._app.exit() if yes else None
        )

    def _unlock(self, reason: str) -> None:
        self._app.start(self._unlock_now(reason), group="unlocking")

    async def _unlock_now(self, reason: str) -> None:
        """Allow writes once that is written down."""
        try:
            await self._services.unlocking.unlock(reason)
        except AltotuiError as problem:
            self._app.tell(str(problem), severity="warning")
            return
        self._app.background.watch_unlock()

    def _lock(self) -> None:
        self._app.start(self._services.unlocking.lock(), group="unlocking")


def _count(commands: int) -> str:
    return "1 command has" if commands == 1 else f"{commands} commands have"
