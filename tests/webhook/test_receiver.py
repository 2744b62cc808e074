"""The receiver over real HTTP: who is heard, what is bounded, and that nobody else learns a thing."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import pytest

from altotui.domain.errors import InvalidInput
from altotui.webhook.receiver import Receiver
from tests.clocks import FakeClock, settle
from tests.waiting import until
from tests.webhook.receiving import SECRET, content, receiving

HOSTILE = "\x1b]0;x\x07\u202e\r\n[b]$(x)\x00"


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def test_a_post_to_the_path_is_taken_as_it_came() -> None:
    async with receiving() as run:
        body = content(description=HOSTILE, more=[1, {"a": None}])
        assert await run.post(body) == 204
        assert await run.post(pieces(body[:10], b"", body[10:-1], b" }")) == 204
        assert run.taken[0] == body


async def test_a_body_that_is_no_notification_is_400_each_time() -> None:
    async with receiving() as run:
        assert [await run.post(b"junk") for _ in range(2)] == [400, 400]
        assert run.taken == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", SECRET),
        ("HEAD", SECRET),
        ("PUT", SECRET),
        ("OPTIONS", SECRET),
        ("POST", ""),
        ("POST", SECRET[:-1]),
        ("POST", f"{SECRET}x"),
        ("POST", f"{SECRET}/"),
        ("POST", f"/{SECRET}"),
        ("POST", f"x/{SECRET}"),
        ("POST", SECRET.upper()),
        ("POST", f"%{ord(SECRET[0]):02x}{SECRET[1:]}"),
        ("POST", "%ff%00"),
        ("GET", "favicon.ico"),
    ],
)
async def test_everything_else_is_not_found_and_gives_no_hint(method: str, path: str) -> None:
    async with receiving() as run:
        answer = await run.client.request(method, f"http://127.0.0.1:{run.port}/{path}", content=content())
        assert (answer.status_code, answer.content) == (404, b"")
        assert dict(answer.headers) == {"connection": "close", "content-length": "0"}
        assert run.taken == []


async def test_the_query_of_a_notify_url_does_not_matter() -> None:
    async with receiving() as run:
        assert await run.post(content(), f"{SECRET}?account=7") == 204


async def test_an_answer_tells_nothing_of_the_server() -> None:
    async with receiving() as run:
        answer = await run.client.post(f"http://127.0.0.1:{run.port}/{SECRET}", content=content())
        assert dict(answer.headers) == {"connection": "close"}


@pytest.mark.parametrize(("size", "status"), [(1000, 204), (1001, 413), (3_000_000, 413)])
@pytest.mark.parametrize("is_announced", [True, False])
async def test_a_body_is_bounded_whether_its_length_is_announced_or_not(
    size: int, status: int, is_announced: bool
) -> None:
    async with receiving(max_body_bytes=1000) as run:
        parts = [b"x" * min(500, size - start) for start in range(0, size, 500)]
        body = b"".join(parts) if is_announced else pieces(*parts)
        assert await run.post(body) == status
        assert len(run.taken) == (status == 204)


async def test_a_body_without_end_is_413_when_its_time_is_over() -> None:
    async with receiving(max_body_bytes=1000, read_timeout_s=0.2) as run:
        head = f"POST /{SECRET} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n"
        assert (await run.send(head.encode() + b"x" * 2000)).startswith(b"HTTP/1.1 413 ")
        assert run.taken == []


async def test_a_body_that_does_not_come_in_time_is_408() -> None:
    async with receiving(read_timeout_s=0.2) as run:
        head = f"POST /{SECRET} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345"
        assert (await run.send(head.encode())).startswith(b"HTTP/1.1 408 ")
        assert run.taken == []


@pytest.mark.parametrize("raw", [b"", b"POST /", f"POST /{SECRET} HTTP/1.1\r\nHost: x\r\n".encode()])
async def test_a_connection_without_a_request_is_closed(raw: bytes) -> None:
    async with receiving(read_timeout_s=0.2) as run:
        assert await run.send(raw) == b""


@pytest.mark.parametrize(
    "raw",
    [
        b"\x16\x03\x01\x02\x00\x01",
        b"POST / HTTP/1.1\r\n\r\n",
        b"POST /" + b"x" * 400_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        f"POST /{SECRET} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n".encode(),
        f"POST /{SECRET} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".encode(),
    ],
)
async def test_what_is_no_http_ends_its_own_connection_only(
    raw: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    async with receiving() as run:
        answered = await run.send(raw)
        assert answered == b"" or answered.startswith(b"HTTP/1.1 400 ")
        assert await run.post(content()) == 204
    assert capfd.readouterr() == ("", "")


async def test_who_hangs_up_in_the_middle_harms_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    async with receiving() as run:
        _, writer = await asyncio.open_connection("127.0.0.1", run.port)
        writer.write(f"POST /{SECRET} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        assert await run.post(content()) == 204
        assert run.taken == [content()]
    assert capfd.readouterr() == ("", "")


async def test_a_repeated_post_is_answered_and_not_taken_again() -> None:
    async with receiving() as run:
        assert await run.post(content(1)) == 204
        assert await run.post(content(1, description="another word")) == 204
        assert await run.post(content(1, status="completed")) == 204
        assert await run.post(content(1, seq_id=8)) == 204
        assert await run.post(content(2)) == 204
        assert run.taken == [
            content(1),
            content(1, status="completed"),
            content(1, seq_id=8),
            content(2),
        ]


async def test_what_was_refused_is_not_remembered() -> None:
    answers = [False, True]
    async with receiving(lambda _: answers.pop(0)) as run:
        assert [await run.post(content()) for _ in range(3)] == [400, 204, 204]
    assert answers == []


async def test_a_flood_is_refused_until_the_minute_is_over() -> None:
    async with receiving(max_per_minute=5) as run:
        assert await run.post(content(), "elsewhere") == 404
        assert [await run.post(content(number)) for number in range(7)] == [204] * 5 + [429] * 2
        assert await run.post(content(), "elsewhere") == 404
        await run.clock.advance(59.9)
        assert await run.post(content(7)) == 429
        await run.clock.advance(0.1)
        assert await run.post(content(7)) == 204
        assert len(run.taken) == 6


async def test_thirty_two_are_heard_at_a_time() -> None:
    head = f"POST /{SECRET} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(content())}\r\n\r\n".encode()
    async with receiving() as run:
        waiting = [await asyncio.open_connection("127.0.0.1", run.port) for _ in range(32)]
        for _, writer in waiting:
            writer.write(head)
        answer = await run.client.post(f"http://127.0.0.1:{run.port}/{SECRET}", content=content())
        assert answer.status_code == 503
        for _, writer in waiting:
            writer.write(content())
        answers = [await reader.read() for reader, _ in waiting]
        assert all(text.startswith(b"HTTP/1.1 204 ") for text in answers)
        for _, writer in waiting:
            writer.close()
            await writer.wait_closed()
        assert await run.post(content(1)) == 204


async def test_many_at_once_are_all_taken() -> None:
    async with receiving() as run:
        statuses = await asyncio.gather(*(run.post(content(number)) for number in range(24)))
        assert set(statuses) == {204}
        assert sorted(run.taken) == sorted(content(number) for number in range(24))


async def test_what_the_taker_raises_ends_the_run_and_is_raised(capfd: pytest.CaptureFixture[str]) -> None:
    def fail(_: bytes) -> bool:
        raise BrokenPipeError("the reader has gone")

    ports: list[int] = []
    receiver = Receiver(SECRET, fail, port=0, clock=FakeClock())

    async def call() -> int:
        await until(lambda: ports)
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(f"http://127.0.0.1:{ports[0]}/{SECRET}", content=content())
        return answer.status_code

    run, status = await asyncio.gather(receiver.run(ports.append), call(), return_exceptions=True)
    assert isinstance(run, BrokenPipeError)
    assert status == 500
    assert capfd.readouterr() == ("", "")


async def test_the_end_leaves_the_port_to_the_next() -> None:
    async with receiving() as run:
        assert await run.post(content()) == 204
    with socket.create_server(("127.0.0.1", run.port)) as again:
        assert again.getsockname()[1] == run.port


async def test_a_request_that_has_begun_is_answered_before_the_end() -> None:
    async with receiving() as run:
        reader, writer = await asyncio.open_connection("127.0.0.1", run.port)
        body = content()
        writer.write(f"POST /{SECRET} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        await writer.drain()
        assert await run.post(content(1)) == 204

        async def finish() -> bytes:
            writer.write(body)
            return await reader.read()

        finishing = asyncio.ensure_future(finish())
    assert (await finishing).startswith(b"HTTP/1.1 204 ")
    assert run.taken == [content(1), body]
    writer.close()
    await writer.wait_closed()


async def test_a_taken_port_is_named_with_a_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        receiver = Receiver(SECRET, lambda _: True, port=port, clock=FakeClock())
        with pytest.raises(InvalidInput, match=rf"port {port} cannot be used: .* in use.*choose another"):
            await receiver.run()


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_that_cannot_be_is_named(port: int) -> None:
    with pytest.raises(InvalidInput, match=f"no port {port}: choose one from 0 to 65535"):
        Receiver(SECRET, lambda _: True, port=port, clock=FakeClock())


@pytest.mark.parametrize(
    "host", ["192.0.2.0", "::", "", "localhost", "example.com", "192.0.2.1", "127.0.0.1 "]
)
def test_only_this_machine_is_listened_on(host: str) -> None:
    with pytest.raises(InvalidInput, match=r"127\.0\.0\.1"):
        Receiver(SECRET, lambda _: True, host=host, port=0, clock=FakeClock())


@pytest.mark.parametrize("path", ["", "a/b", "/a", "a b", "a?b", "a#b", "%41", "é", "..", "a\n", "x" * 201])
def test_a_path_is_one_plain_segment(path: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be the path"):
        Receiver(path, lambda _: True, port=0, clock=FakeClock())


async def test_ipv6_is_this_machine_too() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    ports: list[int] = []
    receiver = Receiver(SECRET, lambda body: body == content(), host="::1", port=0, clock=FakeClock())
    task = asyncio.ensure_future(receiver.run(ports.append))
    await until(lambda: ports)
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"http://[::1]:{ports[0]}/{SECRET}", content=content())
    task.cancel()
    await asyncio.wait({task})
    assert answer.status_code == 204


async def test_nobody_calls_and_nothing_ticks() -> None:
    async with receiving():
        loop = asyncio.get_running_loop()
        await settle()
        timers = [timer for timer in loop._scheduled if not timer.cancelled()]  # type: ignore[attr-defined]  # no public word for it
        assert timers == []
