"""Tells a person when a job ends that they wait for: by the bell, a toast, and a notification of the terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from altotui.domain.ages import exact_duration
from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import Job, JobState
from altotui.domain.redaction import redact_description, redact_text
from altotui.services.suite import Services

if TYPE_CHECKING:
    from altotui.ui.app import AltoApp

_MOST_TOASTS = 3
_APART_S = 1.0
"""Between two bells: many jobs that end together are one reason to look."""


class JobNotices:
    """The jobs whose end is to be told."""

    def __init__(self, app: AltoApp, services: Services) -> None:
        self._app = app
        self._services = services
        self._watched: dict[JobId, SiteId] = {}
        self._rang_mono = float("-inf")
        self.environ: Mapping[str, str] = os.environ
        """Of the terminal."""

    @property
    def watched(self) -> frozenset[JobId]:
        """Return the jobs that are waited for."""
        return frozenset(self._watched)

    def toggle(self, job: Job) -> bool:
        """Wait for the end of a job, or no more; return whether it is waited for now."""
        if self._watched.pop(job.id, None) is not None:
            return False
        self._watched[job.id] = job.site_id
        return True

    def look(self, site_id: SiteId) -> None:
        """Tell which of the jobs of one site have ended by now."""
        ended: list[Job] = []
        for job_id in [job_id for job_id, site in self._watched.items() if site == site_id]:
            record = self._services.jobs.get(site_id, job_id)
            if record is not None and not record.job.is_open:
                del self._watched[job_id]
                ended.append(record.job)
        if ended:
            self._tell(ended)

    def _tell(self, ended: list[Job]) -> None:
        for job in ended[:_MOST_TOASTS]:
            severity = "information" if job.state is JobState.COMPLETED else "warning"
            self._app.tell(self._words(job), severity=severity)
        more = len(ended) - _MOST_TOASTS
        if more > 0:
            self._app.tell(f"and {more} more job{'s' * (more > 1)} there ended")
        now_mono = self._services.clock.monotonic()
        if now_mono - self._rang_mono < _APART_S:
            return
        self._rang_mono = now_mono
        from altotui.ui.terminal_notice import osc9

        others = f" and {len(ended) - 1} more" if len(ended) > 1 else ""
        self._app.bell()
        self._app.write_past_screen(osc9(redact_text(self._words(ended[0])) + others, self.environ))

    def _words(self, job: Job) -> str:
        """Return where, how and after how long it ended, before what it is: that may have to be cut."""
        run_s = job.run_s(self._services.directory.server_now())
        after = f" after {exact_duration(run_s)}" if run_s is not None and job.ended_at is not None else ""
        site_name = self._services.directory.name_of(job.site_id)
        return f"{site_name}: job {job.state.value}{after}: {redact_description(job.description)}"
