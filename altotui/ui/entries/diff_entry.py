"""What differs between two runs of the same line in the transcript, site by site."""

from __future__ import annotations

from functools import partial

from altotui.domain.ages import exact_duration
from altotui.domain.answer_diff import AnswerDiff, diff_answers
from altotui.domain.command import CommandResult, Sentence
from altotui.domain.diff_words import diff_summary
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.volatile import volatile_names
from altotui.domain.text import make_visible
from altotui.ui.cells import Look, Piece
from altotui.ui.entries.differences import difference_lines, hidden_in
from altotui.ui.entries.parts import PartsEntry
from altotui.ui.entries.section import Line, Section
from altotui.ui.entries.shown import FOLDED, UNFOLDED, Shown, headed, masked, wrapped
from altotui.ui.present import counted_words

_UNFOLDED_SITES = 6


class DiffEntry(PartsEntry):
    """The sites whose answer changed, each a part that folds; the others are counted."""

    def __init__(self, earlier: Shown, later: Shown) -> None:
        """Compare `later` with `earlier`, both of the same line on the same sites."""
        self.called = later.called
        self.line = later.line
        self._sentence = Sentence(later.line.command, later.line.parameters) if later.line else Sentence("")
        self._numbers = (earlier.number, later.number)
        self._apart_s = 0.0
        if earlier.started_at is not None and later.started_at is not None:
            self._apart_s = (later.started_at - earlier.started_at).total_seconds()
        self._ignored = volatile_names(self._sentence.command)
        self._sections: list[Section] = []
        self._same = 0
        self._compare({result.site_id: result for result in earlier.ended()}, later)

    def _compare(self, before: dict[SiteId, CommandResult], later: Shown) -> None:
        for result in later.ended():
            old = before.get(result.site_id)
            lines, note = self._difference(old, result)
            if not lines:
                self._same += 1
                continue
            name = make_visible(result.site_name, max_chars=60)
            section = Section(
                result.site_id, name, "warn", (result,), compare=partial(_known, tuple(lines), note)
            )
            section.is_folded = len(self._sections) >= _UNFOLDED_SITES
            self._sections.append(section)

    def _difference(self, old: CommandResult | None, new: CommandResult) -> tuple[list[Line], str]:
        """Return the lines of what differs on one site, and how much that is; no lines where nothing does."""
        if old is None or old.outcome is not Outcome.OK or new.outcome is not Outcome.OK:
            before = self._words_of(old) if old is not None else "not asked"
            after = self._words_of(new)
            return ([(f"{before} -> {after}", "warn")], "") if before != after else ([], "")
        difference: AnswerDiff = diff_answers(
            old.reply, new.reply, ignored=self._ignored, command=self._sentence.command, same_router=True
        )
        return list(
            difference_lines(difference, hidden_in(self._sentence.command), self._ignored)
        ), diff_summary(difference)

    def _words_of(self, result: CommandResult) -> str:
        is_write = self.line is not None and self.line.may_change
        return counted_words(result.outcome, is_write=is_write)[0].lower()

    @property
    def sections(self) -> list[Section]:
        """Return a part for each site whose answer changed."""
        return self._sections

    def head(self, width: int, look: Look) -> list[Piece]:
        """Return which two runs are compared."""
        sign = FOLDED if self.is_folded else UNFOLDED
        old, new = self._numbers
        lead: list[Piece] = [
            (f"{sign}diff #{old} #{new} ", look("active")),
            (make_visible(self.called, max_chars=60), look("strong")),
        ]
        return headed(lead, masked(self._sentence), (f"{exact_duration(self._apart_s)} apart",), width, look)

    def summary(self, width: int) -> list[str]:
        """Return how many sites differ."""
        changed, total = len(self._sections), len(self._sections) + self._same
        if not changed:
            words = "no difference" if total == 1 else f"no difference on {total} sites"
        else:
            words = "" if total == 1 else f"{changed} of {total} sites differ"
        ignored = "what always changes is left out" if self._ignored else ""
        return wrapped("  ".join(filter(None, (words, ignored))), width)


def _known(lines: tuple[Line, ...], note: str) -> tuple[tuple[Line, ...], str]:
    return lines, note
