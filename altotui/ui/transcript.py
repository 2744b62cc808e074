"""What stands in the transcript: one entry for each line that was typed, made into lines when they are drawn."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from rich.style import Style

from altotui.domain.ages import exact_duration
from altotui.domain.answer_table import GAP, AnswerTable
from altotui.domain.command import CommandResult, Sentence
from altotui.domain.outcome import Outcome
from altotui.domain.text import make_visible
from altotui.ui.cells import Piece, fit, width_of
from altotui.ui.present import OUTCOME_WORDS, next_step

Look = Callable[[str], Style]
"""Returns the style of a meaning."""
INDENT = "   "
_MAX_TEXT_LINES = 5000


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
        self, number: int, site_name: str, sentence: Sentence, started_at: datetime, *, is_write: bool
    ) -> None:
        self.number = number
        self.site_name = site_name
        self.sentence = sentence
        self.started_at = started_at
        self.is_write = is_write
        self.result: CommandResult | None = None
        self.has_left = False
        """Its turn has come: from then on it may have been carried out."""
        self.is_abandoned = False
        """A person stopped waiting; the answer is still shown if it comes."""
        self._table: AnswerTable | None = None
        self._text: list[str] = []

    def finish(self, result: CommandResult) -> None:
        """Take the outcome."""
        self.result = result
        reply = result.reply
        self._table = AnswerTable(reply.rows) if reply.rows else None
        if reply.ret is not None:
            shown = make_visible(reply.ret, keep_newlines=True, max_chars=1_000_000)
            self._text = shown.rstrip("\n").expandtabs(8).split("\n")[:_MAX_TEXT_LINES]

    @property
    def column_count(self) -> int:
        """Return how many columns the answer has, at least 1."""
        return max(1, len(self._table.keys)) if self._table else 1

    def line_count(self, width: int) -> int:
        """Return head, answer and an empty line."""
        return 1 + self._body_count(width) + 1

    def _body_count(self, width: int) -> int:
        if self.result is None:
            return len(self._waiting_lines(width))
        if self.result.outcome is not Outcome.OK:
            return len(self._failure_lines(width)) + len(self._advice_lines(width))
        return len(self._notes(width)) + self._answer_count(width)

    def _answer_count(self, width: int) -> int:
        if self._table is None:
            return max(1, len(self._text))
        if self._is_record(width):
            return len(self._table.keys)
        return 1 + len(self._table.rows) + (1 if self._hidden(width, 0) else 0)

    def _notes(self, width: int) -> list[str]:
        """Return what was odd about an answer, in lines that stand above it."""
        message = self.result.message if self.result and self.result.outcome is Outcome.OK else None
        return _wrapped(message, width) if message else []

    def _is_record(self, width: int) -> bool:
        """Return whether the answer is one row that is better read from top to bottom."""
        table = self._table
        return table is not None and len(table.rows) == 1 and table.total_width() > width - len(INDENT)

    def _hidden(self, width: int, first_column: int) -> list[int]:
        if self._table is None:
            return []
        shown = self._table.fitting_columns(first_column, width - len(INDENT))
        return [column for column in range(len(self._table.keys)) if column not in shown]

    def make(self, y: int, width: int, first_column: int, look: Look) -> list[Piece]:
        """Return line `y` of the entry."""
        if y == 0:
            return self._head(width, look)
        body = y - 1
        if body >= self._body_count(width):
            return []
        if self.result is None:
            return self._waiting(body, width, look)
        if self.result.outcome is not Outcome.OK:
            return self._failure(body, width, look)
        notes = self._notes(width)
        if body < len(notes):
            return [(INDENT + notes[body], look("warn"))]
        return self._answer(body - len(notes), width, first_column, look)

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

    def _answer(self, body: int, width: int, first_column: int, look: Look) -> list[Piece]:
        if self._table is None:
            return [
                (
                    INDENT + (self._text[body] if self._text else "(no rows)"),
                    look("" if self._text else "muted"),
                )
            ]
        if self._is_record(width):
            return self._record_line(self._table, body, look)
        return self._table_line(self._table, body, width, first_column, look)

    def _head(self, width: int, look: Look) -> list[Piece]:
        """Return number, time, site, command and, at the right where a long command cannot hide it, the size."""
        lead: list[Piece] = [
            (f" #{self.number} {self.started_at:%H:%M:%S}Z ", look("muted")),
            (self.site_name, look("strong")),
        ]
        size = f"  {self._size()}"
        room = width - sum(width_of(text) for text, _ in lead) - width_of(size) - 2
        command = make_visible(str(self.sentence))
        if width_of(command) > room:
            command = fit(command, max(room, 8))
        return [*lead, (f"  {command}", look("command")), (size, look("muted"))]

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

    def _record_line(self, table: AnswerTable, body: int, look: Look) -> list[Piece]:
        key_cells = max(len(key) for key in table.keys)
        return [
            (f"{INDENT}{fit(make_visible(table.keys[body]), min(key_cells, 30))}  ", look("heading")),
            (table.cell(0, body), look("")),
        ]

    def _table_line(
        self, table: AnswerTable, body: int, width: int, first_column: int, look: Look
    ) -> list[Piece]:
        columns = table.fitting_columns(first_column, width - len(INDENT))
        if body == 0:
            cells = [fit(table.headings[column], table.widths[column]) for column in columns]
            return [(INDENT + (" " * GAP).join(cells), look("heading"))]
        row = body - 1
        if row < len(table.rows):
            cells = [fit(table.cell(row, column), table.widths[column]) for column in columns]
            return [(INDENT + (" " * GAP).join(cells), look(""))]
        hidden = self._hidden(width, first_column)
        names = " ".join(make_visible(table.keys[column]) for column in hidden)
        return [(f"{INDENT}{len(hidden)} more columns, left and right show them: {names}", look("muted"))]


AnyEntry = Note | Refusal | Entry
