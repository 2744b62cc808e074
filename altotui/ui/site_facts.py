"""Everything known of one site in lines: what it is, how it has been, what was done with it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from rich.cells import chop_cells

from altotui.domain.ages import coarse_age, exact_duration
from altotui.domain.redaction import redact_description
from altotui.domain.routeros.measures import bytes_text
from altotui.domain.site import Freshness, Site
from altotui.domain.site_history import (
    MOST_FAULTS,
    Fault,
    HeartbeatHour,
    Sample,
    hourly,
    newest_with,
    restarts,
    worst_hour,
)
from altotui.domain.sparkline import Scale, draw_sparkline
from altotui.domain.text import make_visible
from altotui.domain.timeline import Source
from altotui.services.job_store import JobRecord
from altotui.services.site_details import KEPT_S, Details, Kind, Known
from altotui.ui.cells import fit, width_of
from altotui.ui.entries.entry import Entry
from altotui.ui.present import JOB_MEANINGS, OUTCOME_WORDS, SITE_MEANINGS, SITE_SIGNS, api_health
from altotui.ui.signs import signs
from altotui.ui.widgets.status_line import Part

_HOURS = 48
_MOST_ROWS = 5
_MOST_LINES = 4
"""For one text, row or number with what stands beside it."""
_MOST_COMMAND_CHARS = 200
_LABEL_CELLS = 10
_INDENT = _LABEL_CELLS + 1
_TWO_COLUMNS_FROM = 76
_LEAST_SPARK_CELLS, _MOST_SPARK_CELLS = 16, 48
_TREND_WORDS_CELLS = 36
"""For the newest number, the least and the most, behind their course; where it is narrow they go below it."""
_SECONDS_IN_A_MINUTE = 60
_SECONDS_IN_A_MINUTE = 60
_SECONDS_IN_AN_HOUR = 3600
_THREE_DAYS_S = 3 * 86400
_SEVERITY_MEANINGS = {"critical": "bad", "high": "bad", "medium": "warn"}

Line = list[Part]


class Facts(NamedTuple):
    """What the lines are made of."""

    site: Site
    as_of: datetime
    """Of the list that `site` is from."""
    now: datetime
    """By the server's clock, as all times are."""
    details: Details
    jobs: Sequence[JobRecord]
    """Newest first."""
    are_jobs_known: bool
    commands: Sequence[Entry]
    """Oldest first."""
    is_favourite: bool


def fact_lines(facts: Facts, width: int) -> list[Line]:
    """Return the lines for a panel of `width` cells."""
    return [
        *_head(facts, width),
        *_trends(facts, width),
        *_faults(facts.details.faults, facts.now, width),
        *_jobs(facts, width),
        *_commands(facts, width),
        *_fields(facts.site, facts.now, width),
    ]


def _head(facts: Facts, width: int) -> list[Line]:
    site = facts.site
    freshness = site.freshness(facts.as_of)
    mark = [("  ^ favourite", "muted")] if facts.is_favourite else []
    state: Line = [(f"{SITE_SIGNS[freshness]} {freshness.value}", SITE_MEANINGS[freshness])]
    state.append((f", {_heartbeat_words(facts, freshness)}", ""))
    if freshness is Freshness.LATE and site.has_pulse:
        state.append((", the platform says online", "warn"))
    return [
        *_flowed([(" ", "")], [(site.name, "strong"), *mark], width, indent=3),
        *_flowed([(" ", "")], state, width, indent=3),
    ]


def _heartbeat_words(facts: Facts, freshness: Freshness) -> str:
    site = facts.site
    if site.last_seen_at is None:
        return "it has never checked in" if site.has_pulse is False else "no heartbeat time known"
    # of an online site that at the time of the list: what happened since, nobody has told us
    until = facts.as_of if freshness is Freshness.ONLINE else facts.now
    return f"last heartbeat {coarse_age(site.age_s(until))} ago"


def _fields(site: Site, now: datetime, width: int) -> list[Line]:
    known = [
        ("version", site.version),
        ("model", site.model),
        ("board", site.board),
        ("serial", site.serial),
        ("arch", site.architecture),
        ("address", site.public_address),
        ("identity", site.identity),
        ("location", site.location),
        ("tags", " ".join(site.tags)),
        ("seen at", f"{site.last_seen_at:%Y-%m-%d %H:%M:%SZ}" if site.last_seen_at else None),
        ("created", f"{site.created_at:%Y-%m-%d}" if site.created_at else None),
        ("id", site.id),
        ("pid", site.pid),
    ]
    if site.deleted_at is not None:
        known.append(("deleting", f"since {coarse_age((now - site.deleted_at).total_seconds())}"))
    cells = [(label, text or "-") for label, text in known]
    if width < _TWO_COLUMNS_FROM:
        return [line for label, text in cells for line in _long_field(label, text, width)]
    half = width // 2
    lines: list[Line] = []
    waiting: tuple[str, str] | None = None
    for label, text in cells:
        if width_of(text) > half - _LABEL_CELLS - 3:
            lines += _long_field(label, text, width)
        elif waiting is None:
            waiting = (label, text)
        else:
            room = half - _LABEL_CELLS - 1 - width_of(waiting[1])
            lines.append([*_field(*waiting), (" " * room, ""), *_field(label, text)])
            waiting = None
    return lines + ([_field(*waiting)] if waiting else [])


