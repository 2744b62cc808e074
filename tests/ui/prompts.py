"""A prompt on a screen of its own, what it says to its pane, and candidates to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events

from altotui.domain.routeros.completion import Candidate, Completion, Sort
from altotui.ui.panes.choosing import Choosing
from altotui.ui.panes.prompt import Prompt
from altotui.ui.panes.stepping import Recalled
from altotui.ui.widgets.line_edit import LineEdit
from altotui.ui.widgets.line_view import LineView
from tests.ui.widgets import strips


class Listening(Prompt):
    """A prompt that keeps what it says."""

    def __init__(self, *history: str | Recalled) -> None:
        super().__init__(lambda _: ())
        self.set_label("site> ")
        self.sent: list[str] = []
        self.edits = 0
        self.pasted: list[tuple[str, ...]] = []
        self.refused: list[str] = []
        self.asked: list[str] = []
        """What a suggestion was asked for."""
        self.earlier: Sequence[Recalled] = [
            each if isinstance(each, Recalled) else Recalled(each) for each in history
        ]
        self.steps = lambda: self.earlier

    def suggesting(self, *lines: str) -> Listening:
        """Suggest the first of these lines that goes on from what is typed."""

        def suggest(text: str) -> str:
            self.asked.append(text)
            return next((line for line in lines if line.startswith(text)), "")

        self.suggest = suggest
        return self

    def on_line_edit_submitted(self, message: LineEdit.Submitted) -> None:
        self.sent.append(message.text)

    def on_line_edit_paste_refused(self, message: LineEdit.PasteRefused) -> None:
        self.refused.append(message.reason)

    def on_prompt_edited(self) -> None:
        self.edits += 1

    def on_prompt_pasted_lines(self, message: Prompt.PastedLines) -> None:
        self.pasted.append(message.lines)


def pasted(text: str, after_s: float = 0.0) -> events.Paste:
    """Return a paste that came that long after now."""
    event = events.Paste(text)
    event.time += after_s
    return event


def key(name: str, after_s: float = 0.0) -> events.Key:
    """Return a key that came that long after now."""
    event = events.Key(name, {"enter": "\r"}.get(name, name if len(name) == 1 else None))
    event.time += after_s
    return event


def caret_cells(widget: LineView) -> list[tuple[int, int]]:
    """Return row and column of everything that is drawn as a caret."""
    found = []
    for y, strip in enumerate(strips(widget)):
        column = 0
        for segment in strip:
            if segment.style and segment.style.reverse:
                found.append((y, column))
            column += cell_len(segment.text)
    return found


def choice(*names: str, start: int = 0, end: int = 0, menu: str = "") -> Choosing:
    """Return a choice of values between two places of a line."""
    return Choosing(Completion(start, end, tuple(Candidate(name, Sort.VALUE) for name in names), menu))
