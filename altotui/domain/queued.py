"""The receipt of a job that the API has accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from altotui.domain.ids import SiteId
    from altotui.domain.job import Job


class Queued(NamedTuple):
    """What the API said when it took a job."""

    site_id: SiteId
    idempotency_key: str | None = None
    """Finds the job in the list of its site when `job` is None."""
    request_id: str | None = None
    """Only from the JSON endpoint."""
    job: Job | None = None
    """The job itself; the JSON endpoint does not give it."""
