"""An HTTP/1.1 server on loopback that does what a script says, and keeps what it saw.

    async with fault_server([faults.silence(), faults.answer()]) as server:
        ...
        assert [request.path for request in server.requests] == ["/sites", "/sites"]

Real TCP, no framework. A connection lives a minute at most, all end when the server is closed, and closing never
hangs.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Protocol

from tests.faults.connection import MAX_HEAD_BYTES, Connection, MalformedRequest, Request
from tests.faults.faults import Fault, answer
from tests.faults.messages import message
from tests.faults.ports import LOOPBACK, bound

_LONGEST_S = 60.0
_HANDSHAKE_S = 5.0
_GOODBYE_S = 1.0
_BACKLOG = 512


class Script(Protocol):
    """Says what happens next."""

    def before_request(self, first_byte: bytes, /) -> Fault | None:
        """Return what happens before a request is read, None for nothing.

        Asked when a connection is accepted, with nothing as `first_byte`, and when each request begins.
        """
        ...

    def for_request(self, request: Request, /) -> Fault:
        """Return what happens to a request that was read."""
        ...


class Queue:
    """A script that plays faults in turn, and `then` for ever.

    Requests take them in the order in which they were read. A fault that needs no request is taken by the next
    connection, or by the next request on a connection that is kept alive.
    """

    def __init__(self, faults: Iterable[Fault], then: Fault | None = None) -> None:
        self.left = deque(faults)
        self._then = then or answer()

    def before_request(self, _: bytes) -> Fault | None:
        """Take the next fault if it needs no request."""
        following = self.left[0] if self.left else self._then
        return None if following.needs_request else self._next()

    def for_request(self, _: Request) -> Fault:
        """Take the next fault."""
        return self._next()

    def _next(self) -> Fault:
        return self.left.popleft() if self.left else self._then


class ByRequest:
    """A script that is a function of the request."""

    def __init__(self, choose: Callable[[Request], Fault]) -> None:
        self._choose = choose

    def before_request(self, _: bytes) -> Fault | None:
        """Leave every connection alone until its request is read."""
        return None

    def for_request(self, request: Request) -> Fault:
        """Return what the function says."""
        return self._choose(request)


Plan = Script | Iterable[Fault] | Fault | Callable[[Request], Fault]
"""A script; a queue of faults, proper answers after its end; one fault for ever; or a function of the request."""


def _script(plan: Plan) -> Script:
    if isinstance(plan, Fault):
        return Queue((), then=plan)
    if isinstance(plan, Iterable):
        return Queue(plan)
    return ByRequest(plan) if callable(plan) else plan


class FaultServer:
    """The other end of the API client; `fault_server` starts and closes one."""

    def __init__(self, plan: Plan, tls: ssl.SSLContext | None = None) -> None:
        self.script = _script(plan)
        self.requests: list[Request] = []
        """Every request that was read, in the order in which they were complete."""
        self.connections = 0
        """How many were accepted; with TLS, how many shook hands."""
        self.port = 0
        self._tls = tls
        self._listener: asyncio.Server | None = None
        self._held: socket.socket | None = None
        self._serving: set[asyncio.Task[None]] = set()
        self._is_closing = False

    @property
    def url(self) -> str:
        """Return its base address, by number."""
        return f"{'https' if self._tls else 'http'}://{LOOPBACK}:{self.port}"

    @property
    def open_connections(self) -> int:
        """Return how many connections the server has not done with; it sees no hang-up in a black hole."""
        return sum(not task.done() for task in self._serving)

    @property
    def applied(self) -> list[Request]:
        """Return the requests that count as carried out."""
        return [request for request in self.requests if request.applied]

    def called(self, path: str) -> list[Request]:
        """Return the requests for one path."""
        return [request for request in self.requests if request.path == path]

    def follow(self, plan: Plan) -> None:
        """Play another plan from now on."""
        self.script = _script(plan)

    async def come_up(self) -> None:
        """Listen, on the same port as before."""
        self._let_go_of_the_port()
        self._is_closing = False
        listener = socket.create_server((LOOPBACK, self.port), backlog=_BACKLOG)
        self.port = listener.getsockname()[1]
        self._listener = await asyncio.start_server(
            self._accept,
            sock=listener,
            limit=MAX_HEAD_BYTES,
            backlog=_BACKLOG,
            ssl=self._tls,
            ssl_handshake_timeout=_HANDSHAKE_S if self._tls else None,
            ssl_shutdown_timeout=_GOODBYE_S if self._tls else None,
        )

    async def go_down(self) -> None:
        """End every connection and refuse new ones until `come_up`; an error of the server itself shows here."""
        self._is_closing = True
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        serving, self._serving = self._serving, set()
        for task in serving:
            task.cancel()
        ends = await asyncio.gather(*serving, return_exceptions=True)
        self._held = bound(self.port)
        for end in ends:
            if isinstance(end, Exception):
                raise end

    async def close(self) -> None:
        """End everything."""
        try:
            await self.go_down()
        finally:
            self._let_go_of_the_port()

    def _let_go_of_the_port(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_closing:
            writer.transport.abort()
            return
        self.connections += 1
        connection = Connection(self.connections, reader, writer)
        task = asyncio.get_running_loop().create_task(self._serve(connection))
        self._serving.add(task)  # held until it is done, and longer when it failed: `go_down` raises that
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or task.exception() is None:
            self._serving.discard(task)

    async def _serve(self, connection: Connection) -> None:
        try:
            async with asyncio.timeout(_LONGEST_S):
                await self._converse(connection)
        except (OSError, EOFError):  # the client has gone, or one side has waited long enough
            pass
        except asyncio.CancelledError:
            connection.abort()
            raise
        finally:
            await connection.end()

    async def _converse(self, connection: Connection) -> None:
        fault = self.script.before_request(b"")
        while fault is None:
            first = await connection.first_byte()
            if not first:
                return
            fault = self.script.before_request(first)
            if fault is None:
                try:
                    request = connection.request = await connection.read_request()
                except MalformedRequest as problem:
                    return await connection.send(message(400, str(problem).encode()))
                chosen = self.script.for_request(request)
                self._record(request, chosen)
                await chosen.play(connection)
                if connection.is_ended or _is_last(request):
                    return
        await fault.play(connection)

    def _record(self, request: Request, fault: Fault) -> None:
        request.applied, request.fault = fault.is_applied, fault.name
        self.requests.append(request)


def _is_last(request: Request) -> bool:
    return (request.header("connection") or "").lower() == "close"


@asynccontextmanager
async def fault_server(plan: Plan = (), *, tls: ssl.SSLContext | None = None) -> AsyncIterator[FaultServer]:
    """Run a server that plays `plan`; without one it answers everything properly.

    Args:
        plan: See `Plan`.
        tls: Speak TLS with this certificate (tests.faults.tls makes them).
    """
    server = FaultServer(plan, tls)
    await server.come_up()
    try:
        yield server
    finally:
        await server.close()
