"""Every job seen so far, by site, with its timeline: a poll answer goes in, the difference comes out."""

from __future__ import annotations

from collections import OrderedDict
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import OPEN_STATES, Job, JobState
from altotui.domain.timeline import Timeline
from altotui.services.events import JobsChanged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

MOST_PAST = 1000
"""So many ended jobs of one site are kept that it lists no more."""


class JobRecord(NamedTuple):
    """One job with everything seen of it."""

    job: Job
    timeline: Timeline


class _SiteJobs:
    """The jobs of one site, with what is asked about them at every key and poll worked out beforehand."""

    __slots__ = ("active", "listed", "open", "past", "states")

    def __init__(self) -> None:
        self.listed: dict[JobId, JobRecord] = {}
        """Those of its newest list, and those learned of since, newest first."""
        self.past: dict[JobId, JobRecord] = {}
        """Those that are listed no more, the newest first."""
        self.open: dict[JobId, None] = {}
        """The jobs which may still change, in the order in which they were found to be so."""
        self.active: set[JobId] = set()
        """Those of them that run or are express."""
        self.states: tuple[str, ...] | None = None
        """Of each job; None until somebody asks after a change."""

    def get(self, job_id: JobId) -> JobRecord | None:
        return self.listed.get(job_id) or self.past.get(job_id)

    def records(self) -> list[JobRecord]:
        return [*self.listed.values(), *self.past.values()]

    def seen(self, job: Job, known: JobRecord | None, seen_at: datetime) -> JobRecord:
        """Return the record of a job that is not what it was, and count it as what it is now."""
        record = JobRecord(job, (known.timeline if known else Timeline()).observed(job, seen_at))
        state = record.timeline.state
        if state in OPEN_STATES:
            self.open[job.id] = None
            if job.express or state is JobState.RUNNING:
                self.active.add(job.id)
            else:
                self.active.discard(job.id)
        elif known is not None:
            self.open.pop(job.id, None)
            self.active.discard(job.id)
        return record

    def take_list(self, jobs: Sequence[Job], seen_at: datetime) -> tuple[set[JobId], set[JobId]]:
        """Take a new list and return which jobs it added, and which are not what they were."""
        was_listed, past = self.listed, self.past
        listed: dict[JobId, JobRecord] = {}
        added, updated = set[JobId](), set[JobId]()
        for job in jobs:
            job_id = job.id
            if job_id in listed:
                continue
            known = was_listed.get(job_id) or past.pop(job_id, None)
            if known is not None and known.job == job:
                listed[job_id] = known
                continue
            (added if known is None else updated).add(job_id)
            listed[job_id] = self.seen(job, known, seen_at)
        self.listed = listed
        vanished = was_listed.keys() - listed.keys()
        if vanished:
            self._put_aside([job_id for job_id in was_listed if job_id in vanished], was_listed, seen_at)
        return added, updated | vanished

    def _put_aside(
        self, vanished: Sequence[JobId], was_listed: Mapping[JobId, JobRecord], seen_at: datetime
    ) -> None:
        """Move what has vanished from the list to what is past, and forget the oldest of what had ended."""
        past: dict[JobId, JobRecord] = {}
        ended = 0
        for job_id in vanished:
            job, timeline = was_listed[job_id]
            if job_id in self.open:
                del self.open[job_id]
                self.active.discard(job_id)
                past[job_id] = JobRecord(job._replace(is_gone=True), timeline.vanished(seen_at))
            elif ended < MOST_PAST:
                ended += 1
                past[job_id] = JobRecord(job._replace(is_gone=True), timeline)
        for job_id, record in self.past.items():
            if record.timeline.state is JobState.GONE:
                past[job_id] = record
            elif ended < MOST_PAST:
                ended += 1
                past[job_id] = record
        self.past = past


