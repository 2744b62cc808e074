"""Queues and cancels jobs: checks a draft before anything is sent, and reports one honest outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from altotui.domain.audit import AuditKind, Conclusion, Intent
from altotui.domain.budget import Priority
from altotui.domain.cancelling import CancelOutcome, CancelResult
from altotui.domain.clock import Clock
from altotui.domain.errors import ApiError, InvalidInput, NotFound, SessionExpired
from altotui.domain.ids import IdempotencyKey, SiteId
from altotui.domain.job import MARK_CHARS, Job, JobDraft, JobEndpoint, JobState
from altotui.domain.outcome import Outcome
from altotui.domain.queued import Queued
from altotui.domain.site import Site
from altotui.services.audit_trail import AuditTrail
from altotui.services.events import QueueUnsure
from altotui.services.job_store import JobStore
from altotui.services.job_watcher import JobWatcher
from altotui.services.ports import Publish, SdxApi
from altotui.services.session import Session

MIN_DESCRIPTION_CHARS = 3
MAX_DESCRIPTION_CHARS = 100
MAX_SCRIPT_CHARS = 2000
_FIRST_LOOK_S = 1.0
"""Before the first look for a job whose answer was lost."""
_NEXT_LOOK_S = 5.0
_LISTS_TO_SETTLE = 3
"""So many lists without the job, one after another, say that it was not queued."""
_MOST_LOOKS = 5
"""A list that cannot be had is asked for again: one broken connection must not leave a job unknown."""
_IN_PROGRESS = 409
"""The platform itself says that it is not done with an earlier attempt."""
_KEYED_REFUSED = frozenset({403, 404, 405})
"""What a platform answers that does not take jobs with a key."""


class QueueResult(NamedTuple):
    """What became of one attempt to queue a job on one site."""

    site: Site
    outcome: Outcome
    queued: Queued | None = None
    message: str | None = None
    offers_json: bool = False
    """The endpoint with a key refused it in a way in which the JSON endpoint may not."""


def longest_description(endpoint: JobEndpoint) -> int:
    """Return how many characters a description may have: the JSON endpoint's gets a mark by which it is found."""
    return MAX_DESCRIPTION_CHARS - (MARK_CHARS if endpoint is JobEndpoint.JSON else 0)


def problems_of(draft: JobDraft, usual: JobEndpoint = JobEndpoint.KEYED) -> tuple[str, ...]:
    """Return everything the API would refuse about `draft`, in words that name the field (altostrat-api.md 6).

    Args:
        draft: The job.
        usual: Where jobs are queued unless they need the other endpoint.
    """
    problems: list[str] = []
    length = len(draft.description.strip())
    longest = longest_description(draft.endpoint(usual))
    if not MIN_DESCRIPTION_CHARS <= length <= longest:
        limits = f"{MIN_DESCRIPTION_CHARS} to {longest}"
        problems.append(f"description: {length} characters, must have {limits}")
    if not draft.description.isascii() or not draft.description.isprintable():
        problems.append("description: plain ASCII on one line only, it travels in a header")
    if not draft.script.strip():
        problems.append("script: empty")
    if len(draft.script) > MAX_SCRIPT_CHARS:
        over = len(draft.script) - MAX_SCRIPT_CHARS
        problems.append(f"script: {over} characters over the limit of {MAX_SCRIPT_CHARS}")
    if draft.notify_url and not draft.notify_url.startswith("https://"):
        problems.append("notify_url: must start with https://")
    return tuple(problems)


def with_key(draft: JobDraft) -> JobDraft:
    """Return `draft` with an idempotency key of its own; one that has a key keeps it."""
    import uuid

    return (
        draft if draft.idempotency_key else draft._replace(idempotency_key=IdempotencyKey(str(uuid.uuid4())))
    )


def _content(site: Site, draft: JobDraft) -> tuple[SiteId, JobDraft]:
    """Return what makes two drafts the same job: their site, and all they say but their key."""
    return site.id, draft._replace(idempotency_key=None)


def _can_tell(listed: tuple[Job, ...], endpoint: JobEndpoint) -> bool:
    """Return whether a list without the job proves anything: not so when its jobs do not say their keys."""
    return endpoint is JobEndpoint.JSON or not listed or any(job.idempotency_key for job in listed)


def _nobody_asks() -> None:
    """Do nothing: nobody wants to know when a request has its turn."""


class _Leaving:
    """Knows whether a request has had its turn: a call that ends before has had no effect."""

    def __init__(self, tell: Callable[[], None] = _nobody_asks) -> None:
        self._tell = tell
        self.has_left = False

    def __call__(self) -> None:
        self.has_left = True
        self._tell()

    def stopped(self) -> Conclusion:
        """Return how the request ended when nobody waits any more."""
        if self.has_left:
            return Conclusion(Outcome.UNKNOWN, message="stopped waiting")
        return Conclusion(Outcome.STOPPED, message="stopped before it was sent")


