"""What the commands of prompt, answers and jobs do: each kind is put together when one of its commands is wanted.

The first line that is typed waits for what it imports, so it imports no other kind than its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from altotui.services.events import Event, JobsChanged
from altotui.services.once import Once
from altotui.services.suite import Services
from altotui.ui.profile import ConsoleProfile
from altotui.ui.screens.main import MainScreen

if TYPE_CHECKING:
    from altotui.domain.ids import JobId
    from altotui.services.brackets import Bracket
    from altotui.ui.answer_actions import AnswerActions
    from altotui.ui.app import AltoApp
    from altotui.ui.comparing import Comparing
    from altotui.ui.console_actions import ConsoleActions
    from altotui.ui.demo_actions import DemoActions
    from altotui.ui.dressing import Dressing
    from altotui.ui.job_acting import JobActing
    from altotui.ui.job_actions import JobActions
    from altotui.ui.job_viewing import JobViewing
    from altotui.ui.sending import Sending
    from altotui.ui.shift_actions import ShiftActions
    from altotui.ui.taking_away import TakingAway
    from altotui.ui.watching import Watching

_MODULES = (
    "answer_actions",
    "comparing",
    "console_actions",
    "demo_actions",
    "dressing",
    "job_acting",
    "job_actions",
    "job_viewing",
    "sending",
    "shift_actions",
    "taking_away",
    "watching",
)
"""All kinds."""

_JOBS = ("job.new", "job.mark", "job.mark_all", "job.cancel", "plan.go_on", "plan.stop")
_ACTING = (
    "job.details",
    "job.again",
    "job.verify",
    "job.copy",
    "job.copy_command",
    "job.export",
    "job.notify",
    "job.watch_live",
)
_VIEWING = (
    "job.attention",
    "job.group",
    "job.fold",
    "job.unfold",
    "job.axis",
    "job.zoom_in",
    "job.zoom_out",
    "job.earlier",
    "job.later",
)
_ANSWERS = (
    "answer.open",
    "answer.fold",
    "answer.next",
    "answer.previous",
    "answer.filter",
    "answer.sort",
    "answer.columns",
    "answer.record",
    "answer.json",
    "answer.sites",
    "answer.repeat",
    "answer.verify",
    "answer.clear",
)
_COMPARING = ("answer.diff", "answer.earlier", "answer.ignore", "answer.pivot")
_TAKING_AWAY = ("answer.copy", "answer.copy_command", "answer.export")
_CONSOLE = ("target", "history", "palette", "help", "line.why", "line.job")
_SHIFT = ("shift.note", "shift.report", "shift.handover")


class Kind(Protocol):
    """Commands that belong together."""

    by_id: dict[str, Callable[[str], object]]


def import_all() -> None:
    """Import what every kind needs, so that no command has to wait for it."""
    for name in _MODULES:
        import_module(f"altotui.ui.{name}")


class PromptActions:
    """One of each kind, which share the way of a line to the routers."""

    def __init__(self, app: AltoApp, main: MainScreen, services: Services, profile: ConsoleProfile) -> None:
        self._app = app
        self._main = main
        self._services = services
        self._profile = profile
        self._acting = Once(self._make_acting)
        self._watching = Once(self._make_watching)
        self.kinds: dict[str, Callable[[], Kind]] = {
            **dict.fromkeys(_JOBS, lambda: self.jobs),
            **dict.fromkeys(_ACTING, self._acting),
            **dict.fromkeys(_VIEWING, lambda: self._viewing),
            **dict.fromkeys(_ANSWERS, lambda: self.answers),
            **dict.fromkeys(_COMPARING, lambda: self._comparing),
            "answer.watch": self._watching,
            **dict.fromkeys(_TAKING_AWAY, lambda: self.taking_away),
            **dict.fromkeys(_CONSOLE, lambda: self.console),
            "theme": lambda: self._dressing,
            **dict.fromkeys(_SHIFT, lambda: self._shift),
            "demo.reply": lambda: self._demo,
            "demo.job": lambda: self._demo,
        }
        """Gives the kind of each command, by its id."""

    def command(self, command_id: str) -> Callable[[str], object]:
        """Return what carries out a command of the table."""
        return self.kinds[command_id]().by_id[command_id]

    def hear_of_jobs(self, event: Event) -> None:
        """Hand on what changed about jobs to what is open in front of the screen, and to who waits for an end."""
        acting, brackets = self._acting.made, self._services.open_brackets.made
        if not isinstance(event, JobsChanged):
            if acting is not None:
                acting.look_again()
            return
        if brackets is not None:
            brackets.jobs_changed(event)
        if acting is not None:
            acting.jobs_changed(event)

    def look(self, *, is_seen: bool) -> None:
        """Let watches pause while nobody sees them."""
        if self._watching.made is not None:
            self._watching.made.look(is_seen=is_seen)

    # --- one of each kind

    @cached_property
    def jobs(self) -> JobActions:
        """Return what opens the form of a job."""
        from altotui.ui.job_actions import JobActions

        return JobActions(self._app, self._main, self._services)

    @cached_property
    def sending(self) -> Sending:
        """Return the way of a line to the routers."""
        from altotui.ui.sending import Sending

        return Sending(self._app, self._main, self._services, self._profile, self.jobs)

    @cached_property
    def answers(self) -> AnswerActions:
        """Return what acts on answers."""
        from altotui.ui.answer_actions import AnswerActions

        return AnswerActions(self._app, self._main, self._services, self.sending)

    @cached_property
    def _comparing(self) -> Comparing:
        from altotui.ui.comparing import Comparing

        return Comparing(self._app, self._main, self._services, self.sending)

    @property
    def watching(self) -> Watching:
        """Return what starts and stops watches."""
        return self._watching()

    def _make_watching(self) -> Watching:
        from altotui.ui.watching import Watching

        return Watching(self._app, self._main, self._services)

    @cached_property
    def taking_away(self) -> TakingAway:
        """Return what copies and exports answers."""
        from altotui.ui.taking_away import TakingAway

        return TakingAway(self._app, self._main, self._services, self._profile)

    @cached_property
    def console(self) -> ConsoleActions:
        """Return what acts for the console itself."""
        from altotui.ui.console_actions import ConsoleActions

        return ConsoleActions(self._app, self._main, self._services, self.sending, self.jobs)

    @property
    def acting(self) -> JobActing:
        """Return what acts on a job."""
        return self._acting()

    def _make_acting(self) -> JobActing:
        from altotui.ui.job_acting import JobActing

        return JobActing(
            self._app,
            self._main,
            self._services,
            self.sending,
            open_form=self.jobs.open_draft,
            copy=lambda text, what: self.taking_away.copy(text, what),
            flags=self._profile.flags,
            bracket_of=self._bracket_of,
        )

    def _bracket_of(self, job_id: JobId) -> Bracket | None:
        brackets = self._services.open_brackets.made
        return brackets.of(job_id) if brackets is not None else None

    @cached_property
    def _viewing(self) -> JobViewing:
        from altotui.ui.job_viewing import JobViewing

        return JobViewing(self._app, self._main, self._services.directory)

    @cached_property
    def _dressing(self) -> Dressing:
        from altotui.ui.dressing import Dressing

        return Dressing(self._app)

    @cached_property
    def _shift(self) -> ShiftActions:
        from altotui.ui.shift_actions import ShiftActions

        return ShiftActions(self._app, self._services, self._profile)

    @cached_property
    def _demo(self) -> DemoActions:
        from altotui.ui.demo_actions import DemoActions

        return DemoActions(
            self._app,
            self._main,
            self._services,
            self._profile,
            lambda target, draft: self.jobs.queue_at_once(target, draft),
        )
