"""What stands in the transcript: one entry for each line that was typed, made into lines when they are drawn."""

from __future__ import annotations

import textwrap
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style

from altotui.domain.ages import exact_duration
from altotui.domain.command import CommandResult, Sentence
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.text import make_visible
from altotui.ui.cells import INDENT, Look, Piece, fit, width_of
from altotui.ui.present import OUTCOME_WORDS, next_step

if TYPE_CHECKING:
    from altotui.ui.answer_view import AnswerView


class Note(NamedTuple):
    """Words of the console itself."""

    text: str
    meaning: str = "muted"

    def line_count(self, width: int) -> int:
        """Return how many lines the words take."""
        return len(_wrapped(self.text, width))

    def make(self, y: int, width: int, first_column: int, look: Look) -> list[Piece]:  # noqa: ARG002 (every entry is asked the same way)
        """Return one of the lines, those behind the first indented."""
        line = _wrapped(self.text, width)[y]
        return [(f" {line}" if y == 0 else INDENT + line, look(self.meaning))]


class Refusal(NamedTuple):
    """A line that was not sent, and why."""

    line: str
    """Visible-only."""
    reason: str

    def line_count(self, width: int) -> int:
        """Return the line, its reason and an empty line."""
        return 2 + len(_wrapped(_NOT_SENT + self.reason, width))

    def make(self, y: int, width: int, first_column: int, look: Look) -> list[Piece]:  # noqa: ARG002
        """Return one of the lines."""
        if y == 0:
            return [(f" {self.line}", look("command"))]
        lines = _wrapped(_NOT_SENT + self.reason, width)
        return _led(lines[y - 1], _NOT_SENT, look("warn"), look("")) if y <= len(lines) else []


_NOT_SENT = "NOT SENT: "


def _wrapped(text: str, width: int) -> list[str]:
    """Return `text` in lines that fit into `width` with the indent; at least one."""
    room = max(20, width - len(INDENT))
    return textwrap.wrap(text, room, break_on_hyphens=False) or [""]


def _led(text: str, lead: str, lead_look: Style, look: Style) -> list[Piece]:
    """Return a line whose beginning stands out when it is `lead`."""
    if text.startswith(lead.rstrip()):
        cut = len(lead.rstrip())
        return [(INDENT + text[:cut], lead_look), (text[cut:], look)]
    return [(INDENT + text, look)]


