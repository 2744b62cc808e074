"""The tiny platform keeps its books right, whatever it tells its clients."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections import Counter

import httpx
import pytest

from altotui.api.wire import read_all
from altotui.api.wire_job import JobWire
from altotui.api.wire_site import SiteWire
from altotui.domain.ids import SiteId
from tests.clocks import START, FakeClock
from tests.faults.connection import Request
from tests.faults.platform import ACCEPT_RESET, GET_MISHAPS, UNREAD_RESET, WRITE_MISHAPS, Platform
from tests.faults.server import FaultServer, fault_server

SCRIPT = "/log info hello"


def http_for(server: FaultServer, *, keep_alive: bool = True) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=20, max_keepalive_connections=20 if keep_alive else 0)
    return httpx.AsyncClient(base_url=server.url, limits=limits, trust_env=False, timeout=5)


def calm() -> Platform:
    return Platform(1, write_fault_rate=0.0, clock=FakeClock())


async def run(http: httpx.AsyncClient, site_id: str, nonce: str) -> httpx.Response:
    body = {"command": "/ip/address/add", "parameters": ["=address=10.0.0.1/24", f"=comment={nonce}"]}
    return await http.post(f"/api/synchronous/{site_id}", json=body)


async def queue_keyed(
    http: httpx.AsyncClient, site_id: str, key: str, script: str = SCRIPT
) -> httpx.Response:
    headers = {"X-Idempotency-Key": key, "X-Description": "say hello", "Content-Type": "text/plain"}
    return await http.post(f"/site/{site_id}/job", content=script, headers=headers)


async def queue_unkeyed(http: httpx.AsyncClient, site_id: str, description: str) -> httpx.Response:
    body = {"description": description, "script": SCRIPT}
    return await http.post(f"/api/asynchronous/{site_id}", json=body)


# Without mishaps


async def test_sites_and_tags_can_be_read_by_the_client() -> None:
    platform = calm()
    async with fault_server(platform) as server, http_for(server) as http:
        sites = [wire.to_domain() for wire in read_all(SiteWire, (await http.get("/sites")).json())]
        assert (await http.get("/tags")).json() == []
    assert [site and site.id for site in sites] == list(platform.site_ids)
    assert len(set(platform.site_ids)) == 3


async def test_a_command_is_counted_by_its_nonce_and_answered_with_it() -> None:
    platform = calm()
    site_id = platform.site_ids[0]
    async with fault_server(platform) as server, http_for(server) as http:
        first, _, _ = [await run(http, site_id, nonce) for nonce in ("n1", "n2", "n2")]
        one_word = {"command": "/execute", "parameters": "=comment=n3"}
        await http.post(f"/api/synchronous/{site_id}", json=one_word)
        await http.post(f"/api/synchronous/{site_id}", json={"command": "/system/reboot"})
    assert first.json()["data"] == [{"id": "*1", "comment": "n1", "site": site_id}]
    assert platform.commands.applied == {"n1": 1, "n2": 2, "n3": 1, "/system/reboot": 1}
    assert platform.commands.repeated == {"n2"}
    assert len(server.applied) == 5


async def test_a_key_makes_one_job_whatever_it_is_sent() -> None:
    platform, key = calm(), str(uuid.uuid4())
    site_id = platform.site_ids[0]
    async with fault_server(platform) as server, http_for(server) as http:
        first, again = [await queue_keyed(http, site_id, key) for _ in range(2)]
        other = await queue_keyed(http, site_id, key, "another script")
        elsewhere = await queue_keyed(http, platform.site_ids[1], key)
        listed = await http.get(f"/site/{site_id}/job")
    assert (first.status_code, first.json()["idempotency_key"]) == (201, key)
    assert again.json() == first.json()
    assert listed.json() == [first.json()]
    assert (other.status_code, elsewhere.status_code) == (422, 422)
    assert (platform.keyed.received[key], platform.keyed.applied[key], platform.job_count) == (4, 1, 1)
    assert [request.applied for request in server.requests] == [True, False, False, False, False]


async def test_a_job_without_a_key_is_a_new_one_every_time_and_the_newest_is_listed_first() -> None:
    platform = calm()
    site_id = platform.site_ids[0]
    async with fault_server(platform) as server, http_for(server) as http:
        replies = [await queue_unkeyed(http, site_id, words) for words in ("one", "two", "one")]
        listed = (await http.get(f"/site/{site_id}/job")).json()
        assert (await http.get(f"/site/{platform.site_ids[1]}/job")).json() == []
    assert [job["description"] for job in listed] == ["one", "two", "one"]
    keys = [reply.json()["data"]["idempotency_key"] for reply in replies]
    assert [job["idempotency_key"] for job in reversed(listed)] == keys
    assert platform.unkeyed.applied == {"one": 2, "two": 1}
    assert replies[0].json()["data"]["target"] == site_id


async def test_jobs_are_in_the_shape_that_the_client_reads() -> None:
    platform = calm()
    site_id = platform.site_ids[0]
    async with fault_server(platform) as server, http_for(server) as http:
        await queue_unkeyed(http, site_id, "say hello")
        rows = (await http.get(f"/site/{site_id}/job")).json()
    (job,) = [wire.to_domain(SiteId(site_id)) for wire in read_all(JobWire, rows)]
    assert (job.description, job.script, job.state, job.created_at) == ("say hello", SCRIPT, "pending", START)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("POST", "/api/synchronous/elsewhere", 404),
        ("GET", "/api/synchronous/{site}", 405),
        ("DELETE", "/site/{site}/job", 405),
        ("POST", "/sites", 405),
        ("POST", "/site/{site}/job", 400),
    ],
)
async def test_what_it_does_not_have_is_refused(method: str, path: str, status: int) -> None:
    platform = calm()
    async with fault_server(platform) as server, http_for(server) as http:
        answer = await http.request(method, path.format(site=platform.site_ids[0]))
    assert answer.status_code == status
    assert server.applied == []


# With mishaps


async def outcome(http: httpx.AsyncClient, site_id: str, nonce: str) -> str:
    """Send one command once and say what a client can know."""
    try:
        answer = await run(http, site_id, nonce)
    except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError) as problem:
        return type(problem).__name__
    if answer.status_code == 200:
        assert answer.json()["data"][0]["comment"] == nonce
    return str(answer.status_code)


async def storm(platform: Platform, count: int, keep_alive: bool) -> tuple[dict[str, str], FaultServer]:
    """Send `count` commands, 20 at a time, and return what each client heard."""
    heard: dict[str, str] = {}
    nonces = iter([f"n{number}" for number in range(count)])

    async with fault_server(platform) as server, http_for(server, keep_alive=keep_alive) as http:

        async def send() -> None:
            for nonce in nonces:
                heard[nonce] = await outcome(http, platform.site_ids[0], nonce)

        async with asyncio.TaskGroup() as clients:
            for _ in range(20):
                clients.create_task(send())
    return heard, server


@pytest.mark.parametrize("keep_alive", [True, False])
async def test_a_storm_of_writes_goes_wrong_in_every_way_and_the_books_are_right(
    keep_alive: bool, is_full: bool
) -> None:
    platform = Platform(7)
    count = 4000 if is_full else 1000
    heard, server = await storm(platform, count, keep_alive)
    applied = platform.commands.applied
    assert platform.commands.repeated == set()
    assert sum(applied.values()) == len(server.applied)
    assert all(applied[nonce] == 1 for nonce, word in heard.items() if word in ("200", "500", "504"))
    assert all(applied[nonce] == 0 for nonce, word in heard.items() if word in ("429", "502", "503"))
    lost = Counter(applied[nonce] for nonce, word in heard.items() if not word.isdigit())
    assert min(lost[0], lost[1]) > 0, "a lost answer says nothing about the write"
    kinds = {UNREAD_RESET, *(mishap.name for mishap in WRITE_MISHAPS)} | (
        set() if keep_alive else {ACCEPT_RESET}
    )
    assert kinds <= set(platform.mishaps)


@pytest.mark.parametrize("rate", [0.2, 0.5])
def test_writes_go_wrong_at_their_rate_and_in_every_way_alike(rate: float) -> None:
    platform, count = Platform(11, write_fault_rate=rate), 20_000
    target = f"/api/synchronous/{platform.site_ids[0]}"
    for number in range(count):
        if not platform.before_request(b"") and not platform.before_request(b"P"):
            body = json.dumps({"command": f"/{number}"}).encode()
            platform.for_request(Request("POST", target, (), body, connection=number))
    assert sum(platform.mishaps.values()) == pytest.approx(rate * count, rel=0.05)
    even = rate * count / 10
    assert {
        name: round(times / even, 1)
        for name, times in platform.mishaps.items()
        if abs(times / even - 1) > 0.2
    } == {}
    assert set(platform.mishaps) == {ACCEPT_RESET, UNREAD_RESET, *(mishap.name for mishap in WRITE_MISHAPS)}


async def test_the_same_seed_gives_the_same_mishaps() -> None:
    async def played(seed: int) -> list[str]:
        platform = Platform(seed)
        async with fault_server(platform) as server, http_for(server, keep_alive=False) as http:
            for number in range(100):
                await outcome(http, platform.site_ids[0], f"n{number}")
        return [request.fault for request in server.requests]

    one, again, other = [await played(seed) for seed in (1, 1, 2)]
    assert one == again != other


@pytest.mark.parametrize("keyed", [True, False])
async def test_a_key_saves_a_naive_client_from_queueing_twice_and_nothing_else_does(keyed: bool) -> None:
    platform = Platform(3)
    site_id = platform.site_ids[0]
    async with fault_server(platform) as server, http_for(server, keep_alive=False) as http:
        for number in range(300):
            key = str(uuid.uuid5(uuid.NAMESPACE_OID, str(number)))
            for _ in range(3):
                try:
                    queue = queue_keyed(http, site_id, key) if keyed else queue_unkeyed(http, site_id, key)
                    if (await queue).is_success:
                        break
                except httpx.TransportError:
                    continue
        platform.write_fault_rate = 0.0
        listed = (await http.get(f"/site/{site_id}/job")).json()
    ledger = platform.keyed if keyed else platform.unkeyed
    assert len(listed) == platform.job_count == sum(ledger.applied.values())
    assert bool(ledger.repeated) is not keyed
    assert max(ledger.received.values()) > 1


async def test_reads_go_wrong_at_their_own_rate() -> None:
    platform = Platform(5, write_fault_rate=0.0, get_fault_rate=0.5)
    heard: Counter[str] = Counter()
    async with fault_server(platform) as server, http_for(server) as http:
        for _ in range(400):
            try:
                answer = await http.get("/sites")
                heard[str(answer.status_code)] += 1
                if answer.is_success:
                    json.loads(answer.content)
            except httpx.TransportError:
                heard["lost"] += 1
        assert {
            (await run(http, platform.site_ids[0], f"n{number}")).status_code for number in range(50)
        } == {200}
    assert 140 < heard["200"] < 260
    assert set(heard) == {"200", "429", "500", "502", "503", "504", "lost"}
    assert {mishap.name for mishap in GET_MISHAPS} == set(platform.mishaps)


async def test_reads_are_spared_when_only_writes_go_wrong() -> None:
    platform = Platform(5, write_fault_rate=1.0, accept_reset_rate=0.0)
    async with fault_server(platform) as server, http_for(server, keep_alive=False) as http:
        assert {(await http.get("/sites")).status_code for _ in range(50)} == {200}
        heard = {await outcome(http, platform.site_ids[0], f"n{number}") for number in range(50)}
    assert "200" not in heard
