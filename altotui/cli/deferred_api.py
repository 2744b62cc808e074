"""The API client, opened by the first call that needs it: so that a start costs no HTTP library."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from altotui.domain.command import RouterReply, Sentence
from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import Job, JobDraft
from altotui.domain.queued import Queued
from altotui.domain.site import SiteList

if TYPE_CHECKING:
    import httpx

    from altotui.api.client import AltoClient

Opened = tuple["httpx.AsyncClient", "AltoClient"]


class DeferredApi:
    """The one shared client; has the shape of `services.ports.SdxApi`."""

    def __init__(self, open_client: Callable[[], Opened]) -> None:
        """Take what opens the client: called once, in a thread, because it imports a lot."""
        self._open_client = open_client
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

    async def list_sites(self) -> SiteList:
        """Return every site."""
        return await (await self.warm_up()).list_sites()

    async def run_command(self, site_id: SiteId, sentence: Sentence, *, total_s: float) -> RouterReply:
        """Run one sentence on one router, once."""
        return await (await self.warm_up()).run_command(site_id, sentence, total_s=total_s)

    async def queue_job(self, site_id: SiteId, draft: JobDraft) -> Queued:
        """Queue one job on one site."""
        return await (await self.warm_up()).queue_job(site_id, draft)

    async def list_jobs(self, site_id: SiteId) -> tuple[Job, ...]:
        """Return the jobs of one site, newest first."""
        return await (await self.warm_up()).list_jobs(site_id)

    async def get_job(self, site_id: SiteId, job_id: JobId) -> Job:
        """Return one job."""
        return await (await self.warm_up()).get_job(site_id, job_id)

    async def cancel_job(self, site_id: SiteId, job_id: JobId) -> None:
        """Delete a job that has not started."""
        await (await self.warm_up()).cancel_job(site_id, job_id)
