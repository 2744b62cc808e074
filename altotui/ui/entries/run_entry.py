"""One line that went to several sites in the transcript: equal answers once, and every other end by itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from altotui.domain.ages import exact_duration
from altotui.domain.answer_diff import diff_answers
from altotui.domain.answer_groups import Group, group_ignored, groups_in_slices
from altotui.domain.command import CommandResult, RouterReply, Sentence, count_outcomes
from altotui.domain.diff_words import diff_summary
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.sliced import Sliced, finished
from altotui.domain.text import make_visible
from altotui.services.events import RunStarted
from altotui.ui.cells import Look, Piece
from altotui.ui.entries.answer_view import AnswerView
from altotui.ui.entries.differences import difference_lines, hidden_in
from altotui.ui.entries.parts import PartsEntry
from altotui.ui.entries.section import Line, Section
from altotui.ui.entries.shown import FOLDED, UNFOLDED, age_words, headed, masked, wrapped
from altotui.ui.present import counted_words

if TYPE_CHECKING:
    from altotui.domain.routeros.translation import Translation
    from altotui.domain.site import Site

_REGROUPED_BELOW = 50
"""With more results the groups are put together again when there are a tenth more."""
_ROWS_AT_ONCE = 5000
_LETTERS = 26
_UNFOLDED_GROUPS = 3
_UNFOLDED_SHORT = 30
"""Groups with a line or two of differences are shown up to here."""
_UNFOLDED_SITES = 6
_MOST_IGNORED_NAMED = 6
_MAX_MESSAGE_CHARS = 300
_ENDS = (
    *(Outcome.UNKNOWN, Outcome.ROUTER_ERROR, Outcome.REJECTED, Outcome.NOT_SENT),
    *(Outcome.STOPPED, Outcome.SKIPPED),
)
"""What is no answer, in the order in which it stands below the groups."""


class RunEntry(PartsEntry):
    """Progress while it goes on, then groups; every site stands in exactly one part."""

    def __init__(self, event: RunStarted) -> None:
        self.number = event.run_id
        self.called = event.name
        self.sites = event.sites
        self.line: Translation = event.translation
        self.sentence = Sentence(self.line.command, self.line.parameters)
        self.started_at: datetime = event.started_at
        self.is_write = self.line.may_change
        self.results: dict[SiteId, CommandResult] = {}
        self._value_count = 0
        self.verdicts: dict[SiteId, str] = {}
        """What a read found out about outcomes that are unknown; visible-only."""
        self.read_back: set[SiteId] = set()
        """Sites that have been read since."""
        self.has_ended = False
        self.ignored: Collection[str] | None = None
        """What is left out when answers are compared; None for what the command is known for."""
        self.is_diffing = True
        """Groups behind the first show what differs from it, not all they answered."""
        self._sections: list[Section] = []
        self._grouped_at = -1
        """How many results the sections are made of."""
        self._note = ""
        self._work: tuple[Sliced[list[Group]], Sequence[CommandResult]] | None = None
        """What puts groups together of these results; None when it is done."""

    @property
    def unknown(self) -> list[Site]:
        """Return the sites whose outcome nobody knows."""
        return [
            site
            for site in self.sites
            if site.id in self.results and self.results[site.id].outcome is Outcome.UNKNOWN
        ]

    @property
    def lost(self) -> int:
        """Return on how many sites nobody knows what became of a write whose answer was lost."""
        return sum(site.id not in self.read_back for site in self.unknown) if self.is_write else 0

    @property
    def unsettled(self) -> int:
        """Return on how many sites nobody knows what became of a write, in flight or lost."""
        return self.lost + (len(self.sites) - len(self.results) if self.is_write else 0)

    @property
    def is_answer(self) -> bool:
        """Return whether routers were asked."""
        return True

    # --- results come

    def take(self, result: CommandResult) -> None:
        """Take the outcome of one site."""
        self.results[result.site_id] = result
        self._value_count += result.reply.value_count

    @property
    def value_count(self) -> int:
        """Return about how many values came of all sites."""
        return self._value_count

    def end(self) -> None:
        """Take that every site has its outcome."""
        self.has_ended = True
        self._grouped_at = -1

    def group_again(self) -> None:
        """Put the groups together anew: what is left out, or how they are shown, is another."""
        self._grouped_at = -1
        self._work = None

    @property
    def sections(self) -> list[Section]:
        """Return the parts, put together from the results so far."""
        count = len(self.results)
        step = 1 if count < _REGROUPED_BELOW or self.has_ended else count // 10
        if self._grouped_at < 0 or count >= self._grouped_at + step:
            self._grouped_at = count
            self._regroup()
        return self._sections

    def _regroup(self) -> None:
        """Put the groups together; those of very many rows part by part, beside what else there is to do."""
        results = self.ended()
        work = groups_in_slices(results, ignored=self.ignored, command=self.sentence.command)
        if sum(len(result.reply.rows) for result in results) <= _ROWS_AT_ONCE:
            self._work = None
            self._show_groups(results, finished(work))
        elif self._work is None or self.has_ended:
            self._work = work, results

    @property
    def is_working(self) -> bool:
        """Return whether the groups are still being put together."""
        return self._work is not None

    def work_on(self) -> None:
        """Go on with putting them together."""
        if self._work is None:
            return
        work, results = self._work
        try:
            next(work)
        except StopIteration as end:
            self._work = None
            self._show_groups(results, end.value)

    def _show_groups(self, results: Sequence[CommandResult], groups: list[Group]) -> None:
        made = [self._group_section(at, group, groups[0]) for at, group in enumerate(groups)]
        for outcome in _ENDS:
            ended = tuple(result for result in results if result.outcome is outcome)
            if ended:
                made.append(self._end_section(outcome, ended))
        before = {site_id: section for section in self._sections for site_id in section.site_ids}
        is_small = sum(len(result.reply.rows) for result in results) <= _ROWS_AT_ONCE
        unfolded_short = _UNFOLDED_SHORT if is_small else 0
        for at, section in enumerate(made):
            known = next((before[site_id] for site_id in section.site_ids if site_id in before), None)
            if known is not None:
                section.is_folded = known.is_folded
            elif at < len(groups):
                section.is_folded = at >= _UNFOLDED_GROUPS and not (at < unfolded_short and section.is_short)
            else:
                section.is_folded = len(section.results) > _UNFOLDED_SITES
        self._sections = made
        self._note = self._compared(groups)

    def _group_section(self, at: int, group: Group, largest: Group) -> Section:
        """Return a group; what it shows is worked out when it is unfolded or drawn."""
        key = group.results[0].site_id
        title = f"GROUP {chr(ord('A') + at) if at < _LETTERS else at + 1}"
        if at and self.is_diffing:
            compare = partial(self._difference, group, largest)
            return Section(key, title, "warn", group.results, compare=compare)
        answer = partial(self._answer_of, group)
        return Section(key, title, "good" if at == 0 else "warn", group.results, make_answer=answer)

    def _answer_of(self, group: Group) -> AnswerView:
        ret = group.results[0].reply.ret
        rows = group.rows if ret is None else group.rows[:-1]
        return AnswerView(self.sentence, RouterReply(rows, ret), is_write=self.is_write)

    def _difference(self, group: Group, largest: Group) -> tuple[tuple[Line, ...], str]:
        """Return what differs from the largest group, row by row and in short."""
        command = self.sentence.command
        ignored = group_ignored(command) if self.ignored is None else self.ignored
        difference = diff_answers(
            largest.results[0].reply, group.results[0].reply, ignored=ignored, command=command
        )
        lines = tuple(difference_lines(difference, hidden_in(command), ignored))
        return lines, f"differs from A in {diff_summary(difference)}"

    def _end_section(self, outcome: Outcome, ended: tuple[CommandResult, ...]) -> Section:
        words, meaning = counted_words(outcome, is_write=self.is_write)
        lines: list[Line] = []
        for result in ended:
            said = self.verdicts.get(result.site_id) or result.message or "without words"
            message = make_visible(said, max_chars=_MAX_MESSAGE_CHARS)
            lines.append((f"{make_visible(result.site_name, max_chars=60)}: {message}", ""))
        return Section(outcome.value, words, meaning, ended, lines=tuple(lines))

    def _compared(self, groups: list[Group]) -> str:
        """Return in words how the answers were compared; empty while there is nothing to compare."""
        if not groups:
            return ""
        dropped = list(dict.fromkeys(key for group in groups for key in group.ignored_keys))
        names = " ".join(make_visible(key, max_chars=30) for key in dropped[:_MOST_IGNORED_NAMED])
        more = " ..." if len(dropped) > _MOST_IGNORED_NAMED else ""
        count = f"{len(groups)} group{'s' * (len(groups) != 1)}"
        if not dropped:
            return count
        return f"{count}, {len(dropped)} field{'s' * (len(dropped) != 1)} ignored: {names}{more}"

    @property
    def summary_meaning(self) -> str:
        """Return what the summary looks like."""
        return "strong" if self.has_ended else "active"

    def ended(self) -> Sequence[CommandResult]:
        """Return the outcome of every site that has one, in the order of the sites."""
        return [self.results[site.id] for site in self.sites if site.id in self.results]

    def sites_of(self, part: int) -> tuple[SiteId, ...]:
        """Return the sites of one part, counted from 1; of all for 0, also those without an outcome."""
        return super().sites_of(part) if part else tuple(site.id for site in self.sites)

    # --- lines

    def head(self, width: int, look: Look) -> list[Piece]:
        """Return number, time, sites and what was sent to them."""
        sign = FOLDED if self.is_folded else UNFOLDED
        lead: list[Piece] = [
            (f"{sign}#{self.number} {self.started_at:%H:%M:%S}Z ", look("muted")),
            (f"@{len(self.sites)} {self.called}".rstrip(), look("strong")),
        ]
        return headed(lead, masked(self.sentence), (age_words(self.age_s),), width, look)

    def summary(self, width: int) -> list[str]:
        """Return the counts of all ends, how long they took, and how the answers are compared."""
        return wrapped("  ".join(self._totals()), width)

    def _totals(self) -> list[str]:
        """Return the counts of all ends, which add up to the sites, and how long the answers took."""
        counts = count_outcomes(self.results.values())
        words = [
            f"{count} {_counted(Outcome(name), is_write=self.is_write)}"
            for name, count in counts.items()
            if count
        ]
        left = len(self.sites) - len(self.results)
        if left:
            words.append(f"{left} to come, esc stops")
        took = sorted(each.elapsed_ms for each in self.results.values() if each.elapsed_ms is not None)
        if took:
            words.append(f"{exact_duration(took[0] / 1000)} .. {exact_duration(took[-1] / 1000)}")
        if self._work is not None:
            words.append("comparing")
        elif self._note:
            words.append(self._note)
        return words


def _counted(outcome: Outcome, *, is_write: bool) -> str:
    return "answered" if outcome is Outcome.OK else counted_words(outcome, is_write=is_write)[0].lower()
