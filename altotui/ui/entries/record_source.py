"""The rows of an answer, as they are shown, for looking at them one by one."""

from __future__ import annotations

from collections.abc import Sequence

from altotui.domain.record import Field
from altotui.ui.entries.answer_view import AnswerView


class AnswerRecords:
    """Rows in the order of the screen; all their fields, those without a column too."""

    def __init__(self, answer: AnswerView, title: str) -> None:
        """Take the answer and what it is called; visible-only."""
        self._answer = answer
        self.title = title
        self._numbers: Sequence[int] = answer.rows.numbers if answer.rows is not None else ()

    @property
    def count(self) -> int:
        """Return how many rows are shown."""
        return len(self._numbers)

    def number_of(self, index: int) -> int:
        """Return the number of a row, as the router sent them, by its place among those shown."""
        return self._numbers[index]

    def fields(self, index: int) -> Sequence[Field]:
        """Return the fields of one row in the order of the columns."""
        table = self._answer.table
        if table is None:
            return ()
        row, layout = table.rows[self._numbers[index]], table.layout
        return [Field(key, row[key], layout.is_hidden(key, row[key])) for key in layout.keys if key in row]
