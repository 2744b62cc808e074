"""Queues a draft on its sites, one or many, follows how that goes, and says of every site what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from altotui.domain.errors import AltotuiError, InvalidInput
from altotui.domain.job import JobDraft, JobEndpoint
from altotui.domain.outcome import Outcome
from altotui.domain.text import make_visible
from altotui.services.suite import Services
from altotui.ui.commands import key_of
from altotui.ui.screens.main import MainScreen

if TYPE_CHECKING:
    from altotui.domain.job_drafts import KeptDraft
    from altotui.domain.job_plan import Plan
    from altotui.domain.routeros.translation import Translation
    from altotui.domain.site import Site
    from altotui.services.job_escort import JobEscort
    from altotui.ui.app import AltoApp

_MAX_NOTE_CHARS = 4000
_JSON_WORDS = (
    "Nothing was queued. The JSON endpoint may take it; there a lost answer is settled by a mark in the description. "
    'For good: job_endpoint = "json" in the profile.'
)


class JobQueueing:
    """Queues by plans, each of one draft; the draft stays until no site is left that should have the job."""

    def __init__(self, app: AltoApp, main: MainScreen, services: Services) -> None:
        self._app = app
        self._main = main
        self._services = services
        self._draft_of: dict[int, str] = {}
        """The draft that each plan was made of, until what became of it is said."""
        self.by_id: dict[str, Callable[[str], object]] = {
            "plan.go_on": lambda _: self._go_on(),
            "plan.stop": lambda _: self._stop(),
        }

    async def queue(
        self,
        draft_id: str,
        sites: tuple[Site, ...],
        *,
        name: str = "",
        has_canary: bool = False,
        endpoint: JobEndpoint | None = None,
    ) -> None:
        """Queue a draft on `sites`, under keys that are on the disk before the first request leaves.

        Args:
            draft_id: Of an open draft; whatever happens, it is kept for the sites that should have the job still.
            sites: Where, at least one.
            name: What they are called together; visible-only.
            has_canary: Whether the first goes alone.
            endpoint: Which endpoint the person chose; None: the usual one.
        """
        drafts, ids = self._services.open_drafts(), [site.id for site in sites]
        where = f"{len(sites)} sites" if len(sites) > 1 else sites[0].name
        try:
            self._services.session.require_write(f"queueing a job on {where}")
            filled_in = drafts.get(draft_id)
            drafts.meant_for(draft_id, ids, name=name)
            kept = await drafts.keyed(draft_id, ids)
            if kept is None:
                draft_id = self._copy_of(filled_in)
                raise InvalidInput(
                    "another console has queued this draft, or has it open", "read the job list"
                )
            if kept.check_line.strip():
                await self._services.reader.warm_up()
        except AltotuiError as refused:
            drafts.keep(draft_id)
            self._app.tell(f"not queued: {refused}; the draft is kept", severity="warning")
            return
        plan_id = self._services.open_plans().start(
            sites,
            kept.draft,
            canary=has_canary,
            name=name,
            endpoint=endpoint,
            keys=kept.keys,
            around=self._escort(kept, endpoint),
        )
        self._draft_of[plan_id] = draft_id
        await self._follow(plan_id)

    def _copy_of(self, filled_in: KeptDraft | None) -> str:
        """Begin a draft of what was filled in, for whatever site: nothing that was typed is lost."""
        draft = filled_in.draft if filled_in is not None else JobDraft(description="", script="")
        return self._services.open_drafts().begin(draft).id

    def _escort(self, kept: KeptDraft, endpoint: JobEndpoint | None) -> JobEscort:
        from altotui.services.job_escort import JobEscort

        def line_for(site: Site) -> Translation:
            return self._services.reader.translate(kept.check_line, "/", site)

        return JobEscort(
            self._services.open_drafts(),
            kept.id,
            self._services.open_brackets,
            line_for if kept.check_line.strip() else None,
            is_keyed=kept.draft.endpoint(endpoint or self._services.desk.usual) is JobEndpoint.KEYED,
        )

    # --- what a person does while it goes on

    def _unfinished_plan(self) -> Plan:
        """Return the plan that is shown, else the newest; what a key acts on must be what is seen."""
        from altotui.domain.job_plan import PlanState

        shown = self._main.jobs.work.plan
        if shown is not None and shown.state is not PlanState.ENDED:
            return shown
        unfinished = self._services.open_plans().unfinished
        if not unfinished:
            raise InvalidInput("there is no plan that goes on")
        return unfinished[-1]

    def _go_on(self) -> None:
        plan = self._unfinished_plan()
        self._services.session.require_write(f"queueing a job on {len(plan.waiting)} more sites")
        self._services.open_plans().go_on(plan.id)
        self._app.start(self._follow(plan.id), group="job-queue")

    def _stop(self) -> None:
        from altotui.domain.job_plan import PlanState

        plan = self._unfinished_plan()
        if not self._services.open_plans().stop(plan.id):
            raise InvalidInput(
                f"{plan.label} is being stopped already", "it waits for the request that has left"
            )
        self._app.tell(f"{plan.label} stopped: what is queued stays queued")
        if plan.state is PlanState.AT_CANARY:  # nobody follows it while it waits
            self._app.start(self._follow(plan.id), group="job-queue")

    # --- how it goes

    async def _follow(self, plan_id: int) -> None:
        """Say what a plan waits for, or how it has ended; also when it has ended by a fault of our own."""
        plans = self._services.open_plans()
        try:
            await plans.settled(plan_id)
        finally:
            plan = plans.get(plan_id)
            if plan is not None and plan_id in self._draft_of:
                self._take(plan)

    def _take(self, plan: Plan) -> None:
        from altotui.domain.job_plan import PlanState

        if plan.state is PlanState.AT_CANARY:
            if plan.wants_json_endpoint():
                self._offer_json(plan)
            else:
                self._tell_of_canary(plan)
        elif plan.state is PlanState.ENDED:
            self._sum_up(plan)

    def _tell_of_canary(self, plan: Plan) -> None:
        self._app.tell(
            f"{make_visible(plan.said())}: {key_of('plan.go_on')} goes on, {key_of('plan.stop')} stops"
        )

    def _sum_up(self, plan: Plan) -> None:
        """Say of all sites what became of them; the draft is kept for those alone that have no job."""
        if plan.queued():
            self._services.open_drafts().queued(plan.draft)
        if len(plan.sites) > 1:
            self._tell_of_many(plan)
        if plan.wants_json_endpoint():
            self._offer_json(plan)
            return
        self._put_aside(plan)
        if len(plan.sites) == 1:
            self._tell_of_one(plan, plan.sites[0])

    def _tell_of_many(self, plan: Plan) -> None:
        queued, left, unsure = len(plan.queued()), plan.left(), plan.unsure()
        is_whole = queued == len(plan.sites)
        self._app.tell(
            f"{queued} of {len(plan.sites)} jobs queued", severity="information" if is_whole else "error"
        )
        if unsure:
            self._note(f"not known whether the job was queued, read their job lists: {_names(unsure)}")
        if left:
            why = "; ".join(plan.reasons())
            self._note(f"the job was not queued, {why}: {_names(left)}")
        kept = self._services.open_drafts().get(self._draft_of[plan.id])
        offered = [site for site in plan.sites if kept is not None and site.id in kept.site_ids]
        if offered:
            same = "; where it is not known, its key makes it the same job" if unsure else ""
            self._note(f"{key_of('job.new')} offers it again for these alone: {_names(offered)}{same}")

    def _tell_of_one(self, plan: Plan, site: Site) -> None:
        result = plan.results[site.id]
        if result.outcome is Outcome.OK:
            if result.message:
                self._app.tell(f"{site.name}: {result.message}")
            if result.job_id is not None:
                self._main.jobs.go_to(result.job_id)
            else:
                self._app.tell(f"queued on {site.name}; its number comes with the job list")
        elif result.outcome is Outcome.UNKNOWN:
            unsure = f"it is not known whether the job was queued: {result.message}"
            self._app.tell(f"{unsure}. Read the job list before you queue it again", severity="error")
        else:
            self._app.tell(f"not queued: {result.message}; the draft is kept", severity="error")

    def _put_aside(self, plan: Plan) -> None:
        """Keep what is left of the draft."""
        drafts, unsure = self._services.open_drafts(), plan.unsure()
        draft_id = self._draft_of.pop(plan.id)
        kept = drafts.get(draft_id)
        if kept is not None:
            if len(plan.sites) == 1 and kept.site_ids == (plan.sites[0].id,):
                # it may as well go to another site; on this one its key makes it the same job
                drafts.keep(draft_id, site_ids=(), name="")
            else:
                drafts.keep(draft_id, name=f"left of {plan.name.removeprefix('left of').strip()}")
        elif unsure and drafts.queued(
            plan.draft
        ):  # without a key it must not be offered by itself: a second job
            self._app.tell("its script is among the recent ones: f7 in the form", severity="warning")

    def _offer_json(self, plan: Plan) -> None:
        """Offer the other endpoint where sites refuse a job with a key; a write never goes there by itself."""
        from altotui.ui.screens.confirm import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                self._start_over(plan)
            elif self._services.open_plans().is_unfinished(plan.id):
                self._tell_of_canary(plan)
            elif plan.id in self._draft_of:
                self._put_aside(plan)
                self._app.tell("not queued; the draft is kept", severity="warning")

        left = plan.left()
        who = f"{left[0].name} takes" if len(left) == 1 else f"{len(left)} sites take"
        detail = f"{make_visible('; '.join(plan.reasons()))}. {_JSON_WORDS}"
        self._app.push_screen(Confirm(f"{who} no job with a key", detail, "Use the JSON endpoint"), answered)

    def _start_over(self, plan: Plan) -> None:
        """Queue what is left of a plan at the other endpoint, as a plan of its own."""
        plans = self._services.open_plans()
        draft_id = self._draft_of.pop(plan.id, None)
        plans.stop(plan.id)
        ended = plans.get(plan.id)
        if draft_id is None or ended is None:
            return  # it was stopped, and said so, while the question stood
        work = self.queue(
            draft_id,
            ended.left(),
            name=plan.name,
            has_canary=plan.canary is not None,
            endpoint=JobEndpoint.JSON,
        )
        self._app.start(work, group="job-queue")

    def _note(self, words: str) -> None:
        self._main.console.note(make_visible(words, max_chars=_MAX_NOTE_CHARS), "warn")


def _names(sites: Iterable[Site]) -> str:
    return ", ".join(site.name for site in sites)
