"""Scripts to begin a job with: those that were queued before, the newest first, and templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple, Protocol

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.strip import Strip

from altotui.domain.job import JobDraft
from altotui.domain.job_drafts import BUILT_IN, KeptScript, Template
from altotui.domain.natural import folded
from altotui.domain.text import make_visible
from altotui.ui.cells import Piece, fit, line
from altotui.ui.widgets.line_view import LineView
from altotui.ui.widgets.row_list import RowList
from altotui.ui.widgets.search_line import SearchLine

_KIND_CELLS = 14
_NAME_SHARE = 2
"""The name has one cell of so many."""
_PREVIEW_LINES = 4
_MAX_PREVIEW_CHARS = 500


class JobShelf(Protocol):
    """Where scripts come from."""

    @property
    def scripts(self) -> Sequence[KeptScript]:
        """Return the scripts that were queued, newest first."""
        ...

    @property
    def templates(self) -> Sequence[Template]:
        """Return the templates."""
        ...


class BuiltInShelf:
    """The templates that every console has, and nothing else."""

    scripts: Sequence[KeptScript] = ()
    templates: Sequence[Template] = BUILT_IN


class Offer(NamedTuple):
    """One script to choose; `kind` and `name` are visible-only."""

    kind: str
    name: str
    draft: JobDraft


def offers_of(shelf: JobShelf, before: JobDraft | None = None) -> list[Offer]:
    """Return all there is to choose, what stood in the form before it was replaced first."""
    offers = [Offer("before", before.description or "what stood here", before)] if before is not None else []
    offers += [Offer(f"{each.at:%d %b %H:%MZ}", each.draft.description, each.draft) for each in shelf.scripts]
    return offers + [Offer(each.source, each.name, each.draft) for each in shelf.templates]


class _Offers(RowList, can_focus=False):
    """Those that have all the words."""

    HEADING_LINES = 0

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__(id="script-offers")
        self._all = [(folded(f"{each.kind} {each.name} {each.draft.script}"), each) for each in offers]
        self._found = list(offers)

    def find(self, typed: str) -> None:
        words = folded(typed).split()
        self._found = [each for hay, each in self._all if all(word in hay for word in words)]
        self.show_row(0)

    @property
    def current(self) -> Offer | None:
        return self._found[self.cursor] if self.cursor < len(self._found) else None

    def row_count(self) -> int:
        return len(self._found)

    def make_row(self, index: int, width: int) -> list[Piece]:
        each = self._found[index]
        name_cells = max(1, (width - _KIND_CELLS) // _NAME_SHARE)
        script = " ".join(each.draft.script[:_MAX_PREVIEW_CHARS].split())
        return [
            (">" if index == self.cursor else " ", self.look("active")),
            (fit(each.kind, _KIND_CELLS) + " ", self.look("muted")),
            (fit(make_visible(each.name), name_cells) + " ", self.look("strong")),
            (make_visible(script), self.look("command")),
        ]


class _Preview(LineView):
    """The script under the cursor, and its switches."""

    DEFAULT_CSS = "_Preview { height: 6; width: 1fr; border-top: solid $foreground 35%; }"

    def __init__(self, rows: _Offers) -> None:
        super().__init__(id="script-preview")
        self._rows = rows

    def make_line(self, y: int, width: int) -> Strip:
        return line([self._words(y)], width, self.look(""))

    def _words(self, y: int) -> Piece:
        each = self._rows.current
        if y == _PREVIEW_LINES:
            return _switches(each.draft) if each else "enter takes it, esc leaves", self.look("muted")
        if each is None:
            return ("no script has these words" if not y else "", self.look("warn"))
        lines = each.draft.script[:_MAX_PREVIEW_CHARS].split("\n")
        is_more = y == _PREVIEW_LINES - 1 and len(lines) > _PREVIEW_LINES
        shown = f"and {len(lines) - y} lines more" if is_more else lines[y] if y < len(lines) else ""
        return make_visible(shown), self.look("muted" if is_more else "command")


def _switches(draft: JobDraft) -> str:
    words = [
        "backup" if draft.backup else "no backup",
        "acknowledgement" if draft.needs_acknowledgement else "no acknowledgement",
        *(["express"] if draft.express else []),
    ]
    return f"{', '.join(words)}   enter takes it, esc leaves"


class JobScripts(ModalScreen[JobDraft]):
    """Ends with the script that was chosen, its description and switches; with None when it was left."""

    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "#script-search"
    # with priority, so that what is typed right behind it goes to the form below
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f7", "leave", "Close", priority=True)]

    def __init__(self, offers: Sequence[Offer]) -> None:
        """Take what can be chosen."""
        super().__init__()
        self._rows = _Offers(offers)
        self._preview = _Preview(self._rows)
        self._line = SearchLine(
            "script> ",
            "words, in any order",
            self._rows,
            typed=self._rows.find,
            take=self.take,
            moved=self._preview.repaint,
            id="script-search",
        )

    def compose(self) -> ComposeResult:
        """Build the screen."""
        with Vertical(classes="dialog -tall"):
            yield self._line
            yield self._rows
            yield self._preview

    @on(RowList.Highlighted)
    def describe(self) -> None:
        """Show what is under the cursor that a click or the wheel has moved."""
        self._preview.repaint()

    @on(RowList.Chosen)
    def take(self) -> None:
        """End with what is under the cursor."""
        each = self._rows.current
        if each is not None and self.is_current:
            self.dismiss(each.draft)

    def action_leave(self) -> None:
        """End without a choice."""
        self.dismiss(None)
