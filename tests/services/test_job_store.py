"""Job lists in, differences out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.ids import JobId
from altotui.domain.job import Job, JobState
from altotui.services.events import JobsChanged
from altotui.services.job_store import MOST_PAST, JobStore
from tests.domain.records import NOW, JobFields, a_job, ago, job_no, site_no

SITE = site_no(1)


def _merge(store: JobStore, question: int, *jobs: Job) -> JobsChanged | None:
    return store.merge(SITE, jobs, seen_at=NOW + timedelta(seconds=question), question=question)


def _ids(store: JobStore) -> list[JobId]:
    return [record.job.id for record in store.of_site(SITE)]


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


def test_a_list_that_repeats_an_id_has_it_once_and_its_first_place_counts() -> None:
    store = JobStore()
    one, two = a_job(1), a_job(2)
    assert _merge(store, 1, one._replace(started_at=ago(1)), two, one, two) == JobsChanged(
        SITE, frozenset({one.id, two.id}), frozenset()
    )
    assert _states(store) == {1: "running", 2: "pending"}
    for question in range(2, 5):
        assert _merge(store, question, one._replace(started_at=ago(1)), one, two) is None
    assert _ids(store) == [one.id, two.id]


def test_another_order_is_shown_and_is_no_change() -> None:
    store = JobStore()
    jobs = [a_job(1), a_job(2, completed_at=ago(1)), a_job(3)]
    _merge(store, 1, *jobs)
    version = store.version
    assert store.states_of(SITE) == ("pending", "completed", "pending")
    assert _merge(store, 2, jobs[1], jobs[2], jobs[0]) is None
    assert store.version == version
    assert _ids(store) == [job_no(2), job_no(3), job_no(1)]
    assert store.all() == store.of_site(SITE)
    assert store.states_of(SITE) == ("completed", "pending", "pending")


def test_what_comes_back_is_listed_where_the_list_has_it() -> None:
    store = JobStore()
    _merge(store, 1, a_job(1), a_job(2), a_job(3))
    _merge(store, 2, a_job(3))
    _merge(store, 3)
    assert _ids(store) == [job_no(3), job_no(1), job_no(2)]
    assert _merge(store, 4, a_job(2)) == JobsChanged(SITE, frozenset(), frozenset({job_no(2)}))
    assert _ids(store) == [job_no(2), job_no(3), job_no(1)]
    assert _states(store) == {2: "pending", 3: "gone", 1: "gone"}
    assert [record.job.id for record in store.open_jobs()] == [job_no(2)]


@pytest.mark.parametrize(
    "fields",
    [
        JobFields(status_word="running", completed_at=ago(1)),
        JobFields(completed_at=ago(1), failed_at=ago(1)),
        JobFields(created_at=ago(-1e9), started_at=ago(-2e9)),
        JobFields(status_word="perhaps"),
        JobFields(),
    ],
)
def test_the_last_word_of_the_server_counts_whatever_it_said_before(fields: JobFields) -> None:
    store = JobStore()
    _merge(store, 1, a_job(1, created_at=ago(9), completed_at=ago(2)))
    job = a_job(1, **fields)
    assert _merge(store, 2, job) is not None
    (record,) = store.of_site(SITE)
    assert record.job == job
    assert store.states_of(SITE) == (job.state.value,)
    assert store.has_open_jobs(SITE) is job.is_open
    assert record.timeline.at(JobState.COMPLETED) is not None


def test_the_version_tells_whether_anything_changed() -> None:
    store = JobStore()
    versions = [store.version]
    for question, jobs in enumerate([(), (a_job(1),), (a_job(1, started_at=ago(1)),), ()]):
        _merge(store, 2 * question, *jobs)
        _merge(store, 2 * question + 1, *jobs)
        versions.append(store.version)
    store.take(a_job(2), NOW)
    store.take(a_job(2), NOW)
    versions.append(store.version)
    assert versions == [0, 1, 2, 3, 4, 5]


def test_it_tells_which_sites_have_changed_since_a_version() -> None:
    store = JobStore()
    sites = [site_no(number) for number in range(4)]
    for site_id in sites:
        store.merge(site_id, (a_job(1)._replace(site_id=site_id),), seen_at=NOW, question=1)
    assert store.changed_since(0) == sites[::-1]
    version = store.version
    assert store.changed_since(version) == []
    store.merge(sites[2], (a_job(1)._replace(site_id=sites[2]),), seen_at=NOW, question=2)
    assert store.changed_since(version) == [], "the same list is no change"
    store.take(a_job(2, 1), NOW)
    store.merge(sites[3], (), seen_at=NOW, question=2)
    store.take(a_job(3, 1), NOW)
    assert store.changed_since(version) == [sites[1], sites[3]]
    assert store.changed_since(version + 2) == [sites[1]]


def test_the_first_list_is_news_after_a_job_that_was_learned_of_before() -> None:
    store = JobStore()
    store.take(a_job(1), NOW)
    assert not store.is_known(SITE)
    assert _merge(store, 1, a_job(1)) == JobsChanged(SITE, frozenset(), frozenset())
    assert store.is_known(SITE)


def test_a_job_that_is_learned_of_again_is_listed_again() -> None:
    store = JobStore()
    _merge(store, 1, a_job(1))
    _merge(store, 2)
    store.take(a_job(1), NOW)
    assert _states(store) == {1: "pending"}
    _merge(store, 3)
    assert _states(store) == {1: "gone"}


def test_of_what_has_ended_and_is_listed_no_more_the_newest_are_kept() -> None:
    store = JobStore()
    ended = [a_job(number, completed_at=ago(number)) for number in range(MOST_PAST + 200)]
    waiting = [a_job(number) for number in range(5000, 5300)]
    _merge(store, 1, *ended, *waiting)
    assert len(store.all()) == MOST_PAST + 500, "all that is listed is kept"
    changed = _merge(store, 2)
    assert changed is not None
    assert len(changed.updated) == MOST_PAST + 500
    assert _ids(store) == [job.id for job in [*ended[:MOST_PAST], *waiting]]
    newer = [a_job(number, failed_at=ago(1)) for number in range(8000, 8010)]
    _merge(store, 3, *newer)
    _merge(store, 4)
    assert _ids(store)[:10] == [job.id for job in newer]
    assert len(store.all()) == MOST_PAST + 300
    assert {record.job.state for record in store.all()[-300:]} == {JobState.GONE}


KNOWN = st.tuples(
    st.integers(0, 4),
    st.sampled_from([None, "pending", "running", "completed", "odd"]),
    st.booleans(),
    st.sampled_from([None, ago(5)]),
)


@given(st.lists(st.lists(KNOWN, max_size=6), max_size=8))
def test_what_is_counted_beforehand_is_what_a_walk_would_find(
    lists: list[list[tuple[int, str | None, bool, datetime | None]]],
) -> None:
    store = JobStore()
    for question, jobs in enumerate(lists):
        listed = [
            a_job(number, status_word=word, express=express, completed_at=completed_at)
            for number, word, express, completed_at in jobs
        ]
        if question % 3 == 2 and listed:
            store.take(listed[0], NOW)
        else:
            _merge(store, question, *listed)
        records = store.of_site(SITE)
        open_jobs = [record for record in records if record.job.is_open]
        assert sorted(store.open_jobs()) == sorted(open_jobs)
        assert store.sites_with_open_jobs() == ([SITE] if open_jobs else [])
        assert store.is_active(SITE) is any(
            record.job.express or record.job.state is JobState.RUNNING for record in open_jobs
        )
        assert store.states_of(SITE) == tuple(record.job.state.value for record in records)
        assert len({record.job.id for record in records}) == len(records) == len(store.all())
        assert all(store.get(SITE, record.job.id) is record for record in records)


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
