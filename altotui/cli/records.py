"""Domain objects as the records that `--format json` prints: the keys are a contract, in the README too."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from altotui.domain.job_members import Members as Members
from altotui.domain.job_members import iso as iso
from altotui.domain.job_members import job_members, whole_s

if TYPE_CHECKING:
    from altotui.domain.command import CommandResult
    from altotui.domain.job import Job
    from altotui.domain.routeros.translation import Translation
    from altotui.domain.site import Site
    from altotui.services.job_desk import QueueResult


def site_record(site: Site, as_of: datetime) -> Members:
    """Return one site as it was at `as_of`, the time of its list."""
    return {
        "id": site.id,
        "name": site.name,
        "status": site.freshness(as_of).value,
        "last_seen_at": iso(site.last_seen_at),
        "age_s": whole_s(site.age_s(as_of)),
        "version": site.version,
        "model": site.model,
        "board": site.board,
        "serial": site.serial,
        "address": site.public_address,
        "identity": site.identity,
        "tags": list(site.tags),
    }


def result_record(result: CommandResult) -> Members:
    """Return the outcome of one command on one site; its rows are raw."""
    return {
        "site_id": result.site_id,
        "site_name": result.site_name,
        "outcome": result.outcome.value,
        "rows": [dict(row) for row in result.reply.rows],
        "ret": result.reply.ret,
        "message": result.message,
        "http_status": result.http_status,
        "elapsed_ms": result.elapsed_ms,
    }


def translation_record(translation: Translation) -> Members:
    """Return what a typed line means."""
    return {
        "input": translation.input,
        "menu": translation.menu,
        "kind": translation.kind.value,
        "command": translation.command,
        "parameters": list(translation.parameters),
        "client_side": translation.client_side,
        "notes": list(translation.notes),
    }


def job_record(
    job: Job, site: Site, now: datetime, why: str, first_seen_at: datetime | None = None
) -> Members:
    """Return one job with the reason for its state.

    Args:
        job: The job.
        site: Its site.
        now: The time at which it stands so.
        why: The reason, in words.
        first_seen_at: Stands in where the API does not say when the job was created.
    """
    return job_members(job, site.name, now, why, first_seen_at)


def queue_record(result: QueueResult, key: str | None) -> Members:
    """Return what became of queueing one job; `key` finds it when the API did not answer with the job."""
    queued = result.queued
    return {
        "site_id": result.site.id,
        "site_name": result.site.name,
        "outcome": result.outcome.value,
        "job_id": queued.job.id if queued and queued.job else None,
        "idempotency_key": (queued.idempotency_key if queued else None) or key,
        "request_id": queued.request_id if queued else None,
        "message": result.message,
    }
