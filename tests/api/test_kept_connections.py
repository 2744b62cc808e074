"""What a kept connection still has to say after an answer, and how many answers are dealt with at once."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from altotui.api.slots import FRESH, SlotTransport
from tests.faults.messages import json_message
from tests.faults.tls import make_certificates
from tests.passes import counted_passes
from tests.waiting import until

_KEPT = {FRESH: False}
_MANY = 20


class _Server:
    """Answers each request with its number; with a second answer behind it where `smuggles`."""

    def __init__(self, *, smuggles: bool = False) -> None:
        self.connections = 0
        self.port = 0
        self.go_on = asyncio.Event()
        self.go_on.set()
        self._smuggles = smuggles
        self._asked = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until it is closed."""
        self.connections += 1
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                self._asked += 1
                number = self._asked
                await self.go_on.wait()
                writer.write(json_message(number))
                if self._smuggles:
                    writer.write(json_message("smuggled"))  # in a TLS record of its own
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@asynccontextmanager
async def _client(
    folder: Path, server: _Server, *, is_tls: bool, kept: int = 6
) -> AsyncIterator[httpx.AsyncClient]:
    certificates = make_certificates(folder)
    listening = await asyncio.start_server(
        server.serve, "127.0.0.1", 0, ssl=certificates.good if is_tls else None
    )
    server.port = listening.sockets[0].getsockname()[1]
    transport = SlotTransport(ssl.create_default_context(cafile=certificates.ca_file), kept=kept)
    scheme = "https" if is_tls else "http"
    async with (
        listening,
        httpx.AsyncClient(transport=transport, base_url=f"{scheme}://127.0.0.1:{server.port}") as client,
    ):
        yield client


@pytest.mark.parametrize("is_tls", [False, True], ids=["plain", "TLS"])
@pytest.mark.parametrize("smuggles", [False, True])
async def test_a_connection_with_more_behind_an_answer_is_not_used_again(
    smuggles: bool, is_tls: bool, tmp_path: Path
) -> None:
    server = _Server(smuggles=smuggles)
    async with _client(tmp_path, server, is_tls=is_tls) as client:
        answers = [(await client.get("/", extensions=_KEPT)).json() for _ in range(3)]
    assert answers == [1, 2, 3]
    assert server.connections == (3 if smuggles else 1)


async def test_answers_that_come_together_are_dealt_with_one_by_one(tmp_path: Path) -> None:
    server = _Server()
    ended: list[int] = []
    async with _client(tmp_path, server, is_tls=False, kept=_MANY) as client, counted_passes() as passes:
        server.go_on.clear()

        async def ask() -> None:
            await client.get("/", extensions=_KEPT)
            ended.append(passes.count)

        asking = asyncio.gather(*(ask() for _ in range(_MANY)))
        await until(lambda: server.connections == _MANY)
        server.go_on.set()
        await asking
    assert len(ended) == _MANY
    assert max(map(ended.count, ended)) <= 2
