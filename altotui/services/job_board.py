"""What is unusual about the jobs: how long such jobs take, and which of them need a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from altotui.domain.ids import JobId
from altotui.domain.job import Job
from altotui.domain.job_concern import Concern, concern_of
from altotui.domain.typical import Typical, TypicalTimes
from altotui.domain.why import jobs_ahead, why
from altotui.services.job_store import JobRecord, JobStore
from altotui.services.site_directory import SiteDirectory


class JobBoard:
    """Judges the jobs of the store; what is not open any more is judged once, the rest whenever it is looked at."""

    def __init__(self, store: JobStore, directory: SiteDirectory) -> None:
        self._store = store
        self._directory = directory
        self._typical = TypicalTimes()
        self._judged: dict[JobId, JobRecord] = {}
        self._concerns: dict[JobId, Concern] = {}
        self._version: int | None = None

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
        before = self._concerns.copy()
        if self._version != self._store.version:
            self._version = self._store.version
            self._take_changes(now)
        for record in self._store.open_jobs():
            self._judge(record, now)
        return before != self._concerns

    def _take_changes(self, now: datetime) -> None:
        records = self._store.all()
        known = self._judged
        self._judged = {record.job.id: record for record in records}
        news = [record for record in records if known.get(record.job.id) is not record]
        for record in news:
            self._typical.note(record.job)
        for record in news:
            self._judge(record, now)
        for job_id in self._concerns.keys() - self._judged.keys():
            del self._concerns[job_id]

    def _judge(self, record: JobRecord, now: datetime) -> None:
        job = record.job
        site = self._directory.get(job.site_id)
        concern = concern_of(job, site, self.typical(job), now, self._as_of(now))
        if record.timeline.went_backwards and concern is not Concern.STUCK:
            concern = Concern.CONTRADICTORY
        if concern is None:
            self._concerns.pop(job.id, None)
        else:
            self._concerns[job.id] = concern

    def why(self, record: JobRecord, now: datetime) -> str:
        """Return why a job stands where it stands; empty when its state says it all."""
        job, back = record.job, record.timeline.step_back
        turned = f"inconsistent: it was {back.before.value} and is {back.after.value} again; " if back else ""
        ahead = jobs_ahead(job, [record.job for record in self._store.of_site(job.site_id)])
        site = self._directory.get(job.site_id)
        reason = why(job, site, ahead, now, self._as_of(now), typical=self.typical(job))
        return (turned + reason).removesuffix("; ")

    def _as_of(self, now: datetime) -> datetime:
        listed = self._directory.listed
        return listed.as_of if listed else now
