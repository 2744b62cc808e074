"""What the simulated platform posts to a `notify_url`: each change of each job once, in order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.simulator.jobs import JobOrder, JobRecord
from altotui.simulator.notifications import NotifiedSites, Post, changes, deliver, payload
from tests.clocks import settle
from tests.simulator.calling import Platform, first_down, platform
from tests.simulator.test_job_calls import JSON_JOB
from tests.waiting import until

URL = "https://hooks.example/a?b=c"
MEMBERS = [
    *("job_id", "customer_id", "description", "router_id", "idempotency_key", "express_execute"),
    *("needs_acknowledgement", "make_backup", "seq_id", "started_at", "completed_at", "failed_at"),
    *("deleted_at", "status"),
]
ORDER = JobOrder("job", "key", "A job", ":log info x", 1000.5, notify_url=URL)
DELETED = JobOrder("job", "key", "A job", ":log info x", 1000.5, notify_url=URL, deleted_s=1003.0)


def words(before: JobRecord | None, after: JobRecord) -> list[str]:
    return [change.status for change in changes(before, after)]


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        (JobRecord(ORDER), []),
        (JobRecord(DELETED), ["deleted"]),
        (JobRecord(ORDER, 1010.0), ["loaded", "running"]),
        (JobRecord(ORDER, 1010.0, completed_s=1020.0), ["loaded", "running", "completed"]),
        (JobRecord(ORDER, 1010.0, failed_s=1020.0), ["loaded", "running", "failed"]),
    ],
)
def test_what_a_job_has_been_through(job: JobRecord, expected: list[str]) -> None:
    assert words(None, job) == expected
    assert words(job, job) == []


def test_only_what_is_new_is_told() -> None:
    running = JobRecord(ORDER, 1010.0)
    assert words(JobRecord(ORDER), running) == ["loaded", "running"]
    assert words(running, JobRecord(ORDER, 1010.0, failed_s=1020.0)) == ["failed"]
    assert words(JobRecord(ORDER), JobRecord(DELETED)) == ["deleted"]


@given(
    st.lists(st.sampled_from([0.0, 1010.0, 1015.0, 1020.0, 1025.0]), min_size=1, max_size=6).map(sorted),
    st.booleans(),
)
def test_however_often_one_looks_each_change_is_told_once(moments: list[float], is_failed: bool) -> None:
    def at(now_s: float) -> JobRecord:
        ended_s = 1020.0 if now_s >= 1020 else None
        started_s = 1010.0 if now_s >= 1010 else None
        return JobRecord(
            ORDER,
            started_s,
            completed_s=None if is_failed else ended_s,
            failed_s=ended_s if is_failed else None,
        )

    told: list[str] = words(None, at(moments[0]))
    for earlier, later in pairwise(moments):
        told += words(at(earlier), at(later))
    assert told == words(None, at(moments[-1]))


def test_the_payload_is_that_of_the_seed_and_knows_no_future() -> None:
    loaded, running, completed = changes(None, JobRecord(ORDER, 1010.0, completed_s=1020.0))
    told = payload(completed, site_id="site", customer_id="customer")
    assert list(told) == MEMBERS
    assert told == {
        "job_id": "job",
        "customer_id": "customer",
        "description": "A job",
        "router_id": "site",
        "idempotency_key": "key",
        "express_execute": False,
        "needs_acknowledgement": True,
        "make_backup": False,
        "seq_id": 1000500,
        "started_at": "1970-01-01T00:16:50+00:00",
        "completed_at": "1970-01-01T00:17:00+00:00",
        "failed_at": None,
        "deleted_at": None,
        "status": "completed",
    }
    for change in (loaded, running):
        assert payload(change, site_id="site", customer_id="customer")["completed_at"] is None
    [deleted] = changes(None, JobRecord(DELETED))
    told = payload(deleted, site_id="site", customer_id="customer")
    assert (told["started_at"], told["deleted_at"]) == (None, "1970-01-01T00:16:43+00:00")


class Inbox:
    """Keeps what was posted; `fails` says which posts fail, by number."""

    def __init__(self, fails: Callable[[int], bool] = lambda _: False) -> None:
        self.tried: list[tuple[str, dict[str, object]]] = []
        self.posts: list[tuple[str, dict[str, object]]] = []
        self._fails = fails

    async def post(self, url: str, content: bytes) -> None:
        told = (url, json.loads(content))
        self.tried.append(told)
        if self._fails(len(self.tried) - 1):
            raise ConnectionError("nobody there")
        self.posts.append(told)

    def holds(self, posts: int) -> bool:
        return len(self.posts) == posts

    def words(self, job_key: object = None) -> list[object]:
        return [told["status"] for _, told in self.posts if job_key in (None, told["idempotency_key"])]


@asynccontextmanager
async def delivered(api: Platform, post: Post) -> AsyncIterator[None]:
    task = asyncio.ensure_future(deliver(api.simulator, post))
    try:
        yield
    finally:
        assert not task.done(), task
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def queue(api: Platform, index: int = 0, **members: object) -> str:
    """Queue a job with a `notify_url` and return its key."""
    body = {**JSON_JOB, "notify_url": URL} | members
    answer = await api.client.post(f"/api/asynchronous/{api.site_id(index)}", json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["data"]["idempotency_key"])


async def test_a_job_is_told_from_loading_to_its_end() -> None:
    inbox = Inbox()
    async with platform() as api, delivered(api, inbox.post):
        key = await queue(api, description="na\u00efve \x1b[31m")
        await until(lambda: len(inbox.posts) == 3)
        (job,) = [
            job
            for job in (await api.get(f"/api/routers/{api.site_id()}/jobs")).json()["data"]
            if job["idempotency_key"] == key
        ]
    assert inbox.words() in (["loaded", "running", "completed"], ["loaded", "running", "failed"])
    url, last = inbox.posts[-1]
    assert url == URL
    assert last["router_id"] == api.site_id()
    assert {**job, "job_id": job["id"]}.items() >= {
        name: last[name] for name in MEMBERS if name not in ("customer_id", "router_id", "seq_id")
    }.items()


async def test_a_change_is_told_soon_after_it_happens() -> None:
    async with platform() as api:
        delays_s: list[float] = []

        async def post(_: str, content: bytes) -> None:
            told = json.loads(content)
            stamp = told["completed_at"] or told["failed_at"] or told["started_at"]
            delays_s.append((api.clock.now() - datetime.fromisoformat(stamp)).total_seconds())

        async with delivered(api, post):
            await queue(api)
            await until(lambda: len(delays_s) == 3)
    # A stamp has whole seconds, and it looks every tenth of one.
    assert all(0 <= delay_s < 1.2 for delay_s in delays_s), delays_s


async def test_without_acknowledgement_fetched_is_completed() -> None:
    inbox = Inbox()
    async with platform() as api, delivered(api, inbox.post):
        await queue(api, needs_acknowledgement=False)
        await until(lambda: len(inbox.posts) == 3)
    assert inbox.words() == ["loaded", "running", "completed"]
    last = inbox.posts[-1][1]
    assert last["completed_at"] == last["started_at"] is not None


async def test_a_script_the_router_refuses_is_told_as_failed() -> None:
    inbox = Inbox()
    async with platform() as api, delivered(api, inbox.post):
        await queue(api, script="/nonsense here")
        await until(lambda: len(inbox.posts) == 3)
    assert inbox.words()[-1] == "failed"
    assert inbox.posts[-1][1]["failed_at"]


async def test_a_deleted_job_is_told() -> None:
    inbox = Inbox()
    async with platform(sites=240) as api:
        index = first_down(api.simulator)
        await queue(api, index)
        job_id = api.simulator.state(index).jobs()[0].order.id
        async with delivered(api, inbox.post):
            await api.client.delete(f"/site/{api.site_id(index)}/job/{job_id}")
            await until(lambda: inbox.posts)
    assert inbox.words() == ["deleted"]
    assert inbox.posts[0][1]["deleted_at"]


async def test_jobs_of_a_site_and_of_others_come_each_in_order() -> None:
    inbox = Inbox()
    async with platform() as api, delivered(api, inbox.post):
        keys = [await queue(api, index) for index in (0, 0, 1, 2)]
        await until(lambda: len(inbox.posts) == 12)
    for key in keys:
        assert inbox.words(key)[:2] == ["loaded", "running"]
        assert inbox.words(key)[2] in ("completed", "failed")
    assert len({told["job_id"] for _, told in inbox.posts}) == 4
    assert len({told["customer_id"] for _, told in inbox.posts}) == 1


async def test_a_job_without_a_url_is_nobodys_business() -> None:
    inbox = Inbox()
    async with platform() as api, delivered(api, inbox.post):
        silent = await queue(api, notify_url=None)
        await api.queue(":log info x", 1)
        assert list(api.simulator.notified_sites) == []
        told = await queue(api)
        await until(lambda: len(inbox.posts) == 3)
    assert inbox.words(silent) == []
    assert len(inbox.words(told)) == 3


async def test_it_looks_only_while_such_a_job_is_open() -> None:
    inbox = Inbox()
    async with platform() as api, delivered(api, inbox.post):
        for posts in (0, 3, 6):
            await until(partial(inbox.holds, posts))
            await until(lambda: not list(api.simulator.notified_sites))
            await settle()
            slept = len(api.clock.slept_s)
            await settle()
            assert len(api.clock.slept_s) == slept
            await queue(api)


@pytest.mark.parametrize(("failing", "arrived"), [(0, 3), (1, 3), (2, 3), (3, 2), (6, 1), (9, 0)])
async def test_a_failed_post_is_repeated_twice_and_then_dropped(failing: int, arrived: int) -> None:
    inbox = Inbox(lambda number: number < failing)
    async with platform() as api, delivered(api, inbox.post):
        await queue(api)
        await until(lambda: not list(api.simulator.notified_sites) and len(inbox.tried) == failing + arrived)
        await until(lambda: len(inbox.posts) == arrived)
    assert inbox.words() == ["loaded", "running", inbox.tried[-1][1]["status"]][3 - arrived :]


async def test_what_happened_before_anybody_delivered_is_told_then() -> None:
    inbox = Inbox()
    async with platform() as api:
        await queue(api)
        api.clock.jump(600)
        async with delivered(api, inbox.post):
            await until(lambda: len(inbox.posts) == 3)
    assert inbox.words()[:2] == ["loaded", "running"]


async def test_sites_are_looked_at_in_order_until_they_are_let_go() -> None:
    sites = NotifiedSites()
    waiting = asyncio.ensure_future(sites.wait_for_some())
    await asyncio.sleep(0)
    assert not waiting.done()
    for index in (5, 3, 5):
        sites.add(index)
    await waiting
    assert list(sites) == [3, 5]
    sites.discard(3)
    await sites.wait_for_some()
    sites.discard(5)
    sites.discard(5)
    waiting = asyncio.ensure_future(sites.wait_for_some())
    await asyncio.sleep(0)
    assert not waiting.done()
    sites.add(1)
    await waiting