def _long_field(label: str, text: str, width: int) -> list[Line]:
    """Return a field with its text in as many lines as it takes, up to a few."""
    return _flowed([_label(label)], [(text, "muted" if text == "-" else "")], width)


def _field(label: str, text: str) -> Line:
    return [_label(label), (text, "muted" if text == "-" else "")]


def _label(label: str) -> Part:
    return f" {label:<{_LABEL_CELLS}}", "muted"


# --- room


def _flowed(head: Line, parts: Iterable[Part], width: int, *, indent: int = _INDENT) -> list[Line]:
    """Return `parts` behind `head` in as many lines as they take, up to a few; a part is cut only where it must.

    The gap before a part is at its own beginning, and goes where the part begins a line.
    """
    lines = [list(head)]
    used = sum(width_of(text) for text, _ in head)
    for text, meaning in parts:
        for place, piece in enumerate(_pieces(text, max(2, width - indent))):
            if used > indent and (place or used + width_of(piece) > width):
                lines.append([(" " * indent, "")])
                used, piece = indent, piece if place else _without_gap(piece)
            lines[-1].append((piece, meaning))
            used += width_of(piece)
    if len(lines) > _MOST_LINES:
        return [*lines[: _MOST_LINES - 1], _with_dots(lines[_MOST_LINES - 1], width)]
    return lines


def _pieces(text: str, room: int) -> list[str]:
    """Return `text` in one piece where a line of its own holds it, else cut between words, or in one too long."""
    if width_of(_without_gap(text)) <= room:
        return [text]
    words = textwrap.wrap(text, room, break_on_hyphens=False)
    return [piece for line in words for piece in chop_cells(line, room)]


def _without_gap(text: str) -> str:
    return text.removeprefix(", ").lstrip(" ")


def _with_dots(line: Line, width: int) -> Line:
    """Return a line that says by its end that more would follow."""
    *before, (text, meaning) = line
    room = width - sum(width_of(piece) for piece, _ in before)
    text += f" {signs().cut}"
    return [*before, (text if width_of(text) <= room else fit(text, room), meaning)]


def _followed(lines: list[Line], parts: Iterable[Part], width: int) -> list[Line]:
    """Return `lines` with `parts` behind the last one."""
    return [*lines[:-1], *_flowed(lines[-1], parts, width)]


# --- how it has been


class _Series(NamedTuple):
    """One number of the samples, and how it is drawn and said."""

    label: str
    of: Callable[[Sample], float | None]
    says: Callable[[float], str]
    scale: Scale | None = None


_SERIES = (
    _Series("cpu", lambda one: one.cpu_load_percent, lambda value: f"{value:.0f}%", Scale(0, 100)),
    _Series("free mem", lambda one: one.memory_free_bytes, lambda value: bytes_text(int(value))),
    _Series("free disk", lambda one: one.disk_free_bytes, lambda value: bytes_text(int(value))),
)


def _trends(facts: Facts, width: int) -> list[Line]:
    return [
        *_loads(facts.details.samples, facts.now, width),
        *_heartbeats(facts.details.heartbeats, facts.now, width),
    ]


def _spark_cells(width: int) -> int:
    cells = max(_LEAST_SPARK_CELLS, min(_MOST_SPARK_CELLS, width - _LABEL_CELLS - _TREND_WORDS_CELLS))
    return max(1, min(cells, width - _INDENT))


def _loads(known: Known[tuple[Sample, ...]], now: datetime, width: int) -> list[Line]:
    samples = known.value
    if samples is None:
        return _state_of("load", known, width)
    age = _age_of_answer(known, Kind.SAMPLES, now)
    if not samples:  # asked for were today and the two days before
        return _flowed([_label("load")], [("no samples in 2 days", ""), *age], width)
    places = hourly(samples, now, _HOURS)
    first, *others = (_trend(series, samples, places, now, width) for series in _SERIES)
    return [
        *_followed(first, age, width),
        *(line for lines in others for line in lines),
        *_uptime(samples, now, width),
    ]


