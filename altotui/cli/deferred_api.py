"""The API client, opened by the first call that needs it: so that a start costs no HTTP library."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from altotui.domain.budget import Budget, Priority

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import httpx

    from altotui.api.client import AltoClient
    from altotui.domain.command import RouterReply, Sentence
    from altotui.domain.ids import JobId, SiteId
    from altotui.domain.job import Job, JobDraft, JobEndpoint
    from altotui.domain.queued import Queued
    from altotui.domain.site import SiteList
    from altotui.domain.site_history import Fault, HeartbeatHour, Sample
    from altotui.services.ports import Leaving

Opened = tuple["httpx.AsyncClient", "AltoClient"]


class DeferredApi:
    """The one shared client; has the shape of `services.ports.SdxApi`."""

    def __init__(self, open_client: Callable[[], Opened], unspent: Budget) -> None:
        """Take what opens the client: called once, in a thread, because it imports a lot.

        Args:
            open_client: Opens it.
            unspent: The request budget before anything was asked.
        """
        self._open_client = open_client
        self._unspent = unspent
        self._opening = asyncio.Lock()
        self._opened: Opened | None = None

    async def warm_up(self) -> AltoClient:
        """Open the client now, and return it."""
        async with self._opening:
            if self._opened is None:
                self._opened = await asyncio.to_thread(self._open_client)
        return self._opened[1]

    async def aclose(self) -> None:
        """Close the connections, if any were opened."""
        if self._opened is not None:
            await self._opened[0].aclose()

    @property
    def budget(self) -> Budget:
        """Return the state of the request budget."""
        return self._unspent if self._opened is None else self._opened[1].budget

    async def list_sites(self, *, priority: Priority = Priority.REFRESH, expected: int = 0) -> SiteList:
        """Return every site; `expected` is how many there were before."""
        return await (await self.warm_up()).list_sites(priority=priority, expected=expected)

    async def run_command(
        self,
        site_id: SiteId,
        sentence: Sentence,
        *,
        is_write: bool,
        total_s: float,
        priority: Priority,
        on_leaving: Leaving,
    ) -> RouterReply:
        """Run one sentence on one router; a write once."""
        client = await self.warm_up()
        return await client.run_command(
            site_id,
            sentence,
            is_write=is_write,
            total_s=total_s,
            priority=priority,
            on_leaving=on_leaving,
        )

    async def queue_job(
        self, site_id: SiteId, draft: JobDraft, endpoint: JobEndpoint, *, on_leaving: Leaving
    ) -> Queued:
        """Queue one job on one site."""
        client = await self.warm_up()
        return await client.queue_job(site_id, draft, endpoint, on_leaving=on_leaving)

    async def list_jobs(self, site_id: SiteId, *, priority: Priority = Priority.REFRESH) -> tuple[Job, ...]:
        """Return the jobs of one site, newest first."""
        return await (await self.warm_up()).list_jobs(site_id, priority=priority)

    async def cancel_job(
        self, site_id: SiteId, job_id: JobId, *, priority: Priority = Priority.COMMAND, on_leaving: Leaving
    ) -> None:
        """Delete a job that has not started."""
        client = await self.warm_up()
        await client.cancel_job(site_id, job_id, priority=priority, on_leaving=on_leaving)

    async def list_samples(
        self, site_id: SiteId, first: date, last: date, *, priority: Priority, on_leaving: Leaving
    ) -> tuple[Sample, ...] | None:
        """Return samples of one site, oldest first; None where the platform keeps none."""
        client = await self.warm_up()
        return await client.list_samples(site_id, first, last, priority=priority, on_leaving=on_leaving)

    async def list_heartbeats(
        self, site_id: SiteId, *, priority: Priority, on_leaving: Leaving
    ) -> tuple[HeartbeatHour, ...]:
        """Return the missed heartbeats of each hour of the last day, oldest first."""
        client = await self.warm_up()
        return await client.list_heartbeats(site_id, priority=priority, on_leaving=on_leaving)

    async def list_faults(
        self, site_id: SiteId, *, pid: str | None, priority: Priority, on_leaving: Leaving
    ) -> tuple[Fault, ...]:
        """Return the newest faults of one site, newest first."""
        client = await self.warm_up()
        return await client.list_faults(site_id, pid=pid, priority=priority, on_leaving=on_leaving)
