"""What things look like and what errors say: the one place where domain meets words and signs."""

from __future__ import annotations

from altotui.domain.errors import (
    ApiError,
    BadAnswer,
    Busy,
    Forbidden,
    Interrupted,
    NotFound,
    ServerFault,
    SessionExpired,
    TimedOut,
    Unreachable,
)
from altotui.domain.job import JobState
from altotui.domain.outcome import Outcome
from altotui.domain.site import Freshness

SITE_SIGNS = {
    Freshness.ONLINE: "+",
    Freshness.LATE: "~",
    Freshness.OFFLINE: "-",
    Freshness.UNKNOWN: "?",
}
SITE_MEANINGS = {
    Freshness.ONLINE: "good",
    Freshness.LATE: "warn",
    Freshness.OFFLINE: "bad",
    Freshness.UNKNOWN: "muted",
}
JOB_MEANINGS = {
    JobState.PENDING: "muted",
    JobState.RUNNING: "active",
    JobState.COMPLETED: "good",
    JobState.SENT: "warn",
    JobState.FAILED: "bad",
    JobState.DELETED: "muted",
    JobState.GONE: "warn",
    JobState.UNKNOWN: "warn",
}
OUTCOME_WORDS = {
    Outcome.OK: ("ok", "good"),
    Outcome.ROUTER_ERROR: ("ROUTER SAYS NO", "bad"),
    Outcome.REJECTED: ("REFUSED BY THE API", "bad"),
    Outcome.NOT_SENT: ("NOT SENT", "warn"),
    Outcome.UNKNOWN: ("SENT, RESULT UNKNOWN", "warn"),
    Outcome.SKIPPED: ("SKIPPED", "muted"),
    Outcome.STOPPED: ("STOPPED", "muted"),
}


def api_health(error: ApiError | None) -> tuple[str, str]:
    """Return the words of the header for the state of the API, and their meaning."""
    match error:
        case None:
            return "api ok", "good"
        case SessionExpired():
            return "token refused", "bad"
        case Forbidden():
            return "not permitted", "bad"
        case Busy():
            return "rate-limited", "warn"
        case Unreachable():
            return "api unreachable", "bad"
        case TimedOut():
            return "api does not answer", "bad"
        case Interrupted():
            return "connection breaks", "warn"
        case ServerFault():
            return "api fails", "bad"
        case NotFound():
            return "api path not found", "bad"
        case BadAnswer():
            return "api not understood", "bad"
        case _:
            return "api refuses", "bad"


def next_step(outcome: Outcome, *, is_write: bool) -> str:
    """Return what a person can do about an outcome; empty when there is nothing to do."""
    match outcome:
        case Outcome.UNKNOWN if is_write:
            return "it may have been carried out: read the router before sending it again"
        case Outcome.UNKNOWN:
            return "a read changes nothing: ask again when you like"
        case Outcome.NOT_SENT:
            return "nothing left this machine: it is safe to send it again"
        case Outcome.REJECTED:
            return "the router never saw it"
        case _:
            return ""
