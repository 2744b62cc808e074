"""Times and durations as the platform writes them: for people, and for programs of either generation."""

from __future__ import annotations

from datetime import UTC, datetime

_UNITS = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))


def duration(seconds: float) -> str:
    """Return for example `3 days, 14 hours, 5 minutes`."""
    whole = max(0, int(seconds))
    hour, minute = _HOURS[whole // 3600 % 24], _MINUTES[whole // 60 % 60]
    if whole >= 86_400:
        parts = (_counted(whole // 86_400, "day"), hour, minute)
    else:
        parts = (hour, minute, _SECONDS[whole % 60])
    return ", ".join(filter(None, parts)) or "0 seconds"


def ago(seconds: float) -> str:
    """Return for example `8 seconds ago`, in the largest unit alone."""
    whole = max(0, int(seconds))
    for word, size in _UNITS:
        if whole >= size:
            return f"{_counted(whole // size, word)} ago"
    return "just now"


def zulu(at: datetime) -> str:
    """Return for example `2026-03-02T09:14:51Z`."""
    return at.isoformat(timespec="seconds")[:19] + "Z"


def zulu_s(at_s: float | None) -> str | None:
    """Return a Unix time as `zulu` does, None for none."""
    return None if at_s is None else zulu(datetime.fromtimestamp(at_s, UTC))


def offset_s(at_s: float | None) -> str | None:
    """Return for example `2024-05-29T00:11:49+00:00`, None for none."""
    return None if at_s is None else datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds")


def zoneless(at: datetime) -> str:
    """Return for example `2024-05-29 00:11:49`, as the legacy router list has it."""
    return at.isoformat(" ", "seconds")[:19]


def _counted(count: int, word: str) -> str:
    """Return for example `3 days`, nothing for none."""
    if count == 0:
        return ""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


_HOURS, _MINUTES, _SECONDS = (
    tuple(_counted(count, word) for count in range(60)) for word in ("hour", "minute", "second")
)
