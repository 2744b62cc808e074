"""The list of jobs: open ones first, each with its timeline."""

from __future__ import annotations

from datetime import datetime

from altotui.domain.ages import exact_duration
from altotui.domain.bars import draw_bar, elapsed_s, scale_s
from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import JobState
from altotui.services.job_store import JobRecord
from altotui.ui.cells import Piece, fit, fit_middle
from altotui.ui.present import JOB_MEANINGS
from altotui.ui.widgets.row_list import RowList

_ORDER = {
    JobState.GONE: 0,
    JobState.UNKNOWN: 0,
    JobState.RUNNING: 1,
    JobState.PENDING: 2,
}
_STATE_CELLS = 10
_TIME_CELLS = 7


class JobRows(RowList):
    """Jobs, one a row."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._records: list[JobRecord] = []
        self._names: dict[SiteId, str] = {}
        self._now: datetime | None = None
        self._full_s = 60.0

    @property
    def current(self) -> JobRecord | None:
        """Return the job under the cursor."""
        return self._records[self.cursor] if self.cursor < len(self._records) else None

    @property
    def records(self) -> list[JobRecord]:
        """Return the jobs in the order shown."""
        return self._records

    def show_records(self, records: list[JobRecord], names: dict[SiteId, str], now: datetime) -> None:
        """Show these jobs; once it was moved the cursor stays on its job, before that on the first.

        Args:
            records: Jobs, those of one site together and newest first.
            names: Names of their sites.
            now: The server's time.
        """
        before = self.current.job.id if self.current and self.has_moved else None
        newest_first = sorted(records, key=_began_at, reverse=True)
        self._records = sorted(newest_first, key=lambda record: _ORDER.get(record.job.state, 3))
        self._names, self._now = names, now
        self._full_s = self._scale(now)
        if not self.has_moved:
            self.cursor = 0
        self._follow(before)
        self.rows_changed()

    def go_to(self, job_id: JobId) -> None:
        """Put the cursor on that job, if it is shown."""
        self.has_moved = True
        self._follow(job_id)
        self.show_row(self.cursor)

    def _follow(self, job_id: JobId | None) -> None:
        for row, record in enumerate(self._records):
            if record.job.id == job_id:
                self.cursor = row

    def _scale(self, now: datetime) -> float:
        """Return the seconds of a full bar: the longest open job, else the longest job."""
        open_s = [elapsed_s(r.job, r.timeline, now) for r in self._records if r.job.is_open]
        all_s = open_s or [elapsed_s(r.job, r.timeline, now) for r in self._records]
        return scale_s(max(all_s, default=60.0))

    def show_time(self, now: datetime) -> None:
        """Draw the bars of `now`."""
        self._now = now
        self._full_s = self._scale(now)
        self.repaint()

    def row_count(self) -> int:
        """Return how many jobs are shown."""
        return len(self._records)

    def make_heading(self, width: int) -> list[Piece]:
        """Return the names of the columns; the bar's says what its full length means."""
        site_cells, job_cells, bar_cells = _columns(width)
        texts = [
            fit("", 2),
            fit("STATE", _STATE_CELLS),
            fit("SITE", site_cells) + " ",
            fit("JOB", job_cells) + " ",
            fit("TOOK", _TIME_CELLS, right=True) + " ",
            fit(f"|{exact_duration(self._full_s)} in full", bar_cells),
        ]
        return [(text, self.look("heading")) for text in texts]

    def make_row(self, index: int, width: int) -> list[Piece]:
        """Return state, site, description, time and bar of one job."""
        record = self._records[index]
        job, now = record.job, self._now
        if now is None:
            return []
        site_cells, job_cells, bar_cells = _columns(width)
        look = self.look(JOB_MEANINGS[job.state])
        took = exact_duration(elapsed_s(job, record.timeline, now))
        bar = draw_bar(job, record.timeline, now, self._full_s, bar_cells)
        return [
            (f"{bar[-1:] or ' '} ", look),
            (fit(job.state.value, _STATE_CELLS), look),
            (fit_middle(self._names.get(job.site_id, job.site_id), site_cells) + " ", self.look("")),
            (fit(job.description, job_cells) + " ", self.look("")),
            (fit(took, _TIME_CELLS, right=True) + " ", self.look("muted")),
            (fit(bar, bar_cells), look),
        ]


def _began_at(record: JobRecord) -> float:
    began_at = record.timeline.first_seen_at
    return began_at.timestamp() if began_at else 0.0


def _columns(width: int) -> tuple[int, int, int]:
    """Return the cells of site, description and bar."""
    room = width - 2 - _STATE_CELLS - _TIME_CELLS - 3
    site_cells = max(10, min(26, room // 4))
    job_cells = max(8, min(40, room - site_cells - max(10, room // 3)))
    return site_cells, job_cells, room - site_cells - job_cells
