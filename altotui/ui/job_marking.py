"""Marks of jobs: one, those of a group, or all that are shown; only what waits can be marked."""

from __future__ import annotations

from collections.abc import Callable

from altotui.domain.errors import InvalidInput
from altotui.services.job_marks import waits
from altotui.services.suite import Services
from altotui.ui.screens.main import MainScreen


class JobMarking:
    """Carries out the commands that mark jobs."""

    def __init__(self, main: MainScreen, services: Services) -> None:
        self._pane = main.jobs
        self._rows = main.jobs.rows
        self._marks = services.job_marks
        self.by_id: dict[str, Callable[[str], object]] = {
            "job.mark": lambda _: self._mark(),
            "job.mark_all": lambda _: self._mark_all(),
        }

    def _mark(self) -> None:
        """Mark the job under the cursor and go on to the next, or mark what waits in the group of a head."""
        rows, group, record = self._rows, self._rows.current_group, self._rows.current
        rows.has_moved = True
        if group is not None:
            waiting = [each.job for each in rows.table.records_of(group) if waits(each.job)]
            if not waiting:
                raise InvalidInput("none of these jobs waits: there is nothing to mark")
            self._marks.toggle_all(waiting)
            return
        if record is None:
            raise InvalidInput("there is no job under the cursor")
        if not waits(record.job):
            raise InvalidInput(f"only a waiting job can be marked; this one is {record.job.state.value}")
        self._marks.toggle_all([record.job])
        rows.show_row(rows.cursor + 1)

    def _mark_all(self) -> None:
        """Mark all that pass the filter and wait."""
        if self._pane.words.problem:
            raise InvalidInput("the filter is not understood", "nothing is marked by it: put it right first")
        waiting = [record.job for record in self._rows.records if waits(record.job)]
        if not waiting:
            raise InvalidInput("none of the jobs that are shown waits: there is nothing to mark")
        self._marks.toggle_all(waiting)