class JobDesk:
    """Where jobs are queued and cancelled."""

    def __init__(
        self,
        api: SdxApi,
        store: JobStore,
        watcher: JobWatcher,
        session: Session,
        trail: AuditTrail,
        clock: Clock,
        publish: Publish,
        usual: JobEndpoint = JobEndpoint.KEYED,
        server_now: Callable[[], datetime] | None = None,
    ) -> None:
        """Take what it works with; `server_now` gives the time of the server's stamps, None that of `clock`."""
        self._api = api
        self._store = store
        self._watcher = watcher
        self._session = session
        self._trail = trail
        self._clock = clock
        self._publish = publish
        self._server_now = server_now or clock.now
        self.usual = usual
        """Where jobs are queued unless they need the other endpoint."""
        self._unsettled: dict[tuple[SiteId, JobDraft], JobDraft] = {}
        """Drafts of which it is not known whether they were queued, by what they say without their key."""
        self._under_way: dict[tuple[SiteId, JobDraft], JobDraft] = {}
        """Drafts that are being queued: the same again meanwhile is the same job."""

    def _keyed(self, site: Site, draft: JobDraft) -> JobDraft:
        """Return `draft` with the key of the same draft on the same site when that may be queued already."""
        content = _content(site, draft)
        return self._unsettled.get(content) or self._under_way.get(content) or with_key(draft)

    async def queue(self, site: Site, draft: JobDraft, endpoint: JobEndpoint | None = None) -> QueueResult:
        """Queue `draft` on `site` and watch it.

        When the answer is lost, the job is looked for in the job list of its site before its outcome is told.

        Args:
            site: Where.
            draft: What.
            endpoint: Which endpoint the person chose; None: the usual one. It is never changed by itself.

        Raises:
            InvalidInput: The API would refuse the draft; nothing was sent.
            ReadOnly: The session is read-only; nothing was sent.
            StorageError: It could not be recorded; nothing was sent.
        """
        usual = endpoint or self.usual
        problems = problems_of(draft, usual)
        if problems:
            raise InvalidInput("; ".join(problems))
        self._session.require_write(f"queueing a job on {site.name}")
        keyed = self._keyed(site, draft)
        number = await self._trail.begin(
            Intent(
                AuditKind.JOB,
                site.id,
                site.name,
                draft.description,
                (draft.script,),
                is_write=True,
                key=keyed.idempotency_key,
                reason=self._session.unlock_reason,
            )
        )
        start_mono = self._clock.monotonic()
        leaving = _Leaving()
        self._under_way[_content(site, keyed)] = keyed
        try:
            result = await self._queue(site, keyed, keyed.endpoint(usual), leaving)
        except asyncio.CancelledError:
            if leaving.has_left:
                self._unsettled[_content(site, keyed)] = keyed
            await self._trail.end(number, leaving.stopped())
            raise
        finally:
            self._under_way.pop(_content(site, keyed), None)
        elapsed_ms = round((self._clock.monotonic() - start_mono) * 1000)
        await self._trail.end(number, Conclusion(result.outcome, None, elapsed_ms, result.message))
        return result

    async def _queue(
        self, site: Site, draft: JobDraft, endpoint: JobEndpoint, leaving: _Leaving
    ) -> QueueResult:
        sent = draft.marked() if endpoint is JobEndpoint.JSON else draft
        try:
            queued = await self._api.queue_job(site.id, sent, endpoint, on_leaving=leaving)
        except ApiError as error:
            self._note_refusal(error)
            if error.outcome is Outcome.UNKNOWN:
                return await self._look_for(site, draft, endpoint, error)
            offers_json = endpoint is JobEndpoint.KEYED and error.status in _KEYED_REFUSED
            return QueueResult(site, error.outcome, message=str(error), offers_json=offers_json)
        except InvalidInput as problem:
            return QueueResult(site, Outcome.NOT_SENT, message=str(problem))
        self._session.token_accepted()
        return self._taken(site, draft, queued)

    def _taken(self, site: Site, draft: JobDraft, queued: Queued, message: str | None = None) -> QueueResult:
        """Note that the platform has the job, and watch it."""
        self._unsettled.pop(_content(site, draft), None)
        if queued.job is not None:
            self._publish(self._store.take(queued.job, self._server_now()))
        self._watcher.wake(site.id)
        return QueueResult(site, Outcome.OK, queued, message)

    async def _look_for(
        self, site: Site, draft: JobDraft, endpoint: JobEndpoint, error: ApiError
    ) -> QueueResult:
        """Settle what became of a draft whose answer was lost, by the job list of its site.

        Found: it was queued. Not in any of three lists, the last of them several seconds later: it was not. Without
        three lists nothing is known.
        """
        self._unsettled[_content(site, draft)] = draft
        self._publish(QueueUnsure(site.name, error))
        readable = looks = 0
        while readable < _LISTS_TO_SETTLE and looks < _MOST_LOOKS:
            await self._clock.sleep(_NEXT_LOOK_S if looks else _FIRST_LOOK_S)
            looks += 1
            listed = await self._listed(site.id)
            readable += listed is not None and _can_tell(listed, endpoint)
            job = next((job for job in listed or () if draft.is_of(job, endpoint)), None)
            if job is not None:
                queued = Queued(site.id, idempotency_key=job.idempotency_key, job=job)
                return self._taken(site, draft, queued, "its answer was lost; it is in the job list")
        self._watcher.wake(site.id)
        if readable < _LISTS_TO_SETTLE or error.status == _IN_PROGRESS:
            found_by = f"; its description would end in{draft.mark}" if endpoint is JobEndpoint.JSON else ""
            words = f"{error}; the job list does not settle it either{found_by}"
            return QueueResult(site, Outcome.UNKNOWN, message=words)
        words = f"{error}; the job list of the site does not have it, asked {readable} times"
        return QueueResult(site, Outcome.NOT_SENT, message=words)

    async def _listed(self, site_id: SiteId) -> tuple[Job, ...] | None:
        """Return the jobs of one site as they are listed now; None when the list cannot be had.

        Not those of the store: the watcher leaves a list out that may be older than what it was woken for, and what
        is not in such a list proves nothing.
        """
        try:
            listed = await self._api.list_jobs(site_id, priority=Priority.REFRESH)
        except ApiError as error:
            self._note_refusal(error)
            return None
        self._session.token_accepted()
        return listed

    def _note_refusal(self, error: ApiError) -> None:
        if isinstance(error, SessionExpired) and not error.is_renewed:
            self._session.token_refused()

    async def cancel(
        self,
        job: Job,
        *,
        priority: Priority = Priority.COMMAND,
        on_leaving: Callable[[], None] = _nobody_asks,
    ) -> CancelResult:
        """Delete a job that has not started, and return what became of that.

        Args:
            job: It waits, as far as is known.
            priority: COMMAND, or FANOUT for one of many.
            on_leaving: Called when the request has its turn; cancelled before, nothing was sent.

        Raises:
            ReadOnly: The session is read-only; nothing was sent.
            StorageError: It could not be recorded; nothing was sent.
        """
        self._session.require_write(f"cancelling job {job.id}")
        number = await self._trail.begin(
            Intent(
                AuditKind.CANCEL,
                job.site_id,
                job.site_id,
                job.id,
                (),
                is_write=True,
                reason=self._session.unlock_reason,
            )
        )
        leaving = _Leaving(on_leaving)
        try:
            result = await self._cancel(job, priority, leaving)
        except asyncio.CancelledError:
            await self._trail.end(number, leaving.stopped())
            raise
        await self._trail.end(number, Conclusion(result.outcome.recorded, message=result.message))
        return result

    async def _cancel(self, job: Job, priority: Priority, leaving: _Leaving) -> CancelResult:
        try:
            await self._api.cancel_job(job.site_id, job.id, priority=priority, on_leaving=leaving)
        except ApiError as error:
            self._note_refusal(error)
            if error.outcome is Outcome.UNKNOWN:
                return await self._look_whether_cancelled(job, error)
            self._watcher.wake(job.site_id)
            outcome = _why_not(error)
            return _STARTED if outcome is CancelOutcome.STARTED else CancelResult(outcome, f"{_NOT}{error}")
        except InvalidInput as problem:
            return CancelResult(CancelOutcome.NOT_SENT, str(problem))
        self._session.token_accepted()
        deleted = job._replace(deleted_at=self._server_now())
        self._publish(self._store.take(deleted, self._server_now()))
        self._watcher.wake(job.site_id)
        return CancelResult(CancelOutcome.CANCELLED)

    async def _look_whether_cancelled(self, job: Job, error: ApiError) -> CancelResult:
        """Settle what became of a cancelled job whose answer was lost, by the job list of its site."""
        await self._clock.sleep(_FIRST_LOOK_S)
        listed = await self._listed(job.site_id)
        self._watcher.wake(job.site_id)
        if listed is not None:
            found = next((one for one in listed if one.id == job.id), None)
            if found is None or found.state is JobState.DELETED:
                return CancelResult(CancelOutcome.CANCELLED)
            if found.started_at is not None:
                return _STARTED
        return CancelResult(CancelOutcome.UNKNOWN, f"it is not known whether it was cancelled: {error}")


_NOT = "not cancelled: "
_STARTED = CancelResult(CancelOutcome.STARTED, f"{_NOT}it has already started")


def _why_not(error: ApiError) -> CancelOutcome:
    """Return what a refusal to cancel a job means for it."""
    if error.code == "job_already_started":
        return CancelOutcome.STARTED
    if error.outcome is Outcome.NOT_SENT:
        return CancelOutcome.NOT_SENT
    if isinstance(error, NotFound) and not error.is_path:
        return CancelOutcome.GONE
    return CancelOutcome.REFUSED
