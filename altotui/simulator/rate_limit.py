"""How many calls a token may make: a window of one minute that slides (altostrat-api.md 3.3)."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta
from email.utils import format_datetime

WINDOW_S = 60.0


class RateLimit:
    """The calls of the last minute, by token.

    Args:
        per_minute: Calls allowed, None for any number.
        date_on_refusal: Which refusal, counted from 1, gives its `Retry-After` as a date; None: none does.
    """

    def __init__(self, per_minute: int | None, *, date_on_refusal: int | None = None) -> None:
        self._per_minute = per_minute
        self._date_on_refusal = date_on_refusal
        self._refusals = 0
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)

    def take(self, token: str, at_s: float) -> float | None:
        """Count a call at monotonic time `at_s`; return None, or seconds to wait when it is refused."""
        if self._per_minute is None:
            return None
        calls = self._calls[token]
        while calls and calls[0] <= at_s - WINDOW_S:
            calls.popleft()
        if len(calls) >= self._per_minute:
            self._refusals += 1
            return calls[0] + WINDOW_S - at_s
        calls.append(at_s)
        return None

    def headers(self, token: str) -> dict[str, str]:
        """Return the headers that tell the budget; none without a limit."""
        if self._per_minute is None:
            return {}
        left = max(0, self._per_minute - len(self._calls[token]))
        return {"X-RateLimit-Limit": str(self._per_minute), "X-RateLimit-Remaining": str(left)}

    def retry_after(self, wait_s: float, now: datetime) -> str:
        """Return the value of `Retry-After` for the refusal just made: whole seconds, or a date."""
        seconds = max(1, math.ceil(wait_s))
        if self._refusals == self._date_on_refusal:
            return format_datetime((now + timedelta(seconds=seconds)).replace(microsecond=0), usegmt=True)
        return str(seconds)
