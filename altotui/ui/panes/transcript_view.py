"""The transcript: every entry of the console, scrolled by lines, whatever the size of an answer."""

from __future__ import annotations

from bisect import bisect_right

from altotui.ui.cells import Piece
from altotui.ui.transcript import AnyEntry, Entry
from altotui.ui.widgets.row_list import RowList

MAX_ENTRIES = 200


class TranscriptView(RowList):
    """Draws only the lines in sight; the oldest entries go when there are more than MAX_ENTRIES."""

    HEADING_LINES = 0
    HAS_CURSOR = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries: list[AnyEntry] = []
        self._starts: list[int] = []
        self._total = 0
        self._measured_width = -1
        self._first_column = 0

    def append(self, entry: AnyEntry) -> None:
        """Add an entry at the end and show it."""
        self.entries.append(entry)
        self._first_column = 0
        del self.entries[:-MAX_ENTRIES]
        self.show_entry(entry)

    def show_entry(self, entry: AnyEntry) -> None:
        """Measure again, and bring `entry` into sight: its head, when it is taller than the view.

        An answer that comes when more stands below it leaves the end in sight, if it was.
        """
        was_at_end = self.top + self.page_rows >= self._total
        self._measure(force=True)
        if entry is not self.entries[-1]:
            if was_at_end:
                self.top = self._total
            self.rows_changed()
            return
        start = self._starts[self.entries.index(entry)]
        end = start + entry.line_count(self.size.width)
        if end - start > self.page_rows:
            self.top = start
        elif end > self.top + self.page_rows or start < self.top:
            self.top = max(0, end - self.page_rows)
        self.cursor = self.top
        self.rows_changed()

    def clear(self) -> None:
        """Forget every entry."""
        self.entries = []
        self._measure(force=True)
        self.rows_changed()

    def _measure(self, *, force: bool = False) -> None:
        width = self.size.width
        if width == self._measured_width and not force:
            return
        self._measured_width = width
        self._starts, self._total = [], 0
        for entry in self.entries:
            self._starts.append(self._total)
            self._total += entry.line_count(width)

    def row_count(self) -> int:
        """Return how many lines the whole transcript has."""
        self._measure()
        return self._total

    def make_row(self, index: int, width: int) -> list[Piece]:
        """Return one line of one entry."""
        position = bisect_right(self._starts, index) - 1
        entry = self.entries[position]
        return entry.make(index - self._starts[position], width, self._first_column, self.look)

    def on_resize(self) -> None:
        """Keep the line at the top: entries have other heights at another width."""
        position = max(0, bisect_right(self._starts, self.top) - 1)
        offset = self.top - self._starts[position] if self._starts else 0
        self._measure()
        if self._starts:
            last = self.entries[position].line_count(self.size.width) - 1
            self.top = self._starts[position] + min(offset, last)
        self._show_from(self.top)

    def handle_key_name(self, key: str) -> bool:
        """Scroll by lines and pages; left and right move through columns that do not fit."""
        page = self.page_rows
        match key:
            case "down" | "j":
                self._show_from(self.top + 1)
            case "up" | "k":
                self._show_from(self.top - 1)
            case "pagedown" | "space":
                self._show_from(self.top + page - 1)
            case "pageup":
                self._show_from(self.top - page + 1)
            case "home" | "g":
                self._show_from(0)
            case "end" | "G":
                self._show_from(self.row_count())
            case "left" | "h":
                self._first_column = max(0, self._first_column - 1)
                self.repaint()
            case "right" | "l":
                self._first_column = min(self._first_column + 1, self._most_columns() - 1)
                self.repaint()
            case _:
                return False
        return True

    def _most_columns(self) -> int:
        return max((entry.column_count for entry in self.entries if isinstance(entry, Entry)), default=1)

    def _show_from(self, top: int) -> None:
        self.top = top
        self._clamp_top()
        self.cursor = self.top
        self.repaint()

    def scroll_rows(self, rows: int) -> None:
        """Scroll, as the wheel does."""
        self._show_from(self.top + rows)
