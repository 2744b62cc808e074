"""Everything known of one site in lines: what it is, how it has been, what was done with it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from rich.cells import chop_cells

from altotui.domain.ages import coarse_age, exact_duration
from altotui.domain.routeros.measures import bytes_text
from altotui.domain.site import Freshness, Site
from altotui.domain.site_history import Fault, HeartbeatHour, Sample, hourly, restarts
from altotui.domain.sparkline import Scale, draw_sparkline
from altotui.domain.text import cell_width, make_visible
from altotui.services.job_store import JobRecord
from altotui.services.site_details import Details, Known
from altotui.ui.present import JOB_MEANINGS, OUTCOME_WORDS, SITE_MEANINGS, SITE_SIGNS, api_health
from altotui.ui.transcript import Entry
from altotui.ui.widgets.status_line import Part

_HOURS = 48
_MOST_ROWS = 5
_LABEL_CELLS = 10
_TWO_COLUMNS_FROM = 76
_LEAST_SPARK_CELLS, _MOST_SPARK_CELLS = 16, 48
_TREND_WORDS_CELLS = 36
"""For the newest number, the least and the most, behind their course; the last two go first where it is narrow."""
_SECONDS_IN_A_MINUTE = 60

Line = list[Part]


class Facts(NamedTuple):
    """What the lines are made of."""

    site: Site
    as_of: datetime
    """Of the list that `site` is from."""
    now: datetime
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
        *_head(facts),
        *_trends(facts, width),
        *_faults(facts),
        *_jobs(facts),
        *_commands(facts),
        *_fields(facts.site, facts.now, width),
    ]


def _head(facts: Facts) -> list[Line]:
    site = facts.site
    freshness = site.freshness(facts.as_of)
    name: Line = [(f" {site.name}", "strong"), ("  ^ favourite" if facts.is_favourite else "", "muted")]
    state: Line = [(f" {SITE_SIGNS[freshness]} {freshness.value}", SITE_MEANINGS[freshness])]
    if site.last_seen_at is None:
        state.append((", it has never checked in", ""))
    else:
        # of an online site that at the time of the list: what happened since, nobody has told us
        until = facts.as_of if freshness is Freshness.ONLINE else facts.now
        state.append((f", last heartbeat {coarse_age(site.age_s(until))} ago", ""))
    if freshness is Freshness.LATE:
        state.append((", the platform says online", "warn"))
    return [name, state]


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
        if cell_width(text) > half - _LABEL_CELLS - 3:
            lines += _long_field(label, text, width)
        elif waiting is None:
            waiting = (label, text)
        else:
            room = half - _LABEL_CELLS - 1 - cell_width(waiting[1])
            lines.append([*_field(*waiting), (" " * room, ""), *_field(label, text)])
            waiting = None
    return lines + ([_field(*waiting)] if waiting else [])


def _long_field(label: str, text: str, width: int) -> list[Line]:
    """Return a field with its text in as many lines as it takes, up to a few."""
    room = max(1, width - _LABEL_CELLS - 2)
    words = textwrap.wrap(text, room, break_on_hyphens=False)
    parts = [part for line in words for part in chop_cells(line, room)][:_MOST_ROWS] or [""]
    return [_field("" if place else label, part) for place, part in enumerate(parts)]


def _field(label: str, text: str) -> Line:
    return [(f" {label:<{_LABEL_CELLS}}", "muted"), (text, "muted" if text == "-" else "")]


# --- how it has been


def _trends(facts: Facts, width: int) -> list[Line]:
    cells = max(_LEAST_SPARK_CELLS, min(_MOST_SPARK_CELLS, width - _LABEL_CELLS - _TREND_WORDS_CELLS))
    return [
        *_loads(facts.details.samples, facts.now, cells),
        *_heartbeats(facts.details.heartbeats, facts.now, cells),
    ]


def _loads(known: Known[tuple[Sample, ...]], now: datetime, cells: int) -> list[Line]:
    samples = known.value
    if samples is None:
        return [_state_of("load", known)]
    if not samples:
        return [[*_field("load", "no samples in 3 days"), *_staleness(known, now)]]
    places = hourly(samples, now, _HOURS)
    lines = [
        _trend(
            "cpu", places, lambda one: one.cpu_load_percent, cells, Scale(0, 100), lambda one: f"{one:.0f}%"
        ),
        _trend(
            "free mem",
            places,
            lambda one: one.memory_free_bytes,
            cells,
            None,
            lambda one: bytes_text(int(one)),
        ),
        _trend(
            "free disk",
            places,
            lambda one: one.disk_free_bytes,
            cells,
            None,
            lambda one: bytes_text(int(one)),
        ),
        _uptime(samples, now),
    ]
    return [[*lines[0], *_staleness(known, now)], *lines[1:]]


def _trend(
    label: str,
    places: Sequence[Sample | None],
    of: Callable[[Sample], float | None],
    cells: int,
    scale: Scale | None,
    says: Callable[[float], str],
) -> Line:
    """Return the newest number, what it was at least and at most, and its course over the last two days."""
    values = [of(place) if place is not None else None for place in places]
    numbers = [value for value in values if value is not None]
    if not numbers:
        return _field(label, "-")
    course = draw_sparkline(values, cells, scale).blocks
    return [
        (f" {label:<{_LABEL_CELLS}}", "muted"),
        (course, "active"),
        (f" {says(numbers[-1])}", "strong"),
        (f"  {says(min(numbers))} to {says(max(numbers))}", "muted"),
    ]


def _uptime(samples: Sequence[Sample], now: datetime) -> Line:
    newest = next((one for one in reversed(samples) if one.uptime_s is not None), None)
    if newest is None or newest.uptime_s is None:
        return _field("uptime", "-")
    since = restarts(samples)
    last = f", last {coarse_age((now - since[-1]).total_seconds())} ago" if since else ""
    words = (
        f"{len(since)} restart{'s' * (len(since) != 1)} in 3 days{last}" if since else "no restart in 3 days"
    )
    line = _field("uptime", exact_duration(newest.uptime_s))
    return [*line, (f"  {words}", "warn" if since else "muted")]


def _heartbeats(known: Known[tuple[HeartbeatHour, ...]], now: datetime, cells: int) -> list[Line]:
    hours = known.value
    if hours is None:
        return [_state_of("missed", known)]
    missed = [hour.missed_percent for hour in hours]
    down_min = sum(hour.down_min or 0.0 for hour in hours)
    is_down = down_min > 0 or any(missed)
    words = f"down {exact_duration(down_min * _SECONDS_IN_A_MINUTE)}" if is_down else "none"
    return [
        [
            (f" {'missed':<{_LABEL_CELLS}}", "muted"),
            (
                draw_sparkline(missed, min(cells, len(missed)), Scale(0, 100)).blocks,
                "warn" if is_down else "active",
            ),
            (f" {words} in {len(hours)} h", "warn" if is_down else "muted"),
            *_staleness(known, now),
        ]
    ]


def _state_of(label: str, known: Known[Any]) -> Line:
    """Return why there is nothing: it is not there, was not asked for, is on its way, or failed."""
    if known.is_asking:
        return _field(label, "asking")
    if known.error is not None:
        words, meaning = api_health(known.error)
        return [*_field(label, ""), (words, meaning), (f": {known.error}", "muted")]
    if not known.is_available:
        return _field(label, "this API does not keep it")
    return _field(label, "asked for when the cursor rests here")


def _staleness(known: Known[Any], now: datetime) -> Line:
    """Return that what is shown could not be renewed."""
    if known.error is None:
        return []
    age = coarse_age((now - known.as_of).total_seconds()) if known.as_of else "?"
    return [(f"  of {age} ago: {api_health(known.error)[0]}", "warn")]


# --- what was wrong, and what was done


def _faults(facts: Facts) -> list[Line]:
    known = facts.details.faults
    if known.value is None:
        return [_state_of("faults", known)]
    rows = [_fault(fault, facts.now) for fault in known.value[:_MOST_ROWS]]
    return _section("faults", rows, len(known.value), "none")


def _fault(fault: Fault, now: datetime) -> Line:
    took_s = fault.duration_s(now)
    state = f"open {coarse_age(took_s)}" if fault.is_open else f"over after {exact_duration(took_s)}"
    began = f"  since {fault.began_at:%d %b %H:%MZ}" if fault.began_at else ""
    cause = f"  {fault.cause}" if fault.cause else ""
    return [
        (state, "bad" if fault.is_open else "muted"),
        (f"  {fault.message}", ""),
        (f"{began}{cause}", "muted"),
    ]


def _jobs(facts: Facts) -> list[Line]:
    if not facts.are_jobs_known:
        return [_field("jobs", "not asked yet")]
    rows = [_job(record, facts.now) for record in facts.jobs[:_MOST_ROWS]]
    return _section("jobs", rows, len(facts.jobs), "none")


def _job(record: JobRecord, now: datetime) -> Line:
    job = record.job
    began = record.timeline.first_seen_at
    age = f"{coarse_age((now - began).total_seconds())} ago" if began else "?"
    return [
        (f"{job.state.value:<9}", JOB_MEANINGS[job.state]),
        (f" {job.description}", ""),
        (f"  {age}", "muted"),
    ]


def _commands(facts: Facts) -> list[Line]:
    newest = list(reversed(facts.commands))
    rows = [_command(entry) for entry in newest[:_MOST_ROWS]]
    return _section("commands", rows, len(newest), "none in this run")


def _command(entry: Entry) -> Line:
    words, meaning = OUTCOME_WORDS[entry.result.outcome] if entry.result else ("waiting", "active")
    line = make_visible(str(entry.sentence), max_chars=200)
    return [(f"{entry.started_at:%H:%M:%SZ}", "muted"), (f" {line}  ", ""), (words, meaning)]


def _section(label: str, rows: Iterable[Line], count: int, nothing: str) -> list[Line]:
    """Return the rows with the label before the first one, and how many more there are behind the last."""
    lines = [
        [(f" {'' if place else label:<{_LABEL_CELLS}}", "muted"), *row] for place, row in enumerate(rows)
    ]
    if not lines:
        return [_field(label, nothing)]
    if count > len(lines):
        lines[-1].append((f"  and {count - len(lines)} more", "muted"))
    return [list(line) for line in lines]
