"""An answer as people read it on paper: a table with flags and numbers, or the words for what is no table."""

from __future__ import annotations

from collections.abc import Sequence

from altotui.cli.output import Table, markdown_lines, markdown_text, table_lines
from altotui.domain.answer_table import NUMBER_HEADING, row_number, shown_value, table_layout
from altotui.domain.command import RawRow, Sentence
from altotui.domain.routeros.answer import Form, form_of, frames_shown
from altotui.domain.routeros.layout import Layout
from altotui.domain.text import make_visible
from altotui.storage.resources import load_menus

_UNLIMITED = 2**31
_FLAGS_HEADING = "flags"
_SUMMARIES = {
    Form.EMPTY: "no rows",
    Form.DONE: "done",
    Form.COUNT: "count",
    Form.ID: "id",
    Form.TEXT: "text",
    Form.ERROR: "script failed",
}


class AnswerText:
    """The answers to one command, in words."""

    def __init__(self, sentence: Sentence, how: str, *, is_write: bool) -> None:
        """Take what was sent, and `md` for Markdown; any other format is plain text."""
        self._sentence = sentence
        self._is_markdown = how == "md"
        self._is_write = is_write
        self._facts = load_menus().answer_facts(sentence.command)
        self._is_stats = any(word.startswith("=stats=") for word in sentence.parameters)

    def _form(self, rows: Sequence[RawRow], ret: str | None) -> Form:
        return form_of(*self._sentence, len(rows), ret, self._facts, is_write=self._is_write)

    def summary(self, rows: Sequence[RawRow], ret: str | None) -> str:
        """Return in a few words what came."""
        return _SUMMARIES.get(self._form(rows, ret)) or f"{len(rows)} row{'s' * (len(rows) != 1)}"

    def lines(self, rows: Sequence[RawRow], ret: str | None) -> list[str]:
        """Return the answer itself, visible-only."""
        if rows:
            return self._row_lines(tuple(rows))
        if ret is not None:
            return self._ret_lines(ret)
        return [self._note("(no rows)")] if self._form(rows, ret) is Form.EMPTY else []

    def _row_lines(self, rows: tuple[RawRow, ...]) -> list[str]:
        shown, left_out = frames_shown(self._sentence.command, rows)
        layout = table_layout(shown, self._facts, is_stats=self._is_stats)
        table = _table(layout, shown)
        above = [f"the last of {left_out + 1} frames"] if left_out else []
        above += [layout.legend()] if layout.places else []
        body = markdown_lines(table) if self._is_markdown else table_lines(table)
        if self._is_markdown:
            return [line for text in above for line in (markdown_text(text), "")] + body
        return above + body

    def _ret_lines(self, ret: str) -> list[str]:
        text = make_visible(ret, keep_newlines=True, max_chars=_UNLIMITED).expandtabs()
        lines = text.split("\n")
        return [f"    {line}".rstrip() for line in lines] if self._is_markdown else lines

    def _note(self, text: str) -> str:
        return f"*{text}*" if self._is_markdown else text


def _table(layout: Layout, rows: tuple[RawRow, ...]) -> Table:
    columns: list[str] = []
    cells: list[list[object]] = [[] for _ in rows]
    if layout.id_key is not None:
        columns.append(NUMBER_HEADING)
        for position, row in enumerate(cells):
            row.append(row_number(layout, rows, position))
    if layout.places:
        columns.append(_FLAGS_HEADING)
        for raw, row in zip(rows, cells, strict=True):
            row.append(layout.flags(raw))
    for raw, row in zip(rows, cells, strict=True):
        row += [shown_value(layout, raw, key) for key in layout.keys]
    return Table((*columns, *layout.keys), cells)
