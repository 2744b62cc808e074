"""The simulated SDX platform: a fleet behind the HTTP API, driven by an injected clock.

Importing this module loads no web framework; that happens when `Simulator.app` is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from altotui.domain.clock import Clock
from altotui.domain.site import Site
from altotui.simulator.fleet import Fleet
from altotui.simulator.heartbeats import Heartbeats
from altotui.simulator.outages import Outages
from altotui.simulator.profile import RouterProfile
from altotui.simulator.scenarios import scenario as scenario_named
from altotui.simulator.site_facts import SiteFacts, domain_site

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from altotui.simulator.job_history import JobHistory
    from altotui.simulator.notifications import NotifiedSites
    from altotui.simulator.site_state import SiteState

GENERATIONS = ("v1", "legacy", "both")
"""What the simulator can serve; `both` treats the shared paths as v1 does."""


class Simulator:
    """The platform and its fleet.

    Args:
        clock: Time of the simulation, which begins when this is made.
        seed: Chooses fleet, jobs and chance.
        sites: Size of the fleet.
        scenario: What happens; one of `SCENARIOS`.
        api: Generation served: `v1`, `legacy` or `both`.
        rate_limit_per_min: Calls a token may make in a minute, None for no limit; a scenario may set its own.
        tick_s: One site, the next each time, changes state every so many seconds; None: never.

    Raises:
        ValueError: The scenario, generation, size or tick is not one of those there are.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        seed: int = 7,
        sites: int = 240,
        scenario: str = "calm-day",
        api: str = "both",
        rate_limit_per_min: int | None = 60,
        tick_s: float | None = None,
    ) -> None:
        if api not in GENERATIONS:
            raise ValueError(f"unknown API generation {api!r}: choose one of {', '.join(GENERATIONS)}")
        if rate_limit_per_min is not None and rate_limit_per_min < 1:
            raise ValueError("the rate limit must be at least 1 call a minute, or None for no limit")
        self.clock = clock
        self.seed = seed
        self.scenario = scenario_named(scenario)
        self.api = api
        self.rate_limit_per_min = self.scenario.rate_limit_per_min or rate_limit_per_min
        self.started_at: datetime = clock.now()
        self._started_s = self.started_at.timestamp()
        self.fleet = Fleet(seed, sites, started_at=self.started_at, hostile=self.scenario.hostile)
        self.outages = Outages(self.fleet, self.scenario, started_s=self._started_s, tick_s=tick_s)
        self.heartbeats = Heartbeats(self.fleet, self.outages)
        self._queues_jobs = self.scenario.queues_jobs
        self._states: dict[int, SiteState] = {}

    @cached_property
    def app(self) -> ASGIApp:
        """The HTTP API as an ASGI application."""
        from altotui.simulator.app import build_app

        return build_app(self)

    @cached_property
    def notified_sites(self) -> NotifiedSites:
        """Sites at which `notifications.deliver` has to look."""
        from altotui.simulator.notifications import NotifiedSites

        return NotifiedSites()

    @property
    def spelling(self) -> Literal["v1", "legacy"]:
        """Which generation's rules hold on paths that both have."""
        return "legacy" if self.api == "legacy" else "v1"

    def sites_now(self, start: int = 0, stop: int | None = None) -> Iterator[Site]:
        """Yield sites as a client would decode them now from `GET /sites` and `GET /tags`."""
        now_s = self.clock.now().timestamp()
        last = len(self.fleet) if stop is None else min(stop, len(self.fleet))
        return (domain_site(self.facts(index, now_s)) for index in range(start, last))

    def facts(self, index: int, now_s: float) -> SiteFacts:
        """Return what the platform knows of a site at `now_s`, Unix time."""
        profile = self.fleet.profile(index)
        state = self._states.get(index)
        if state is None and self._queues_jobs and self._history.waiting(index):
            # Jobs nobody has asked about change their routers all the same.
            state = self.state(index)
        if state is not None:
            state.settle()
            booted_s, version, identity = state.booted_s, state.version, state.identity
        else:
            booted_s, version, identity = profile.booted_s, profile.version, profile.identity
        last_s = self.heartbeats.last_s(index, now_s)
        has_pulse = self.heartbeats.has_pulse(index, now_s, last_s)
        return SiteFacts(profile, version, identity, booted_s, last_s, has_pulse, now_s)

    def state(self, index: int) -> SiteState:
        """Return the router and the jobs of a site, made on first use."""
        from altotui.simulator.site_state import SiteState

        state = self._states.get(index)
        if state is None:
            profile = self.fleet.profile(index)
            state = self._states[index] = SiteState(
                profile,
                seed=self.seed,
                clock=self.clock,
                has_odd_firewall=self._has_odd_firewall(profile),
                has_hostile_text=self.scenario.hostile,
                heartbeats=self.heartbeats,
                outages=self.outages,
                history=self._history,
            )
        return state

    @cached_property
    def _history(self) -> JobHistory:
        from altotui.simulator.job_history import JobHistory

        return JobHistory(self.fleet, self.scenario, self.outages, started_s=self._started_s)

    def _has_odd_firewall(self, profile: RouterProfile) -> bool:
        every = self.scenario.odd_firewall_every
        if not every:
            return False
        start = profile.number // every * every
        block = range(start, min(start + every, len(self.fleet)))
        return profile.number == next(filter(self._starts_up, block), None)

    def _starts_up(self, index: int) -> bool:
        return self.heartbeats.checks_in(index, self._started_s)
