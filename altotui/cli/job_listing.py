"""The jobs of the chosen sites as rows, lines and records: asked for at once, or followed as they change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
_LINE_CELLS = (20, 24, 9, 36, 32, 0)


class JobListing:
    """What a call wants to see of the jobs that the store knows."""

    def __init__(self, services: Services, sites: Sequence[Site], job_filter: JobFilter) -> None:
        self._services = services
        self.sites = sites
        self._filter = job_filter

    def jobs(self, site: Site, only: frozenset[JobId] | None = None) -> list[JobRecord]:
        """Return the jobs of `site` that pass the filter, newest first; of `only` when it is given."""
        board, now = self._services.open_board(), self._services.directory.server_now()
        board.look(now)
        return [
            known
            for known in self._services.jobs.of_site(site.id)
            if (only is None or known.job.id in only)
            and self._filter.matches(
                known.job,
                site.name,
                concern=board.concerns.get(known.job.id),
                now=now,
                first_seen_at=known.timeline.first_seen_at,
            )
        ]

    def states(self) -> list[JobState]:
        """Return the state of every job that passes the filter."""
        return [known.job.state for site in self.sites for known in self.jobs(site)]

    def records(self) -> list[Members]:
        """Return every job that passes the filter, site by site."""
        return [record for site in self.sites for record in self.site_records(site, self.jobs(site))]

    def site_records(self, site: Site, known_jobs: Iterable[JobRecord]) -> list[Members]:
        """Return jobs of one site as records."""
        board, now = self._services.open_board(), self._services.directory.server_now()
        return [
            job_record(
                known.job, site, now, board.why(known, now), first_seen_at=known.timeline.first_seen_at
            )
            for known in known_jobs
        ]

    def table(self) -> Table:
        """Return every job that passes the filter as a person reads it."""
        now = self._services.directory.server_now()
        rows = []
        for site in self.sites:
            known_jobs = self.jobs(site)
            for known, record in zip(known_jobs, self.site_records(site, known_jobs), strict=True):
                changed = known.timeline.changes[-1] if known.timeline.changes else None
                age = coarse_age((now - changed.at).total_seconds() if changed else None)
                job = known.job
                rows.append((site.name, job.state.value, age, job.id, job.description, record["why"]))
        return Table(("site", "state", "since", "job", "description", "why"), rows)


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
