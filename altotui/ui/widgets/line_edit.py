"""One editable line without border or blinking: what the filter, the prompt and the command line are made of."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip

from altotui.domain.text import make_visible
from altotui.ui.cells import Piece, fit_middle, line, width_of
from altotui.ui.widgets.line_view import LineView

MAX_CHARS = 20_000


class LineEdit(LineView, can_focus=True):
    """A single line of text with a label in front.

    Enter is handled here, where the key arrives: text typed ahead can neither get into a line that was already
    sent nor be lost (reliability.md, finding 4).
    """

    DEFAULT_CSS = """
    LineEdit { height: 1; width: 1fr; }
    """

    JOINS_LINES = False
    """Whether pasted lines are taken as one."""

    class Submitted(Message):
        """Enter: `text` is what stood in the line at that moment."""

        def __init__(self, edit: LineEdit, text: str) -> None:
            super().__init__()
            self.edit = edit
            self.text = text

        @property
        def control(self) -> LineEdit:
            """Return the line."""
            return self.edit

    class PasteRefused(Message):
        """Text that cannot be one line was pasted: nothing of it was taken."""

        def __init__(self, edit: LineEdit, lines: int, reason: str = "") -> None:
            super().__init__()
            self.edit = edit
            self.lines = lines
            self.reason = reason
            """Why, and what to do; visible-only text. Empty when it is the number of lines alone."""

        @property
        def control(self) -> LineEdit:
            """Return the line."""
            return self.edit

    def __init__(
        self, label: str, placeholder: str = "", *, id: str | None = None, clears_on_submit: bool = True
    ) -> None:
        super().__init__(id=id)
        self._label = label
        self._placeholder = placeholder
        self._clears_on_submit = clears_on_submit
        self._left = 0
        self._cells_to_caret = 0
        """From the label to the caret, as it was drawn."""
        self.text = ""
        self.caret = 0

    def text_changed(self) -> None:
        """Do what follows from a change of the text, in the same frame; nothing here."""

    def set_label(self, label: str) -> None:
        """Show another label; visible-only text."""
        if label != self._label:
            self._label = label
            self.repaint()

    def set_placeholder(self, placeholder: str) -> None:
        """Show other words while the line is empty; visible-only text."""
        if placeholder != self._placeholder:
            self._placeholder = placeholder
            self.repaint()

    def set_text(self, text: str) -> None:
        """Replace the text and put the caret at its end."""
        self._edit(text, len(text))

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` in place of what stands between two places, and the caret behind it."""
        self._edit(self.text[:start] + text + self.text[end:], start + len(text))

    def make_line(self, y: int, width: int) -> Strip:  # noqa: ARG002 (there is one line)
        """Return label, text and caret, scrolled so that the caret is in sight."""
        label = self.label_piece(width)
        return line(
            [label, *self.pieces(0, len(self.text), width - width_of(label[0]))], width, self.look("")
        )

    def label_piece(self, width: int) -> Piece:
        """Return what stands in front of the text; at most half of `width` cells."""
        return fit_middle(self._label, min(width_of(self._label), width // 2)), self.look("key")

    def pieces(self, start: int, end: int, room: int) -> list[Piece]:
        """Return what is shown of the text between two places in `room` cells, with the caret when it is there."""
        placeholder = [] if self.text else [(self._placeholder, self.look("muted"))]
        if not self.has_focus or not start <= self.caret <= end:
            return self._coloured(start, end) or placeholder
        self._left = self._first_shown(start, end, max(1, room - 1))
        before = self._coloured(self._left, self.caret)
        self._cells_to_caret = sum(width_of(text) for text, _ in before)
        if self.caret < end:
            under = make_visible(self.text[self.caret])
            return [*before, (under, self.look("caret")), *self._coloured(self.caret + 1, end)]
        if self.text and end == len(self.text):
            under, behind = self.ahead(room - self._cells_to_caret)
            return [*before, (under, self.look("caret")), *behind]
        return [*before, (" ", self.look("caret")), *placeholder]

    def terminal_cursor(self) -> Offset:
        """Return the place of the caret."""
        return Offset(width_of(self.label_piece(self.size.width)[0]) + self._cells_to_caret, 0)

    def ahead(self, room: int) -> tuple[str, list[Piece]]:  # noqa: ARG002 (a subclass needs it)
        """Return the character under a caret that stands behind the text, and what follows it; nothing here.

        Args:
            room: Cells from the caret on.
        """
        return " ", []

    def colours(self) -> Sequence[tuple[int, int, str]]:
        """Return the parts of the text that have a meaning, in order and apart from each other; none here."""
        return ()

    def _coloured(self, start: int, end: int) -> list[Piece]:
        """Return the text between two places with the looks of its parts."""
        pieces: list[Piece] = []
        at = start
        for first, last, meaning in self.colours():
            if last <= at or first >= end:
                continue
            if first > at:
                pieces.append((make_visible(self.text[at:first]), self.look("")))
            last = min(last, end)
            pieces.append((make_visible(self.text[max(first, at) : last]), self.look(meaning)))
            at = last
        if at < end:
            pieces.append((make_visible(self.text[at:end]), self.look("")))
        return pieces

    def _first_shown(self, start: int, end: int, room: int) -> int:
        """Return the first character to show so that the caret has its cell, moving no more than needed."""
        before = self.caret
        cells = 1
        while before > start and cells + width_of(self.text[before - 1]) <= room:
            before -= 1
            cells += width_of(self.text[before])
        fits_to_end = cells + width_of(self.text[self.caret : end]) <= room
        left = self._left if start <= self._left <= end else start
        return before if fits_to_end else max(before, min(left, self.caret))

    def _forward_event(self, event: events.Event) -> None:
        """Take text the moment the application hands it on, unless something waits that came before it."""
        is_first = self._pending_message is None and self.message_queue_size == 0
        if is_first and isinstance(event, events.Key) and event.is_printable:
            event._set_forwarded()
            with self._context():
                self.take_key(event)
        else:
            super()._forward_event(event)

    async def _on_key(self, event: events.Key) -> None:
        self.take_key(event)

    def take_key(self, event: events.Key) -> None:
        """Act on a key; what is not used goes on to the pane."""
        if self.handle_key_name(event.key, event.character if event.is_printable else None):
            event.stop()
            event.prevent_default()

    def handle_key_name(self, key: str, character: str | None) -> bool:
        """Act on one key and return whether it was used."""
        text, caret = self.text, self.caret
        match key:
            case "enter":
                if self._clears_on_submit:
                    self._edit("", 0)
                self.post_message(self.Submitted(self, text))
            case "left" | "ctrl+b":
                self._edit(text, caret - 1)
            case "right":
                self._edit(text, caret + 1)
            case "backspace":
                self._edit(text[: max(0, caret - 1)] + text[caret:], caret - 1)
            case "delete" | "ctrl+d":
                self._edit(text[:caret] + text[caret + 1 :], caret)
            case "home" | "ctrl+a" | "end" | "ctrl+e" | "ctrl+u" | "ctrl+k" | "ctrl+w":
                self._edit_line(key)
            case _ if character is not None:
                self._insert(character)
            case _:
                return False
        return True

    def _edit_line(self, key: str) -> None:
        """Act on a key that is about the line of the text in which the caret stands; the text may have several."""
        text, caret = self.text, self.caret
        start = text.rfind("\n", 0, caret) + 1
        found = text.find("\n", caret)
        end = len(text) if found < 0 else found
        match key:
            case "home" | "ctrl+a":
                self._edit(text, start)
            case "end" | "ctrl+e":
                self._edit(text, end)
            case "ctrl+u":
                self._edit(text[:start] + text[caret:], start)
            case "ctrl+k":
                self._edit(text[:caret] + text[end:], caret)
            case _:
                self._edit(*self._without_word(start))

    def _without_word(self, start: int) -> tuple[str, int]:
        """Return text and caret without the word before the caret; at the start of a line without its break."""
        text, caret = self.text, self.caret
        if caret == start:
            at = max(0, caret - 1)
        else:
            at = start + len(text[start:caret].rstrip().rpartition(" ")[0])
            at += 1 if at > start else 0
        return text[:at] + text[caret:], at

    def on_paste(self, event: events.Paste) -> None:
        """Take pasted text of one line; refuse several where each would be sent as a command."""
        event.stop()
        text = " ".join(event.text.split()) if self.JOINS_LINES else event.text
        lines = text.rstrip("\r\n").splitlines()
        if len(lines) > 1:
            self.post_message(self.PasteRefused(self, len(lines)))
        elif lines:
            self._insert(make_visible(lines[0], max_chars=MAX_CHARS))

    def _insert(self, text: str) -> None:
        if len(self.text) + len(text) <= MAX_CHARS:
            self._edit(self.text[: self.caret] + text + self.text[self.caret :], self.caret + len(text))

    def _edit(self, text: str, caret: int) -> None:
        is_changed = text != self.text
        self.text = text
        self.caret = max(0, min(caret, len(text)))
        if is_changed:
            self.text_changed()
        self.repaint()
