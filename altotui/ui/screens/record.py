"""One row of an answer: every field and value of it, however long or deep."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from altotui.domain.record import RecordSource
from altotui.ui.widgets.record_rows import RecordRows

_KEYS = "n/N other rows, t JSON, y/Y copy value/row, esc"


class RecordScreen(ModalScreen[int]):
    """Ends with the number of the row that was shown last."""

    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "#record-rows"
    # with priority, so that what is typed right behind it goes to the screen below
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Close", priority=True),
    ]

    def __init__(self, rows: RecordSource, index: int) -> None:
        """Take the rows and the number of the one to begin with, from 0."""
        super().__init__()
        self._rows = RecordRows(rows, index)

    def compose(self) -> ComposeResult:
        """Build the screen."""
        with Vertical(classes="dialog -tall"):
            yield self._rows
            yield Static(Content(_KEYS), classes="dialog-hint")

    def action_leave(self) -> None:
        """Close it."""
        self.dismiss(self._rows.index)
