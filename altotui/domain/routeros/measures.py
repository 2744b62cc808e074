"""Counts as people read them: bytes in binary units, rates in decimal ones (routeros.md 5)."""

from __future__ import annotations

_BYTE_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
_RATE_UNITS = ("bps", "kbps", "Mbps", "Gbps", "Tbps", "Pbps")


def bytes_text(count: int) -> str:
    """Return bytes to a tenth of the largest fitting unit: `40.2MiB`; below 1 KiB exactly."""
    return _scaled(count, 1024, _BYTE_UNITS)


def rate_text(bits_per_second: int) -> str:
    """Return a rate to a tenth of the largest fitting unit: `2.9Gbps`; below 1 kbps exactly."""
    return _scaled(bits_per_second, 1000, _RATE_UNITS)


def _scaled(count: int, base: int, units: tuple[str, ...]) -> str:
    """Return `count` in whole-number arithmetic, rounded half up, so that no size of it is beyond a float."""
    size, unit = abs(count), 1
    sign = "-" if count < 0 else ""
    if size < base:
        return f"{sign}{size}{units[0]}"
    for name in units[1:]:
        unit *= base
        tenths = (size * 10 + unit // 2) // unit
        if tenths < base * 10 or name == units[-1]:
            break
    return f"{sign}{tenths // 10}.{tenths % 10}{name}"
