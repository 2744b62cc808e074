"""The request budget: whose turn a request takes, and how much is left of a minute."""

from __future__ import annotations

from enum import IntEnum
from math import ceil
from typing import NamedTuple


class Priority(IntEnum):
    """Who waits for the answer: a smaller number goes first."""

    COMMAND = 0
    """A command or a write of the person."""
    REFRESH = 1
    """A list that the person asked for."""
    FANOUT = 2
    """One of many commands of the same line."""
    WATCHED = 3
    """A poll of what is on the screen."""
    BACKGROUND = 4
    """Everything else."""

    @property
    def is_poll(self) -> bool:
        """Return whether nobody waits for it: it is tried once, and its next tick is the retry."""
        return self >= Priority.WATCHED


class Budget(NamedTuple):
    """The state of the request budget at one moment."""

    used: int = 0
    """Requests started in the last 60 seconds."""
    per_minute: int = 50
    """How many may start in any 60 seconds."""
    waiting: int = 0
    """Requests of people that wait for their turn: polls always do."""
    next_in_s: float = 0.0
    """Seconds until the next of those may start; 0 when none waits."""
    held_s: float = 0.0
    """Seconds for which the server asked us to send nothing; 0 when it did not."""
    polls_per_minute: int = 30
    """How many of them may be polls; less while the server refuses for the rate."""

    @property
    def fanout_per_minute(self) -> int:
        """Return how many sites a line for many sites reaches in a minute."""
        return fanout_share(self.per_minute)

    @property
    def is_short(self) -> bool:
        """Return whether it is worth telling: somebody waits, or three quarters are spent."""
        return self.waiting > 0 or self.held_s > 0 or self.used * 4 >= self.per_minute * 3


_MARGIN = 6


def used_share(allowed_per_minute: int) -> int:
    """Return how many of the allowed requests are used: 50 of 60, since other consoles may have the same token."""
    return max(1, allowed_per_minute - ceil(allowed_per_minute / _MARGIN))


def fanout_share(per_minute: int) -> int:
    """Return the part of a budget that polls and fan-outs may use together, so that a command need not wait."""
    return max(1, per_minute * 9 // 10)


def poll_share(per_minute: int) -> int:
    """Return the part of a budget that polls may use: of 50 requests, 20 are kept for the person."""
    return max(1, per_minute * 6 // 10)


def fanout_minutes(sites: int, per_minute: int) -> int:
    """Return about how many minutes a line for so many sites takes; 0 when they fit into one burst."""
    return max(0, sites - 1) // fanout_share(per_minute)
