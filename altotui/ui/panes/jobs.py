"""The jobs pane: what was queued, how far it is, and why it is not further."""

from __future__ import annotations

from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import Job, JobState
from altotui.domain.site import Site
from altotui.domain.timeline import Source
from altotui.services.events import PollHealthChanged
from altotui.services.job_store import JobRecord, JobStore
from altotui.services.site_directory import SiteDirectory
from altotui.ui.panes.job_rows import JobRows
from altotui.ui.present import JOB_MEANINGS, advice, api_health
from altotui.ui.widgets.row_list import RowList
from altotui.ui.widgets.status_line import Part, StatusBlock, StatusLine

TICK_S = 1.0
"""How often bars and reasons of open jobs are drawn anew; without an open job nothing ticks."""
_DETAIL_LINES = 4


class JobsPane(Vertical):
    """List of jobs, and the facts of the one under the cursor."""

    def __init__(self, store: JobStore, directory: SiteDirectory) -> None:
        super().__init__(id="jobs", classes="pane")
        self._store = store
        self._directory = directory
        self._is_active = False
        self._target: Site | None = None
        self._title = StatusLine(classes="pane-title")
        self.rows = JobRows(id="job-rows")
        self._details = StatusBlock(_DETAIL_LINES)
        self._health: dict[SiteId, PollHealthChanged] = {}

    def compose(self) -> ComposeResult:
        """Build the pane."""
        yield self._title
        yield self.rows
        yield self._details

    def show_active(self, is_active: bool) -> None:
        """Show in the title whether this is the pane that keys go to."""
        self._is_active = is_active
        self._describe()

    def on_mount(self) -> None:
        """Start with what is known."""
        self._ticking = self.set_interval(TICK_S, self._tick, pause=True)
        self.apply()

    @property
    def current(self) -> Job | None:
        """Return the job under the cursor."""
        return self.rows.current.job if self.rows.current else None

    def apply(self) -> None:
        """Show what the store holds now."""
        records = self._store.all()
        names = {record.job.site_id: self._directory.name_of(record.job.site_id) for record in records}
        self.rows.show_records(records, names, self._directory.server_now())
        if any(record.job.is_open for record in records):
            self._ticking.resume()
        else:
            self._ticking.pause()
        self._describe()

    def go_to(self, job_id: JobId) -> None:
        """Put the cursor on that job."""
        self.apply()
        self.rows.go_to(job_id)
        self._describe()

    def show_target(self, site: Site | None) -> None:
        """Say which site a new job would go to."""
        self._target = site
        self._describe()

    def show_health(self, event: PollHealthChanged) -> None:
        """Show that polling a site fails, or works again."""
        if event.failures:
            self._health[event.site_id] = event
        else:
            self._health.pop(event.site_id, None)
        self._describe()

    def _tick(self) -> None:
        self.rows.show_time(self._directory.server_now())
        self._describe()

    @on(RowList.Highlighted)
    def show_details(self, message: RowList.Highlighted) -> None:
        """Show the facts of the job under the cursor."""
        message.stop()
        self._describe()

    @on(RowList.Chosen)
    def keep_quiet(self, message: RowList.Chosen) -> None:
        """The facts are shown already."""
        message.stop()

    def _describe(self) -> None:
        records = self.rows.records
        counts = {state: sum(record.job.state is state for record in records) for state in JobState}
        parts: list[Part] = [(" 3 Jobs ", "mark" if self._is_active else "strong")]
        parts += [
            (f" {count} {state.value}", JOB_MEANINGS[state]) for state, count in counts.items() if count
        ]
        self._title.show(parts, [("J new  D cancel ", "muted")])
        self._details.show(self._detail_parts())

    def _detail_parts(self) -> list[list[Part]]:
        failing = next(iter(self._health.values()), None)
        trouble: list[Part] = []
        if failing is not None and failing.error is not None:
            words, meaning = api_health(failing.error)
            trouble = [
                (f" {words}", meaning),
                (f": {advice(failing.error)}, next try in {failing.next_try_in_s:.0f} s", ""),
            ]
        record = self.rows.current
        if record is None:
            where = (
                f"no jobs on {self._target.name} yet: "
                if self._target
                else "no jobs yet: choose a site, then "
            )
            hint: list[Part] = [
                (f" {where}", "muted"),
                ("J", "key"),
                (" queues one", "muted"),
            ]
            return [hint, trouble, [], []]
        from altotui.domain.why import jobs_ahead, why

        job = record.job
        site = self._directory.get(job.site_id)
        listed = self._directory.listed
        now = self._directory.server_now()
        ahead = jobs_ahead(job, [other.job for other in self._store.of_site(job.site_id)])
        reason = why(job, site, ahead, now, listed.as_of if listed else now)
        flags = (
            f"backup {_yes(job.backup)}  express {_yes(job.express)}  ack {_yes(job.needs_acknowledgement)}"
        )
        head: list[Part] = [
            (f" {job.state.value} ", JOB_MEANINGS[job.state]),
            (job.description, "strong"),
            (f"  {flags}", "muted"),
        ]
        lines: list[list[Part]] = [head]
        if reason:
            lines.append([(f" {reason}", "warn")])
        lines.append([(f" {_times(record, now)}", "muted")])
        if trouble:
            lines.append(trouble)
        if job.script:
            lines.append([(f" script: {_one_line(job.script)}", "muted")])
        return lines[:_DETAIL_LINES] + [[] for _ in range(_DETAIL_LINES - len(lines))]


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def _times(record: JobRecord, now: datetime) -> str:
    """Return when the job changed, with the day where it is another; `~` marks a time that was only observed."""
    return "  ".join(
        f"{change.state.value} {'~' * (change.source is Source.OBSERVED)}"
        f"{change.at:%H:%M:%S}Z{'' if change.at.date() == now.date() else f'{change.at: %d %b}'}"
        for change in record.timeline.changes
    )


def _one_line(script: str) -> str:
    return " ".join(script.split())
