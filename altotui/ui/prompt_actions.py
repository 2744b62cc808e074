"""What the commands of prompt, answers and jobs do, put together when the first of them is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from altotui.services.events import Event, JobsChanged
from altotui.services.suite import Services
from altotui.ui.answer_actions import AnswerActions
from altotui.ui.comparing import Comparing
from altotui.ui.console_actions import ConsoleActions
from altotui.ui.demo_actions import DemoActions
from altotui.ui.dressing import Dressing
from altotui.ui.job_acting import JobActing
from altotui.ui.job_actions import JobActions
from altotui.ui.job_viewing import JobViewing
from altotui.ui.profile import ConsoleProfile
from altotui.ui.screens.main import MainScreen
from altotui.ui.sending import Sending
from altotui.ui.shift_actions import ShiftActions
from altotui.ui.taking_away import TakingAway
from altotui.ui.watching import Watching

if TYPE_CHECKING:
    from altotui.ui.app import AltoApp


class PromptActions:
    """One of each kind, which share the way of a line to the routers."""

    def __init__(self, app: AltoApp, main: MainScreen, services: Services, profile: ConsoleProfile) -> None:
        self._services = services
        self.jobs = JobActions(app, main, services)
        self.sending = Sending(app, main, services, profile, self.jobs)
        self.answers = AnswerActions(app, main, services, self.sending)
        self.watching = Watching(app, main, services)
        self.taking_away = TakingAway(app, main, services, profile)
        self.console = ConsoleActions(app, main, services, self.sending, self.jobs)
        self.acting = JobActing(
            app,
            main,
            services,
            self.sending,
            open_form=self.jobs.open_draft,
            copy=self.taking_away.copy,
            flags=profile.flags,
            bracket_of=services.open_brackets().of,
        )
        self.by_id: dict[str, Callable[[str], object]] = {
            **self.jobs.by_id,
            **self.acting.by_id,
            **JobViewing(app, main, services.directory).by_id,
            **self.answers.by_id,
            **Comparing(app, main, services, self.sending).by_id,
            **self.watching.by_id,
            **self.taking_away.by_id,
            **self.console.by_id,
            **Dressing(app).by_id,
            **ShiftActions(app, services, profile).by_id,
            **DemoActions(app, main, services, profile, self.jobs).by_id,
        }

    def hear_of_jobs(self, event: Event) -> None:
        """Hand on what changed about jobs to what is open in front of the screen, and to who waits for an end."""
        if isinstance(event, JobsChanged):
            self._services.open_brackets().jobs_changed(event)
            self.acting.jobs_changed(event)
        else:
            self.acting.look_again()
