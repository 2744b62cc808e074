"""A day of polls and commands leaves nothing behind, and keys never wait for long."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys

from tests.architecture.sources import TOP
from tests.lag import Lag
from tests.soak.day import Day
from tests.soak.measure import Held

_FEW = (5, 5)
_WHOLE = (250, 250)
"""Rounds until everything that has a bound has reached it, and those of a day."""
DAY_POLLS, DAY_COMMANDS = 17_280, 5_000
GROWN_KIB = 5 * 1024
P99, LONGEST = 50, 250
"""Times as long as one MiB takes to decode, which is about a millisecond."""


async def _lived(rounds: tuple[int, int]) -> Day:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.soak.day", *map(str, rounds)),
        cwd=TOP,
        env=os.environ,
        stdout=subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    before, after, polls, commands, lag, *others = json.loads(out)
    return Day(Held(*before), Held(*after), polls, commands, Lag(*lag), *others)


async def test_f71_a_day_in_front_of_the_screen_leaves_nothing_behind(is_full: bool) -> None:
    day = await _lived(_WHOLE if is_full else _FEW)
    if is_full:
        print(day)
    rounds = (_WHOLE if is_full else _FEW)[1]
    assert day.polls > 0.95 * DAY_POLLS * rounds / _WHOLE[1]
    assert day.commands > 0.95 * DAY_COMMANDS * rounds / _WHOLE[1] - 24, (
        "rounds differ by what goes to every site"
    )
    assert day.after.files == day.before.files
    assert day.after.tasks <= day.before.tasks + 1, "one may be at work at that moment"
    assert day.after.threads <= day.before.threads + 1, (
        "what reads files in a thread has a few, made when needed"
    )
    assert day.after.resident_kib - day.before.resident_kib < GROWN_KIB
    assert day.lag.p99_ms < P99 * day.yardstick_ms
    assert day.lag.longest_ms < LONGEST * day.yardstick_ms
