"""What the commands about jobs do: fill in a draft here, queue, mark and cancel by modules of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from altotui.domain.errors import InvalidInput
from altotui.domain.job import JobDraft
from altotui.domain.text import make_visible
from altotui.services.suite import Services
from altotui.services.targets import Target
from altotui.ui.hints import choose_a_site
from altotui.ui.job_cancelling import CancellingJobs
from altotui.ui.job_marking import JobMarking
from altotui.ui.job_queueing import JobQueueing
from altotui.ui.screens.main import MainScreen

if TYPE_CHECKING:
    from altotui.domain.job_drafts import KeptDraft
    from altotui.domain.site import Site
    from altotui.ui.app import AltoApp
    from altotui.ui.screens.job_form import JobFormAnswer

_MOST_NAMED = 3


class JobActions:
    """Opens the form of a job and hands on what was filled in."""

    def __init__(self, app: AltoApp, main: MainScreen, services: Services) -> None:
        self._app = app
        self._main = main
        self._services = services
        self._queueing = JobQueueing(app, main, services)
        self.by_id: dict[str, Callable[[str], object]] = {
            "job.new": lambda _: self.open_form(services.targets.current),
            **self._queueing.by_id,
            **JobMarking(main, services).by_id,
            **CancellingJobs(app, main, services).by_id,
        }

    # --- the form

    def open_form(self, target: Target, script: str = "", *, description: str = "") -> None:
        """Open the form for a job on these sites, with the draft that was left, or with a script filled in."""
        if script:
            drafts = self._services.open_drafts()
            kept = drafts.begin(JobDraft(description=description, script=script, backup=True))
        else:
            kept = self._left_draft()
        self._open(kept, self._target_of(kept, target))

    def _left_draft(self) -> KeptDraft:
        """Take up the newest draft, or begin one; what is for sites alone that are not listed stays put aside."""
        drafts = self._services.open_drafts()
        free = drafts.all()
        usable = [kept for kept in free if not kept.site_ids or self._listed(kept)]
        if free and free[-1] not in usable:
            gone = make_visible(", ".join(free[-1].site_ids[:_MOST_NAMED]))
            words = f"a newer draft stays kept: none of its {len(free[-1].site_ids)} sites is listed, {gone}"
            self._app.tell(words, severity="warning")
        taken = drafts.take(usable[-1].id) if usable else None
        return taken or drafts.begin(JobDraft(description="", script=""))

    def _listed(self, kept: KeptDraft) -> tuple[Site, ...]:
        found = (self._services.directory.get(site_id) for site_id in kept.site_ids)
        return tuple(site for site in found if site is not None)

    def open_draft(self, target: Target, draft: JobDraft) -> None:
        """Open the form with a job filled in, such as one that was queued before; it gets a key of its own."""
        self._open(self._services.open_drafts().begin(draft), target)

    def _target_of(self, kept: KeptDraft, target: Target) -> Target:
        """Return the sites that a draft is for alone, where others have the job already; else the target."""
        if not kept.site_ids:
            return target
        found = self._listed(kept)
        gone = len(kept.site_ids) - len(found)
        if gone:
            are = "site of this draft is" if gone == 1 else "sites of this draft are"
            self._app.tell(f"{gone} {are} not listed any more; it stays kept for those", severity="warning")
        return Target(found, kept.name, is_set=True)

    def _open(self, kept: KeptDraft, target: Target) -> None:
        drafts = self._services.open_drafts()
        if not target.sites:
            drafts.keep(kept.id)
            raise InvalidInput("a job needs a site", choose_a_site())
        from altotui.ui.screens.job_form import JobForm

        form = JobForm(
            target,
            kept.draft,
            usual=self._services.desk.usual,
            is_read_only=self._services.session.is_read_only,
            reader=self._services.reader,
            check_line=kept.check_line,
            shelf=drafts,
            autosave=lambda draft, check_line: drafts.autosave(kept.id, draft, check_line),
        )
        self._app.push_screen(form, lambda answer: self._form_closed(kept.id, target, answer))

    def _form_closed(self, draft_id: str, target: Target, answer: JobFormAnswer | None) -> None:
        drafts = self._services.open_drafts()
        if answer is not None:
            drafts.autosave(draft_id, answer.draft, answer.check_line)
        if answer is None or not answer.is_wanted:
            drafts.keep(draft_id)
            return
        self._main.show_pane("jobs")
        sites = target.sites if target.is_set else target.sites[:1]
        work = self._queueing.queue(draft_id, sites, name=target.name, has_canary=answer.has_canary)
        self._app.start(work, group="job-queue")

    async def queue_at_once(self, target: Target, draft: JobDraft) -> None:
        """Queue a job on each site that no form was filled in for."""
        kept = self._services.open_drafts().begin(draft)
        await self._queueing.queue(kept.id, target.sites, name=target.name)
