"""The card for whoever takes over, in front of the screen."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from altotui.domain.handover import Handover


class HandoverCard(ModalScreen[bool]):
    """Ends with whether it is to be written to a file."""

    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "#handover"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "write", "Write", priority=True),
        Binding("escape,q", "leave", "Close", priority=True),
    ]

    def __init__(self, card: Handover) -> None:
        super().__init__()
        self._card = card

    def compose(self) -> ComposeResult:
        """Build the screen."""
        with Vertical(classes="dialog -tall"):
            yield Static(Content(f"Handover  {self._card.head}"), classes="dialog-title")
            with VerticalScroll(id="handover"):
                for section in self._card.sections:
                    yield Static(Content(section.title), classes="handover-title")
                    lines = "\n".join(f"- {line}" for line in section.shown())
                    yield Static(Content(lines), classes="handover-lines")
            yield Static(Content("enter writes it to a file, esc leaves"), classes="dialog-hint")

    def action_write(self) -> None:
        """End with the wish for a file."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """End without one."""
        self.dismiss(False)
