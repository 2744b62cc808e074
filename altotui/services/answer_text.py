"""An answer as people read it on paper: a table with flags and numbers, or the words for what is no table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from altotui.domain.answer_table import NUMBER_HEADING, row_number, shown_value, table_layout, without_secrets
from altotui.domain.command import RawRow, Sentence
from altotui.domain.formats import Table, markdown_lines, markdown_text, table_lines
from altotui.domain.routeros.answer import Form, form_of, frames_shown
from altotui.domain.routeros.layout import Layout
from altotui.domain.text import make_visible
from altotui.storage.resources import answer_facts

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

    def __init__(
        self, sentence: Sentence, how: str, *, is_write: bool, columns: Sequence[str] | None = None
    ) -> None:
        """Take what was sent and how to write its answers.

        Args:
            sentence: What was sent.
            how: `md` for Markdown; any other format is plain text.
            is_write: Whether it may have changed the router.
            columns: The keys to show, in this order; None for all.
        """
        self._sentence = sentence
        self._is_markdown = how == "md"
        self._is_write = is_write
        self._columns = columns
        self._facts = answer_facts(sentence.command)
        self._is_stats = any(word.startswith("=stats=") for word in sentence.parameters)

    def _form(self, rows: Sequence[RawRow], ret: str | None) -> Form:
        return form_of(*self._sentence, len(rows), ret, self._facts, is_write=self._is_write)

    def summary(self, rows: Sequence[RawRow], ret: str | None) -> str:
        """Return in a few words what came."""
        return _SUMMARIES.get(self._form(rows, ret)) or f"{len(rows)} row{'s' * (len(rows) != 1)}"

    def lines(self, rows: Sequence[RawRow], ret: str | None) -> Iterator[str]:
        """Yield the answer itself, line by line and visible-only."""
        if rows:
            yield from self._row_lines(tuple(rows))
        elif ret is not None:
            yield from self._ret_lines(ret)
        elif self._form(rows, ret) is Form.EMPTY:
            yield self._note("(no rows)")

    def _row_lines(self, rows: Sequence[RawRow]) -> Iterator[str]:
        shown, left_out = frames_shown(self._sentence.command, rows)
        layout = table_layout(shown, self._facts, is_stats=self._is_stats)
        above = [f"the last of {left_out + 1} frames"] if left_out else []
        above += [layout.legend()] if layout.places else []
        for text in above:
            yield from (markdown_text(text), "") if self._is_markdown else (text,)
        keys = layout.keys if self._columns is None else tuple(self._columns)
        table = _table(layout, keys, shown)
        yield from markdown_lines(table) if self._is_markdown else table_lines(table)

    def _ret_lines(self, ret: str) -> list[str]:
        text = make_visible(ret, keep_newlines=True, max_chars=_UNLIMITED).expandtabs()
        lines = text.split("\n")
        return [f"    {line}".rstrip() for line in lines] if self._is_markdown else lines

    def _note(self, text: str) -> str:
        return f"*{text}*" if self._is_markdown else text


def _table(layout: Layout, keys: Sequence[str], rows: Sequence[RawRow]) -> Table:
    """Return the rows with their numbers and flags before them, each made when it is written."""
    has_numbers, has_flags = layout.id_key is not None, bool(layout.places)
    leads = [NUMBER_HEADING] * has_numbers + [_FLAGS_HEADING] * has_flags

    def cells() -> Iterator[list[object]]:
        for position, row in enumerate(rows):
            lead: list[object] = [row_number(layout, row, position)] if has_numbers else []
            lead += [layout.flags(row)] if has_flags else []
            yield lead + [without_secrets(shown_value(layout, row, key)) for key in keys]

    return Table((*leads, *keys), cells())
