"""For how long a loop computes at a stretch; waiting for the processor does not count."""

from __future__ import annotations

import asyncio
import gc
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

_BEAT_S = 0.002
_YARDSTICK_MIB = 8


class Lag(NamedTuple):
    """How long everything else on the loop had to wait."""

    p50_ms: float
    p99_ms: float
    longest_ms: float


@asynccontextmanager
async def beating() -> AsyncIterator[list[float]]:
    """Give a list that gets, for each turn of the loop, the seconds for which it computed at a stretch.

    What is older is not searched for garbage meanwhile, as the start of the console sees to: in a process that ran
    thousands of tests that alone takes half a second.
    """
    gc.collect()
    gc.freeze()
    beats_s: list[float] = []
    last_s = time.process_time()

    async def beat() -> None:
        nonlocal last_s
        while True:
            await asyncio.sleep(_BEAT_S)
            now_s = time.process_time()
            beats_s.append(now_s - last_s)
            last_s = now_s

    task = asyncio.ensure_future(beat())
    try:
        yield beats_s
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        beats_s.append(time.process_time() - last_s)


def lag_of(beats_s: list[float]) -> Lag:
    """Return what beats say."""
    in_order = sorted(beats_s)

    def ms(share: float) -> float:
        return round(in_order[min(len(in_order) - 1, int(share * len(in_order)))] * 1000, 2)

    return Lag(ms(0.5), ms(0.99), ms(1.0))


def yardstick_ms() -> float:
    """Return what a MiB of JSON takes to decode in this process, by the standard library: about a millisecond."""
    answer = json.dumps([{"comment": "x" * 1000}] * 1024 * _YARDSTICK_MIB)
    took_s = []
    for _ in range(5):
        before_s = time.process_time()
        json.loads(answer)
        took_s.append(time.process_time() - before_s)
    return min(took_s) * 1000 / _YARDSTICK_MIB
