"""Lets tasks through one by one, so that fifty answers at the same moment do not hold up a key."""

from __future__ import annotations

import asyncio
from collections import deque


class Turnstile:
    """Lets one task through in each pass of the event loop, in the order in which they come; now and then two."""

    def __init__(self) -> None:
        self._is_free = True
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def go_through(self) -> None:
        """Return when it is its turn; at once where nobody went through in this pass of the loop."""
        loop = asyncio.get_running_loop()
        if self._is_free:
            self._is_free = False
            loop.call_soon(self._next, loop)
        else:
            turn = loop.create_future()
            self._waiting.append(turn)
            await turn

    def _next(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let the next one through that still wants to."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                loop.call_soon(self._next, loop)
                return
        self._is_free = True
