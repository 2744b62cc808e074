"""What the platform posts to a `notify_url`: a hint that a job has changed, never a proof."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from altotui.domain.ids import IdempotencyKey, JobId, SiteId


class Notification(NamedTuple):
    """One post about one job; texts are visible-only, None where it said nothing.

    Nobody signs it, so it is only a reason to read the job again (altostrat-api.md 6.7).
    """

    job_id: JobId
    site_id: SiteId
    status_word: str | None = None
    """The platform's own word: loaded, running, completed, failed or deleted."""
    seq_id: int | None = None
    idempotency_key: IdempotencyKey | None = None
    description: str | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    failed_at: datetime | None = None
    deleted_at: datetime | None = None
