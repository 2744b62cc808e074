"""Cancels queued jobs, the marked ones or that under the cursor: asks first, and says what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from altotui.domain.errors import InvalidInput
from altotui.domain.job import Job
from altotui.domain.redaction import redact_description
from altotui.services.job_marks import waits
from altotui.services.suite import Services
from altotui.ui.screens.main import MainScreen

if TYPE_CHECKING:
    from altotui.ui.app import AltoApp
    from altotui.ui.screens.gate import Gate, GateAnswer


class CancellingJobs:
    """Carries out the command that cancels jobs."""

    def __init__(self, app: AltoApp, main: MainScreen, services: Services) -> None:
        self._app = app
        self._main = main
        self._services = services
        self.by_id: dict[str, Callable[[str], object]] = {"job.cancel": lambda _: self._ask()}

    def _ask(self) -> None:
        marked = self._services.job_marks.jobs()
        if len(marked) > 1:
            self._ask_of_marked(marked)
        else:
            self._ask_of(marked[0] if marked else self._main.jobs.current, is_marked=bool(marked))

    # --- one

    def _ask_of(self, job: Job | None, *, is_marked: bool) -> None:
        if job is None:
            raise InvalidInput("there is no job under the cursor")
        if not waits(job):
            raise InvalidInput(f"only a waiting job can be cancelled; this one is {job.state.value}")
        self._services.session.require_write("cancelling a job")
        self._services.open_cancelling().check()
        from altotui.ui.screens.confirm import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                self._app.start(self._cancel(job), group="job-cancel")

        site_name = self._services.directory.name_of(job.site_id)
        question = f"Cancel the {'marked' if is_marked else 'queued'} job on {site_name}?"
        hidden = ", which the filter hides" if self._hidden((job,)) else ""
        detail = f"{redact_description(job.description)}{hidden}"
        self._app.push_screen(Confirm(question, detail, "Cancel the job"), answered)

    async def _cancel(self, job: Job) -> None:
        try:
            ended = await self._services.open_cancelling().cancel((job,))
        except InvalidInput as refused:
            self._app.tell(str(refused), severity="warning")
            return
        result = ended.results[job.id]
        if result.message:
            self._app.tell(result.message, severity="warning")
        else:
            self._app.tell(f"cancelled: {redact_description(job.description)}")

    # --- those that are marked

    def _ask_of_marked(self, jobs: Sequence[Job]) -> None:
        """Ask once for all; where they are more than a few, their number is typed."""
        self._services.session.require_write(f"cancelling {len(jobs)} jobs")
        self._services.open_cancelling().check()
        from altotui.domain.blast_radius import TYPED_ABOVE

        if len(jobs) > TYPED_ABOVE:
            self._app.push_screen(self._gate(jobs), lambda answer: self._passed(jobs, answer))
            return
        from altotui.ui.job_cancel_words import facts, listed, question
        from altotui.ui.screens.confirm import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                self._start(jobs)

        name_of = self._services.directory.name_of
        detail = "\n".join([listed(jobs, name_of), *facts(jobs, self._hidden(jobs), name_of)])
        self._app.push_screen(Confirm(question(jobs), detail, f"Cancel {len(jobs)} jobs"), answered)

    def _gate(self, jobs: Sequence[Job]) -> Gate:
        from altotui.ui.job_cancel_words import facts, listed, question
        from altotui.ui.screens.gate import Gate, GateChoice, MustType

        name_of = self._services.directory.name_of
        return Gate(
            question(jobs),
            listed(jobs, name_of),
            facts(jobs, self._hidden(jobs), name_of),
            {
                GateChoice.ALL: f"all: cancel {len(jobs)} jobs",
                GateChoice.CANCEL: "none: they go on waiting, nothing is sent",
            },
            MustType(str(len(jobs)), "cancel them", "cancels them"),
        )

    def _passed(self, jobs: Sequence[Job], answer: GateAnswer | None) -> None:
        if answer is None:
            return
        prompt = self._main.console.prompt
        prompt.set_text(prompt.text + answer.typed_ahead.rstrip("\n"))
        if answer.choice.is_live:
            self._start(jobs)

    def _hidden(self, jobs: Sequence[Job]) -> int:
        """Return how many of them do not pass the filter."""
        shown = {record.job.id for record in self._main.jobs.rows.records}
        return sum(job.id not in shown for job in jobs)

    def _start(self, jobs: Sequence[Job]) -> None:
        self._app.start(self._cancel_all(jobs), group="job-cancel")

    async def _cancel_all(self, jobs: Sequence[Job]) -> None:
        """Cancel them and say what became of all, in one message; what is left of them is named in the transcript."""
        from altotui.ui.job_cancel_words import noted, told

        name_of = self._services.directory.name_of
        try:
            ended = await self._services.open_cancelling().cancel(jobs)
        except InvalidInput as refused:
            self._app.tell(str(refused), severity="warning")
            return
        self._app.tell(told(ended, name_of), severity="warning" if ended.left else "information")
        for line in noted(ended, name_of):
            self._main.console.note(line, "warn")
