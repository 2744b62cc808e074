"""What one call costs, in a process that does nothing else: `python -m tests.faults.weighing URL "write command"`.

It asks twice, so that the first call has paid for imports and buffers, and prints what the second took as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from typing import NamedTuple

from altotui.domain.outcome import Outcome
from tests.architecture.sources import TOP
from tests.faults.consoles import Asked, console_for

_BEAT_S = 0.002
_LONGEST_S = 60.0
_YARDSTICK_MIB = 8


class Weighed(NamedTuple):
    """How a call ended, and what it took."""

    how: str
    """The outcome, or the name of the error."""
    message: str
    grown_kib: int
    """By how much the process was larger than ever before."""
    stall_ms: float
    """The longest time for which the loop computed at a stretch; waiting for the processor does not count."""
    cpu_ms: float
    """All of what it computed."""
    yardstick_ms: float
    """What one MiB of this kind of answer takes to decode in the same process, by the standard library."""


async def weigh(url: str, asked: Asked) -> Weighed:
    """Run both calls in this process, and weigh the second."""
    async with console_for(url) as console:
        await console.ask(asked)
        before_kib, before_s = _peak_kib(), time.process_time()
        async with asyncio.TaskGroup() as group:
            beating = group.create_task(_longest_beat())
            ended = await console.ask(asked)
            beating.cancel()
            stall_s = await asyncio.gather(beating, return_exceptions=True)
    cpu_ms = (time.process_time() - before_s) * 1000
    how = ended.how.value if isinstance(ended.how, Outcome) else ended.how.__name__
    longest_s = stall_s[0]
    assert isinstance(longest_s, float)
    grown_kib = _peak_kib() - before_kib
    return Weighed(how, ended.message, grown_kib, longest_s * 1000, cpu_ms, _yardstick_ms())


def _yardstick_ms() -> float:
    answer = json.dumps([{"comment": "x" * 1000}] * 1024 * _YARDSTICK_MIB)
    took_s = []
    for _ in range(3):
        before_s = time.process_time()
        json.loads(answer)
        took_s.append(time.process_time() - before_s)
    return min(took_s) * 1000 / _YARDSTICK_MIB


async def _longest_beat() -> float:
    longest_s, last_s = 0.0, time.process_time()
    try:
        while True:
            await asyncio.sleep(_BEAT_S)
            now_s = time.process_time()
            longest_s, last_s = max(longest_s, now_s - last_s), now_s
    except asyncio.CancelledError:
        return max(longest_s, time.process_time() - last_s)


def _peak_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


async def weighed(url: str, asked: Asked) -> Weighed:
    """Weigh a call in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.weighing", url, asked.value),
        cwd=TOP,
        env=os.environ,
        stdout=subprocess.PIPE,
    )
    async with asyncio.timeout(_LONGEST_S):
        out, _ = await process.communicate()
    assert process.returncode == 0
    return Weighed(*json.loads(out))


if __name__ == "__main__":
    print(json.dumps(asyncio.run(weigh(sys.argv[1], Asked(sys.argv[2])))))
