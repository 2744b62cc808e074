"""A total deadline that a stalled event loop cannot falsify."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

T = TypeVar("T")
_GRACE_S = 0.5
_STALLED_S = 0.1


async def within(total_s: float, work: Coroutine[object, object, T]) -> T:
    """Return the result of `work`, or raise TimeoutError after `total_s` real seconds.

    httpx counts per read, so a drip-fed answer never times out there; and `asyncio.timeout` reports a
    time-out for an answer that came while the loop was held up. Here a loop that woke late gets one more
    pass of half a second before the work is cancelled (reliability.md, findings 11 and 13).
    """
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)
    end = loop.time() + total_s
    try:
        done, _ = await asyncio.wait({task}, timeout=total_s)
        if not done and loop.time() - end > _STALLED_S:
            done, _ = await asyncio.wait({task}, timeout=_GRACE_S)
        if not done:
            raise TimeoutError
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        elif not task.cancelled():
            task.exception()  # looked at, even when the caller is cancelled in the moment in which it fails
