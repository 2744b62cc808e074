"""What the commands do that look at the jobs in another way: groups, folds, the axis, the filter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from altotui.domain.errors import InvalidInput
from altotui.services.site_directory import SiteDirectory
from altotui.ui.asking import ask_one
from altotui.ui.commands import key_of
from altotui.ui.screens.main import MainScreen

if TYPE_CHECKING:
    from altotui.ui.app import AltoApp
    from altotui.ui.panes.shown_axis import ShownAxis


class JobViewing:
    """Carries out what changes the view of the jobs pane and sends nothing."""

    def __init__(self, app: AltoApp, main: MainScreen, directory: SiteDirectory) -> None:
        self._app = app
        self._directory = directory
        self._pane = main.jobs
        self._rows = main.jobs.rows
        self.by_id: dict[str, Callable[[str], object]] = {
            "job.attention": lambda _: self._toggle_attention(),
            "job.group": lambda _: self._ask_group(),
            "job.fold": lambda _: self._fold(is_folded=True),
            "job.unfold": lambda _: self._fold(is_folded=False),
            "job.axis": lambda _: self._set_axis(lambda axis, now, _: axis.change(self._rows.open_jobs, now)),
            "job.zoom_in": lambda _: self._set_axis(lambda axis, now, cells: axis.zoom(1, now, cells)),
            "job.zoom_out": lambda _: self._set_axis(lambda axis, now, cells: axis.zoom(-1, now, cells)),
            "job.earlier": lambda _: self._set_axis(lambda axis, now, cells: axis.pan(-1, now, cells)),
            "job.later": lambda _: self._set_axis(lambda axis, now, cells: axis.pan(1, now, cells)),
        }

    def _change(self, change: Callable[[], object]) -> None:
        change()
        self._pane.view_changed()

    def _set_axis(self, change: Callable[[ShownAxis, datetime, int], None]) -> None:
        self._pane.show_present()
        change(self._rows.axis, self._directory.server_now(), self._rows.lane_cells)
        self._pane.show_present()
        self._pane.describe()

    def _toggle_attention(self) -> None:
        view = self._rows.table.view
        self._change(lambda: self._rows.apply_view(view._replace(only_attention=not view.only_attention)))

    def _fold(self, *, is_folded: bool) -> None:
        if not self._rows.fold(is_folded=is_folded):
            raise InvalidInput("this job is in no group", f"{key_of('job.group')} groups the jobs")
        self._pane.view_changed()

    def _ask_group(self) -> None:
        from altotui.domain.job_table import Grouping
        from altotui.ui.screens.choose import Option

        words = {
            Grouping.FLAT: "not at all: what needs attention first",
            Grouping.JOB: "by job: how far the same job is on all sites",
            Grouping.SITE: "by site: what waits behind what",
        }
        view = self._rows.table.view
        options = [Option(grouping.value, text) for grouping, text in words.items()]
        ask_one(self._app, "Group the jobs", options, [view.grouping.value], self._group)

    def _group(self, name: str) -> None:
        from altotui.domain.job_table import Grouping

        view = self._rows.table.view._replace(grouping=Grouping(name), folds=frozenset())
        self._change(lambda: self._rows.apply_view(view))
