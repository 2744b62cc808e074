"""The server's clock, as far as its answers tell, and what they tell about the rate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from altotui.api.http_date import read_http_date
from altotui.domain.clock import Clock


class ServerClock:
    """Our own clock, corrected by the `Date` of the newest answer."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._skew: timedelta | None = None

    @property
    def skew_s(self) -> float | None:
        """Return the seconds by which the server is ahead of us, true to about one; None before it told."""
        return None if self._skew is None else self._skew.total_seconds()

    def now(self) -> datetime:
        """Return the server's time; our own before it told."""
        try:
            return self._clock.now() + (self._skew or timedelta())
        except OverflowError:  # it told of the end of time
            return self._clock.now()

    def note(self, headers: Mapping[str, str]) -> datetime:
        """Take the time of an answer and return it; without one, the time that we believe in."""
        at = read_http_date(headers.get("date", ""))
        if at is None:
            return self.now()
        self._skew = at - self._clock.now()
        return at


class RateHeaders(NamedTuple):
    """What an answer says about the request budget of the token; None for what it does not say.

    No such header is documented; these are the names that the platform's framework sends (altostrat-api.md 3.3).
    """

    limit: int | None = None
    """Requests allowed in a minute."""
    remaining: int | None = None
    reset_s: float | None = None
    """Seconds until all of them are there again."""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was said."""
        return self == RateHeaders()


def read_rate_headers(headers: Mapping[str, str], now: datetime) -> RateHeaders:
    """Return what the headers of an answer say; `now` is the server's time, for a reset given as Unix time."""
    reset = _whole(headers.get("x-ratelimit-reset"))
    reset_s: float | None = None
    if reset is not None:
        is_moment = reset > 86_400 * 365
        reset_s = max(0.0, reset - now.timestamp()) if is_moment else float(reset)
    return RateHeaders(
        _whole(headers.get("x-ratelimit-limit")), _whole(headers.get("x-ratelimit-remaining")), reset_s
    )


def _whole(text: str | None) -> int | None:
    """Return a number of at most twelve digits; None for anything else."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
