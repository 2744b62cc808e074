"""Why a job stands where it stands, in one line, from what is known of it and of its site."""

from __future__ import annotations

import re
from datetime import datetime

from altotui.domain.ages import coarse_age, exact_duration
from altotui.domain.job import Job, JobState
from altotui.domain.site import HEARTBEAT_EVERY_S, Freshness, Site

STUCK_AFTER_S = 300.0
"""A script that runs longer has most likely lost its acknowledgement (altostrat-api.md 6.5)."""

_REBOOTS = re.compile(
    r"/?system[ /]+(reboot|shutdown|reset-configuration)|package[ /]+update[ /]+install", re.I
)


def why(job: Job, site: Site | None, jobs_ahead: int, now: datetime, as_of: datetime) -> str:
    """Return the reason for the state of `job`; empty when the state says it all.

    Args:
        job: The job.
        site: Its site as last listed; None when that is not known.
        jobs_ahead: Open jobs of the same site that were queued before it.
        now: The server's time.
        as_of: When `site` was listed: its freshness is judged then.
    """
    if job.state is JobState.PENDING:
        return _why_pending(job, site, jobs_ahead, now, as_of)
    if job.state is JobState.RUNNING:
        return _why_running(job, now)
    if job.state is JobState.SENT:
        return "fetched by the router; queued without acknowledgement, so nobody reports how it ended"
    if job.state is JobState.GONE:
        return "no longer in the job list of its site, and never seen to end"
    if job.state is JobState.UNKNOWN:
        return f"the API calls its state {job.status_word!r}"
    return ""


def _why_pending(job: Job, site: Site | None, jobs_ahead: int, now: datetime, as_of: datetime) -> str:
    queue = f"; behind {jobs_ahead} earlier job{'s' * (jobs_ahead > 1)} there" if jobs_ahead else ""
    if site is None:
        return f"waits for its router to check in{queue}"
    seen = coarse_age(site.age_s(now))
    match site.freshness(as_of):
        case Freshness.OFFLINE:
            return f"the site is offline, last seen {seen} ago: starts when it returns{queue}"
        case Freshness.LATE:
            return f"the site is late, last seen {seen} ago: starts at its next check-in{queue}"
        case Freshness.UNKNOWN:
            return f"the site has never checked in{queue}"
    pace = (
        "express: within seconds"
        if job.express
        else f"the router checks in about every {HEARTBEAT_EVERY_S:.0f} s"
    )
    return f"{pace}, last seen {seen} ago{queue}"


def _why_running(job: Job, now: datetime) -> str:
    run_s = job.run_s(now) or 0.0
    if job.needs_acknowledgement and job.script and _REBOOTS.search(job.script):
        return "the script restarts the router with acknowledgement on: no report can come"
    if run_s > STUCK_AFTER_S:
        return f"no answer for {exact_duration(run_s)}: the acknowledgement may be lost"
    return ""


def jobs_ahead(job: Job, jobs_of_site: list[Job]) -> int:
    """Return how many open jobs of the same site come before `job`, by creation, else by place in the list.

    Args:
        job: A pending job.
        jobs_of_site: Every job of its site, newest first, as the API lists them.
    """
    older = False
    count = 0
    for other in jobs_of_site:
        if other.id == job.id:
            older = True
        elif other.is_open and (
            other.created_at < job.created_at if other.created_at and job.created_at else older
        ):
            count += 1
    return count
