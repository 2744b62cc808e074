"""Connections to one API without a pool: kept ones for reads, a fresh one for everything else.

httpcore's pool looks at every connection for every request, which grows with the square of their number
(performance.md, finding 7). Here a connection is either in use or in a short list, and a request that must not be
mistaken for another has one of its own, which carries nothing before or after.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Self

import httpcore
import httpx

from altotui.api.fair_network import FairNetwork

FRESH = "altotui_fresh"
"""Request extension: True for a connection of its own."""
KEPT = 6
"""Idle connections that are kept for the next read."""
_KEEP_S = 5.0


class SlotTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport with its pool replaced: proxies, TLS and the names of errors stay httpx's."""

    def __init__(self, verify: ssl.SSLContext, proxy: httpx.Proxy | None = None, kept: int = KEPT) -> None:
        """Keep at most `kept` idle connections, each for five seconds."""
        super().__init__(
            verify=verify,
            proxy=proxy,
            trust_env=False,
            limits=httpx.Limits(keepalive_expiry=_KEEP_S),
        )
        self._pool._network_backend = FairNetwork(self._pool._network_backend)
        self._pool = _Slots(self._pool, kept)  # type: ignore[assignment]  # it only has to take requests and to close
        self._proxy = proxy and f"{proxy.url.scheme}://{proxy.url.netloc.decode('ascii')}"

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; where there is no way through the proxy, that one is named."""
        try:
            return await super().handle_async_request(request)
        except (httpx.ConnectError, httpx.ProxyError) as problem:
            if self._proxy is None:
                raise
            raise type(problem)(f"{problem} (proxy {self._proxy})") from problem

    async def __aenter__(self) -> Self:
        """Return itself: there is nothing to open before the first request."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every idle connection."""
        await self.aclose()


class _Slots:
    """Takes requests as a pool does; uses the real one only to make connections."""

    def __init__(self, factory: httpcore.AsyncConnectionPool, kept: int) -> None:
        self._factory = factory
        self._kept = kept
        self._free: list[httpcore.AsyncConnectionInterface] = []

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send one request and return its answer, whose connection is free once the answer is closed."""
        is_fresh = bool(request.extensions.get(FRESH, True))
        connection = None if is_fresh else await self._take(request.url.origin)
        dialled = _Dialled()
        if connection is None:
            connection = self._factory.create_connection(request.url.origin)
            request.extensions = {**request.extensions, "trace": dialled}
        try:
            response = await connection.handle_async_request(request)
        except BaseException:
            await _close(connection)
            if dialled.socket is not None:
                await _close(dialled.socket)
            raise
        return httpcore.Response(
            response.status,
            headers=response.headers,
            content=_Body(response, lambda: self._give_back(connection, is_fresh=is_fresh)),
            extensions=response.extensions,
        )

    async def _take(self, origin: httpcore.Origin) -> httpcore.AsyncConnectionInterface | None:
        """Return an idle connection that is still good; None when there is none."""
        while self._free:
            connection = self._free.pop()
            if (
                connection.can_handle_request(origin)
                and connection.is_idle()
                and not connection.has_expired()
            ):
                return connection
            await _close(connection)
        return None

    async def _give_back(self, connection: httpcore.AsyncConnectionInterface, *, is_fresh: bool) -> None:
        """Keep a connection for the next read, or close it."""
        is_good = not is_fresh and connection.is_idle() and not _has_more(connection)
        if is_good and len(self._free) < self._kept:
            self._free.append(connection)
        else:
            await _close(connection)

    async def aclose(self) -> None:
        """Close every idle connection, and keep none from now on."""
        self._kept = 0
        while self._free:
            await _close(self._free.pop())


class _Dialled:
    """Hears of the socket of a new connection; httpcore leaves it open when the TLS handshake is cancelled."""

    def __init__(self) -> None:
        self.socket: httpcore.AsyncNetworkStream | None = None

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        """Take it from httpcore's trace of the request."""
        if event.endswith(".connect_tcp.complete"):
            self.socket = info["return_value"]


class _Body:
    """The body of one answer; its connection is given back when it is closed, read to the end or not."""

    def __init__(self, response: httpcore.Response, give_back: Callable[[], Awaitable[None]]) -> None:
        self._response = response
        self._give_back = give_back

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._response.aiter_stream():
            yield part

    async def aclose(self) -> None:
        """End the answer; one that was not read to its end closes its connection."""
        try:
            await self._response.aclose()
        finally:
            await self._give_back()


def _has_more(connection: object) -> bool:
    """Return whether bytes came behind the answer: the next request would take them for its own.

    They lie in a buffer of h11's, to which httpcore has no public way; a connection where it cannot be found
    counts as having more.
    """
    inner = _within(connection, "_connection", "_h11_state")
    if inner is None:
        return True
    more, _ = inner._h11_state.trailing_data
    return bool(more) or _has_unread_tls(getattr(inner, "_network_stream", None))


def _has_unread_tls(stream: object) -> bool:
    """Return whether TLS has bytes that nobody has read: they lie in buffers below h11's."""
    get_extra_info = getattr(stream, "get_extra_info", None)
    if get_extra_info is None:
        return True
    ssl_object = get_extra_info("ssl_object")
    if ssl_object is None:
        return False
    inner = _within(stream, "_stream", "_read_bio")
    return inner is None or inner._read_bio.pending > 0 or ssl_object.pending() > 0


def _within(outer: object, way: str, wanted: str) -> Any:
    """Return the first of `outer`, its attribute `way`, that one's, and so on that has `wanted`; None for none."""
    while outer is not None and not hasattr(outer, wanted):
        outer = getattr(outer, way, None)
    return outer


async def _close(connection: httpcore.AsyncConnectionInterface | httpcore.AsyncNetworkStream) -> None:
    """Close a connection, also while the task that used it is being cancelled."""
    await asyncio.shield(connection.aclose())
