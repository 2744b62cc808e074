"""What changed in the fleet: one line for each burst, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from altotui.domain.change_words import describe
from altotui.domain.ids import SiteId
from altotui.domain.site_changes import SiteChange
from altotui.ui.cells import Piece
from altotui.ui.change_lines import change_parts
from altotui.ui.widgets.row_list import RowList


class _Changes(RowList):
    """The changes, one a row."""

    HEADING_LINES = 0

    def __init__(
        self, changes: Sequence[SiteChange], unread: Collection[int], name_of: Callable[[SiteId], str]
    ) -> None:
        super().__init__(id="changes")
        self._changes = changes
        self._unread = unread
        self._name_of = name_of

    def show(self, changes: Sequence[SiteChange], unread: Collection[int]) -> None:
        current = self.current
        self._changes = changes
        self._unread = {*self._unread, *unread}
        numbers = [change.number for change in changes]
        self.show_row(numbers.index(current.number) if current and current.number in numbers else 0)

    def row_count(self) -> int:
        return len(self._changes)

    @property
    def current(self) -> SiteChange | None:
        return self._changes[self.cursor] if self.cursor < len(self._changes) else None

    def make_row(self, index: int, width: int) -> list[Piece]:  # noqa: ARG002 (a row is as long as it is)
        change = self._changes[index]
        parts = change_parts(change, self._name_of, is_unread=change.number in self._unread)
        return [(text, self.look(meaning)) for text, meaning in parts]


class Changes(ModalScreen[int]):
    """Ends with the number of the change whose sites are to be listed; with None when it was left."""

    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "#changes"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,u,f5", "leave", "Close")]

    def __init__(
        self, changes: Sequence[SiteChange], unread: Collection[int], name_of: Callable[[SiteId], str]
    ) -> None:
        """Take the changes, newest first, the numbers of those that are new, and what gives the name of a site."""
        super().__init__()
        self._name_of = name_of
        self._rows = _Changes(changes, unread, name_of)
        self._full = Static(self._in_full(), id="change-in-full")
        self._hint = Static(self._how(), classes="dialog-hint")

    def compose(self) -> ComposeResult:
        """Build the screen."""
        with Vertical(classes="dialog"):
            yield Static(Content("What changed"), classes="dialog-title")
            yield self._rows
            yield self._full
            yield self._hint

    def show(self, changes: Sequence[SiteChange], unread: Collection[int]) -> None:
        """Show what has changed since; the cursor stays on its change."""
        self._rows.show(changes, unread)
        self._hint.update(self._how())
        self.show_in_full()

    def _how(self) -> Content:
        is_empty = not self._rows.row_count()
        words = "nothing has changed since this console started" if is_empty else "enter lists its sites"
        return Content(f"{words}, esc leaves")

    def _in_full(self) -> Content:
        """Return the change under the cursor with everything that a row may have no room for."""
        change = self._rows.current
        if change is None:
            return Content("")
        words = describe(change, self._name_of)
        differing = f"; not common: {', '.join(change.differing)}" if change.differing else ""
        heard = f"last heard {change.at:%H:%M:%SZ}"
        return Content(f"{words}{differing}; {heard}")

    @on(RowList.Highlighted)
    def show_in_full(self) -> None:
        """Say all of the change on which the cursor stands now."""
        self._full.update(self._in_full())

    @on(RowList.Chosen)
    def take(self) -> None:
        """End with the change under the cursor."""
        change = self._rows.current
        self.dismiss(change.number if change else None)

    def action_leave(self) -> None:
        """End without a choice."""
        self.dismiss(None)
