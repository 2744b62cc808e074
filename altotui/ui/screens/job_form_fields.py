"""The fields of the form for a job: their keys act in the order in which they were typed."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Checkbox, Input, TextArea

from altotui.ui.key_order import acted_at_once
from altotui.ui.widgets.line_edit import LineEdit


class OrderedInput(Input):
    """A field whose keys act in the order in which they were typed."""

    @property
    def cursor_screen_offset(self) -> Offset:
        """Return where on the screen its caret is; at the end of a text Textual says a cell too far right."""
        return super().cursor_screen_offset - Offset(int(self.cursor_at_end), 0)

    async def _on_key(self, event: events.Key) -> None:
        await acted_at_once(self, event)


class OrderedTextArea(TextArea):
    """A field of several lines whose keys act in the order in which they were typed."""

    async def _on_key(self, event: events.Key) -> None:
        await acted_at_once(self, event)


class YesNo(Checkbox):
    """A checkbox that says its state as a word, and not by a colour alone."""

    BUTTON_LEFT = BUTTON_INNER = BUTTON_RIGHT = ""

    def __init__(self, what: str, value: bool, *, id: str) -> None:
        self._what = what
        super().__init__(self._words(value), value, id=id, compact=True)

    def _words(self, value: bool) -> Content:
        return Content(f"{'yes' if value else 'no':<3} {self._what}")

    def watch_value(self) -> None:
        """Show the word of the new state."""
        super().watch_value()
        if self.is_mounted:
            self.label = self._words(self.value)


class CheckLine(LineEdit):
    """A line for the router, with its label, that says when it changes; Enter leaves it as it is."""

    class Changed(Message):
        """Something was typed."""

    def __init__(self, text: str, *, id: str) -> None:
        super().__init__(
            "Check ", "a line to read before and after (may stay empty)", id=id, clears_on_submit=False
        )
        self.text, self.caret = text, len(text)

    def text_changed(self) -> None:
        """Say it."""
        self.post_message(self.Changed())
