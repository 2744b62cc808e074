"""Every way in which the console ends: the terminal given back where there is one, and the right exit code."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pty.crashing import SECRET
from tests.pty.terminal import Terminal, terminal

pytestmark = pytest.mark.xdist_group("pty")

DEMO = ("--demo", "--demo-sites", "24", "--demo-speed", "5")
ALTERNATE_SCREEN, CURSOR = 1049, 25
ASKED_FOR = (1000, 1002, 1003, 1004, 1006, 1015, 2004)
"""Mouse, focus, bracketed paste."""
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def _is_given_back(ended: Terminal) -> bool:
    modes = ended.modes
    is_ours = modes[ALTERNATE_SCREEN] or not modes[CURSOR] or any(modes.get(mode) for mode in ASKED_FOR)
    return not is_ours and ended.attributes == list(ended.attributes_before)


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
@pytest.mark.parametrize(
    "keys", ["", "?", "\x1bOR/ip/arp/pri"], ids=["at rest", "in a dialog", "while typing"]
)
def test_a_signal_ends_it_in_order(number: signal.Signals, keys: str) -> None:
    with terminal(*DEMO) as console:
        console.wait_for("24 sites", "api ok")
        console.type(keys)
        console.wait_quiet(0.1)
        console.send_signal(number)
        assert console.wait_end() == 128 + number
        assert _is_given_back(console)
        assert b"Traceback" not in console.sent


@pytest.mark.parametrize("leave", [lambda c: c.type("\x11"), lambda c: c.type("q")], ids=["ctrl+q", "q"])
def test_a_key_ends_it_with_nothing_to_report(leave: Callable[[Terminal], None]) -> None:
    with terminal(*DEMO) as console:
        console.wait_for("24 sites", "api ok")
        leave(console)
        assert console.wait_end() == 0
        assert _is_given_back(console)


def test_a_terminal_that_takes_nothing_cannot_hold_up_the_end() -> None:
    with terminal(*DEMO, size=(200, 60)) as console:
        console.wait_for("24 sites", "api ok")
        for _ in range(60):  # more than the terminal holds when nobody reads
            console.type("?")
            console.leave_unread(0.02)
            console.type("\x1b")
            console.leave_unread(0.02)
        console.send_signal(signal.SIGTERM)
        assert console.wait_end_unread() == 128 + signal.SIGTERM


def test_a_terminal_that_is_gone_is_the_end_also_without_a_signal() -> None:
    with terminal(*DEMO) as console:
        console.wait_for("24 sites", "api ok")
        console.hang_up()
        assert console.wait_end_unread() == 128 + signal.SIGHUP


@pytest.mark.parametrize("can_write", [True, False], ids=["kept", "no room for it"])
def test_a_fault_of_our_own_is_written_down_without_values_and_said_in_one_line(
    tmp_path: Path, can_write: bool
) -> None:
    state = tmp_path / "state"
    if not can_write:
        state.write_text("")  # a file where the folder should be
    variables = {"ALTOTUI_STATE_DIR": str(state)}
    with terminal(*DEMO, variables=variables, module="tests.pty.crashing") as console:
        console.wait_for("24 sites", "api ok")
        before = len(console.sent)
        console.type("\r")
        assert console.wait_end() == 1
        assert _is_given_back(console)
        said = console.sent[before:]
    assert b"internal error: ZeroDivisionError" in said
    assert b"Traceback" not in said
    assert SECRET.encode() not in said
    assert b"\x1b]0;" not in said
    kept = list(state.glob("crashes/crash-*.txt")) if can_write else []
    assert len(kept) == can_write
    for file in kept:
        text = file.read_text("utf-8")
        assert "in choose" in text
        assert SECRET not in text


def test_bytes_that_are_no_text_are_typed_as_signs_and_end_nothing() -> None:
    with terminal(*DEMO, size=(80, 24)) as console:
        console.wait_for("24 sites", "api ok")
        console.type("\x1bOR")
        console.type(b"ab\xff\xfe\xc3(c\xe2\x82")
        console.type("d")
        console.wait_for("ab")
        console.type("\x11")
        assert console.wait_end() == 0
