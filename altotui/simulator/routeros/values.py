"""RouterOS value forms: durations, sizes, addresses, and how two values compare."""

from __future__ import annotations

import ipaddress
import re
from datetime import datetime

_UNITS_S = (("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))
_UNITS_US = {unit: seconds * 1_000_000 for unit, seconds in _UNITS_S} | {"ms": 1_000, "us": 1}
_COMPACT = re.compile(r"(?:\d+(?:ms|us|[wdhms]))+")
_PART = re.compile(r"(\d+)(ms|us|[wdhms])")
_CLOCK = re.compile(r"(?:(\d+)w)?(?:(\d+)d)?(\d{1,2}):(\d\d):(\d\d)(?:\.(\d{1,6}))?")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)(KiB|MiB|GiB|TiB|kbps|Mbps|Gbps|bps|[kKMGT])")
_FACTORS = {
    **{unit: 1024 ** (power + 1) for power, unit in enumerate(("KiB", "MiB", "GiB", "TiB"))},
    **{unit: 1000**power for power, unit in enumerate(("bps", "kbps", "Mbps", "Gbps"))},
    "k": 1000,
    "K": 1000,
    "M": 1000**2,
    "G": 1000**3,
    "T": 1000**4,
}


def compact(seconds: int) -> str:
    """Return a duration as RouterOS writes it: `5w3d17h42m9s`, `0s`."""
    parts = []
    rest = max(0, seconds)
    for unit, size in _UNITS_S:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def compact_us(microseconds: int) -> str:
    """Return a short time as ping writes it: `453us`, `1ms203us`, `2s5ms`."""
    seconds, rest = divmod(max(0, microseconds), 1_000_000)
    milliseconds, left = divmod(rest, 1_000)
    text = (compact(seconds) if seconds else "") + (f"{milliseconds}ms" if milliseconds else "")
    return text + (f"{left}us" if left or not text else "")


def duration_us(text: str) -> int | None:
    """Return the microseconds of `1w2d`, `170ms` or `1d00:00:05.2`; None if it is no duration."""
    if _COMPACT.fullmatch(text):
        return sum(int(count) * _UNITS_US[unit] for count, unit in _PART.findall(text))
    if match := _CLOCK.fullmatch(text):
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[:5])
        whole_s = ((weeks * 7 + days) * 24 + hours) * 3_600 + minutes * 60 + seconds
        return whole_s * 1_000_000 + int((match[6] or "").ljust(6, "0"))
    return None


def size(text: str) -> float | None:
    """Return the plain number of `512k`, `10M`, `1Gbps` or `40.2MiB`; None if it is no size."""
    match = _SIZE.fullmatch(text)
    return float(match[1]) * _FACTORS[match[2]] if match else None


def integer(text: str) -> int | None:
    """Return a plain decimal number; None if it is none."""
    return int(text) if re.fullmatch(r"-?[0-9]+", text) else None


def address(text: str) -> tuple[int, ...] | None:
    """Return (family, address, prefix length) of an address or prefix; None if it is neither."""
    try:
        parsed = ipaddress.ip_interface(text)
    except ValueError:
        return None
    return parsed.version, int(parsed), parsed.network.prefixlen


def is_less(left: str, right: str) -> bool:
    """Say whether `left` sorts before `right`: as numbers, durations, addresses, sizes, else as text."""
    for key in (_number_key, _duration_key, address, _size_key):
        first, second = key(left), key(right)
        if first is not None and second is not None:
            return first < second
    return left < right


def _number_key(text: str) -> tuple[int, ...] | None:
    return None if (number := integer(text)) is None else (number,)


def _duration_key(text: str) -> tuple[int, ...] | None:
    return None if (microseconds := duration_us(text)) is None else (microseconds,)


def _size_key(text: str) -> tuple[int, ...] | None:
    return None if (plain := size(text)) is None else (int(plain),)


def has_iso_dates(version: str) -> bool:
    """Say whether this version writes `2026-11-21` (since 7.10) and not `nov/21/2026`."""
    major, minor = release(version)
    return (major, minor) >= (7, 10)


def release(version: str) -> tuple[int, int]:
    """Return (major, minor) of `7.19.4` or `7.20rc2`."""
    match = re.match(r"(\d+)\.(\d+)", version)
    return (int(match[1]), int(match[2])) if match else (7, 0)


def date(at: datetime, version: str) -> str:
    """Return the day as this version writes it."""
    return at.strftime("%Y-%m-%d") if has_iso_dates(version) else at.strftime("%b/%d/%Y").lower()


def stamp(at: datetime, version: str) -> str:
    """Return day and time as this version writes them, without a zone."""
    return f"{date(at, version)} {at:%H:%M:%S}"
