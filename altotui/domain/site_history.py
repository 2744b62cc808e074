"""What the platform remembers of one site: load and memory over days, heartbeats by the hour, faults."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

MOST_FAULTS = 100
"""The API client cuts lists of faults here: of one that long nobody knows how many more there are."""
OLD_SAMPLE_S = 5400.0
"""A sample that is older is not how a router is now: an average stands under the beginning of its hour, and comes
some minutes after its end.
"""
_HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Sample(NamedTuple):
    """How a router was at one moment, or on average over an hour; None where nothing usable was said."""

    at: datetime
    cpu_load_percent: float | None = None
    memory_free_bytes: int | None = None
    disk_free_bytes: int | None = None
    uptime_s: int | None = None

    def age_s(self, now: datetime) -> float:
        """Return its age in seconds, never negative."""
        return max(0.0, (now - self.at).total_seconds())

    def is_old(self, now: datetime) -> bool:
        """Return whether it says nothing of how the router is now."""
        return self.age_s(now) > OLD_SAMPLE_S


class HeartbeatHour(NamedTuple):
    """How many heartbeats the platform missed in one hour; None where nothing usable was said."""

    label: str
    """For example `29 Oct 12:00`, visible-only: in the zone of the API user on v1, in UTC on legacy."""
    missed_percent: float | None = None
    down_min: float | None = None

    @property
    def is_known(self) -> bool:
        """Return whether anything is known of this hour."""
        return self.missed_percent is not None or self.down_min is not None


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


def newest_with(samples: Sequence[Sample], of: Callable[[Sample], float | None]) -> Sample | None:
    """Return the newest of `samples`, which are oldest first, that has the number `of` it; None when none has."""
    return next((sample for sample in reversed(samples) if of(sample) is not None), None)


def worst_hour(hours: Sequence[HeartbeatHour]) -> HeartbeatHour | None:
    """Return the hour with most heartbeats missed, of several the last; None when none is known to be missed."""
    worst = max(reversed(hours), key=_badness, default=None)
    return worst if worst is not None and any(_badness(worst)) else None


def _badness(hour: HeartbeatHour) -> tuple[float, float]:
    return hour.missed_percent or 0.0, hour.down_min or 0.0


def restarts(samples: Sequence[Sample]) -> tuple[datetime, ...]:
    """Return the time of the first sample after each restart that shows; `samples` are oldest first.

    Uptime falls, or is too short for the time since the sample before, which may lie anywhere in its own hour.
    In the average of an hour in which a router restarted, its old uptime is still mixed in, so the next hour falls
    once more; such a second fall is no second restart.
    """
    found: list[datetime] = []
    is_mixed = False
    known = [(sample.at, sample.uptime_s) for sample in samples if sample.uptime_s is not None]
    for (before, uptime_before_s), (at, uptime_s) in pairwise(known):
        has_fallen = uptime_s < uptime_before_s
        is_too_short = uptime_s < (at - before - _HOUR).total_seconds()
        if (has_fallen and not is_mixed) or is_too_short:
            found.append(at)
        is_mixed = has_fallen and uptime_s > (at - before).total_seconds()
    return tuple(found)


def _hour_number(at: datetime) -> int:
    return (at - _EPOCH) // _HOUR
