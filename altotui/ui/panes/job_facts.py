"""The facts of one job in a few lines: what it is, why it stands where it stands, and when it changed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from altotui.domain.ages import coarse_age, exact_duration
from altotui.domain.job import Job
from altotui.domain.timeline import Source
from altotui.ui.present import JOB_MEANINGS
from altotui.ui.widgets.status_line import Part

if TYPE_CHECKING:
    from altotui.domain.job_plan import Plan
    from altotui.domain.typical import Typical
    from altotui.services.job_board import JobBoard
    from altotui.services.job_store import JobRecord


_OLD_ANSWER_S = 60.0
"""An open job of which nothing was heard for so long may have ended since."""


def facts_of(
    record: JobRecord, board: JobBoard, now: datetime, plan: Plan | None, heard_ago_s: float | None
) -> list[list[Part]]:
    """Return the lines about one job, what matters most first; a line that has nothing to say is left out.

    Args:
        record: The job.
        board: What is unusual about it.
        now: The server's time.
        plan: The one that it belongs to.
        heard_ago_s: The age of the last answer about the jobs of its site.
    """
    from altotui.domain.redaction import redact_description, redact_script

    job = record.job
    is_old = job.is_open and heard_ago_s is not None and heard_ago_s >= _OLD_ANSWER_S
    flags = f"backup {_yes(job.backup)}  express {_yes(job.express)}  ack {_yes(job.needs_acknowledgement)}"
    lines: list[list[Part]] = [
        [
            (f" {job.state.value} ", JOB_MEANINGS[job.state]),
            (f"as of {coarse_age(heard_ago_s)} ago " if is_old else "", "warn"),
            (redact_description(job.description), "strong"),
            (
                f"  {flags}{f'  plan {plan.label}' if plan is not None and len(plan.sites) > 1 else ''}",
                "muted",
            ),
        ]
    ]
    reason = board.why(record, now)
    if reason:
        lines.append([(f" {reason}", _meaning(board, job))])
    lines.append([(f" {_times(record, now)}{_typical(board.typical(job))}", "muted")])
    if job.script:
        shown = redact_script(job.script[:_MOST_SCRIPT_CHARS])
        lines.append([(f" script: {' '.join(shown.split())}", "muted")])
    return lines


_MOST_SCRIPT_CHARS = 400


def _meaning(board: JobBoard, job: Job) -> str:
    from altotui.domain.job_concern import needs_attention

    return "bad" if needs_attention(board.concerns.get(job.id)) else "warn" if job.is_open else "muted"


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def _typical(typical: Typical | None) -> str:
    if typical is None:
        return ""
    p95 = "" if typical.p95_s is None else f", p95 {exact_duration(typical.p95_s)}"
    return f"  typical {exact_duration(typical.median_s)} ({typical.count} runs{p95})"


def _times(record: JobRecord, now: datetime) -> str:
    """Return when the job changed, with the day where it is another; `~` marks a time that was only observed."""
    return "  ".join(
        f"{change.state.value} {'~' * (change.source is Source.OBSERVED)}"
        f"{change.at:%H:%M:%S}Z{'' if change.at.date() == now.date() else f'{change.at: %d %b}'}"
        for change in record.timeline.changes
    )
