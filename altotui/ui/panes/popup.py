"""The ways a line may go on, one below the other, under the prompt while there is a choice."""

from __future__ import annotations

from textual.strip import Strip

from altotui.domain.text import make_visible
from altotui.ui.cells import Piece, cut, fit, line, width_of
from altotui.ui.panes.choosing import Choosing
from altotui.ui.widgets.line_view import LineView

MAX_ROWS = 8
MAX_ROWS_WHEN_SHORT = 4
SHORT_BELOW = 26
"""Rows of a screen that has no room for more than MAX_ROWS_WHEN_SHORT."""
_LEAST_ROWS = 2
_LEAST_HELP = 8
"""Cells under which no help is shown."""


class Popup(LineView):
    """The candidates of one choice; it takes no room while there is none."""

    DEFAULT_CSS = """
    Popup { height: 1; width: 1fr; background: $panel; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.styles.display = "none"
        self._choosing: Choosing | None = None
        self._of: tuple[object, ...] = ()
        """The candidates that were shown last: others are shown from the first."""
        self._name_cells = 0
        self._top = 0
        self._rows = 0

    def show(self, choosing: Choosing | None, *, taken_rows: int = 0) -> None:
        """Show a choice as it stands, or nothing; the same again costs nothing.

        Args:
            choosing: The choice, None when there is none.
            taken_rows: Rows that others took of those it may have, as a prompt of several lines does.
        """
        self._choosing = choosing
        if choosing is None:
            self._take_rows(0)
            return
        candidates = choosing.completion.candidates
        if candidates is not self._of:
            self._of, self._top = candidates, 0
            self._name_cells = max((width_of(choosing.shown(at)) for at in range(len(candidates))), default=0)
        most = MAX_ROWS_WHEN_SHORT if self.app.size.height < SHORT_BELOW else MAX_ROWS
        self._take_rows(min(len(candidates), max(_LEAST_ROWS, most - taken_rows)))
        picked = choosing.picked or 0
        self._top = max(picked - self._rows + 1, min(self._top, picked))
        self.repaint()

    def _take_rows(self, rows: int) -> None:
        if rows != self._rows:
            self._rows = rows
            self.styles.display = "block" if rows else "none"
            self.styles.height = max(1, rows)

    def make_line(self, y: int, width: int) -> Strip:
        """Return one candidate; on the last row also where in the list it stands, when there are more."""
        choosing, ground = self._choosing, self.look("")
        at = self._top + y
        if choosing is None or at >= len(choosing.completion.candidates) or y >= self._rows:
            return line([], width, ground)
        pieces = self._row(choosing, at, width)
        if y == self._rows - 1 and len(self._of) > self._rows:
            count = f" {self._place(choosing)} "
            pieces = cut([*pieces, (" " * width, ground)], width - len(count))
            pieces.append((count, self.look("muted")))
        return line(pieces, width, ground)

    def _row(self, choosing: Choosing, at: int, width: int) -> list[Piece]:
        """Return a candidate: a sign when it is the picked one, name and sort, help behind it."""
        candidate = choosing.completion.candidates[at]
        is_picked = at == choosing.picked
        name_cells = min(self._name_cells, width // 2)
        name = fit(choosing.shown(at), name_cells)
        meaning = "mark" if is_picked else choosing.meaning_of(at)
        pieces = [(" > " if is_picked else "   ", self.look("active")), (name, self.look(meaning))]
        if width - name_cells >= _LEAST_HELP + 5:
            words = f"required  {candidate.help}" if candidate.is_required else candidate.help
            pieces.append((f"  {make_visible(words, max_chars=200)}", self.look("muted")))
        return pieces

    def _place(self, choosing: Choosing) -> str:
        count = len(choosing.completion.candidates)
        if choosing.picked is None:
            return f"{self._top + 1} to {self._top + self._rows} of {count}"
        return f"{choosing.picked + 1} of {count}"
