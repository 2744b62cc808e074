"""Many that come together go on one by one, and the event loop comes round in between."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import httpcore
import pytest

from altotui.api import policy
from altotui.api.fair_network import FairNetwork
from altotui.api.sender import Call
from altotui.api.turnstile import Turnstile
from altotui.domain.budget import Priority
from tests.api.exchange import answer, sender_for
from tests.faults.tls import make_certificates
from tests.passes import counted_passes
from tests.waiting import until

MANY = 20
GET = Call("GET", "/sites")


async def test_whoever_is_alone_goes_through_at_once() -> None:
    turnstile = Turnstile()
    async with counted_passes() as passes:
        for _ in range(3):
            await turnstile.go_through()
            assert passes.count == 0
            await until(lambda: passes.count > 2)
            passes.count = 0


async def test_those_who_come_together_go_through_in_their_order_and_each_in_a_pass_of_its_own() -> None:
    turnstile = Turnstile()
    through: list[tuple[int, int]] = []
    async with counted_passes() as passes:

        async def go(number: int) -> None:
            await turnstile.go_through()
            through.append((number, passes.count))

        await asyncio.gather(*(go(number) for number in range(MANY)))
    assert [number for number, _ in through] == list(range(MANY))
    assert len({at for _, at in through}) == MANY


async def test_those_that_give_up_hold_nobody_up() -> None:
    turnstile = Turnstile()
    tasks = [asyncio.ensure_future(turnstile.go_through()) for _ in range(MANY)]
    await asyncio.sleep(0)
    for task in tasks[1:-1]:
        task.cancel()
    async with asyncio.timeout(5):
        await tasks[-1]
        await turnstile.go_through()
    assert [task.cancelled() for task in tasks] == [False, *[True] * (MANY - 2), False]


@pytest.mark.parametrize("passes", range(4))
async def test_one_that_gives_up_in_the_moment_of_its_turn_holds_nobody_up(passes: int) -> None:
    turnstile = Turnstile()
    tasks = [asyncio.ensure_future(turnstile.go_through()) for _ in range(3)]
    for _ in range(passes):
        await asyncio.sleep(0)
    tasks[1].cancel()
    async with asyncio.timeout(5):
        await asyncio.gather(tasks[0], tasks[2])
        await turnstile.go_through()


@pytest.mark.parametrize("is_tls", [False, True], ids=["plain", "TLS"])
async def test_what_comes_for_many_connections_at_once_is_read_one_by_one(
    is_tls: bool, tmp_path: Path
) -> None:
    certificates = make_certificates(tmp_path)
    speak = asyncio.Event()
    network = FairNetwork(httpcore.AnyIOBackend())
    read_at: list[int] = []

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await speak.wait()
        writer.write(b"all at once")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=certificates.good if is_tls else None)
    port = server.sockets[0].getsockname()[1]

    async def open_stream() -> httpcore.AsyncNetworkStream:
        stream = await network.connect_tcp("127.0.0.1", port)
        trusted = ssl.create_default_context(cafile=certificates.ca_file)
        return await stream.start_tls(trusted, "127.0.0.1") if is_tls else stream

    async with server, counted_passes() as passes:
        streams = [await open_stream() for _ in range(MANY)]

        async def read(stream: httpcore.AsyncNetworkStream) -> bytes:
            data = await stream.read(100)
            read_at.append(passes.count)
            await stream.aclose()
            return data

        reading = asyncio.gather(*map(read, streams))
        speak.set()
        assert await reading == [b"all at once"] * MANY
    assert len(set(read_at)) == len(read_at) == MANY


async def test_calls_that_start_together_leave_one_by_one() -> None:
    left: list[int] = []
    sender, _ = sender_for(answer([]))
    async with counted_passes() as passes:
        sending = (
            sender.send(GET, policy.LIST_SITES, Priority.COMMAND, lambda: left.append(passes.count))
            for _ in range(MANY)
        )
        await asyncio.gather(*sending)
    assert len(set(left)) == len(left) == MANY
