"""Durations as short text: coarse, so that a screen left alone has nothing to redraw."""

from __future__ import annotations

import re

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


_AGE = r"(?:[0-9]{1,6}[wdhms])+"
_PARTS = "([0-9]+)([wdhms])"
_UNITS_S = {"w": 7 * _DAY_S, "d": _DAY_S, "h": _HOUR_S, "m": _MINUTE_S, "s": 1}


def read_age(text: str) -> float | None:
    """Return the seconds of `5m`, `2h30m`, `90s`, `3d` or `1w`; None for any other text."""
    if re.fullmatch(_AGE, text.casefold()) is None:
        return None
    return float(sum(int(count) * _UNITS_S[unit] for count, unit in re.findall(_PARTS, text.casefold())))
