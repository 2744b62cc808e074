"""What a hostile fleet puts on the wire to the terminal: pictures of its control characters, never the characters."""

from __future__ import annotations

import re

import pytest

from altotui.simulator.routeros.hostile import HOSTILE
from tests.pty.terminal import Terminal, terminal

pytestmark = pytest.mark.xdist_group("pty")

_SEQUENCE = re.compile(r"\x1b\[[0-9;:?<>=]*[ $]?[@-~]|\x1b\]22;[a-z-]*\x07")
"""What the console itself may send: control sequences, and of strings only Textual's shape of the mouse pointer."""
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_HAS_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def test_a_hostile_fleet_reaches_the_screen_and_not_the_terminal() -> None:
    words = ("--demo", "--demo-sites", "64", "--demo-scenario", "hostile-text", "--demo-speed", "20")
    with terminal(*words, size=(160, 50)) as console:
        console.wait_for("64 sites")
        console.type("\x1b[6~")
        console.wait_quiet(0.2)
        console.type("\x1b[H\r")
        console.wait_for("[RO]")
        for line in ("/log/print", "/ip/neighbor/print", "/ip/dhcp-server/lease/print", "/ip/nosuch/print"):
            console.type(f"{line}\r")
            console.wait_for(f"  {line}")
            console.wait_quiet(0.3)
        console.type("\x1bOS\x1b[B\x1b[B")
        console.wait_quiet(0.2)
        console.type("\x11")
        assert console.wait_end() == 0
    sent = _everything(console)
    assert "\u241b" in sent
    _assert_harmless(sent)


def _everything(console: Terminal) -> str:
    return console.sent.decode("utf-8", "strict")


def _assert_harmless(sent: str) -> None:
    rest = _SEQUENCE.sub("", sent)
    assert not re.findall(r"\x1b.", rest)
    assert not [match[0] for match in _CONTROL.finditer(rest)], ascii(_CONTROL.search(rest))
    leaked = [text for text in HOSTILE if _HAS_CONTROL.search(text) and text.strip() and text in sent]
    assert leaked == []
