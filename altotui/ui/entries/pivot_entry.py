"""How often each value of one field occurs on several sites, as bars in the transcript; each bar is its sites."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from altotui.domain.command import CommandResult, Sentence
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.pivot import Bar, Pivot, bar_text, pivot
from altotui.domain.secret_names import MASK
from altotui.domain.text import make_visible
from altotui.services.events import RunStarted
from altotui.ui.cells import INDENT, Look, Piece, fit, width_of
from altotui.ui.entries.differences import hidden_in
from altotui.ui.entries.shown import FOLDED, UNFOLDED, Shown, age_words, headed, masked, wrapped
from altotui.ui.entries.spot import NOWHERE, Place, Spot
from altotui.ui.present import counted_words
from altotui.ui.signs import signs

if TYPE_CHECKING:
    from altotui.domain.routeros.translation import Translation

_MAX_VALUE_CELLS = 36
_LEAST_BAR_CELLS = 6
_COUNT_CELLS = 12
_MISSING = "(no such field)"
_EMPTY = '""'


class PivotEntry(Shown):
    """Counts as the answers come; every site stands in exactly one bar, those without an answer too."""

    def __init__(self, event: RunStarted) -> None:
        self.number = event.run_id
        self.called = event.name
        self.field = event.field
        self.sites = event.sites
        self.line: Translation = event.translation
        self.started_at: datetime = event.started_at
        self._results: dict[SiteId, CommandResult] = {}
        self._value_count = 0
        self._pivot: Pivot | None = None
        self._is_hidden = hidden_in(self.line.command)(self.field)

    @property
    def is_answer(self) -> bool:
        """Return whether routers were asked."""
        return True

    def take(self, result: CommandResult) -> None:
        """Take the outcome of one site."""
        self._results[result.site_id] = result
        self._value_count += result.reply.value_count
        self._pivot = None

    @property
    def value_count(self) -> int:
        """Return about how many values came of all sites."""
        return self._value_count

    def end(self) -> None:
        """Take that every site has its outcome."""
        self._pivot = None

    def ended(self) -> Sequence[CommandResult]:
        """Return the outcome of every site that has one, in the order of the sites."""
        return [self._results[site.id] for site in self.sites if site.id in self._results]

    @property
    def counted(self) -> Pivot:
        """Return the bars of what has come so far."""
        if self._pivot is None:
            self._pivot = pivot(self.ended(), self.field)
        return self._pivot

    @property
    def _bars(self) -> Sequence[Bar]:
        return (*self.counted.bars, *self.counted.others)

    def sites_of(self, part: int) -> tuple[SiteId, ...]:
        """Return the sites of one bar, counted from 1; of all for 0."""
        if part == 0:
            return tuple(site.id for site in self.sites)
        bars = self._bars
        return tuple(result.site_id for result in bars[part - 1].results) if part <= len(bars) else ()

    # --- lines

    def head(self, width: int, look: Look) -> list[Piece]:
        """Return the field, the sites and what was sent to them."""
        sign = FOLDED if self.is_folded else UNFOLDED
        lead: list[Piece] = [
            (f"{sign}#{self.number} {self.started_at:%H:%M:%S}Z ", look("muted")),
            (f"@{len(self.sites)} {self.called}".rstrip(), look("strong")),
            (f"  {make_visible(self.field, max_chars=40)} from", look("")),
        ]
        sentence = Sentence(self.line.command, self.line.parameters)
        return headed(lead, masked(sentence), (age_words(self.age_s),), width, look)

    def _summary(self, width: int) -> list[str]:
        left = len(self.sites) - len(self._results)
        coming = f"{left} to come, esc stops" if left else ""
        words = (coming, self.counted.hint, "enter lists the sites of a bar" if self._bars else "")
        return wrapped("  ".join(filter(None, words)), width)

    def body_count(self, width: int) -> int:
        """Return how many lines stand below the head."""
        return len(self._summary(width)) + len(self._bars)

    def body(self, y: int, width: int, first_column: int, look: Look) -> list[Piece]:  # noqa: ARG002 (every entry is asked the same way)
        """Return one of them."""
        summary = self._summary(width)
        if y < len(summary):
            return [(INDENT + summary[y], look("muted"))]
        return self._bar_line(self._bars[y - len(summary)], width, look)

    def _bar_line(self, bar: Bar, width: int, look: Look) -> list[Piece]:
        bars = self._bars
        text, meaning = self._words_of(bar)
        value_cells = min(
            _MAX_VALUE_CELLS, max(width_of(self._words_of(each)[0]) for each in bars), width // 2
        )
        count = len(bar.results)
        words = f"  {count} site{'s' * (count != 1)}".ljust(_COUNT_CELLS)
        room = max(_LEAST_BAR_CELLS, width - len(INDENT) - value_cells - _COUNT_CELLS - 1)
        most = self.counted.most
        return [
            (INDENT + fit(text, value_cells), look(meaning)),
            (words, look("strong")),
            (bar_text(count, most, room, is_ascii=signs().is_ascii), look(meaning or "active")),
        ]

    def _words_of(self, bar: Bar) -> tuple[str, str]:
        """Return what a bar is called, and what that looks like: what is no value never looks like one."""
        if bar.outcome is not Outcome.OK:
            return counted_words(bar.outcome, is_write=False)[0].lower(), "warn"
        if bar.value is None:
            return _MISSING, "muted"
        if self._is_hidden and bar.value:
            return MASK, ""
        return make_visible(bar.value, max_chars=_MAX_VALUE_CELLS * 2) or _EMPTY, ""

    def body_spot(self, y: int, width: int) -> Spot:
        """Return the bar that a line is about."""
        at = y - len(self._summary(width))
        return Spot(Place.BAR, at, at) if at >= 0 else NOWHERE
