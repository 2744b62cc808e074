"""One draft for several sites: which job each gets, and what became of it, in the end one outcome for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from altotui.domain.ids import IdempotencyKey, JobId, SiteId
from altotui.domain.job import Job, JobDraft
from altotui.domain.outcome import Outcome
from altotui.domain.site import Site


class PlanState(StrEnum):
    """How far a plan is."""

    QUEUEING = "queueing"
    AT_CANARY = "at canary"
    """The first site has its outcome, and a person decides whether the others follow."""
    STOPPING = "stopping"
    """Stopped, but for the one site whose request may be on its way: its outcome is awaited."""
    ENDED = "ended"
    """Every site has its outcome."""


class PlanResult(NamedTuple):
    """What became of a plan on one site."""

    outcome: Outcome
    """One of PLAN_OUTCOMES."""
    message: str | None = None
    job_id: JobId | None = None
    """None where the platform did not say it."""
    key: IdempotencyKey | None = None
    """The key that the platform knows the job by; None where it said none."""
    offers_json: bool = False
    """The endpoint with a key refused it in a way in which the JSON endpoint may not."""


PLAN_OUTCOMES = (Outcome.OK, Outcome.REJECTED, Outcome.NOT_SENT, Outcome.UNKNOWN, Outcome.STOPPED)
_LEFT = frozenset({Outcome.REJECTED, Outcome.NOT_SENT, Outcome.STOPPED})
_WORDS = {
    Outcome.OK: "queued",
    Outcome.REJECTED: "refused",
    Outcome.NOT_SENT: "not sent",
    Outcome.UNKNOWN: "unknown",
    Outcome.STOPPED: "stopped",
}
_NO_RESULTS: Mapping[SiteId, PlanResult] = MappingProxyType({})


class Plan(NamedTuple):
    """One draft for several sites, as it stands now."""

    id: int
    draft: JobDraft
    """Without a key: each site has one of its own."""
    started_at: datetime
    sites: tuple[Site, ...]
    """In the order in which they get it; each once."""
    keys: Mapping[SiteId, IdempotencyKey]
    """One for each site, made before anything was sent: queueing there again with it is the same job."""
    canary: SiteId | None = None
    """The first site, where it goes alone."""
    results: Mapping[SiteId, PlanResult] = _NO_RESULTS
    """Of the sites that have an outcome."""
    state: PlanState = PlanState.QUEUEING
    under_way: SiteId | None = None
    """The site whose request is being made; it waits for its turn, or has left."""
    name: str = ""
    """What the sites are called together; visible-only."""

    @property
    def description(self) -> str:
        """Return the description that all of its jobs have."""
        return self.draft.description

    @property
    def label(self) -> str:
        """Return how it is called."""
        return f"p-{self.id}"

    @property
    def counts(self) -> dict[Outcome, int]:
        """Return how many sites have each outcome, in the order of PLAN_OUTCOMES, those of none left out."""
        found = [result.outcome for result in self.results.values()]
        return {outcome: number for outcome in PLAN_OUTCOMES if (number := found.count(outcome))}

    @property
    def waiting(self) -> tuple[Site, ...]:
        """Return the sites without an outcome, in their order."""
        return tuple(site for site in self.sites if site.id not in self.results)

    def left(self) -> tuple[Site, ...]:
        """Return the sites that did not get it, for certain."""
        return self._with(_LEFT)

    def unsure(self) -> tuple[Site, ...]:
        """Return the sites of which it is not known whether they got it."""
        return self._with({Outcome.UNKNOWN})

    def queued(self) -> tuple[Site, ...]:
        """Return the sites that have it."""
        return self._with({Outcome.OK})

    def wants_json_endpoint(self) -> bool:
        """Return whether every site that did not get it refused it in a way in which the JSON endpoint may not."""
        left = self.left()
        return bool(left) and all(self.results[site.id].offers_json for site in left)

    def _with(self, outcomes: Iterable[Outcome]) -> tuple[Site, ...]:
        wanted = frozenset(outcomes)
        return tuple(
            site
            for site in self.sites
            if (result := self.results.get(site.id)) is not None and result.outcome in wanted
        )

    def keyed_draft(self, site_id: SiteId) -> JobDraft:
        """Return the draft as that site gets it, with its key."""
        return self.draft._replace(idempotency_key=self.keys[site_id])

    def holds(self, job: Job) -> bool:
        """Return whether `job` was made by this plan: by its id, its key, or the mark in its description."""
        key = self.keys.get(job.site_id)
        if key is None:
            return False
        result = self.results.get(job.site_id)
        known = {key, result.key if result is not None else None} - {None}
        if job.idempotency_key in known or (result is not None and result.job_id == job.id):
            return True
        return job.description.endswith(self.keyed_draft(job.site_id).mark)

    # --- changes, each of which gives a new plan

    def asking(self, site_id: SiteId) -> Plan:
        """Return it with a request for that site under way."""
        return self._replace(under_way=site_id)

    def with_result(self, site_id: SiteId, result: PlanResult) -> Plan:
        """Return it with what became of one site; the first outcome of a site stays."""
        under_way = None if self.under_way == site_id else self.under_way
        if site_id in self.results or site_id not in self.keys:
            return self._replace(under_way=under_way)
        return self._replace(results={**self.results, site_id: result}, under_way=under_way)

    def ended(self, rest: PlanResult) -> Plan:
        """Return it at its end: every site that has no outcome yet gets `rest`."""
        results = {site.id: self.results.get(site.id, rest) for site in self.sites}
        return self._replace(results=results, state=PlanState.ENDED, under_way=None)

    # --- words

    def said(self) -> str:
        """Return how it stands, in one line; visible-only."""
        counted = ", ".join(f"{number} {_WORDS[outcome]}" for outcome, number in self.counts.items())
        total = len(self.sites)
        if self.state is PlanState.AT_CANARY:
            return f"{self._canary_said()}; go on with {_sites(len(self.waiting), 'more site')}, or stop"
        if self.state is PlanState.ENDED:
            return f"{counted} of {total}"
        doing = "stopping" if self.state is PlanState.STOPPING else "queueing"
        done = f"{doing}, {len(self.results)} of {total}"
        return f"{done}: {counted}" if counted else done

    def _canary_said(self) -> str:
        first = self.sites[0]
        result = self.results[first.id]
        if result.outcome is Outcome.OK:
            return f"canary queued on {first.name}"
        why = f" ({result.message})" if result.message else ""
        return f"canary {_WORDS[result.outcome]} on {first.name}{why}"

    def reasons(self) -> dict[str, tuple[Site, ...]]:
        """Return why sites have no job for certain, or perhaps, each reason with its sites; the commonest first."""
        found: dict[str, list[Site]] = {}
        for site in (*self.left(), *self.unsure()):
            result = self.results[site.id]
            found.setdefault(result.message or _WORDS[result.outcome], []).append(site)
        ordered = sorted(found.items(), key=lambda item: -len(item[1]))
        return {reason: tuple(sites) for reason, sites in ordered}


def most_urgent(unfinished: Iterable[Plan]) -> Plan | None:
    """Return the plan that a person should see, the newest that waits for them, else the newest; None of none.

    A plan for one site is over before it is read, so it is not shown.
    """
    several = [plan for plan in unfinished if len(plan.sites) > 1]
    waiting = [plan for plan in several if plan.state is PlanState.AT_CANARY]
    return next(reversed(waiting or several), None)


def _sites(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
