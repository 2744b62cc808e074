"""The prompt: a line in colours that remembers what was sent from it, and goes on by choosing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from altotui.ui.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from altotui.ui.panes.choosing import Choosing

MAX_HISTORY = 500
MAX_COLOURED_CHARS = 2000
Colours = Sequence[tuple[int, int, str]]
"""Start, end and meaning of each part, in order and apart from each other."""
NO_SITE = "choose a site first: f2, then enter"


class Prompt(LineEdit):
    """The line that commands are typed in."""

    class Edited(Message):
        """The text or the choice is another."""

    def __init__(self, colour: Callable[[str], Colours]) -> None:
        """Take what gives the parts of a text with their meanings; it is asked when the line is drawn."""
        super().__init__("no site> ", NO_SITE, id="prompt")
        self._colour = colour
        self._history: list[str] = []
        self._at = 0
        self._draft = ""
        self._colours: tuple[str, Colours] | None = None
        self.choosing: Choosing | None = None
        """The choice that is open; None when there is none."""

    def remember(self, text: str) -> None:
        """Keep a line for the up key; the same line twice in a row is kept once."""
        if not self._history or self._history[-1] != text:
            self._history = [*self._history[-MAX_HISTORY + 1 :], text]
        self._at = len(self._history)

    def colour_again(self) -> None:
        """Ask for the colours anew: the same text may mean something else now."""
        self._colours = None
        self.repaint()

    def colours(self) -> Colours:
        """Return the parts of the text with their meanings; of a very long one none, so that each key stays quick."""
        if self._colours is None or self._colours[0] != self.text:
            is_short = len(self.text) <= MAX_COLOURED_CHARS
            self._colours = (self.text, self._colour(self.text) if is_short else ())
        return self._colours[1]

    def text_changed(self) -> None:
        """Tell the pane; a choice ends with the text that it was about."""
        self.choosing = None
        self.post_message(self.Edited())

    def choose(self, choosing: Choosing) -> None:
        """Open a choice: write what is sure, and all of it when there is only one way on."""
        completion = choosing.completion
        only = completion.candidates[0] if len(completion.candidates) == 1 else None
        typed = self.text[completion.start : completion.end]
        text = only.text + only.tail if only is not None else completion.common
        goes_on = len(text) > len(typed) and text.casefold().startswith(typed.casefold())
        if goes_on or only is not None:
            text, end = self._joined(text, completion.end)
            self.replace(completion.start, end, text)
            end = completion.start + len(text)
            choosing.completion = completion._replace(end=end)
        self.choosing = None if only is not None else choosing

    def _joined(self, text: str, end: int) -> tuple[str, int]:
        """Return what to write, and up to where: the rest of a word that stands behind the caret already is in it."""
        behind = self.text[end:]
        word = behind.partition(" ")[0]
        if not word or not text.rstrip(" /=").endswith(word):
            return text, end
        return text.rstrip(" "), end + len(word)

    def step(self, by: int) -> None:
        """Put the next candidate into the line."""
        choosing = self.choosing
        if choosing is None:
            return
        candidate = choosing.step(by)
        completion = choosing.completion
        self.replace(completion.start, completion.end, candidate.text)
        choosing.completion = completion._replace(end=completion.start + len(candidate.text))
        self.choosing = choosing

    def close_choice(self, *, is_taken: bool) -> bool:
        """End the choice, with what is picked in the line; return whether there was one."""
        choosing, self.choosing = self.choosing, None
        if choosing is None:
            return False
        if is_taken and choosing.picked is not None:
            tail = choosing.completion.candidates[choosing.picked].tail
            end = choosing.completion.end
            if self.caret == end and not self.text[end:].startswith(tail):
                self.replace(end, end, tail)
        self.post_message(self.Edited())
        return True

    def handle_key_name(self, key: str, character: str | None) -> bool:
        """Step through earlier lines with up and down, take a candidate with Enter; the rest is editing."""
        if key == "enter" and self.choosing is not None and self.choosing.picked is not None:
            return self.close_choice(is_taken=True)
        if key == "up" and self._at > 0:
            if self._at == len(self._history):
                self._draft = self.text
            self._recall(self._at - 1)
        elif key == "down" and self._at < len(self._history):
            self._recall(self._at + 1)
        elif key not in ("up", "down"):
            return super().handle_key_name(key, character)
        return True

    def _recall(self, position: int) -> None:
        self._at = position
        self.set_text(self._history[position] if position < len(self._history) else self._draft)
