"""The fault matrix (reliability.md 7.1) as tables: what goes wrong, what is asked meanwhile, and how it must end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from altotui.domain.errors import (
    ApiError,
    BadAnswer,
    Busy,
    Forbidden,
    Interrupted,
    NotFound,
    Rejected,
    ServerFault,
    SessionExpired,
    TimedOut,
)
from altotui.domain.outcome import Outcome
from tests.faults import faults
from tests.faults.consoles import PATIENT_S, Asked
from tests.faults.faults import Fault, answer, page, refusal
from tests.faults.platform import ACCEPT_RESET, UNREAD_RESET
from tests.faults.server import Plan

How = Outcome | type[ApiError]
DEADLINE_S = 0.25
"""Where the answer never comes: real seconds, so few."""
LATE_S = 0.05
"""Between two bytes of an answer that would never be complete in time."""
ATTEMPTS = 3
_NOT_NOW = [("Retry-After", "0")]


class Case(NamedTuple):
    """One fault, what is asked of the console meanwhile, and how that must end."""

    row: str
    fault: Fault
    asked: Asked
    ends: How
    seen: int
    """How often the server read a request before it was over."""
    says: str = ""
    """Pattern of the message."""
    is_for_ever: bool = False
    """Whether it happens to every request and not to the first alone."""
    total_s: float = PATIENT_S

    def __str__(self) -> str:
        """Return the words for a test's id."""
        times = " again and again" if self.is_for_ever else ""
        return f"{self.row} {self.fault}{times}-{self.asked}"

    @property
    def plan(self) -> Plan:
        """Return what the server does."""
        return self.fault if self.is_for_ever else (self.fault,)


def _named(name: str, fault: Fault) -> Fault:
    return replace(fault, name=name)


def _undone(fault: Fault) -> Fault:
    """Return a fault before which nothing was carried out."""
    return replace(fault, name=f"{fault}, and nothing done", is_applied=False)


# Connections that break: nobody knows what became of it, only plain reads are tried again

BREAKING: list[tuple[str, Fault]] = [
    ("F04", faults.reset_at_accept()),
    ("F04", faults.reset_before_reading()),
    ("F05", faults.reset_after_request()),
    ("F05", _undone(faults.reset_after_request())),
    ("F06", faults.close_without_answer()),
    ("F06", _undone(faults.close_without_answer())),
    ("F10", faults.cut_body(10)),
    ("F10", faults.ended_early()),
    ("F10", faults.cut_head(12)),
    ("F10", faults.cut_head(40)),
    ("F11", faults.cut_body(10, by_reset=True)),
    ("F11", faults.cut_head(12, by_reset=True)),
    ("F15", faults.two_lengths()),
    ("F16", faults.raw(b"HTTP/1.1 101 Switching Protocols\r\n\r\n", name="another protocol is switched to")),
    ("F27", faults.not_http()),
]


def _breaking() -> Iterator[Case]:
    for row, fault in BREAKING:
        seen = int(fault.needs_request)
        host = "the connection to 127.0.0.1 broke"
        yield Case(row, fault, Asked.WRITE, Outcome.UNKNOWN, seen, host)
        yield Case(row, fault, Asked.READ, Outcome.UNKNOWN, seen, host)
        yield Case(row, fault, Asked.LIST, Outcome.OK, seen + 1)
        yield Case(row, fault, Asked.LIST, Interrupted, seen * ATTEMPTS, host, is_for_ever=True)
        yield Case(row, fault, Asked.POLL, Interrupted, seen, host)


# Silence: the deadline ends it, and a time-out is no reason to ask once more

SILENT: list[tuple[str, Fault]] = [
    ("F08", faults.black_hole()),
    ("F09", faults.silence()),
    ("F09", _undone(faults.silence())),
    ("F12", faults.drip_body(every_s=LATE_S)),
    ("F13", faults.drip_head(every_s=LATE_S)),
]


def _silent() -> Iterator[Case]:
    for row, fault in SILENT:
        seen = int(fault.needs_request)
        for asked in (Asked.WRITE, Asked.READ, Asked.LIST, Asked.POLL):
            ends: How = Outcome.UNKNOWN if asked.is_command else TimedOut
            words = "no answer from 127.0.0.1 in time"
            yield Case(row, fault, asked, ends, seen, words, is_for_ever=True, total_s=DEADLINE_S)


# Answers that refuse


class Refusing(NamedTuple):
    """An answer that is none, for a command and for a list."""

    row: str
    fault: Fault
    of_command: Outcome
    of_list: type[ApiError]
    seen_of_list: int
    """How often a person's list was asked for."""
    says: str


_OTHER_HOST = "https://elsewhere.test"


