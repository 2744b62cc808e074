"""Everything that the console can do, found by typing: with its key, its `:` name, and how a shell does it."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.strip import Strip

from altotui.ui.cells import Piece, fit, line, width_of
from altotui.ui.signs import signs
from altotui.ui.widgets.line_view import LineView
from altotui.ui.widgets.row_list import RowList
from altotui.ui.widgets.search_line import SearchLine

MAX_ROWS = 200
_GAP = "  "
_MIN_HELP_CELLS = 12
_HELP_LINES = 2


class PaletteLine(NamedTuple):
    """One thing to do; texts are visible-only, and any but the id may be empty."""

    id: str
    title: str
    help: str = ""
    key: str = ""
    colon: str = ""
    """Its name on the `:` line, without the colon."""
    verb: str = ""
    """Its name in the prompt, without the backslash."""
    headless: str = ""
    """The shell command that does the same."""

    @property
    def written(self) -> str:
        r"""Return how it is typed: `:name`, `\verb`, or both."""
        names = (f":{self.colon}" if self.colon else "", f"\\{self.verb}" if self.verb else "")
        return " ".join(filter(None, names))


def found_by(lines: Sequence[PaletteLine], typed: str) -> list[PaletteLine]:
    """Return the lines that have every word of `typed` in some text of theirs, best first.

    Those whose title begins with it come first, then those of which a word of the title does, then those whose title
    has it; otherwise they keep their order. Case does not matter.
    """
    wanted = " ".join(typed.casefold().split())
    words = wanted.split()
    ranked: list[tuple[int, PaletteLine]] = []
    for each in lines:
        texts = (each.title, each.id, each.help, each.key, each.written, each.headless)
        text = "\n".join(texts).casefold()
        if all(word in text for word in words):
            ranked.append((_rank(each, wanted), each))
    ranked.sort(key=lambda pair: pair[0])
    return [each for _, each in ranked]


def _rank(each: PaletteLine, wanted: str) -> int:
    title = each.title.casefold()
    if title.startswith(wanted) or wanted in each.written.casefold().split():
        return 0
    if f" {wanted}" in title:
        return 1
    return 2 if wanted in title else 3


class _Lines(RowList, can_focus=False):
    """What was found, one a row; typing stays in the filter."""

    HEADING_LINES = 0

    def __init__(self, lines: Sequence[PaletteLine]) -> None:
        super().__init__(id="palette-lines")
        self._all = lines
        self._found = list(lines[:MAX_ROWS])
        self._title_cells = max((width_of(each.title) for each in lines), default=0)
        self._key_cells = max((width_of(each.key) for each in lines), default=0)
        self._written_cells = max((width_of(each.written) for each in lines), default=0)
        self.matches = len(lines)
        """How many there are, shown or not."""

    def row_count(self) -> int:
        return len(self._found)

    @property
    def current(self) -> PaletteLine | None:
        return self._found[self.cursor] if self.cursor < len(self._found) else None

    def filter(self, typed: str) -> None:
        """Show what is found by `typed`, the cursor on the best."""
        found = found_by(self._all, typed)
        self._found, self.matches = found[:MAX_ROWS], len(found)
        self.show_row(0)

    def make_row(self, index: int, width: int) -> list[Piece]:
        each = self._found[index]
        sign = ">" if index == self.cursor else " "
        key = fit(each.key, min(self._key_cells, width // 4))
        written = fit(each.written, min(self._written_cells, width // 3))
        title_cells = min(self._title_cells, max(1, width // 3))
        help_cells = width - 3 - title_cells - 2 * len(_GAP) - width_of(key) - 1 - width_of(written)
        if help_cells < _MIN_HELP_CELLS:
            title_cells, help_cells = max(1, title_cells + help_cells + len(_GAP)), 0
        gap = _GAP if help_cells else ""
        return [
            (f" {sign} ", self.look("active")),
            (fit(each.title, title_cells), self.look("strong")),
            (gap + fit(each.help, help_cells), self.look("muted")),
            (f"{_GAP}{key} ", self.look("key")),
            (written, self.look("command")),
        ]


class _PaletteFoot(LineView):
    """All of what is under the cursor, and how it is done without a console."""

    DEFAULT_CSS = f"_PaletteFoot {{ height: {_HELP_LINES + 2}; width: 1fr; }}"

    def __init__(self, rows: _Lines) -> None:
        super().__init__(id="palette-foot")
        self._rows = rows

    def make_line(self, y: int, width: int) -> Strip:
        return line(self._pieces(y, width), width, self.look(""))

    def _pieces(self, y: int, width: int) -> list[Piece]:
        each = self._rows.current
        if y == _HELP_LINES + 1:
            shown = self._rows.row_count()
            count = f"{shown} of {self._rows.matches}: type more  " if shown < self._rows.matches else ""
            return [(f"{count}enter does it, esc leaves", self.look("muted"))]
        if each is None:
            return [] if y else [("nothing has all of these words", self.look("warn"))]
        if y < _HELP_LINES:
            words = f"{each.title}: {each.help}" if each.help else each.title
            lines = wrap(words, max(1, width), max_lines=_HELP_LINES, placeholder=f" {signs().cut}")
            return [(lines[y], self.look(""))] if y < len(lines) else []
        headless = (each.headless, self.look("command")) if each.headless else ("-", self.look("muted"))
        return [("headless: ", self.look("muted")), headless]


class Palette(ModalScreen[str]):
    """Ends with the id of what was chosen; with None when it was left."""

    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "#palette-filter"
    # with priority, so that what is typed right behind it goes to the screen below
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+p", "leave", "Close", priority=True),
    ]

    def __init__(self, commands: Sequence[PaletteLine]) -> None:
        """Take what can be chosen, in the order in which it is shown while nothing is typed."""
        super().__init__()
        self._rows = _Lines(commands)
        self._foot = _PaletteFoot(self._rows)
        self._filter = SearchLine(
            "do> ",
            "type a part of its name",
            self._rows,
            typed=self._rows.filter,
            take=self.take,
            moved=self._foot.repaint,
            id="palette-filter",
        )

    def compose(self) -> ComposeResult:
        """Build the screen."""
        with Vertical(classes="dialog -tall"):
            yield self._filter
            yield self._rows
            yield self._foot

    @on(RowList.Highlighted)
    def describe(self) -> None:
        """Say what is under the cursor that a click or the wheel has moved."""
        self._foot.repaint()

    @on(RowList.Chosen)
    def take(self) -> None:
        """End with what is under the cursor now: what is typed later is for what comes next."""
        each = self._rows.current
        if each is not None:
            self.dismiss(each.id)

    def action_leave(self) -> None:
        """End without a choice."""
        self.dismiss(None)
