"""Searching what was typed before: newest first, what was for the same site above the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.strip import Strip

from altotui.domain.ages import coarse_age, exact_duration
from altotui.domain.history import HistoryFilter, HistoryLine
from altotui.domain.outcome import Outcome
from altotui.domain.text import make_visible
from altotui.ui.cells import Piece, fit, fit_middle, line
from altotui.ui.widgets.line_view import LineView
from altotui.ui.widgets.row_list import RowList
from altotui.ui.widgets.search_line import SearchLine

MAX_ROWS = 200
_AGE_CELLS = 5
_TARGET_SHARE = 4
"""The target has one cell of so many."""
_MAX_TARGET_CELLS = 28
_SIGNS = {
    "": (" ", "muted"),
    Outcome.OK: ("v", "good"),
    Outcome.UNKNOWN: ("?", "warn"),
    "mixed": ("~", "warn"),
}
_FAILED = ("x", "bad")
_WRITE_SIGN = "W"
Search = Callable[[str], Sequence[HistoryLine]]


class _Found(RowList, can_focus=False):
    """The lines that were found, with age, end and target."""

    HEADING_LINES = 0

    def __init__(self, search: Search, now: datetime) -> None:
        super().__init__(id="history-lines")
        self._search = search
        self._now = now
        self.found: Sequence[HistoryLine] = search("")[:MAX_ROWS]

    def row_count(self) -> int:
        return len(self.found)

    @property
    def current(self) -> HistoryLine | None:
        return self.found[self.cursor] if self.cursor < len(self.found) else None

    def find(self, typed: str) -> None:
        """Show what is found by `typed`, the cursor on the first."""
        self.found = self._search(typed)[:MAX_ROWS]
        self.show_row(0)

    def make_row(self, index: int, width: int) -> list[Piece]:
        each = self.found[index]
        sign, meaning = _SIGNS.get(each.outcome, _FAILED)
        target_cells = min(_MAX_TARGET_CELLS, width // _TARGET_SHARE)
        age = coarse_age((self._now - each.at).total_seconds())
        return [
            (">" if index == self.cursor else " ", self.look("active")),
            (fit(age, _AGE_CELLS, right=True), self.look("muted")),
            (f" {sign}", self.look(meaning)),
            (f"{_WRITE_SIGN if each.is_write else ' '} ", self.look("warn")),
            (fit_middle(make_visible(each.target), target_cells) + " ", self.look("strong")),
            (make_visible(each.line, max_chars=500), self.look("command")),
        ]


class _Foot(LineView):
    """What is known of the line under the cursor, and how to search."""

    DEFAULT_CSS = "_Foot { height: 2; width: 1fr; }"

    def __init__(self, rows: _Found) -> None:
        super().__init__(id="history-foot")
        self._rows = rows
        self.problem = ""

    def make_line(self, y: int, width: int) -> Strip:
        return line([self._words(y)], width, self.look(""))

    def _words(self, y: int) -> Piece:
        if y:
            words = "site:NAME tag:x ok:no write:yes  enter puts it into the prompt, esc leaves"
            return words, self.look("muted")
        if self.problem:
            return self.problem, self.look("warn")
        each = self._rows.current
        if each is None:
            return "nothing typed so far is like that", self.look("warn")
        took = exact_duration(each.elapsed_ms / 1000) if each.elapsed_ms is not None else ""
        sites = f"{each.site_count} sites" if each.site_count > 1 else ""
        kept = "" if each.is_kept else "not in the file"
        menu = f"in {make_visible(each.menu)}" if each.menu != "/" and not each.is_absolute else ""
        end = each.outcome.replace("_", " ")
        at = f"{each.at:%d %b %H:%M:%SZ}"
        return "  ".join(filter(None, (at, end, took, sites, menu, kept))), self.look("")


class HistorySearch(ModalScreen[HistoryLine]):
    """Ends with the line that was chosen; with None when it was left."""

    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "#history-search"
    # with priority, so that what is typed right behind it goes to the screen below
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+r", "leave", "Close", priority=True)]

    def __init__(self, search: Search, now: datetime, typed: str = "") -> None:
        """Take what finds lines, the time that their ages are counted to, and what is searched for at first."""
        super().__init__()
        self._rows = _Found(search, now)
        self._foot = _Foot(self._rows)
        self._line = SearchLine(
            "history> ",
            "words, in any order",
            self._rows,
            typed=self._find,
            take=self.take,
            moved=self._foot.repaint,
            id="history-search",
        )
        self._line.text, self._line.caret = typed, len(typed)
        self._find(typed)

    def compose(self) -> ComposeResult:
        """Build the screen."""
        with Vertical(classes="dialog -tall"):
            yield self._line
            yield self._rows
            yield self._foot

    def _find(self, typed: str) -> None:
        self._foot.problem = make_visible(HistoryFilter(typed).problem)
        self._rows.find(typed)

    def found_more(self) -> None:
        """Search again: other consoles have added lines."""
        self._rows.find(self._line.text)
        self._foot.repaint()

    @on(RowList.Highlighted)
    def describe(self) -> None:
        """Say what is under the cursor that a click or the wheel has moved."""
        self._foot.repaint()

    @on(RowList.Chosen)
    def take(self) -> None:
        """End with what is under the cursor."""
        each = self._rows.current
        if each is not None and self.is_current:
            self.dismiss(each)

    def action_leave(self) -> None:
        """End without a choice."""
        self.dismiss(None)