def _trend(
    series: _Series, samples: Sequence[Sample], places: Sequence[Sample | None], now: datetime, width: int
) -> list[Line]:
    """Return the course over the last two days, the newest number, and what it was at least and at most."""
    newest = newest_with(samples, series.of)
    value = series.of(newest) if newest else None
    if newest is None or value is None:
        return [_field(series.label, "-")]
    values = [series.of(place) if place is not None else None for place in places]
    numbers = [number for number in values if number is not None]
    course = draw_sparkline(values, _spark_cells(width), series.scale).drawn(is_ascii=signs().is_ascii)
    parts = [(f" {series.says(value)}", "muted" if newest.is_old(now) else "strong"), *_age_of(newest, now)]
    if numbers:
        parts.append((f"  {series.says(min(numbers))} to {series.says(max(numbers))}", "muted"))
    return _flowed([_label(series.label), (course, "active")], parts, width)


def _age_of(sample: Sample, now: datetime) -> list[Part]:
    """Return the age of a sample that no longer tells how the router is; in hours where those tell more than days."""
    if not sample.is_old(now):
        return []
    age_s = sample.age_s(now)
    age = f"{age_s // _SECONDS_IN_AN_HOUR:.0f}h" if age_s < _THREE_DAYS_S else coarse_age(age_s)
    return [(f"  {age} ago", "warn")]


def _uptime(samples: Sequence[Sample], now: datetime, width: int) -> list[Line]:
    newest = newest_with(samples, lambda one: one.uptime_s)
    if newest is None or newest.uptime_s is None:
        return _flowed([_label("uptime")], [("-", "muted"), ("  restarts not known", "muted")], width)
    is_old = newest.is_old(now)
    since = restarts(samples)
    age_s = newest.age_s(now)
    age: list[Part] = [(f"  {coarse_age(age_s)} ago", "muted")] if age_s >= _SECONDS_IN_A_MINUTE else []
    parts = [
        (exact_duration(newest.uptime_s), "muted" if is_old else ""),
        *(_age_of(newest, now) if is_old else age),
    ]
    if since:  # more may have been where there are no samples, or within an hour
        last = coarse_age(age_s + newest.uptime_s)
        parts.append((f"  {len(since)} restart{'s' * (len(since) != 1)} seen in 3 days", "warn"))
        parts.append((f", last {last} ago", "warn"))
    elif newest.uptime_s >= _THREE_DAYS_S:  # that proves it also where samples are missing
        parts.append((f"  no restart in {'the 3 days before' if is_old else '3 days'}", "muted"))
    else:
        parts.append(("  earlier restarts not known", "muted"))
    return _flowed([_label("uptime")], parts, width)


def _heartbeats(known: Known[tuple[HeartbeatHour, ...]], now: datetime, width: int) -> list[Line]:
    hours = known.value
    if hours is None:
        return _state_of("missed", known, width)
    age = _age_of_answer(known, Kind.HEARTBEATS, now)
    told = [hour for hour in hours if hour.is_known]
    if not told:
        return _flowed([_label("missed")], [("not known", "muted"), *age], width)
    missed = [hour.missed_percent for hour in hours]
    worst = worst_hour(hours)
    meaning = "warn" if worst else "muted"
    drawn = draw_sparkline(missed, min(_spark_cells(width), len(missed)), Scale(0, 100))
    course = drawn.drawn(is_ascii=signs().is_ascii)
    parts = [(f" {_missed_words(told) if worst else 'none'} in {len(told)} h", meaning)]
    if len(told) < len(hours):
        parts.append((f", {len(hours) - len(told)} h not known", "muted"))
    if worst and worst.label != "?":
        parts.append((f"  worst {worst.label}", "muted"))
    return _flowed([_label("missed"), (course, "warn" if worst else "active")], [*parts, *age], width)


def _missed_words(told: Sequence[HeartbeatHour]) -> str:
    """Return how long it was down as far as that is known, else how much was missed."""
    down_min = sum(hour.down_min or 0.0 for hour in told)
    if down_min > 0:
        is_more = any(hour.missed_percent and hour.down_min is None for hour in told)
        return f"down {exact_duration(down_min * _SECONDS_IN_A_MINUTE)}{' or more' * is_more}"
    most = max(hour.missed_percent or 0.0 for hour in told)
    return f"up to {most:.0f}%" if most >= 1 else "under 1%"


def _state_of(label: str, known: Known[Any], width: int) -> list[Line]:
    """Return why there is nothing: it is not there, was not asked for, is on its way, or failed."""
    if known.is_asking:
        parts = [("asking", "")]
    elif known.error is not None:
        parts = [api_health(known.error), (f": {known.error}", "muted")]
    elif not known.is_available:
        parts = [("this API does not keep it", "")]
    else:
        parts = [("asked for when the cursor rests here", "")]
    return _flowed([_label(label)], parts, width)


