"""The last line: the keys that matter now, or the `:` line while one is typed in it.

Both are one widget, so that neither opening it nor leaving it moves anything: the screen is not laid out again.
"""

from __future__ import annotations

from textual import on
from textual.message import Message
from textual.strip import Strip

from altotui.ui.cells import line
from altotui.ui.chrome.footer import keys_of
from altotui.ui.widgets.line_edit import LineEdit
from altotui.ui.widgets.status_line import Part


class CommandLine(LineEdit):
    """The keys of the pane in front, and the line behind the colon."""

    class Entered(Message):
        """A command was typed; empty when the line was left."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(":", "rw REASON, ro, job, cancel, refresh, help, q", id="command-line")
        self.is_open = False
        self.can_focus = False
        self._keys: list[Part] = []

    def show_pane(self, pane: str) -> None:
        """Show the keys of `pane`; while answers are looked at, it is `transcript`."""
        keys = keys_of(pane)
        if keys != self._keys:
            self._keys = keys
            self.repaint()

    def open(self) -> None:
        """Show the empty line."""
        self.is_open = self.can_focus = True
        self.set_text("")
        self.screen.set_focus(self)

    def close(self) -> None:
        """Show the keys again."""
        self.is_open = self.can_focus = False
        self.repaint()

    def make_line(self, y: int, width: int) -> Strip:
        """Return the `:` line, or the keys as far as there is room."""
        if self.is_open:
            return super().make_line(y, width)
        quiet = self.look("muted")
        return line([(text, self.look(look) if look else quiet) for text, look in self._keys], width, quiet)

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
