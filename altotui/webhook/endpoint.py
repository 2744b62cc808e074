"""The HTTP surface of a receiver: one method on one path, and an empty answer to everything."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from altotui.domain.clock import Clock
from altotui.webhook.allowance import Allowance
from altotui.webhook.duplicates import Duplicates, change_of

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


class Endpoint:
    """The ASGI application; each connection serves one request, so that nobody can sit on one.

    Args:
        path: The secret segment.
        take: Takes the body of a post; returns whether it was a notification.
        clock: For the rate.
        max_body_bytes: Size of the largest body that is read.
        max_per_minute: Posts to the right path that are read in a minute.
        read_timeout_s: Real seconds in which a body has to be there.
        failure: Gets what `take` raises.
    """

    def __init__(
        self,
        path: str,
        take: Callable[[bytes], bool],
        *,
        clock: Clock,
        max_body_bytes: int,
        max_per_minute: int,
        read_timeout_s: float,
        failure: asyncio.Future[None],
    ) -> None:
        self._path = f"/{path}".encode("ascii")
        self._take = take
        self._clock = clock
        self._max_body_bytes = max_body_bytes
        self._allowance = Allowance(max_per_minute)
        self._duplicates = Duplicates()
        self._read_timeout_s = read_timeout_s
        self._failure = failure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request with a status and nothing else."""
        try:
            status = await self._status(Request(scope, receive))
        except ClientDisconnect:
            return
        await Response(status_code=status, headers={"Connection": "close"})(scope, receive, send)

    async def _status(self, request: Request) -> HTTPStatus:
        is_ours = hmac.compare_digest(request.scope["raw_path"], self._path)
        if request.method != "POST" or not is_ours:
            return HTTPStatus.NOT_FOUND
        if not self._allowance.take(self._clock.monotonic()):
            return HTTPStatus.TOO_MANY_REQUESTS
        content = bytearray()
        is_complete = await self._read(request, content)
        if len(content) > self._max_body_bytes:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return self._answer(bytes(content)) if is_complete else HTTPStatus.REQUEST_TIMEOUT

    async def _read(self, request: Request, content: bytearray) -> bool:
        """Read the body into `content` until it is too large; return whether all of it came in time.

        The rest of one that is too large is read and dropped: while a client sends, it hears no answer.
        """
        try:
            async with asyncio.timeout(self._read_timeout_s):
                async for chunk in request.stream():
                    if len(content) <= self._max_body_bytes:
                        content += chunk
        except TimeoutError:
            return False
        return True

    def _answer(self, content: bytes) -> HTTPStatus:
        change = change_of(content)
        if change in self._duplicates:
            return HTTPStatus.NO_CONTENT
        try:
            is_taken = self._take(content)
        except Exception as problem:  # the server would only log it; whoever runs the receiver gets it
            if not self._failure.done():
                self._failure.set_exception(problem)
            return HTTPStatus.INTERNAL_SERVER_ERROR
        if not is_taken:
            return HTTPStatus.BAD_REQUEST
        self._duplicates.add(change)
        return HTTPStatus.NO_CONTENT
