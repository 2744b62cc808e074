"""How each kind of call is made: its time-outs, its size, and what may be repeated (reliability.md 8).

A call that may have been carried out is repeated only where that is harmless: plain reads, and job creation with
a key by which the platform recognises the repeat. Before a byte has left, every call may be tried again.
"""

from __future__ import annotations

from typing import NamedTuple

from altotui.domain.budget import Priority
from altotui.domain.errors import ApiError, Busy, Interrupted, ServerFault, TimedOut, Unreachable

_MIB = 1024 * 1024
MAX_RETRY_AFTER_S = 120.0
"""A server that asks for more is obeyed by not asking again at all."""
MOST_SITE_BYTES = 1024
"""Of one site in a list, or of all its tags: about two thirds of it are usual."""
CONNECT_S = 5.0
CONNECT_ATTEMPTS = 3
_PASSING = frozenset({500, 502, 503, 504})


class Policy(NamedTuple):
    """The rules of one kind of call; times in real seconds."""

    read_s: float
    """Without a byte."""
    total_s: float
    """From the first attempt to the end of the last, waits for the request budget not counted."""
    max_bytes: int
    """Of the answer, inflated."""
    write_s: float = 5.0
    attempts: int = 1
    """Once a byte may have left."""
    connect_attempts: int = CONNECT_ATTEMPTS
    """While no byte has left."""
    repeats_silence: bool = True
    """Whether a time-out may be repeated too, where `attempts` allows it."""
    needs_fresh_connection: bool = True
    """Whether its connection carries nothing else, before or after: no answer can then be taken for another's."""
    tells_of_platform: bool = True
    """Whether a 5xx says that the platform is in trouble, and not that one router is."""

    def polled(self, priority: Priority) -> Policy:
        """Return these rules for a call of `priority`: a poll is tried once, its next tick is the retry."""
        return self._replace(attempts=1, connect_attempts=1) if priority.is_poll else self

    def expecting(self, sites: int) -> Policy:
        """Return these rules for a list of about so many sites: a long one may be larger than any other answer."""
        return self._replace(max_bytes=max(self.max_bytes, sites * MOST_SITE_BYTES))

    def lasting(self, total_s: float) -> Policy:
        """Return these rules with another total time."""
        return self._replace(total_s=total_s, read_s=min(self.read_s, total_s))

    def repeats(self, error: ApiError, attempt: int) -> bool:
        """Return whether attempt number `attempt` (from 1) that ended in `error` is followed by another."""
        if isinstance(error, Unreachable):
            return error.is_passing and attempt < self.connect_attempts
        if attempt >= self.attempts:
            return False
        if isinstance(error, Busy):
            return (error.retry_after_s or 0.0) <= MAX_RETRY_AFTER_S
        if isinstance(error, TimedOut):
            return self.repeats_silence
        if isinstance(error, ServerFault):
            return error.status in _PASSING
        return isinstance(error, Interrupted)


LIST_SITES = Policy(read_s=10, total_s=20, max_bytes=16 * _MIB, attempts=3, needs_fresh_connection=False)
LIST_TAGS = LIST_SITES._replace(attempts=1)
LIST_HISTORY = LIST_SITES._replace(max_bytes=4 * _MIB)
LIST_JOBS = Policy(read_s=10, total_s=15, max_bytes=4 * _MIB, attempts=3, needs_fresh_connection=False)
READ_COMMAND = Policy(
    read_s=60,
    total_s=65,
    max_bytes=8 * _MIB,
    write_s=10,
    repeats_silence=False,
    needs_fresh_connection=False,
    tells_of_platform=False,
)
WRITE_COMMAND = READ_COMMAND._replace(needs_fresh_connection=True)
QUEUE_KEYED = Policy(read_s=20, total_s=30, max_bytes=_MIB, write_s=10, attempts=3)
QUEUE_UNKEYED = QUEUE_KEYED._replace(attempts=1)
CANCEL_JOB = QUEUE_UNKEYED
READ_ATTEMPTS_WHEN_WANTED = 2
"""For read commands, where the profile says `retry_reads`: never after a time-out."""
