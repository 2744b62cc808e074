"""The other end of the services: an API that answers what a test prepared, an audit file, and what was published."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from altotui.domain.audit import Conclusion, Intent
from altotui.domain.budget import Budget, Priority
from altotui.domain.command import RouterReply, Sentence
from altotui.domain.errors import ApiError, StorageError
from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import Job, JobDraft, JobEndpoint
from altotui.domain.queued import Queued
from altotui.domain.site import SiteList
from altotui.domain.site_history import Fault, HeartbeatHour, Sample
from altotui.services.events import Event
from altotui.services.ports import Leaving
from tests.domain.records import sites_of

E = TypeVar("E")


class FakeSdxApi:
    """Has the shape of `SdxApi`; every call is kept in `calls`, and fails with `failure` while that is set."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.failure: Exception | None = None
        self.failures: dict[SiteId, Exception] = {}
        """Failures of single sites."""
        self.failing: dict[str, Exception] = {}
        """Failures of single methods."""
        self.listed = sites_of()
        self.jobs: defaultdict[SiteId, tuple[Job, ...]] = defaultdict(tuple)
        self.samples: tuple[Sample, ...] | None = ()
        self.heartbeats: tuple[HeartbeatHour, ...] = ()
        self.faults: tuple[Fault, ...] = ()
        self.cancel_priorities: list[Priority] = []
        self.reply = RouterReply()
        self.replies: list[RouterReply] = []
        """Answers of the next commands, before `reply` is the answer to all."""
        self.queued: Callable[[SiteId, JobDraft], Queued] = lambda site_id, _: Queued(site_id)
        self.budget = Budget()
        self.turn: asyncio.Event | None = None
        """Calls wait for it, when there is one, before they leave."""
        self.gate: asyncio.Event | None = None
        """Calls wait for it, when there is one, before they are answered."""
        self.under_way: defaultdict[SiteId, int] = defaultdict(int)
        self.most_under_way = 0
        self.most_about_one_site = 0

    async def _answer(
        self, *call: object, site_id: SiteId | None = None, on_leaving: Leaving | None = None
    ) -> None:
        self.calls.append(call)
        if site_id is not None:
            self.under_way[site_id] += 1
            self.most_under_way = max(self.most_under_way, sum(self.under_way.values()))
            self.most_about_one_site = max(self.most_about_one_site, self.under_way[site_id])
        try:
            if self.turn is not None:
                await self.turn.wait()
            if on_leaving is not None:
                on_leaving()
            await (self.gate.wait() if self.gate else asyncio.sleep(0))
        finally:
            if site_id is not None:
                self.under_way[site_id] -= 1
        failure = self.failing.get(str(call[0])) or self.failure
        failure = failure or (self.failures.get(site_id) if site_id else None)
        if failure is not None:
            raise failure

    async def list_sites(self, *, priority: Priority, expected: int = 0) -> SiteList:  # noqa: ARG002 (no answer is too large)
        """Return the prepared list."""
        await self._answer("list_sites", priority)
        return self.listed

    async def run_command(
        self,
        site_id: SiteId,
        sentence: Sentence,
        *,
        is_write: bool,
        total_s: float,
        priority: Priority,
        on_leaving: Leaving | None = None,
    ) -> RouterReply:
        """Return the prepared reply."""
        call = ("run_command", site_id, sentence, is_write, total_s, priority)
        await self._answer(*call, site_id=site_id, on_leaving=on_leaving)
        return self.replies.pop(0) if self.replies else self.reply

    async def queue_job(
        self,
        site_id: SiteId,
        draft: JobDraft,
        endpoint: JobEndpoint,
        *,
        on_leaving: Leaving | None = None,
    ) -> Queued:
        """Return the prepared receipt."""
        await self._answer("queue_job", site_id, draft, endpoint, site_id=site_id, on_leaving=on_leaving)
        return self.queued(site_id, draft)

    async def list_jobs(self, site_id: SiteId, *, priority: Priority) -> tuple[Job, ...]:
        """Return the jobs of that site as they were when the question came."""
        jobs = self.jobs[site_id]
        await self._answer("list_jobs", site_id, priority, site_id=site_id)
        return jobs

    async def cancel_job(
        self,
        site_id: SiteId,
        job_id: JobId,
        *,
        priority: Priority = Priority.COMMAND,
        on_leaving: Leaving | None = None,
    ) -> None:
        """Take the job."""
        self.cancel_priorities.append(priority)
        await self._answer("cancel_job", site_id, job_id, site_id=site_id, on_leaving=on_leaving)

    async def list_samples(
        self,
        site_id: SiteId,
        first: date,
        last: date,
        *,
        priority: Priority,
        on_leaving: Leaving | None = None,
    ) -> tuple[Sample, ...] | None:
        """Return the prepared samples; a platform without any asks nobody."""
        if self.samples is None:
            return None
        call = ("list_samples", site_id, first, last, priority)
        await self._answer(*call, site_id=site_id, on_leaving=on_leaving)
        return self.samples

    async def list_heartbeats(
        self, site_id: SiteId, *, priority: Priority, on_leaving: Leaving | None = None
    ) -> tuple[HeartbeatHour, ...]:
        """Return the prepared hours."""
        await self._answer("list_heartbeats", site_id, priority, site_id=site_id, on_leaving=on_leaving)
        return self.heartbeats

    async def list_faults(
        self,
        site_id: SiteId,
        *,
        pid: str | None,
        priority: Priority,
        on_leaving: Leaving | None = None,
    ) -> tuple[Fault, ...]:
        """Return the prepared faults."""
        await self._answer("list_faults", site_id, pid, priority, site_id=site_id, on_leaving=on_leaving)
        return self.faults

    def named(self, name: str) -> list[tuple[object, ...]]:
        """Return the arguments of every call of one method."""
        return [call[1:] for call in self.calls if call[0] == name]


class FakeAudit:
    """Has the shape of `Audit`; keeps both halves of every record by its number, unless a half shall fail."""

    def __init__(self) -> None:
        self.intents: dict[int, Intent] = {}
        self.conclusions: dict[int, Conclusion] = {}
        self.intend_failure: StorageError | None = None
        self.conclude_failure: StorageError | None = None
        self.gate: asyncio.Event | None = None
        """Intents wait for it, when there is one, before they are safe."""
        self.end_gate: asyncio.Event | None = None
        """Conclusions wait for it, when there is one."""

    async def intend(self, intent: Intent) -> int:
        """Keep the intent."""
        await (self.gate.wait() if self.gate else asyncio.sleep(0))
        if self.intend_failure is not None:
            raise self.intend_failure
        number = len(self.intents) + 1
        self.intents[number] = intent
        return number

    async def conclude(self, number: int, conclusion: Conclusion) -> None:
        """Keep the conclusion; there is one for each intent."""
        await (self.end_gate.wait() if self.end_gate else asyncio.sleep(0))
        assert number in self.intents
        assert number not in self.conclusions
        if self.conclude_failure is not None:
            raise self.conclude_failure
        self.conclusions[number] = conclusion


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
