"""The axis that job lanes are drawn along, as a person has set it: zoomed, moved, or since each job began."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from altotui.domain.job_axis import Axis, axis_over, ticks
from altotui.services.job_store import JobRecord
from altotui.ui.cells import fit

_LONGEST_SHOWN_S = 86400.0
"""Open jobs that are older begin left of the axis: one that was forgotten must not make all others a dot."""

_USUAL_CELLS = 30
"""For so many cells at least the usual axis shows every open job: a wider lane shows more of the past."""


class ShownAxis:
    """Shows every open job until it is zoomed or moved."""

    def __init__(self) -> None:
        self._set: Axis | None = None
        """None: one that shows every open job."""
        self._usual: Axis | None = None
        self.is_elapsed = False
        """Every lane begins at the left, instead of all sharing the clock."""

    def fit_to(self, open_jobs: Iterable[JobRecord], now: datetime) -> None:
        """Let the usual axis show these jobs, which have not ended."""
        begun = [at for record in open_jobs if (at := record.timeline.first_seen_at)]
        recent = [at for at in begun if (now - at).total_seconds() <= _LONGEST_SHOWN_S]
        self._usual = axis_over(recent, now, _USUAL_CELLS, is_elapsed=self.is_elapsed)

    def at(self, now: datetime, cells: int) -> Axis:
        """Return the axis of so many cells as it is at `now`."""
        axis = self._set or self._usual or axis_over((), now, cells, is_elapsed=self.is_elapsed)
        return axis.fitted(cells).following(now)

    def is_moved(self, now: datetime) -> bool:
        """Return whether it stands in the past: what happens now has no place on it."""
        return self._set is not None and self._set.following(now).is_panned

    def zoom(self, by: int, now: datetime, cells: int) -> None:
        """Let it stand for less time (1) or more (-1)."""
        self._set = self.at(now, cells).zoomed(by)

    def pan(self, by: int, now: datetime, cells: int) -> None:
        """Move along it by a quarter, back in time with -1; an elapsed one stays as it is."""
        if self.is_elapsed:
            return
        self._set = self.at(now, cells).panned(by * max(1, cells // 4))

    def change(self, open_jobs: Iterable[JobRecord], now: datetime) -> None:
        """Go from the clock to the time since each job began, and back; zoom and pan are undone."""
        self.is_elapsed, self._set = not self.is_elapsed, None
        self.fit_to(open_jobs, now)

    def heading(self, now: datetime, cells: int, *, is_resting: bool = False) -> str:
        """Return the times that stand above the lanes, as exactly `cells` cells.

        `is_resting`: it is not drawn again as time goes on, so that its end is soon not the present any more.
        """
        shown = ""
        for cell, label in ticks(self.at(now, cells), cells, drawn_at=now if is_resting else None):
            shown = fit(shown, cell) + label
        return fit(shown, cells)
