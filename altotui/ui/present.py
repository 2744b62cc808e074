"""What things look like and what errors say: the one place where domain meets words and signs."""

from __future__ import annotations

from altotui.domain.ages import exact_duration
from altotui.domain.budget import Budget
from altotui.domain.errors import (
    ApiError,
    BadAnswer,
    Busy,
    Forbidden,
    Interrupted,
    NotFound,
    Paused,
    ServerFault,
    SessionExpired,
    TimedOut,
    Unreachable,
)
from altotui.domain.job import JobState
from altotui.domain.outcome import Outcome
from altotui.domain.site import Freshness
from altotui.ui.commands import key_of

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
JOB_SIGNS = {
    JobState.PENDING: ".",
    JobState.RUNNING: ">",
    JobState.COMPLETED: "v",
    JobState.SENT: "s",
    JobState.FAILED: "x",
    JobState.DELETED: "/",
    JobState.GONE: "g",
    JobState.UNKNOWN: "?",
}
"""One character for each state, as lanes have them; with the word beside it nothing depends on colour."""
JOB_WORDS = {
    JobState.PENDING: "wait",
    JobState.RUNNING: "run",
    JobState.COMPLETED: "done",
    JobState.SENT: "sent",
    JobState.FAILED: "fail",
    JobState.DELETED: "canc",
    JobState.GONE: "gone",
    JobState.UNKNOWN: "????",
}
"""The states in four letters, for narrow lists."""
KIND_MEANINGS = {
    "read": "good",
    "bounded": "good",
    "sensitive": "warn",
    "write": "warn",
    "disruptive": "bad",
    "reject": "bad",
    "local": "muted",
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
_NO_ANSWER = ("NO ANSWER", "warn")
"""A read without an answer where many are counted: nothing can have been changed."""


def counted_words(outcome: Outcome, *, is_write: bool) -> tuple[str, str]:
    """Return what an outcome is called where many are counted, and what it means."""
    return _NO_ANSWER if outcome is Outcome.UNKNOWN and not is_write else OUTCOME_WORDS[outcome]


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
        case Paused():
            return "api down", "bad"
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


def advice(error: ApiError) -> str:
    """Return what stands behind the words of the API's health: what to do where that is known, else its own words."""
    return f"renew it, then press {key_of('refresh')}" if isinstance(error, SessionExpired) else str(error)


def budget_words(budget: Budget) -> tuple[str, str]:
    """Return the words of the header for the request budget, and their meaning; empty while there is enough."""
    if budget.held_s > 0:
        return f"rate-limited {exact_duration(budget.held_s)}", "bad"
    if budget.waiting > 0:
        return (
            f"{budget.waiting} wait{'s' * (budget.waiting == 1)} for the rate, {exact_duration(budget.next_in_s)}",
            "warn",
        )
    return (f"rate {budget.used}/{budget.per_minute}", "muted") if budget.is_short else ("", "")


def next_step(outcome: Outcome, command: str, *, is_write: bool) -> str:
    """Return what a person can do about the outcome of `command`; empty when there is nothing to do."""
    match outcome:
        case Outcome.UNKNOWN if is_write:
            from altotui.domain.routeros.read_back import read_back

            back = read_back(command)
            how = f"{key_of('answer.verify')} reads it back with {back}" if back else "read the router"
            return f"it may have been carried out: {how} before sending it again"
        case Outcome.UNKNOWN:
            return "a read changes nothing: ask again when you like"
        case Outcome.NOT_SENT:
            return "nothing left this machine: it is safe to send it again"
        case Outcome.REJECTED:
            return "the router never saw it"
        case _:
            return ""
