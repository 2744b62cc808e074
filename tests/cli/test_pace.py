"""What a call says before it begins when it is larger than the request budget of a minute."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path

import pytest

from altotui.cli.pace import say_pace
from altotui.domain.budget import Budget
from tests.cli.conftest import DEMO, Altotui, start
from tests.cli.platform import SITES, variables
from tests.faults import faults
from tests.faults.connection import Request
from tests.faults.faults import Fault
from tests.faults.server import FaultServer, fault_server
from tests.waiting import until

FAST = ("--demo", "--demo-speed", "20000")
ARP = ("run", "/ip/arp/print", "--sites", "name:*", "--format", "jsonl")
JOBS = ("jobs", "--sites", "name:*", "--format", "jsonl")


@pytest.mark.parametrize(
    ("requests", "per_minute", "words"),
    [
        (0, 50, ""),
        (45, 50, ""),
        (46, 50, "46 sites at no more than 45 requests a minute: about 1 min, ctrl+c stops"),
        (200, 50, "200 sites at no more than 45 requests a minute: about 4 min, ctrl+c stops"),
        (200, 500, ""),
        (2, 1, "2 sites at no more than 1 requests a minute: about 1 min, ctrl+c stops"),
    ],
)
def test_rate_and_time_are_said_when_it_takes_more_than_one_burst(
    capsys: pytest.CaptureFixture[str], requests: int, per_minute: int, words: str
) -> None:
    say_pace(Budget(per_minute=per_minute), requests)
    captured = capsys.readouterr()
    assert captured.err == (f"altotui: {words}\n" if words else "")
    assert captured.out == ""


@pytest.mark.parametrize("words", [ARP, JOBS])
def test_a_call_to_more_sites_than_the_budget_says_so_first_and_asks_them_all(
    altotui: Altotui, words: tuple[str, ...]
) -> None:
    ran = altotui(*FAST, "--demo-sites", "100", *words)
    first = ran.err.splitlines()[0]
    assert first == "altotui: 100 sites at no more than 45 requests a minute: about 2 min, ctrl+c stops"
    assert len({line["site_id"] for line in ran.lines()}) > 45
    if words is ARP:
        assert len(ran.lines()) == 100


@pytest.mark.parametrize("words", [ARP, JOBS])
def test_a_call_that_fits_says_nothing(altotui: Altotui, words: tuple[str, ...]) -> None:
    assert "requests a minute" not in altotui(*DEMO, *words).err


async def test_a_small_budget_of_the_profile_makes_it_slow_and_ctrl_c_sends_no_more(
    own_folders: Path,
) -> None:
    (own_folders / "config").mkdir()
    (own_folders / "config" / "settings.toml").write_text("[profile.default]\nrequests_per_minute = 12\n")
    async with fault_server(_answer) as server:
        words = ("run", "/ip/dns/static/add", "name=x", "--sites", "name:*", "--allow-write", "--yes")
        running = start(*words, "--format", "json", **variables(server))
        assert running.stderr is not None
        said = await asyncio.to_thread(running.stderr.readline)
        assert said == "altotui: 12 sites at no more than 9 requests a minute: about 1 min, ctrl+c stops\n"
        await until(lambda: len(_commands(server)) == 8, timeout_s=30)  # the list took two of ten
        running.send_signal(signal.SIGINT)
        out, _ = await asyncio.to_thread(running.communicate, timeout=30)
        assert len(_commands(server)) == 8
    counts = json.loads(out)["counts"]
    assert running.returncode == 130
    assert counts["stopped"] == 4
    assert counts["ok"] + counts["unknown"] == 8


def _answer(request: Request) -> Fault:
    return faults.answer(body=SITES if request.path == "/sites" else [])


def _commands(server: FaultServer) -> list[Request]:
    return [request for request in server.requests if request.method == "POST"]
