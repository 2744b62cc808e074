"""Real connections: a read takes a kept one that is clean, a write has one of its own, and nothing is left open."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from altotui.api.connection import Address, open_http
from altotui.api.credentials import Credentials
from altotui.api.policy import Policy
from altotui.api.slots import KEPT
from altotui.domain.errors import ApiError, BadAnswer, Interrupted, TimedOut, Unreachable
from tests.api.exchange import Secret
from tests.api.slot_calls import ONE_READ, line_to
from tests.faults import faults
from tests.faults.connection import Connection, Request
from tests.faults.faults import EVIL, Fault
from tests.faults.messages import encoded, json_message
from tests.faults.proxy import tunnel
from tests.faults.server import FaultServer, fault_server
from tests.faults.tls import make_certificates
from tests.waiting import until

AGAIN = ONE_READ._replace(attempts=3, connect_attempts=3)


def _echo(request: Request) -> Fault:
    return faults.answer(body=request.target)


def _numbers(server: FaultServer) -> list[int]:
    """Return on which connection each request came."""
    return [request.connection for request in server.requests]


async def _all_closed(server: FaultServer) -> None:
    await until(lambda: server.open_connections == 0, message=f"{server.open_connections} are open")


# Which connection


async def test_reads_one_after_the_other_share_a_connection() -> None:
    async with fault_server(_echo) as server:
        async with line_to(Address(server.url)) as line:
            for number in range(20):
                assert (await line.get(f"/{number}")).content == encoded(f"/{number}")
            assert (server.connections, server.open_connections) == (1, 1)
        await _all_closed(server)
    assert _numbers(server) == [1] * 20


async def test_every_write_has_a_connection_of_its_own_that_is_closed_after_it() -> None:
    async with fault_server(_echo) as server, line_to(Address(server.url)) as line:
        for number in range(5):
            assert (await line.post(f"/{number}")).content == encoded(f"/{number}")
        await _all_closed(server)
    assert _numbers(server) == [1, 2, 3, 4, 5]
    assert {request.header("connection") for request in server.requests} == {"close"}


async def test_a_request_that_does_not_say_has_a_connection_of_its_own() -> None:
    credentials = Credentials(Secret("demo-token"))
    async with fault_server(_echo) as server, open_http(Address(server.url), credentials) as http:
        for _ in range(3):
            assert (await http.get("/x")).is_success
            await _all_closed(server)
    assert _numbers(server) == [1, 2, 3]


async def test_a_write_neither_takes_nor_leaves_the_connection_of_a_read() -> None:
    async with fault_server(_echo) as server, line_to(Address(server.url)) as line:
        for call in (line.get, line.post, line.get, line.post, line.get):
            await call("/x")
    assert _numbers(server) == [1, 2, 1, 3, 1]


async def test_an_error_leaves_the_connection_as_good_as_it_was() -> None:
    plan = [faults.refusal(404), faults.page(502), faults.redirect(302, "/y"), faults.answer(204, b"")]
    async with fault_server(plan) as server, line_to(Address(server.url)) as line:
        for _ in range(3):
            with pytest.raises(ApiError):
                await line.get()
        await line.get()
        await line.get()
    assert _numbers(server) == [1] * 5


@pytest.mark.parametrize(
    "fault",
    [
        faults.answer(headers=[("Connection", "close")]),
        faults.raw(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n[]"),
        faults.raw(b"HTTP/1.1 200 OK\r\n\r\n[]", then_close=True),
    ],
    ids=["close", "1.0", "no length"],
)
async def test_a_connection_that_the_server_ends_is_not_used_again(fault: Fault) -> None:
    async with fault_server([fault]) as server, line_to(Address(server.url)) as line:
        await line.get()
        await line.get()
    assert _numbers(server) == [1, 2]


@pytest.mark.parametrize(
    "fault", [faults.after_interim(100, 103), faults.chunked(), faults.drip_body(every_s=0)], ids=str
)
async def test_an_answer_in_many_parts_leaves_a_clean_connection(fault: Fault) -> None:
    async with fault_server([fault]) as server, line_to(Address(server.url)) as line:
        assert (await line.get()).content == encoded(faults.OK)
        await line.get()
    assert _numbers(server) == [1, 1]


async def test_many_reads_at_once_get_their_own_answers_and_few_connections_are_kept() -> None:
    have_come = asyncio.Event()
    numbers = count(1)

    def answer_when_all_have_come(request: Request) -> Fault:
        if next(numbers) % 30 == 0:
            have_come.set()
        return faults.held(have_come, _echo(request))

    async with fault_server(answer_when_all_have_come) as server, line_to(Address(server.url)) as line:
        for _ in range(3):
            have_come.clear()
            answers = await asyncio.gather(*(line.get(f"/{number}") for number in range(30)))
            assert [answer.content for answer in answers] == [encoded(f"/{number}") for number in range(30)]
            await until(lambda: server.open_connections <= KEPT)
        assert server.open_connections == KEPT
        assert server.connections == 30 + 2 * (30 - KEPT)


async def test_as_many_are_kept_as_were_asked_for() -> None:
    async with fault_server(_echo) as server, line_to(Address(server.url), kept=0) as line:
        await line.get()
        await line.get()
        await _all_closed(server)
    assert _numbers(server) == [1, 2]


# Clean or not at all


@pytest.mark.parametrize(
    "more",
    [json_message(EVIL), b"x", b"\r\n", b"\0" * 100_000, json_message(EVIL)[:20]],
    ids=["answer", "byte", "line", "much", "half"],
)
async def test_what_comes_behind_an_answer_is_never_taken_for_another(more: bytes) -> None:
    async with (
        fault_server([faults.raw(json_message(1) + more)]) as server,
        line_to(Address(server.url)) as line,
    ):
        assert (await line.get()).content == b"1"
        assert (await line.get()).content == encoded(faults.OK)
    assert _numbers(server) == [1, 2]


async def test_what_comes_while_nobody_has_asked_is_never_taken_for_an_answer() -> None:
    is_asked_no_more, is_sent = asyncio.Event(), asyncio.Event()

    async def late(connection: Connection) -> None:
        await connection.send(json_message(1))
        await is_asked_no_more.wait()
        await connection.send(json_message(EVIL))
        await connection.delivered()
        is_sent.set()

    async with fault_server([Fault("late", late)]) as server, line_to(Address(server.url)) as line:
        assert (await line.get()).content == b"1"
        is_asked_no_more.set()
        await is_sent.wait()
        assert (await line.get()).content == encoded(faults.OK)
    assert _numbers(server) == [1, 2]


@pytest.mark.parametrize("by_reset", [False, True])
async def test_a_kept_connection_that_the_server_has_closed_is_not_used(by_reset: bool) -> None:
    plan = [faults.answer_then_close(by_reset=by_reset), faults.answer_then_close(by_reset=by_reset)]
    async with fault_server(plan) as server, line_to(Address(server.url)) as line:
        for _ in range(3):
            assert (await line.get()).is_success
            if len(server.requests) < 3:
                await _all_closed(server)
    assert _numbers(server) == [1, 2, 3]


async def test_a_kept_connection_that_breaks_under_a_read_costs_a_repeat_and_not_an_answer() -> None:
    plan = [faults.answer(), faults.close_without_answer(), faults.answer(body="third")]
    async with fault_server(plan) as server, line_to(Address(server.url)) as line:
        await line.get()
        assert (await line.get(rules=AGAIN)).content == b'"third"'
    assert _numbers(server) == [1, 1, 2]


# Nothing is left open

BREAKING: dict[str, tuple[Fault, type[ApiError], Policy]] = {
    "reset": (faults.reset_after_request(), Interrupted, ONE_READ),
    "closed": (faults.close_without_answer(), Interrupted, ONE_READ),
    "cut": (faults.cut_body(5), Interrupted, ONE_READ),
    "cut by reset": (faults.cut_body(5, by_reset=True), Interrupted, ONE_READ),
    "cut head": (faults.cut_head(20), Interrupted, ONE_READ),
    "not HTTP": (faults.not_http(), Interrupted, ONE_READ),
    "two lengths": (faults.two_lengths(), Interrupted, ONE_READ),
    "huge header": (faults.huge_header(), Interrupted, ONE_READ),
    "silence": (faults.silence(), TimedOut, ONE_READ._replace(total_s=0.05)),
    "dripping head": (faults.drip_head(every_s=0.01), TimedOut, ONE_READ._replace(total_s=0.05)),
    "dripping body": (faults.drip_body(every_s=0.01), TimedOut, ONE_READ._replace(total_s=0.05)),
    "too large": (faults.answer(body="x" * 200_000), BadAnswer, ONE_READ._replace(max_bytes=1000)),
    "odd packing": (faults.answer(headers=[("Content-Encoding", "br")]), BadAnswer, ONE_READ),
}


@pytest.mark.parametrize("is_write", [False, True])
@pytest.mark.parametrize("name", BREAKING)
async def test_a_call_that_breaks_leaves_no_connection_and_the_next_one_works(
    name: str, is_write: bool
) -> None:
    fault, kind, rules = BREAKING[name]
    if is_write:
        rules = rules._replace(needs_fresh_connection=True)
    async with fault_server([fault]) as server, line_to(Address(server.url)) as line:
        with pytest.raises(kind):
            await (line.post if is_write else line.get)(rules=rules)
        await _all_closed(server)
        assert (await line.get()).is_success
    assert len(server.requests) == 2


def _open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


async def _cancel_all(calls: list[asyncio.Task[object]]) -> None:
    for call in calls:
        call.cancel()
    ends = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(end, asyncio.CancelledError) for end in ends)


def _start(call: Callable[[], Awaitable[object]], times: int) -> list[asyncio.Task[object]]:
    async def run() -> object:
        return await call()

    return [asyncio.ensure_future(run()) for _ in range(times)]


@pytest.mark.parametrize("is_write", [False, True])
@pytest.mark.parametrize(
    "fault",
    [faults.silence(), faults.drip_head(every_s=0.01), faults.drip_body(b" " * 10_000, every_s=0.01)],
    ids=["silence", "dripping head", "dripping body"],
)
async def test_sixty_cancelled_calls_leave_no_connection_and_no_file(fault: Fault, is_write: bool) -> None:
    async with fault_server() as server, line_to(Address(server.url)) as line:
        await line.get()
        before = _open_files()
        server.follow(fault)
        calls = _start(line.post if is_write else line.get, 60)
        await until(lambda: len(server.requests) == 61)
        await _cancel_all(calls)
        await until(lambda: server.open_connections <= 1)
        server.follow(faults.answer())
        assert (await line.get()).is_success
        await until(lambda: _open_files() <= before)


async def test_calls_that_are_cancelled_at_any_moment_leave_no_connection_and_no_file() -> None:
    async with fault_server(_echo) as server, line_to(Address(server.url)) as line:
        before = _open_files()
        for turns in range(60):
            calls = [*_start(line.get, 1), *_start(line.post, 1)]
            for _ in range(turns):
                await asyncio.sleep(0)
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)
        assert (await line.get("/last")).content == encoded("/last")
        await until(lambda: server.open_connections <= KEPT)
    await until(lambda: _open_files() < before, message=f"{_open_files()} files, {before} before")


async def test_calls_that_are_cancelled_in_the_handshake_leave_no_file() -> None:
    async with fault_server(faults.black_hole()) as server:
        url = server.url.replace("http://", "https://")
        async with line_to(Address(url)) as line:
            before = _open_files()
            calls = [*_start(line.get, 20), *_start(line.post, 20)]
            await until(lambda: server.connections == 40)
            await _cancel_all(calls)
            await until(lambda: _open_files() <= before + 40, message="only those of the server are left")


async def test_the_end_of_the_client_closes_what_was_kept_and_what_comes_back_after_it() -> None:
    answer_now = asyncio.Event()
    async with fault_server([faults.answer(), faults.held(answer_now, faults.answer())]) as server:
        async with line_to(Address(server.url)) as line:
            await line.get()
            calls = _start(line.get, 2)
            await until(lambda: len(server.requests) == 3)
            await until(lambda: sum(call.done() for call in calls) == 1)
        answer_now.set()
        await asyncio.wait(calls)
        await _all_closed(server)


# Through a proxy


@pytest.mark.parametrize("is_tls", [False, True])
async def test_through_a_proxy_reads_share_a_connection_and_writes_do_not(
    is_tls: bool, tmp_path: Path
) -> None:
    certificates = make_certificates(tmp_path)
    async with fault_server(_echo, tls=certificates.good if is_tls else None) as server:
        plan = tunnel(server.port) if is_tls else faults.answer(body="by the proxy")
        async with fault_server(plan) as proxy:
            address = Address(server.url, str(certificates.ca_file), proxy.url)
            async with line_to(address) as line:
                for call in (line.get, line.get, line.post, line.get):
                    answer = await call("/x")
                    assert answer.content == encoded("/x" if is_tls else "by the proxy")
    asked = server if is_tls else proxy
    assert _numbers(asked) == [1, 1, 2, 1]
    assert {request.header("authorization") for request in asked.requests} == {"Bearer demo-token"}
    if is_tls:
        assert {request.method for request in proxy.requests} == {"CONNECT"}
        assert {request.header("authorization") for request in proxy.requests} == {None}


async def test_through_a_tunnel_what_comes_behind_an_answer_is_dropped_too(tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path)
    async with (
        fault_server([faults.smuggled(1)], tls=certificates.good) as server,
        fault_server(tunnel(server.port)) as proxy,
        line_to(Address(server.url, str(certificates.ca_file), proxy.url)) as line,
    ):
        assert (await line.get()).content == b"1"
        assert (await line.get()).content == encoded(faults.OK)
    assert _numbers(server) == [1, 2]


async def test_a_proxy_that_refuses_was_no_request_of_ours() -> None:
    async with fault_server(replace(faults.refusal(407), name="407")) as proxy:
        address = Address("https://api.test", proxy=proxy.url.replace("http://", "http://user:canary@"))
        async with line_to(address) as line:
            for call in (line.get, line.post):
                with pytest.raises(
                    Unreachable, match=r"the proxy does not let us through to api\.test"
                ) as caught:
                    await call()
                assert "canary" not in str(caught.value)
            await _all_closed(proxy)
