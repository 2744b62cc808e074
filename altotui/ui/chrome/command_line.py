"""The `:` line, which takes the place of the footer while it is open."""

from __future__ import annotations

from textual import on
from textual.message import Message

from altotui.ui.widgets.line_edit import LineEdit


class CommandLine(LineEdit):
    """The line behind the colon."""

    class Entered(Message):
        """A command was typed; empty when the line was left."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(":", "rw REASON, ro, job, cancel, refresh, help, q", id="command-line")

    def open(self) -> None:
        """Show the empty line."""
        self.set_text("")
        self.add_class("-open")
        self.screen.set_focus(self)

    def close(self) -> None:
        """Hide it."""
        self.remove_class("-open")

    @on(LineEdit.Submitted)
    def enter(self, message: LineEdit.Submitted) -> None:
        """Hand over what was typed."""
        message.stop()
        self.post_message(self.Entered(message.text.strip()))

    def handle_key_name(self, key: str, character: str | None) -> bool:
        """Leave with Esc, or with backspace on the empty line."""
        if key == "escape" or (key == "backspace" and not self.text):
            self.post_message(self.Entered(""))
            return True
        return super().handle_key_name(key, character)
