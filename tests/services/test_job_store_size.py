"""Large lists, many sites and long scripts: an answer is taken in less time than a frame of the screen."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest

from altotui.domain.job import Job
from altotui.services.events import JobsChanged
from altotui.services.job_store import JobStore
from tests.domain.records import NOW, a_job, ago, site_no

FRAME_S = 0.016
SLACK = 2
"""The machines that run tests are slow, and do something else besides."""


def _jobs(numbers: range, site: int, *, done: bool = False, script: str = "") -> tuple[Job, ...]:
    started_at, completed_at = (ago(5), ago(1)) if done else (None, None)
    return tuple(
        a_job(number, site, created_at=ago(number), script=script or None)._replace(
            started_at=started_at, completed_at=completed_at
        )
        for number in numbers
    )


def _fleet(sites: int, per_site: int, *, done: bool = False) -> JobStore:
    store = JobStore()
    for site in range(sites):
        numbers = range(site * per_site, (site + 1) * per_site)
        store.merge(site_no(site), _jobs(numbers, site, done=done), seen_at=NOW, question=1)
    return store


def _merge_s(make: Callable[[], JobStore], site: int, jobs: tuple[Job, ...]) -> float:
    """Return the shortest time of several that it takes a fresh store to take that list."""
    took_s = []
    for _ in range(5):
        store = make()
        gc.collect()
        began = time.process_time()
        store.merge(site_no(site), jobs, seen_at=NOW, question=9)
        took_s.append(time.process_time() - began)
    return min(took_s)


def _with_past() -> JobStore:
    """Return a store with one site that lists 1,000 jobs, and of which 9,000 are gone."""
    store = _fleet(1, 10_000)
    store.merge(site_no(0), _jobs(range(1000), 0), seen_at=NOW, question=2)
    return store


@pytest.mark.parametrize(
    ("make", "site", "numbers"),
    [
        (lambda: _fleet(1000, 10), 2000, range(20_000, 21_000)),
        (lambda: _fleet(10, 1000), 3, range(3000, 4000)),
        (_with_past, 0, range(1000)),
    ],
    ids=["a new site of many", "one site of ten", "one site with all"],
)
def test_a_thousand_changed_jobs_among_ten_thousand(
    make: Callable[[], JobStore], site: int, numbers: range
) -> None:
    assert _merge_s(make, site, _jobs(numbers, site, done=True)) < SLACK * FRAME_S


def test_a_thousand_jobs_that_are_the_same_cost_next_to_nothing() -> None:
    assert _merge_s(_with_past, 0, _jobs(range(1000), 0)) < FRAME_S / 2


def test_what_keys_and_polls_ask_does_not_walk_the_jobs() -> None:
    store = _fleet(1, 10_000)
    store.states_of(site_no(0)), store.all()
    began = time.process_time()
    for _ in range(1000):
        store.sites_with_open_jobs()
        store.is_active(site_no(0))
        store.has_open_jobs(site_no(0))
        store.states_of(site_no(0))
    assert time.process_time() - began < FRAME_S * SLACK


def test_ten_megabytes_of_scripts_are_compared_and_the_known_ones_kept() -> None:
    store = JobStore()
    script = "x" * 10_000_000
    store.merge(site_no(0), _jobs(range(1), 0, script=script), seen_at=NOW, question=1)
    copy = script[:-1] + "x"
    (before,) = store.all()
    began = time.process_time()
    assert store.merge(site_no(0), _jobs(range(1), 0, script=copy), seen_at=NOW, question=2) is None
    assert time.process_time() - began < FRAME_S
    assert store.all() == [before]
    assert store.all()[0].job.script is script
    changed = store.merge(site_no(0), _jobs(range(1), 0, script=copy[:-1] + "y"), seen_at=NOW, question=3)
    assert changed == JobsChanged(site_no(0), frozenset(), frozenset({before.job.id}))
