"""A line that grows: text of several lines is drawn on several rows, with the label before the first."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from textual.geometry import Offset
from textual.strip import Strip

from altotui.ui.cells import Piece, fit, line, width_of
from altotui.ui.widgets.line_edit import LineEdit

MAX_ROWS = 8
_SHARE_OF_SCREEN = 3
"""It never takes more than one row in three."""
_LEAST_GUTTER = 5
"""Cells before the text in which the number of a line has its place."""


class ScriptEdit(LineEdit):
    """One row for one line; for more, as many rows as there is room, scrolled so that the caret is in sight."""

    def __init__(self, label: str, placeholder: str = "", *, id: str | None = None) -> None:
        super().__init__(label, placeholder, id=id)
        self._starts = [0]
        """Where the lines of the text begin."""
        self._top = 0
        self._rows = 1

    @property
    def rows(self) -> int:
        """Return how many rows of the screen it takes."""
        return self._rows

    def on_mount(self) -> None:
        """Follow the height of the screen: what there is room for changes with it."""
        self.fit()
        self.screen.screen_layout_refresh_signal.subscribe(self, lambda _: self.fit(), immediate=True)

    def fit(self) -> None:
        """Take the rows that the text needs and the screen has; nothing when that is so already."""
        if self._takes_other_rows():
            self._show_caret(self.caret)
            self.repaint()

    def make_line(self, y: int, width: int) -> Strip:
        """Return one row; rows but the first have the number of their line in front."""
        if len(self._starts) == 1 and y == 0:
            return super().make_line(y, width)
        number = self._top + y
        if number >= len(self._starts) or y >= self._rows:
            return line([], width, self.look(""))
        label = self.label_piece(width)
        front = label if y == 0 else self._gutter(number, width_of(label[0]))
        start, end = self._bounds_of(number)
        return line([front, *self.pieces(start, end, width - width_of(front[0]))], width, self.look(""))

    def terminal_cursor(self) -> Offset:
        """Return the place of the caret."""
        return super().terminal_cursor() + Offset(0, bisect_right(self._starts, self.caret) - 1 - self._top)

    def _gutter(self, number: int, width: int) -> Piece:
        shown = f"{number + 1}  " if width >= _LEAST_GUTTER else ""
        return fit(shown, width, right=True), self.look("muted")

    def _bounds_of(self, number: int) -> tuple[int, int]:
        is_last = number + 1 == len(self._starts)
        return self._starts[number], len(self.text) if is_last else self._starts[number + 1] - 1

    def move_line(self, by: int) -> bool:
        """Put the caret into the line above (-1) or below, as far right; return whether there is one."""
        here = bisect_right(self._starts, self.caret) - 1
        if not 0 <= here + by < len(self._starts):
            return False
        start, end = self._bounds_of(here + by)
        self._edit(self.text, min(end, start + self.caret - self._starts[here]))
        return True

    def _edit(self, text: str, caret: int) -> None:
        if (
            "\n" in text or len(self._starts) > 1
        ):  # one line, as it mostly is, costs no more than in a plain one
            self._starts = list(accumulate((len(each) + 1 for each in text.split("\n")[:-1]), initial=0))
            self._takes_other_rows()
            self._show_caret(max(0, min(caret, len(text))))
        super()._edit(text, caret)

    def _takes_other_rows(self) -> bool:
        rows = len(self._starts)
        if rows > 1:
            most = self.app.size.height // _SHARE_OF_SCREEN if self.is_attached else MAX_ROWS
            rows = min(rows, max(1, min(MAX_ROWS, most)))
        if rows == self._rows:
            return False
        self._rows = rows
        self.styles.height = rows
        return True

    def _show_caret(self, caret: int) -> None:
        """Scroll no more than needed so that the line of the caret is in sight."""
        here = bisect_right(self._starts, caret) - 1
        self._top = max(here - self._rows + 1, min(self._top, here, len(self._starts) - self._rows))
