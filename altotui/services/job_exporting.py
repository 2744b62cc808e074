"""Jobs as text to take away: the members that `altotui jobs` gives them, secrets of their scripts masked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from altotui.domain.errors import InvalidInput
from altotui.domain.formats import Table, csv_line, json_text, markdown_lines
from altotui.domain.job import Job
from altotui.domain.job_members import Members, iso, job_members
from altotui.domain.redaction import redact_description, redact_script
from altotui.domain.secret_names import MASK
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


class TakenJob(NamedTuple):
    """One job as it is taken away."""

    record: JobRecord
    site_name: str
    why: str


def export_jobs(taken: Sequence[TakenJob], how: str, now: datetime) -> Export:
    """Return jobs in one of FORMATS, in the order given.

    CSV has one line for each job, JSON is one list of objects, JSON lines are those objects. Markdown is a table
    without scripts. `script_is_exact` is false where a script is not byte for byte what was queued: it was masked or
    cut, or has signs in place of what cannot be seen.

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
    texts = [(job.description, redact_description(job.description))]
    if has_script and job.script:
        texts.append((job.script, redact_script(job.script)))
    return sum(shown.count(MASK) - raw.count(MASK) for raw, shown in texts)


def _members(each: TakenJob, now: datetime) -> Members:
    job, timeline = each.record
    script = None if job.script is None else redact_script(job.script)
    return {
        **job_members(job, each.site_name, now, each.why, timeline.first_seen_at),
        "description": redact_description(job.description),
        "script": script,
        "script_is_exact": None if script is None else job.is_script_exact and script == job.script,
        "token": job.token,
        "idempotency_key": job.idempotency_key,
    }


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
        members = {**_members(each, now), "ended_at": iso(each.record.job.ended_at)}
        return [members[name] for name in _SHOWN]

    yield from markdown_lines(Table(_SHOWN, map(cells, taken)))
