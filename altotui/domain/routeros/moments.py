"""Times and lengths of time as RouterOS writes them; None means that a text is none.

Source: routeros.md 5. Lengths are exact; times are those of the router, without a zone.
"""

from __future__ import annotations

import operator
import re
from datetime import date, datetime, time, timedelta
from fractions import Fraction

_DIGITS = "[0-9]{1,18}"
_UNITS_S = {
    "w": Fraction(604_800),
    "d": Fraction(86_400),
    "h": Fraction(3_600),
    "m": Fraction(60),
    "s": Fraction(1),
    "ms": Fraction(1, 10**3),
    "us": Fraction(1, 10**6),
    "ns": Fraction(1, 10**9),
}
_COMPACT = re.compile("(-)?" + "".join(f"(?:({_DIGITS}){unit}(?![a-z]))?" for unit in _UNITS_S))
_CLOCK = re.compile(
    rf"(-)?(?:({_DIGITS})w)?(?:({_DIGITS})d)?([0-9]{{1,6}}):([0-5]?[0-9]):([0-5]?[0-9](?:\.[0-9]{{1,9}})?)"
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_OLD_DATE = re.compile(r"([A-Za-z]{3})/([0-9]{1,2})(?:/([0-9]{4}))?")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?")
_YEARS_BACK = 8
"""As far as from one 29 February to the next at the most."""
_CLOCK_SLACK = timedelta(days=1)


def parse_duration_s(text: str) -> Fraction | None:
    """Return seconds, exactly, of `1w2d3h4m5s`, `2ms90us` or `1d00:00:05`.

    Words that stand for no length, `never` or `none`, give None as any other text does.
    """
    match = _COMPACT.fullmatch(text)
    if match and any(match.groups()[1:]):
        counts = (int(count or 0) for count in match.groups()[1:])
        total = sum(map(operator.mul, counts, _UNITS_S.values()), Fraction(0))
        return -total if match[1] else total
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    weeks, days, hours, minutes = (int(match[group] or 0) for group in range(2, 6))
    total = Fraction(match[6]) + 60 * (minutes + 60 * (hours + 24 * (days + 7 * weeks)))
    return -total if match[1] else total


def parse_moment(text: str, now: datetime | None = None) -> datetime | None:
    """Return the router's local time, without a zone; a date alone is its midnight.

    Args:
        text: A date, old or new, with or without a time; in a log of 7.9 also a time alone, or a date without a year.
        now: The router's local time: without it a text that names no day or no year gives None.
    """
    day_text, _, time_text = text.rpartition(" ")
    at = _time(time_text)
    if at is None:
        return _dated(text, time(), now)
    if day_text:
        return _dated(day_text, at, now)
    return None if now is None else datetime.combine(now.date(), at)


def _time(text: str) -> time | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    try:
        return time(int(match[1]), int(match[2]), int(match[3]), int((match[4] or "").ljust(6, "0")))
    except ValueError:
        return None


def _dated(day_text: str, at: time, now: datetime | None) -> datetime | None:
    new, old = _ISO.fullmatch(day_text), _OLD_DATE.fullmatch(day_text)
    if new:
        day = _date(int(new[1]), int(new[2]), int(new[3]))
        return None if day is None else datetime.combine(day, at)
    if old is None or old[1].lower() not in _MONTHS:
        return None
    month, day_of_month = _MONTHS.index(old[1].lower()) + 1, int(old[2])
    if old[3]:
        day = _date(int(old[3]), month, day_of_month)
        return None if day is None else datetime.combine(day, at)
    return None if now is None else _latest(month, day_of_month, at, now)


def _latest(month: int, day_of_month: int, at: time, now: datetime) -> datetime | None:
    """Return the last such day that is not in the future: what a log means by a date without a year."""
    for year in range(now.year, max(now.year - _YEARS_BACK, 1) - 1, -1):
        day = _date(year, month, day_of_month)
        if day is not None and datetime.combine(day, at) - now <= _CLOCK_SLACK:
            return datetime.combine(day, at)
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
