"""One simulated site in use: its router and its jobs, brought up to date before anything is asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from altotui.domain.clock import Clock
from altotui.simulator.heartbeats import Heartbeats
from altotui.simulator.job_history import JobHistory
from altotui.simulator.job_queue import DueScript, JobQueue
from altotui.simulator.jobs import CheckIns, JobOrder, JobRecord, restart_s
from altotui.simulator.outages import Outages
from altotui.simulator.profile import RouterProfile

if TYPE_CHECKING:
    from altotui.simulator.routeros.router import Reply, Router

DEAD_DNS_SERVER = "203.0.113.53"
"""The only DNS server of silenced sites."""


class RouterClock:
    """The simulation's clock as one router sees it: it can be put back to the moment a job ran."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.moment: datetime | None = None

    def now(self) -> datetime:
        """Return the moment it was put back to, else the time."""
        return self.moment or self._clock.now()

    def monotonic(self) -> float:
        """Return seconds that agree with `now`."""
        return self._clock.monotonic() - (self._clock.now() - self.now()).total_seconds()

    async def sleep(self, delay_s: float) -> None:
        """Wait on the clock of the simulation."""
        await self._clock.sleep(delay_s)


class SiteState:
    """One site's router and jobs.

    Args:
        profile: The router.
        seed: Of the fleet.
        clock: Of the simulation.
        has_odd_firewall: Whether the scenario bends its firewall.
        has_hostile_text: Whether its rows carry hostile text.
        heartbeats: Of the fleet.
        outages: Of the fleet.
        history: Of the fleet.
    """

    def __init__(
        self,
        profile: RouterProfile,
        *,
        seed: int,
        clock: Clock,
        has_odd_firewall: bool,
        has_hostile_text: bool,
        heartbeats: Heartbeats,
        outages: Outages,
        history: JobHistory,
    ) -> None:
        self.profile = profile
        self._seed = seed
        self._clock = clock
        self._router_clock = RouterClock(clock)
        self._has_odd_firewall = has_odd_firewall
        self._has_hostile_text = has_hostile_text
        self._outages = outages
        self._router: Router | None = None
        self._booted_s: float | None = None
        index = profile.number
        check_ins = CheckIns(
            next_s=lambda after_s, until_s: heartbeats.next_s(index, after_s, until_s),
            is_possible=lambda at_s: heartbeats.checks_in(index, at_s),
        )
        past, waiting = history.ended(index), history.waiting(index)
        self._queue = JobQueue(seed, check_ins, past, waiting, _refusal)

    @property
    def version(self) -> str:
        """RouterOS version as it is now."""
        return self._router.version if self._router else self.profile.version

    @property
    def identity(self) -> str:
        """Identity as it is now."""
        return self._router.identity if self._router else self.profile.identity

    @property
    def booted_s(self) -> float:
        """Unix time of the router's last start."""
        return self.profile.booted_s if self._booted_s is None else self._booted_s

    def settle(self) -> None:
        """Let every script that has ended by now take effect, once and in order."""
        now_s = self._clock.now().timestamp()
        while (due := self._queue.next_due(now_s)) is not None:
            if due.run.takes_effect:
                self._apply(due)

    def run(self, command: str, words: Sequence[str]) -> Reply:
        """Run one command on the router now.

        Raises:
            Trap: RouterOS refused it.
        """
        self.settle()
        router = self._made_router()
        reply = router.run(command, words)
        source = next((word[len("=script=") :] for word in words if word.startswith("=script=")), "")
        path = command.rstrip("/")
        self._note_restart(source if path in ("/execute", "/system/script/run") else path.replace("/", " "))
        self._note_repair(router)
        return reply

    def jobs(self) -> list[JobRecord]:
        """Return every job, deleted ones too, newest first."""
        self.settle()
        return self._queue.records(self._clock.now().timestamp())

    def queue(self, order: JobOrder) -> None:
        """Accept a job."""
        self.settle()
        self._queue.add(order)

    def delete_job(self, job_id: str) -> bool:
        """Delete a waiting job; return whether there is one of this id.

        Raises:
            AlreadyStartedError: The router has collected it.
        """
        self.settle()
        return self._queue.delete(job_id, self._clock.now().timestamp())

    def _apply(self, due: DueScript) -> None:
        router = self._made_router()
        self._router_clock.moment = datetime.fromtimestamp(due.over_s, UTC)
        try:
            if router.run_script(due.order.script).error is None:
                self._note_restart(due.order.script)
            else:
                self._queue.note_broken(due.order.id)
            self._note_repair(router)
        finally:
            self._router_clock.moment = None

    def _note_restart(self, script: str) -> None:
        away_s = restart_s(script)
        if away_s is not None:
            at_s = self._router_clock.now().timestamp()
            self._outages.add_reboot(self.profile.number, at_s, away_s)
            self._booted_s = at_s + min(away_s, 1.0)

    def _note_repair(self, router: Router) -> None:
        index = self.profile.number
        if self._outages.is_silenced(index) and _dns_servers(router) != DEAD_DNS_SERVER:
            self._outages.heal(index, self._router_clock.now().timestamp())

    def _made_router(self) -> Router:
        if self._router is None:
            self._router = self._new_router()
        return self._router

    def _new_router(self) -> Router:
        from altotui.simulator.routeros.router import Quirks, Router

        quirks = Quirks(odd_firewall=self._has_odd_firewall, hostile_text=self._has_hostile_text)
        router = Router(self.profile, seed=self._seed, clock=self._router_clock, quirks=quirks)
        if self._outages.is_silenced(self.profile.number):
            router.run("/ip/dns/set", [f"=servers={DEAD_DNS_SERVER}"])
        return router


@lru_cache(maxsize=512)
def _refusal(script: str) -> str | None:
    """Return RouterOS's reason to refuse a script; loads the simulated RouterOS on first use."""
    from altotui.simulator.routeros.router import check_script

    return check_script(script)


def _dns_servers(router: Router) -> str:
    return router.run("/ip/dns/print", ()).rows[0].get("servers", "")
