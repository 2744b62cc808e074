"""The transport of demonstrations and tests: an ASGI application in this process, with real time-outs."""

from __future__ import annotations

import asyncio

import httpx


class InProcessTransport(httpx.ASGITransport):
    """httpx's ASGI transport, made to honour the read time-out of each request."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer `request` from the application, or raise ReadTimeout as a network would."""
        read_s = request.extensions.get("timeout", {}).get("read")
        try:
            async with asyncio.timeout(read_s):
                return await super().handle_async_request(request)
        except TimeoutError:
            raise httpx.ReadTimeout(f"no answer in {read_s} s", request=request) from None
