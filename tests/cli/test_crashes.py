"""Faults of our own: one line that quotes nobody, a file, and for a verb the exit code 1."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from altotui.cli.crashes import Crashes, strays_told
from tests.waiting import until

CANARY = "hunter2-of-the-router"


class _Broken:
    """Breaks when it goes away."""

    def __del__(self) -> None:
        raise ValueError(CANARY)


async def _break_later() -> None:
    raise ValueError(CANARY)


def _break() -> None:
    raise ValueError(CANARY)


def _leave_task() -> None:
    asyncio.get_running_loop().create_task(_break_later())


@pytest.mark.parametrize(
    "stray",
    [
        _leave_task,
        lambda: threading.Thread(target=_break).start(),
        lambda: asyncio.get_running_loop().call_soon(_break),
        _Broken,
    ],
    ids=["task", "thread", "call", "finalizer"],
)
async def test_what_breaks_where_nobody_waits_is_told_and_printed_nowhere(
    stray: Callable[[], object], capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[BaseException] = []
    with strays_told(asyncio.get_running_loop(), told.append):
        stray()
        gc.collect()
        await until(lambda: told)
    assert [str(error) for error in told] == [CANARY]
    assert CANARY not in "".join(capfd.readouterr())


def test_what_breaks_again_and_again_does_not_push_out_what_broke_first(own_folders: Path) -> None:
    crashes = Crashes()
    words = [crashes.write_down(ValueError(f"number {number}")) for number in range(8)]
    kept = sorted((own_folders / "state" / "crashes").iterdir())
    assert 0 < len(kept) < len(words)
    assert "number 0" in kept[0].read_text("utf-8")
    assert str(kept[0]) in words[0]
    assert words[-1] == "internal error: ValueError"


@pytest.mark.parametrize(
    ("stdout", "said"),
    [("/dev/full", "not all could be written: No space left on device"), ("&-", "internal error: ")],
)
def test_a_verb_that_breaks_says_one_line(own_folders: Path, stdout: str, said: str) -> None:
    call = f"{sys.executable} -m altotui explain /ip/arp/print >{stdout}"
    ran = subprocess.run(
        ["/bin/sh", "-c", call], stderr=subprocess.PIPE, text=True, check=False, env=dict(os.environ)
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"altotui: {said}")
    assert ran.stderr.count("\n") == 1
    assert len([*own_folders.glob("state/crashes/*")]) == said.startswith("internal")
