"""Why a job stands where it stands, in one line, from what is known of it and of its site."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from altotui.domain.ages import coarse_age, exact_duration
from altotui.domain.job import Job, JobState
from altotui.domain.job_concern import (
    clock_time,
    contradiction_of,
    is_old_list,
    is_overdue,
    is_too_fast,
    missed_since,
    silent_since,
)
from altotui.domain.site import HEARTBEAT_EVERY_S, Freshness, Site
from altotui.domain.text import clip
from altotui.domain.typical import Typical

if TYPE_CHECKING:
    from altotui.domain.job_cause import Cause

EXPRESS_S = 60.0
"""An express job that has waited longer was not collected at once (altostrat-api.md 13: normally a few seconds)."""
MIN_CHECK_INS = 3
"""Fewer may have come between the list of jobs and that of sites, or while the job was taken in."""
_MAX_WORD_CELLS = 40


def why(
    job: Job,
    site: Site | None,
    jobs_ahead: int,
    now: datetime,
    as_of: datetime,
    *,
    typical: Typical | None = None,
) -> str:
    """Return the reason for the state of `job`; empty when the state says it all.

    Args:
        job: The job.
        site: Its site as last listed; None when that is not known.
        jobs_ahead: Open jobs of the same site that were queued before it.
        now: The server's time.
        as_of: When `site` was listed: its freshness is judged then.
        typical: How long jobs of its kind run; None when that is not known.
    """
    contradiction = contradiction_of(job, now)
    match job.state:
        case JobState.PENDING:
            reason = _why_pending(job, site, jobs_ahead, now, as_of)
        case JobState.RUNNING:
            reason = _why_running(job, site, now, as_of, typical)
        case JobState.COMPLETED | JobState.FAILED:
            reason = "" if contradiction else _why_ended(job, now, typical)
        case JobState.SENT:
            reason = "fetched by the router; queued without acknowledgement, so nobody reports how it ended"
        case JobState.GONE:
            reason = f"no longer in the job list of its site, and never seen to end{_when_last_listed(job)}"
        case JobState.UNKNOWN:
            reason = _why_unknown(job)
        case _:
            reason = ""
    return "; ".join(filter(None, (contradiction and f"inconsistent: {contradiction}", reason)))


# --- it waits


def _why_pending(job: Job, site: Site | None, jobs_ahead: int, now: datetime, as_of: datetime) -> str:
    queue = f"behind {jobs_ahead} earlier job{'s' * (jobs_ahead > 1)} there" if jobs_ahead else ""
    if site is None:
        return _joined("waits for its router to check in", queue)
    passed_over = "" if jobs_ahead else _passed_over(job, site)
    leaving = "the site is being removed" if site.deleted_at else ""
    return _joined(_waits_for(job, site, now, as_of), queue, passed_over, leaving)


def _waits_for(job: Job, site: Site, now: datetime, as_of: datetime) -> str:
    if site.last_seen_at is None:
        return _never_seen(site)
    seen = f"last seen {_ago(site.age_s(now))} ago"
    if is_old_list(now, as_of):
        age = coarse_age((now - as_of).total_seconds())
        return f"waits for its router to check in, {seen} in a list that is {age} old"
    missed_at = missed_since(site, as_of)
    match site.freshness(as_of):
        case Freshness.OFFLINE if missed_at:
            return f"the site has been offline since {clock_time(missed_at, now)}, {seen}: starts when it returns"
        case Freshness.LATE if missed_at:
            return f"the site has been late since {clock_time(missed_at, now)}, {seen}: starts at its next check-in"
    wait_s = job.wait_s(now)
    if not job.express:
        return f"{_pace()}, {seen}"
    if wait_s is None or wait_s <= EXPRESS_S:
        return f"express: within seconds, {seen}"
    return f"express, but not collected within {exact_duration(EXPRESS_S)}: {_pace()}, {seen}"


def _never_seen(site: Site) -> str:
    """Return what is known of a site without the time of a heartbeat."""
    if site.has_pulse is False:
        return "the site has never checked in"
    if site.has_pulse:
        return "waits for its router to check in: the site is online, when it last did is not known"
    return "waits for its router to check in: whether it ever did is not known"


def _pace() -> str:
    return f"the router checks in about every {HEARTBEAT_EVERY_S:.0f} s"


def _passed_over(job: Job, site: Site) -> str:
    """Return how often the router must have checked in since `job` was queued; empty for too few to tell."""
    if job.created_at is None or site.last_seen_at is None:
        return ""
    check_ins = int((site.last_seen_at - job.created_at).total_seconds() // HEARTBEAT_EVERY_S)
    if check_ins < MIN_CHECK_INS:
        return ""
    return f"at that pace it checked in about {check_ins:,} times since it was queued and did not collect it"


# --- it runs


def _why_running(job: Job, site: Site | None, now: datetime, as_of: datetime, typical: Typical | None) -> str:
    silent = silent_since(job, site, now, as_of)
    overdue = _overdue(job, typical, now) if is_overdue(job, typical, now) else ""
    if silent is None and not overdue:
        return _not_stuck(job, site, now, as_of, typical)
    silence = f"the site has been late since {clock_time(silent, now)} and cannot report" if silent else ""
    said = ", and ".join(filter(None, (overdue, silence)))
    cause = _cause(job, now)
    return f"STUCK, {said}{cause and f'; likely: {cause}'}"


def _overdue(job: Job, typical: Typical | None, now: datetime) -> str:
    run_s = job.run_s(now) or 0.0
    p95_s = typical.p95_s if typical else None
    missing = "acknowledgement" if job.needs_acknowledgement else "report"
    if p95_s is not None and p95_s >= 1:
        return f"{int(run_s / p95_s)}x p95 ({_took(p95_s)}): no {missing} for {coarse_age(run_s)}"
    usual = f", typical {_took(typical.median_s)}" if typical else ""
    lost = ": it may be lost" if job.needs_acknowledgement else ""
    return f"no {missing} for {coarse_age(run_s)}{usual}{lost}"


def _not_stuck(job: Job, site: Site | None, now: datetime, as_of: datetime, typical: Typical | None) -> str:
    cause = _certain_cause(job)
    if cause:
        return cause
    since = f"collected at {clock_time(job.started_at, now)}" if job.started_at else "collected"
    awaited = (
        "no acknowledgement yet"
        if job.needs_acknowledgement
        else "queued without acknowledgement, so nobody reports how it ends"
    )
    waiting = _delay(job, now)
    late = ""
    missed_at = missed_since(site, as_of) if site and not is_old_list(now, as_of) else None
    if site is not None and missed_at is not None:
        late = f"the site has been {site.freshness(as_of).value} since {clock_time(missed_at, now)}"
    return _joined(f"{since}, {awaited}", _usual(job, typical, now), waiting, late)


def _usual(job: Job, typical: Typical | None, now: datetime) -> str:
    """Return what is typical of such jobs, and whether this one is over it already."""
    if typical is None:
        return ""
    words = f"typical {_took(typical.median_s)}"
    if typical.p95_s is None:
        return f"{words} (n={typical.count})"
    is_slow = (job.run_s(now) or 0.0) > typical.p95_s
    return f"{words} (p95 {_took(typical.p95_s)}, n={typical.count}){', slower than usual' * is_slow}"


def _cause(job: Job, now: datetime) -> str:
    """Return what the script did that may explain that no report came; empty when nothing is known of it."""
    script = _script(job)
    touches = script.touches if script else ""
    return _certain_cause(job) or _delay(job, now) or (touches and f"the script changes {touches}")


def _certain_cause(job: Job) -> str:
    """Return how the script ends the router before it can report; empty when it does not, or need not report."""
    script = _script(job)
    if script is None or not script.ends_router or not job.needs_acknowledgement:
        return ""
    if script.is_certain:
        return f"the script {script.ends_router} with acknowledgement on: no report can come"
    return (
        f"a part of the script {script.ends_router} with acknowledgement on: if it runs, no report can come"
    )


def _delay(job: Job, now: datetime) -> str:
    """Return that the script still waits by itself; empty when it does not."""
    script = _script(job)
    run_s = job.run_s(now)
    if script is None or run_s is None or script.delay_s <= run_s:
        return ""
    return f"the script waits {_took(script.delay_s)} by its :delay"


def _script(job: Job) -> Cause | None:
    """Return what the script of `job` does; None when it is not known."""
    if not job.script:
        return None
    from altotui.domain.job_cause import cause_of

    return cause_of(job.script)


# --- it has ended, or nobody knows


def _why_ended(job: Job, now: datetime, typical: Typical | None) -> str:
    """Return how long it took, against what is typical."""
    run_s = job.run_s(now)
    has_failed = job.state is JobState.FAILED
    if run_s is None or job.ended_at is None or (typical is None and not has_failed):
        return ""
    took = f"{'failed after' if has_failed else 'took'} {_took(run_s)}"
    if typical is None:
        return took
    usual = f"{took}, typical {_took(typical.median_s)}"
    if is_too_fast(job, typical, now):
        return f"{usual}: far too fast"
    if typical.p95_s is not None and run_s > typical.p95_s:
        return f"{usual} (p95 {_took(typical.p95_s)}): slower than usual"
    return usual


def _when_last_listed(job: Job) -> str:
    state = job._replace(is_gone=False).state
    return f"; {state.value} when it was last listed" if state is not JobState.UNKNOWN else ""


def _why_unknown(job: Job) -> str:
    by_times = job._replace(status_word=None).state
    word = clip(job.status_word or "", _MAX_WORD_CELLS)
    return f"the API calls its state {word!r}, which is not known here; by its times it is {by_times.value}"


# --- words


def _joined(*parts: str) -> str:
    return "; ".join(filter(None, parts))


def _took(duration_s: float) -> str:
    """Return `4 s`, `3m10` or `2h07`."""
    return f"{int(duration_s)} s" if duration_s < 60 else exact_duration(duration_s)


def _ago(age_s: float | None) -> str:
    """Return `12 s`, from one minute on coarsely."""
    return coarse_age(age_s) if age_s is None or age_s >= 60 else f"{int(age_s)} s"


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
