"""A part of an entry about several sites: those with one answer, one value, or one end; folded by itself."""

from __future__ import annotations

from collections.abc import Callable

from altotui.domain.command import CommandResult
from altotui.domain.ids import SiteId
from altotui.domain.text import make_visible
from altotui.ui.cells import INDENT, Look, Piece, fit, width_of
from altotui.ui.entries.answer_view import AnswerView
from altotui.ui.entries.spot import NOWHERE, Place, Spot

Line = tuple[str, str]
"""Visible-only text, and what it means."""
Compare = Callable[[], tuple[tuple[Line, ...], str]]
_FOLDED, _UNFOLDED = "+", "-"
_MAX_NAME_CHARS = 60
_SHORT_LINES = 2


class Section:
    """A heading with the names of its sites; below it an answer, or a line for each."""

    def __init__(
        self,
        key: str,
        title: str,
        meaning: str,
        results: tuple[CommandResult, ...],
        *,
        make_answer: Callable[[], AnswerView] | None = None,
        lines: tuple[Line, ...] = (),
        compare: Compare | None = None,
    ) -> None:
        """Take what it shows.

        Args:
            key: The same for the same part, also when more results have come.
            title: Visible-only, as in `GROUP A`.
            meaning: Of the title.
            results: Of its sites; one at least.
            make_answer: Gives what they answered, when it is first needed; None where the lines say it.
            lines: What stands below the heading instead of an answer; of each site where they are as many as these.
            compare: Gives such lines and words for the end of the heading, when they are first needed.
        """
        self.key = key
        self.title = title
        self.meaning = meaning
        self.results = results
        self._make_answer = make_answer
        self._answer: AnswerView | None = None
        self._has_answer = make_answer is not None
        self._lines = lines
        self._note = ""
        self._compare = compare
        self.is_folded = False

    @property
    def answer(self) -> AnswerView | None:
        """Return what they answered; None where the lines say it."""
        if self._make_answer is not None:
            self._answer, self._make_answer = self._make_answer(), None
        return self._answer

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return what stands below the heading instead of an answer."""
        self._compared()
        return self._lines

    @property
    def note(self) -> str:
        """Return what stands at the end of the heading."""
        self._compared()
        return self._note

    def _compared(self) -> None:
        if self._compare is not None:
            (self._lines, self._note), self._compare = self._compare(), None

    @property
    def site_ids(self) -> tuple[SiteId, ...]:
        """Return the ids of its sites."""
        return tuple(result.site_id for result in self.results)

    @property
    def is_short(self) -> bool:
        """Return whether it takes hardly more room unfolded."""
        return not self._has_answer and len(self.lines) <= _SHORT_LINES

    @property
    def has_site_lines(self) -> bool:
        """Return whether each line is about one site."""
        return not self._has_answer and len(self.lines) == len(self.results)

    def line_count(self, width: int) -> int:
        """Return heading and body."""
        if self.is_folded:
            return 1
        return 1 + (self.answer.line_count(width) if self.answer is not None else len(self.lines))

    def make(self, y: int, width: int, first_column: int, look: Look) -> list[Piece]:
        """Return line `y`."""
        if y == 0:
            return self._heading(width, look)
        if self.answer is not None:
            return self.answer.make(y - 1, width, first_column, look)
        text, meaning = self.lines[y - 1]
        return [(INDENT + text, look(meaning))]

    def spot(self, y: int, width: int, number: int) -> Spot:
        """Return what line `y` is about; `number` is that of the section in its entry, from 0."""
        if y == 0:
            return Spot(Place.GROUP, number, number)
        if self.answer is not None:
            return self.answer.spot(y - 1, width)._replace(group=number)
        return Spot(Place.SITE, y - 1, number) if self.has_site_lines else NOWHERE._replace(group=number)

    def _heading(self, width: int, look: Look) -> list[Piece]:
        count = len(self.results)
        sign = _FOLDED if self.is_folded else _UNFOLDED
        lead = f" {sign} "
        names = " ".join(make_visible(each.site_name, max_chars=_MAX_NAME_CHARS) for each in self.results)
        is_called_by_site = names == self.title
        size = "" if is_called_by_site else f"  {count} site{'s' * (count != 1)}  "
        names = "" if is_called_by_site else names
        note = f"  {self.note}" if self.note else ""
        room = width - width_of(lead + self.title + size + note)
        shown = names if width_of(names) <= room else fit(names, max(0, room))
        return [
            (lead, look("muted")),
            (self.title, look(self.meaning)),
            (size, look("strong")),
            (shown, look("")),
            (note, look("warn")),
        ]
