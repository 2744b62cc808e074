"""What became of one command on one router: exactly one of seven words, and never a guess."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """The end of one command on one router."""

    OK = "ok"
    """The router answered."""
    ROUTER_ERROR = "router_error"
    """The router received it and said no."""
    REJECTED = "rejected"
    """The API refused it before it reached the router."""
    NOT_SENT = "not_sent"
    """Proved that no byte left."""
    UNKNOWN = "unknown"
    """It may have been carried out: the answer never came."""
    SKIPPED = "skipped"
    """Left out on purpose, for example after a stop on the first error."""
    STOPPED = "stopped"
    """A person stopped before it was sent."""
