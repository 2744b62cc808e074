"""What this process holds, and for how long its loop computes at a stretch."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import os
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

_BEAT_S = 0.002
_YARDSTICK_MIB = 8


class Held(NamedTuple):
    """What a process holds at rest."""

    tasks: int
    """Without those that wait once for a moment, as one does when the request budget has moved."""
    threads: int
    files: int
    resident_kib: int


def held() -> Held:
    """Return what this process holds now, without garbage and without what the allocator keeps for later."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    (resident,) = [line for line in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in line]
    return Held(
        sum(not task.get_name().startswith("set_timer") for task in asyncio.all_tasks()),
        threading.active_count(),
        len(os.listdir("/proc/self/fd")),
        int(resident.split()[1]),
    )


class Lag(NamedTuple):
    """How long everything else on the loop had to wait; waiting for the processor does not count."""

    p50_ms: float
    p99_ms: float
    longest_ms: float


@asynccontextmanager
async def beating() -> AsyncIterator[list[float]]:
    """Give a list that gets, for each turn of the loop, the seconds for which it computed at a stretch."""
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
