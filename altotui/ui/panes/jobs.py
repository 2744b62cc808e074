"""The jobs pane: what was queued, how far it is, and why it is not further."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import Job, JobState
from altotui.domain.site import Site
from altotui.services.events import PollHealthChanged
from altotui.services.suite import Services
from altotui.ui.commands import key_of
from altotui.ui.panes.job_facts import facts_of
from altotui.ui.panes.job_rows import JobRows
from altotui.ui.panes.job_title import counts_of, group_parts, hint_for, open_sites_of, trouble_of
from altotui.ui.panes.job_words import JobWords
from altotui.ui.widgets.line_edit import LineEdit
from altotui.ui.widgets.row_list import RowList
from altotui.ui.widgets.status_line import Part, StatusBlock, StatusLine
from altotui.ui.widgets.unscrolled import Unscrolled

if TYPE_CHECKING:
    from altotui.services.job_store import JobRecord
    from altotui.services.poll_planner import Pace
    from altotui.ui.panes.job_work import JobWork

TICK_S = 1.0
"""How often lanes and reasons of open jobs are drawn anew; without an open job nothing ticks."""
_DETAIL_LINES = 4


class JobsPane(Unscrolled):
    """Jobs with their lanes, and the facts of the one under the cursor."""

    class Opened(Message):
        """Enter on a job."""

        def __init__(self, record: JobRecord) -> None:
            super().__init__()
            self.record = record

    def __init__(self, services: Services) -> None:
        super().__init__(id="jobs", classes="pane")
        self._services = services
        self._store = services.jobs
        self._directory = services.directory
        self._open_board = services.open_board
        """Gives what judges the jobs; loaded with the first of them."""
        self._is_active = False
        self._is_resting = True
        """No time passes on the lanes until somebody does something."""
        self._target: Site | None = None
        self._title = StatusLine(classes="pane-title")
        self.rows = JobRows(id="job-rows")
        self.rows.marked = services.job_marks.ids
        self.words = JobWords(self._title, self.rows, self._directory.server_now, self.view_changed)
        self._details = StatusBlock(_DETAIL_LINES)
        self._health: dict[SiteId, PollHealthChanged] = {}
        self._pace: Pace | None = None
        self._counted: tuple[int, Counter[JobState]] = -1, Counter()
        """The version of the store, and how many jobs are in each state."""

    def compose(self) -> ComposeResult:
        """Build the pane."""
        yield self._title
        yield self.rows
        yield self._details

    @cached_property
    def work(self) -> JobWork:
        """Return the line on what goes on with several jobs."""
        from altotui.ui.panes.job_work import JobWork

        return JobWork(self.rows)

    def show_active(self, is_active: bool) -> None:
        """Show in the title whether this is the pane that keys go to."""
        self._is_active = is_active
        self.describe()

    def on_mount(self) -> None:
        """Start with what is known."""
        self._ticking = self.set_interval(TICK_S, self._tick, pause=True)
        self.apply()

    def show_tick(self, tick_s: float) -> None:
        """Draw lanes and reasons of open jobs anew every `tick_s`."""
        self._ticking.stop()
        self._ticking = self.set_interval(tick_s, self._tick, pause=True)
        self._tick_while_needed()

    @property
    def current(self) -> Job | None:
        """Return the job under the cursor."""
        return self.rows.current.job if self.rows.current else None

    # --- what services told

    def apply(self) -> None:
        """Show what the store holds now."""
        records = self._store.all()
        now = self._directory.server_now()
        if records:
            self._open_board().look(now)
            site_ids = {record.job.site_id for record in records}
            names = {site_id: self._directory.name_of(site_id) for site_id in site_ids}
            self.rows.show_records(records, names, self._open_board(), now)
            self._look_at_shown()
        self._tick_while_needed()
        self.describe()

    def go_to(self, job_id: JobId) -> None:
        """Put the cursor on that job."""
        self.apply()
        self.rows.go_to(job_id)
        self.view_changed()

    def view_changed(self) -> None:
        """Say what is shown now, and let what came into sight be asked for."""
        self._look_at_shown()
        self._tick_while_needed()
        self.describe()

    def on_resize(self) -> None:
        """Say in the title what there is room for."""
        self.describe()

    def show_target(self, site: Site | None) -> None:
        """Say which site a new job would go to."""
        self._target = site
        self.describe()

    def show_health(self, event: PollHealthChanged) -> None:
        """Show that polling a site fails, or works again."""
        if event.failures:
            self._health[event.site_id] = event
        else:
            self._health.pop(event.site_id, None)
        self.describe()

    def show_pace(self, pace: Pace) -> None:
        """Show how often is asked."""
        self._pace = pace
        self.describe()

    def look_again(self) -> bool:
        """Show what is judged differently though no job has changed; return whether anything is."""
        is_other = bool(self._store.version) and self._open_board().look(self._directory.server_now())
        if is_other:
            self.apply()
        return is_other

    def _tick_while_needed(self) -> None:
        """Tick while anything looks different though nothing happens."""
        is_filtered_by_time = bool(self.words.text) and self.rows.table.filter.has_passing
        was_resting = self._is_resting
        self._is_resting = not (is_filtered_by_time or self._store.sites_with_open_jobs())
        if self._is_resting:
            self._ticking.pause()
        else:
            self._ticking.resume()
        if self._is_resting or was_resting:
            self.show_present()

    def show_present(self) -> None:
        """Draw the lanes as they are now: where no job is open nothing else does, while nobody touches a key."""
        self.rows.show_time(self._directory.server_now(), is_resting=self._is_resting)

    def _tick(self) -> None:
        now = self._directory.server_now()
        if self._open_board().look(now):
            self.apply()
            return
        self.show_present()
        self.view_changed()

    def _look_at_shown(self) -> None:
        """Tell the watcher which sites are in sight."""
        sites = {record.job.site_id for record in self.rows.in_sight()}
        self._services.watcher.look_at(sites)

    # --- what people do

    @on(RowList.Highlighted, "#job-rows")
    def show_details(self, message: RowList.Highlighted) -> None:
        """Show the facts of the job under the cursor."""
        message.stop()
        if self._is_resting:
            self.show_present()
        self._look_at_shown()
        self.describe()

    @on(RowList.Chosen, "#job-rows")
    def open_here(self, message: RowList.Chosen) -> None:
        """Tell which job is wanted; on the head of a group, fold it or unfold it."""
        message.stop()
        from altotui.services.job_store import JobRecord

        if isinstance(message.what, JobRecord):
            self.post_message(self.Opened(message.what))
        elif self.rows.toggle_fold(message.what):
            self.view_changed()

    @on(LineEdit.Submitted, "#job-words")
    def keep_words(self, message: LineEdit.Submitted) -> None:
        """Keep the jobs as they are filtered and go back to them."""
        message.stop()
        self.words.close(is_kept=True)

    # --- words

    def describe(self) -> None:
        """Say what is there, how it is polled, and everything about the job under the cursor."""
        pace = f" {self._pace.words} " if self._pace is not None and self._pace.words else ""
        room = self._title.size.width - len(pace)
        now = self._directory.server_now()
        marks = self._services.job_marks
        title = counts_of(self._counts(), self.rows, marks, now, is_active=self._is_active, room=room)
        self._title.show(
            title, [(pace or f" {key_of('job.new')} new  {key_of('job.cancel')} cancel ", "muted")]
        )
        self._details.show(self._detail_lines())

    def _counts(self) -> Counter[JobState]:
        """Return how many jobs are in each state; counted once for each change, not for each key."""
        if self._counted[0] != self._store.version:
            self._counted = self._store.version, Counter(record.job.state for record in self._store.all())
        return self._counted[1]

    def _detail_lines(self) -> list[list[Part]]:
        trouble = trouble_of(self._health.values())
        if self.words.problem:
            trouble = [(f" {self.words.problem}", "bad")]
        record, group = self.rows.current, self.rows.current_group
        if record is not None:
            plans = self._services.open_plans.made
            plan = plans.plan_of(record.job) if plans is not None else None
            heard_ago_s = self._services.watcher.answered_ago_s(record.job.site_id)
            lines = facts_of(record, self._open_board(), self._directory.server_now(), plan, heard_ago_s)
            if trouble:
                lines.insert(2, trouble)
        else:
            lines = (
                [
                    group_parts(group),
                    open_sites_of(group, self.rows.table.records_of(group), self._directory.name_of),
                ]
                if group is not None
                else [hint_for(self._target, self._counts().total(), self.rows)]
            )
            lines.append(trouble)
        return lines[:_DETAIL_LINES] + [[] for _ in range(_DETAIL_LINES - len(lines))]
