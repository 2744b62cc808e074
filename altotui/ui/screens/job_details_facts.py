"""What is to be said of one job, in full: a list of facts under heads, the same for the screen and for a copy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from altotui.domain.ages import coarse_age, exact_duration
from altotui.domain.job import Job, JobEndpoint, JobState
from altotui.domain.job_again import INEXACT, mark_of, missing_chars
from altotui.domain.job_concern import Concern, needs_attention
from altotui.domain.redaction import redact_description, redact_script, redact_words
from altotui.domain.text import make_visible
from altotui.domain.timeline import Source, StatusChange, Timeline
from altotui.ui.present import JOB_MEANINGS, JOB_SIGNS

if TYPE_CHECKING:
    from altotui.domain.typical import Typical
    from altotui.services.brackets import Bracket
    from altotui.services.job_store import JobRecord

MAX_SHOWN_CHARS = 30_000
"""Of a script."""
MAX_SHOWN_LINES = 3000
_MAX_LINE_CHARS = 400
_LABEL_CELLS = 16
_NOTHING = "-"
_END_STATES = (JobState.COMPLETED, JobState.SENT)


class Around(NamedTuple):
    """What is known of a job besides its record; texts are visible-only."""

    site_name: str
    now: datetime
    """The server's time."""
    why: str = ""
    """Empty when its state says it all."""
    concern: Concern | None = None
    typical: Typical | None = None
    usual: JobEndpoint | None = None
    """Where this console queues jobs; None when that is not known."""
    bracket: Bracket | None = None
    checked: str = ""
    """What a live read said of it since; empty without one."""


class Fact(NamedTuple):
    """One thing to say; visible-only."""

    label: str
    """Empty for one that belongs to the fact above."""
    value: str
    meaning: str = ""
    is_head: bool = False
    """The label is a title, the value stands beside it."""


class ShownScript(NamedTuple):
    """A script as it is drawn: secrets masked, tabs as blanks, and of a very long one the beginning."""

    text: str
    note: str = ""
    """What is missing or written in another way, in words; empty when nothing is."""


def shown_script(script: str | None, *, is_exact: bool = True) -> ShownScript:
    """Return what is drawn of a script; no more of it is looked at, however long it is."""
    if not script:
        return ShownScript("", "" if script == "" else "the API does not tell it")
    start = script[:MAX_SHOWN_CHARS]
    lines = start.split("\n", MAX_SHOWN_LINES)
    if len(lines) > MAX_SHOWN_LINES:
        start = "\n".join(lines[:MAX_SHOWN_LINES])
    left = len(script) - len(start)
    missing = missing_chars(script)
    words = []
    if left:
        words.append(f"{left:,} of {len(script):,} characters are left out: e writes all of it to a file")
    if missing:
        words.append(f"{missing:,} more characters were not kept when it was read")
    elif not is_exact:
        words.append(INEXACT)
    return ShownScript(redact_script(start).replace("\t", "    "), "; ".join(words))


def facts_in_full(record: JobRecord, around: Around) -> list[Fact]:
    """Return everything about a job but its script, what matters most first."""
    job, timeline = record
    return [
        *_what(job, around),
        Fact("Flags", "", is_head=True),
        *_flags(job),
        Fact("Times", "~ is observed: true to one poll", is_head=True),
        *_times(job, timeline, around),
        Fact("Events", f"{len(timeline.changes)}, oldest first", is_head=True),
        *_events(timeline, around.now),
        Fact("Names", "", is_head=True),
        *_names(job, around),
        *_bracket(around),
    ]


def as_text(facts: list[Fact], script: ShownScript) -> str:
    """Return all of it as plain lines."""
    lines: list[str] = []
    for fact in facts:
        if fact.is_head:
            lines += ["", f"{fact.label}  {fact.value}".rstrip()]
        else:
            lines.append(f"{fact.label:<{_LABEL_CELLS}}{fact.value}".rstrip())
    lines += ["", "Script", *script.text.split("\n"), *filter(None, (script.note,))]
    return "\n".join(lines)


# --- what it is


def _what(job: Job, around: Around) -> Iterator[Fact]:
    state = job.state
    word = f" (the API says {job.status_word})" if job.status_word and job.status_word != state.value else ""
    yield Fact("state", f"{JOB_SIGNS[state]} {state.value}{word}", JOB_MEANINGS[state])
    if around.concern is not None:
        is_urgent = needs_attention(around.concern)
        words = (
            f"! needs attention: {around.concern.value}" if is_urgent else f"far too {around.concern.value}"
        )
        yield Fact("concern", words, "bad" if is_urgent else "warn")
    if around.why:
        yield Fact("why", around.why, "bad" if needs_attention(around.concern) else "")
    if around.checked:
        yield Fact("checked", around.checked, "strong")
    yield Fact("description", redact_description(job.description), "strong")
    yield Fact("site", around.site_name)


