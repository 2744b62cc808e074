"""The other end of the services: an API that answers what a test prepared, and a list of what was published."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from altotui.domain.command import RouterReply, Sentence
from altotui.domain.errors import ApiError, NotFound
from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import Job, JobDraft
from altotui.domain.queued import Queued
from altotui.domain.site import SiteList
from altotui.services.events import Event
from tests.domain.records import sites_of

E = TypeVar("E")


class FakeSdxApi:
    """Has the shape of `SdxApi`; every call is kept in `calls`, and fails with `failure` while that is set."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.failure: Exception | None = None
        self.failures: dict[SiteId, Exception] = {}
        """Failures of single sites."""
        self.listed = sites_of()
        self.jobs: defaultdict[SiteId, tuple[Job, ...]] = defaultdict(tuple)
        self.reply = RouterReply()
        self.queued: Callable[[SiteId, JobDraft], Queued] = lambda site_id, _: Queued(site_id)
        self.gate: asyncio.Event | None = None
        """Calls wait for it, when there is one, before they are answered."""
        self.under_way: defaultdict[SiteId, int] = defaultdict(int)
        self.most_under_way = 0

    async def _answer(self, *call: object, site_id: SiteId | None = None) -> None:
        self.calls.append(call)
        if site_id is not None:
            self.under_way[site_id] += 1
            self.most_under_way = max(self.most_under_way, sum(self.under_way.values()))
        try:
            await (self.gate.wait() if self.gate else asyncio.sleep(0))
        finally:
            if site_id is not None:
                self.under_way[site_id] -= 1
        failure = self.failure or (self.failures.get(site_id) if site_id else None)
        if failure is not None:
            raise failure

    async def list_sites(self) -> SiteList:
        """Return the prepared list."""
        await self._answer("list_sites")
        return self.listed

    async def run_command(self, site_id: SiteId, sentence: Sentence, *, total_s: float) -> RouterReply:
        """Return the prepared reply."""
        await self._answer("run_command", site_id, sentence, total_s, site_id=site_id)
        return self.reply

    async def queue_job(self, site_id: SiteId, draft: JobDraft) -> Queued:
        """Return the prepared receipt."""
        await self._answer("queue_job", site_id, draft, site_id=site_id)
        return self.queued(site_id, draft)

    async def list_jobs(self, site_id: SiteId) -> tuple[Job, ...]:
        """Return the jobs of that site as they were when the question came."""
        jobs = self.jobs[site_id]
        await self._answer("list_jobs", site_id, site_id=site_id)
        return jobs

    async def get_job(self, site_id: SiteId, job_id: JobId) -> Job:
        """Return one of the jobs of that site."""
        await self._answer("get_job", site_id, job_id, site_id=site_id)
        found = next((job for job in self.jobs[site_id] if job.id == job_id), None)
        if found is None:
            raise NotFound("no such job")
        return found

    async def cancel_job(self, site_id: SiteId, job_id: JobId) -> None:
        """Take the job."""
        await self._answer("cancel_job", site_id, job_id, site_id=site_id)

    def named(self, name: str) -> list[tuple[object, ...]]:
        """Return the arguments of every call of one method."""
        return [call[1:] for call in self.calls if call[0] == name]


@dataclass
class Published:
    """A `Publish` that keeps everything."""

    events: list[Event] = field(default_factory=list)

    def __call__(self, event: Event) -> None:
        """Keep one event."""
        self.events.append(event)

    def of(self, kind: type[E]) -> list[E]:
        """Return the events of one kind, oldest first."""
        return [event for event in self.events if isinstance(event, kind)]


EVERY_API_ERROR: tuple[type[ApiError], ...] = tuple(ApiError.__subclasses__())
