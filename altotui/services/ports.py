"""What the services need from outside, as shapes: so that starting them loads no HTTP library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from altotui.domain.command import RouterReply, Sentence
from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import Job, JobDraft
from altotui.domain.queued import Queued
from altotui.domain.site import SiteList
from altotui.services.events import Event

Publish = Callable[[Event], None]
"""Takes one event; called on the event loop, returns at once."""


class SdxApi(Protocol):
    """The part of the API client that the services use; every method raises ApiError."""

    async def list_sites(self) -> SiteList:
        """Return every site."""
        ...

    async def run_command(self, site_id: SiteId, sentence: Sentence, *, total_s: float) -> RouterReply:
        """Run one sentence on one router, once."""
        ...

    async def queue_job(self, site_id: SiteId, draft: JobDraft) -> Queued:
        """Queue one job on one site."""
        ...

    async def list_jobs(self, site_id: SiteId) -> tuple[Job, ...]:
        """Return the jobs of one site, newest first."""
        ...

    async def get_job(self, site_id: SiteId, job_id: JobId) -> Job:
        """Return one job."""
        ...

    async def cancel_job(self, site_id: SiteId, job_id: JobId) -> None:
        """Delete a job that has not started."""
        ...
