"""A list of any length with a cursor: the virtual table under sites, jobs and answers."""

from __future__ import annotations

from rich.style import Style
from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip

from altotui.ui.cells import Piece, line
from altotui.ui.widgets.line_view import LineView

_WHEEL_ROWS = 3


class RowList(LineView, can_focus=True):
    """Rows that are made when they are drawn; 100,000 cost what 30 cost.

    A subclass gives `row_count`, `make_row` and, for a heading, `make_heading`; the cursor and the scroll
    position are kept here.
    """

    DEFAULT_CSS = """
    RowList { height: 1fr; width: 1fr; }
    """

    class Highlighted(Message):
        """The cursor stands on another row."""

        def __init__(self, rows: RowList, index: int) -> None:
            super().__init__()
            self.rows = rows
            self.index = index

        @property
        def control(self) -> RowList:
            """Return the list."""
            return self.rows

    class Chosen(Message):
        """Enter or a click on the row under the cursor."""

        def __init__(self, rows: RowList, index: int) -> None:
            super().__init__()
            self.rows = rows
            self.index = index
            self.what = rows.row_at(index)
            """What stood in the row at that moment: another may stand there when the message is read."""

        @property
        def control(self) -> RowList:
            """Return the list."""
            return self.rows

    HEADING_LINES = 1
    HAS_CURSOR = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.cursor = 0
        self.top = 0
        self.has_moved = False
        """A person has moved the cursor."""

    def row_count(self) -> int:
        """Return how many rows there are."""
        raise NotImplementedError(type(self).__name__)

    def make_row(self, index: int, width: int) -> list[Piece]:
        """Return the pieces of one row, made for `width` cells."""
        raise NotImplementedError(type(self).__name__)

    def row_at(self, index: int) -> object:  # noqa: ARG002 (a subclass needs it)
        """Return what stands in one row; None where that is nothing but its number."""
        return None

    def make_heading(self, width: int) -> list[Piece]:  # noqa: ARG002 (a subclass needs it)
        """Return the pieces of the heading line."""
        return []

    @property
    def page_rows(self) -> int:
        """Return how many rows are visible at a time, at least 1."""
        return max(1, self.size.height - self.HEADING_LINES)

    def make_line(self, y: int, width: int) -> Strip:
        """Return the heading, a row, or an empty line."""
        ground = self.look("")
        if y < self.HEADING_LINES:
            return line(self.make_heading(width), width, self.look("heading"))
        index = self.top + y - self.HEADING_LINES
        if index >= self.row_count():
            return line([], width, ground)
        pieces = self.make_row(index, width)
        if index == self.cursor and self.is_cursor_drawn():
            cursor = self.look("cursor" if self.has_focus else "cursor-resting")
            pieces = [(text, _over(style, cursor)) for text, style in pieces]
            ground = cursor
        return line(pieces, width, ground)

    def terminal_cursor(self) -> Offset | None:
        """Return the beginning of the row under the cursor."""
        return Offset(0, self.HEADING_LINES + self.cursor - self.top) if self.is_cursor_drawn() else None

    def is_cursor_drawn(self) -> bool:
        """Return whether the row under the cursor is drawn as such."""
        return self.HAS_CURSOR

    def show_row(self, index: int) -> None:
        """Put the cursor on row `index`, clamped, scroll it into sight and say so."""
        before = self.cursor
        self.cursor = max(0, min(index, self.row_count() - 1))
        self.top = max(self.cursor - self.page_rows + 1, min(self.top, self.cursor))
        self._clamp_top()
        self.repaint()
        if self.cursor != before:
            self.post_message(self.Highlighted(self, self.cursor))

    def scroll_rows(self, rows: int) -> None:
        """Move what is visible by `rows`, the cursor staying within it."""
        self.top += rows
        self._clamp_top()
        self.show_row(max(self.top, min(self.cursor, self.top + self.page_rows - 1)))

    def _clamp_top(self) -> None:
        self.top = max(0, min(self.top, self.row_count() - self.page_rows))

    def rows_changed(self) -> None:
        """Draw again after rows came, went or changed; the cursor keeps its number within bounds."""
        self.cursor = max(0, min(self.cursor, self.row_count() - 1))
        self._clamp_top()
        self.repaint()

    async def _on_key(self, event: events.Key) -> None:
        if self.handle_key_name(event.key):
            self.has_moved = True
            event.stop()
            event.prevent_default()

    def handle_key_name(self, key: str) -> bool:
        """Act on a movement key and return whether it was one."""
        page = self.page_rows
        last = self.row_count() - 1
        match key:
            case "down" | "j":
                self.show_row(self.cursor + 1)
            case "up" | "k":
                self.show_row(self.cursor - 1)
            case "pagedown":
                self.top += page
                self.show_row(self.cursor + page)
            case "pageup":
                self.top = max(0, self.top - page)
                self.show_row(self.cursor - page)
            case "home" | "g":
                self.show_row(0)
            case "end" | "G":
                self.show_row(last)
            case "enter" if self.HAS_CURSOR and last >= 0:
                self.post_message(self.Chosen(self, self.cursor))
            case _:
                return False
        return True

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.scroll_rows(_WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll with the wheel."""
        event.stop()
        self.scroll_rows(-_WHEEL_ROWS)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked; a click on the cursor chooses it."""
        index = self.top + event.y - self.HEADING_LINES
        if not self.HAS_CURSOR or event.y < self.HEADING_LINES or index >= self.row_count():
            return
        self.has_moved = True
        if index == self.cursor:
            self.post_message(self.Chosen(self, index))
        self.show_row(index)

    def on_resize(self) -> None:
        """Keep what is shown within bounds of the new size."""
        self.show_row(self.cursor)


def _over(style: Style, cursor: Style) -> Style:
    """Return `style` on the ground of the cursor; its own colour would not be readable there."""
    return Style(
        color=cursor.color,
        bgcolor=cursor.bgcolor,
        bold=True,
        dim=style.dim,
        underline=style.underline or cursor.underline,
        reverse=cursor.reverse,
    )
