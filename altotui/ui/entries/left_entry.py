"""What an earlier console has asked, where its answers are not here: how it ended, as far as that is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from altotui.domain.command import CommandResult, Sentence
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

    @property
    def unsettled(self) -> int:
        """Return on how many sites nobody knows what a write has done."""
        return self.asked.tally().get(Outcome.UNKNOWN, 0) if self.is_write else 0

    def _words(self) -> str:
        asked, is_settled = self.asked, not self.unsettled
        why = asked.why_not_kept if asked.has_ended or not asked.is_write else ""
        waiting = "another console is waiting for it" if asked.elsewhere else ""
        if waiting and asked.is_run:
            waiting = f"{len(asked.elsewhere)}: {waiting}"
        is_again = self.line is not None and is_settled and not waiting
        again = f"{key_of('answer.repeat')} sends it again" if is_again else ""
        return "; ".join(filter(None, ("  ".join(self._ends()), waiting, why, again)))

    def _ends(self) -> Iterator[str]:
        """Yield how it ended, with the number of sites where it went to several."""
        for outcome, count in self.asked.tally().items():
            words = _ended(outcome, self.asked)
            yield f"{count} {words}" if self.asked.is_run else words


def _ended(outcome: Outcome, asked: Asked) -> str:
    if outcome is Outcome.OK:
        return "answered"
    words, _ = counted_words(outcome, is_write=asked.is_write)
    return words if outcome is Outcome.UNKNOWN and asked.is_write else words.lower()
