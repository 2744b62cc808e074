"""One command on one router in the transcript, from the moment it was sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from altotui.domain.ages import exact_duration
from altotui.domain.command import CommandResult, Sentence
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.ui.cells import INDENT, Look, Piece
from altotui.ui.entries.shown import FOLDED, UNFOLDED, Shown, age_words, headed, led, masked, wrapped
from altotui.ui.entries.spot import NOWHERE, Spot
from altotui.ui.present import OUTCOME_WORDS, next_step

if TYPE_CHECKING:
    from altotui.ui.entries.answer_view import AnswerView


class Entry(Shown):
    """Head with number, time, site and command; below it the answer, or why there is none."""

    def __init__(
        self,
        number: int,
        site_name: str,
        sentence: Sentence,
        started_at: datetime,
        *,
        is_write: bool,
        site_id: SiteId | None = None,
    ) -> None:
        self.number = number
        self.site_id = site_id
        """None for what no site was asked."""
        self.site_name = self.called = site_name
        self.sentence = sentence
        self.started_at: datetime = started_at
        self.is_write = is_write
        self.result: CommandResult | None = None
        self.has_left = False
        """Its turn has come: from then on it may have been carried out."""
        self.is_abandoned = False
        """A person stopped waiting; the answer is still shown if it comes."""
        self.verdict = ""
        """What a read found out about an outcome that was unknown; visible-only."""
        self.is_read_back = False
        """The router has been read since."""
        self.answer: AnswerView | None = None
        """None while there is none, and when the command failed."""

    def finish(self, result: CommandResult) -> None:
        """Take the outcome; what reads answers is imported by the first one, and not by every start."""
        from altotui.ui.entries.answer_view import AnswerView

        self.result = result
        if result.outcome is Outcome.OK:
            self.answer = AnswerView(self.sentence, result.reply, is_write=self.is_write)

    def ended(self) -> Sequence[CommandResult]:
        """Return its outcome, once there is one."""
        return () if self.result is None else (self.result,)

    @property
    def value_count(self) -> int:
        """Return about how many values came."""
        return 0 if self.result is None else self.result.reply.value_count

    def sites_of(self, part: int) -> tuple[SiteId, ...]:
        """Return the one site that was asked."""
        return (self.site_id,) if self.site_id and part <= 1 else ()

    def answers(self) -> Iterator[AnswerView]:
        """Yield the answer."""
        if self.answer is not None:
            yield self.answer

    @property
    def is_answer(self) -> bool:
        """Return whether it was sent to a router."""
        return True

    @property
    def shown_sentence(self) -> str:
        """Return what was sent, with secrets masked; not made visible yet."""
        return masked(self.sentence)

    @property
    def lost(self) -> int:
        """Return 1 while nobody knows what became of a write whose answer was lost."""
        is_unknown = self.result is not None and self.result.outcome is Outcome.UNKNOWN
        return int(self.is_write and is_unknown and not self.is_read_back)

    @property
    def unsettled(self) -> int:
        """Return 1 while nobody knows what became of a write, in flight or lost."""
        return int(self.is_write and self.result is None) or self.lost

    # --- lines

    def body_count(self, width: int) -> int:
        """Return how many lines stand below the head."""
        if self.result is None:
            return len(self._waiting_lines(width))
        if self.answer is None:
            return len(self._failure_lines(width)) + len(self._advice_lines(width))
        return len(self._notes(width)) + self.answer.line_count(width)

    def _notes(self, width: int) -> list[str]:
        """Return what was odd about an answer, in lines that stand above it."""
        message = self.result.message if self.result and self.result.outcome is Outcome.OK else None
        return wrapped(message, width) if message else []

    def body(self, y: int, width: int, first_column: int, look: Look) -> list[Piece]:
        """Return one of them."""
        if self.result is None:
            return self._waiting(y, width, look)
        if self.answer is None:
            return self._failure(y, width, look)
        notes = self._notes(width)
        if y < len(notes):
            return [(INDENT + notes[y], look("warn"))]
        return self.answer.make(y - len(notes), width, first_column, look)

    def body_spot(self, y: int, width: int) -> Spot:
        """Return the row that a line is about."""
        if self.answer is None:
            return NOWHERE
        y -= len(self._notes(width))
        return self.answer.spot(y, width) if y >= 0 else NOWHERE

    def line_of(self, number: int, width: int) -> int:
        """Return the line of the entry on which a row of its answer stands."""
        if self.answer is None:
            return 0
        return 1 + len(self._notes(width)) + self.answer.line_of(number, width)

    def _waiting_lines(self, width: int) -> list[str]:
        if not self.has_left:
            return ["waiting for its turn, esc takes it back"]
        if not self.is_abandoned:
            return ["waiting for the answer, esc stops waiting"]
        unknown = f"{OUTCOME_WORDS[Outcome.UNKNOWN][0]}: " if self.is_write else ""
        return wrapped(f"{unknown}no longer waited for; an answer that still comes is shown", width)

    def _waiting(self, y: int, width: int, look: Look) -> list[Piece]:
        words, meaning = OUTCOME_WORDS[Outcome.UNKNOWN]
        return led(self._waiting_lines(width)[y], f"{words}: ", look(meaning), look("muted"))

    def head(self, width: int, look: Look) -> list[Piece]:
        """Return number, time, site, command and, at the right where a long command cannot hide it, the size."""
        sign = FOLDED if self.is_folded else UNFOLDED
        lead: list[Piece] = [
            (f"{sign}#{self.number} {self.started_at:%H:%M:%S}Z ", look("muted")),
            (self.site_name, look("strong")),
        ]
        return headed(lead, self.shown_sentence, self._sizes(), width, look)

    def _sizes(self) -> tuple[str, ...]:
        """Return how many rows came, how long it took and how old it is; nothing while there is no answer."""
        result = self.result
        if result is None:
            return ()
        count = len(result.reply.rows)
        has_rows = result.outcome is Outcome.OK and (count or result.reply.ret is None)
        rows = f"{count} row{'s' * (count != 1)}" if has_rows else ""
        took = exact_duration(result.elapsed_ms / 1000) if result.elapsed_ms is not None else ""
        return rows, took, age_words(self.age_s)

    def _advice_lines(self, width: int) -> list[str]:
        if self.result is None:
            return []
        if self.verdict:
            return wrapped(self.verdict, width)
        advice = next_step(self.result.outcome, self.sentence.command, is_write=self.is_write)
        return wrapped(advice, width) if advice else []

    def _failure_lines(self, width: int) -> list[str]:
        if self.result is None:
            return []
        words, _ = OUTCOME_WORDS[self.result.outcome]
        return wrapped(f"{words}: {self.result.message or 'without words'}", width)

    def _failure(self, y: int, width: int, look: Look) -> list[Piece]:
        lines = self._failure_lines(width)
        if self.result is None or y >= len(lines):
            meaning = "strong" if self.verdict else "muted"
            return [(INDENT + self._advice_lines(width)[y - len(lines)], look(meaning))]
        words, meaning = OUTCOME_WORDS[self.result.outcome]
        return led(lines[y], words + ": ", look(meaning), look(""))
