"""Why a job stands where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.job import Job
from altotui.domain.site import Site
from altotui.domain.why import STUCK_AFTER_S, jobs_ahead, why
from tests.domain.records import NOW, a_job, a_site, ago

ONLINE = a_site(has_pulse=True, last_seen_at=ago(12))
LATE = a_site(has_pulse=True, last_seen_at=ago(120))
OFFLINE = a_site(has_pulse=False, last_seen_at=ago(7200))
NEVER = a_site()
REBOOT = "/system reboot"


@pytest.mark.parametrize(
    ("job", "site", "ahead", "words"),
    [
        (a_job(), None, 0, "waits for its router to check in"),
        (a_job(), None, 1, "waits for its router to check in; behind 1 earlier job there"),
        (a_job(), ONLINE, 0, "the router checks in about every 30 s, last seen <1m ago"),
        (
            a_job(express=True),
            ONLINE,
            2,
            "express: within seconds, last seen <1m ago; behind 2 earlier jobs there",
        ),
        (a_job(express=True), LATE, 0, "the site is late, last seen 2m ago: starts at its next check-in"),
        (a_job(), OFFLINE, 0, "the site is offline, last seen 2h ago: starts when it returns"),
        (a_job(), NEVER, 3, "the site has never checked in; behind 3 earlier jobs there"),
        (a_job(started_at=ago(10)), ONLINE, 0, ""),
        (a_job(started_at=ago(STUCK_AFTER_S)), ONLINE, 0, ""),
        (
            a_job(started_at=ago(STUCK_AFTER_S + 1)),
            ONLINE,
            0,
            "no answer for 5m01: the acknowledgement may be lost",
        ),
        (
            a_job(started_at=ago(10), script=REBOOT),
            ONLINE,
            0,
            "the script restarts the router with acknowledgement on: no report can come",
        ),
        (a_job(started_at=ago(10), script="/system/reboot"), None, 0, "the script restarts"),
        (a_job(started_at=ago(10), script="/system package update install"), None, 0, "the script restarts"),
        (a_job(started_at=ago(10), script=REBOOT, needs_acknowledgement=False), ONLINE, 0, ""),
        (a_job(started_at=ago(10), script=":log info system"), ONLINE, 0, ""),
        (a_job(completed_at=ago(10)), ONLINE, 0, ""),
        (a_job(completed_at=ago(10), needs_acknowledgement=False), ONLINE, 0, "fetched by the router"),
        (a_job(failed_at=ago(10)), ONLINE, 0, ""),
        (a_job(deleted_at=ago(10)), ONLINE, 0, ""),
        (a_job(is_gone=True), ONLINE, 0, "no longer in the job list"),
        (a_job(status_word="napping"), ONLINE, 0, "the API calls its state 'napping'"),
    ],
)
def test_the_reason(job: Job, site: Site | None, ahead: int, words: str) -> None:
    reason = why(job, site, ahead, NOW, NOW)
    assert reason.startswith(words)
    assert bool(reason) is bool(words)


def test_the_freshness_of_a_site_is_that_of_its_list_and_not_of_now() -> None:
    site = a_site(has_pulse=True, last_seen_at=ago(100))
    assert why(a_job(), site, 0, NOW, as_of=ago(95)).startswith("the router checks in")


def test_jobs_ahead_counts_open_jobs_that_were_made_before() -> None:
    oldest_open = a_job(1, created_at=ago(50))
    ended = a_job(2, created_at=ago(40), completed_at=ago(30))
    running = a_job(3, created_at=ago(30), started_at=ago(5))
    mine = a_job(4, created_at=ago(20))
    newest = a_job(5, created_at=ago(10))
    assert jobs_ahead(mine, [newest, mine, running, ended, oldest_open]) == 2
    assert jobs_ahead(mine, [oldest_open, running, newest, mine, ended]) == 2


def test_jobs_ahead_goes_by_place_where_no_creation_is_known() -> None:
    newest, mine, older, oldest = (a_job(number) for number in range(4))
    assert jobs_ahead(mine, [newest, mine, older, oldest]) == 2
    assert jobs_ahead(oldest, [newest, mine, older, oldest]) == 0


@given(st.permutations(range(6)))
def test_jobs_ahead_numbers_a_queue_without_gaps(order: list[int]) -> None:
    jobs = [a_job(number, created_at=ago(100 - number)) for number in order]
    assert sorted(jobs_ahead(job, jobs) for job in jobs) == list(range(6))
