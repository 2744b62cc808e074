"""A short list to choose from: one of several, or some of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from altotui.ui.cells import Piece, fit
from altotui.ui.widgets.row_list import RowList

_ROWS_OF_THE_REST = 6
"""Of the dialog, its border and what must be seen around it."""


class Option(NamedTuple):
    """One thing to choose; texts are visible-only."""

    id: str
    label: str
    note: str = ""
    """Stands beside it, muted."""


class _Options(RowList):
    """The options, those that are on with a sign before them."""

    HEADING_LINES = 0

    def __init__(self, options: Sequence[Option], on: Sequence[str], *, takes_many: bool) -> None:
        super().__init__(id="options")
        self._options = options
        self._takes_many = takes_many
        self.on = list(on)
        self.cursor = next((at for at, option in enumerate(options) if option.id in on), 0)

    def row_count(self) -> int:
        return len(self._options)

    def make_row(self, index: int, width: int) -> list[Piece]:
        option = self._options[index]
        sign = "*" if option.id in self.on else " "
        label = fit(option.label, min(width // 2, max(len(each.label) for each in self._options) + 2))
        return [(f" {sign} ", self.look("active")), (label, self.look("")), (option.note, self.look("muted"))]

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(self.on) if self._takes_many else (self._options[self.cursor].id,)

    def handle_key_name(self, key: str) -> bool:
        if key != "space" or not self._takes_many:
            return super().handle_key_name("enter" if key == "space" else key)
        option = self._options[self.cursor]
        if option.id in self.on:
            self.on.remove(option.id)
        else:
            self.on.append(option.id)
        self.repaint()
        return True


class Choose(ModalScreen[tuple[str, ...]]):
    """Ends with the ids that were chosen, in the order in which they were; with None when it was left."""

    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "#options"
    # with priority, so that what is typed right behind it goes to the screen below
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Close", priority=True),
    ]

    def __init__(
        self, title: str, options: Sequence[Option], on: Sequence[str] = (), *, takes_many: bool = False
    ) -> None:
        """Take visible-only texts.

        Args:
            title: What is chosen.
            options: At least one.
            on: Ids of those that are chosen already.
            takes_many: Whether several may be: space turns one on or off, enter takes all that are on.
        """
        super().__init__()
        self._title = title
        self._takes_many = takes_many
        self._rows = _Options(options, on, takes_many=takes_many)

    def compose(self) -> ComposeResult:
        """Build the dialog."""
        how = (
            "space on or off, enter takes them, esc leaves"
            if self._takes_many
            else "enter takes it, esc leaves"
        )
        room = max(1, self.app.size.height - _ROWS_OF_THE_REST)
        self._rows.styles.height = min(self._rows.row_count(), room)
        with Vertical(classes="dialog -small"):
            yield Static(Content(self._title), classes="dialog-title")
            yield self._rows
            yield Static(Content(how), classes="dialog-hint")

    @on(RowList.Chosen)
    def take(self) -> None:
        """End with what is chosen."""
        self.dismiss(self._rows.chosen)

    def action_leave(self) -> None:
        """End without a choice."""
        self.dismiss(None)
