"""The board judges what has changed, and once a second what time may judge differently."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.ids import SiteId
from altotui.domain.job import Job
from altotui.domain.job_concern import OLD_FAILURE_S, Concern
from altotui.domain.site import Site
from altotui.services.job_board import FULL_LOOK_EVERY_S, JobBoard
from altotui.services.job_store import MOST_PAST
from altotui.services.site_directory import SiteDirectory
from tests.domain.records import NOW, JobFields, a_job, ago, job_no, site_no
from tests.services.desk_bench import Bench

SITE = site_no(1)
FAILED = JobFields(created_at=ago(100), started_at=ago(90), failed_at=ago(80))


class CountingDirectory(SiteDirectory):
    """Counts how often it is asked for a site: once for each job that is judged."""

    asked = 0

    def get(self, site_id: SiteId) -> Site | None:
        """Return the site, and count."""
        self.asked += 1
        return super().get(site_id)


class Judged:
    """A store whose jobs are judged at a time of their own."""

    def __init__(self) -> None:
        bench = Bench()
        self.store = bench.services.jobs
        self.directory = CountingDirectory(bench.api, bench.session, bench.clock, bench.told)
        self.board = JobBoard(self.store, self.directory)
        self._questions = 0

    def listed(self, *jobs: Job, site: int = 1) -> None:
        """Take a job list of the site."""
        self._questions += 1
        self.store.merge(site_no(site), jobs, seen_at=NOW, question=self._questions)

    def why(self, number: int) -> str:
        """Return what is said of a job."""
        record = self.store.get(SITE, job_no(number))
        assert record is not None
        return self.board.why(record, NOW)

    def judged_at(self, seconds: float) -> int:
        """Return how many jobs a look judges that many seconds after NOW."""
        before = self.directory.asked
        self.board.look(NOW + timedelta(seconds=seconds))
        return self.directory.asked - before


def _ran(number: int, run_s: float) -> Job:
    return a_job(
        number, description="Backup", created_at=ago(900), started_at=ago(800), completed_at=ago(800 - run_s)
    )


def test_an_open_job_is_judged_again_whenever_it_is_looked_at() -> None:
    judged = Judged()
    judged.listed(a_job(1, created_at=ago(100), started_at=ago(90)))
    assert not judged.board.look(NOW)
    assert judged.board.concerns == {}
    assert judged.board.look(NOW + timedelta(minutes=10))
    assert judged.board.concerns == {job_no(1): Concern.STUCK}
    assert not judged.board.look(NOW + timedelta(minutes=11)), "nothing is judged differently"


def test_what_is_typical_is_learned_from_what_has_ended() -> None:
    judged = Judged()
    judged.listed(*(_ran(number, 60 + number) for number in range(1, 7)))
    judged.board.look(NOW)
    typical = judged.board.typical(a_job(9, description="Backup"))
    assert typical is not None
    assert (typical.median_s, typical.count) == (63.5, 6)
    assert judged.board.typical(a_job(9, description="Reboot")) is None
    judged.listed(_ran(7, 1), *(_ran(number, 60 + number) for number in range(1, 7)))
    assert judged.board.look(NOW)
    assert judged.board.concerns == {job_no(7): Concern.FAST}
    assert "too fast" in judged.why(7)


def test_what_goes_back_in_its_states_contradicts_itself() -> None:
    judged = Judged()
    begun = a_job(1, created_at=ago(100), started_at=ago(90))
    judged.listed(begun._replace(completed_at=ago(20)))
    judged.board.look(NOW)
    assert judged.board.concerns == {}
    judged.listed(begun)
    assert judged.board.look(NOW)
    assert judged.board.concerns == {job_no(1): Concern.CONTRADICTORY}
    assert judged.why(1).startswith("inconsistent: it was completed and is running again")


def test_what_is_said_of_a_job_goes_with_it() -> None:
    judged = Judged()
    judged.listed(a_job(1, **FAILED))
    judged.board.look(NOW)
    assert judged.board.concerns == {job_no(1): Concern.FAILED}
    judged.listed(a_job(1, created_at=ago(100), started_at=ago(90), completed_at=ago(80)))
    assert judged.board.look(NOW)
    assert judged.board.concerns == {}


def test_what_is_said_of_a_job_that_is_kept_no_more_is_forgotten() -> None:
    judged = Judged()
    judged.listed(*(a_job(number, **FAILED) for number in range(MOST_PAST + 5)))
    judged.board.look(NOW)
    judged.listed()
    assert judged.board.look(NOW)
    assert judged.board.concerns.keys() == {job_no(number) for number in range(MOST_PAST)}
    judged.listed(a_job(9999, site=2), site=2)
    assert not judged.board.look(NOW)


@pytest.mark.parametrize(
    ("fields", "concern", "lasts_s"),
    [
        (FAILED, Concern.FAILED, OLD_FAILURE_S - 80),
        (JobFields(completed_at=ago(-600)), Concern.CONTRADICTORY, 479),
    ],
    ids=["a failure becomes history", "a stamp of the future is one of the past"],
)
def test_a_concern_that_time_takes_away_goes_though_its_job_stays(
    fields: JobFields, concern: Concern, lasts_s: float
) -> None:
    judged = Judged()
    judged.listed(a_job(1, **fields))
    judged.board.look(NOW)
    assert judged.board.concerns == {job_no(1): concern}
    assert not judged.board.look(NOW + timedelta(seconds=lasts_s))
    assert judged.board.look(NOW + timedelta(seconds=lasts_s + FULL_LOOK_EVERY_S))
    assert judged.board.concerns == {}
    assert not judged.board.look(NOW + timedelta(seconds=lasts_s + 2 * FULL_LOOK_EVERY_S))


def test_one_change_of_one_job_judges_that_job_alone() -> None:
    judged = Judged()
    for site in range(100):
        numbers = range(100 * site, 100 * site + 100)
        judged.listed(*(a_job(number, site, created_at=ago(9)) for number in numbers), site=site)
    assert judged.judged_at(0) == 10_000
    judged.store.take(a_job(1234, 12, started_at=ago(1)), NOW)
    assert judged.judged_at(0.2) == 1
    assert judged.judged_at(0.3) == 0


def test_what_may_still_change_is_judged_once_a_second_and_what_has_ended_well_never_again() -> None:
    judged = Judged()
    judged.listed(a_job(1), a_job(2, started_at=ago(5)), a_job(3, completed_at=ago(1)), a_job(4, **FAILED))
    times_s = [0, 0.5, 0.99, 1, 1.5, 2, 60, 60.5]
    assert [judged.judged_at(at_s) for at_s in times_s] == [4, 0, 0, 3, 0, 3, 3, 0]
    assert judged.judged_at(10) == 3, "the clock of the server was set back"


JOBS = st.tuples(
    st.integers(0, 4),
    st.sampled_from([None, "running", "completed", "failed", "odd"]),
    st.sampled_from([None, ago(100)]),
    st.sampled_from([None, ago(5), ago(-600)]),
    st.sampled_from([None, ago(5)]),
)
LISTS = st.tuples(st.integers(1, 2), st.sampled_from([0, 0.5, 60, 86_400]), st.lists(JOBS, max_size=5))


@given(st.lists(LISTS, max_size=8))
def test_what_is_judged_bit_by_bit_is_what_one_look_at_all_would_say(
    lists: list[
        tuple[int, float, list[tuple[int, str | None, datetime | None, datetime | None, datetime | None]]]
    ],
) -> None:
    judged = Judged()
    now = NOW
    for site, step_s, jobs in lists:
        listed = [
            a_job(10 * site + number, site)._replace(
                status_word=word, started_at=started_at, completed_at=completed_at, failed_at=failed_at
            )
            for number, word, started_at, completed_at, failed_at in jobs
        ]
        judged.listed(*listed, site=site)
        now += timedelta(seconds=step_s)
        before = dict(judged.board.concerns)
        is_other = judged.board.look(now)
        assert is_other is (before != judged.board.concerns)
        fresh = JobBoard(judged.store, judged.directory)
        fresh.look(now)
        assert judged.board.concerns == fresh.concerns
