"""The jobs of one site: what was queued and deleted there, and which scripts have taken effect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from altotui.simulator.jobs import CheckIns, JobOrder, JobRecord, JobRun, record, schedule


class AlreadyStartedError(Exception):
    """The router has collected the job, so it cannot be deleted."""


@dataclass(frozen=True, slots=True)
class DueScript:
    """A script that has ended on the router and has not yet been applied to its state."""

    order: JobOrder
    run: JobRun
    over_s: float


class JobQueue:
    """All jobs of one site.

    Args:
        seed: Of the fleet.
        check_ins: When the router of this site fetches jobs.
        past: Jobs from before the simulation.
        orders: Jobs the scenario has placed, in order of acceptance.
        refusal: Gives RouterOS's reason to refuse a script, or None.
    """

    def __init__(
        self,
        seed: int,
        check_ins: CheckIns,
        past: Sequence[JobRecord],
        orders: Sequence[JobOrder],
        refusal: Callable[[str], str | None],
    ) -> None:
        self._seed = seed
        self._check_ins = check_ins
        self._refusal = refusal
        self._past = list(past)
        self._orders = list(orders)
        self._applied: set[str] = set()
        self._broke: set[str] = set()

    def add(self, order: JobOrder) -> None:
        """Accept an order."""
        self._orders.append(order)
        self._orders.sort(key=lambda known: known.created_s)

    def delete(self, job_id: str, now_s: float) -> bool:
        """Delete a waiting job; return whether there is one of this id.

        Raises:
            AlreadyStartedError: The router has collected it.
        """
        for job in self.records(now_s):
            if job.order.id == job_id and job.order.deleted_s is None:
                if job.started_s is not None:
                    raise AlreadyStartedError(job_id)
                position = self._orders.index(job.order)
                self._orders[position] = replace(job.order, deleted_s=now_s)
                return True
        return False

    def records(self, now_s: float) -> list[JobRecord]:
        """Return every job that exists at `now_s`, deleted ones too, newest first."""
        current = [record(order, run, now_s) for order, run in self._runs(now_s) if order.created_s <= now_s]
        return sorted([*self._past, *current], key=lambda job: job.order.created_s, reverse=True)

    def next_due(self, now_s: float) -> DueScript | None:
        """Return the first script that is over by `now_s` and was not handed out as due before."""
        for order, run in self._runs(now_s):
            if run.over_s is not None and run.over_s <= now_s and order.id not in self._applied:
                self._applied.add(order.id)
                return DueScript(order, run, run.over_s)
        return None

    def note_broken(self, job_id: str) -> None:
        """Note that a script broke on the router, so that its report is a failure."""
        self._broke.add(job_id)

    def _runs(self, now_s: float) -> Iterator[tuple[JobOrder, JobRun]]:
        runs = schedule(self._seed, self._orders, self._check_ins, now_s, self._refusal)
        for order, run in zip(self._orders, runs, strict=True):
            broke = order.id in self._broke and order.needs_acknowledgement
            yield order, replace(run, failed=True, reported_s=run.over_s) if broke else run
