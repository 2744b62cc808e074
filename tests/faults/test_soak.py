"""A day of polling: what the process holds after its first hours is what it holds at the end."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from pathlib import Path
from typing import NamedTuple

from tests.clocks import FakeClock
from tests.domain.records import a_site
from tests.faults.connection import Request
from tests.faults.consoles import Asked, Console, console_for, start, stop
from tests.faults.faults import Fault, answer, page
from tests.faults.server import fault_server
from tests.faults.test_faults_over_time import HOUR_S, a_job, ask_all, jobs, pass_time

SITES = 8
FEW_H, DAY_H = 2, 24
GROWN_KIB = 5 * 1024


class Held(NamedTuple):
    """What a process holds."""

    tasks: int
    threads: int
    files: int
    resident_kib: int
    records: int
    """Jobs that are known."""


def held(console: Console) -> Held:
    """Return what this process holds now."""
    gc.collect()
    (resident,) = [line for line in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in line]
    return Held(
        len(asyncio.all_tasks()),
        threading.active_count(),
        len(os.listdir("/proc/self/fd")),
        int(resident.split()[1]),
        len(console.services.jobs.all()),
    )


class Day:
    """A platform whose jobs go on and whose lists fail now and then."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, request: Request) -> Fault:
        """Answer, or fail every 17th time."""
        self.asked += 1
        if request.method != "GET":
            return answer()
        newest = self.asked // 20
        open_jobs = [a_job(number) for number in range(max(1, newest - 3), newest + 2)]
        return page(502) if self.asked % 17 == 0 else jobs(*open_jobs)


async def test_f71_hours_of_polls_and_commands_leave_nothing_behind(is_full: bool) -> None:
    hours = DAY_H if is_full else FEW_H
    clock, day = FakeClock(), Day()
    sites = [a_site(number) for number in range(SITES)]
    async with fault_server(day) as server, console_for(server.url, clock=clock) as console:
        await ask_all(console, sites)
        watching = start(console.services.watcher.run())
        console.services.watcher.choose(sites[0].id)

        async def go_on(seconds: float) -> Held:
            for _ in range(4):
                await pass_time(console, clock, seconds / 4, others=1)
                await console.ask(Asked.WRITE)
                await console.ask(Asked.LIST)
            server.requests.clear()  # the server's, and not the console's
            console.events.clear()
            console.sender.left_mono.clear()
            return held(console)

        before = await go_on(hours * HOUR_S / 2)
        asked = day.asked
        after = await go_on(hours * HOUR_S / 2)
        assert day.asked - asked > hours * 60
        assert (after.tasks, after.threads) == (before.tasks, before.threads)
        assert abs(after.files - before.files) <= SITES, "only kept connections come and go"
        assert after.resident_kib - before.resident_kib < GROWN_KIB
        await stop(watching)
