"""What the commands about jobs do: queue and cancel."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from altotui.domain.errors import AltotuiError, InvalidInput
from altotui.domain.job import Job, JobDraft, JobEndpoint, JobState
from altotui.domain.outcome import Outcome
from altotui.domain.site import Site
from altotui.domain.text import make_visible
from altotui.services.job_desk import QueueResult
from altotui.services.suite import Services
from altotui.services.targets import Target
from altotui.ui.screens.main import MainScreen

if TYPE_CHECKING:
    from altotui.ui.app import AltoApp

_LEFT = "left of"
"""How a target is called that holds the sites without a job that others have."""
_MAX_NOTE_CHARS = 4000


class JobActions:
    """Carries out the commands of the jobs pane; a draft lives until it is queued."""

    def __init__(self, app: AltoApp, main: MainScreen, services: Services) -> None:
        self._app = app
        self._main = main
        self._services = services
        self._drafts: list[tuple[JobDraft, Target | None]] = []
        """Those put aside, the newest last; with the sites that still lack the job, when others have it already."""
        self.by_id: dict[str, Callable[[str], object]] = {
            "job.new": lambda _: self.open_form(services.targets.current),
            "job.cancel": lambda _: self._ask_to_cancel(),
        }

    def open_form(self, target: Target, script: str = "", *, description: str = "") -> None:
        """Open the form for a job on these sites, with the draft that was left, or with a script filled in."""
        if not target.sites:
            raise InvalidInput("a job needs a site", "choose one: f2, then enter")
        from altotui.ui.screens.job_form import JobForm

        draft = JobDraft(description=description, script=script, backup=True) if script else None
        if draft is None and self._drafts:
            draft, left = self._drafts.pop()
            target = left or target  # those that have the job must not get it twice
        form = JobForm(
            target,
            draft,
            usual=self._services.desk.usual,
            is_read_only=self._services.session.is_read_only,
            reader=self._services.reader,
        )
        self._app.push_screen(form, lambda answer: self._form_closed(target, answer))

    def _forget(self, draft: JobDraft) -> None:
        """Drop a draft that is queued now."""
        self._drafts = [each for each in self._drafts if each[0] != draft]

    def _form_closed(self, target: Target, answer: tuple[JobDraft, bool] | None) -> None:
        if answer is None:
            return
        draft, is_wanted = answer
        if draft.description or draft.script:
            self._drafts.append((draft, target if target.name.startswith(_LEFT) else None))
        if not is_wanted:
            return
        self._main.show_pane("jobs")
        if target.is_set and len(target.sites) > 1:
            self._app.start(self.queue_each(target, draft), group="job-queue")
        else:
            self._app.start(self._queue(target.sites[0], draft), group="job-queue")

    async def queue_each(self, target: Target, draft: JobDraft) -> None:
        """Queue the same job on each site, a key of its own for each, and say of all what became of them.

        Where some did not get it, the draft is kept for those alone.
        """
        results: list[QueueResult] = []
        try:
            for site in target.sites:
                results.append(await self._services.desk.queue(site, draft))
        except AltotuiError as refused:
            problem = str(refused)
        else:
            problem = ""
        self._forget(draft)
        queued = sum(result.outcome is Outcome.OK for result in results)
        self._app.tell(
            f"{queued} of {len(target.sites)} jobs queued",
            severity="information" if queued == len(target.sites) else "error",
        )
        unsure = [result.site for result in results if result.outcome is Outcome.UNKNOWN]
        refused_by = [result for result in results if result.outcome not in (Outcome.OK, Outcome.UNKNOWN)]
        left = (*(result.site for result in refused_by), *target.sites[len(results) :])
        if unsure:
            self._note(f"not known whether the job was queued, read their job lists: {_names(unsure)}")
        if left:
            why = problem or refused_by[0].message or "refused"
            self._note(f"the job was not queued, {why}; J offers it again for these alone: {_names(left)}")
            name = f"{_LEFT} {target.name.removeprefix(_LEFT).strip()}"
            self._drafts.append((draft, Target(left, name, is_set=True)))

    def _note(self, words: str) -> None:
        self._main.console.note(make_visible(words, max_chars=_MAX_NOTE_CHARS), "warn")

    async def _queue(self, site: Site, draft: JobDraft, endpoint: JobEndpoint | None = None) -> None:
        try:
            result = await self._services.desk.queue(site, draft, endpoint)
        except AltotuiError as refused:
            self._app.tell(f"not queued: {refused}; the draft is kept", severity="warning")
            return
        if result.offers_json:
            self._offer_json(site, draft, result)
            return
        if result.outcome is not Outcome.OK:
            self._app.tell(_words_of(result), severity="error")
            return
        if result.message:
            self._app.tell(f"{site.name}: {result.message}")
        self._forget(draft)
        if result.queued is not None and result.queued.job is not None:
            self._main.jobs.go_to(result.queued.job.id)

    def _offer_json(self, site: Site, draft: JobDraft, result: QueueResult) -> None:
        """Offer the other endpoint for a job that was refused with a key; a write never goes there by itself."""
        from altotui.ui.screens.confirm import Confirm

        detail = (
            f"{result.message}. Nothing was queued. The JSON endpoint may take it; there a lost answer is settled by "
            'a mark in the description. For good: job_endpoint = "json" in the profile.'
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self._app.start(self._queue(site, draft, JobEndpoint.JSON), group="job-queue")
            else:
                self._app.tell("not queued; the draft is kept", severity="warning")

        self._app.push_screen(
            Confirm(f"{site.name} takes no job with a key", detail, "Use the JSON endpoint"), answered
        )

    def _ask_to_cancel(self) -> None:
        job = self._main.jobs.current
        if job is None:
            raise InvalidInput("there is no job under the cursor")
        if job.state is not JobState.PENDING:
            raise InvalidInput(f"only a waiting job can be cancelled; this one is {job.state.value}")
        self._services.session.require_write("cancelling a job")
        from altotui.ui.screens.confirm import Confirm

        site_name = self._services.directory.name_of(job.site_id)
        question = f"Cancel the queued job on {site_name}?"
        self._app.push_screen(
            Confirm(question, job.description, "Cancel the job"), lambda yes: self._cancel(job, yes)
        )

    def _cancel(self, job: Job, is_confirmed: bool | None) -> None:
        if is_confirmed:
            self._app.start(self._cancel_now(job), group="job-cancel")

    async def _cancel_now(self, job: Job) -> None:
        try:
            problem = await self._services.desk.cancel(job)
        except AltotuiError as refused:
            problem = str(refused)
        if problem:
            self._app.tell(problem, severity="warning")
        else:
            self._app.tell(f"cancelled: {job.description}")


def _names(sites: Iterable[Site]) -> str:
    return ", ".join(site.name for site in sites)


def _words_of(result: QueueResult) -> str:
    """Return what to say of an attempt to queue a job that did not end well."""
    if result.outcome is Outcome.UNKNOWN:
        unsure = f"it is not known whether the job was queued: {result.message}"
        return f"{unsure}. Read the job list before you queue it again"
    return f"not queued: {result.message}; the draft is kept"