def _age_of_answer(known: Known[Any], kind: Kind, now: datetime) -> list[Part]:
    """Return the age of an answer that should have been renewed by now, and why it was not where that is known."""
    age_s = (now - known.as_of).total_seconds() if known.as_of else None
    if known.error is None and (age_s is None or age_s <= KEPT_S[kind]):
        return []
    why = ", asking" if known.is_asking else f": {api_health(known.error)[0]}" if known.error else ""
    return [(f"  answer of {coarse_age(age_s)} ago{why}", "warn")]


# --- what was wrong, and what was done


def _faults(known: Known[tuple[Fault, ...]], now: datetime, width: int) -> list[Line]:
    if known.value is None:
        return _state_of("faults", known, width)
    # of what lasts it is known that it did at the time of the answer
    rows = [_fault(fault, known.as_of or now) for fault in known.value[:_MOST_ROWS]]
    count = len(known.value)
    age = _age_of_answer(known, Kind.FAULTS, now)
    if not rows:
        return _flowed([_label("faults")], [("none", ""), *age], width)
    # in a row of its own: behind a fault it would be taken for the age of that one
    rows = [[(text.lstrip(), meaning)] for text, meaning in age] + rows
    return _section("faults", rows, count + len(age), "none", width, is_all=count < MOST_FAULTS)


def _fault(fault: Fault, as_of: datetime) -> Line:
    took_s = fault.duration_s(as_of)
    state = "open" if fault.is_open else "over"
    if took_s is not None:
        state += f" {coarse_age(took_s)}" if fault.is_open else f" after {exact_duration(took_s)}"
    parts = [(state, "bad" if fault.is_open else "muted")]
    if fault.severity:
        meaning = _SEVERITY_MEANINGS.get(fault.severity, "") if fault.is_open else "muted"
        parts.append((f"  {fault.severity}", meaning))
    parts.append((f"  {fault.message}", ""))
    if fault.began_at:
        parts.append((f"  since {fault.began_at:%d %b %H:%MZ}", "muted"))
    if fault.cause:
        parts.append((f"  {fault.cause}", "muted"))
    return parts


def _jobs(facts: Facts, width: int) -> list[Line]:
    if not facts.are_jobs_known:
        return [_field("jobs", "not asked yet")]
    rows = [_job(record, facts.now) for record in facts.jobs[:_MOST_ROWS]]
    return _section("jobs", rows, len(facts.jobs), "none", width)


def _job(record: JobRecord, now: datetime) -> Line:
    job = record.job
    return [
        (f"{job.state.value:<9}", JOB_MEANINGS[job.state]),
        (f" {_job_age(record, now)}", "muted"),
        (f"  {redact_description(job.description)}", ""),
    ]


def _job_age(record: JobRecord, now: datetime) -> str:
    """Return how old a job is; with `?` where nobody told when it was made (features.md g)."""
    began_at = record.job.created_at or record.timeline.first_seen_at
    if began_at is None:
        return "?"
    age = coarse_age((now - began_at).total_seconds())
    if record.job.created_at:
        return f"{age} ago"
    is_told = any(one.at == began_at and one.source is Source.REPORTED for one in record.timeline.changes)
    return f"? before {age} ago" if is_told else f"? seen {age} ago"


def _commands(facts: Facts, width: int) -> list[Line]:
    newest = list(reversed(facts.commands))
    rows = [_command(entry) for entry in newest[:_MOST_ROWS]]
    return _section("commands", rows, len(newest), "none in this run", width)


def _command(entry: Entry) -> Line:
    """Return time, outcome and, last because it may be cut, what was sent."""
    words, meaning = OUTCOME_WORDS[entry.result.outcome] if entry.result else ("waiting", "active")
    line = make_visible(entry.shown_sentence, max_chars=_MOST_COMMAND_CHARS)
    return [(f"{entry.started_at:%H:%M:%SZ}", "muted"), (f"  {words}", meaning), (f"  {line}", "")]


def _section(
    label: str, rows: Sequence[Line], count: int, nothing: str, width: int, *, is_all: bool = True
) -> list[Line]:
    """Return the rows with the label before the first one, and how many more there are behind the last.

    `is_all` is False where there may be more than the `count`.
    """
    if not rows:
        return [_field(label, nothing)]
    lines = [
        line
        for place, row in enumerate(rows)
        for line in _flowed([_label("" if place else label)], row, width)
    ]
    more = f"  and {count - len(rows)} {'more' if is_all else 'or more others'}"
    return _followed(lines, [(more, "muted")], width) if count > len(rows) else lines
