"""A console whose files cannot be: it works from memory, says so for as long as it runs, and sends no write."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.screens import NAMES
from tests.pty.live import SITES, leave, live, wait_until
from tests.pty.terminal import terminal

pytestmark = pytest.mark.xdist_group("pty")

HOMELESS = "tests.pty.homeless"


def _no_home(_: Path) -> tuple[str, dict[str, str]]:
    return HOMELESS, {}


def _no_folder(own: Path) -> tuple[str, dict[str, str]]:
    file = own / "file"
    file.touch()
    return "altotui", {"ALTOTUI_CONFIG_DIR": str(own / "none"), "ALTOTUI_STATE_DIR": str(file / "below")}


@pytest.mark.parametrize("surroundings", [_no_home, _no_folder], ids=["no home", "no folder"])
def test_f65_reads_go_through_writes_do_not_and_a_banner_says_why(
    surroundings: object, own_folders: Path
) -> None:
    assert callable(surroundings)
    module, variables = surroundings(own_folders)
    with (
        live() as place,
        terminal(size=(120, 36), variables=place.variables | variables, module=module) as console,
    ):
        console.wait_for("2 sites", "api ok", NAMES[0])
        console.type(f"{SITES}\r")
        console.wait_for(f"[RO] {NAMES[0]}>")
        console.type("/ip/arp/print\r")
        wait_until(console, lambda: place.words)
        console.wait_for("1 row", "NOT RECORDED", "what is sent is not recorded any more")
        console.type(f"{SITES}:rw a test\r")
        console.wait_for("not unlocked", "--no-audit", "READ-ONLY")
        assert leave(console) == 0
        assert b"Traceback" not in console.sent


@pytest.mark.parametrize("words", [("sites",), ("audit",), ("auth", "status"), ("explain", "/ip/arp/print")])
def test_f65_verbs_work_without_a_home(words: tuple[str, ...]) -> None:
    with live() as place:
        ran = subprocess.run(
            [sys.executable, "-m", HOMELESS, *words],
            env=os.environ | place.variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (ran.returncode, ran.stderr) == (0, "")
