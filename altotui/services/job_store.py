"""Every job seen so far, by site, with its timeline: a poll answer goes in, the difference comes out."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import Job
from altotui.domain.timeline import Timeline
from altotui.services.events import JobsChanged


class JobRecord(NamedTuple):
    """One job with everything seen of it."""

    job: Job
    timeline: Timeline


class JobStore:
    """Jobs by site; the order of a site's jobs is that of its newest list, newest first."""

    def __init__(self) -> None:
        self._by_site: dict[SiteId, dict[JobId, JobRecord]] = {}
        self._applied: dict[SiteId, int] = {}

    def merge(
        self, site_id: SiteId, jobs: tuple[Job, ...], *, seen_at: datetime, question: int
    ) -> JobsChanged | None:
        """Take the job list of one site and return what changed; None when nothing did.

        Args:
            site_id: The site that was asked.
            jobs: Its list, newest first.
            seen_at: When the answer came.
            question: Number of the question: an answer to an older one than was already taken is dropped.
        """
        if question < self._applied.get(site_id, -1):
            return None
        is_first = site_id not in self._by_site
        self._applied[site_id] = question
        known = self._by_site.get(site_id, {})
        records = {job.id: _seen(known.get(job.id), job, seen_at) for job in jobs}
        for job_id, record in known.items():
            if job_id not in records:
                gone = record.job._replace(is_gone=True)
                records[job_id] = _seen(record, gone, seen_at)
        self._by_site[site_id] = records
        added = frozenset(records.keys() - known.keys())
        updated = frozenset(
            job_id for job_id, record in records.items() if known.get(job_id, record) != record
        )
        return JobsChanged(site_id, added, updated) if added or updated or is_first else None

    def take(self, job: Job, seen_at: datetime) -> JobsChanged:
        """Take one job that was learned of on its own, for example when it was queued."""
        known = self._by_site.setdefault(job.site_id, {})
        added = frozenset({job.id} - known.keys())
        record = _seen(known.get(job.id), job, seen_at)
        if added:
            self._by_site[job.site_id] = {job.id: record, **known}
        else:
            known[job.id] = record
        return JobsChanged(job.site_id, added, frozenset({job.id}) - added)

    def of_site(self, site_id: SiteId) -> list[JobRecord]:
        """Return the jobs of one site, newest first."""
        return list(self._by_site.get(site_id, {}).values())

    def states_of(self, site_id: SiteId) -> tuple[str, ...]:
        """Return the state of each known job of a site, newest first."""
        return tuple(record.job.state.value for record in self._by_site.get(site_id, {}).values())

    def is_known(self, site_id: SiteId) -> bool:
        """Return whether the jobs of a site have been listed; without that it may have any."""
        return site_id in self._applied

    def get(self, site_id: SiteId, job_id: JobId) -> JobRecord | None:
        """Return one job, or None."""
        return self._by_site.get(site_id, {}).get(job_id)

    def all(self) -> list[JobRecord]:
        """Return every job known, site by site."""
        return [record for records in self._by_site.values() for record in records.values()]

    def sites_with_open_jobs(self) -> list[SiteId]:
        """Return the sites that have a job which may still change."""
        return [
            site_id
            for site_id, records in self._by_site.items()
            if any(record.job.is_open for record in records.values())
        ]


def _seen(known: JobRecord | None, job: Job, seen_at: datetime) -> JobRecord:
    if known is not None and known.job == job:
        return known
    timeline = known.timeline if known else Timeline()
    return JobRecord(job, timeline.observed(job, seen_at))
