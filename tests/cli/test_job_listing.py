"""A listing judges the jobs once for each question, however many sites it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from altotui.cli.job_listing import JobListing
from altotui.domain.job import JobState
from altotui.domain.job_filter import JobFilter
from altotui.services.job_board import JobBoard
from altotui.services.once import Once
from tests.domain.records import NOW, a_job, a_site, ago, job_no
from tests.services.desk_bench import Bench

SITES = tuple(a_site(number) for number in range(50))


class CountingBoard(JobBoard):
    """Counts how often it looks."""

    looks = 0

    def look(self, now: datetime) -> bool:
        """Look, and count."""
        self.looks += 1
        return super().look(now)


class Listed:
    """A listing of fifty sites, each with a job that waits and one that has failed."""

    def __init__(self, words: str = "") -> None:
        services = Bench().services
        self.board = CountingBoard(services.jobs, services.directory)
        self.store = services.jobs
        services.open_board = Once(lambda: self.board)
        self.listing = JobListing(services, SITES, JobFilter(words))
        for number, site in enumerate(SITES):
            jobs = (a_job(2 * number, number), a_job(2 * number + 1, number, failed_at=ago(5)))
            self.store.merge(site.id, jobs, seen_at=NOW, question=1)


@pytest.mark.parametrize(
    ("ask", "count"),
    [
        (lambda listing: listing.states(), 100),
        (lambda listing: listing.records(), 100),
        (lambda listing: listing.table().rows, 100),
        (lambda listing: [listing.is_any_open()], 1),
        (lambda listing: listing.jobs(SITES[3], frozenset({job_no(6), job_no(7), job_no(8)})), 2),
    ],
    ids=["states", "records", "table", "is any open", "a change"],
)
def test_one_question_is_one_look(ask: Callable[[JobListing], list[object]], count: int) -> None:
    listed = Listed()
    assert len(ask(listed.listing)) == count
    assert listed.board.looks == 1


def test_a_concern_picks_the_same_jobs_in_every_form() -> None:
    listing = Listed("is:failed").listing
    assert listing.states() == [JobState.FAILED] * 50
    assert [record["site_name"] for record in listing.records()] == [site.name for site in SITES]
    rows = list(listing.table().rows)
    assert [row[3] for row in rows] == [record["id"] for record in listing.records()]
    assert [row[5] for row in rows] == [record["why"] for record in listing.records()]


def test_only_what_waits_or_runs_and_passes_the_filter_is_open() -> None:
    listed = Listed()
    assert listed.listing.is_any_open()
    assert not Listed("state:failed").listing.is_any_open()
    for number, site in enumerate(SITES):
        odd = a_job(2 * number, number, status_word="odd")
        listed.store.merge(site.id, (odd,), seen_at=NOW, question=2)
    assert not listed.listing.is_any_open(), "what is called a word that nobody knows is not waited for"
