"""The job desk with everything around it, over one fake API and one fake audit file."""

from __future__ import annotations

import asyncio

from altotui.domain.ids import IdempotencyKey
from altotui.domain.job import JobDraft, JobEndpoint
from altotui.services.job_desk import QueueResult
from altotui.services.suite import Openers, Services
from altotui.storage.history_nowhere import HistoryNowhere
from altotui.storage.job_drafts_nowhere import JobDraftsNowhere
from altotui.storage.language import load_language
from altotui.storage.learned import LearnedNowhere
from altotui.storage.site_prefs_nowhere import SitePrefsNowhere
from tests.clocks import FakeClock, settle
from tests.domain.records import a_site
from tests.services.fakes import FakeAudit, FakeSdxApi, Published

KEY = IdempotencyKey("5a7c9e1b-3d5f-4071-8293-a4b5c6d7e8f9")
MARK = " #5a7c9e1b"
GOOD = JobDraft("Raise guest queue", ":log info x")
KEYED = GOOD._replace(idempotency_key=KEY)
SITE = a_site(1)


class Bench:
    """All services over one fake API."""

    def __init__(
        self,
        *,
        unlocked: bool = True,
        is_audit_optional: bool = False,
        usual: JobEndpoint = JobEndpoint.KEYED,
    ) -> None:
        self.clock = FakeClock()
        self.api = FakeSdxApi()
        self.audit = FakeAudit()
        self.told = Published()
        self.services: Services = Services(
            self.api,
            self.clock,
            Openers(load_language, LearnedNowhere, SitePrefsNowhere, HistoryNowhere, JobDraftsNowhere),
            audit=self.audit,
            is_audit_optional=is_audit_optional,
            job_endpoint=usual,
        )
        self.desk = self.services.desk
        self.session = self.services.session
        self.services.relay.connect(self.told)
        if unlocked:
            self.session.unlock()
            self.told.events.clear()

    async def queue(
        self, draft: JobDraft = KEYED, endpoint: JobEndpoint | None = None, *, within_s: float = 60
    ) -> QueueResult:
        """Queue a draft on SITE and let the time pass that its outcome takes."""
        queueing = asyncio.ensure_future(self.desk.queue(SITE, draft, endpoint))
        await self.clock.advance(within_s)
        assert queueing.done()
        return await queueing

    def sent(self) -> list[JobDraft]:
        """Return the drafts as they left."""
        return [call[1] for call in self.api.named("queue_job") if isinstance(call[1], JobDraft)]

    def endpoints(self) -> list[object]:
        """Return where they were queued."""
        return [call[2] for call in self.api.named("queue_job")]

    async def woken(self) -> bool:
        """Return whether the watcher asks for the jobs of SITE at once."""
        self.api.calls.clear()
        self.api.failure = None
        self.api.failing.clear()
        watching = asyncio.ensure_future(self.services.watcher.run())
        await settle()
        watching.cancel()
        return [call[0] for call in self.api.named("list_jobs")] == [SITE.id]
