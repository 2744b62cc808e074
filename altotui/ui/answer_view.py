"""The answer of a router as lines: a table, one record, or the words for what is neither."""

from __future__ import annotations

from altotui.domain.answer_table import GAP, AnswerTable
from altotui.domain.command import RouterReply, Sentence
from altotui.domain.routeros.answer import Form, form_of, frames_shown
from altotui.domain.text import make_visible
from altotui.storage.resources import load_menus
from altotui.ui.cells import INDENT, Look, Piece, fit

_MAX_TEXT_LINES = 5000
_MAX_KEY_CELLS = 30
_WORDS = {
    Form.EMPTY: ("(no rows)", "muted"),
    Form.DONE: ("done, with nothing to say", "good"),
}
_LEADS = {Form.COUNT: "rows counted: ", Form.ID: "id: "}
_FAILED = "SCRIPT FAILED: "


class AnswerView:
    """What a router answered, drawn line by line for any width."""

    def __init__(self, sentence: Sentence, reply: RouterReply, *, is_write: bool) -> None:
        facts = load_menus().answer_facts(sentence.command)
        self.form = form_of(*sentence, len(reply.rows), reply.ret, facts, is_write=is_write)
        rows, left_out = frames_shown(sentence.command, reply.rows)
        is_stats = any(word.startswith("=stats=") for word in sentence.parameters)
        self.table = AnswerTable(rows, facts, is_stats=is_stats) if rows else None
        """None when no rows came."""
        self._legend = self._legend_lines(left_out)
        self._text = _text_lines(reply.ret) if reply.ret is not None else []

    def _legend_lines(self, left_out: int) -> list[str]:
        """Return what stands above the rows."""
        legend = self.table.layout.legend() if self.table else ""
        frames = f"the last of {left_out + 1} frames" if left_out else ""
        return [line for line in (frames, legend) if line]

    @property
    def column_count(self) -> int:
        """Return how many columns there are, at least 1."""
        return max(1, len(self.table.names)) if self.table else 1

    def line_count(self, width: int) -> int:
        """Return how many lines the answer takes, at least 1."""
        table = self.table
        if table is None:
            return max(1, len(self._text))
        if self._is_record(table, width):
            return len(self._legend) + len(table.names)
        return len(self._legend) + 1 + len(table.rows) + (1 if _hidden(table, width, 0) else 0)

    def _is_record(self, table: AnswerTable, width: int) -> bool:
        """Return whether there is one row that is better read from top to bottom."""
        is_wide = table.total_width() > width - len(INDENT)
        return len(table.rows) == 1 and (self.form is Form.RECORD or is_wide)

    def make(self, y: int, width: int, first_column: int, look: Look) -> list[Piece]:
        """Return line `y` of the answer."""
        if self.table is None:
            return self._words(y, look)
        if y < len(self._legend):
            return [(INDENT + self._legend[y], look("muted"))]
        y -= len(self._legend)
        if self._is_record(self.table, width):
            return _record_line(self.table, y, look)
        return _table_line(self.table, y, width, first_column, look)

    def _words(self, y: int, look: Look) -> list[Piece]:
        if self.form in _WORDS:
            words, meaning = _WORDS[self.form]
            return [(INDENT + words, look(meaning))]
        line = self._text[y]
        if self.form in _LEADS:
            return [(INDENT + _LEADS[self.form], look("muted")), (line, look("strong"))]
        if self.form is Form.ERROR and y == len(self._text) - 1:
            return [(INDENT + _FAILED, look("bad")), (line, look(""))]
        return [
            (INDENT + (line or ("(no text)" if len(self._text) == 1 else "")), look("" if line else "muted"))
        ]


def _text_lines(ret: str) -> list[str]:
    """Return printed text as visible-only lines; of too many the first ones, and the last for an error is there."""
    shown = make_visible(ret, keep_newlines=True, max_chars=1_000_000)
    lines = shown.rstrip("\n").expandtabs(8).split("\n")
    return lines if len(lines) <= _MAX_TEXT_LINES else [*lines[: _MAX_TEXT_LINES - 1], lines[-1]]


def _hidden(table: AnswerTable, width: int, first_column: int) -> list[int]:
    """Return the columns for which there is no room."""
    shown = table.fitting_columns(first_column, width - len(INDENT))
    return [column for column in range(len(table.names)) if column not in shown]


def _record_line(table: AnswerTable, y: int, look: Look) -> list[Piece]:
    key_cells = min(_MAX_KEY_CELLS, max(len(name) for name in table.names))
    return [
        (f"{INDENT}{fit(make_visible(table.names[y]), key_cells)}  ", look("heading")),
        (table.cell(0, y), look("")),
    ]


def _table_line(table: AnswerTable, y: int, width: int, first_column: int, look: Look) -> list[Piece]:
    columns = table.fitting_columns(first_column, width - len(INDENT))
    if y <= len(table.rows):
        texts = table.headings if y == 0 else {column: table.cell(y - 1, column) for column in columns}
        cells = [fit(texts[column], table.widths[column]) for column in columns]
        return [(INDENT + (" " * GAP).join(cells), look("" if y else "heading"))]
    hidden = _hidden(table, width, first_column)
    names = " ".join(make_visible(table.names[column]) for column in hidden)
    return [(f"{INDENT}{len(hidden)} more columns, left and right show them: {names}", look("muted"))]
