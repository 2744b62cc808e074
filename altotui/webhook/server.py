"""The web server under a receiver: inside a loop that runs already, silent, and without a clock that ticks."""

from __future__ import annotations

import asyncio
import math
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_AT_A_TIME = 32
_END_WITHIN_S = 1


async def serve(
    application: ASGIApp, listener: socket.socket, failure: asyncio.Future[None], *, head_timeout_s: float
) -> None:
    """Serve an application until cancelled, and let requests that have begun end.

    Args:
        application: Gets every request.
        listener: Listens already; is closed at the end.
        failure: Its exception ends the server and is raised.
        head_timeout_s: Seconds in which the head of a request has to be there; counted in whole ones.
    """
    config = uvicorn.Config(
        application,
        access_log=False,
        date_header=False,
        http=_ImpatientProtocol,
        interface="asgi3",
        lifespan="off",
        limit_concurrency=_AT_A_TIME + 1,
        log_config=None,
        log_level="critical",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_END_WITHIN_S,
        timeout_keep_alive=math.ceil(head_timeout_s),
        ws="none",
    )
    server = _Server(config, failure)
    try:
        await server.serve(sockets=[listener])
    finally:
        if server.started:
            await server.shutdown(sockets=[listener])


class _ImpatientProtocol(H11Protocol):
    """A connection that is closed when no request has come in time: uvicorn would wait for ever."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for the request."""
        super().connection_made(transport)
        self.loop.call_later(self.timeout_keep_alive, self._close_if_silent)

    def _close_if_silent(self) -> None:
        if self.cycle is None:
            self.transport.close()


class _Server(uvicorn.Server):
    """A server that leaves signals to its owner, and sleeps while nobody calls."""

    def __init__(self, config: uvicorn.Config, failure: asyncio.Future[None]) -> None:
        super().__init__(config)
        self._failure = failure

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield

    async def main_loop(self) -> None:
        """Wait until cancelled; raises the failure."""
        await self._failure
