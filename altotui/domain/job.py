"""One job: a script queued for a router, and the state its time stamps prove."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from altotui.domain.ids import IdempotencyKey, JobId, SiteId


class JobState(StrEnum):
    """Where a job stands (altostrat-api.md 6.5)."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    SENT = "sent"
    """Fetched by the router without acknowledgement: what became of it, nobody reports."""
    FAILED = "failed"
    DELETED = "deleted"
    GONE = "gone"
    """It has vanished from the list without having ended."""
    UNKNOWN = "unknown"
    """The API used a word that is not known; `status_word` holds it."""


OPEN_STATES = frozenset({JobState.PENDING, JobState.RUNNING, JobState.UNKNOWN})

_WORDS = {
    "pending": JobState.PENDING,
    "loaded": JobState.RUNNING,
    "busy": JobState.RUNNING,
    "running": JobState.RUNNING,
    "completed": JobState.COMPLETED,
    "done": JobState.COMPLETED,
    "failed": JobState.FAILED,
    "fail": JobState.FAILED,
    "deleted": JobState.DELETED,
}


class Job(NamedTuple):
    """One job as the API last described it; texts are visible-only, None where it said nothing."""

    id: JobId
    site_id: SiteId
    description: str
    status_word: str | None = None
    """The API's own word; the v1 generation sends none."""
    token: str | None = None
    """Short name of the job in the router's log lines."""
    idempotency_key: IdempotencyKey | None = None
    script: str | None = None
    express: bool = False
    needs_acknowledgement: bool = True
    backup: bool = False
    backup_name: str | None = None
    created_at: datetime | None = None
    """None on the legacy generation."""
    started_at: datetime | None = None
    completed_at: datetime | None = None
    failed_at: datetime | None = None
    deleted_at: datetime | None = None
    log_url: str | None = None
    is_script_exact: bool = True
    """False where `script` has signs in place of what cannot be seen, other blanks or line ends, or is not whole."""
    is_gone: bool = False
    """It was in an earlier list of its site and is in the newest one no more."""

    @property
    def state(self) -> JobState:
        """Return the state: the API's word first, then the time stamps."""
        state = self._state_by_word()
        if self.is_gone and state in OPEN_STATES:
            return JobState.GONE
        if state is JobState.COMPLETED and not self.needs_acknowledgement:
            return JobState.SENT
        return state

    def _state_by_word(self) -> JobState:
        if self.status_word:
            return _WORDS.get(self.status_word.casefold(), JobState.UNKNOWN)
        if self.deleted_at:
            return JobState.DELETED
        if self.failed_at:
            return JobState.FAILED
        if self.completed_at:
            return JobState.COMPLETED
        return JobState.RUNNING if self.started_at else JobState.PENDING

    @property
    def is_open(self) -> bool:
        """Return whether it may still change."""
        return self.state in OPEN_STATES

    @property
    def ended_at(self) -> datetime | None:
        """Return when it completed, failed or was deleted; None while it has not."""
        return self.failed_at or self.completed_at or self.deleted_at

    def wait_s(self, now: datetime, first_seen_at: datetime | None = None) -> float | None:
        """Return seconds from its creation to its start or `now`; None when its creation is not known."""
        created_at = self.created_at or first_seen_at
        if created_at is None:
            return None
        return _seconds(created_at, self.started_at or self.ended_at or now)

    def run_s(self, now: datetime) -> float | None:
        """Return seconds from its start to its end or `now`; None before it started."""
        return None if self.started_at is None else _seconds(self.started_at, self.ended_at or now)


def _seconds(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds())


class JobEndpoint(StrEnum):
    """Where a job is queued; each is a promise of its own about a lost reply."""

    KEYED = "keyed"
    """`POST /site/{siteId}/job`: a repeat with the same key is the same job."""
    JSON = "json"
    """`POST /api/asynchronous/{siteId}`: takes no key, but a `notify_url`, and exists on both generations."""


MARK_CHARS = len(" #12345678")
"""What the JSON endpoint's description carries besides the person's words."""


class JobDraft(NamedTuple):
    """A job that a person is about to queue."""

    description: str
    script: str
    backup: bool = False
    express: bool = False
    needs_acknowledgement: bool = True
    notify_url: str | None = None
    idempotency_key: IdempotencyKey | None = None
    """Made before the first attempt, so that a repeat of the same draft is the same job."""

    def endpoint(self, usual: JobEndpoint) -> JobEndpoint:
        """Return where it is queued: where jobs usually are, but one with a `notify_url` by the JSON endpoint."""
        return JobEndpoint.JSON if self.notify_url else usual

    @property
    def mark(self) -> str:
        """Return the end of the description by which the job is found when the platform took no key; needs a key."""
        return f" #{(self.idempotency_key or '').replace('-', '')[:8]}"

    def marked(self) -> JobDraft:
        """Return the draft as the JSON endpoint gets it."""
        return self._replace(description=self.description.strip() + self.mark)

    def is_of(self, job: Job, endpoint: JobEndpoint) -> bool:
        """Return whether `job` was made from this draft by that endpoint."""
        if endpoint is JobEndpoint.JSON:
            return job.description.endswith(self.mark)
        return self.idempotency_key is not None and job.idempotency_key == self.idempotency_key
