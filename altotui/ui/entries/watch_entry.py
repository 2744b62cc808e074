"""A line that is repeated in the transcript: one sample at a time, with what changed in it marked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from altotui.domain.answer_diff import changed_cells
from altotui.domain.command import CommandResult, RawRow, Sentence
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.answer import frames_shown
from altotui.domain.routeros.bounds import keeps_last_section
from altotui.domain.sample_series import summary_at
from altotui.domain.text import make_visible
from altotui.services.watches import Watch, WatchState
from altotui.ui.cells import Look, Piece
from altotui.ui.commands import key_of
from altotui.ui.entries.answer_view import AnswerView
from altotui.ui.entries.parts import PartsEntry
from altotui.ui.entries.section import Section
from altotui.ui.entries.shown import FOLDED, UNFOLDED, headed, masked, wrapped
from altotui.ui.entries.spot import Spot
from altotui.ui.present import counted_words

if TYPE_CHECKING:
    from altotui.domain.routeros.translation import Translation

_UNFOLDED_SITES = 6
_BYTES_OF_A_VALUE = 100


class WatchEntry(PartsEntry):
    """The newest sample, or the one that was stepped to; each site is a part that folds."""

    def __init__(self, watch: Watch) -> None:
        self.repeated = watch
        self.called = self.sites_called(watch)
        self.line: Translation = watch.translation
        self.sentence = Sentence(self.line.command, self.line.parameters)
        self.sites = watch.sites
        self._chosen: int | None = None
        """Number of the sample that was stepped to; None follows the newest."""
        self._made_of: tuple[int, int] = (-1, 0)
        self._sections: list[Section] = []
        self._folded: dict[SiteId, bool] = {}
        self._shown: dict[SiteId, AnswerView] = {}
        """The answer of each site that was drawn last: the next one is shown the same way."""

    @staticmethod
    def sites_called(watch: Watch) -> str:
        """Return what the sites of a watch are called together, raw."""
        return watch.sites[0].name if len(watch.sites) == 1 else f"@{len(watch.sites)}"

    def ended(self) -> Sequence[CommandResult]:
        """Return the results of the sample that is shown."""
        ring = self.repeated.ring
        return ring.at(self._position).results if ring.count else ()

    @property
    def value_count(self) -> int:
        """Return about how many values all of its samples hold."""
        return self.repeated.ring.estimated_bytes // _BYTES_OF_A_VALUE

    @property
    def stays(self) -> bool:
        """Return whether it still asks: a watch that nobody could see or stop must not go on."""
        return self.repeated.state is not WatchState.STOPPED

    @property
    def is_answer(self) -> bool:
        """Return whether routers were asked."""
        return True

    # --- samples

    @property
    def _position(self) -> int:
        """Return the place in the ring of the sample that is shown."""
        ring = self.repeated.ring
        if self._chosen is None:
            return ring.count - 1
        return max(0, min(self._chosen - ring.dropped, ring.count - 1))

    def step(self, by: int) -> bool:
        """Show the sample before, or with 1 the one behind; the newest one is followed again."""
        ring = self.repeated.ring
        if not ring.count:
            return False
        place = max(0, min(self._position + by, ring.count - 1))
        self._chosen = None if place == ring.count - 1 else ring.dropped + place
        return True

    @property
    def sections(self) -> list[Section]:
        """Return a part for each site of the sample that is shown."""
        ring, position = self.repeated.ring, self._position
        made_of = (ring.dropped + position, ring.count and 1)
        if ring.count and made_of != self._made_of:
            self._made_of = made_of
            results = enumerate(ring.at(position).results)
            self._sections = [self._section(result, at, position) for at, result in results]
        return self._sections

    def _section(self, result: CommandResult, at: int, position: int) -> Section:
        name = make_visible(result.site_name, max_chars=60)
        words, meaning = counted_words(result.outcome, is_write=False)
        if result.outcome is Outcome.OK:
            answer = partial(self._answer_of, result, at, position)
            made = Section(result.site_id, name, "strong", (result,), make_answer=answer)
        else:
            message = make_visible(result.message or "without words", max_chars=300)
            lines = ((f"{words}: {message}", meaning),)
            made = Section(result.site_id, name, "strong", (result,), lines=lines)
        made.is_folded = self._folded.get(result.site_id, at >= _UNFOLDED_SITES)
        return made

    def _answer_of(self, result: CommandResult, at: int, position: int) -> AnswerView:
        """Return an answer with what changed in it, shown the way that of the sample before is shown."""
        before = self.repeated.ring.answer_before(position, at)
        changed = self._changed(before.reply.rows, result.reply.rows) if before else {}
        answer = AnswerView(self.sentence, result.reply, is_write=False, changed=changed)
        known = self._shown.get(result.site_id)
        if known is not None:
            answer.look_like(known)
        self._shown[result.site_id] = answer
        return answer

    def _changed(self, before: Sequence[RawRow], after: Sequence[RawRow]) -> dict[int, frozenset[str]]:
        """Return the cells that changed, of the rows that are shown: of a sampler the last frame."""
        command = self.sentence.command
        shown = (frames_shown(command, tuple(rows))[0] for rows in (before, after))
        frame = {"section", ".section"} if keeps_last_section(command) else set()
        changed = changed_cells(*shown)
        return {at: keys - frame for at, keys in changed.items() if keys - frame}

    def toggle(self, spot: Spot) -> None:
        """Fold the site that a line is about in every sample, or all of the entry."""
        super().toggle(spot)
        section = self.section_at(spot)
        if section is not None:
            self._folded[section.results[0].site_id] = section.is_folded

    # --- lines

    def head(self, width: int, look: Look) -> list[Piece]:
        """Return the pace, the sites and what is repeated."""
        watch = self.repeated
        sign = FOLDED if self.is_folded else UNFOLDED
        lead: list[Piece] = [
            (f"{sign}watch {watch.pace_s:g}s ", look("active")),
            (make_visible(self.called, max_chars=60), look("strong")),
        ]
        going = watch.state in (WatchState.RUNNING, WatchState.WAITING)
        state = (
            f"{key_of('answer.watch')} stops"
            if going and watch.state is WatchState.RUNNING
            else watch.state.value
        )
        return headed(lead, masked(self.sentence), (state,), width, look)

    @property
    def has_headings(self) -> bool:
        """Return whether each site has a heading: one alone needs none."""
        return len(self.sites) > 1

    @property
    def summary_meaning(self) -> str:
        """Return what the summary looks like: an older sample must not be taken for the newest."""
        return "muted" if self._chosen is None else "warn"

    def summary(self, width: int) -> list[str]:
        """Return which sample is shown, and what changed in it."""
        ring = self.repeated.ring
        if not ring.count:
            return ["waiting for the first sample"]
        position = self._position
        place = f"sample {position + 1} of {ring.count}"
        hint = "left steps back" if position == ring.count - 1 else "right steps on"
        note = ring.note() if position == 0 else ""
        words = (summary_at(ring, position).words(), place, hint if ring.count > 1 else "", note)
        return wrapped("  ".join(filter(None, words)), width)
