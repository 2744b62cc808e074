"""What every entry of the transcript can do: make its lines, fold, and say what a line is about."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from altotui.domain.ages import coarse_age
from altotui.domain.command import Sentence
from altotui.domain.ids import SiteId
from altotui.domain.text import make_visible
from altotui.ui.cells import INDENT, Look, Piece, fit, width_of
from altotui.ui.entries.spot import HEAD, NOWHERE, Spot

if TYPE_CHECKING:
    from rich.style import Style

    from altotui.domain.command import CommandResult
    from altotui.domain.routeros.translation import Translation
    from altotui.ui.entries.answer_view import AnswerView

FOLDED, UNFOLDED = "+", " "
AGE_FROM_S = 60.0
_LEAST_COMMAND_CELLS = 8
_USUAL_COMMAND_CELLS = 24


class Shown:
    """One entry: a head, a body that may be folded away, and an empty line."""

    is_folded = False
    number = 0
    """What it is called by; 0 for what is not numbered."""
    called = ""
    """The site that was asked, or what several are called together; may be raw."""
    line: Translation | None = None
    """What was typed; None where nobody typed it."""
    is_write = False
    """It may have changed a router, or revealed what read-only keeps back."""
    started_at: datetime | None = None
    """When it was sent; None for what has no age."""
    age_s = 0.0

    def look_at(self, now: datetime) -> bool:
        """Take how old it is; return whether that changes its words."""
        if self.started_at is None:
            return False
        before, self.age_s = age_words(self.age_s), max(0.0, (now - self.started_at).total_seconds())
        return age_words(self.age_s) != before

    def head(self, width: int, look: Look) -> list[Piece]:
        """Return the first line."""
        raise NotImplementedError(type(self).__name__)

    def body_count(self, width: int) -> int:
        """Return how many lines stand below the head."""
        raise NotImplementedError(type(self).__name__)

    def body(self, y: int, width: int, first_column: int, look: Look) -> list[Piece]:
        """Return one of them."""
        raise NotImplementedError(type(self).__name__)

    def body_spot(self, y: int, width: int) -> Spot:  # noqa: ARG002 (a subclass needs it)
        """Return what one of them is about."""
        return NOWHERE

    def toggle(self, spot: Spot) -> None:  # noqa: ARG002 (a subclass needs it)
        """Fold what `spot` is about, or unfold it: the whole entry here."""
        self.is_folded = not self.is_folded

    @property
    def is_working(self) -> bool:
        """Return whether something of it is still being worked out, by `work_on`."""
        return False

    def work_on(self) -> None:
        """Work out a part of it, as long as one key may take."""

    def step(self, by: int) -> bool:  # noqa: ARG002 (a subclass needs it)
        """Show what came before, or with 1 behind, and return whether there are such; columns are scrolled else."""
        return False

    def answers(self) -> Iterator[AnswerView]:
        """Yield the answers in it, first to last."""
        return iter(())

    def answer_at(self, spot: Spot) -> AnswerView | None:
        """Return the answer that a line is about: the first one where it is about none."""
        answers = list(self.answers())
        return answers[min(spot.group, len(answers) - 1)] if answers else None

    def ended(self) -> Sequence[CommandResult]:
        """Return the outcome of every site that was asked, in the order of the sites."""
        return ()

    @property
    def value_count(self) -> int:
        """Return about how many values it holds: what a transcript keeps has a bound."""
        return 0

    def sites_of(self, part: int) -> tuple[SiteId, ...]:  # noqa: ARG002 (a subclass needs it)
        """Return the sites of one of its parts, of all for 0; none where there are no such."""
        return ()

    @property
    def is_answer(self) -> bool:
        """Return whether routers were asked: commands about an answer mean the newest of these."""
        return False

    @property
    def shown_sentence(self) -> str:
        """Return what was sent, with secrets masked: others look at the screen too. Not made visible yet."""
        return masked(Sentence(self.line.command, self.line.parameters)) if self.line is not None else ""

    @property
    def lost(self) -> int:
        """Return on how many sites nobody knows what became of a write whose answer was lost."""
        return 0

    @property
    def unsettled(self) -> int:
        """Return how many sites it has without a known outcome of a write, in flight or lost: such an entry stays."""
        return 0

    @property
    def stays(self) -> bool:
        """Return whether it must not go out of the transcript: something of it is not settled."""
        return self.unsettled > 0

    @property
    def column_count(self) -> int:
        """Return how many columns can be scrolled through, at least 1."""
        return max((answer.column_count for answer in self.answers()), default=1)

    def line_count(self, width: int) -> int:
        """Return head, body and an empty line."""
        return 2 if self.is_folded else 2 + self.body_count(width)

    def make(self, y: int, width: int, first_column: int, look: Look) -> list[Piece]:
        """Return line `y`."""
        if y == 0:
            return self.head(width, look)
        if self.is_folded or y > self.body_count(width):
            return []
        return self.body(y - 1, width, first_column, look)

    def spot(self, y: int, width: int) -> Spot:
        """Return what line `y` is about."""
        if y == 0:
            return HEAD
        return NOWHERE if self.is_folded or y > self.body_count(width) else self.body_spot(y - 1, width)


def age_words(age_s: float) -> str:
    """Return how old an answer is; empty for one that has just come."""
    return f"{coarse_age(age_s)} ago" if age_s >= AGE_FROM_S else ""


def headed(lead: list[Piece], sentence: str, sizes: Sequence[str], width: int, look: Look) -> list[Piece]:
    """Return the head of an entry: what leads, what was sent (raw), and at its right what came.

    Of `sizes`, empty ones left out, those in the middle go first where the command has too little room.
    """
    told = [size for size in sizes if size]
    left = width - sum(width_of(text) for text, _ in lead) - 2
    while len(told) > 1 and left - width_of("  ".join(("", *told))) < min(
        _USUAL_COMMAND_CELLS, width_of(sentence)
    ):
        del told[-2 if len(told) > 2 else -1]
    size = "  ".join(("", *told)) if told else ""
    room = left - width_of(size)
    command = make_visible(sentence)
    if width_of(command) > room:
        command = fit(command, max(room, _LEAST_COMMAND_CELLS))
    return [*lead, (f"  {command}", look("command")), (size, look("muted"))]


def masked(sentence: Sentence) -> str:
    """Return a sentence on one line, raw, with secrets masked: others look at the screen too."""
    if not sentence.parameters:
        return str(sentence)
    from altotui.domain.redaction import redact_words

    return " ".join((sentence.command, *redact_words(sentence.parameters, command=sentence.command)))


def wrapped(text: str, width: int) -> list[str]:
    """Return `text` in lines that fit into `width` with the indent; at least one."""
    room = max(20, width - len(INDENT))
    return textwrap.wrap(text, room, break_on_hyphens=False) or [""]


def led(text: str, lead: str, lead_look: Style, look: Style) -> list[Piece]:
    """Return a line whose beginning stands out when it is `lead`."""
    if text.startswith(lead.rstrip()):
        cut = len(lead.rstrip())
        return [(INDENT + text[:cut], lead_look), (text[cut:], look)]
    return [(INDENT + text, look)]
