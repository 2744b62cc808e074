"""Device stats and heartbeat history of a site: pure functions of seed, site and time (altostrat-api.md 7)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from math import inf
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from altotui.simulator.answers import as_json, as_json_array, parameter_missing, unprocessable
from altotui.simulator.outages import Outage
from altotui.simulator.platform import Platform
from altotui.simulator.profile import RouterProfile
from altotui.simulator.seeded import fraction
from altotui.simulator.wording import zulu_s

_RAW_STEP_S = 60
_HOUR_S = 3600
_RAW_UP_TO_S = 48 * _HOUR_S
_LONGEST_DAYS = 366


async def site_stats(platform: Platform, request: Request) -> Response:
    """Answer `GET /sites/{siteId}/mikrotik-stats`: raw samples up to 48 h, hourly averages beyond."""
    index = platform.site_index(request)
    first, last = _date(request, "start_date"), _date(request, "end_date")
    if last < first:
        raise unprocessable({"end_date": ["The end_date must be a date after or equal to start_date."]})
    if (last - first).days >= _LONGEST_DAYS:
        raise unprocessable({"end_date": [f"The range must not be longer than {_LONGEST_DAYS} days."]})
    start_s = datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp()
    end_s = start_s + ((last - first).days + 1) * 24 * _HOUR_S
    step_s = _RAW_STEP_S if end_s - start_s <= _RAW_UP_TO_S else _HOUR_S
    return await as_json_array(platform.simulator.clock, _samples(platform, index, start_s, end_s, step_s))


async def heartbeat_history(platform: Platform, request: Request) -> Response:
    """Answer `GET /metrics/mikrotik-stats/{siteId}`: missed heartbeats per hour over the last day."""
    down = last_day(platform, platform.site_index(request), newest=platform.simulator.clock.now())
    return as_json(
        [
            {
                "time_formatted": hour.start.strftime("%H:%M"),
                "date_formatted": hour.start.strftime("%d %b"),
                "missed_heartbeats_percentage": round(100 * hour.share, 1),
                "total_minutes_down": round(hour.down_s / 60, 1),
            }
            for hour in down
        ]
    )


class DownHour(NamedTuple):
    """How much of one hour, so far, a site was down."""

    start: datetime
    down_s: float
    share: float


def last_day(platform: Platform, index: int, *, newest: datetime) -> list[DownHour]:
    """Return 24 hours of a site, oldest first; the last is the one in which `newest` lies."""
    simulator = platform.simulator
    now_s = simulator.clock.now().timestamp()
    outages = simulator.outages.of(index, now_s)
    if not simulator.fleet.is_onboarded(index):
        outages = (Outage(-inf),)
    last_hour = newest.replace(minute=0, second=0, microsecond=0)
    return [_hour(last_hour - timedelta(hours=back), now_s, outages) for back in range(23, -1, -1)]


def _hour(hour: datetime, now_s: float, outages: tuple[Outage, ...]) -> DownHour:
    start_s = hour.timestamp()
    end_s = min(start_s + _HOUR_S, now_s)
    down_s = sum(max(0.0, min(end_s, o.end_s) - max(start_s, o.start_s)) for o in outages)
    down_s = min(down_s, end_s - start_s)
    return DownHour(hour, down_s, down_s / (end_s - start_s) if end_s > start_s else 0.0)


def _samples(
    platform: Platform, index: int, start_s: float, end_s: float, step_s: int
) -> Iterator[dict[str, object]]:
    simulator = platform.simulator
    profile = simulator.fleet.profile(index)
    now_s = simulator.clock.now().timestamp()
    if not simulator.fleet.is_onboarded(index):
        return
    outages = simulator.outages.of(index, now_s)
    booted_s = simulator.facts(index, now_s).booted_s
    first_s = max(start_s, math.ceil(profile.created_at.timestamp() / step_s) * step_s)
    for at_s in range(int(first_s), int(min(end_s, now_s + 1)), step_s):
        if not any(outage.covers(at_s) for outage in outages):
            uptime_s = at_s - booted_s if at_s >= booted_s else _earlier_uptime_s(profile, at_s)
            yield _sample(profile, simulator.seed, at_s, step_s, uptime_s)


def _earlier_uptime_s(profile: RouterProfile, at_s: int) -> float:
    """Return the uptime before the newest start; before any that is known it is a saw tooth of three weeks."""
    if at_s >= profile.booted_s:
        return at_s - profile.booted_s
    return (at_s + profile.number * 7919) % (21 * 86_400)


def _sample(profile: RouterProfile, seed: int, at_s: int, step_s: int, uptime_s: float) -> dict[str, object]:
    """Return one sample: load follows the day, with noise on top; memory leans on load."""
    noise = fraction(seed, "load", profile.number, at_s // step_s)
    base = 0.05 + 0.25 * fraction(seed, "load base", profile.number)
    day = 0.5 - 0.5 * math.cos(2 * math.pi * (at_s % 86_400) / 86_400)
    load = min(1.0, base + 0.3 * day * base + 0.2 * noise**3)
    return {
        "created_at": zulu_s(at_s),
        "cpu_load": round(100 * load),
        "memory_free": int(profile.memory_bytes * (0.75 - 0.35 * load)),
        "disk_free": int(profile.disk_bytes * (0.35 + 0.4 * fraction(seed, "disk", profile.number))),
        "uptime": int(uptime_s),
    }


def _date(request: Request, name: str) -> date:
    text = request.query_params.get(name)
    if text is None:
        raise parameter_missing(name)
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise unprocessable({name: [f"The {name} must be a date like 2026-03-01."]}) from None
