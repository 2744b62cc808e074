"""Every method of the client against the documented answers of both generations."""

from __future__ import annotations

import asyncio
import gc
from datetime import UTC, datetime

import httpx
import pytest

from altotui.api.client import AltoClient
from altotui.api.paths import Generation
from altotui.api.sender import Sender
from altotui.domain.budget import Priority
from altotui.domain.command import Sentence
from altotui.domain.errors import ApiError, Busy, InvalidInput, Rejected, RouterError
from altotui.domain.ids import IdempotencyKey, JobId, SiteId
from altotui.domain.job import JobDraft, JobEndpoint, JobState
from altotui.domain.site import Freshness
from tests.api.exchange import DATE, JOB, SITE, answer, client_for, part, raw, wire
from tests.clocks import FakeClock, settle
from tests.waiting import until

LEGACY = Generation.LEGACY
KEY = IdempotencyKey("5a7c9e1b-3d5f-4071-8293-a4b5c6d7e8f9")
ARP = Sentence("/ip/arp/print")


async def test_v1_sites_come_with_their_tags_and_the_time_of_the_server() -> None:
    client, exchange = client_for(answer(wire("v1_sites")), answer(wire("v1_tags")))
    listed = await client.list_sites()
    assert exchange.sent == ["GET /sites", "GET /tags"]
    assert listed.as_of == datetime(2026, 3, 2, 9, 15, 30, tzinfo=UTC)
    bologna, trento, spare = listed.sites
    assert bologna.name == "bologna-core-01"
    assert bologna.tags == ("Region:Emilia",)
    assert bologna.last_seen_at == datetime(2026, 3, 2, 9, 14, 51, tzinfo=UTC)
    assert bologna.public_address == "198.51.100.24"
    assert bologna.location == "Bologna, Italy"
    assert bologna.version == "7.16.2"
    assert [site.freshness(listed.as_of) for site in listed.sites] == [
        Freshness.ONLINE,
        Freshness.OFFLINE,
        Freshness.UNKNOWN,
    ]
    assert (trento.tags, spare.model) == ((), None)


async def test_legacy_sites_lose_the_channel_and_their_times_are_utc() -> None:
    client, exchange = client_for(answer(wire("legacy_sites")), generation=LEGACY)
    (site,) = (await client.list_sites()).sites
    assert exchange.sent == ["GET /api/routers"]
    assert (site.name, site.version, site.pid) == ("bo-core-01", "7.16.2", None)
    assert site.last_seen_at == datetime(2026, 3, 2, 9, 14, 51, tzinfo=UTC)


@pytest.mark.parametrize("refused", [answer({}, 404), answer({}, 403), answer({}, 405)])
async def test_sites_come_without_tags_when_those_cannot_be_had(refused: httpx.Response) -> None:
    client, _ = client_for(answer(wire("v1_sites")), refused)
    assert [site.tags for site in (await client.list_sites()).sites] == [(), (), ()]


@pytest.mark.parametrize("failed", [answer({}, 500), answer({}, 503), raw(b"<html>", 200), answer({"a": 1})])
async def test_a_list_without_the_tags_it_should_have_is_no_list(failed: httpx.Response) -> None:
    client, _ = client_for(answer(wire("v1_sites")), failed)
    with pytest.raises(ApiError):
        await client.list_sites()


async def test_a_spent_budget_is_told_even_when_only_the_tags_hit_it() -> None:
    client, _ = client_for(answer(wire("v1_sites")), answer({}, 429))
    with pytest.raises(Busy):
        await client.list_sites()


