"""A job of the simulated platform: what was asked for, and when which router collected, ran and reported it.

The run of a job is a pure function of the seed, the orders of its site and the time: it is collected at a
check-in, one job per check-in and in order; express asks for one extra check-in (altostrat-api.md 6, 13).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from altotui.simulator.seeded import between, fraction, lognormal

REBOOT_S = 45.0
"""How long a restarting router is away."""
_FAILING_SHARE = 0.02
_UNITS_S = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "ms": 0.001}
_DELAY = re.compile(r":delay\s+(?:delay-time=)?(\d+(?:\.\d+)?)(ms|s|m|h)?\b")
_QUOTED_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\])*"|(?m:^\s*#.*$)')


def _shortened(word: str, shortest: int) -> str:
    """Return a pattern for a command name and the abbreviations RouterOS accepts for it."""
    return (
        word[:shortest]
        + "".join(f"(?:{letter}" for letter in word[shortest:])
        + ")?" * (len(word) - shortest)
    )


_RESTART = re.compile(
    rf"(?:^|[;\n{{])\s*/?{_shortened('system', 2)}[\s/]+(?:{_shortened('reboot', 3)}"
    rf"|(?P<off>{_shortened('shutdown', 2)})"
    rf"|{_shortened('package', 1)}[\s/]+(?:{_shortened('update', 2)}[\s/]+{_shortened('install', 1)}"
    rf"|{_shortened('downgrade', 2)}))(?![\w-])"
)


@dataclass(frozen=True, slots=True)
class JobOrder:
    """What a client asked for; times are Unix seconds."""

    id: str
    idempotency_key: str
    description: str
    script: str
    created_s: float
    express: bool = False
    needs_acknowledgement: bool = True
    backup: bool = False
    notify_url: str | None = None
    deleted_s: float | None = None


@dataclass(frozen=True, slots=True)
class JobRun:
    """What became of an order, as far as time has come."""

    started_s: float | None = None
    """When the router collected it."""
    over_s: float | None = None
    """When the script ends on the router, known once it is collected; nobody may report it."""
    reported_s: float | None = None
    """When the platform learns the end; in the future while it runs, None when nobody will ever report."""
    failed: bool = False
    """Whether the report is a failure."""
    takes_effect: bool = True
    """Whether the script changes the router at all."""


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job as the platform shows it at one moment; times are Unix seconds."""

    order: JobOrder
    started_s: float | None = None
    completed_s: float | None = None
    failed_s: float | None = None

    @property
    def status(self) -> str:
        """The word of the legacy generation."""
        if self.order.deleted_s is not None:
            return "deleted"
        if self.failed_s is not None:
            return "failed"
        if self.completed_s is not None:
            return "completed"
        return "pending" if self.started_s is None else "running"


@dataclass(frozen=True, slots=True)
class CheckIns:
    """When the router of one site can fetch a job."""

    next_s: Callable[[float, float], float | None]
    """First check-in after the first time, None when there is none up to the second."""
    is_possible: Callable[[float], bool]
    """Whether an extra check-in would get through at this time."""


def schedule(
    seed: int,
    orders: Sequence[JobOrder],
    check_ins: CheckIns,
    until_s: float,
    refusal: Callable[[str], str | None],
) -> list[JobRun]:
    """Return the run of each order as it stands at `until_s`.

    Args:
        seed: Of the fleet.
        orders: Of one site, in order of acceptance.
        check_ins: Of that site.
        until_s: Now; later orders and check-ins do not exist yet.
        refusal: Gives RouterOS's reason to refuse a script, or None.
    """
    extra = sorted(
        filter(check_ins.is_possible, (_express_s(seed, order) for order in orders if order.express))
    )
    runs: list[JobRun] = []
    free_s = -inf
    for order in orders:
        run = JobRun()
        if order.deleted_s is None and order.created_s <= until_s and free_s < inf:
            started_s = _collected_s(max(order.created_s, free_s), extra, check_ins, until_s)
            if started_s is None:
                free_s = inf
            else:
                run = _run(seed, order, started_s, refusal)
                over_s = started_s if run.over_s is None else run.over_s
                free_s = over_s + (REBOOT_S if run.takes_effect and restarts(order.script) else 0.0)
        runs.append(run)
    return runs


def restarts(script: str) -> bool:
    """Whether the script restarts or stops its router, so that it can never report."""
    return restart_s(script) is not None


@lru_cache(maxsize=512)
def restart_s(script: str) -> float | None:
    """Return how long a script takes its router away: infinite for a shutdown, None when it does not."""
    match = _RESTART.search(_QUOTED_OR_COMMENT.sub('""', script))
    if match is None:
        return None
    return inf if match["off"] else REBOOT_S


def record(order: JobOrder, run: JobRun, now_s: float) -> JobRecord:
    """Return what the platform shows of an order at `now_s`."""
    ended_s = run.reported_s if run.reported_s is not None and run.reported_s <= now_s else None
    return JobRecord(
        order,
        run.started_s,
        completed_s=None if run.failed else ended_s,
        failed_s=ended_s if run.failed else None,
    )


def _express_s(seed: int, order: JobOrder) -> float:
    return order.created_s + between(1.0, 4.0, seed, "express", order.id)


def _collected_s(after_s: float, extra: Sequence[float], check_ins: CheckIns, until_s: float) -> float | None:
    soonest_extra_s = next((at_s for at_s in extra if at_s > after_s), inf)
    regular_s = check_ins.next_s(after_s, until_s)
    soonest_s = min(soonest_extra_s, inf if regular_s is None else regular_s)
    return soonest_s if soonest_s <= until_s else None


def _run(seed: int, order: JobOrder, started_s: float, refusal: Callable[[str], str | None]) -> JobRun:
    refused = refusal(order.script) is not None
    unlucky = fraction(seed, "job fails", order.id) < _FAILING_SHARE
    fails = refused or unlucky
    lasts_s = between(0.6, 2.0, seed, "refused after", order.id) if refused else _lasts_s(seed, order)
    over_s = started_s + lasts_s
    if not order.needs_acknowledgement:
        return JobRun(started_s, over_s, started_s, takes_effect=not fails)
    reported_s = None if restarts(order.script) and not fails else over_s
    return JobRun(started_s, over_s, reported_s, failed=fails, takes_effect=not fails)


def _lasts_s(seed: int, order: JobOrder) -> float:
    if restarts(order.script):
        work_s = between(1.0, 3.0, seed, "restart after", order.id)
    else:
        work_s = min(240.0, lognormal(8.0, 0.6, seed, "run", order.id))
    delays_s = sum(float(number) * _UNITS_S[unit] for number, unit in _DELAY.findall(order.script))
    return work_s + delays_s + (3.0 if order.backup else 0.0)
