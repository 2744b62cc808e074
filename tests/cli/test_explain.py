"""`altotui explain`: translates, and loads nothing that could reach a network."""

from __future__ import annotations

import subprocess
import sys

import pytest

from altotui.cli.arguments import VERBS
from tests.cli.conftest import Altotui, process
from tests.cli.test_sites import FORMATS

KEYS = ["input", "menu", "kind", "command", "parameters", "client_side", "notes"]
DEAR = ("httpx", "pydantic", "starlette", "uvicorn", "textual", "rich")


@pytest.mark.parametrize(
    ("words", "kind", "command", "parameters"),
    [
        (["/ip/arp/print"], "read", "/ip/arp/print", []),
        (["ip", "arp", "print"], "read", "/ip/arp/print", []),
        (["print", "--menu", "/ip/arp"], "read", "/ip/arp/print", []),
        (["print", "--menu", "ip arp"], "read", "/ip/arp/print", []),
        (["/execute", "=script=:log info x"], "write", "/execute", ["=script=:log info x"]),
        (["/ip", "arp", "add", "comment=a b"], "write", "/ip/arp/add", ["=comment=a b"]),
        (["/system/reboot"], "disruptive", "/system/reboot", []),
        (
            ["/ip", "arp", "pr", "where", "interface=my bridge"],
            "read",
            "/ip/arp/print",
            ["?interface=my bridge"],
        ),
        (["/ip address"], "local", "", []),
    ],
)
def test_translation(
    altotui: Altotui, words: list[str], kind: str, command: str, parameters: list[str]
) -> None:
    ran = altotui("explain", *words, "--format", "json")
    record = ran.json()
    assert isinstance(record, dict)
    assert (ran.code, ran.err, list(record)) == (0, "", KEYS)
    assert (record["kind"], record["command"], record["parameters"]) == (kind, command, parameters)


def test_a_reject_is_printed_and_is_exit_2(altotui: Altotui) -> None:
    ran = altotui("explain", "print where not x", "--menu", "/ip/arp", "--format", "json")
    record = ran.json()
    assert isinstance(record, dict)
    assert (ran.code, record["kind"], record["command"]) == (2, "reject", "")
    assert record["notes"]


@pytest.mark.parametrize("menu", ["/ip/$x", "/ip/ad;d", "/ip/\x1b[31m"])
def test_a_menu_that_can_be_none_is_a_usage_error(altotui: Altotui, menu: str) -> None:
    ran = altotui("explain", "print", "--menu", menu)
    assert (ran.code, ran.out) == (2, "")
    assert "is no menu" in ran.err
    assert "\x1b" not in ran.err


@pytest.mark.parametrize("how", FORMATS)
def test_every_format(altotui: Altotui, how: str) -> None:
    ran = altotui("explain", "/ip/arp/print", "--format", how)
    assert ran.code == 0
    assert "/ip/arp/print" in ran.out


def test_it_works_with_broken_settings_and_a_broken_token() -> None:
    assert process("explain", "/ip/arp/print", ALTOTUI_TOKEN="a\nb", ALTOTUI_API="v9").code == 0


@pytest.mark.parametrize("verb", VERBS)
def test_importing_a_verb_loads_nothing_dear(verb: str) -> None:
    code = f"import sys, altotui.cli.verbs.{verb}; print([name for name in {DEAR!r} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_explaining_loads_neither_network_nor_loop() -> None:
    code = (
        "import sys; from altotui.cli.headless import run_words;"
        "code = run_words(['explain', '/ip/arp/print'], 0);"
        f"print([name for name in {(*DEAR, 'asyncio', 'ssl')!r} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"