class Entry:
    """One command on one router, from the moment it was sent."""

    def __init__(
        self,
        number: int,
        site_name: str,
        sentence: Sentence,
        started_at: datetime,
        *,
        is_write: bool,
        site_id: SiteId | None = None,
    ) -> None:
        self.number = number
        self.site_id = site_id
        """None for what no site was asked."""
        self.site_name = site_name
        self.sentence = sentence
        self.started_at = started_at
        self.is_write = is_write
        self.result: CommandResult | None = None
        self.has_left = False
        """Its turn has come: from then on it may have been carried out."""
        self.is_abandoned = False
        """A person stopped waiting; the answer is still shown if it comes."""
        self.answer: AnswerView | None = None
        """None while there is none, and when the command failed."""

    def finish(self, result: CommandResult) -> None:
        """Take the outcome; what reads answers is imported by the first one, and not by every start."""
        from altotui.ui.answer_view import AnswerView

        self.result = result
        if result.outcome is Outcome.OK:
            self.answer = AnswerView(self.sentence, result.reply, is_write=self.is_write)

    @property
    def column_count(self) -> int:
        """Return how many columns the answer has, at least 1."""
        return self.answer.column_count if self.answer else 1

    def line_count(self, width: int) -> int:
        """Return head, answer and an empty line."""
        return 1 + self._body_count(width) + 1

    def _body_count(self, width: int) -> int:
        if self.result is None:
            return len(self._waiting_lines(width))
        if self.answer is None:
            return len(self._failure_lines(width)) + len(self._advice_lines(width))
        return len(self._notes(width)) + self.answer.line_count(width)

    def _notes(self, width: int) -> list[str]:
        """Return what was odd about an answer, in lines that stand above it."""
        message = self.result.message if self.result and self.result.outcome is Outcome.OK else None
        return _wrapped(message, width) if message else []

    def make(self, y: int, width: int, first_column: int, look: Look) -> list[Piece]:
        """Return line `y` of the entry."""
        if y == 0:
            return self._head(width, look)
        body = y - 1
        if body >= self._body_count(width):
            return []
        if self.result is None:
            return self._waiting(body, width, look)
        if self.answer is None:
            return self._failure(body, width, look)
        notes = self._notes(width)
        if body < len(notes):
            return [(INDENT + notes[body], look("warn"))]
        return self.answer.make(body - len(notes), width, first_column, look)

    def _waiting_lines(self, width: int) -> list[str]:
        if not self.has_left:
            return ["waiting for its turn, esc takes it back"]
        if not self.is_abandoned:
            return ["waiting for the answer, esc stops waiting"]
        unknown = f"{OUTCOME_WORDS[Outcome.UNKNOWN][0]}: " if self.is_write else ""
        return _wrapped(f"{unknown}no longer waited for; an answer that still comes is shown", width)

    def _waiting(self, body: int, width: int, look: Look) -> list[Piece]:
        words, meaning = OUTCOME_WORDS[Outcome.UNKNOWN]
        return _led(self._waiting_lines(width)[body], f"{words}: ", look(meaning), look("muted"))

    def _head(self, width: int, look: Look) -> list[Piece]:
        """Return number, time, site, command and, at the right where a long command cannot hide it, the size."""
        lead: list[Piece] = [
            (f" #{self.number} {self.started_at:%H:%M:%S}Z ", look("muted")),
            (self.site_name, look("strong")),
        ]
        size = f"  {self._size()}"
        room = width - sum(width_of(text) for text, _ in lead) - width_of(size) - 2
        command = make_visible(self.shown_sentence)
        if width_of(command) > room:
            command = fit(command, max(room, 8))
        return [*lead, (f"  {command}", look("command")), (size, look("muted"))]

    @property
    def shown_sentence(self) -> str:
        """Return what was sent, with secrets masked: others look at the screen too. Not made visible yet."""
        if not self.sentence.parameters:
            return str(self.sentence)
        from altotui.domain.redaction import redact_words

        return " ".join(
            (
                self.sentence.command,
                *redact_words(self.sentence.parameters, command=self.sentence.command),
            )
        )

    def _size(self) -> str:
        """Return how many rows came and how long it took; empty while there is no answer."""
        result = self.result
        if result is None:
            return ""
        count = len(result.reply.rows)
        has_rows = result.outcome is Outcome.OK and (count or result.reply.ret is None)
        rows = f"{count} row{'s' * (count != 1)}  " if has_rows else ""
        return rows + (exact_duration(result.elapsed_ms / 1000) if result.elapsed_ms is not None else "")

    def _advice(self) -> str:
        if self.result is None:
            return ""
        return next_step(self.result.outcome, self.sentence.command, is_write=self.is_write)

    def _advice_lines(self, width: int) -> list[str]:
        advice = self._advice()
        return _wrapped(advice, width) if advice else []

    def _failure_lines(self, width: int) -> list[str]:
        if self.result is None:
            return []
        words, _ = OUTCOME_WORDS[self.result.outcome]
        return _wrapped(f"{words}: {self.result.message or 'without words'}", width)

    def _failure(self, body: int, width: int, look: Look) -> list[Piece]:
        lines = self._failure_lines(width)
        if self.result is None or body >= len(lines):
            return [(INDENT + self._advice_lines(width)[body - len(lines)], look("muted"))]
        words, meaning = OUTCOME_WORDS[self.result.outcome]
        return _led(lines[body], words + ": ", look(meaning), look(""))


AnyEntry = Note | Refusal | Entry
