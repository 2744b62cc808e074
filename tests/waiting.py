"""Waiting in tests: for a condition, never for a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

_FIRST_POLL_S, _POLL_S = 0.0005, 0.005
"""It is asked again soon at first: most conditions come true within a millisecond or two."""


async def until(
    predicate: Callable[[], object], timeout_s: float = 5.0, message: str | Callable[[], str] = ""
) -> None:
    """Return as soon as `predicate()` is true; fail with `message` after `timeout_s` real seconds.

    Args:
        predicate: Asked again and again on the event loop.
        timeout_s: Real seconds.
        message: What was waited for, or a function that describes what there is instead (the screen, say).
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + timeout_s
    pause_s = _FIRST_POLL_S
    while not predicate():
        if loop.time() >= end:
            words = message() if callable(message) else message
            raise AssertionError(f"still not true after {timeout_s} s: {words or predicate!r}")
        await asyncio.sleep(pause_s)
        pause_s = min(_POLL_S, 2 * pause_s)
