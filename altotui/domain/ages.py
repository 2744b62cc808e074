"""Durations as short text: coarse, so that a screen left alone has nothing to redraw."""

from __future__ import annotations

_MINUTE_S = 60
_HOUR_S = 3600
_DAY_S = 86400


def coarse_age(age_s: float | None) -> str:
    """Return `<1m`, `7m`, `5h` or `12d`; `?` for None."""
    if age_s is None:
        return "?"
    if age_s < _MINUTE_S:
        return "<1m"
    for unit_s, letter in ((_DAY_S, "d"), (_HOUR_S, "h"), (_MINUTE_S, "m")):
        if age_s >= unit_s:
            return f"{int(age_s // unit_s)}{letter}"
    return "<1m"


def exact_duration(duration_s: float | None) -> str:
    """Return `0.8s`, `41s`, `3m04`, `2h07` or `3d04h`; `?` for None."""
    if duration_s is None:
        return "?"
    duration_s = max(0.0, duration_s)
    if duration_s < 10:
        return f"{duration_s:.1f}s"
    whole_s = int(duration_s)
    if whole_s < _MINUTE_S:
        return f"{whole_s}s"
    if whole_s < _HOUR_S:
        return f"{whole_s // 60}m{whole_s % 60:02d}"
    if whole_s < _DAY_S:
        return f"{whole_s // _HOUR_S}h{whole_s % _HOUR_S // 60:02d}"
    return f"{whole_s // _DAY_S}d{whole_s % _DAY_S // _HOUR_S:02d}h"
