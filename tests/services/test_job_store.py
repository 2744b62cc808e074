"""Job lists in, differences out."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.job import Job, JobState
from altotui.services.events import JobsChanged
from altotui.services.job_store import JobStore
from tests.domain.records import NOW, a_job, ago, job_no, site_no

SITE = site_no(1)


def _merge(store: JobStore, question: int, *jobs: Job) -> JobsChanged | None:
    return store.merge(SITE, jobs, seen_at=NOW + timedelta(seconds=question), question=question)


def _states(store: JobStore) -> dict[int, str]:
    return {int(record.job.id[-3:]): record.job.state.value for record in store.of_site(SITE)}


def test_a_list_gives_what_was_added_changed_and_nothing_else() -> None:
    store = JobStore()
    one, two = a_job(1, created_at=ago(9)), a_job(2, created_at=ago(8))
    assert _merge(store, 1, one) == JobsChanged(SITE, frozenset({one.id}), frozenset())
    assert _merge(store, 2, one) is None
    assert _merge(store, 3, two, one) == JobsChanged(SITE, frozenset({two.id}), frozenset())
    running = one._replace(started_at=ago(1))
    assert _merge(store, 4, two, running) == JobsChanged(SITE, frozenset(), frozenset({one.id}))
    assert [record.job.id for record in store.of_site(SITE)] == [two.id, one.id]
    assert len(store.all()) == 2


def test_the_first_list_of_a_site_is_news_even_when_empty() -> None:
    store = JobStore()
    assert _merge(store, 1) == JobsChanged(SITE, frozenset(), frozenset())
    assert _merge(store, 2) is None
    assert store.sites_with_open_jobs() == []


def test_an_answer_to_an_older_question_is_dropped() -> None:
    store = JobStore()
    _merge(store, 5, a_job(1, completed_at=ago(1)))
    assert _merge(store, 4, a_job(1)) is None
    assert _states(store) == {1: "completed"}
    assert _merge(store, 6, a_job(1, failed_at=ago(1))) is not None


def test_an_open_job_that_vanishes_is_gone_and_an_ended_one_keeps_its_end() -> None:
    store = JobStore()
    _merge(store, 1, a_job(1), a_job(2, completed_at=ago(1)), a_job(3, deleted_at=ago(1)))
    assert _merge(store, 2) == JobsChanged(SITE, frozenset(), frozenset({job_no(1), job_no(2), job_no(3)}))
    assert _states(store) == {1: "gone", 2: "completed", 3: "deleted"}
    assert _merge(store, 3) is None
    assert store.sites_with_open_jobs() == []
    assert _merge(store, 4, a_job(1)) is not None
    assert _states(store)[1] == "pending"


def test_one_job_taken_on_its_own_comes_first() -> None:
    store = JobStore()
    _merge(store, 1, a_job(1))
    assert store.take(a_job(2), NOW) == JobsChanged(SITE, frozenset({job_no(2)}), frozenset())
    assert store.take(a_job(2, started_at=NOW), NOW) == JobsChanged(SITE, frozenset(), frozenset({job_no(2)}))
    assert list(_states(store)) == [2, 1]
    assert store.get(SITE, job_no(2)) is store.of_site(SITE)[0]
    assert store.get(SITE, job_no(9)) is None
    assert store.get(site_no(9), job_no(2)) is None
    assert store.sites_with_open_jobs() == [SITE]


def test_a_timeline_outlives_the_lists() -> None:
    store = JobStore()
    _merge(store, 1, a_job(1))
    _merge(store, 2, a_job(1, status_word="running"))
    _merge(store, 3)
    record = store.get(SITE, job_no(1))
    assert record is not None
    assert [change.state for change in record.timeline.changes] == [
        JobState.PENDING,
        JobState.RUNNING,
        JobState.GONE,
    ]


LISTS = st.lists(st.sets(st.integers(0, 5)), max_size=8)


@given(LISTS)
def test_differences_rebuild_the_store(lists: list[set[int]]) -> None:
    store, ever = JobStore(), set[int]()
    for question, numbers in enumerate(lists):
        before = dict(_states(store))
        changed = _merge(store, question, *(a_job(number) for number in sorted(numbers)))
        ever |= numbers
        after = _states(store)
        assert set(after) == ever
        assert all((after[number] == "pending") is (number in numbers) for number in ever)
        moved = {number for number in before if before[number] != after[number]}
        assert moved == ({int(job_id[-3:]) for job_id in changed.updated} if changed else set())
