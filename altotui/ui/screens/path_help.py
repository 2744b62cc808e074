"""Help on the path under the caret of the prompt: what it is, what stands below it, how it is sent."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Static

from altotui.ui.cells import Piece, fit, line, width_of
from altotui.ui.present import KIND_MEANINGS
from altotui.ui.signs import signs
from altotui.ui.widgets.line_view import LineView
from altotui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from altotui.domain.routeros.path_help import HelpEntry, PathHelp

_MAX_NAME_CELLS = 32
_FOOT_LINES = 3
_MAX_SHORT_SHARE = 3
"""Of the width, one part: values and types."""


class _Row(NamedTuple):
    """One line of the list."""

    title: str = ""
    """Of a section; empty for an entry."""
    entry: HelpEntry | None = None
    short_cells: int = 0
    """Of the widest word of its section."""


class _Entries(RowList):
    """Everything below the path, under a title for each sort of it."""

    HEADING_LINES = 0

    def __init__(self, shown: PathHelp) -> None:
        super().__init__(id="path-entries")
        self._rows: list[_Row] = []
        for section in shown.sections:
            short_cells = max((width_of(_short_of(entry)[0]) for entry in section.entries), default=0)
            self._rows.append(_Row(f"{section.title} ({len(section.entries)})"))
            self._rows += (_Row(entry=entry, short_cells=short_cells) for entry in section.entries)
        names = (row.entry.name for row in self._rows if row.entry is not None)
        self._name_cells = min(_MAX_NAME_CELLS, max(map(width_of, names), default=0))

    def row_count(self) -> int:
        return len(self._rows)

    @property
    def current(self) -> HelpEntry | None:
        return self._rows[self.cursor].entry if self.cursor < len(self._rows) else None

    def make_row(self, index: int, width: int) -> list[Piece]:
        row = self._rows[index]
        entry = row.entry
        sign = (">" if index == self.cursor else " ", self.look("active"))
        if entry is None:
            return [sign, (f" {row.title}", self.look("heading"))]
        short, meaning = _short_of(entry)
        short_cells = min(width // _MAX_SHORT_SHARE, row.short_cells)
        return [
            sign,
            (f"  {fit(entry.name, min(self._name_cells, width // 2))}  ", self.look("command")),
            (fit(short, short_cells) + "  " * bool(short_cells), self.look(meaning)),
            (entry.help, self.look("muted")),
        ]


def _short_of(entry: HelpEntry) -> tuple[str, str]:
    if entry.kind is not None:
        return str(entry.kind), KIND_MEANINGS.get(entry.kind, "")
    return entry.short, ""


class _HelpFoot(LineView):
    """All of the row under the cursor, which may have had no room for it."""

    DEFAULT_CSS = f"_HelpFoot {{ height: {_FOOT_LINES}; width: 1fr; }}"

    def __init__(self, rows: _Entries) -> None:
        super().__init__()
        self._rows = rows

    def make_line(self, y: int, width: int) -> Strip:
        entry = self._rows.current
        if entry is None:
            return line([], width, self.look(""))
        words = "  ".join(filter(None, (entry.name, _short_of(entry)[0], entry.help)))
        lines = wrap(words, max(1, width), max_lines=_FOOT_LINES, placeholder=f" {signs().cut}")
        return line([(lines[y], self.look(""))] if y < len(lines) else [], width, self.look(""))


class PathHelpScreen(ModalScreen[None]):
    """What is known of one path, to be read and closed."""

    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "#path-entries"
    # with priority, so that what is typed right behind it goes to the screen below
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1", "leave", "Close", priority=True),
    ]

    def __init__(self, shown: PathHelp) -> None:
        """Take the help; its texts are visible-only."""
        super().__init__()
        self._shown = shown
        self._rows = _Entries(shown)
        self._foot = _HelpFoot(self._rows)

    def compose(self) -> ComposeResult:
        """Build the screen."""
        with Vertical(classes="dialog -tall"):
            yield Static(Content(self._shown.title), classes="dialog-title")
            yield Static(self._facts(), id="path-facts")
            yield self._rows
            yield self._foot
            yield Static(Content("arrows and pages move, esc leaves"), classes="dialog-hint")

    def _facts(self) -> Content:
        """Return what it is, how it is sent, and what else is to be said of it."""
        shown = self._shown
        kind = f", {shown.kind}" if shown.kind is not None else ""
        parts: list[str | tuple[str, str]] = [(f"{shown.what}{kind}", "bold")]
        if shown.help:
            parts.append(f": {shown.help}")
        if shown.api:
            parts += [("\nAPI: ", "$text-muted"), shown.api]
        parts += [(f"\n{note}", "$text-warning") for note in shown.notes]
        return Content.assemble(*parts)

    def on_row_list_highlighted(self) -> None:
        """Say all of the row on which the cursor stands now."""
        self._foot.repaint()

    def action_leave(self) -> None:
        """Close it."""
        self.dismiss(None)
