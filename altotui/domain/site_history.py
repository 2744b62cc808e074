"""What the platform remembers of one site: load and memory over days, heartbeats by the hour, faults."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

_HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Sample(NamedTuple):
    """How a router was at one moment, or on average over an hour; None where nothing usable was said."""

    at: datetime
    cpu_load_percent: float | None = None
    memory_free_bytes: int | None = None
    disk_free_bytes: int | None = None
    uptime_s: int | None = None


class HeartbeatHour(NamedTuple):
    """How many heartbeats the platform missed in one hour; None where nothing usable was said."""

    label: str
    """For example `29 Oct 12:00`, visible-only: in the zone of the API user on v1, in UTC on legacy."""
    missed_percent: float | None = None
    down_min: float | None = None


class Fault(NamedTuple):
    """One thing that was wrong with a site; texts are visible-only."""

    id: str
    message: str
    severity: str | None = None
    """In lower case; `low`, `medium`, `high` and `critical` are known, other words stand as they came."""
    cause: str | None = None
    began_at: datetime | None = None
    resolved_at: datetime | None = None
    is_resolved: bool = False
    """Whether the platform calls it resolved, also when it does not say since when."""

    @property
    def is_open(self) -> bool:
        """Return whether it still lasts."""
        return self.resolved_at is None and not self.is_resolved

    def duration_s(self, now: datetime) -> float | None:
        """Return seconds from its beginning to its end, or to `now` while open; None where one is not known."""
        end = now if self.is_open else self.resolved_at
        if self.began_at is None or end is None:
            return None
        return max(0.0, (end - self.began_at).total_seconds())


def hourly(samples: Sequence[Sample], until: datetime, hours: int) -> list[Sample | None]:
    """Return one place for each of the `hours` hours that end with the one of `until`, oldest first.

    Where an hour has several samples, its newest stands there; None where it has none.
    """
    places: list[Sample | None] = [None] * hours
    last_hour = _hour_number(until)
    for sample in samples:
        back = last_hour - _hour_number(sample.at)
        if 0 <= back < hours:
            found = places[-1 - back]
            if found is None or found.at <= sample.at:
                places[-1 - back] = sample
    return places


def restarts(samples: Sequence[Sample]) -> tuple[datetime, ...]:
    """Return the time of the first sample after each restart: uptime that falls; `samples` are oldest first.

    In the average of an hour in which a router restarted, its old uptime is still mixed in, so the next hour falls
    once more; such a second fall is no second restart.
    """
    found: list[datetime] = []
    is_mixed = False
    known = [(sample.at, sample.uptime_s) for sample in samples if sample.uptime_s is not None]
    for (before, uptime_before_s), (at, uptime_s) in pairwise(known):
        has_fallen = uptime_s < uptime_before_s
        if has_fallen and not is_mixed:
            found.append(at)
        is_mixed = has_fallen and uptime_s > (at - before).total_seconds()
    return tuple(found)


def _hour_number(at: datetime) -> int:
    return (at - _EPOCH) // _HOUR
