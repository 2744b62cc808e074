"""Queues one draft on several sites, one after another, and keeps count: each ends in exactly one outcome.

Every site has a key of its own, made with the plan and kept in it: what is repeated under it is the same job.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from altotui.domain.errors import AltotuiError, ApiError, InvalidInput
from altotui.domain.ids import IdempotencyKey, SiteId
from altotui.domain.job import JobEndpoint
from altotui.domain.job_plan import PLAN_OUTCOMES, Plan, PlanResult, PlanState
from altotui.domain.outcome import Outcome
from altotui.services.events import PlanChanged, PlanEnded
from altotui.services.ports import Publish

if TYPE_CHECKING:
    from altotui.domain.clock import Clock
    from altotui.domain.job import Job, JobDraft
    from altotui.domain.site import Site
    from altotui.services.job_desk import QueueResult

MOST_PLANS = 50
"""Older ones that have ended are forgotten; what has not ended never is."""
_STOPPED = PlanResult(Outcome.STOPPED, "stopped before it was sent")
_CLOSED = PlanResult(Outcome.UNKNOWN, "the console stopped waiting; it may have been queued")
_NO_KEYS: Mapping[SiteId, IdempotencyKey] = MappingProxyType({})


class Desk(Protocol):
    """Where one job is queued; what it raises was raised before anything was sent."""

    async def queue(self, site: Site, draft: JobDraft, endpoint: JobEndpoint | None = None) -> QueueResult:
        """Queue one job on one site; raises InvalidInput, ReadOnly or StorageError."""
        ...


class Around(Protocol):
    """What is done around the request of each site of a plan."""

    async def before(self, site: Site) -> None:
        """Do what comes before `site` is asked; an AltotuiError ends the plan, and nothing is sent any more."""
        ...

    def ended(self, site: Site, result: PlanResult) -> None:
        """Note what became of a site that was asked."""
        ...


class JobPlans:
    """Every plan of this run; what a plan is at the moment is a value."""

    def __init__(self, desk: Desk, clock: Clock, publish: Publish) -> None:
        self._desk = desk
        self._clock = clock
        self._publish = publish
        self._numbers = count(1)
        self._plans: dict[int, Plan] = {}
        self._endpoints: dict[int, JobEndpoint | None] = {}
        self._around: dict[int, Around] = {}
        self._bodies: dict[int, asyncio.Future[None]] = {}
        """What queues the plans that are at work."""

    # --- what there is

    def get(self, plan_id: int) -> Plan | None:
        """Return the plan of that number; None when it is not known any more."""
        return self._plans.get(plan_id)

    @property
    def unfinished(self) -> tuple[Plan, ...]:
        """Return the plans that have not ended, oldest first: those at work, and those that wait at their canary."""
        return tuple(plan for plan in self._plans.values() if plan.state is not PlanState.ENDED)

    def is_unfinished(self, plan_id: int) -> bool:
        """Return whether the plan of that number is known and has not ended."""
        plan = self._plans.get(plan_id)
        return plan is not None and plan.state is not PlanState.ENDED

    def plan_of(self, job: Job) -> Plan | None:
        """Return the newest plan that made `job`; None when none did."""
        return next((plan for plan in reversed(self._plans.values()) if plan.holds(job)), None)

    # --- what a person does

    def start(
        self,
        sites: Sequence[Site],
        draft: JobDraft,
        *,
        canary: bool = False,
        name: str = "",
        endpoint: JobEndpoint | None = None,
        keys: Mapping[SiteId, IdempotencyKey] = _NO_KEYS,
        around: Around | None = None,
    ) -> int:
        """Begin to queue `draft` on each of `sites` and return the number of the plan.

        Args:
            sites: Where, in this order; a site that is named twice gets it once.
            draft: What; a key that it has is not used, each site gets its own.
            canary: Whether the first site goes alone, and the others wait for `go_on`; not with one site.
            name: What the sites are called together; visible-only.
            endpoint: Which endpoint the person chose; None: the usual one.
            keys: Keys that the same draft has for some of the sites already, from before a crash.
            around: What is done before each site is asked, and when it has its outcome.

        Raises:
            InvalidInput: There is no site; there is no plan.
        """
        chosen = tuple({site.id: site for site in sites}.values())
        if not chosen:
            raise InvalidInput("a job needs a site")
        plan = Plan(
            id=next(self._numbers),
            draft=draft._replace(idempotency_key=None),
            started_at=self._clock.now(),
            sites=chosen,
            keys={site.id: keys.get(site.id) or IdempotencyKey(str(uuid.uuid4())) for site in chosen},
            canary=chosen[0].id if canary and len(chosen) > 1 else None,
            name=name,
        )
        self._forget_old()
        if around is not None:
            self._around[plan.id] = around
        self._work(plan, endpoint, chosen[:1] if plan.canary is not None else chosen)
        return plan.id

    def go_on(self, plan_id: int) -> None:
        """Queue it on the sites behind the canary.

        Raises:
            InvalidInput: It does not wait at its canary.
        """
        plan = self._known(plan_id)
        if plan.state is not PlanState.AT_CANARY:
            raise InvalidInput(f"{plan.label} does not wait at its canary", f"it is {plan.state.value}")
        self._work(plan._replace(state=PlanState.QUEUEING), self._endpoints[plan_id], plan.waiting)

    def stop(self, plan_id: int) -> bool:
        """Stop a plan; return whether there was anything to stop.

        What is queued stays queued. Sites that have not been asked are STOPPED; the request that is under way may
        have left, so its outcome is awaited and told.
        """
        plan = self._plans.get(plan_id)
        if plan is None or plan.state in (PlanState.STOPPING, PlanState.ENDED):
            return False
        if plan_id not in self._bodies:
            self._end(plan_id, _STOPPED)
            return True
        for site in plan.waiting:
            if site.id != plan.under_way:
                plan = plan.with_result(site.id, _STOPPED)
        self._set(plan._replace(state=PlanState.STOPPING))
        return True

    async def settled(self, plan_id: int) -> Plan:
        """Return the plan once it has ended or waits at its canary; a fault of our own is raised.

        Whoever waits may be cancelled: the plan goes on.
        """
        while (body := self._bodies.get(plan_id)) is not None:
            await asyncio.wait({body})
            if not body.cancelled() and (fault := body.exception()) is not None:
                raise fault
        return self._known(plan_id)

    async def aclose(self) -> None:
        """End every plan: what has not been asked is STOPPED, what is under way is unknown."""
        bodies = list(self._bodies.values())
        for body in bodies:
            body.cancel()
        await asyncio.gather(*bodies, return_exceptions=True)
        for plan in self.unfinished:
            self._end(plan.id, _STOPPED)

    # --- how it goes

    def _work(self, plan: Plan, endpoint: JobEndpoint | None, sites: Sequence[Site]) -> None:
        """Queue it on `sites`, beside whoever asked for it."""
        self._set(plan)
        self._endpoints[plan.id] = endpoint
        body = asyncio.ensure_future(self._queue_each(plan.id, sites, endpoint))
        self._bodies[plan.id] = body
        body.add_done_callback(lambda done: self._leave(plan.id, done))

    def _leave(self, plan_id: int, body: asyncio.Future[None]) -> None:
        """Let go of what has done its work, or was cancelled before it could begin."""
        if self._bodies.get(plan_id) is body:
            del self._bodies[plan_id]
        plan = self._plans.get(plan_id)
        if not body.cancelled():
            body.exception()  # the plan says it in its words
        elif plan is not None and plan.state is not PlanState.ENDED:
            self._end(plan_id, _STOPPED)

    async def _queue_each(self, plan_id: int, sites: Sequence[Site], endpoint: JobEndpoint | None) -> None:
        rest = _STOPPED
        try:
            for site in sites:
                if self._plans[plan_id].state is PlanState.STOPPING:
                    break
                await self._queue_one(plan_id, site, endpoint)
        except AltotuiError as refused:
            if isinstance(refused, ApiError) and refused.outcome is not Outcome.NOT_SENT:
                self._take_unknown(
                    plan_id, str(refused)
                )  # the desk keeps these to itself; none may be called not sent
            rest = PlanResult(Outcome.NOT_SENT, str(refused))
        except Exception as fault:
            # what it had done is not known for the site under way; the others were not asked
            self._take_unknown(plan_id, f"internal error: {type(fault).__name__}; it may have been queued")
            rest = PlanResult(Outcome.NOT_SENT, f"internal error: {type(fault).__name__}")
            raise
        else:
            plan = self._plans[plan_id]
            if plan.waiting and plan.state is PlanState.QUEUEING:
                self._bodies.pop(plan_id, None)
                self._set(plan._replace(state=PlanState.AT_CANARY))
                return
        finally:
            if self._plans[plan_id].state is not PlanState.AT_CANARY:
                self._bodies.pop(plan_id, None)
                self._end(plan_id, rest)

    async def _queue_one(self, plan_id: int, site: Site, endpoint: JobEndpoint | None) -> None:
        self._plans[plan_id] = plan = self._plans[plan_id].asking(site.id)
        cut_short = _STOPPED
        try:
            around = self._around.get(plan_id)
            if around is not None:
                await around.before(site)
            if self._plans[plan_id].state is PlanState.STOPPING:
                self._take(plan_id, site, _STOPPED)
                return
            cut_short = _CLOSED
            result = await self._desk.queue(site, plan.keyed_draft(site.id), endpoint)
        except asyncio.CancelledError:
            self._take(plan_id, site, cut_short)
            raise
        self._take(plan_id, site, _result_of(result))

    def _take(self, plan_id: int, site: Site, result: PlanResult) -> None:
        around = self._around.get(plan_id)
        if around is not None:
            around.ended(site, result)
        self._set(self._plans[plan_id].with_result(site.id, result))

    def _take_unknown(self, plan_id: int, words: str) -> None:
        """Call the site under way unknown."""
        plan = self._plans[plan_id]
        under_way = next((site for site in plan.sites if site.id == plan.under_way), None)
        if under_way is not None:
            self._take(plan_id, under_way, PlanResult(Outcome.UNKNOWN, words))

    def _set(self, plan: Plan) -> None:
        self._plans[plan.id] = plan
        self._publish(PlanChanged(plan.id))

    def _end(self, plan_id: int, rest: PlanResult) -> None:
        self._around.pop(plan_id, None)
        self._plans[plan_id] = self._plans[plan_id].ended(rest)
        self._publish(PlanChanged(plan_id))
        self._publish(PlanEnded(plan_id))

    def _known(self, plan_id: int) -> Plan:
        plan = self._plans.get(plan_id)
        if plan is None:
            raise InvalidInput(f"there is no plan p-{plan_id}")
        return plan

    def _forget_old(self) -> None:
        ended = [plan.id for plan in self._plans.values() if plan.state is PlanState.ENDED]
        for plan_id in ended[: max(0, len(self._plans) - MOST_PLANS + 1)]:
            del self._plans[plan_id]
            del self._endpoints[plan_id]


def _result_of(result: QueueResult) -> PlanResult:
    outcome, message, queued = result.outcome, result.message, result.queued
    if outcome not in PLAN_OUTCOMES:
        outcome, message = Outcome.UNKNOWN, f"{message or 'no reason given'} ({outcome.value})"
    job = queued.job if queued is not None else None
    key = queued.idempotency_key if queued is not None else None
    return PlanResult(
        outcome,
        message,
        job.id if job is not None else None,
        IdempotencyKey(key) if key else None,
        result.offers_json,
    )