def _gateway(status: int) -> Fault:
    return page(status, "Bad \x1b[31mday", is_applied=True)


REFUSING = [
    *(
        Refusing(
            "F17",
            _named(f"{status} to {to}", faults.redirect(status, to)),
            Outcome.UNKNOWN,
            BadAnswer,
            1,
            f"points to {to}, which is not followed",
        )
        for status in (301, 302, 303, 307, 308)
        for to in ("/elsewhere", _OTHER_HOST)
    ),
    Refusing("F20", refusal(401, "gone by"), Outcome.REJECTED, SessionExpired, 1, "gone by"),
    Refusing("F21", refusal(403, "not yours"), Outcome.REJECTED, Forbidden, 1, "not yours"),
    Refusing("F21", refusal(404, "no such path"), Outcome.REJECTED, NotFound, 2, "no such path"),
    Refusing("F22", refusal(409, "busy with it"), Outcome.REJECTED, Rejected, 1, "busy with it"),
    Refusing("F22", refusal(422, "wrong field"), Outcome.REJECTED, Rejected, 1, "wrong field"),
    Refusing("F25", refusal(429, "too fast", _NOT_NOW), Outcome.REJECTED, Busy, ATTEMPTS, "too fast"),
    Refusing(
        "F26", refusal(500, "on fire", is_applied=True), Outcome.UNKNOWN, ServerFault, ATTEMPTS, "on fire"
    ),
    Refusing("F26", _undone(refusal(500, "on fire")), Outcome.UNKNOWN, ServerFault, ATTEMPTS, "on fire"),
    Refusing("F26", refusal(501, "never heard"), Outcome.UNKNOWN, ServerFault, 1, "never heard"),
    Refusing("F27", refusal(408, "too slow"), Outcome.UNKNOWN, TimedOut, ATTEMPTS, "too slow"),
    *(
        Refusing(
            "F27",
            fault,
            Outcome.UNKNOWN,
            ServerFault,
            ATTEMPTS,
            f"{status} .*: a page «Bad \u241b\\[31mday»",
        )
        for status in (502, 503, 504)
        for fault in (_undone(_gateway(status)), _gateway(status))
    ),
]


def _refusing() -> Iterator[Case]:
    for row, fault, of_command, of_list, seen, says in REFUSING:
        for asked in (Asked.WRITE, Asked.READ):
            yield Case(row, fault, asked, of_command, 1, says, is_for_ever=True)
        yield Case(row, fault, Asked.LIST, of_list, seen, says, is_for_ever=True)
        polls = (
            2 if of_list is NotFound else 1
        )  # where the other generation has its list, no platform is older
        yield Case(row, fault, Asked.POLL, of_list, polls, says, is_for_ever=True)
        if seen == ATTEMPTS:
            yield Case(row, fault, Asked.LIST, Outcome.OK, 2)


# Answers that are odd, and right

_ERROR = answer(200, {"status": "error", "message": "no such item"})
ODD: list[Case] = [
    *(
        Case("F14", fault, asked, Outcome.OK, 1)
        for fault in (
            faults.chunked([{"name": "x" * 20_000}]),
            faults.drip_body([{"name": "x" * 2_000}], every_s=0),
            faults.drip_head([{"name": "x" * 200}], every_s=0),
        )
        for asked in (Asked.WRITE, Asked.LIST)
    ),
    *(
        Case("F15", faults.smuggled(), asked, Outcome.OK, 1)
        for asked in (Asked.WRITE, Asked.READ, Asked.LIST)
    ),
    *(
        Case("F16", faults.after_interim(*interim), asked, Outcome.OK, 1)
        for interim in ((100,), (103,), (102, 103, 103))
        for asked in (Asked.WRITE, Asked.LIST)
    ),
    Case("F28", _named("200 with an error", _ERROR), Asked.WRITE, Outcome.ROUTER_ERROR, 1, "^no such item$"),
    Case("F28", _named("200 with an error", _ERROR), Asked.READ, Outcome.ROUTER_ERROR, 1, "^no such item$"),
    Case(
        "F29", _named("200 without a status", answer(200, {"rows": 3})), Asked.WRITE, Outcome.OK, 1, "^unrec"
    ),
    Case(
        "F29", _named("200 that is odd", answer(200, {"status": "odd"})), Asked.WRITE, Outcome.OK, 1, "'odd'$"
    ),
    *(
        Case("F30", empty, asked, BadAnswer if asked is Asked.LIST else Outcome.OK, 1, says)
        for empty in (
            answer(204, b""),
            _named("nothing", answer(200, b"")),
            _named("blanks", answer(200, b" \r\n")),
        )
        for asked, says in ((Asked.WRITE, "^$"), (Asked.READ, "^$"), (Asked.LIST, "an empty answer"))
    ),
]

