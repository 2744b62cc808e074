"""The jobs of the chosen sites as rows, lines and records: asked for at once, or followed as they change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from altotui.cli.records import Members, iso, job_record
from altotui.domain.ages import coarse_age
from altotui.domain.formats import Table, aligned, visible
from altotui.domain.ids import JobId
from altotui.domain.job import JobState
from altotui.domain.job_filter import JobFilter
from altotui.domain.site import Site
from altotui.services.job_store import JobRecord
from altotui.services.suite import Services

FAILED_STATES = frozenset({JobState.FAILED, JobState.GONE, JobState.UNKNOWN})
_AT_WORK = frozenset({JobState.PENDING, JobState.RUNNING})
"""One whose state is a word that nobody knows is not waited for."""
_LINE_CELLS = (20, 24, 9, 36, 32, 0)


class JobListing:
    """What a call wants to see of the jobs that the store knows; judged once for each question, not for each site."""

    def __init__(self, services: Services, sites: Sequence[Site], job_filter: JobFilter) -> None:
        self._services = services
        self.sites = sites
        self._filter = job_filter

    def jobs(self, site: Site, only: frozenset[JobId]) -> list[JobRecord]:
        """Return those of the jobs `only` of one site that pass the filter, newest first."""
        now = self._look()
        return [known for known in self._of_site(site, now) if known.job.id in only]

    def states(self) -> list[JobState]:
        """Return the state of every job that passes the filter."""
        now = self._look()
        return [known.job.state for site in self.sites for known in self._of_site(site, now)]

    def is_any_open(self) -> bool:
        """Return whether a job that passes the filter waits or runs; costs nothing where all jobs have ended."""
        now, store = self._look(), self._services.jobs
        at_work = [site for site in self.sites if store.has_open_jobs(site.id)]
        return any(known.job.state in _AT_WORK for site in at_work for known in self._of_site(site, now))

    def records(self) -> list[Members]:
        """Return every job that passes the filter, site by site."""
        now = self._look()
        return [self._record(site, known, now) for site in self.sites for known in self._of_site(site, now)]

    def site_records(self, site: Site, known_jobs: Iterable[JobRecord]) -> list[Members]:
        """Return jobs of one site as records."""
        now = self._services.directory.server_now()
        return [self._record(site, known, now) for known in known_jobs]

    def table(self) -> Table:
        """Return every job that passes the filter as a person reads it."""
        now = self._look()
        rows = []
        for site in self.sites:
            for known in self._of_site(site, now):
                job, changes = known.job, known.timeline.changes
                age = coarse_age((now - changes[-1].at).total_seconds() if changes else None)
                rows.append((site.name, job.state.value, age, job.id, job.description, self._why(known, now)))
        return Table(("site", "state", "since", "job", "description", "why"), rows)

    def _look(self) -> datetime:
        """Judge the jobs, and return the time for which that holds."""
        now = self._services.directory.server_now()
        self._services.open_board().look(now)
        return now

    def _of_site(self, site: Site, now: datetime) -> Iterator[JobRecord]:
        """Yield the jobs of one site that pass the filter, newest first, as they were judged."""
        concerns = self._services.open_board().concerns
        for known in self._services.jobs.of_site(site.id):
            if self._filter.matches(
                known.job,
                site.name,
                concern=concerns.get(known.job.id),
                now=now,
                first_seen_at=known.timeline.first_seen_at,
            ):
                yield known

    def _record(self, site: Site, known: JobRecord, now: datetime) -> Members:
        return job_record(
            known.job, site, now, self._why(known, now), first_seen_at=known.timeline.first_seen_at
        )

    def _why(self, known: JobRecord, now: datetime) -> str:
        return self._services.open_board().why(known, now)


def change_line(known: JobRecord, record: Members) -> str:
    """Return one line for a job that changed: when, where, into what, which, and why."""
    changed = known.timeline.at(known.job.state)
    cells = (
        iso(changed.at) if changed else "",
        str(record["site_name"]),
        known.job.state.value,
        known.job.id,
        known.job.description,
        str(record["why"]),
    )
    return aligned([visible(cell or "") for cell in cells], _LINE_CELLS)
