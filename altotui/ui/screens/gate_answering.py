"""The part of the gate that takes keys: the choices, the field for what has to be typed, and what was typed ahead.

A key that was meant for the prompt must neither confirm anything nor be lost. So nothing acts for a moment after the
gate was drawn, nor after each character that nobody asked for; and those characters are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import NamedTuple

from textual import events
from textual.message import Message
from textual.strip import Strip

from altotui.domain.text import make_visible
from altotui.ui.cells import Piece, line, width_of
from altotui.ui.screens.confirm import DEAF_FOR_S
from altotui.ui.widgets.line_view import LineView

_HOW = "esc cancels, enter takes it, up and down choose"
_TYPED_AHEAD = "typed ahead, kept for the prompt: "
_MOVE_FIRST = "typed ahead: up or down first, then enter"

_MAX_PASTED_CHARS = 2000


class GateChoice(StrEnum):
    """What may become of a line."""

    LIVE = "live"
    """On the one site, at once."""
    CANARY = "canary"
    """On the first site alone; then it is asked again."""
    ALL = "all"
    JOB = "job"
    CANCEL = "cancel"

    @property
    def is_live(self) -> bool:
        """Return whether it sends the line itself."""
        return self not in (GateChoice.JOB, GateChoice.CANCEL)


class GateAnswer(NamedTuple):
    """How the gate was left."""

    choice: GateChoice
    typed_ahead: str = ""
    """What was typed for the prompt meanwhile; each Enter in it is a line feed."""


class MustType(NamedTuple):
    """What has to be typed before anything is done."""

    text: str
    to: str
    """What is done then: `send it live`."""
    does: str
    """The same of a choice: `sends it live`."""


class GateAnswering(LineView, can_focus=True):
    """A field if something has to be typed, the choices, what was typed ahead, and a hint."""

    class Answered(Message):
        """A choice was taken."""

        def __init__(self, answer: GateAnswer) -> None:
            super().__init__()
            self.answer = answer

    def __init__(
        self,
        choices: Sequence[GateChoice],
        labels: Sequence[str],
        must_type: MustType | None,
        now_mono: Callable[[], float],
    ) -> None:
        """Take visible-only texts.

        Args:
            choices: The first is what Enter takes.
            labels: What each of them is called.
            must_type: What has to stand in the field before a choice acts; None when there is no field.
            now_mono: Gives monotonic seconds.
        """
        super().__init__(id="gate-answering")
        self._choices = tuple(choices)
        self._labels = tuple(labels)
        self._must_type = must_type.text if must_type is not None else ""
        self._to_do, self._does = must_type[1:] if must_type is not None else ("", "")
        self._now_mono = now_mono
        self._quiet_since_mono: float | None = None
        """When it was drawn, or when the last character came that nobody asked for; None before it was drawn."""
        self._field = ""
        self._ahead = ""
        self._has_chosen = True
        """No character has been typed ahead since a choice was made."""
        self._how = _HOW
        self._problem = ""
        """Why the last Enter did nothing; empty when there was none, or when it is settled."""
        self._is_answered = False
        self.at = 0
        self.styles.height = self.rows

    @property
    def rows(self) -> int:
        """Return how many lines it has."""
        return bool(self._must_type) + len(self._choices) + 2

    def drawn(self) -> None:
        """Note that it is on the screen from now on."""
        self._quiet_since_mono = self._now_mono()

    def set_how(self, how: str) -> None:
        """Say otherwise which keys there are; visible-only text."""
        self._how = how
        self.repaint()

    # --- what it shows

    def make_line(self, y: int, width: int) -> Strip:
        """Return one of its lines."""
        if self._must_type:
            y -= 1
        if y < 0:
            return line(self._field_pieces(width), width, self.look(""))
        if y < len(self._choices):
            is_current = y == self.at
            ground = self.look("cursor" if is_current else "")
            return line([(f"{'>' if is_current else ' '} {self._labels[y]}", ground)], width, ground)
        if y == len(self._choices):
            shown = _tail(make_visible(self._ahead), width - width_of(_TYPED_AHEAD))
            pieces = [(_TYPED_AHEAD, self.look("warn")), (shown, self.look(""))] if self._ahead else []
            return line(pieces, width, self.look(""))
        hint = (self._problem, self.look("warn")) if self._problem else (self._how, self.look("muted"))
        return line([hint], width, self.look(""))

    def _field_pieces(self, width: int) -> list[Piece]:
        label = f"type {self._must_type} to {self._to_do}: "
        shown = _tail(make_visible(self._field), width - width_of(label) - 1)
        return [(label, self.look("key")), (shown, self.look("")), (" ", self.look("caret"))]

    # --- what it does

    async def _on_key(self, event: events.Key) -> None:
        if self.take_key(event.key, event.character if event.is_printable else None):
            event.stop()
            event.prevent_default()

    def take_key(self, key: str, character: str | None) -> bool:
        """Act on one key and return whether it was used."""
        match key:
            case "escape":
                self._answer(GateChoice.CANCEL)
            case "enter":
                self._enter()
            case "up" | "left" | "shift+tab":
                self._move(-1)
            case "down" | "right" | "tab":
                self._move(1)
            case "backspace" | "ctrl+h":
                self._rub_out()
            case _ if character is not None:
                self.take_text(character)
            case _:
                return False
        self.repaint()
        return True

    @property
    def _is_deaf(self) -> bool:
        quiet_since_mono = self._quiet_since_mono
        return quiet_since_mono is None or self._now_mono() - quiet_since_mono < DEAF_FOR_S

    def take_text(self, text: str) -> None:
        """Take characters: into the field when they can have been meant for it, else keep them for the prompt."""
        if self._must_type and not self._is_deaf and "\n" not in text:
            self._field += text
            self._problem = ""
            return
        self._ahead += text
        self._has_chosen = False
        if self._quiet_since_mono is not None:
            self._quiet_since_mono = self._now_mono()

    def _rub_out(self) -> None:
        if self._field:
            self._field = self._field[:-1]
        elif self._ahead:
            self._ahead = self._ahead[:-1]
            self._has_chosen = self._has_chosen or not self._ahead

    def _move(self, step: int) -> None:
        if not self._is_deaf:
            self.at = (self.at + step) % len(self._choices)
            self._has_chosen = True
            self._problem = ""

    def _enter(self) -> None:
        choice = self._choices[self.at]
        if self._is_deaf:
            if self._ahead:
                self.take_text("\n")
        elif choice.is_live and self._must_type and self._field != self._must_type:
            self._problem = f"type {self._must_type} first: {choice.value} {self._does}"
        elif not self._has_chosen and not (choice.is_live and self._must_type):
            self._problem = _MOVE_FIRST
        else:
            self._answer(choice)

    def _answer(self, choice: GateChoice) -> None:
        if self._is_answered:
            return
        self._is_answered = True
        meant_for_field = self._must_type.startswith(self._field)
        self.post_message(
            self.Answered(GateAnswer(choice, self._ahead + ("" if meant_for_field else self._field)))
        )

    def on_paste(self, event: events.Paste) -> None:
        """Take one pasted line as if it had been typed; anything else is looked through in the prompt, not here."""
        event.stop()
        text = event.text.rstrip("\r\n")
        if text.isprintable() and len(text) <= _MAX_PASTED_CHARS:
            self.take_text(text)
        else:
            self._problem = "what was pasted is not taken here: paste it into the prompt"
        self.repaint()

    def on_click(self, event: events.Click) -> None:
        """Go to the choice that was clicked; a click on the one that is current takes it."""
        index = event.y - bool(self._must_type)
        if self._is_deaf or not 0 <= index < len(self._choices):
            return
        self._has_chosen = True
        if index == self.at:
            self._enter()
        self.at = index
        self.repaint()


def _tail(text: str, width: int) -> str:
    """Return the end of `text` that fits into `width` cells."""
    while text and width_of(text) > max(0, width):
        text = text[1:]
    return text
