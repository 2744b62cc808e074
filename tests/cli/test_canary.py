"""`altotui run --canary`: the first site goes alone; and what is asked before a line goes to many."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import DEMO, Altotui, recorded
from tests.cli.platform import SITES, called
from tests.cli.test_run import ADD, OUTCOMES, members
from tests.faults import faults
from tests.faults.connection import Request
from tests.faults.faults import Fault
from tests.faults.server import FaultServer, fault_server

WRITE = (*ADD, "--sites", "name:*", "--allow-write", "--yes", "--format", "json")


def first_ends_as(fault: Fault) -> Callable[[Request], Fault]:
    """Return a platform of twelve sites whose first command ends as `fault`, and every other one well."""
    commands = 0

    def answer(request: Request) -> Fault:
        nonlocal commands
        if request.method != "POST":
            return faults.answer(body=SITES if request.path == "/sites" else [])
        commands += 1
        return fault if commands == 1 else faults.answer()

    return answer


def sent(server: FaultServer) -> int:
    return sum(request.method == "POST" for request in server.requests)


@pytest.mark.parametrize(
    ("fault", "outcome", "code"),
    [
        (faults.refusal(500, "the router is gone"), "unknown", 1),
        (faults.refusal(422, "no"), "rejected", 1),
        (faults.refusal(401, "who are you"), "rejected", 3),
        (faults.refusal(429, "too many"), "rejected", 4),
    ],
)
async def test_when_the_first_site_does_not_end_well_the_others_are_left_out(
    fault: Fault, outcome: str, code: int
) -> None:
    async with fault_server(first_ends_as(fault)) as server:
        ran = await called(server, *WRITE, "--canary")
        assert sent(server) == 1
    document = members(ran.json())
    assert members(document["counts"]) == dict.fromkeys(OUTCOMES, 0) | {outcome: 1, "skipped": 11}
    assert document["targets"] == 12
    results = document["results"]
    assert isinstance(results, list)
    assert f"left out after {outcome} on site-00" in results[1]["message"]
    assert f"altotui: site-00 went first: {outcome}; the others are left out" in ran.err
    assert ran.code == code, ran.err


async def test_when_it_ends_well_the_others_follow(own_folders: Path) -> None:
    async with fault_server(first_ends_as(faults.answer())) as server:
        ran = await called(server, *WRITE, "--canary")
        assert sent(server) == 12
    assert members(members(ran.json())["counts"])["ok"] == 12
    assert "altotui: site-00 went first: ok; the others follow" in ran.err
    assert ran.code == 0
    intents = [record for record in recorded(own_folders) if record["phase"] == "intent"]
    assert {(intent["targets"], intent["reason"]) for intent in intents} == {(12, "--allow-write")}


def test_one_site_is_its_own_canary(altotui: Altotui) -> None:
    ran = altotui.demo(*ADD, "--site", "denver-edge", "--allow-write", "--canary")
    assert (ran.code, "went first" in ran.err) == (0, False)


def test_a_watched_line_has_no_canary(altotui: Altotui) -> None:
    ran = altotui.demo("run", "/ip/arp/print", "--sites", "denver", "--canary", "--watch", "5")
    assert (ran.code, ran.out) == (2, "")
    assert "--canary and --watch do not go together" in ran.err


@pytest.mark.parametrize(
    ("words", "facts", "asks", "answer", "code"),
    [
        (
            (*ADD, "--sites", "denver"),
            ["write: it may change the router", "3 sites: "],
            *("Type 3 to go on: ", "3", 0),
        ),
        (
            ("run", "/system/reboot", "--site", "denver-edge"),
            ["disruptive: it can cut off the router", "1 site: "],
            *("Type reboot to go on: ", "reboot", 0),
        ),
        (
            ("run", "/system/reboot", "--sites", "name:*"),
            ["disruptive: it can cut off the router", "12 sites: "],
            *("Type reboot 12 to go on: ", "12", 130),
        ),
    ],
)
def test_how_far_it_reaches_is_told_before_it_is_asked(
    words: tuple[str, ...], facts: list[str], asks: str, answer: str, code: int
) -> None:
    master, slave = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "altotui", *DEMO, *words, "--allow-write"],
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ,
    )
    os.close(slave)
    assert running.stderr is not None
    said = b""
    while not said.endswith(b"go on: "):
        said += os.read(running.stderr.fileno(), 1000)
    for fact in facts:
        assert fact in said.decode()
    assert said.decode().endswith(asks)
    os.write(master, f"{answer}\n".encode())
    _, err = running.communicate(timeout=30)
    os.close(master)
    assert running.returncode == code, err
