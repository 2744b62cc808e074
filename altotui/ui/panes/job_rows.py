"""The list of jobs: what needs a person first, each with its lane on one axis of time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.style import Style

from altotui.domain.ages import exact_duration
from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import Job
from altotui.services.job_store import JobRecord
from altotui.ui.cells import Piece, fit, fit_middle
from altotui.ui.panes.job_heads import head_pieces
from altotui.ui.panes.job_layout import LEAD_CELLS, laid_out
from altotui.ui.present import JOB_MEANINGS, JOB_SIGNS, JOB_WORDS
from altotui.ui.signs import signs
from altotui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from altotui.domain.job_concern import Concern
    from altotui.domain.job_filter import JobFilter
    from altotui.domain.job_table import JobGroup, JobTable, JobView
    from altotui.services.job_board import JobBoard
    from altotui.ui.panes.shown_axis import ShownAxis

_LANE_MEANINGS = {
    "blank": "",
    "waiting": "muted",
    "running": "active",
    "now": "active",
    "done": "good",
    "sent": "warn",
    "failed": "bad",
    "deleted": "muted",
    "gone": "warn",
    "unknown": "warn",
    "attention": "bad",
    "typical": "muted",
    "p95": "muted",
    "observed": "muted",
    "before": "muted",
    "after": "muted",
}

_AWAITED = _MARK = "*"
"""Behind the sign of a state, and before the name of a site."""


class JobRows(RowList):
    """Jobs, and the heads of their groups, one a row; what draws them is loaded with the first job."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._table: JobTable[JobRecord] | None = None
        self._board: JobBoard | None = None
        self._names: Mapping[SiteId, str] = {}
        self._now: datetime | None = None
        self._axis: ShownAxis | None = None
        self._awaited: frozenset[JobId] = frozenset()
        self.marked: Collection[JobId] = ()
        """The jobs that are marked; repaint after that has changed."""
        self.open_jobs: list[JobRecord] = []
        """The jobs that have not ended, whatever is shown: the axis is made for them."""
        self._is_resting = False

    @property
    def table(self) -> JobTable[JobRecord]:
        """Return the lines that are shown."""
        if self._table is None:
            from altotui.domain.job_table import JobTable

            self._table = JobTable()
        return self._table

    @property
    def axis(self) -> ShownAxis:
        """Return the axis of the lanes; repaint after it was set."""
        if self._axis is None:
            from altotui.ui.panes.shown_axis import ShownAxis

            self._axis = ShownAxis()
        return self._axis

    @property
    def lane_cells(self) -> int:
        """Return how wide the lanes are."""
        return laid_out(self.size.width).lane

    @property
    def current(self) -> JobRecord | None:
        """Return the job under the cursor; None on the head of a group."""
        return self._table.record_at(self.cursor) if self._table is not None else None

    @property
    def current_group(self) -> JobGroup | None:
        """Return the group whose head is under the cursor; None on a job."""
        return self._table.group_at(self.cursor) if self._table is not None else None

    @property
    def attention_count(self) -> int:
        """Return how many jobs need attention, shown or not."""
        return self._table.attention_count if self._table is not None else 0

    @property
    def records(self) -> list[JobRecord]:
        """Return all jobs that pass the filter, folded ones too, in their order."""
        return self._table.hits() if self._table is not None else []

    def in_sight(self) -> list[JobRecord]:
        """Return the jobs that stand on the screen."""
        lines = range(self.top, min(self.row_count(), self.top + self.page_rows))
        found = (self.table.record_at(line) for line in lines)
        return [record for record in found if record is not None]

    # --- what is shown

    def show_records(
        self, records: Sequence[JobRecord], names: Mapping[SiteId, str], board: JobBoard, now: datetime
    ) -> None:
        """Show these jobs; once it was moved the cursor stays on its job, before that on the first line.

        Args:
            records: All jobs.
            names: Of their sites.
            board: What is unusual about them.
            now: The server's time.
        """
        self._board, self._names, self._now = board, names, now
        self.open_jobs = [record for record in records if record.job.is_open]
        self.axis.fit_to(self.open_jobs, now)
        self._keeping_place(lambda: self.table.show(records, names, board.concerns, now))

    def apply_view(self, view: JobView) -> None:
        """Group or pick in another way; the cursor stays on its job."""
        self._keeping_place(lambda: self.table.apply_view(view))

    def apply_filter(self, job_filter: JobFilter, now: datetime) -> None:
        """Show only the jobs that pass at `now`."""
        self._keeping_place(lambda: self.table.apply_filter(job_filter, now))

    def fold(self, *, is_folded: bool) -> bool:
        """Fold the group that the cursor is in, or unfold it; return whether there is one."""
        group = self.table.group_of(self.cursor)
        if group is None:
            return False
        if is_folded:
            self.table.fold(group)
        else:
            self.table.unfold(group)
        self._stay_on(group)
        return True

    def toggle_fold(self, head: object = None) -> bool:
        """Fold or unfold the group of a head, or of that under the cursor; return whether it is one."""
        from altotui.domain.job_table import JobGroup

        group = self.current_group if head is None else head
        if not isinstance(group, JobGroup):
            return False
        self.table.toggle_fold(group)
        self._stay_on(group)
        return True

    def _stay_on(self, group: JobGroup) -> None:
        """Put the cursor on the head that was folded or unfolded: what is above it may have become less.

        What was unfolded comes into sight, too: half a page of it, where the head stood at the lower edge.
        """
        line = self.table.line_of_group(group.key)
        self.has_moved = True
        if line is not None and group.is_folded:
            below = min(group.rollup.total, self.page_rows // 2)
            self.top = max(self.top, line + below - self.page_rows + 1)
        self.rows_changed()
        self.show_row(self.cursor if line is None else line)

    def _keeping_place(self, change: Callable[[], None]) -> None:
        """Change what is shown; the cursor stays on its job or head, and that on its line of the screen."""
        before = self.current.job.id if self.current and self.has_moved else None
        group = self.current_group if self.has_moved else None
        offset = self.cursor - self.top
        self.table.kept = before
        change()
        line = self.table.line_of_group(group.key) if group is not None else None
        if before is not None:
            line = self.table.nearest_line(before)
        if not self.has_moved:
            self.cursor = self.top = 0
        elif line is not None:
            self.cursor, self.top = line, max(0, line - offset)
        self.rows_changed()

    def go_to(self, job_id: JobId) -> None:
        """Put the cursor on that job, also where it is folded away; nothing when it is filtered out."""
        self.has_moved = True
        self.table.kept = job_id
        self.table.apply_view(self.table.view)
        line = self.table.nearest_line(job_id)
        self.show_row(self.cursor if line is None else line)

    def show_awaited(self, job_ids: frozenset[JobId]) -> None:
        """Show of which jobs a person wants to be told when they end."""
        if job_ids != self._awaited:
            self._awaited = job_ids
            self.repaint()

    def show_time(self, now: datetime, *, is_resting: bool = False) -> None:
        """Draw the lanes of `now`, along an axis on which the open jobs still have room.

        `is_resting`: nothing draws them again as time goes on.
        """
        if self._table is None:
            return
        self._now, self._is_resting = now, is_resting
        self.axis.fit_to(self.open_jobs, now)
        if self._table.filter.has_passing:
            self.apply_filter(self._table.filter, now)
        else:
            self.repaint()

    # --- lines

    def row_count(self) -> int:
        """Return how many lines are shown."""
        return len(self._table) if self._table is not None else 0

    def row_at(self, index: int) -> object:
        """Return the job in a line, or the head of a group."""
        return self.table.record_at(index) or self.table.group_at(index)

    def make_heading(self, width: int) -> list[Piece]:
        """Return the names of the columns, and the times under which the lanes stand."""
        layout = laid_out(width)
        texts = [
            fit("", LEAD_CELLS),
            fit("STATE", layout.state),
            fit("SITE", layout.site) + " ",
            fit("JOB", layout.job) + " ",
            fit("TIME", layout.time, right=True) + " ",
            self.axis.heading(self._now, layout.lane, is_resting=self._is_resting) if self._now else "",
        ]
        return [(text, self.look("heading")) for text in texts]

    def make_row(self, index: int, width: int) -> list[Piece]:
        """Return the facts and the lane of one job, or the head of a group."""
        from altotui.domain.redaction import redact_description

        layout = laid_out(width)
        group = self.table.group_at(index)
        if group is not None:
            return head_pieces(group, layout, self.look)
        record = self.table.record_at(index)
        if record is None or self._now is None or self._board is None:
            return []
        job = record.job
        concern = self._board.concerns.get(job.id)
        sign, look = self._sign(job, concern)
        state = JOB_WORDS[job.state] if layout.is_narrow else job.state.value
        mark = _MARK if job.id in self.marked else ""
        site = fit_middle(self._names.get(job.site_id, job.site_id), layout.site)
        return [
            (f"{sign}{_AWAITED if job.id in self._awaited else ' '}", look),
            (fit(state, layout.state - len(mark)), look),
            (mark, self.look("active")),
            (site + " ", self.look("active" if mark else "")),
            (fit(redact_description(job.description), layout.job) + " ", self.look("")),
            (fit(_took(record, self._now), layout.time, right=True) + " ", self.look("muted")),
            *self._lane(record, concern, self._now, layout.lane),
        ]

    def _sign(self, job: Job, concern: Concern | None) -> tuple[str, Style]:
        from altotui.domain.job_concern import Concern, needs_attention

        if needs_attention(concern) and concern is not Concern.FAILED:
            return "!", self.look("bad")
        return JOB_SIGNS[job.state], self.look(JOB_MEANINGS[job.state])

    def _lane(self, record: JobRecord, concern: Concern | None, now: datetime, cells: int) -> list[Piece]:
        from altotui.domain.job_lane import lane

        typical = self._board.typical(record.job) if self._board is not None else None
        axis = self.axis.at(now, cells)
        form = signs().lanes
        parts = lane(record.job, record.timeline, axis, now, typical=typical, concern=concern, form=form)
        return [(text, self.look(_LANE_MEANINGS[part.value])) for text, part in parts]


def _took(record: JobRecord, now: datetime) -> str:
    """Return how long a job has been there, or took to its end."""
    began_at = record.timeline.first_seen_at or now
    return exact_duration(max(0.0, ((record.job.ended_at or now) - began_at).total_seconds()))
