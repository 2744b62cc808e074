"""Choosing how a line goes on: the candidates for one place, and which of them is picked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altotui.domain.text import make_visible

if TYPE_CHECKING:
    from altotui.domain.routeros.completion import Candidate, Completion

_MEANINGS = {"menu": "strong", "command": "command", "seen": "good", "router": "good"}
_SIGNS = {"menu": "/"}


class Choosing:
    """One choice, from the first tab to the key that takes or leaves it."""

    def __init__(self, completion: Completion) -> None:
        self.completion = completion
        self.picked: int | None = None
        """Which candidate stands in the line; None while only what they have in common does."""
        self.text = ""
        """The line that it is open for."""
        self.is_narrowed = False
        """The line was typed on, and these are the candidates that still fit."""

    def step(self, by: int) -> Candidate:
        """Pick the next candidate, or with -1 the one before, and return it."""
        count = len(self.completion.candidates)
        self.is_narrowed = False
        self.picked = (0 if by > 0 else count - 1) if self.picked is None else (self.picked + by) % count
        return self.completion.candidates[self.picked]

    def follow(self, text: str, caret: int) -> bool:
        """Keep what still fits a line that was typed on; return whether there is anything left to choose."""
        before, end = self.text, self.completion.end
        is_typed_on = caret > end and text == before[:end] + text[end:caret] + before[end:]
        if self.picked is not None or not is_typed_on:
            return False
        self.text, self.completion = text, fitting(self.completion, text, caret)
        self.is_narrowed = True
        typed = text[self.completion.start : caret]
        return any(candidate.text != typed for candidate in self.completion.candidates)

    def shown(self, position: int) -> str:
        """Return a candidate with the sign of what it is."""
        candidate = self.completion.candidates[position]
        return make_visible(candidate.text, max_chars=60) + _SIGNS.get(candidate.sort, "")

    def meaning_of(self, position: int) -> str:
        """Return what a candidate looks like while it is not picked."""
        return _MEANINGS.get(self.completion.candidates[position].sort, "")


def fitting(completion: Completion, text: str, caret: int) -> Completion:
    """Return the candidates that still fit a line which has grown since they were asked for."""
    typed = text[completion.start : caret].casefold()
    still = tuple(each for each in completion.candidates if each.text.casefold().startswith(typed))
    return completion._replace(candidates=still, end=caret)
