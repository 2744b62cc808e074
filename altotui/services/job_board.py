"""What is unusual about the jobs: how long such jobs take, and which of them need a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import Job, JobState
from altotui.domain.job_concern import Concern, concern_of
from altotui.domain.typical import Typical, TypicalTimes
from altotui.domain.why import jobs_ahead, why
from altotui.services.job_store import JobRecord, JobStore
from altotui.services.site_directory import SiteDirectory

FULL_LOOK_EVERY_S = 1.0
"""Of the server's time: what no job list tells, such as that a job is overdue, is seen so late at the most."""


class JobBoard:
    """Judges the jobs of the store: each when it has changed, and once a second what time may judge differently.

    That is what is open, which may become stuck, and what has a concern, which may become history.
    """

    def __init__(self, store: JobStore, directory: SiteDirectory) -> None:
        self._store = store
        self._directory = directory
        self._typical = TypicalTimes()
        self._judged: dict[SiteId, dict[JobId, JobRecord]] = {}
        """Every job as it was when it was judged for its last change."""
        self._concerns: dict[JobId, Concern] = {}
        self._concerned: dict[JobId, JobRecord] = {}
        """The jobs that have a concern."""
        self._version = 0
        """Of the store, as of the last look."""
        self._looked_at: datetime | None = None
        """When the last full look was; None before the first."""

    @property
    def concerns(self) -> Mapping[JobId, Concern]:
        """Return what is unusual, by job, as of the last look."""
        return self._concerns

    def typical(self, job: Job) -> Typical | None:
        """Return how long jobs like this one take; None while too few have ended."""
        return self._typical.of(job.description)

    def look(self, now: datetime) -> bool:
        """Judge what has changed and what may still change; return whether anything is judged differently now.

        Args:
            now: The server's time.
        """
        news, is_other = self._take_changes()
        for record in news:
            self._typical.note(record.job)
        due = {record.job.id: record for record in (*self._take_due(now), *news)}
        judged = [self._judge(record, now) for record in due.values()]
        return is_other or any(judged)

    def _take_changes(self) -> tuple[list[JobRecord], bool]:
        """Return the jobs that have changed since the last look, and whether a concern went with its job."""
        news: list[JobRecord] = []
        is_other = False
        for site_id in self._store.changed_since(self._version):
            known = self._judged.get(site_id, {})
            records = {record.job.id: record for record in self._store.of_site(site_id)}
            news += [record for job_id, record in records.items() if known.get(job_id) is not record]
            for job_id in known.keys() - records.keys():
                is_other |= self._set(known[job_id], None)
            self._judged[site_id] = records
        self._version = self._store.version
        return news, is_other

    def _take_due(self, now: datetime) -> list[JobRecord]:
        """Return the jobs that may be judged differently without having changed; none when that was just asked.

        A clock that was set back makes them due, too.
        """
        looked_at = self._looked_at
        if looked_at is not None and abs((now - looked_at).total_seconds()) < FULL_LOOK_EVERY_S:
            return []
        self._looked_at = now
        return [*self._concerned.values(), *self._store.open_jobs()]

    def _judge(self, record: JobRecord, now: datetime) -> bool:
        """Judge one job and return whether that is another judgement than before."""
        job = record.job
        site = self._directory.get(job.site_id)
        concern = concern_of(job, site, self.typical(job), now, self._as_of(now))
        if record.timeline.went_backwards and concern is not Concern.STUCK:
            concern = Concern.CONTRADICTORY
        return self._set(record, concern)

    def _set(self, record: JobRecord, concern: Concern | None) -> bool:
        job_id = record.job.id
        before = self._concerns.get(job_id)
        if concern is None:
            self._concerns.pop(job_id, None)
            self._concerned.pop(job_id, None)
        else:
            self._concerns[job_id] = concern
            self._concerned[job_id] = record
        return concern is not before

    def why(self, record: JobRecord, now: datetime) -> str:
        """Return why a job stands where it stands; empty when its state says it all."""
        job, back = record.job, record.timeline.step_back
        turned = f"inconsistent: it was {back.before.value} and is {back.after.value} again; " if back else ""
        ahead = 0
        if job.state is JobState.PENDING:
            ahead = jobs_ahead(job, [record.job for record in self._store.of_site(job.site_id)])
        site = self._directory.get(job.site_id)
        reason = why(job, site, ahead, now, self._as_of(now), typical=self.typical(job))
        return (turned + reason).removesuffix("; ")

    def _as_of(self, now: datetime) -> datetime:
        listed = self._directory.listed
        return listed.as_of if listed else now