async def test_when_tags_and_then_sites_are_refused_one_error_is_told_and_none_is_lost() -> None:
    reported: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
    tags_are_refused = asyncio.Event()

    async def refuse(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/tags":
            tags_are_refused.set()
        else:
            await tags_are_refused.wait()
            await settle()
        return httpx.Response(429, stream=httpx.ByteStream(b""))

    http = httpx.AsyncClient(transport=httpx.MockTransport(refuse), base_url="https://api.test")
    with pytest.raises(Busy):
        await AltoClient(Sender(http, FakeClock()), Generation.V1).list_sites(priority=Priority.WATCHED)
    gc.collect()
    assert reported == []


async def test_giving_up_on_sites_gives_up_on_their_tags() -> None:
    asked: list[str] = []
    ended: list[str] = []

    async def silent(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(request.url.path)
        raise AssertionError

    http = httpx.AsyncClient(transport=httpx.MockTransport(silent), base_url="https://api.test")
    listing = asyncio.ensure_future(AltoClient(Sender(http, FakeClock()), Generation.V1).list_sites())
    await until(lambda: len(asked) == 2)
    listing.cancel()
    await asyncio.wait({listing})
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert sorted(ended) == ["/sites", "/tags"]


async def test_a_list_of_many_thousand_sites_is_read_in_order_and_lets_others_run_meanwhile() -> None:
    rows = [{"id": f"00000000-0000-4000-8000-{number:012}", "name": f"r{number}"} for number in range(10_000)]
    client, _ = client_for(answer(rows), answer([]))
    beats = 0

    async def heart() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0)
            beats += 1

    beating = asyncio.ensure_future(heart())
    sites = (await client.list_sites()).sites
    beating.cancel()
    assert [site.name for site in sites] == [f"r{number}" for number in range(10_000)]
    assert beats >= 10


@pytest.mark.parametrize(
    ("generation", "words", "parameters"),
    [
        (Generation.V1, (), None),
        (Generation.V1, ("?dynamic=true", "?#!"), ["?dynamic=true", "?#!"]),
        (LEGACY, (), None),
        (
            LEGACY,
            ("=script=/ip address add address= interface=ether1",),
            "=script=/ip address add address= interface=ether1",
        ),
    ],
)
async def test_the_body_of_a_command(
    generation: Generation, words: tuple[str, ...], parameters: object
) -> None:
    client, exchange = client_for(answer(part("synchronous", "arpNative")), generation=generation)
    await client.run_command(SITE, Sentence("/ip/arp/print", words), is_write=False)
    assert exchange.sent == [f"POST /api/synchronous/{SITE}"]
    expected = {"command": "/ip/arp/print"} | ({} if parameters is None else {"parameters": parameters})
    assert exchange.body() == expected


async def test_legacy_takes_one_parameter_word_and_sends_nothing_for_two() -> None:
    client, exchange = client_for(answer({}), generation=LEGACY)
    with pytest.raises(InvalidInput, match="takes one parameter word, this line has 2"):
        await client.run_command(SITE, Sentence("/ip/arp/print", ("?a=b", "?#!")), is_write=False)
    assert exchange.sent == []


@pytest.mark.parametrize(
    ("example", "rows", "first_key"),
    [
        ("arpNative", 2, ".id"),
        ("arpLegacy", 1, "id"),
        ("resourceSingle", 1, "uptime"),
        ("noRows", 0, ""),
        ("nothing", 0, ""),
    ],
)
async def test_rows_keep_the_keys_of_the_wire(example: str, rows: int, first_key: str) -> None:
    client, _ = client_for(answer(part("synchronous", example)))
    reply = await client.run_command(SITE, ARP, is_write=False)
    assert len(reply.rows) == rows
    assert not rows or next(iter(reply.rows[0])) == first_key


async def test_an_empty_answer_to_a_command_is_no_data() -> None:
    client, _ = client_for(raw(b"", 204))
    reply = await client.run_command(SITE, ARP, is_write=False)
    assert (reply.rows, reply.ret) == ((), None)


async def test_a_trap_is_the_router_that_said_no() -> None:
    body = {"type": "api_error", "code": "router_error", "message": "no such command prefix"}
    client, _ = client_for(answer(body, 400))
    with pytest.raises(RouterError, match="no such command prefix"):
        await client.run_command(SITE, ARP, is_write=False)


DRAFT = JobDraft(
    "Raise  guest\tqueue", ":log info é", backup=True, needs_acknowledgement=False, idempotency_key=KEY
)


async def test_a_job_is_queued_with_the_key_of_its_draft() -> None:
    client, exchange = client_for(answer(wire("v1_job_created"), 201))
    queued = await client.queue_job(SITE, DRAFT, JobEndpoint.KEYED)
    (request,) = exchange.requests
    assert exchange.sent == [f"POST /site/{SITE}/job"]
    assert request.content == ":log info é".encode()
    assert {
        name: request.headers[name] for name in ("x-idempotency-key", "x-description", "x-needs-ack")
    } == {
        "x-idempotency-key": KEY,
        "x-description": "Raise guest queue",
        "x-needs-ack": "false",
    }
    assert (request.headers["x-backup"], request.headers["x-express-execute"]) == ("true", "false")
    assert request.headers["content-type"] == "text/plain; charset=utf-8"
    assert queued.job is not None
    assert (queued.job.id, queued.job.state, queued.idempotency_key) == (JOB, JobState.PENDING, KEY)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"message": "created"}', b'{"status": "success", "data": null}']
)
async def test_a_receipt_without_a_job_is_a_receipt(content: bytes) -> None:
    client, _ = client_for(raw(content, 201))
    queued = await client.queue_job(SITE, DRAFT, JobEndpoint.KEYED)
    assert (queued.job, queued.idempotency_key) == (None, KEY)


@pytest.mark.parametrize(
    ("generation", "notify_url"),
    [(LEGACY, None), (LEGACY, "https://x.test"), (Generation.V1, "https://x.test")],
)
async def test_the_json_endpoint_gets_all_three_flags_and_gives_a_receipt(
    generation: Generation, notify_url: str | None
) -> None:
    client, exchange = client_for(answer(wire("job_queued")), generation=generation)
    draft = JobDraft("d e f", "s", express=True, notify_url=notify_url)
    queued = await client.queue_job(SITE, draft, JobEndpoint.JSON)
    assert exchange.sent == [f"POST /api/asynchronous/{SITE}"]
    assert exchange.body() == {
        "description": "d e f",
        "script": "s",
        "make_backup": False,
        "express_execute": True,
        "needs_acknowledgement": True,
    } | ({"notify_url": notify_url} if notify_url else {})
    assert queued.idempotency_key == "1b0c6f6e-2a5b-5c3d-9f84-5a1d7c0e9b21"
    assert queued.request_id == "94c3f7aa-6a10-5f7e-8d55-b7c1de60f3a2"


