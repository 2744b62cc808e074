"""A question before something is changed; keys typed before it was drawn do not answer it."""

from __future__ import annotations

import time
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

DEAF_FOR_S = 0.3


class Confirm(ModalScreen[bool]):
    """Ends with True only by a key or click on its one button that acts."""

    CSS_PATH = "../styles/dialogs.tcss"
    AUTO_FOCUS = "#no"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "refuse", "No")]

    def __init__(self, question: str, detail: str, yes: str) -> None:
        """Take visible-only texts."""
        super().__init__()
        self._question = question
        self._detail = detail
        self._yes = yes
        self._drawn_mono: float | None = None

    def compose(self) -> ComposeResult:
        """Build the dialog."""
        with Vertical(classes="dialog -small"):
            yield Static(Content(self._question), classes="dialog-title")
            yield Static(Content(self._detail))
            with Horizontal(classes="dialog-buttons"):
                yield Button(Content("No"), id="no")
                yield Button(Content(self._yes), id="yes", variant="error")

    def on_mount(self) -> None:
        """Remember when it came up."""
        self.call_after_refresh(self._drawn)

    def _drawn(self) -> None:
        self._drawn_mono = time.monotonic()

    @on(Button.Pressed)
    def answer(self, message: Button.Pressed) -> None:
        """End with the answer, unless the key came too early to be one."""
        is_yes = message.button.id == "yes"
        is_early = self._drawn_mono is None or time.monotonic() - self._drawn_mono < DEAF_FOR_S
        if not (is_yes and is_early):
            self.dismiss(is_yes)

    def action_refuse(self) -> None:
        """End with no."""
        self.dismiss(False)
