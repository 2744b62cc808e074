"""Sites and jobs for tests, each with only what a test says about them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import Job
from altotui.domain.site import Site, SiteList
from tests.clocks import START

NOW = START


def site_no(number: int) -> SiteId:
    """Return the id of the site with that number."""
    return SiteId(f"00000000-0000-4000-8000-{number:012d}")


def job_no(number: int) -> JobId:
    """Return the id of the job with that number."""
    return JobId(f"10000000-0000-4000-8000-{number:012d}")


def ago(seconds: float) -> datetime:
    """Return the time that many seconds before NOW."""
    return NOW - timedelta(seconds=seconds)


class SiteFields(TypedDict, total=False):
    """What a test may say about a site."""

    pid: str | None
    has_pulse: bool | None
    last_seen_at: datetime | None
    version: str | None
    board: str | None
    model: str | None
    public_address: str | None
    identity: str | None
    tags: tuple[str, ...]


def a_site(number: int = 1, name: str | None = None, **fields: Unpack[SiteFields]) -> Site:
    """Return a site called `site-N` unless named."""
    return Site(site_no(number), name or f"site-{number}", **fields)


def sites_of(*sites: Site, as_of: datetime = NOW) -> SiteList:
    """Return a site list of NOW."""
    return SiteList(sites, as_of)


class JobFields(TypedDict, total=False):
    """What a test may say about a job."""

    status_word: str | None
    token: str | None
    script: str | None
    express: bool
    needs_acknowledgement: bool
    created_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    failed_at: datetime | None
    deleted_at: datetime | None
    is_gone: bool


def a_job(
    number: int = 1, site: int = 1, *, description: str | None = None, **fields: Unpack[JobFields]
) -> Job:
    """Return a job of one site, pending unless told otherwise."""
    return Job(job_no(number), site_no(site), description or f"job {number}", **fields)
