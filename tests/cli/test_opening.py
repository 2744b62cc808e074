"""One client for a run: with the token, proxy and pace of its target, and with what earlier runs have learned."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest

from altotui.api.client import AltoClient
from altotui.cli.opening import open_client
from altotui.cli.target import Demo, Target
from altotui.domain.command import Sentence
from altotui.domain.errors import Interrupted, SessionExpired, SettingsError
from altotui.domain.ids import SiteId
from altotui.services.events import BudgetChanged, Event, SessionChanged
from altotui.services.relay import Relay
from altotui.services.session import Session
from altotui.simulator.simulator import Simulator
from altotui.storage.locations import credentials_file, list_places_file
from altotui.storage.token import Token, TokenSource
from altotui.storage.token_file import keep_token
from altotui.storage.token_sources import TokenQuery
from tests.clocks import START, FakeClock
from tests.faults import faults
from tests.faults.connection import Request
from tests.faults.faults import Fault
from tests.faults.server import FaultServer, fault_server

SITE = SiteId("3f6c1d52-7a08-4b1e-9b61-0c5a5f2e7d10")
PROFILE = "acme"
OLD, NEW = "1:2:canary-old", "1:2:canary-new"
DEMO = Target("demo", "v1", "", is_locked=False, demo=Demo(12, 1, "calm-day", 1.0, None))
EMPTY = faults.answer(body=[])
T = TypeVar("T")


class Run(NamedTuple):
    """One client, and what it told."""

    client: AltoClient
    events: list[Event]
    clock: FakeClock

    def told(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]


def _target(url: str, source: TokenSource = TokenSource.FILE) -> Target:
    token = Token(OLD, str(source))
    query = TokenQuery(PROFILE, url, command=None)
    return Target(PROFILE, "v1", url, is_locked=False, token=token, query=query)


@asynccontextmanager
async def _opened(target: Target, scenario: str = "calm-day") -> AsyncIterator[Run]:
    clock = FakeClock()
    simulator = Simulator(clock, sites=12, scenario=scenario) if target.demo else None
    relay, events = Relay(), list[Event]()
    relay.connect(events.append)
    http, client = open_client(target, clock, relay, Session(clock, relay), simulator)
    async with http:
        yield Run(client, events, clock)


def _bearers(server: FaultServer) -> list[str]:
    return [(request.header("authorization") or "").removeprefix("Bearer ") for request in server.requests]


# The way there


async def test_the_token_goes_to_the_address_of_the_target() -> None:
    async with fault_server(EMPTY) as server, _opened(_target(server.url)) as run:
        await run.client.list_jobs(SITE)
    assert [request.path for request in server.requests] == [f"/site/{SITE}/job"]
    assert _bearers(server) == [OLD]


async def test_the_generation_of_the_target_decides_about_paths() -> None:
    async with (
        fault_server(EMPTY) as server,
        _opened(_target(server.url)._replace(generation="legacy")) as run,
    ):
        await run.client.list_jobs(SITE)
    assert [request.path for request in server.requests] == [f"/api/routers/{SITE}/jobs"]


async def test_the_proxy_of_the_target_is_taken() -> None:
    target = _target("http://127.0.0.1:9")
    async with fault_server(EMPTY) as proxy, _opened(target._replace(proxy=proxy.url)) as run:
        await run.client.list_jobs(SITE)
    assert [request.target for request in proxy.requests] == [f"http://127.0.0.1:9/site/{SITE}/job"]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (
            _target("https://api.test")._replace(ca_file="/nowhere/ca.pem"),
            "ca_file '/nowhere/ca.pem' cannot be read",
        ),
        (_target("https://api.test")._replace(proxy="junk://canary@x"), "the proxy junk://x cannot be used"),
        (_target("http://api.test"), "would send the token unencrypted"),
    ],
    ids=["ca_file", "proxy", "http"],
)
async def test_what_cannot_work_is_said_when_it_is_opened(target: Target, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        async with _opened(target):
            raise AssertionError("it was opened")


@pytest.mark.parametrize(("retry_reads", "times"), [(False, 1), (True, 2)])
async def test_reads_are_repeated_where_the_profile_wants_that(retry_reads: bool, times: int) -> None:
    async with (
        fault_server(faults.close_without_answer()) as server,
        _opened(_target(server.url)._replace(retry_reads=retry_reads)) as run,
    ):
        asking = run.client.run_command(SITE, Sentence("/a/print"), is_write=False)
        with pytest.raises(Interrupted):
            await _passing(asking, run.clock)
    assert len(server.requests) == times


async def _passing(work: Coroutine[object, object, T], clock: FakeClock) -> T:
    """Return what `work` gives while the clock runs."""
    task = asyncio.ensure_future(work)
    while not task.done():
        await clock.advance(0.1)
        await asyncio.sleep(0.001)
    return await task


# Its pace


@pytest.mark.parametrize(("allowed", "used"), [(60, 50), (120, 100), (6, 5)])
async def test_the_pace_is_that_of_the_profile_and_every_turn_is_told(allowed: int, used: int) -> None:
    target = _target("")._replace(requests_per_minute=allowed)
    async with fault_server(EMPTY) as server, _opened(target._replace(base_url=server.url)) as run:
        assert run.client.budget.per_minute == used
        await run.client.list_jobs(SITE)
    (event,) = run.told(BudgetChanged)
    assert isinstance(event, BudgetChanged)
    assert (event.budget.used, event.budget.per_minute) == (1, used)


# A token that is refused


def _takes_new(request: Request) -> Fault:
    return EMPTY if request.header("authorization") == f"Bearer {NEW}" else faults.refusal(401)


async def test_a_refused_token_is_read_again_from_where_it_came_and_the_session_hears_when_the_new_one_ends() -> (
    None
):
    jwt = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE4MDAwMDAwMDB9.c2lnbmF0dXJl"
    async with fault_server() as server:
        keep_token(credentials_file(), PROFILE, server.url, jwt, START)
        server.follow(lambda request: EMPTY if jwt in str(request.headers) else faults.refusal(401))
        async with _opened(_target(server.url)) as run:
            await run.client.list_jobs(SITE)
    assert _bearers(server) == [OLD, jwt]
    (event,) = run.told(SessionChanged)
    assert isinstance(event, SessionChanged)
    assert event.token_expires_at == datetime.fromtimestamp(1_800_000_000, UTC)


@pytest.mark.parametrize("source", [TokenSource.STDIN, TokenSource.ENVIRONMENT, TokenSource.COMMAND])
async def test_a_token_of_another_source_is_not_replaced_by_that_in_the_file(source: TokenSource) -> None:
    async with fault_server(_takes_new) as server:
        keep_token(credentials_file(), PROFILE, server.url, NEW, START)
        async with _opened(_target(server.url, source)) as run:
            with pytest.raises(SessionExpired):
                await run.client.list_jobs(SITE)
    assert _bearers(server) == [OLD]
    assert run.told(SessionChanged) == []


async def test_a_file_that_became_unusable_leaves_the_refusal_as_it_was() -> None:
    async with fault_server(_takes_new) as server:
        keep_token(credentials_file(), PROFILE, server.url, NEW, START)
        credentials_file().chmod(0o644)
        async with _opened(_target(server.url)) as run:
            with pytest.raises(SessionExpired):
                await run.client.list_jobs(SITE)
    assert _bearers(server) == [OLD]


# What earlier runs have learned


def _only_legacy(request: Request) -> Fault:
    return EMPTY if request.path.startswith("/api/routers") else faults.refusal(404)


async def test_where_a_list_was_found_is_known_to_the_next_run() -> None:
    async with fault_server(_only_legacy) as server:
        for _ in range(2):
            async with _opened(_target(server.url)) as run:
                await run.client.list_jobs(SITE)
    here, there = f"/site/{SITE}/job", f"/api/routers/{SITE}/jobs"
    assert [request.path for request in server.requests] == [here, there, there]
    assert list_places_file(PROFILE).exists()


async def test_what_one_profile_or_address_has_learned_is_not_believed_of_another() -> None:
    async with fault_server(_only_legacy) as server, fault_server(_only_legacy) as other:
        for target in (_target(server.url), _target(other.url), _target(server.url)._replace(profile="beta")):
            async with _opened(target) as run:
                await run.client.list_jobs(SITE)
    assert len(server.called(f"/site/{SITE}/job")) == 2
    assert len(other.called(f"/site/{SITE}/job")) == 1


async def test_where_nothing_can_be_written_the_list_is_found_all_the_same(own_folders: Path) -> None:
    (own_folders / "state").write_text("a file where the folder should be")
    async with fault_server(_only_legacy) as server, _opened(_target(server.url)) as run:
        assert await run.client.list_jobs(SITE) == ()
        assert run.client.elsewhere == {"jobs"}


# A demonstration


async def test_a_demonstration_is_answered_by_its_simulator_and_leaves_no_file(own_folders: Path) -> None:
    async with _opened(DEMO) as run:
        assert len((await _passing(run.client.list_sites(), run.clock)).sites) == 12
        assert run.client.budget.used == 2
    assert not (own_folders / "state").exists()


async def test_a_demonstration_renews_its_token_some_seconds_after_it_was_refused() -> None:
    async with _opened(DEMO, "token-expires") as run:
        site = (await _passing(run.client.list_sites(), run.clock)).sites[0]
        await run.clock.advance(600)
        with pytest.raises(SessionExpired):
            await _passing(run.client.list_jobs(site.id), run.clock)
        assert run.told(SessionChanged) == []
        await run.clock.advance(5)
        await _passing(run.client.list_jobs(site.id), run.clock)
    assert len(run.told(SessionChanged)) == 1