CASES = [*_breaking(), *_silent(), *_refusing(), *ODD]


# Jobs, on a platform that keeps its books


class JobCase(NamedTuple):
    """What happens to the first requests that queue a job, and how that must end."""

    row: str
    ahead: tuple[str, ...]
    """Names of `platform.NAMED`."""
    asked: Asked
    ends: Outcome
    received: int
    """How often the platform read the job."""
    says: str = ""
    lists: float = 0.0
    """Share of the job lists that cannot be had."""
    total_s: float = PATIENT_S

    def __str__(self) -> str:
        """Return the words for a test's id."""
        unreadable = ", no list" if self.lists else ""
        return f"{self.row} {', '.join(self.ahead)}{unreadable}-{self.asked}"


_FOUND = "its answer was lost; it is in the job list"
_NOT_FOUND = "the job list of the site does not have it, asked 3 times"
_NO_LIST = "the job list does not settle it either"
_LOST = ("500 after", "504 after", "reset after", "cut after", "closed after")
_UNDONE = ("503 before", "502 before")
_KEYED, _UNKEYED = Asked.KEYED, Asked.UNKEYED
_OK, _NOT_SENT, _UNKNOWN, _REJECTED = Outcome.OK, Outcome.NOT_SENT, Outcome.UNKNOWN, Outcome.REJECTED

JOB_CASES = [
    *(JobCase("F20", ("401 before",), asked, _REJECTED, 1, "says 401") for asked in (_KEYED, _UNKEYED)),
    *(
        JobCase("F21", (f"{status} before",), asked, _REJECTED, 1, f"says {status}")
        for status in (403, 404)
        for asked in (_KEYED, _UNKEYED)
    ),
    JobCase("F22", ("409 after",), _KEYED, _OK, 1, _FOUND),
    JobCase("F22", ("409 before",), _KEYED, Outcome.UNKNOWN, 1, "handles an earlier attempt"),
    JobCase("F22", ("422 before",), _KEYED, _REJECTED, 1, "says 422"),
    JobCase("F22", ("closed after", "422 before"), _KEYED, _OK, 2, _FOUND),
    JobCase("F25", ("429", "429"), _KEYED, _OK, 3),
    JobCase("F25", ("429",) * 3, _KEYED, _REJECTED, 3, "says 429"),
    JobCase("F25", ("429",), _UNKEYED, _REJECTED, 1, "says 429"),
    *(JobCase("F41", (name,), _KEYED, _OK, 2) for name in (*_LOST, *_UNDONE)),
    *(JobCase("F41", (name,), _KEYED, _OK, 1) for name in (ACCEPT_RESET, UNREAD_RESET)),
    *(JobCase("F41", (name,) * 3, _KEYED, _OK, 3, _FOUND) for name in _LOST),
    *(JobCase("F41", (name,) * 3, _KEYED, _NOT_SENT, 3, _NOT_FOUND) for name in _UNDONE),
    JobCase("F41", (UNREAD_RESET,) * 3, _KEYED, _NOT_SENT, 0, _NOT_FOUND),
    JobCase("F41", ("closed after", "429", "429"), _KEYED, _OK, 3, _FOUND),
    JobCase("F41", ("closed after", "401 before"), _KEYED, _OK, 2, _FOUND),
    JobCase("F41", ("closed after",) * 3, _KEYED, _UNKNOWN, 3, _NO_LIST, lists=1.0),
    JobCase("F41", ("503 before",) * 3, _KEYED, _UNKNOWN, 3, _NO_LIST, lists=1.0),
    JobCase("F41", ("silence after",), _KEYED, _OK, 1, _FOUND, total_s=DEADLINE_S),
    JobCase("F41", ("silence before",), _KEYED, _NOT_SENT, 1, _NOT_FOUND, total_s=DEADLINE_S),
    *(JobCase("F42", (name,), _UNKEYED, _OK, 1, _FOUND) for name in _LOST),
    *(JobCase("F42", (name,), _UNKEYED, _NOT_SENT, 1, _NOT_FOUND) for name in _UNDONE),
    *(JobCase("F42", (name,), _UNKEYED, _NOT_SENT, 0, _NOT_FOUND) for name in (ACCEPT_RESET, UNREAD_RESET)),
    JobCase("F42", ("closed after",), _UNKEYED, _UNKNOWN, 1, _NO_LIST, lists=1.0),
    JobCase("F42", ("502 before",), _UNKEYED, _UNKNOWN, 1, _NO_LIST, lists=1.0),
    JobCase("F42", ("silence after",), _UNKEYED, _OK, 1, _FOUND, total_s=DEADLINE_S),
]
