"""The waiting jobs that were marked, whatever the list shows at the moment; what waits no more loses its mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altotui.domain.job import Job, JobState
from altotui.services.events import JobMarksChanged

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from altotui.domain.ids import JobId, SiteId
    from altotui.services.job_store import JobStore
    from altotui.services.ports import Publish


class JobMarks:
    """Marked jobs; they stay marked when a filter or a fold hides them."""

    def __init__(self, store: JobStore, publish: Publish) -> None:
        self._store = store
        self._publish = publish
        self._site_of: dict[JobId, SiteId] = {}
        self.lost = 0
        """How many marks went by themselves since somebody last marked or cancelled."""

    @property
    def ids(self) -> Collection[JobId]:
        """Return which jobs are marked; the same collection for the whole run."""
        return self._site_of.keys()

    def jobs(self) -> list[Job]:
        """Return the marked jobs that still wait, in the order in which they were marked."""
        found = (self._store.get(site_id, job_id) for job_id, site_id in self._site_of.items())
        return [record.job for record in found if record is not None and waits(record.job)]

    def toggle_all(self, jobs: Iterable[Job]) -> None:
        """Mark all of these that wait; where all of them are marked already, take their marks away."""
        chosen = {job.id: job.site_id for job in jobs if waits(job)}
        self.forget_lost()
        if chosen.keys() <= self._site_of.keys():
            self.drop(chosen)
        else:
            self._replace(self._site_of | chosen)

    def clear(self) -> None:
        """Take every mark away."""
        self.forget_lost()
        self._replace({})

    def forget_lost(self) -> None:
        """Speak no more of marks that went by themselves."""
        if self.lost:
            self.lost = 0
            self._publish(JobMarksChanged(len(self._site_of)))

    def drop(self, job_ids: Collection[JobId]) -> None:
        """Take the marks of these away."""
        self._replace({each: site for each, site in self._site_of.items() if each not in job_ids})

    def drop_ended(self, is_expected: Callable[[JobId], bool] = lambda _: False) -> dict[JobId, SiteId]:
        """Take the marks of jobs away that wait no more, or are not known; return which are lost, and where.

        Those that are expected to go are not lost: what becomes of them is told elsewhere.
        """
        waiting = {job.id for job in self.jobs()}
        gone = {each: site for each, site in self._site_of.items() if each not in waiting}
        lost = {each: site for each, site in gone.items() if not is_expected(each)}
        self.lost += len(lost)
        self.drop(gone)
        return lost

    def _replace(self, site_of: dict[JobId, SiteId]) -> None:
        if site_of != self._site_of:
            self._site_of.clear()
            self._site_of.update(site_of)
            self._publish(JobMarksChanged(len(site_of)))


def waits(job: Job) -> bool:
    """Return whether a job may still be cancelled, as far as is known."""
    return job.state is JobState.PENDING
