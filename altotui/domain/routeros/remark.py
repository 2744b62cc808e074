"""What can be said about a script before it is queued: which rule, how bad, where, why, and what to do about it."""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import StrEnum
from typing import NamedTuple

from altotui.domain.text import make_visible

MAX_EXCERPT_CHARS = 40
_MAX_WORDS_CHARS = 240
_NOT_PRINTABLE_ASCII = re.compile("[^ -~]")


class Rule(StrEnum):
    """What a remark is about."""

    CUT_OFF = "cut-off"
    """The router restarts or stops before the script can report."""
    LONG_DELAY = "long-delay"
    OWN_BRANCH = "own-branch"
    """It changes what the router needs to reach the platform."""
    TOO_LONG = "too-long"
    NOT_ASCII = "not-ascii"
    SYNTAX = "syntax"
    ENDLESS = "endless"
    INTERACTIVE = "interactive"
    EVERYTHING = "everything"
    """It changes or removes all items of a menu."""
    UNKNOWN = "unknown"
    """Words that are not known, are ambiguous, or mean something at a prompt only."""


class Severity(StrEnum):
    """How bad it is, the worst first."""

    ERROR = "error"
    """The platform or the router will refuse it, or the job will look stuck for ever."""
    WARNING = "warning"
    HINT = "hint"


class Remark(NamedTuple):
    """One remark: reason and remedy are printable ASCII, the excerpt is visible-only; each is one line."""

    rule: Rule
    severity: Severity
    line: int
    """Counted from 1."""
    column: int
    """In characters, counted from 1."""
    excerpt: str
    """What it is about, at most `MAX_EXCERPT_CHARS`."""
    reason: str
    remedy: str

    def __str__(self) -> str:
        """Return one line for a person."""
        return f"{self.line}:{self.column} {self.severity}: {self.reason}; {self.remedy}"


class Found(NamedTuple):
    """A remark whose place is still an offset in the script."""

    rule: Rule
    severity: Severity
    start: int
    end: int
    reason: str
    remedy: str


class Places:
    """Turns offsets in one script into lines and columns."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line_starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._line_starts.append(at + 1)
            at = text.find("\n", at + 1)

    def remark(self, found: Found) -> Remark:
        """Return `found` with its line and column, and with visible words."""
        line = bisect_right(self._line_starts, found.start)
        return Remark(
            found.rule,
            found.severity,
            line,
            found.start - self._line_starts[line - 1] + 1,
            make_visible(self._text[found.start : found.end], max_chars=MAX_EXCERPT_CHARS),
            _in_ascii(found.reason),
            _in_ascii(found.remedy),
        )


def _in_ascii(words: str) -> str:
    """Return words, which may quote the script, so that every terminal draws them in as many cells as characters."""
    return _NOT_PRINTABLE_ASCII.sub(lambda match: ascii(match[0])[1:-1], words)[:_MAX_WORDS_CHARS]


def most_severe_first(remarks: tuple[Remark, ...]) -> tuple[Remark, ...]:
    """Return the remarks with the errors first, each kind in the order of the script."""
    order = tuple(Severity)
    return tuple(sorted(remarks, key=lambda remark: order.index(remark.severity)))


def counted(remarks: tuple[Remark, ...]) -> str:
    """Return how many there are of each kind, as in `1 error, 2 hints`; empty for none."""
    numbers = [(sum(remark.severity is kind for remark in remarks), kind) for kind in Severity]
    return ", ".join(f"{number} {kind}{'s' if number > 1 else ''}" for number, kind in numbers if number)
