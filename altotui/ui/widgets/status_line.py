"""One line of pieces that are set together: the header, the footer, a pane's title or note."""

from __future__ import annotations

from textual.strip import Strip

from altotui.ui.cells import Piece, cut, line, width_of
from altotui.ui.widgets.line_view import LineView

Part = tuple[str, str]
"""Visible-only text, and what it means: `""`, `strong`, `muted`, `good`, `warn`, `bad`, `key` or `mark`."""


class StatusLine(LineView):
    """A line with parts on the left and, where there is room, parts on the right."""

    DEFAULT_CSS = """
    StatusLine { height: 1; width: 1fr; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._left: list[Part] = []
        self._right: list[Part] = []
        self._keeps_right = False

    def show(self, left: list[Part], right: list[Part] | None = None, *, keeps_right: bool = False) -> None:
        """Show these parts; the same ones again cost nothing.

        Args:
            left: From the left edge on.
            right: Up to the right edge.
            keeps_right: Where there is no room for all, the left ones are cut; otherwise the right ones go.
        """
        shown = (left, right or [], keeps_right)
        if shown != (self._left, self._right, self._keeps_right):
            self._left, self._right, self._keeps_right = shown
            self.repaint()

    def make_line(self, y: int, width: int) -> Strip:  # noqa: ARG002 (there is one line)
        """Return the line; where there is no room for all, one side gives way."""
        left = self._styled(self._left)
        right = self._styled(self._right)
        right_cells = sum(width_of(text) for text, _ in right)
        gap = width - right_cells - sum(width_of(text) for text, _ in left)
        if gap > 0 and right:
            left = [*left, (" " * gap, self.look("")), *right]
        elif right and self._keeps_right:
            left = [*cut(left, max(0, width - right_cells - 1)), (" ", self.look("")), *right]
        return line(left, width, self.look(""))

    def _styled(self, parts: list[Part]) -> list[Piece]:
        return [(text, self.look(meaning)) for text, meaning in parts]


class StatusBlock(LineView):
    """Several lines of parts in one widget."""

    def __init__(self, lines: int, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._lines: list[list[Part]] = [[] for _ in range(lines)]
        self.styles.height = lines

    def show(self, lines: list[list[Part]]) -> None:
        """Show these lines; the same ones again cost nothing."""
        if lines != self._lines:
            self._lines = lines
            self.repaint()

    def make_line(self, y: int, width: int) -> Strip:
        """Return one of the lines."""
        parts = self._lines[y] if y < len(self._lines) else []
        return line([(text, self.look(meaning)) for text, meaning in parts], width, self.look(""))