class JobStore:
    """Jobs by site; the order of a site's jobs is that of its newest list, newest first, then what it lists no more.

    What was open when it vanished from the list of its site is kept for good, as gone. Of what had ended the newest
    1,000 of each site are kept after it has vanished, so that months of polling do not fill the memory.
    """

    def __init__(self) -> None:
        self._by_site: dict[SiteId, _SiteJobs] = {}
        self._applied: dict[SiteId, int] = {}
        self._open_sites: dict[SiteId, None] = {}
        self._all: list[JobRecord] | None = None
        self._changed_at: OrderedDict[SiteId, int] = OrderedDict()
        """The version that the last change of each site made, the newest last."""
        self.version = 0
        """Grows with every change: while it stays, every job is what it was, though their order may be another."""

    def merge(
        self, site_id: SiteId, jobs: tuple[Job, ...], *, seen_at: datetime, question: int
    ) -> JobsChanged | None:
        """Take the job list of one site and return what changed; None when nothing did.

        Args:
            site_id: The site that was asked.
            jobs: Its list, newest first; of jobs with the same id the first counts.
            seen_at: When the answer came.
            question: Number of the question: an answer to an older one than was already taken is dropped.
        """
        if question < self._applied.get(site_id, -1):
            return None
        is_first = site_id not in self._applied
        self._applied[site_id] = question
        site = self._site(site_id)
        order = [*site.listed]
        added, updated = site.take_list(jobs, seen_at)
        if not (added or updated or is_first):
            if order != [*site.listed]:
                self._reordered(site)
            return None
        self._changed(site_id)
        return JobsChanged(site_id, frozenset(added), frozenset(updated))

    def take(self, job: Job, seen_at: datetime) -> JobsChanged:
        """Take one job that was learned of on its own, for example when it was queued."""
        site = self._site(job.site_id)
        known = site.get(job.id)
        added = frozenset({job.id}) if known is None else frozenset[JobId]()
        if known is None or known.job != job:
            record = site.seen(job, known, seen_at)
            if job.id in site.listed or job.is_gone:
                (site.listed if job.id in site.listed else site.past)[job.id] = record
            else:
                site.past.pop(job.id, None)
                site.listed = {job.id: record, **site.listed}
            self._changed(job.site_id)
        return JobsChanged(job.site_id, added, frozenset({job.id}) - added)

    def _site(self, site_id: SiteId) -> _SiteJobs:
        site = self._by_site.get(site_id)
        if site is None:
            site = self._by_site[site_id] = _SiteJobs()
        return site

    def _changed(self, site_id: SiteId) -> None:
        site = self._by_site[site_id]
        if site.open:
            self._open_sites[site_id] = None
        else:
            self._open_sites.pop(site_id, None)
        self._reordered(site)
        self.version += 1
        self._changed_at[site_id] = self.version
        self._changed_at.move_to_end(site_id)

    def _reordered(self, site: _SiteJobs) -> None:
        site.states = None
        self._all = None

    def changed_since(self, version: int) -> list[SiteId]:
        """Return the sites that have changed since the store was at `version`; 0: all that ever had."""
        newest_first = reversed(self._changed_at.items())
        return [site_id for site_id, _ in takewhile(lambda change: change[1] > version, newest_first)]

    def of_site(self, site_id: SiteId) -> list[JobRecord]:
        """Return the jobs of one site, newest first."""
        site = self._by_site.get(site_id)
        return site.records() if site else []

    def states_of(self, site_id: SiteId) -> tuple[str, ...]:
        """Return the state of each known job of a site, newest first."""
        site = self._by_site.get(site_id)
        if site is None:
            return ()
        if site.states is None:
            site.states = tuple(record.timeline.sightings[-1].state for record in site.records())
        return site.states

    def is_known(self, site_id: SiteId) -> bool:
        """Return whether the jobs of a site have been listed; without that it may have any."""
        return site_id in self._applied

    def get(self, site_id: SiteId, job_id: JobId) -> JobRecord | None:
        """Return one job, or None."""
        site = self._by_site.get(site_id)
        return site.get(job_id) if site else None

    def all(self) -> list[JobRecord]:
        """Return every job known, site by site."""
        if self._all is None:
            self._all = [record for site in self._by_site.values() for record in site.records()]
        return self._all.copy()

    def sites_with_open_jobs(self) -> list[SiteId]:
        """Return the sites that have a job which may still change."""
        return list(self._open_sites)

    def has_open_jobs(self, site_id: SiteId) -> bool:
        """Return whether a site has a job which may still change."""
        return site_id in self._open_sites

    def is_active(self, site_id: SiteId) -> bool:
        """Return whether an open job of a site runs or is express."""
        site = self._by_site.get(site_id)
        return site is not None and bool(site.active)

    def open_jobs(self) -> list[JobRecord]:
        """Return every job which may still change, site by site."""
        sites = [self._by_site[site_id] for site_id in self._open_sites]
        found = [site.get(job_id) for site in sites for job_id in site.open]
        return [record for record in found if record is not None]
