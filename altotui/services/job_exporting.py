"""Jobs as text to take away: the members that `altotui jobs` gives them, secrets of their scripts masked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from altotui.domain.errors import InvalidInput
from altotui.domain.formats import Table, csv_line, json_text, markdown_lines
from altotui.domain.job import Job
from altotui.domain.redaction import MASK, redact_script, redact_text
from altotui.services.exporting import FORMATS, Export
from altotui.services.job_store import JobRecord

_SHOWN = (
    "site_name",
    "state",
    "description",
    "created_at",
    "started_at",
    "ended_at",
    "wait_s",
    "run_s",
    "why",
    "id",
)
"""Of the table that a person reads."""
Members = Mapping[str, object]


class TakenJob(NamedTuple):
    """One job as it is taken away."""

    record: JobRecord
    site_name: str
    why: str


def export_jobs(taken: Sequence[TakenJob], how: str, now: datetime) -> Export:
    """Return jobs in one of FORMATS, in the order given.

    CSV has one line for each job, JSON is one list of objects, JSON lines are those objects. Markdown is a table
    without scripts.

    Args:
        taken: The jobs.
        how: One of FORMATS.
        now: The server's time, for how long what goes on has lasted.

    Raises:
        InvalidInput: There is no such format.
    """
    writers: dict[str, Callable[[Sequence[TakenJob], datetime], Iterator[str]]] = {
        "csv": _csv,
        "json": _json,
        "md": _markdown,
        "jsonl": _json_lines,
    }
    if how not in writers:
        raise InvalidInput(f"there is no format {how[:40]!a}", f"choose one of {', '.join(FORMATS)}")
    chunks = (f"{line}\n" for line in writers[how](taken, now))
    masked = sum(_masked_count(each.record.job, has_script=how != "md") for each in taken)
    return Export(chunks, len(taken), masked)


def _masked_count(job: Job, *, has_script: bool) -> int:
    texts = [(job.description, redact_text(job.description))]
    if has_script and job.script:
        texts.append((job.script, redact_script(job.script)))
    return sum(shown.count(MASK) - raw.count(MASK) for raw, shown in texts)


def _members(each: TakenJob, now: datetime) -> Members:
    job, timeline = each.record
    return {
        "id": job.id,
        "site_id": job.site_id,
        "site_name": each.site_name,
        "description": redact_text(job.description),
        "state": job.state.value,
        "created_at": _iso(job.created_at),
        "started_at": _iso(job.started_at),
        "completed_at": _iso(job.completed_at),
        "failed_at": _iso(job.failed_at),
        "deleted_at": _iso(job.deleted_at),
        "wait_s": _whole(job.wait_s(now, timeline.first_seen_at)),
        "run_s": _whole(job.run_s(now)),
        "express": job.express,
        "acknowledged": job.needs_acknowledgement,
        "backup": job.backup,
        "why": each.why,
        "script": None if job.script is None else redact_script(job.script),
        "token": job.token,
        "idempotency_key": job.idempotency_key,
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else int(seconds)


def _csv(taken: Sequence[TakenJob], now: datetime) -> Iterator[str]:
    for position, each in enumerate(taken):
        members = _members(each, now)
        if not position:
            yield csv_line(members)
        yield csv_line(members.values())


def _json(taken: Sequence[TakenJob], now: datetime) -> Iterator[str]:
    yield "["
    last = len(taken) - 1
    for position, each in enumerate(taken):
        yield f"{json_text(_members(each, now))}{',' if position < last else ''}"
    yield "]"


def _json_lines(taken: Sequence[TakenJob], now: datetime) -> Iterator[str]:
    yield from (json_text(_members(each, now)) for each in taken)


def _markdown(taken: Sequence[TakenJob], now: datetime) -> Iterator[str]:
    def cells(each: TakenJob) -> list[object]:
        members = {**_members(each, now), "ended_at": _iso(each.record.job.ended_at)}
        return [members[name] for name in _SHOWN]

    yield from markdown_lines(Table(_SHOWN, map(cells, taken)))
