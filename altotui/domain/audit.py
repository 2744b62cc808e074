"""What was sent to routers, by whom, and how it ended: the two halves that are written, and the record read back."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome

STOPPED_BEFORE_ANSWER = "the console stopped before its answer came"


def stamp(at: datetime) -> str:
    """Return an aware time as the records have it: ISO 8601 in UTC, to the millisecond and with a Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class AuditKind(StrEnum):
    """What was done."""

    COMMAND = "command"
    JOB = "job"
    CANCEL = "cancel"
    UNLOCK = "unlock"
    """Writes were allowed; nothing was sent."""
    LOCK = "lock"
    """Writes were refused again by a person, before the time was up; nothing was sent."""
    NOTE = "note"
    """A person has written down something; nothing was sent."""


_NOTHING_SENT = frozenset({AuditKind.UNLOCK, AuditKind.LOCK, AuditKind.NOTE})


class Intent(NamedTuple):
    """What is about to be sent or allowed; written before the first byte leaves."""

    kind: AuditKind
    site_id: SiteId
    site_name: str
    command: str
    """The API command; of a job its description; of a cancel the id of the job; else the kind and for how long."""
    parameters: tuple[str, ...]
    """API words; of a job its script alone."""
    is_write: bool
    """It needs the right to write, or gives it: it is not done unless it is recorded."""
    key: str | None = None
    """Idempotency key, or the mark by which the call can be found again."""
    reason: str = ""
    """Why writes are allowed, as typed, or what a note says; empty for a read."""
    targets: int = 1
    """How many sites the same line goes to; 0 when nothing is sent."""


class Conclusion(NamedTuple):
    """How it ended."""

    outcome: Outcome
    http_status: int | None = None
    elapsed_ms: int | None = None
    message: str | None = None


class AuditEntry(NamedTuple):
    """An intent with its conclusion, as read back; every text is as it was written, so hostile until made visible."""

    at: datetime
    """When it was about to be sent; aware UTC."""
    profile: str
    user: str
    host: str
    pid: int
    kind: str
    """One of AuditKind, or a word of another version."""
    site_id: SiteId
    site_name: str
    command: str
    parameters: tuple[str, ...]
    is_write: bool
    key: str | None = None
    reason: str = ""
    targets: int | None = None
    """How many sites the same line went to; None when that was not recorded."""
    outcome: Outcome | None = None
    """None while it is in flight."""
    message: str | None = None
    http_status: int | None = None
    elapsed_ms: int | None = None
    is_concluded: bool = False
    """Whether its end was written down."""

    @property
    def is_only_said(self) -> bool:
        """Return whether nothing was sent: writes were allowed, or refused again, or a note was written."""
        return self.kind in _NOTHING_SENT

    @property
    def is_in_flight(self) -> bool:
        """Return whether the console that sent it still runs and waits for the answer."""
        return self.outcome is None

    @property
    def is_unfinished(self) -> bool:
        """Return whether the console that sent it ended without writing down how it ended."""
        return not self.is_concluded and not self.is_in_flight

    @property
    def what(self) -> str:
        """Return what was sent, on one line."""
        return " ".join((self.command, *self.parameters))


class AuditFilter:
    """The words that pick records: all must be found, in any case; `-` in front turns one round."""

    def __init__(self, text: str) -> None:
        self._words = [
            (word[1:], True) if len(word) > 1 and word.startswith("-") else (word, False)
            for word in text.casefold().split()
        ]

    def matches(self, entry: AuditEntry) -> bool:
        """Return whether `entry` passes: by site, what was sent, kind, outcome, or any of its words."""
        parts = (
            *(
                entry.site_name,
                entry.site_id,
                entry.what,
                entry.kind,
                entry.outcome,
                entry.message,
                entry.key,
                entry.reason,
            ),
            *(entry.profile, entry.user, entry.host),
        )
        hay = " ".join(part for part in parts if part).casefold()
        return all((word in hay) is not is_negated for word, is_negated in self._words)
