"""Queues and cancels jobs: checks a draft before anything is sent, and reports one honest outcome."""

from __future__ import annotations

from typing import NamedTuple

from altotui.domain.clock import Clock
from altotui.domain.errors import ApiError, InvalidInput
from altotui.domain.ids import IdempotencyKey, SiteId
from altotui.domain.job import Job, JobDraft
from altotui.domain.outcome import Outcome
from altotui.domain.queued import Queued
from altotui.domain.site import Site
from altotui.services.job_store import JobStore
from altotui.services.job_watcher import JobWatcher
from altotui.services.ports import Publish, SdxApi
from altotui.services.session import Session

MIN_DESCRIPTION_CHARS = 3
MAX_DESCRIPTION_CHARS = 100
MAX_SCRIPT_CHARS = 2000


class QueueResult(NamedTuple):
    """What became of one attempt to queue a job on one site."""

    site: Site
    outcome: Outcome
    queued: Queued | None = None
    message: str | None = None


def problems_of(draft: JobDraft) -> tuple[str, ...]:
    """Return everything the API would refuse about `draft`, in words that name the field (altostrat-api.md 6)."""
    problems: list[str] = []
    length = len(draft.description.strip())
    if not MIN_DESCRIPTION_CHARS <= length <= MAX_DESCRIPTION_CHARS:
        limits = f"{MIN_DESCRIPTION_CHARS} to {MAX_DESCRIPTION_CHARS}"
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


class JobDesk:
    """Where jobs are queued and cancelled."""

    def __init__(
        self,
        api: SdxApi,
        store: JobStore,
        watcher: JobWatcher,
        session: Session,
        clock: Clock,
        publish: Publish,
    ) -> None:
        self._api = api
        self._store = store
        self._watcher = watcher
        self._session = session
        self._clock = clock
        self._publish = publish
        self._unsettled: dict[SiteId, JobDraft] = {}
        """Drafts of which it is not known whether they were queued: the same again keeps its key."""

    def _keyed(self, site: Site, draft: JobDraft) -> JobDraft:
        """Return `draft` with the key of the same draft on the same site when that may be queued already."""
        earlier = self._unsettled.get(site.id)
        if earlier is not None and earlier._replace(idempotency_key=draft.idempotency_key) == draft:
            return earlier
        return with_key(draft)

    async def queue(self, site: Site, draft: JobDraft) -> QueueResult:
        """Queue `draft` on `site` and watch it.

        Raises:
            InvalidInput: The API would refuse the draft; nothing was sent.
            ReadOnly: The session is read-only; nothing was sent.
        """
        problems = problems_of(draft)
        if problems:
            raise InvalidInput("; ".join(problems))
        self._session.require_write(f"queueing a job on {site.name}")
        keyed = self._keyed(site, draft)
        try:
            queued = await self._api.queue_job(site.id, keyed)
        except ApiError as error:
            if error.outcome is Outcome.UNKNOWN:
                self._unsettled[site.id] = keyed
                self._watcher.wake(site.id)
            return QueueResult(site, error.outcome, message=str(error))
        self._unsettled.pop(site.id, None)
        if queued.job is not None:
            self._publish(self._store.take(queued.job, self._clock.now()))
        self._watcher.wake(site.id)
        return QueueResult(site, Outcome.OK, queued)

    async def cancel(self, job: Job) -> str | None:
        """Delete a job that has not started; return None when it is gone, else why not, in words.

        Raises:
            ReadOnly: The session is read-only; nothing was sent.
        """
        self._session.require_write(f"cancelling job {job.id}")
        try:
            await self._api.cancel_job(job.site_id, job.id)
        except ApiError as error:
            self._watcher.wake(job.site_id)
            if error.code == "job_already_started":
                return "not cancelled: it has already started"
            if error.outcome is Outcome.UNKNOWN:
                return f"it is not known whether it was cancelled: {error}"
            return f"not cancelled: {error}"
        except InvalidInput as problem:
            return str(problem)
        deleted = job._replace(deleted_at=self._clock.now())
        self._publish(self._store.take(deleted, self._clock.now()))
        self._watcher.wake(job.site_id)
        return None
