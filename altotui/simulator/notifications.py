"""What the platform posts to the `notify_url` of a job: each change once, in order (altostrat-api.md 6.7).

Nothing is published about what it does when a post fails; two repeats are this simulator's own choice.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from altotui.simulator.jobs import JobRecord
from altotui.simulator.seeded import uuid_of
from altotui.simulator.wording import offset_s

if TYPE_CHECKING:
    from altotui.simulator.simulator import Simulator

Post = Callable[[str, bytes], Awaitable[object]]
"""Posts a body to a URL; raises when that fails."""

_REPEATS = 2
_REPEAT_AFTER_S = 1.0


class Change(NamedTuple):
    """A job has come to another status."""

    at_s: float
    """Unix time."""
    status: str
    """loaded, running, completed, failed or deleted (seed 2)."""
    job: JobRecord


class NotifiedSites:
    """Sites with a job that somebody wants to be told about and that has not ended."""

    def __init__(self) -> None:
        self._indexes: set[int] = set()
        self._has_some = asyncio.Event()

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(self._indexes))

    def add(self, index: int) -> None:
        """Look at a site from now on."""
        self._indexes.add(index)
        self._has_some.set()

    def discard(self, index: int) -> None:
        """Look at a site no more."""
        self._indexes.discard(index)
        if not self._indexes:
            self._has_some.clear()

    async def wait_for_some(self) -> None:
        """Return as soon as there is one."""
        await self._has_some.wait()


def changes(before: JobRecord | None, after: JobRecord) -> list[Change]:
    """Return what has become of a job between two moments, oldest first; None: it did not exist."""
    told = 0 if before is None else len(_changes_of(before))
    return _changes_of(after)[told:]


def _changes_of(job: JobRecord) -> list[Change]:
    if job.order.deleted_s is not None:
        return [Change(job.order.deleted_s, "deleted", job)]
    if job.started_s is None:
        return []
    # A router begins a script in the moment in which it has fetched it.
    found = [Change(job.started_s, word, job) for word in ("loaded", "running")]
    ended_s = job.failed_s if job.completed_s is None else job.completed_s
    return found if ended_s is None else [*found, Change(ended_s, job.status, job)]


def payload(change: Change, *, site_id: str, customer_id: str) -> dict[str, object]:
    """Return what is posted about a change, with the members and in the order of seed 2."""
    job, order, status = change.job, change.job.order, change.status
    return {
        "job_id": order.id,
        "customer_id": customer_id,
        "description": order.description,
        "router_id": site_id,
        "idempotency_key": order.idempotency_key,
        "express_execute": order.express,
        "needs_acknowledgement": order.needs_acknowledgement,
        "make_backup": order.backup,
        "seq_id": int(order.created_s * 1000),
        "started_at": offset_s(job.started_s),
        "completed_at": offset_s(job.completed_s) if status == "completed" else None,
        "failed_at": offset_s(job.failed_s) if status == "failed" else None,
        "deleted_at": offset_s(order.deleted_s),
        "status": status,
    }


async def deliver(simulator: Simulator, post: Post, every_s: float = 0.1) -> None:
    """Post every change of every job that has a `notify_url`, one after the other, until cancelled.

    Args:
        simulator: Whose jobs.
        post: Posts one; whatever it raises counts as a post that failed.
        every_s: Seconds of the simulation between two looks, which are only taken while such a job is open.
    """
    customer_id = uuid_of(simulator.seed, "customer")
    told: dict[str, JobRecord] = {}
    while True:
        await simulator.notified_sites.wait_for_some()
        for site_id, change in _news(simulator, told):
            content = json.dumps(payload(change, site_id=site_id, customer_id=customer_id)).encode()
            await _post(simulator, post, change.job.order.notify_url or "", content)
        await simulator.clock.sleep(every_s)


def _news(simulator: Simulator, told: dict[str, JobRecord]) -> list[tuple[str, Change]]:
    """Return what has changed since `told`, oldest first and each with its site; `told` is brought up to date."""
    news: list[tuple[str, Change]] = []
    for index in simulator.notified_sites:
        jobs = [job for job in simulator.state(index).jobs() if job.order.notify_url]
        for job in jobs:
            site_id = simulator.fleet.site_id(index)
            news += [(site_id, change) for change in changes(told.get(job.order.id), job)]
            told[job.order.id] = job
        if all(job.status in ("completed", "failed", "deleted") for job in jobs):
            simulator.notified_sites.discard(index)
    return sorted(news, key=lambda item: item[1].at_s)


async def _post(simulator: Simulator, post: Post, url: str, content: bytes) -> None:
    for repeat in range(1 + _REPEATS):
        if repeat:
            await simulator.clock.sleep(_REPEAT_AFTER_S)
        with suppress(
            Exception
        ):  # however a post fails, it is repeated and then dropped: nobody waits for it
            await post(url, content)
            return
