"""Words of the console itself in the transcript, and lines that were not sent."""

from __future__ import annotations

from altotui.ui.cells import INDENT, Look, Piece
from altotui.ui.entries.shown import Shown, led, wrapped
from altotui.ui.entries.spot import NOWHERE, Spot

_NOT_SENT = "NOT SENT: "


class Note(Shown):
    """Words of the console itself; visible-only."""

    def __init__(self, text: str, meaning: str = "muted") -> None:
        self.text = text
        self.meaning = meaning

    def line_count(self, width: int) -> int:
        """Return how many lines the words take: there is nothing to fold, and no empty line."""
        return len(wrapped(self.text, width))

    def make(self, y: int, width: int, first_column: int, look: Look) -> list[Piece]:  # noqa: ARG002 (every entry is asked the same way)
        """Return one of the lines, those behind the first indented."""
        line = wrapped(self.text, width)[y]
        return [(f" {line}" if y == 0 else INDENT + line, look(self.meaning))]

    def spot(self, y: int, width: int) -> Spot:  # noqa: ARG002 (every entry is asked the same way)
        """Return that none of them is about anything that keys could act on."""
        return NOWHERE


class Refusal(Shown):
    """A line that was not sent, and why; both visible-only, secrets masked."""

    def __init__(self, text: str, reason: str) -> None:
        self.text = text
        self.reason = reason

    def head(self, width: int, look: Look) -> list[Piece]:  # noqa: ARG002 (a line that is too long is cut where it is drawn)
        """Return the line."""
        return [(f" {self.text}", look("command"))]

    def body_count(self, width: int) -> int:
        """Return how many lines the reason takes."""
        return len(wrapped(_NOT_SENT + self.reason, width))

    def body(self, y: int, width: int, first_column: int, look: Look) -> list[Piece]:  # noqa: ARG002 (every entry is asked the same way)
        """Return one of them."""
        return led(wrapped(_NOT_SENT + self.reason, width)[y], _NOT_SENT, look("warn"), look(""))
