"""How often the event loop comes round: what a key waits for is counted in passes, and not in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Passes:
    """Counts how often the event loop comes round."""

    def __init__(self) -> None:
        self.count = 0
        self._next = asyncio.get_running_loop().call_soon(self._come_round)

    def _come_round(self) -> None:
        self.count += 1
        self._next = asyncio.get_running_loop().call_soon(self._come_round)

    def stop(self) -> None:
        """Count no more."""
        self._next.cancel()


@asynccontextmanager
async def counted_passes() -> AsyncIterator[Passes]:
    passes = Passes()
    try:
        yield passes
    finally:
        passes.stop()