def _flags(job: Job) -> Iterator[Fact]:
    backup = "yes: one is taken before the script runs" if job.backup else "no"
    yield Fact("backup", f"{backup}, {job.backup_name}" if job.backup_name else backup)
    yield Fact("express", "yes: it is to start at once" if job.express else "no: at the next check-in")
    reports = job.needs_acknowledgement
    yield Fact(
        "acknowledgement",
        "yes: the router reports how it ends" if reports else "no: nobody reports how it ends",
        "" if reports else "warn",
    )


# --- when it changed


def _times(job: Job, timeline: Timeline, around: Around) -> Iterator[Fact]:
    stamps = (
        ("created", job.created_at, (JobState.PENDING,)),
        ("started", job.started_at, (JobState.RUNNING,)),
        ("completed", job.completed_at, _END_STATES),
        ("failed", job.failed_at, (JobState.FAILED,)),
        ("deleted", job.deleted_at, (JobState.DELETED,)),
        ("gone from list", None, (JobState.GONE,)),
    )
    for label, stamp, states in stamps:
        change = next(filter(None, map(timeline.at, states)), None)
        if stamp is not None:
            yield Fact(label, f"{_moment(stamp)}  {_age(stamp, around.now)}  reported")
        elif change is not None:
            at = change.at
            yield Fact(label, f"~{_moment(at)}  {_age(at, around.now)}  observed", "muted")
        elif label != "gone from list":
            yield Fact(label, _NOTHING, "muted")
    is_wait_observed = job.created_at is None
    yield Fact("waited", _duration(job.wait_s(around.now, timeline.first_seen_at), is_wait_observed))
    yield Fact("ran", _duration(job.run_s(around.now)))
    yield Fact("typical", _typical(around.typical))


def _duration(duration_s: float | None, is_observed: bool = False) -> str:
    return _NOTHING if duration_s is None else f"{'~' * is_observed}{exact_duration(duration_s)}"


def _typical(typical: Typical | None) -> str:
    if typical is None:
        return "not known: too few such jobs have ended"
    p95 = "" if typical.p95_s is None else f", p95 {exact_duration(typical.p95_s)}"
    return f"{exact_duration(typical.median_s)} (median of {typical.count} runs{p95})"


def _events(timeline: Timeline, now: datetime) -> Iterator[Fact]:
    before: StatusChange | None = None
    for change in timeline.changes:
        is_observed = change.source is Source.OBSERVED
        later = "" if before is None else f"  +{exact_duration((change.at - before.at).total_seconds())}"
        yield Fact(
            change.state.value,
            f"{'~' if is_observed else ' '}{_moment(change.at)}  {change.source.value}{later}",
            JOB_MEANINGS[change.state],
        )
        before = change
    back = timeline.step_back
    if back is not None:
        words = (
            f"from {back.before.value} to {back.after.value}, seen {_moment(back.at)}  {_age(back.at, now)}"
        )
        yield Fact("went back", words, "bad")


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"


def _age(at: datetime, now: datetime) -> str:
    age_s = (now - at).total_seconds()
    return f"{coarse_age(age_s)} ago" if age_s >= 0 else f"{coarse_age(-age_s)} ahead"


# --- what it is called


def _names(job: Job, around: Around) -> Iterator[Fact]:
    yield Fact("token", job.token or _NOTHING)
    yield Fact("job id", job.id)
    yield Fact("site id", job.site_id)
    yield Fact("idempotency key", job.idempotency_key or _NOTHING)
    yield Fact("endpoint", _endpoint(job, around.usual))
    yield Fact("log link", redact_script(job.log_url or _NOTHING))


def _endpoint(job: Job, usual: JobEndpoint | None) -> str:
    """Return by which endpoint it was queued, as far as that can be told."""
    mark = mark_of(job)
    if mark:
        return f"{JobEndpoint.JSON.value}: its description ends in the mark {mark}"
    kept = "with a key" if usual is JobEndpoint.KEYED else "by the JSON endpoint"
    here = f"; this console queues {kept}" if usual else ""
    return f"not reported{here}"


# --- before and after


def _bracket(around: Around) -> Iterator[Fact]:
    bracket = around.bracket
    if bracket is None:
        return
    from altotui.ui.entries.differences import difference_lines, hidden_in

    command = bracket.line.command
    words = redact_words(bracket.line.parameters, command=command)
    yield Fact("Before and after", bracket.summary, is_head=True)
    yield Fact("read", make_visible(" ".join((command, *words)), max_chars=_MAX_LINE_CHARS))
    for label, reading in (("before", bracket.before), ("after", bracket.after)):
        if reading is not None:
            yield Fact(label, reading.said(around.now), "" if reading.is_ok else "bad")
    if bracket.difference is not None:
        for text, meaning in difference_lines(bracket.difference, hidden_in(command), bracket.ignored):
            yield Fact("", text, meaning)
        if bracket.ignored:
            yield Fact("", "what always changes is left out", "muted")
