"""The transcript: every entry of the console, with a cursor on its lines, whatever the size of an answer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime

from altotui.domain.frozen import Frozen
from altotui.ui.cells import Piece
from altotui.ui.entries.entry import Entry
from altotui.ui.entries.shown import Shown
from altotui.ui.entries.spot import HEAD, Spot
from altotui.ui.widgets.row_list import RowList

MAX_ENTRIES = 200
MAX_VALUES = 2_000_000
"""Of all answers together, about 200 MB."""


class Here(Frozen):
    """What the cursor is on."""

    entry: Shown
    spot: Spot


class TranscriptView(RowList):
    """Draws only the lines in sight.

    The oldest entries go when there are more than MAX_ENTRIES, or more than MAX_VALUES in them, but none of a write
    whose outcome nobody knows.
    """

    HEADING_LINES = 0

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries: list[Shown] = []
        self._starts: list[int] = []
        self._total = 0
        self._measured_width = -1
        self._first_column = 0
        self._page_before = 0
        """How many lines were in sight at the size before."""

    # --- entries come and change

    def append(self, entry: Shown) -> None:
        """Add an entry at the end and show it."""
        self.entries.append(entry)
        self._first_column = 0
        self.entries = _kept(self.entries)
        self.show_entry(entry)

    def show_entry(self, entry: Shown) -> None:
        """Measure again, and bring `entry` into sight: its head, when it is taller than the view.

        An answer that comes when more stands below it leaves the end in sight, if it was.
        """
        if entry not in self.entries:
            return
        was_at_end = self.top + self.page_rows >= self._total
        self._measure(force=True)
        if entry.is_working:
            self.call_later(self._work, entry)
        if entry is not self.entries[-1]:
            if was_at_end:
                self.top = self._total
                self._clamp_top()
                self.cursor = max(self.cursor, self.top)
            self.rows_changed()
            return
        self.bring_into_sight(entry)

    def bring_into_sight(self, entry: Shown) -> None:
        """Show an entry with the cursor on its head: all of it where it fits, else from its head on."""
        if entry not in self.entries:
            return
        self._measure(force=True)
        start = self._starts[self.entries.index(entry)]
        end = start + entry.line_count(self.size.width)
        if end - start > self.page_rows:
            self.top = start
        elif end > self.top + self.page_rows or start < self.top:
            self.top = max(0, end - self.page_rows)
        self.cursor = start
        self.rows_changed()

    def shows_head_of(self, entry: Shown) -> bool:
        """Return whether the first line of an entry is in sight: nobody has scrolled away from it."""
        if entry not in self.entries:
            return False
        start = self._starts[self.entries.index(entry)]
        return self.top <= start < self.top + self.page_rows

    def entry_changed(self, entry: Shown) -> None:
        """Draw again what was shown differently before; what is in sight stays where it is."""
        position, offset = self._place_of(self.top)
        cursor_at, cursor_offset = self._place_of(self.cursor)
        self._measure(force=True)
        if entry.is_working:
            self.call_later(self._work, entry)
        if not self._starts:
            return
        self.top = self._line_at(position, offset)
        self.cursor = self._line_at(cursor_at, cursor_offset)
        if entry in self.entries and self.has_focus:
            self.show_row(self.cursor)
        self.rows_changed()

    def _work(self, entry: Shown) -> None:
        """Do a part of what takes longer than one key may, and the rest beside everything else."""
        entry.work_on()
        if entry.is_working:
            self.call_later(self._work, entry)
        else:
            self.entry_changed(entry)

    def clear(self) -> None:
        """Forget every entry but those of writes whose outcome nobody knows, and of watches that go on."""
        self.entries = [entry for entry in self.entries if entry.stays]
        self._measure(force=True)
        self.rows_changed()

    def look_at(self, now: datetime) -> None:
        """Draw the ages of answers again, where their words have changed."""
        if [entry for entry in self.entries if entry.look_at(now)]:
            self.repaint()

    # --- where things stand

    def _measure(self, *, force: bool = False) -> None:
        width = self.size.width
        if width == self._measured_width and not force:
            return
        self._measured_width = width
        self._starts, self._total = [], 0
        for entry in self.entries:
            self._starts.append(self._total)
            self._total += entry.line_count(width)

    def _place_of(self, line: int) -> tuple[int, int]:
        """Return the position of the entry that a line belongs to, and which of its lines it is."""
        position = max(0, bisect_right(self._starts, line) - 1)
        return position, line - self._starts[position] if self._starts else 0

    def _line_at(self, position: int, offset: int) -> int:
        position = min(position, len(self.entries) - 1)
        last = self.entries[position].line_count(self.size.width) - 1
        return self._starts[position] + min(offset, max(0, last))

    def row_count(self) -> int:
        """Return how many lines the whole transcript has."""
        self._measure()
        return self._total

    def row_at(self, index: int) -> Here | None:
        """Return what one line is about; None when there is nothing yet."""
        self._measure()
        if not self.entries:
            return None
        position, offset = self._place_of(index)
        entry = self.entries[position]
        return Here(entry, entry.spot(offset, self.size.width))

    @property
    def here(self) -> Here | None:
        """Return what keys act on: the line under the cursor; from the prompt, the newest answer."""
        if self.has_focus:
            return self.row_at(self.cursor)
        newest = next((entry for entry in reversed(self.entries) if entry.is_answer), None)
        return Here(newest, HEAD) if newest is not None else None

    def go_to(self, entry: Shown, line: int = 0) -> None:
        """Put the cursor on a line of an entry."""
        self._measure(force=True)
        if entry in self.entries:
            self.show_row(self._line_at(self.entries.index(entry), line))

    def step_entry(self, by: int) -> None:
        """Go to the head of the next entry, or with -1 to that of this one or the one before."""
        position, offset = self._place_of(self.cursor)
        target = position if by < 0 and offset else position + by
        if self.entries:
            self.go_to(self.entries[max(0, min(target, len(self.entries) - 1))])

    def commands(self) -> Iterator[Entry]:
        """Yield what was sent to single sites, oldest first."""
        return (entry for entry in self.entries if isinstance(entry, Entry))

    # --- lines and keys

    def make_row(self, index: int, width: int) -> list[Piece]:
        """Return one line of one entry."""
        position, offset = self._place_of(index)
        return self.entries[position].make(offset, width, self._first_column, self.look)

    def on_resize(self) -> None:
        """Keep the line at the top, or the end where that was in sight: a popup takes a few lines for a moment."""
        was_at_end = not self.has_focus and self.top + self._page_before >= self._total
        position, offset = self._place_of(self.top)
        cursor_at, cursor_offset = self._place_of(self.cursor)
        self._measure()
        if self._starts:
            self.top = self._total if was_at_end else self._line_at(position, offset)
            self._clamp_top()
            self.cursor = self._line_at(cursor_at, cursor_offset)
            if self.has_focus:
                self.show_row(self.cursor)
        self._page_before = self.page_rows
        self.repaint()

    def is_cursor_drawn(self) -> bool:
        """Return whether the cursor is drawn: while the prompt is typed in, the lines are just read."""
        return self.has_focus

    def handle_key_name(self, key: str) -> bool:
        """Move by lines and pages; left and right move through columns that do not fit, or through samples."""
        if key in ("left", "h", "right", "l"):
            self._move_sideways(-1 if key in ("left", "h") else 1)
            return True
        if key in ("pageup", "pagedown"):
            self._move_page(-1 if key == "pageup" else 1)
            return True
        return super().handle_key_name(key)

    def _move_page(self, by: int) -> None:
        """Go on by a page that repeats one line, so that none is missed."""
        rows = by * max(1, self.page_rows - 1)
        self.top = max(0, self.top + rows)
        self.show_row(self.cursor + rows)

    def _move_sideways(self, by: int) -> None:
        here = self.row_at(self.cursor)
        if here is not None and here.entry.step(by):
            self.entry_changed(here.entry)
            return
        most = max((entry.column_count for entry in self.entries), default=1)
        self._first_column = max(0, min(self._first_column + by, most - 1))
        self.repaint()

    def scroll_rows(self, rows: int) -> None:
        """Scroll, as the wheel does."""
        self.top += rows
        self._clamp_top()
        self.cursor = max(self.top, min(self.cursor, self.top + self.page_rows - 1))
        self.repaint()


def _kept(entries: Sequence[Shown]) -> list[Shown]:
    """Return them without the oldest while there are too many, or too much in them; the newest stays."""
    *older, newest = entries
    count, values = len(entries), sum(entry.value_count for entry in entries)
    kept: list[Shown] = []
    for entry in older:
        if (count > MAX_ENTRIES or values > MAX_VALUES) and not entry.stays:
            count -= 1
            values -= entry.value_count
        else:
            kept.append(entry)
    return [*kept, newest]
