"""What the commands about jobs do: queue, on one site or on many, and cancel."""

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
    from altotui.domain.job_drafts import KeptDraft
    from altotui.domain.job_plan import Plan, PlanResult
    from altotui.services.brackets import Bracket
    from altotui.ui.app import AltoApp
    from altotui.ui.screens.job_form import JobFormAnswer

_MAX_NOTE_CHARS = 4000
_JSON_WORDS = (
    "Nothing was queued. The JSON endpoint may take it; there a lost answer is settled by a mark in the description. "
    'For good: job_endpoint = "json" in the profile.'
)


class JobActions:
    """Carries out what queues and cancels; a draft is kept until it is queued everywhere."""

    def __init__(self, app: AltoApp, main: MainScreen, services: Services) -> None:
        self._app = app
        self._main = main
        self._services = services
        self._draft_of: dict[int, str] = {}
        """The draft that each plan was made of."""
        self._before: dict[int, list[Bracket]] = {}
        """What was read before a plan, by the plan."""
        self.by_id: dict[str, Callable[[str], object]] = {
            "job.new": lambda _: self.open_form(services.targets.current),
            "job.cancel": lambda _: self._ask_to_cancel(),
            "plan.go_on": lambda _: self._go_on(),
            "plan.stop": lambda _: self._stop(),
        }

    # --- the form

    def open_form(self, target: Target, script: str = "", *, description: str = "") -> None:
        """Open the form for a job on these sites, with the draft that was left, or with a script filled in."""
        drafts = self._services.open_drafts()
        if script:
            kept = drafts.begin(JobDraft(description=description, script=script, backup=True))
        else:
            kept = drafts.take() or drafts.begin(JobDraft(description="", script=""))
        self._open(kept, self._target_of(kept, target))

    def open_draft(self, target: Target, draft: JobDraft) -> None:
        """Open the form with a job filled in, such as one that was queued before; it gets a key of its own."""
        self._open(self._services.open_drafts().begin(draft), target)

    def _target_of(self, kept: KeptDraft, target: Target) -> Target:
        """Return the sites that a draft is for alone, where others have the job already; else the target."""
        if not kept.site_ids:
            return target
        found = [site for site_id in kept.site_ids if (site := self._services.directory.get(site_id))]
        return Target(tuple(found), kept.name, is_set=True) if found else target

    def _open(self, kept: KeptDraft, target: Target) -> None:
        drafts = self._services.open_drafts()
        if not target.sites:
            drafts.keep(kept.id)
            raise InvalidInput("a job needs a site", "choose one: f2, then enter")
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
        if target.is_set and len(target.sites) > 1:
            work = self._queue_plan(draft_id, target, answer)
        else:
            work = self._queue(draft_id, target.sites[0], answer.draft, check_line=answer.check_line)
        self._app.start(work, group="job-queue")

    # --- on many sites

    async def _queue_plan(self, draft_id: str, target: Target, answer: JobFormAnswer) -> None:
        """Queue the same job on each site, under keys that are on the disk before the first leaves."""
        kept = await self._services.open_drafts().keyed(draft_id, [site.id for site in target.sites])
        try:
            self._services.session.require_write(f"queueing a job on {len(target.sites)} sites")
            if answer.check_line.strip():
                self._app.tell(f"reading {len(target.sites)} sites first, then the job goes out")
            before = [await self._read_before(site, answer.check_line) for site in target.sites]
        except AltotuiError as refused:
            self._not_queued(draft_id, str(refused))
            return
        keys = kept.keys if kept is not None else {}
        plan_id = self._services.open_plans().start(
            target.sites, answer.draft, canary=answer.has_canary, name=target.name, keys=keys
        )
        self._draft_of[plan_id] = draft_id
        self._before[plan_id] = [bracket for bracket in before if bracket is not None]
        await self._follow(plan_id)

    async def queue_at_once(self, target: Target, draft: JobDraft) -> None:
        """Queue a job on each site that no form was filled in for."""
        await self._follow(self._services.open_plans().start(target.sites, draft, name=target.name))

    async def _follow(self, plan_id: int) -> None:
        """Say how a plan has ended, or what its canary waits for."""
        from altotui.domain.job_plan import PlanState

        plan = await self._services.open_plans().settled(plan_id)
        for bracket in self._before.get(plan_id, ()):
            self._attach(bracket, plan.results.get(bracket.site.id))
        if plan.state is PlanState.AT_CANARY:
            self._app.tell(f"{make_visible(plan.said())}: O goes on, X stops")
            return
        if plan.state is PlanState.ENDED:
            self._before.pop(plan_id, None)
            self._sum_up(plan)

    def _attach(self, bracket: Bracket, result: PlanResult | None) -> None:
        """Let a read before a job be followed by one behind it, once it is known which job that is."""
        brackets = self._services.open_brackets()
        if result is not None and result.job_id is not None and brackets.of(result.job_id) is None:
            brackets.attach(bracket, result.job_id)

    def _sum_up(self, plan: Plan) -> None:
        """Say of all sites what became of them; where some did not get it, the draft is kept for those alone."""
        drafts = self._services.open_drafts()
        draft_id = self._draft_of.pop(plan.id, None) or drafts.begin(plan.draft).id
        left, unsure = plan.left(), plan.unsure()
        queued = len(plan.queued())
        is_whole = queued == len(plan.sites)
        self._app.tell(
            f"{queued} of {len(plan.sites)} jobs queued", severity="information" if is_whole else "error"
        )
        if queued:
            drafts.queued(plan.draft)
        if unsure:
            self._note(f"not known whether the job was queued, read their job lists: {_names(unsure)}")
        if left:
            why = "; ".join(plan.reasons())
            self._note(f"the job was not queued, {why}; J offers it again for these alone: {_names(left)}")
        if not (left or unsure):
            drafts.forget(draft_id)
        elif left and all(plan.results[site.id].offers_json for site in left):
            self._draft_of[plan.id] = draft_id
            self._offer_json_for_all(plan)
        else:
            name = f"left of {plan.name.removeprefix('left of').strip()}"
            drafts.keep(draft_id, site_ids=[site.id for site in left or unsure], name=name)

    def _offer_json_for_all(self, plan: Plan) -> None:
        """Offer the other endpoint where all sites refused a job with a key."""
        from altotui.ui.screens.confirm import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                self._services.open_plans().again(plan.id, endpoint=JobEndpoint.JSON)
                self._app.start(self._follow(plan.id), group="job-queue")
            else:
                self._services.open_drafts().keep(self._draft_of.pop(plan.id))

        question = f"{len(plan.left())} sites take no job with a key"
        self._app.push_screen(Confirm(question, _JSON_WORDS, "Use the JSON endpoint"), answered)

    def _newest_plan(self) -> Plan:
        unfinished = self._services.open_plans().unfinished
        if not unfinished:
            raise InvalidInput("there is no plan that goes on")
        return unfinished[-1]

    def _go_on(self) -> None:
        plan = self._newest_plan()
        self._services.session.require_write(f"queueing a job on {len(plan.waiting)} more sites")
        self._services.open_plans().go_on(plan.id)
        self._app.start(self._follow(plan.id), group="job-queue")

    def _stop(self) -> None:
        plan = self._newest_plan()
        is_waiting = plan.under_way is None
        self._services.open_plans().stop(plan.id)
        self._app.tell("stopped: what is queued stays queued")
        if is_waiting:  # nobody follows it while it waits at its canary
            self._app.start(self._follow(plan.id), group="job-queue")

    def _note(self, words: str) -> None:
        self._main.console.note(make_visible(words, max_chars=_MAX_NOTE_CHARS), "warn")

    # --- on one site

    def _not_queued(self, draft_id: str, why: str) -> None:
        self._services.open_drafts().keep(draft_id)
        self._app.tell(f"not queued: {why}; the draft is kept", severity="warning")

    async def _read_before(self, site: Site, check_line: str) -> Bracket | None:
        """Read a site before its job, where that is wanted; a read that fails is no reason not to queue it."""
        if not check_line.strip():
            return None
        await self._services.reader.warm_up()
        line = self._services.reader.translate(check_line, "/", site)
        return await self._services.open_brackets().before(site, line)

    async def _queue(
        self,
        draft_id: str,
        site: Site,
        draft: JobDraft,
        endpoint: JobEndpoint | None = None,
        *,
        check_line: str = "",
    ) -> None:
        drafts = self._services.open_drafts()
        kept = await drafts.keyed(draft_id, [site.id])
        key = kept.keys.get(site.id) if kept is not None else None
        try:
            self._services.session.require_write(f"queueing a job on {site.name}")
            before = await self._read_before(site, check_line)
            result = await self._services.desk.queue(site, draft._replace(idempotency_key=key), endpoint)
        except AltotuiError as refused:
            self._not_queued(draft_id, str(refused))
            return
        if result.offers_json:
            self._offer_json(draft_id, site, draft, result)
            return
        if result.outcome is not Outcome.OK:
            drafts.keep(draft_id)
            self._app.tell(_words_of(result), severity="error")
            return
        drafts.forget(draft_id)
        drafts.queued(draft)
        if result.message:
            self._app.tell(f"{site.name}: {result.message}")
        if result.queued is not None and result.queued.job is not None:
            if before is not None:
                self._services.open_brackets().attach(before, result.queued.job.id)
            self._main.jobs.go_to(result.queued.job.id)

    def _offer_json(self, draft_id: str, site: Site, draft: JobDraft, result: QueueResult) -> None:
        """Offer the other endpoint for a job that was refused with a key; a write never goes there by itself."""
        from altotui.ui.screens.confirm import Confirm

        detail = f"{result.message}. {_JSON_WORDS}"

        def answered(yes: bool | None) -> None:
            if yes:
                work = self._queue(draft_id, site, draft, JobEndpoint.JSON)
                self._app.start(work, group="job-queue")
            else:
                self._services.open_drafts().keep(draft_id)
                self._app.tell("not queued; the draft is kept", severity="warning")

        self._app.push_screen(
            Confirm(f"{site.name} takes no job with a key", detail, "Use the JSON endpoint"), answered
        )

    # --- cancelling

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
