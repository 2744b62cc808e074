"""The history of one site on the wire: samples, heartbeats by the hour, faults (altostrat-api.md 4.8, 7, 8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from pydantic import AliasChoices, Field

from altotui.api.wire import Bytes, Minutes, Percent, Seconds, Text, Time, Wire, read_all, shown, utc
from altotui.domain.site_history import Fault, HeartbeatHour, Sample

_NEVER = datetime.min.replace(tzinfo=UTC)
_SEVERITIES = {"error": "high"}
"""Words of earlier generations for those of today (altostrat-api.md 15.18)."""


class SampleWire(Wire):
    """One sample of v1; averages may have fractions where single samples have whole numbers."""

    created_at: Time = None
    cpu_load: Percent = None
    memory_free: Bytes = None
    disk_free: Bytes = None
    uptime: Seconds = None

    def to_domain(self) -> Sample | None:
        """Return the sample, or None when it says not of which time."""
        at = utc(self.created_at)
        if at is None:
            return None
        return Sample(
            at, self.cpu_load, _whole(self.memory_free), _whole(self.disk_free), _whole(self.uptime)
        )


def _whole(number: float | None) -> int | None:
    return None if number is None else round(number)


def read_samples(records: list[object]) -> list[Sample]:
    """Return the sample of each record that has a time, in their order."""
    samples = (wire.to_domain() for wire in read_all(SampleWire, records))
    return [sample for sample in samples if sample is not None]


def in_order(samples: Iterable[Sample]) -> tuple[Sample, ...]:
    """Return `samples` oldest first, of each moment the last that was given."""
    return tuple(sorted({sample.at: sample for sample in samples}.values(), key=lambda sample: sample.at))


class HeartbeatWire(Wire):
    """One hour: of v1 with labels for people, of legacy with a time."""

    date_formatted: Text = None
    time_formatted: Text = None
    date: Time = None
    missed: Percent = Field(
        None, validation_alias=AliasChoices("missed_heartbeats_percentage", "percentage_down")
    )
    down_min: Minutes = Field(None, validation_alias=AliasChoices("total_minutes_down", "minutes_down"))

    def to_domain(self) -> HeartbeatHour | None:
        """Return the hour, or None when nothing is said of it."""
        label = " ".join(filter(None, (shown(self.date_formatted), shown(self.time_formatted))))
        at = utc(self.date)
        if not label and at is not None:
            label = f"{at:%d %b %H:%M}"
        if not label and self.missed is None and self.down_min is None:
            return None
        return HeartbeatHour(label or "?", self.missed, self.down_min)


def read_heartbeats(records: list[object]) -> tuple[HeartbeatHour, ...]:
    """Return the hours in the order of the API; oldest first where every one has its time."""
    wires = list(read_all(HeartbeatWire, records))
    times = {id(wire): at for wire in wires if (at := utc(wire.date)) is not None}
    if len(times) == len(wires):
        wires.sort(key=lambda wire: times[id(wire)])
    return tuple(hour for wire in wires if (hour := wire.to_domain()) is not None)


class FaultWire(Wire):
    """One fault of either generation; what it lasted is reckoned from its times (altostrat-api.md 15.19)."""

    id: str
    message: Text = None
    severity: Text = None
    cause: Text = None
    status: Text = None
    created_at: Time = None
    resolved_at: Time = None
    resource_ancestry_path: Text = None
    resource_id: Text = None
    site_id: Text = None

    def is_of(self, names: Collection[str]) -> bool:
        """Return whether it is about the site of these ids, all in lower case: its UUID, its pid or both.

        The path has ids joined by a bar, that of the site first; pages show it in either form (altostrat-api.md
        15.17).
        """
        path = (self.resource_ancestry_path or "").split("|")
        given = (*path, self.site_id, self.resource_id)
        return any(name is not None and name.strip().lower() in names for name in given)

    def to_domain(self) -> Fault:
        """Return the fault."""
        severity = (shown(self.severity) or "").casefold()
        return Fault(
            id=shown(self.id) or "?",
            message=shown(self.message) or "(no message)",
            severity=_SEVERITIES.get(severity, severity) or None,
            cause=shown(self.cause),
            began_at=utc(self.created_at),
            resolved_at=utc(self.resolved_at),
            is_resolved=(self.status or "").strip().casefold() == "resolved",
        )


def newest_faults(wires: Iterable[FaultWire], most: int) -> tuple[Fault, ...]:
    """Return at most `most` faults, ids unique, newest first; those that say not when they began come last."""
    faults = {wire.id: wire.to_domain() for wire in wires}.values()
    return tuple(sorted(faults, key=lambda fault: fault.began_at or _NEVER, reverse=True)[:most])
