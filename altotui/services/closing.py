"""The end of a run: each thing gets its time to close, whatever becomes of the others."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from altotui.domain.clock import Clock

CLOSING_S = 3.0
"""As long as somebody who leaves may wait for each thing that closes."""
DRAFTS_CLOSING_S = 6.0
"""Drafts were typed by a person and exist nowhere else; another console may keep their file locked for 5 s."""

Close = Callable[[], Awaitable[None]]


async def in_time(close: Close, clock: Clock, limit_s: float = CLOSING_S) -> None:
    """Wait for `close`, but not for ever: a server may be silent, and another console keep a file locked.

    What takes longer than `limit_s` is told to stop, and not waited for: it may not listen. What `close` raises in
    time is raised.
    """
    closing = asyncio.ensure_future(close())
    limit = asyncio.ensure_future(clock.sleep(limit_s))
    try:
        await asyncio.wait({closing, limit}, return_when=asyncio.FIRST_COMPLETED)
        if closing.done():
            closing.result()
    finally:
        limit.cancel()
        if not closing.done():
            closing.cancel()
            closing.add_done_callback(_let_go)


def _let_go(closing: asyncio.Future[None]) -> None:
    """Take what is raised too late: nobody is left who could be told."""
    if not closing.cancelled():
        closing.exception()
