"""The answer of a router as lines: a table, one record, or the words for what is neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from altotui.domain.answer_rows import AnswerRows
from altotui.domain.answer_table import GAP, AnswerTable, short_text, shown_value
from altotui.domain.command import RouterReply, Sentence
from altotui.domain.routeros.answer import Form, form_of, frames_shown
from altotui.domain.text import make_visible
from altotui.storage.resources import answer_facts
from altotui.ui.cells import INDENT, Look, Piece, fit
from altotui.ui.entries.spot import NOWHERE, Place, Spot

_MAX_TEXT_LINES = 5000
_MAX_KEY_CELLS = 30
_MAX_JSON_CHARS = 4000
_WORDS = {
    Form.EMPTY: ("(no rows)", "muted"),
    Form.DONE: ("done, with nothing to say", "good"),
}
_LEADS = {Form.COUNT: "rows counted: ", Form.ID: "id: "}
_FAILED = "SCRIPT FAILED: "
_CHANGED, _ADDED = "~", "+"


class AnswerView:
    """What a router answered, drawn line by line for any width; how it is shown is kept here."""

    def __init__(
        self,
        sentence: Sentence,
        reply: RouterReply,
        *,
        is_write: bool,
        changed: Mapping[int, frozenset[str]] | None = None,
    ) -> None:
        """Lay out `reply`.

        Args:
            sentence: What was asked.
            reply: Its answer, raw.
            is_write: Whether it may have changed the router.
            changed: For rows, the keys whose values differ from the answer before; None without one before.
        """
        self.sentence = sentence
        self.reply = reply
        self._facts = answer_facts(sentence.command)
        self.form = form_of(*sentence, len(reply.rows), reply.ret, self._facts, is_write=is_write)
        self._raw, self._left_out = frames_shown(sentence.command, reply.rows)
        self._is_stats = any(word.startswith("=stats=") for word in sentence.parameters)
        self.table: AnswerTable | None = None
        """None when no rows came."""
        self.rows: AnswerRows | None = None
        self._lay_out(())
        self._changed = changed or {}
        self.is_json = False
        """Each row as a line of JSON instead of the table."""
        self._text = _text_lines(reply.ret) if reply.ret is not None else []

    def _lay_out(self, chosen: Sequence[str]) -> None:
        if not self._raw:
            return
        self.table = AnswerTable(self._raw, self._facts, is_stats=self._is_stats, chosen=chosen)
        self.rows = self.rows or AnswerRows(self.table)
        legend = self.table.layout.legend()
        frames = f"the last of {self._left_out + 1} frames" if self._left_out else ""
        self._legend = [line for line in (frames, legend) if line]

    def choose_columns(self, keys: Sequence[str]) -> None:
        """Show these keys only, in this order; empty for all."""
        self._lay_out(keys)

    def look_like(self, other: AnswerView) -> None:
        """Show it the way another answer to the same line is shown: its columns, order, words and form."""
        if self.table is None or self.rows is None or other.table is None or other.rows is None:
            return
        if other.table.keys != other.table.layout.keys:
            self.choose_columns(other.table.keys)
        self.is_json = other.is_json
        if other.rows.sort:
            self.rows.sort_by(other.rows.sort)
            if other.rows.is_reversed:
                self.rows.sort_by(other.rows.sort)
        if other.rows.words:
            self.rows.filter(other.rows.words)

    # --- lines

    @property
    def column_count(self) -> int:
        """Return how many columns can be scrolled through, at least 1."""
        return max(1, self.table.scrolled_count) if self.table else 1

    def line_count(self, width: int) -> int:
        """Return how many lines the answer takes, at least 1."""
        table, rows = self.table, self.rows
        if table is None or rows is None:
            return max(1, len(self._text))
        above = len(self._above())
        if self.is_json:
            return above + max(1, len(rows))
        if self._is_record(table, width):
            return above + len(table.names)
        return above + 1 + max(1, len(rows)) + (1 if _hidden(table, width, 0) else 0)

    def _above(self) -> list[str]:
        """Return what stands above the rows: what the flags mean, and how the rows were picked."""
        rows = self.rows
        if rows is None:
            return []
        picked = []
        if rows.words.strip():
            words = make_visible(rows.words.strip(), max_chars=60)
            picked.append(f"{len(rows)} of {rows.total} rows have: {words}")
        if rows.sort:
            order = ", downwards" if rows.is_reversed else ""
            picked.append(f"sorted by {make_visible(rows.sort, max_chars=40)}{order}")
        return [*self._legend, *picked]

    def _is_record(self, table: AnswerTable, width: int) -> bool:
        """Return whether there is one row that is better read from top to bottom."""
        if len(table.rows) != 1 or (self.rows is not None and self.rows.words.strip() != ""):
            return False
        return self.form is Form.RECORD or table.total_width() > width - len(INDENT)

    def make(self, y: int, width: int, first_column: int, look: Look) -> list[Piece]:
        """Return line `y` of the answer."""
        if self.table is None or self.rows is None:
            return self._words(y, look)
        above = self._above()
        if y < len(above):
            return [(INDENT + above[y], look("muted"))]
        y -= len(above)
        if not self.is_json and self._is_record(self.table, width):
            return self._record_line(self.table, y, look)
        if not len(self.rows) and y == (0 if self.is_json else 1):
            return [(f"{INDENT}no row is left: / changes the words", look("warn"))]
        if self.is_json:
            return [(INDENT + self._json_line(self.rows.numbers[y]), look(""))]
        return self._table_line(self.table, self.rows, y, width, first_column, look)

    def spot(self, y: int, width: int) -> Spot:
        """Return what line `y` is about."""
        if self.table is None or self.rows is None:
            return NOWHERE
        y -= len(self._above())
        if not self.is_json and self._is_record(self.table, width):
            return Spot(Place.ROW, 0) if y >= 0 else NOWHERE
        y -= 0 if self.is_json else 1
        return Spot(Place.ROW, self.rows.numbers[y]) if 0 <= y < len(self.rows) else NOWHERE

    def line_of(self, number: int, width: int) -> int:
        """Return the line on which a row stands, by its number; the first row's where it is not shown."""
        if self.table is None or self.rows is None:
            return 0
        above = len(self._above())
        if not self.is_json and self._is_record(self.table, width):
            return above
        return above + (0 if self.is_json else 1) + (self.rows.place_of(number) or 0)

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

    def _json_line(self, number: int) -> str:
        if self.table is None:
            return ""
        row = self.table.rows[number]
        masked = {key: shown_value(self.table.layout, row, key) for key in row}
        return make_visible(short_text(masked, _MAX_JSON_CHARS), max_chars=_MAX_JSON_CHARS)

    def _lead(self, number: int, look: Look) -> Piece:
        """Return what stands before a row: whether it differs from the answer before, as a sign."""
        changed = self._changed.get(number)
        if not changed or self.table is None:
            return INDENT, look("")
        is_new = len(changed) >= len(self.table.rows[number])
        return f" {_ADDED if is_new else _CHANGED} ", look("warn")

    def _record_line(self, table: AnswerTable, y: int, look: Look) -> list[Piece]:
        key_cells = min(_MAX_KEY_CELLS, max(len(name) for name in table.names))
        is_changed = table.names[y] in self._changed.get(0, ())
        return [
            (f" {_CHANGED} " if is_changed else INDENT, look("warn")),
            (f"{fit(make_visible(table.names[y]), key_cells)}  ", look("heading")),
            (table.cell(0, y), look("changed" if is_changed else "")),
        ]

    def _table_line(
        self, table: AnswerTable, rows: AnswerRows, y: int, width: int, first_column: int, look: Look
    ) -> list[Piece]:
        columns = table.fitting_columns(min(first_column, self.column_count - 1), width - len(INDENT))
        if y == 0:
            cells = [fit(table.headings[column], table.width(column)) for column in columns]
            return [(INDENT + (" " * GAP).join(cells), look("heading"))]
        if y <= len(rows):
            return self._row(table, rows.numbers[y - 1], columns, look)
        hidden = _hidden(table, width, first_column)
        names = " ".join(make_visible(table.names[column]) for column in hidden)
        return [(f"{INDENT}{len(hidden)} more columns, left and right show them: {names}", look("muted"))]

    def _row(self, table: AnswerTable, number: int, columns: Sequence[int], look: Look) -> list[Piece]:
        changed = self._changed.get(number, frozenset())
        gap = " " * GAP
        cells = list(map(fit, table.cells(number, columns), map(table.width, columns)))
        if not changed:
            return [(INDENT + gap.join(cells), look(""))]
        pieces = [self._lead(number, look)]
        for position, (column, text) in enumerate(zip(columns, cells, strict=True)):
            meaning = "changed" if table.names[column] in changed else ""
            pieces += [(gap if position else "", look("")), (text, look(meaning))]
        return pieces


def _text_lines(ret: str) -> list[str]:
    """Return printed text as visible-only lines; of too many the first ones, and the last for an error is there."""
    shown = make_visible(ret, keep_newlines=True, max_chars=1_000_000)
    lines = shown.rstrip("\n").expandtabs(8).split("\n")
    return lines if len(lines) <= _MAX_TEXT_LINES else [*lines[: _MAX_TEXT_LINES - 1], lines[-1]]


def _hidden(table: AnswerTable, width: int, first_column: int) -> list[int]:
    """Return the columns for which there is no room."""
    shown = table.fitting_columns(first_column, width - len(INDENT))
    return [column for column in range(len(table.names)) if column not in shown]
