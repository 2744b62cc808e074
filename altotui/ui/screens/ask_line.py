"""One line asked for: a file name, words, a number."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from altotui.ui.widgets.line_edit import LineEdit


class AskLine(ModalScreen[str]):
    """Ends with the line, which may be empty; with None when it was left."""

    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "#asked-line"
    # with priority, so that what is typed right behind it goes to the screen below
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Close", priority=True)]

    def __init__(self, title: str, label: str, hint: str) -> None:
        """Take visible-only texts."""
        super().__init__()
        self._title = title
        self._hint = hint
        self._line = LineEdit(label, id="asked-line", clears_on_submit=False)

    def compose(self) -> ComposeResult:
        """Build the dialog."""
        with Vertical(classes="dialog -small"):
            yield Static(Content(self._title), classes="dialog-title")
            yield self._line
            yield Static(Content(self._hint), classes="dialog-hint")

    @on(LineEdit.Submitted)
    def take(self, message: LineEdit.Submitted) -> None:
        """End with the line."""
        message.stop()
        self.dismiss(message.text.strip())

    def action_leave(self) -> None:
        """End without one."""
        self.dismiss(None)
