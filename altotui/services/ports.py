"""What the services need from outside, as shapes: so that starting them loads no HTTP library."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Protocol

from altotui.domain.audit import Conclusion, Intent
from altotui.domain.budget import Budget, Priority
from altotui.domain.command import RouterReply, Sentence
from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import Job, JobDraft, JobEndpoint
from altotui.domain.queued import Queued
from altotui.domain.site import SiteList
from altotui.domain.site_history import Fault, HeartbeatHour, Sample
from altotui.services.events import Event

if TYPE_CHECKING:
    from altotui.domain.site_prefs import KeptPrefs, SitePrefs

Publish = Callable[[Event], None]
"""Takes one event; called on the event loop, returns at once."""
Leaving = Callable[[], None]
"""Called when a request has its turn: from then on it may have been carried out."""


class SdxApi(Protocol):
    """The part of the API client that the services use; every method raises ApiError."""

    @property
    def budget(self) -> Budget:
        """Return the state of the request budget."""
        ...

    async def list_sites(self, *, priority: Priority, expected: int = 0) -> SiteList:
        """Return every site; `expected` is how many there were before."""
        ...

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
        ...

    async def queue_job(
        self, site_id: SiteId, draft: JobDraft, endpoint: JobEndpoint, *, on_leaving: Leaving
    ) -> Queued:
        """Queue one job on one site."""
        ...

    async def list_jobs(self, site_id: SiteId, *, priority: Priority) -> tuple[Job, ...]:
        """Return the jobs of one site, newest first."""
        ...

    async def cancel_job(
        self, site_id: SiteId, job_id: JobId, *, priority: Priority, on_leaving: Leaving
    ) -> None:
        """Delete a job that has not started."""
        ...

    async def list_samples(
        self, site_id: SiteId, first: date, last: date, *, priority: Priority, on_leaving: Leaving
    ) -> tuple[Sample, ...] | None:
        """Return samples of one site, oldest first; None where the platform keeps none."""
        ...

    async def list_heartbeats(
        self, site_id: SiteId, *, priority: Priority, on_leaving: Leaving
    ) -> tuple[HeartbeatHour, ...]:
        """Return the missed heartbeats of each hour of the last day, oldest first."""
        ...

    async def list_faults(
        self, site_id: SiteId, *, pid: str | None, priority: Priority, on_leaving: Leaving
    ) -> tuple[Fault, ...]:
        """Return the newest faults of one site, newest first."""
        ...


class LearnedStore(Protocol):
    """Where what routers report of their language is kept; neither method raises."""

    def load(self, version: str) -> dict[str, dict[str, str]]:
        """Return, for each written path, the names below it with their kinds."""
        ...

    def save(self, version: str, learned: dict[str, dict[str, str]]) -> None:
        """Keep it; called in a thread."""
        ...


class SitePrefsStore(Protocol):
    """Where favourites, visits and views are kept; both are called in a thread, one at a time."""

    def load(self) -> KeptPrefs:
        """Return what is kept; a file that cannot be read is nothing, and its problem is said."""
        ...

    def change(self, change: Callable[[SitePrefs], SitePrefs]) -> KeptPrefs:
        """Make one change on what is kept by now and return all of it; raises StorageError."""
        ...


class Audit(Protocol):
    """Where what is sent is written down; both raise StorageError."""

    async def intend(self, intent: Intent) -> int:
        """Return the number of the record once it is safe on the disk."""
        ...

    async def conclude(self, number: int, conclusion: Conclusion) -> None:
        """Write down how it ended."""
        ...
