"""The shapes of a job on the wire, one per generation (altostrat-api.md 6.3 and 6.6)."""

from __future__ import annotations

import uuid

from altotui.simulator.jobs import JobRecord
from altotui.simulator.seeded import base62_number
from altotui.simulator.wording import offset_s, zulu_s


def v1_job(job: JobRecord, site_id: str) -> dict[str, object]:
    """Return the job object of v1: no status word, no deletion time."""
    order = job.order
    backup = f"{site_id}/{int(job.started_s)}.rsc" if order.backup and job.started_s is not None else None
    created_s = int(order.created_s)
    ended_s = job.completed_s or job.failed_s
    token = _token(order.id)
    until = "" if ended_s is None else str(int(ended_s) + 60)
    return {
        "id": order.id,
        "token": token,
        "site_id": site_id,
        "idempotency_key": order.idempotency_key,
        "description": order.description,
        "express_execute": order.express,
        "needs_acknowledgement": order.needs_acknowledgement,
        "should_backup": order.backup,
        "associated_backup": backup,
        "started_at": zulu_s(job.started_s),
        "completed_at": zulu_s(job.completed_s),
        "failed_at": zulu_s(job.failed_s),
        "created_at": zulu_s(order.created_s),
        "log_url": (
            f"logs?group=sites&streams={site_id}&start={created_s}&end={until}&filter={{$.message=*{token}*}}"
        ),
        "script": order.script,
    }


def legacy_job(job: JobRecord) -> dict[str, object]:
    """Return the job object of the legacy list: a status word, no creation time, no script."""
    order = job.order
    return {
        "id": order.id,
        "token": _token(order.id),
        "idempotency_key": order.idempotency_key,
        "description": order.description,
        "express_execute": order.express,
        "needs_acknowledgement": order.needs_acknowledgement,
        "make_backup": order.backup,
        "started_at": offset_s(job.started_s),
        "completed_at": offset_s(job.completed_s),
        "failed_at": offset_s(job.failed_s),
        "deleted_at": offset_s(order.deleted_s),
        "status": job.status,
    }


def _token(job_id: str) -> str:
    return base62_number(uuid.UUID(job_id).int)
