"""Why a job stands where it stands."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.job import Job, JobState
from altotui.domain.job_concern import STUCK_AFTER_S, Concern, concern_of, contradiction_of
from altotui.domain.site import Site
from altotui.domain.typical import Typical
from altotui.domain.why import jobs_ahead, why
from tests.domain.records import NOW, a_job, a_site, ago
from tests.domain.test_job_concern import JOBS, SITES, TYPICALS

ONLINE = a_site(has_pulse=True, last_seen_at=ago(12))
LATE = a_site(has_pulse=True, last_seen_at=ago(120))
OFFLINE = a_site(has_pulse=False, last_seen_at=ago(7200))
NEVER = a_site(has_pulse=False)
REBOOT = "/system reboot"
PACE = "the router checks in about every 30 s"
USUAL = Typical(190, 302, 212)
FEW = Typical(190, None, 7)
NO_REPORT = "the script restarts the router with acknowledgement on: no report can come"


@pytest.mark.parametrize(
    ("job", "site", "ahead", "words"),
    [
        (a_job(), None, 0, "waits for its router to check in"),
        (a_job(), None, 1, "waits for its router to check in; behind 1 earlier job there"),
        (a_job(), ONLINE, 0, f"{PACE}, last seen 12 s ago"),
        (a_job(created_at=ago(50)), ONLINE, 0, f"{PACE}, last seen 12 s ago"),
        (a_job(express=True), ONLINE, 0, "express: within seconds, last seen 12 s ago"),
        (
            a_job(express=True, created_at=ago(60)),
            ONLINE,
            2,
            "express: within seconds, last seen 12 s ago; behind 2 earlier jobs there",
        ),
        (
            a_job(express=True, created_at=ago(61)),
            ONLINE,
            0,
            f"express, but not collected within 1m00: {PACE}, last seen 12 s ago",
        ),
        (
            a_job(),
            LATE,
            0,
            "the site has been late since 09:13:30Z, last seen 2m ago: starts at its next check-in",
        ),
        (
            a_job(express=True),
            LATE,
            0,
            "the site has been late since 09:13:30Z, last seen 2m ago: starts at its next check-in",
        ),
        (
            a_job(),
            OFFLINE,
            1,
            "the site has been offline since 07:15:30Z, last seen 2h ago: starts when it returns;"
            " behind 1 earlier job there",
        ),
        (a_job(), NEVER, 3, "the site has never checked in; behind 3 earlier jobs there"),
        (a_job(), a_site(), 0, "waits for its router to check in: whether it ever did is not known"),
        (
            a_job(),
            a_site(has_pulse=True),
            0,
            "waits for its router to check in: the site is online, when it last did is not known",
        ),
        (
            a_job(),
            ONLINE._replace(deleted_at=ago(5)),
            0,
            f"{PACE}, last seen 12 s ago; the site is being removed",
        ),
        (a_job(completed_at=ago(10)), ONLINE, 0, ""),
        (a_job(completed_at=ago(10), started_at=ago(200)), ONLINE, 0, ""),
        (
            a_job(completed_at=ago(10), needs_acknowledgement=False),
            ONLINE,
            0,
            "fetched by the router; queued without acknowledgement, so nobody reports how it ended",
        ),
        (a_job(failed_at=ago(10)), ONLINE, 0, ""),
        (a_job(failed_at=ago(10), started_at=ago(22)), ONLINE, 0, "failed after 12 s"),
        (a_job(deleted_at=ago(10)), ONLINE, 0, ""),
        (
            a_job(is_gone=True, started_at=ago(20)),
            ONLINE,
            0,
            "no longer in the job list of its site, and never seen to end; running when it was last listed",
        ),
        (
            a_job(status_word="napping", started_at=ago(3)),
            ONLINE,
            0,
            "the API calls its state 'napping', which is not known here; by its times it is running",
        ),
    ],
)
def test_the_reason(job: Job, site: Site | None, ahead: int, words: str) -> None:
    assert why(job, site, ahead, NOW, NOW) == words


@pytest.mark.parametrize(
    ("queued_ago_s", "ahead", "words"),
    [
        (101, 0, ""),
        (102, 0, "at that pace it checked in about 3 times since it was queued and did not collect it"),
        (200, 0, "at that pace it checked in about 6 times since it was queued and did not collect it"),
        (200, 1, ""),
        (-500, 0, ""),
        (
            108_012,
            0,
            "at that pace it checked in about 3,600 times since it was queued and did not collect it",
        ),
    ],
)
def test_how_often_a_router_has_passed_a_job_over(queued_ago_s: float, ahead: int, words: str) -> None:
    reason = why(a_job(created_at=ago(queued_ago_s)), ONLINE, ahead, NOW, NOW)
    assert ("checked in about" in reason) is bool(words)
    assert reason.endswith(words)


def test_a_router_that_went_before_a_job_was_queued_has_passed_nothing_over() -> None:
    reason = why(a_job(created_at=ago(600)), OFFLINE, 0, NOW, NOW)
    assert reason.endswith("starts when it returns")


@pytest.mark.parametrize(
    ("job", "site", "typical", "words"),
    [
        (a_job(status_word="running"), ONLINE, None, "collected, no acknowledgement yet"),
        (a_job(started_at=ago(10)), None, None, "collected at 09:14:50Z, no acknowledgement yet"),
        (
            a_job(started_at=ago(STUCK_AFTER_S)),
            ONLINE,
            FEW,
            "collected at 09:10:00Z, no acknowledgement yet; typical 3m10 (n=7)",
        ),
        (
            a_job(started_at=ago(302)),
            ONLINE,
            USUAL,
            "collected at 09:09:58Z, no acknowledgement yet; typical 3m10 (p95 5m02, n=212)",
        ),
        (
            a_job(started_at=ago(303)),
            ONLINE,
            USUAL,
            "collected at 09:09:57Z, no acknowledgement yet; typical 3m10 (p95 5m02, n=212), slower than usual",
        ),
        (
            a_job(started_at=ago(10), needs_acknowledgement=False, script=REBOOT),
            ONLINE,
            None,
            "collected at 09:14:50Z, queued without acknowledgement, so nobody reports how it ends",
        ),
        (
            a_job(started_at=ago(200)),
            LATE,
            None,
            "collected at 09:11:40Z, no acknowledgement yet; the site has been late since 09:13:30Z",
        ),
        (a_job(started_at=ago(200)), NEVER, None, "collected at 09:11:40Z, no acknowledgement yet"),
        (a_job(started_at=ago(10), script=REBOOT), ONLINE, None, NO_REPORT),
        (
            a_job(started_at=ago(10), script="/system package update install"),
            ONLINE,
            None,
            "the script restarts the router when there is an upgrade with acknowledgement on: no report can come",
        ),
        (
            a_job(started_at=ago(10), script=":delay 20m"),
            ONLINE,
            None,
            "collected at 09:14:50Z, no acknowledgement yet; the script waits 20m00 by its :delay",
        ),
        (
            a_job(started_at=ago(10), script=":log info system; /ip dns set servers=9.9.9.9"),
            ONLINE,
            None,
            "collected at 09:14:50Z, no acknowledgement yet",
        ),
        (
            a_job(started_at=ago(STUCK_AFTER_S + 1)),
            ONLINE,
            None,
            "STUCK, no acknowledgement for 5m: it may be lost",
        ),
        (
            a_job(started_at=ago(STUCK_AFTER_S + 1)),
            ONLINE,
            FEW,
            "STUCK, no acknowledgement for 5m, typical 3m10: it may be lost",
        ),
        (
            a_job(started_at=ago(STUCK_AFTER_S + 1), needs_acknowledgement=False),
            ONLINE,
            None,
            "STUCK, no report for 5m",
        ),
        (
            a_job(started_at=ago(1286), script=REBOOT),
            ONLINE,
            USUAL,
            f"STUCK, 4x p95 (5m02): no acknowledgement for 21m; likely: {NO_REPORT}",
        ),
        (
            a_job(started_at=ago(1286), script=":if ($x) do={/system reboot}"),
            ONLINE,
            USUAL,
            "STUCK, 4x p95 (5m02): no acknowledgement for 21m; likely: a part of the script restarts the router"
            " with acknowledgement on: if it runs, no report can come",
        ),
        (
            a_job(started_at=ago(1286), script="/ip dns set servers=9.9.9.9"),
            ONLINE,
            USUAL,
            "STUCK, 4x p95 (5m02): no acknowledgement for 21m; likely: the script changes the DNS servers by"
            " which the router finds the platform",
        ),
        (
            a_job(started_at=ago(1286), script=":delay 30m"),
            ONLINE,
            None,
            "STUCK, no acknowledgement for 21m: it may be lost; likely: the script waits 30m00 by its :delay",
        ),
        (
            a_job(started_at=ago(1286), script=":delay 10m"),
            ONLINE,
            None,
            "STUCK, no acknowledgement for 21m: it may be lost",
        ),
        (
            a_job(started_at=ago(400)),
            ONLINE,
            Typical(0, 0, 20),
            "STUCK, no acknowledgement for 6m, typical 0 s",
        ),
        (
            a_job(started_at=ago(7300)),
            OFFLINE,
            Typical(7000, 8000, 20),
            "STUCK, the site has been late since 07:15:30Z and cannot report",
        ),
        (
            a_job(started_at=ago(7300)),
            OFFLINE,
            None,
            "STUCK, no acknowledgement for 2h: it may be lost, and the site has been late since 07:15:30Z",
        ),
        (
            a_job(started_at=ago(100_000)),
            a_site(has_pulse=False, last_seen_at=ago(90_000)),
            Typical(1, 90_000, 20),
            "STUCK, the site has been late since 08:15:30Z 01 Mar and cannot report",
        ),
    ],
)
def test_why_it_runs_for_so_long(job: Job, site: Site | None, typical: Typical | None, words: str) -> None:
    assert why(job, site, 0, NOW, NOW, typical=typical).startswith(words)


@pytest.mark.parametrize(
    ("run_s", "typical", "words"),
    [
        (185, USUAL, "took 3m05, typical 3m10"),
        (4, USUAL, "took 4 s, typical 3m10: far too fast"),
        (4, FEW, "took 4 s, typical 3m10: far too fast"),
        (19, USUAL, "took 19 s, typical 3m10"),
        (303, USUAL, "took 5m03, typical 3m10 (p95 5m02): slower than usual"),
        (303, FEW, "took 5m03, typical 3m10"),
        (0, Typical(8, 10, 40), "took 0 s, typical 8 s"),
        (185, None, ""),
    ],
)
def test_how_a_finished_job_compares(run_s: float, typical: Typical | None, words: str) -> None:
    job = a_job(started_at=ago(100 + run_s), completed_at=ago(100))
    assert why(job, ONLINE, 0, NOW, NOW, typical=typical) == words


def test_a_failed_job_compares_too() -> None:
    job = a_job(started_at=ago(104), failed_at=ago(100))
    assert why(job, ONLINE, 0, NOW, NOW, typical=USUAL) == "failed after 4 s, typical 3m10"


@pytest.mark.parametrize(
    ("job", "words"),
    [
        (
            a_job(started_at=ago(10), completed_at=ago(20)),
            "inconsistent: its end is before its start",
        ),
        (
            a_job(status_word="running", started_at=ago(10), completed_at=ago(5)),
            "inconsistent: the API says running, but by its times it has ended; collected at",
        ),
        (
            a_job(created_at=ago(-300)),
            f"inconsistent: its creation, 09:20:00Z, is in the future; {PACE}",
        ),
    ],
)
def test_what_contradicts_is_said_first(job: Job, words: str) -> None:
    reason = why(job, ONLINE, 0, NOW, NOW, typical=USUAL)
    assert reason.startswith(words)
    assert "too fast" not in reason


def test_the_freshness_of_a_site_is_that_of_its_list_and_not_of_now() -> None:
    site = a_site(has_pulse=True, last_seen_at=ago(100))
    assert why(a_job(), site, 0, NOW, as_of=ago(95)) == f"{PACE}, last seen 1m ago"


@pytest.mark.parametrize("site", [ONLINE, LATE, OFFLINE])
def test_of_an_old_list_nothing_is_concluded(site: Site) -> None:
    reason = why(a_job(), site, 0, NOW, as_of=ago(400))
    assert reason.startswith("waits for its router to check in, last seen ")
    assert reason.endswith("in a list that is 6m old")
    running = why(a_job(started_at=ago(200)), site, 0, NOW, as_of=ago(400))
    assert "the site" not in running


@given(
    job=JOBS,
    site=SITES,
    typical=TYPICALS,
    ahead=st.integers(0, 9),
    as_of=st.integers(-1000, 1000).map(ago),
    script=st.sampled_from([None, REBOOT, ":delay 20m", "/ip dns set servers=9.9.9.9", "{[("]),
)
def test_every_job_that_is_not_finished_has_a_line(
    job: Job,
    site: Site | None,
    typical: Typical | None,
    ahead: int,
    as_of: datetime,
    script: str | None,
) -> None:
    reason = why(job._replace(script=script), site, ahead, NOW, as_of, typical=typical)
    is_finished = job.state in (JobState.COMPLETED, JobState.FAILED, JobState.DELETED)
    assert reason or is_finished
    assert reason.isprintable()
    assert ("inconsistent: " in reason) is bool(contradiction_of(job, NOW))
    is_stuck = concern_of(job, site, typical, NOW, as_of) is Concern.STUCK
    assert ("STUCK" in reason) is is_stuck


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
