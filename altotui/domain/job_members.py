"""One job as the members that `--format json` and exports give it; their names are a contract, in the README too."""

from __future__ import annotations

from datetime import UTC, datetime

from altotui.domain.job import Job

Members = dict[str, object]


def iso(at: datetime | None) -> str | None:
    """Return an aware time as ISO 8601 in UTC, to the second and with a Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def whole_s(duration_s: float | None) -> int | None:
    """Return a duration in whole seconds."""
    return None if duration_s is None else int(duration_s)


def job_members(
    job: Job, site_name: str, now: datetime, why: str, first_seen_at: datetime | None = None
) -> Members:
    """Return one job with the reason for its state; nothing is masked.

    Args:
        job: The job.
        site_name: What its site is called.
        now: The time at which it stands so.
        why: The reason, in words.
        first_seen_at: Stands in where the API does not say when the job was created.
    """
    return {
        "id": job.id,
        "site_id": job.site_id,
        "site_name": site_name,
        "description": job.description,
        "state": job.state.value,
        "created_at": iso(job.created_at),
        "started_at": iso(job.started_at),
        "completed_at": iso(job.completed_at),
        "failed_at": iso(job.failed_at),
        "deleted_at": iso(job.deleted_at),
        "wait_s": whole_s(job.wait_s(now, first_seen_at)),
        "run_s": whole_s(job.run_s(now)),
        "express": job.express,
        "acknowledged": job.needs_acknowledgement,
        "backup": job.backup,
        "why": why,
        "script": job.script,
    }
