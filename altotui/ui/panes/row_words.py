"""The line that the rows of an answer are filtered by, as it is typed."""

from __future__ import annotations

from altotui.ui.panes.transcript_view import Here, TranscriptView
from altotui.ui.widgets.late import put_behind
from altotui.ui.widgets.line_edit import LineEdit


class RowWords(LineEdit):
    """Stands under the transcript while it is open, and filters the answer under the cursor there."""

    JOINS_LINES = True

    def __init__(self, transcript: TranscriptView) -> None:
        super().__init__("rows with: ", "words, -word; enter keeps them", id="words", clears_on_submit=False)
        self._transcript = transcript
        self._here: Here | None = None
        """What it was opened for."""

    @property
    def is_open(self) -> bool:
        """Return whether it is in sight."""
        return self.has_class("-open")

    def open_for_answer(self) -> bool:
        """Open it for the answer under the cursor, from the prompt for the newest; return False without rows."""
        here = self._transcript.here
        answer = here.entry.answer_at(here.spot) if here is not None else None
        if here is None or answer is None or answer.rows is None:
            return False
        if not self._transcript.has_focus:
            self._transcript.go_to(here.entry)
        self._here = here
        put_behind(self, self._transcript)
        self.set_text(answer.rows.words)
        self.add_class("-open")
        self.screen.set_focus(self)
        return True

    def close(self, *, is_kept: bool) -> bool:
        """Close it, with the rows as they are or all of them again; return whether it was open."""
        if not self.is_open:
            return False
        if not is_kept:
            self.set_text("")
        self.screen.set_focus(self._transcript)
        self.remove_class("-open")
        return True

    def on_blur(self) -> None:
        """Close when the focus goes elsewhere, with the rows as they are; it stays when the terminal loses it."""
        if self.screen.focused not in (None, self):
            self.remove_class("-open")

    def text_changed(self) -> None:
        """Filter at once."""
        here = self._here
        answer = here.entry.answer_at(here.spot) if here is not None else None
        if here is None or answer is None or answer.rows is None or answer.rows.words == self.text:
            return
        answer.rows.filter(self.text)
        self._transcript.entry_changed(here.entry)
