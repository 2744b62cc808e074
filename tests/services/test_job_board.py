"""The board judges every job once, open ones again and again, and what it says goes when its job goes."""

from __future__ import annotations

from datetime import timedelta

from altotui.domain.job import Job
from altotui.domain.job_concern import Concern
from altotui.services.job_board import JobBoard
from tests.domain.records import NOW, a_job, ago, job_no, site_no
from tests.services.desk_bench import Bench

SITE = site_no(1)


class Judged:
    """A store whose jobs are judged at a time of their own."""

    def __init__(self) -> None:
        services = Bench().services
        self.store = services.jobs
        self.board = JobBoard(services.jobs, services.directory)
        self._questions = 0

    def listed(self, *jobs: Job) -> None:
        """Take a job list of the site."""
        self._questions += 1
        self.store.merge(SITE, jobs, seen_at=NOW, question=self._questions)

    def why(self, number: int) -> str:
        """Return what is said of a job."""
        record = self.store.get(SITE, job_no(number))
        assert record is not None
        return self.board.why(record, NOW)


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
    judged.listed(a_job(1, created_at=ago(100), started_at=ago(90), failed_at=ago(80)))
    judged.board.look(NOW)
    assert judged.board.concerns == {job_no(1): Concern.FAILED}
    judged.listed(a_job(1, created_at=ago(100), started_at=ago(90), completed_at=ago(80)))
    assert judged.board.look(NOW)
    assert judged.board.concerns == {}
