"""httpcore's network, made to hand on what comes for one connection after the other."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import httpcore

from altotui.api.turnstile import Turnstile


class FairNetwork(httpcore.AsyncNetworkBackend):
    """Connects as `network` does; what many connections get at the same moment is dealt with in turn.

    To read an answer takes a good part of a millisecond. Fifty of them in one pass of the event loop, as asyncio
    would have it, are a key that is late.
    """

    def __init__(self, network: httpcore.AsyncNetworkBackend) -> None:
        self._network = network
        self._turnstile = Turnstile()

    async def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        """Connect to a host."""
        return _FairStream(await self._network.connect_tcp(*args, **kwargs), self._turnstile)

    async def sleep(self, seconds: float) -> None:
        """Wait between two attempts to connect."""
        await self._network.sleep(seconds)


class _FairStream(httpcore.AsyncNetworkStream):
    """Reads from `stream`, and goes on when it is its turn."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, turnstile: Turnstile) -> None:
        self._stream = stream
        self._turnstile = turnstile

    async def read(self, *args: Any, **kwargs: Any) -> bytes:
        data = await self._stream.read(*args, **kwargs)
        await self._turnstile.go_through()
        return data

    async def write(self, *args: Any, **kwargs: Any) -> None:
        await self._stream.write(*args, **kwargs)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(self, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        return _FairStream(await self._stream.start_tls(*args, **kwargs), self._turnstile)

    def get_extra_info(self, info: str) -> Any:
        return self._ssl_object if info == "ssl_object" else self._stream.get_extra_info(info)

    @cached_property
    def _ssl_object(self) -> Any:
        """Return what is asked for behind each answer: anyio would ask the system for both addresses before."""
        return self._stream.get_extra_info("ssl_object")
