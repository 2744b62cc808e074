"""What an earlier console has asked, where its answers are not here: how it ended, as far as that is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from altotui.domain.command import CommandResult, Sentence, count_outcomes
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.workspace import Asked
from altotui.ui.cells import INDENT, Look, Piece
from altotui.ui.commands import key_of
from altotui.ui.entries.shown import FOLDED, UNFOLDED, Shown, age_words, headed, masked, wrapped
from altotui.ui.present import counted_words


class LeftEntry(Shown):
    """Head as that of any other line; below it the counts of its ends, and why there is nothing more."""

    def __init__(self, asked: Asked) -> None:
        self.number = asked.number
        self.asked = asked
        self.called = asked.called if asked.is_run else asked.sites[0][1]
        self.started_at: datetime = asked.asked_at
        self.is_write = asked.is_write

    @property
    def is_answer(self) -> bool:
        """Return whether routers were asked."""
        return True

    @property
    def shown_sentence(self) -> str:
        """Return what was sent; not made visible yet."""
        return masked(Sentence(self.asked.command, self.asked.parameters))

    def ended(self) -> Sequence[CommandResult]:
        """Return the outcomes that are known, without answers."""
        return self.asked.results

    def sites_of(self, part: int) -> tuple[SiteId, ...]:
        """Return the sites that were asked, as far as they are known."""
        return tuple(site_id for site_id, _ in self.asked.sites) if part <= 1 else ()

    @property
    def site_count(self) -> int:
        """Return how many sites were asked."""
        return len(self.asked.sites) + self.asked.more_sites

    def head(self, width: int, look: Look) -> list[Piece]:
        """Return number, time, site and command, and how old it is."""
        sign = FOLDED if self.is_folded else UNFOLDED
        lead: list[Piece] = [
            (f"{sign}#{self.number} {self.started_at:%H:%M:%S}Z ", look("muted")),
            (f"@{self.site_count} {self.called}" if self.asked.is_run else self.called, look("strong")),
        ]
        return headed(lead, self.shown_sentence, (age_words(self.age_s),), width, look)

    def body_count(self, width: int) -> int:
        """Return how many lines the words take."""
        return len(wrapped(self._words(), width))

    def body(self, y: int, width: int, first_column: int, look: Look) -> list[Piece]:  # noqa: ARG002 (every entry is asked the same way)
        """Return one of them."""
        return [(INDENT + wrapped(self._words(), width)[y], look("muted"))]

    def _words(self) -> str:
        asked = self.asked
        counts = count_outcomes(asked.results)
        ends = [
            f"{count} {_ended(Outcome(name), asked)}"
            for name, count in counts.items()
            if count and asked.is_run
        ]
        again = f"{key_of('answer.repeat')} sends it again" if self.line is not None else ""
        return "; ".join(filter(None, ("  ".join(ends), asked.why_not_kept, again)))


def _ended(outcome: Outcome, asked: Asked) -> str:
    return "answered" if outcome is Outcome.OK else counted_words(outcome, is_write=asked.is_write)[0].lower()