@pytest.mark.parametrize("endpoint", JobEndpoint)
async def test_a_script_that_is_no_text_is_not_sent(endpoint: JobEndpoint) -> None:
    client, exchange = client_for(answer({}))
    with pytest.raises(Exception, match="could not be made") as caught:
        await client.queue_job(SITE, JobDraft("abc", "\ud83d", idempotency_key=KEY), endpoint)
    assert getattr(caught.value, "outcome", None) == "not_sent"
    assert exchange.sent == []


async def test_v1_jobs_have_the_state_of_their_stamps() -> None:
    client, exchange = client_for(answer(wire("v1_jobs")))
    jobs = await client.list_jobs(SITE)
    assert exchange.sent == [f"GET /site/{SITE}/job"]
    assert [job.state.value for job in jobs] == ["pending", "running", "completed", "failed"]
    assert {job.site_id for job in jobs} == {SITE}
    assert (jobs[1].backup, jobs[1].express) == (True, True)
    assert jobs[1].backup_name == f"{SITE}/1772442800.rsc"


async def test_legacy_jobs_have_the_state_of_their_word() -> None:
    client, exchange = client_for(answer(wire("legacy_jobs")), generation=LEGACY)
    jobs = await client.list_jobs(SITE)
    assert exchange.sent == [f"GET /api/routers/{SITE}/jobs"]
    assert [(job.state.value, job.created_at, job.site_id) for job in jobs] == [
        ("running", None, SITE),
        ("completed", None, SITE),
    ]
    assert jobs[0].backup


async def test_cancelling_sends_one_delete() -> None:
    client, exchange = client_for(raw(b"", 204))
    await client.cancel_job(SITE, JOB)
    assert exchange.sent == [f"DELETE /site/{SITE}/job/{JOB}"]


@pytest.mark.parametrize("status", [400, 409, 422])
async def test_a_job_that_has_started_says_so_with_its_code(status: int) -> None:
    client, _ = client_for(answer(part("errors", "JobAlreadyStarted", "started"), status))
    with pytest.raises(Rejected, match="started") as caught:
        await client.cancel_job(SITE, JOB)
    assert caught.value.code == "job_already_started"


async def test_legacy_cannot_cancel_and_says_what_to_do() -> None:
    client, exchange = client_for(answer({}), generation=LEGACY)
    with pytest.raises(InvalidInput, match="use a v1 profile"):
        await client.cancel_job(SITE, JOB)
    assert exchange.sent == []


async def test_legacy_takes_no_key_and_sends_nothing() -> None:
    client, exchange = client_for(answer({}), generation=LEGACY)
    with pytest.raises(InvalidInput, match="use the JSON endpoint"):
        await client.queue_job(SITE, DRAFT, JobEndpoint.KEYED)
    assert exchange.sent == []


@pytest.mark.parametrize("bad", ["../x", "a?b", "", "x" * 4000, f"{SITE}/..", "%2e%2e"])
async def test_what_is_no_uuid_never_reaches_a_url(bad: str) -> None:
    client, exchange = client_for(answer({}))
    for call in (
        client.run_command(SiteId(bad), ARP, is_write=False),
        client.list_jobs(SiteId(bad)),
        client.cancel_job(SITE, JobId(bad)),
        client.cancel_job(SiteId(bad), JOB),
        client.queue_job(SiteId(bad), DRAFT, JobEndpoint.KEYED),
        client.queue_job(SiteId(bad), DRAFT, JobEndpoint.JSON),
    ):
        with pytest.raises(InvalidInput, match="is not a UUID"):
            await call
    assert exchange.sent == []


@pytest.mark.parametrize("date", ["", "junk", "Mon, 02 Mar 99999999999999999999 09:15:00 GMT"])
async def test_without_a_date_of_the_server_our_own_time_counts(date: str) -> None:
    client, _ = client_for(httpx.Response(200, json=[], headers={"date": date}), generation=LEGACY)
    assert (await client.list_sites()).as_of == datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize("date", [DATE, "Mon, 02 Mar 2026 09:15:30 -0000", "Mon, 02 Mar 2026 10:15:30 +0100"])
async def test_the_date_of_the_server_is_aware_in_every_form(date: str) -> None:
    client, _ = client_for(httpx.Response(200, json=[], headers={"date": date}), generation=LEGACY)
    assert (await client.list_sites()).as_of == datetime(2026, 3, 2, 9, 15, 30, tzinfo=UTC)
