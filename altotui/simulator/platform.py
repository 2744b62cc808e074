"""The state of the platform beside the fleet: budgets, audit log, keys of jobs, sites opened last."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.requests import Request

from altotui.simulator.answers import not_found
from altotui.simulator.audit import AuditLog
from altotui.simulator.rate_limit import RateLimit

if TYPE_CHECKING:
    from altotui.simulator.simulator import Simulator

_RECENT = 5
_DATED_REFUSAL = 3


@dataclass(frozen=True, slots=True)
class KeyedJob:
    """What an idempotency key was first used for."""

    payload: tuple[str, ...]
    site_index: int
    job_id: str


@dataclass(slots=True)
class Platform:
    """A simulator as its HTTP handlers see it."""

    simulator: Simulator
    limit: RateLimit
    audit: AuditLog
    keyed_jobs: dict[str, KeyedJob] = field(default_factory=dict)
    recent: dict[int, datetime] = field(default_factory=dict)
    """When a site was opened last, latest last; at most five."""
    calls: int = 0
    """Calls so far; numbers their chance."""
    json_jobs: int = 0
    """Jobs queued through the JSON endpoint; numbers their keys."""

    def site_index(self, request: Request) -> int:
        """Return the index of the site in the path and note that it was opened.

        Raises:
            Refusal: 404, there is no such site.
        """
        index = self.simulator.fleet.index_of(str(request.path_params["site_id"]))
        if index is None:
            raise not_found()
        self.recent.pop(index, None)
        self.recent[index] = self.simulator.clock.now()
        for oldest in list(self.recent)[:-_RECENT]:
            del self.recent[oldest]
        return index


def platform_of(simulator: Simulator) -> Platform:
    """Return the fresh state of a platform around a simulator."""
    dated = _DATED_REFUSAL if simulator.scenario.rate_limit_per_min else None
    limit = RateLimit(simulator.rate_limit_per_min, date_on_refusal=dated)
    return Platform(simulator, limit, AuditLog(simulator.seed))
