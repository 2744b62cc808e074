"""A console killed at any moment: nothing that was said to be written is lost, and what it waited for is listed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

from altotui.domain.outcome import Outcome
from altotui.storage.audit_reader import read_audit, unfinished
from tests.clocks import START

_ORDINARY_ROUNDS = 60
_FULL_ROUNDS = 1000

PARENT = """
import asyncio, os, sys
from pathlib import Path
from tests.storage.test_audit_log import OK, a_log, an_intent

async def write(folder):
    log = a_log(Path(folder), max_file_bytes=3000)

    async def send(task):
        for position in range(100_000):
            command = f"/{task}/{position}"
            number = await log.intend(an_intent(command, "=comment=" + "x" * (position % 7)))
            os.write(1, f"intent {command}\\n".encode())
            await log.conclude(number, OK)
            os.write(1, f"outcome {command}\\n".encode())

    async with asyncio.TaskGroup() as group:
        for task in range(3):
            group.create_task(send(task))

for folder in sys.stdin:
    child = os.fork()
    if not child:
        asyncio.run(write(folder.strip()))
    print("pid", child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


class Console:
    """Starts a console that writes without end, as often as it is told to, and kills it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", PARENT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def run_and_kill(self, folder: Path, after_records: int) -> set[str]:
        """Kill one that writes into `folder` after it was told so often that a record is written; return what."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{folder}\n")
        acknowledged: set[str] = set()
        child = 0
        for line in self._process.stdout:
            kind, _, rest = line.rstrip("\n").partition(" ")
            if kind == "gone":
                return acknowledged
            if kind == "pid":
                child = int(rest)
            elif kind in ("intent", "outcome"):
                acknowledged.add(f"{kind} {rest}")
            if child and len(acknowledged) >= after_records:
                os.kill(child, signal.SIGKILL)
                child = 0
        raise AssertionError("the parent of the consoles has gone")

    def close(self) -> None:
        """End the parent of the consoles."""
        self._process.communicate(timeout=30)


def test_no_acknowledged_record_is_lost_by_a_kill(tmp_path: Path, is_full: bool) -> None:
    random = Random(7)
    console = Console()
    waiting = 0
    try:
        for number in range(_FULL_ROUNDS if is_full else _ORDINARY_ROUNDS):
            folder = tmp_path / str(number)
            acknowledged = console.run_and_kill(folder, random.randint(0, 40))
            waiting += _check(folder, acknowledged)
    finally:
        console.close()
    assert waiting > 0


def _check(folder: Path, acknowledged: set[str]) -> int:
    """Hold the files against what was acknowledged; return how many commands waited for their answer."""
    found = read_audit(folder)
    assert found.broken_chains == found.unreadable == ()
    assert found.damaged <= 1
    written = {f"intent {entry.command}" for entry in found.entries}
    written |= {f"outcome {entry.command}" for entry in found.entries if entry.is_concluded}
    assert acknowledged <= written
    open_entries = tuple(entry for entry in found.entries if not entry.is_concluded)
    assert {entry.outcome for entry in open_entries} <= {Outcome.UNKNOWN}
    assert unfinished(folder, START) == open_entries
    assert len(open_entries) <= 3
    return len(open_entries)
