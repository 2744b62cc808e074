"""The list of sites on the screen: lines of a `SiteTable`, the cursor on a site and not on a row number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from altotui.domain.ids import SiteId
from altotui.domain.site import Freshness, Site
from altotui.domain.site_filter import SiteFilter
from altotui.domain.site_index import SEARCHED
from altotui.domain.site_ranking import spans_in
from altotui.domain.site_scene import SiteScene
from altotui.domain.site_table import SiteTable
from altotui.domain.site_view import SiteView
from altotui.ui.cells import Overlay, Piece, fit, laid_over
from altotui.ui.panes.site_layout import LEAD_CELLS, laid_out
from altotui.ui.panes.site_texts import SiteTexts
from altotui.ui.present import SITE_MEANINGS, SITE_SIGNS
from altotui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from altotui.domain.site_filter import PlainWord
    from altotui.domain.site_groups import Group

IN_USE_S = 30.0
"""So long after a key the list counts as looked at: nothing moves under the cursor."""


class SiteRows(RowList):
    """Sites, one a row; columns by width or by choice."""

    def __init__(self, monotonic: Callable[[], float], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.table = SiteTable()
        self._monotonic = monotonic
        self._touched_mono: float | None = None
        self._now: datetime | None = None
        self._chosen: SiteId | None = None
        self._marked: Collection[SiteId] = ()
        self._texts: SiteTexts | None = None

    def row_at(self, index: int) -> Site | Group | None:
        """Return the site or the group in a line."""
        return self.table.site_at(index) or self.table.group_at(index)

    @property
    def total(self) -> int:
        """Return how many sites there are without the filter."""
        return self.table.total

    @property
    def current(self) -> Site | None:
        """Return the site under the cursor."""
        return self.table.site_at(self.cursor)

    @property
    def current_group(self) -> Group | None:
        """Return the group whose head is under the cursor."""
        return self.table.group_at(self.cursor)

    @property
    def is_in_use(self) -> bool:
        """Return whether somebody moves in the list right now."""
        return (
            self.has_focus
            and self._touched_mono is not None
            and self._monotonic() - self._touched_mono < IN_USE_S
        )

    # --- what is shown

    def show_sites(
        self, sites: Sequence[Site], scene: SiteScene, now: datetime, *, keeps_order: bool = False
    ) -> None:
        """Show another list; the cursor stays on its site, and where that is gone on its row.

        While the list is in use, or with `keeps_order`, its order stays, too.
        """
        self._now, self._marked = now, scene.marked
        keeps_order = keeps_order or self.is_in_use
        self._keeping_place(lambda: self.table.show(sites, scene, keeps_order=keeps_order))

    def apply_filter(self, site_filter: SiteFilter) -> None:
        """Show only the sites that pass.

        The cursor goes to the first hit while typing, and stays on its site when the filter is taken away.
        """
        before = self.current
        self.table.apply_filter(site_filter)
        self.cursor = self.top = 0
        if site_filter.is_empty and before is not None:
            self._follow(before, None, 0)
            self._clamp_top()
        self.repaint()

    def apply_view(self, view: SiteView) -> None:
        """Order, group and choose columns in another way; the cursor stays on its site."""
        self._keeping_place(lambda: self.table.apply_view(view))

    def search_near(self) -> bool:
        """Look further for names that only look like what was typed; return whether there is more to look at."""
        before = self.table.near_count
        goes_on = self.table.search_near()
        if self.table.near_count != before:
            self.rows_changed()
        return goes_on

    def show_time(self, now: datetime) -> None:
        """Draw the ages of `now`; where no text changes, nothing is sent."""
        self._now = now
        self.repaint()

    def show_chosen(self, site_id: SiteId) -> None:
        """Show which site commands go to."""
        self._chosen = site_id
        self.repaint()

    def toggle_fold(self) -> bool:
        """Fold or unfold the group under the cursor; return whether there is one."""
        group = self.current_group
        if group is None:
            return False
        self.table.toggle_fold(group.label)
        self.rows_changed()
        return True

    def fold(self, *, is_folded: bool) -> bool:
        """Fold or unfold the group of the line under the cursor; return whether the list is grouped."""
        line = self.cursor
        while line > 0 and self.table.group_at(line) is None:
            line -= 1
        group = self.table.group_at(line)
        if group is None:
            return False
        if (group.label in self.table.folded) is not is_folded:
            self.table.toggle_fold(group.label)
        self.show_row(line if is_folded else self.cursor)
        return True

    def _keeping_place(self, change: Callable[[], None]) -> None:
        """Change what is shown; the cursor stays on what it was on, unless nobody has put it there."""
        site, group, offset = self.current, self.current_group, self.cursor - self.top
        is_put = self.has_moved or self.cursor > 0
        change()
        if is_put:
            self._follow(site, group, offset)
        self.rows_changed()

    def _follow(self, site: Site | None, group: Group | None, offset: int) -> None:
        """Put the cursor on that site or group, or on the head of the group into which the site is folded."""
        line = self.table.nearest_line(site.id) if site else None
        if group is not None:
            line = self.table.line_of_group(group.label)
        if line is not None:
            self.cursor, self.top = line, max(0, line - offset)

    def touch(self) -> None:
        """Note that somebody is here: for a while nothing moves under the cursor."""
        self._touched_mono = self._monotonic()

    # --- lines

    def row_count(self) -> int:
        """Return how many lines there are."""
        return len(self.table)

    def make_heading(self, width: int) -> list[Piece]:
        """Return the names of the columns that are shown, that of the order with a sign behind it."""
        layout = laid_out(width, self.table.view.columns)
        style = self.look("heading")
        view = self.table.view

        def titled(column_id: str, title: str) -> str:
            return title + ("v" if view.is_reversed else "^") if column_id == view.sort else title

        texts = [" " * LEAD_CELLS, fit(titled("name", "SITE"), layout.name_cells)]
        for column, cells in layout.columns:
            texts.append(f" {fit(titled(column.id, column.title), cells, right=column.is_right)}")
        return [(text, style) for text in texts]

    def make_row(self, index: int, width: int) -> list[Piece]:
        """Return a site with as many facts as there is room for, or the head of a group."""
        if self._now is None:
            return []
        number = self.table.lines[index]
        if number < 0:
            return self._make_head(self.table.groups[-number - 1])
        texts = self._texts_for(width, self._now)
        text = texts.of(number)
        site_id = self.table.index.sites[number].id
        is_marked, is_near = site_id in self._marked, self.table.is_near(index)
        lead, lead_look = self._lead(site_id, is_near)
        over: list[Overlay] = [(0, 1, self.look("active"))] if is_marked else []
        # what is as it should be has no colour: the eye finds the rest, and a page is half as many bytes
        if text.meaning:
            over.append((1, 2, self.look(text.meaning)))
        at = LEAD_CELLS + len(text.name)
        if lead_look:
            over.append((2, at, self.look(lead_look)))
        over += self._found_in(text.name, LEAD_CELLS, is_near)
        shown = ["*" if is_marked else " ", text.sign, lead, text.name]
        for (column, cells), kept in zip(texts.layout.columns, text.columns, strict=True):
            part = texts.column(number, column, cells) if kept is None else kept
            shown.append(part)
            if column.id == "tags":
                over.append((at, at + len(part), self.look("muted")))
            if column.id in SEARCHED:
                over += self._found_in(part, at)
            at += len(part)
        return laid_over("".join(shown), self.look("muted" if texts.is_old else ""), over)

    def _lead(self, site_id: SiteId, is_near: bool) -> tuple[str, str]:
        """Return the sign before a name, and what it means."""
        if site_id == self._chosen:
            return ">", "strong"
        is_favourite = site_id in self.table.index.scene.favourites
        return "^" if is_favourite else " ", "muted" if is_near else ""

    def _texts_for(self, width: int, now: datetime) -> SiteTexts:
        """Return what is kept of the rows, made anew when the list, the time or the columns are others."""
        index, layout = self.table.index, laid_out(width, self.table.view.columns)
        if self._texts is None or not self._texts.are_for(index, now, layout):
            self._texts = SiteTexts(index, now, layout)
        return self._texts

    def _found_in(self, text: str, at: int, is_near: bool = False) -> list[Overlay]:
        """Return where in `text`, which begins `at` a place of its row, stands what made it a hit."""
        words = self.table.filter.words
        if not words:
            return []
        spans = _near_spans(text, words) if is_near else spans_in(text, words)
        look = self.look("found")
        return [(at + start, at + end, look) for start, end in spans]

    def _make_head(self, group: Group) -> list[Piece]:
        is_folded = group.label in self.table.folded
        strong, muted = self.look("strong"), self.look("muted")
        named = group.label or "(none)"
        pieces: list[Piece] = [
            (f" {'>' if is_folded else 'v'} ", self.look("key")),
            (named, strong),
            (f"  {len(group.hits)} site{'s' * (len(group.hits) != 1)} ", muted),
        ]
        for state, count in group.counts.items():
            freshness = Freshness(state)
            is_worth = count and freshness is not Freshness.ONLINE
            look = self.look(SITE_MEANINGS[freshness]) if is_worth else muted
            pieces.append((f" {count}{SITE_SIGNS[freshness]}", look))
        return pieces


def _near_spans(text: str, words: Sequence[PlainWord]) -> Sequence[tuple[int, int]]:
    from altotui.domain.near_names import near_spans

    return near_spans(text, words)
