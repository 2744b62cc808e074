"""What a hostile fleet puts on the wire to the terminal: pictures of its control characters, never the characters."""

from __future__ import annotations

import pytest

from altotui.simulator.routeros.hostile import HOSTILE, PAYLOADS
from tests.hostile.serving import served
from tests.pty.hostile_walk import CONTROL, TOKEN, WALK, assert_harmless
from tests.pty.terminal import terminal

pytestmark = pytest.mark.xdist_group("pty")

_QUIET_S = 0.2


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
            console.wait_for(f"  {line:.15}")
            console.wait_quiet(0.3)
        console.type("\x1bOS\x1b[B\x1b[B")
        console.wait_quiet(0.2)
        console.type("\x11")
        assert console.wait_end() == 0
    _assert_only_pictures(console.sent)


def test_every_payload_in_every_field_is_text_for_the_terminal() -> None:
    with served("payload", len(PAYLOADS)) as url:
        variables = {"ALTOTUI_BASE_URL": url, "ALTOTUI_TOKEN": TOKEN}
        with terminal(size=(160, 50), variables=variables) as console:
            console.wait_for(f"{len(PAYLOADS)} sites")
            for keys in WALK:
                console.type(keys)
                console.wait_quiet(_QUIET_S)
            console.type("\x11")
            assert console.wait_end() == 0
    _assert_only_pictures(console.sent)


def _assert_only_pictures(sent: bytes) -> None:
    text = sent.decode("utf-8", "strict")
    assert "\u241b" in text
    assert_harmless(text)


@pytest.mark.parametrize("text", [text for text in HOSTILE if CONTROL.search(text)], ids=ascii)
def test_what_would_leak_is_found(text: str) -> None:
    with pytest.raises(AssertionError):
        assert_harmless(f"\x1b[1;1H\x1b[0;1m{text}and more\x1b[0m")
