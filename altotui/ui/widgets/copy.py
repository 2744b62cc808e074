"""The wish of a person to have something in the clipboard."""

from __future__ import annotations

from textual.message import Message


class Copy(Message):
    """Visible-only texts: what to copy, with its line breaks, and words for it."""

    def __init__(self, text: str, what: str) -> None:
        super().__init__()
        self.text = text
        self.what = what
