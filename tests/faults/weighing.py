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
from tests.lag import beating, lag_of, yardstick_ms

_LONGEST_S = 60.0


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
        async with beating() as beats_s:
            before_kib, before_s = _peak_kib(), time.process_time()
            ended = await console.ask(asked)
    cpu_ms = (time.process_time() - before_s) * 1000
    how = ended.how.value if isinstance(ended.how, Outcome) else ended.how.__name__
    grown_kib = _peak_kib() - before_kib
    return Weighed(how, ended.message, grown_kib, lag_of(beats_s).longest_ms, cpu_ms, yardstick_ms())


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
