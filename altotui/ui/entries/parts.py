"""An entry made of parts: a summary, then sections that fold by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from altotui.domain.ids import SiteId
from altotui.ui.cells import INDENT, Look, Piece
from altotui.ui.entries.answer_view import AnswerView
from altotui.ui.entries.section import Section
from altotui.ui.entries.shown import Shown
from altotui.ui.entries.spot import NOWHERE, Place, Spot


class PartsEntry(Shown):
    """Finds the part that a line belongs to; a subclass gives the parts and the summary above them."""

    @property
    def sections(self) -> Sequence[Section]:
        """Return the parts."""
        raise NotImplementedError(type(self).__name__)

    def summary(self, width: int) -> list[str]:
        """Return the lines above the parts; one at least."""
        raise NotImplementedError(type(self).__name__)

    @property
    def summary_meaning(self) -> str:
        """Return what the summary looks like."""
        return "muted"

    @property
    def has_headings(self) -> bool:
        """Return whether each part has its heading: one alone may need none."""
        return True

    # --- parts and their sites

    def answers(self) -> Iterator[AnswerView]:
        """Yield the answer of each part that has one and is not folded."""
        for section in self.sections:
            if not section.is_folded and section.answer is not None:
                yield section.answer

    def answer_at(self, spot: Spot) -> AnswerView | None:
        """Return the answer of the part that a line is about, else the first one."""
        section = self.section_at(spot)
        return (section.answer if section is not None else None) or next(self.answers(), None)

    def section_at(self, spot: Spot) -> Section | None:
        """Return the part that a line is about; None for the head and the summary."""
        is_inside = spot.place not in (Place.NOTHING, Place.HEAD) and spot.group < len(self.sections)
        return self.sections[spot.group] if is_inside else None

    def sites_of(self, part: int) -> tuple[SiteId, ...]:
        """Return the sites of one part, counted from 1; of all parts for 0."""
        sections = self.sections
        if part == 0:
            return tuple(site_id for section in sections for site_id in section.site_ids)
        return sections[part - 1].site_ids if part <= len(sections) else ()

    def toggle(self, spot: Spot) -> None:
        """Fold the part that a line is about, or all of the entry."""
        section = self.section_at(spot)
        if section is None:
            self.is_folded = not self.is_folded
        else:
            section.is_folded = not section.is_folded

    # --- lines

    def _count_of(self, section: Section, width: int) -> int:
        return max(0, section.line_count(width) - (not self.has_headings))

    def body_count(self, width: int) -> int:
        """Return how many lines stand below the head."""
        parts = sum(self._count_of(section, width) for section in self.sections)
        return len(self.summary(width)) + parts

    def _part_at(self, y: int, width: int) -> tuple[int, int] | None:
        """Return the number of the part on a line of the body, and which of its lines it is."""
        y -= len(self.summary(width))
        if y < 0:
            return None
        for at, section in enumerate(self.sections):
            count = self._count_of(section, width)
            if y < count:
                return at, y + (not self.has_headings)
            y -= count
        return None

    def body(self, y: int, width: int, first_column: int, look: Look) -> list[Piece]:
        """Return one of them."""
        part = self._part_at(y, width)
        if part is not None:
            return self.sections[part[0]].make(part[1], width, first_column, look)
        summary = self.summary(width)
        return [(INDENT + summary[min(y, len(summary) - 1)], look(self.summary_meaning))]

    def body_spot(self, y: int, width: int) -> Spot:
        """Return what one of them is about."""
        part = self._part_at(y, width)
        return NOWHERE if part is None else self.sections[part[0]].spot(part[1], width, part[0])
