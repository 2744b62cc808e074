"""Each fault does on the wire what its name says, and the server keeps what it saw."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import zlib
from collections.abc import Callable

import httpx
import pytest

from tests.faults import faults, payloads
from tests.faults.connection import Request
from tests.faults.faults import EVIL, OK, Fault
from tests.faults.messages import JSON, encoded, message
from tests.faults.ports import refused_port, unanswered_port
from tests.faults.server import FaultServer, fault_server
from tests.faults.talking import GET, LONGEST_S, POST, closing, talk
from tests.waiting import until

QUIET_S = 0.1
"""How long a silence is listened to."""
LAST_GET, LAST_POST = closing(GET), closing(POST)


def http_for(server: FaultServer, timeout_s: float = 5.0) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=server.url, timeout=timeout_s, trust_env=False)


# What the server keeps


async def test_a_request_is_kept_as_it_was_sent() -> None:
    async with fault_server() as server:
        await talk(server, GET + LAST_POST)
        await talk(server, LAST_GET)
    first, second, third = server.requests
    assert (first.method, first.target, first.path) == ("GET", "/sites?page=2", "/sites")
    assert (first.header("x-mark"), first.header("X-Other"), first.body) == ("seen", None, b"")
    assert (second.method, second.path, second.json()) == ("POST", "/run", {"a": 1})
    assert [request.connection for request in server.requests] == [1, 1, 2]
    assert [request.fault for request in server.requests] == ["answer 200"] * 3
    assert (server.connections, server.called("/sites")) == (2, [first, third])


async def test_requests_are_answered_in_order_on_one_connection_until_the_client_has_enough() -> None:
    async with fault_server([faults.answer(body=1), faults.answer(body=2)]) as server:
        heard = await talk(server, GET + POST + LAST_GET)
    assert heard.data.count(b"HTTP/1.1 200 OK") == 3
    assert heard.end == "FIN"
    assert b"\r\n\r\n1HTTP" in heard.data
    assert b"\r\n\r\n2HTTP" in heard.data


async def test_a_plan_may_be_one_fault_a_queue_or_a_function_of_the_request() -> None:
    def by_method(request: Request) -> Fault:
        return faults.answer(body=request.method)

    for plan, bodies in (
        (faults.answer(body="all"), [b'"all"', b'"all"']),
        ([faults.answer(body="first")], [b'"first"', encoded(OK)]),
        (by_method, [b'"GET"', b'"POST"']),
    ):
        async with fault_server(plan) as server:
            assert [(await talk(server, sent)).body for sent in (LAST_GET, LAST_POST)] == bodies


async def test_another_plan_can_be_followed_from_now_on() -> None:
    async with fault_server(faults.refusal(503)) as server, http_for(server) as http:
        assert (await http.get("/")).status_code == 503
        server.follow(faults.answer())
        assert (await http.get("/")).status_code == 200


@pytest.mark.parametrize(
    ("fault", "is_applied"),
    [
        (faults.answer(), True),
        (faults.refusal(404), False),
        (faults.refusal(500, is_applied=True), True),
        (faults.page(504), False),
        (faults.page(504, is_applied=True), True),
        (faults.redirect(307, "/"), False),
        (faults.reset_after_request(), True),
        (faults.reset_after_request(is_applied=False), False),
        (faults.close_without_answer(is_applied=False), False),
        (faults.cut_body(3), True),
    ],
    ids=str,
)
async def test_what_counts_as_carried_out_is_kept(fault: Fault, is_applied: bool) -> None:
    async with fault_server(fault) as server:
        await talk(server, LAST_POST)
    assert [request.applied for request in server.requests] == [is_applied]
    assert len(server.applied) == is_applied


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 600_000 + b"\r\n\r\n",
    ],
    ids=lambda sent: repr(sent[:20]),
)
async def test_what_is_no_request_is_refused_and_not_kept(sent: bytes) -> None:
    async with fault_server() as server:
        heard = await talk(server, sent)
    assert heard.data.startswith(b"HTTP/1.1 400 ") or heard.end == "RST"
    assert server.requests == []


@pytest.mark.parametrize("sent", [b"", b"G", GET[:-2], POST[:-1]])
async def test_a_client_that_hangs_up_in_the_middle_has_asked_for_nothing(sent: bytes) -> None:
    async with fault_server() as server:
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(sent)
        writer.close()
        await until(lambda: server.connections == 1 and server.open_connections == 0)
    assert server.requests == []


# Coming, going, closing


async def test_an_error_of_a_plan_shows_when_the_server_is_closed() -> None:
    def broken(request: Request) -> Fault:
        raise LookupError("no plan for this")

    with pytest.raises(LookupError, match="no plan for this"):
        async with fault_server(broken) as server:
            await talk(server)


@pytest.mark.parametrize(
    "fault", [faults.black_hole(), faults.silence(), faults.drip_body(every_s=60)], ids=str
)
async def test_closing_does_not_wait_for_anyone(fault: Fault) -> None:
    before = asyncio.all_tasks()
    async with fault_server(fault) as server:
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(GET)
        await until(lambda: server.open_connections == 1)
        start = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - start < 5
    assert server.open_connections == 0
    assert asyncio.all_tasks() == before
    writer.close()


async def test_a_server_that_went_down_refuses_and_comes_up_on_the_same_port() -> None:
    async with fault_server() as server, http_for(server) as http:
        port = server.port
        await http.get("/1")
        await server.go_down()
        for _ in range(2):
            with pytest.raises(httpx.ConnectError):
                await http.get("/2")
        with socket.socket() as thief, pytest.raises(OSError, match="in use"):
            thief.bind(("127.0.0.1", port))
        await server.come_up()
        await http.get("/3")
    assert server.port == port
    assert [request.path for request in server.requests] == ["/1", "/3"]


async def test_a_server_that_is_closed_leaves_nothing_behind_at_its_port() -> None:
    async with fault_server() as server:
        pass
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", server.port)


async def test_a_refused_port_refuses() -> None:
    with refused_port() as port:
        async with httpx.AsyncClient(trust_env=False) as http:
            with pytest.raises(httpx.ConnectError):
                await http.get(f"http://127.0.0.1:{port}/")


async def test_an_unanswered_port_neither_accepts_nor_refuses() -> None:
    with unanswered_port() as port:
        async with httpx.AsyncClient(trust_env=False, timeout=0.3) as http:
            with pytest.raises(httpx.ConnectTimeout):
                await http.get(f"http://127.0.0.1:{port}/")


# On the wire

WHOLE = message(200, encoded(OK), [("Content-Type", "application/json")])
HEAD = WHOLE[: -len(encoded(OK))]


@pytest.mark.parametrize(
    ("fault", "data", "end", "seen"),
    [
        (faults.answer(), WHOLE, "open", 1),
        (faults.raw(b"abc"), b"abc", "open", 1),
        (faults.not_http(b"SSH-2.0\r\n"), b"SSH-2.0\r\n", "FIN", 1),
        (faults.reset_at_accept(), b"", "RST", 0),
        (faults.reset_before_reading(), b"", "RST", 0),
        (faults.black_hole(), b"", "open", 0),
        (faults.reset_after_request(), b"", "RST", 1),
        (faults.close_without_answer(), b"", "FIN", 1),
        (faults.silence(), b"", "open", 1),
        (faults.answer_then_close(), WHOLE, "FIN", 1),
        (faults.answer_then_close(by_reset=True), WHOLE, "RST", 1),
        (faults.cut_body(0), HEAD, "FIN", 1),
        (faults.cut_body(5), HEAD + encoded(OK)[:5], "FIN", 1),
        (faults.cut_body(5, by_reset=True), HEAD + encoded(OK)[:5], "RST", 1),
        (faults.cut_head(9), WHOLE[:9], "FIN", 1),
        (faults.cut_head(9, by_reset=True), WHOLE[:9], "RST", 1),
        (faults.drip_body(every_s=0), WHOLE, "open", 1),
        (faults.drip_head(every_s=0), WHOLE, "open", 1),
        (faults.smuggled(), WHOLE + message(200, b'{"evil":true}', [JSON]), "open", 1),
        (faults.delayed(0.01, faults.answer()), WHOLE, "open", 1),
        (
            faults.answer(204, b"", content_type="x/y"),
            b"HTTP/1.1 204 No Content\r\nContent-Type: x/y\r\n\r\n",
            "open",
            1,
        ),
    ],
    ids=str,
)
async def test_the_bytes_and_the_end_of_the_connection_are_those_of_the_fault(
    fault: Fault, data: bytes, end: str, seen: int
) -> None:
    async with fault_server(fault) as server:
        heard = await talk(server, at_least=len(data), quiet_s=QUIET_S if end == "open" else LONGEST_S)
    assert heard == (data, end)
    assert len(server.requests) == seen


async def test_a_large_body_that_is_cut_by_a_reset_arrives_up_to_the_cut() -> None:
    body = b"x" * 3_000_000
    async with fault_server(faults.cut_body(2_000_000, body, by_reset=True)) as server:
        heard = await talk(server)
    assert (len(heard.body), heard.end) == (2_000_000, "RST")


async def test_a_black_hole_takes_no_more_than_the_kernel_does() -> None:
    async with fault_server(faults.black_hole()) as server:
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"x" * 40_000_000)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(QUIET_S):
                await writer.drain()
        writer.transport.abort()


async def test_a_fault_before_the_request_strikes_a_kept_alive_connection_when_the_next_request_begins() -> (
    None
):
    async with fault_server([faults.answer(), faults.reset_at_accept(), faults.answer()]) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(GET)
        await reader.readuntil(encoded(OK))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(QUIET_S):
                await reader.read(1)
        writer.write(GET)
        with pytest.raises(ConnectionResetError):
            await reader.read(1)
        writer.transport.abort()
        assert (await talk(server, LAST_GET)).body == encoded(OK)
    assert [request.connection for request in server.requests] == [1, 2]


async def test_a_held_answer_comes_when_the_test_lets_it() -> None:
    event = asyncio.Event()
    async with (
        fault_server(faults.held(event, faults.answer(body="late"))) as server,
        http_for(server) as http,
    ):
        asking = asyncio.ensure_future(http.get("/"))
        await until(lambda: server.applied)
        assert not asking.done()
        event.set()
        assert (await asking).json() == "late"


@pytest.mark.parametrize("make", [faults.drip_body, faults.drip_head])
async def test_dripping_takes_its_time(make: Callable[..., Fault]) -> None:
    async with (
        fault_server(make(b"x" * 20, bytes_at_once=2, every_s=0.01)) as server,
        http_for(server) as http,
    ):
        start = asyncio.get_running_loop().time()
        assert (await http.get("/")).content == b"x" * 20
        assert asyncio.get_running_loop().time() - start >= 0.08


async def test_chunks_have_the_size_that_was_asked_for() -> None:
    async with fault_server(faults.chunked(b"abcde", chunk_bytes=2)) as server:
        heard = await talk(server, LAST_GET)
    assert b"transfer-encoding: chunked" in heard.head.lower()
    assert b"content-length" not in heard.head.lower()
    assert heard.body == b"2\r\nab\r\n2\r\ncd\r\n1\r\ne\r\n0\r\n\r\n"


async def test_interim_answers_come_before_the_answer() -> None:
    async with fault_server(faults.after_interim(100, 103)) as server:
        heard = await talk(server, LAST_GET)
    starts = [line for line in heard.data.split(b"\r\n") if line.startswith(b"HTTP/")]
    assert starts == [b"HTTP/1.1 100 Continue", b"HTTP/1.1 103 Early Hints", b"HTTP/1.1 200 OK"]
    assert heard.data.endswith(WHOLE)


async def test_headers_are_as_large_as_many_and_as_wrong_as_asked_for() -> None:
    async with fault_server([faults.huge_header(), faults.many_headers(500), faults.two_lengths()]) as server:
        huge, many, twice = [await talk(server, LAST_GET) for _ in range(3)]
    assert len(huge.head) > 300_000
    assert many.head.count(b"\r\nX-") == 500
    lengths = [line for line in twice.head.split(b"\r\n") if line.startswith(b"Content-Length")]
    assert len(set(lengths)) == 2
    assert twice.end == "FIN"


async def test_an_error_has_the_status_the_words_and_the_headers_it_was_given() -> None:
    waits = [("Retry-After", "7"), ("Retry-After", "9")]
    async with fault_server(faults.refusal(429, "slow down", waits)) as server, http_for(server) as http:
        answer = await http.get("/")
    assert (answer.status_code, answer.json()) == (429, {"message": "slow down"})
    assert answer.headers.get_list("retry-after") == ["7", "9"]


async def test_a_page_is_html_with_a_title() -> None:
    async with fault_server(faults.page(502, "502 Bad Gateway")) as server, http_for(server) as http:
        answer = await http.get("/")
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html")
    assert "<title>502 Bad Gateway</title>" in answer.text


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_shows_who_went_there_and_with_what(status: int) -> None:
    headers = {"X-Api-Key": "k", "Authorization": "Bearer t"}
    async with fault_server() as elsewhere, fault_server() as server, http_for(server) as http:
        server.follow(faults.redirect(status, f"{elsewhere.url}/stolen"))
        assert (await http.post("/", content=b"x", headers=headers)).status_code == status
        assert elsewhere.requests == []
        await http.post("/", content=b"x", headers=headers, follow_redirects=True)
    (stolen,) = elsewhere.called("/stolen")
    assert (stolen.header("x-api-key"), stolen.header("authorization")) == ("k", None)
    assert stolen.body == (b"x" if status > 302 else b"")


# Payloads


@pytest.mark.parametrize(("make", "bits"), [(payloads.gzip_bomb, 31), (payloads.deflate_bomb, 15)])
async def test_a_bomb_is_small_on_the_wire_and_valid_json_of_the_size_asked_for(
    make: Callable[[int], Fault], bits: int
) -> None:
    async with fault_server(make(10_000_000)) as server:
        heard = await talk(server, LAST_GET)
    assert len(heard.body) < 15_000
    inflated = zlib.decompress(heard.body, wbits=bits)
    assert (len(inflated), json.loads(inflated)) == (10_000_000, [])


async def test_the_full_bomb_is_200_mebibytes_in_about_as_many_kilobytes() -> None:
    async with fault_server(payloads.gzip_bomb()) as server:
        heard = await talk(server, LAST_GET)
    assert 190_000 < len(heard.body) < 220_000


@pytest.mark.parametrize("is_announced", [True, False])
async def test_a_large_list_is_streamed_valid_and_at_least_as_large_as_asked_for(is_announced: bool) -> None:
    plan = payloads.large_json(3 * payloads.MEBIBYTE, is_announced=is_announced)
    async with fault_server(plan) as server, http_for(server) as http:
        answer = await http.get("/")
    assert 3 * payloads.MEBIBYTE <= len(answer.content) < 4 * payloads.MEBIBYTE
    assert answer.json()["data"][0]["comment"] == "x" * 1000
    assert ("content-length" in answer.headers) is is_announced


async def test_encodings_are_what_they_claim_or_deliberately_not() -> None:
    plans = [payloads.gzipped(), payloads.double_gzip(), payloads.bad_gzip(), payloads.brotli_junk()]
    async with fault_server(plans) as server:
        once, twice, bad, brotli = [await talk(server, LAST_GET) for _ in plans]
    assert gzip.decompress(once.body) == encoded(OK)
    assert gzip.decompress(gzip.decompress(twice.body)) == encoded(OK)
    assert b"Content-Encoding: gzip, gzip" in twice.head
    assert b"Content-Encoding: gzip\r\n" in bad.head + b"\r\n"
    assert not bad.body.startswith(b"\x1f\x8b")
    assert b"Content-Encoding: br\r\n" in brotli.head + b"\r\n"


# What httpx makes of it: the table of reliability.md 1


@pytest.mark.parametrize(
    ("fault", "expected", "seen"),
    [
        (faults.reset_at_accept(), (httpx.ReadError, httpx.WriteError), 0),
        (faults.reset_before_reading(), httpx.ReadError, 0),
        (faults.reset_after_request(), httpx.ReadError, 1),
        (faults.close_without_answer(), httpx.RemoteProtocolError, 1),
        (faults.black_hole(), httpx.ReadTimeout, 0),
        (faults.silence(), httpx.ReadTimeout, 1),
        (faults.cut_body(5), httpx.RemoteProtocolError, 1),
        (faults.cut_body(5, by_reset=True), httpx.ReadError, 1),
        (faults.cut_head(9), httpx.RemoteProtocolError, 1),
        (faults.huge_header(), httpx.RemoteProtocolError, 1),
        (faults.two_lengths(), httpx.RemoteProtocolError, 1),
        (faults.not_http(), httpx.RemoteProtocolError, 1),
        (payloads.bad_gzip(), httpx.DecodingError, 1),
    ],
    ids=str,
)
async def test_httpx_raises_what_was_measured(
    fault: Fault, expected: type[Exception] | tuple[type[Exception], ...], seen: int
) -> None:
    async with fault_server(fault) as server, http_for(server, timeout_s=0.3) as http:
        with pytest.raises(expected):
            await http.post("/run", json={"a": 1})
    assert len(server.requests) == seen


async def test_httpx_takes_a_smuggled_answer_for_that_of_the_next_request() -> None:
    async with fault_server([faults.smuggled(), faults.answer()]) as server, http_for(server) as http:
        assert (await http.get("/1")).json() == OK
        assert (await http.get("/2")).json() == EVIL


async def test_httpx_never_times_out_on_a_drip() -> None:
    async with (
        fault_server(faults.drip_body(b"x" * 30, every_s=0.02)) as server,
        http_for(server, 0.2) as http,
    ):
        start = asyncio.get_running_loop().time()
        await http.get("/")
        assert asyncio.get_running_loop().time() - start > 0.4


async def test_httpx_opens_a_new_connection_after_a_stale_one() -> None:
    async with fault_server([faults.answer_then_close()]) as server, http_for(server) as http:
        await http.get("/1")
        await until(lambda: server.open_connections == 0)
        await http.get("/2")
    assert [request.connection for request in server.requests] == [1, 2]


@pytest.mark.parametrize(
    "fault",
    [faults.after_interim(100, 103), faults.chunked(), payloads.gzipped(), faults.drip_head(every_s=0)],
    ids=str,
)
async def test_httpx_reads_what_is_odd_but_right(fault: Fault) -> None:
    async with fault_server(fault) as server, http_for(server) as http:
        assert (await http.get("/")).json() == OK


async def test_many_clients_at_once_are_served_and_none_stays() -> None:
    async with fault_server() as server:
        heard = await asyncio.gather(*(talk(server, LAST_GET) for _ in range(300)))
        assert {each.body for each in heard} == {encoded(OK)}
        await until(lambda: server.open_connections == 0)
    assert server.connections == 300
