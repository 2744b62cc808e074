"""What a forward proxy does with a CONNECT: the fault server is one when its faults are these."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from tests.faults.connection import Connection
from tests.faults.faults import Fault, answer
from tests.faults.messages import message
from tests.faults.ports import LOOPBACK

_BLOCK_BYTES = 64 * 1024


def tunnel(port: int) -> Fault:
    """Say 200 and connect the client with a port of loopback, whatever host it asked for."""

    async def play(connection: Connection) -> None:
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        try:
            await connection.send(message(200, headers=[("Content-Length", "0")]))
            await _join(connection, reader, writer)
        finally:
            writer.transport.abort()

    return Fault(f"tunnel to {port}", play)


async def _join(connection: Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes both ways until one side has no more."""

    async def upwards() -> None:
        while data := await connection.receive():
            writer.write(data)
            await writer.drain()

    async def downwards() -> None:
        while data := await reader.read(_BLOCK_BYTES):
            await connection.send(data)

    loop = asyncio.get_running_loop()
    ways = [loop.create_task(upwards()), loop.create_task(downwards())]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)


def wants_password() -> Fault:
    """Refuse with 407."""
    challenge = [("Proxy-Authenticate", 'Basic realm="proxy"')]
    refused = answer(407, b"who are you?", challenge, content_type="text/plain")
    return replace(refused, name="proxy wants a password")


def cannot_reach(status: int = 502) -> Fault:
    """Refuse because the other side is not to be had."""
    return replace(answer(status, b"", content_type="text/html"), name=f"proxy answers {status}")
