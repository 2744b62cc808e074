"""Every way in which the console ends: the terminal given back where there is one, and the right exit code."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from altotui.domain.outcome import Outcome
from altotui.storage.audit_files import audit_folder
from altotui.storage.audit_reader import read_audit
from tests.faults import faults
from tests.pty.crashing import ENDING, FAULTS, SECRET, VARIABLE
from tests.pty.live import at_prompt, live, wait_until
from tests.pty.terminal import Terminal, terminal

pytestmark = pytest.mark.xdist_group("pty")

DEMO = ("--demo", "--demo-sites", "24", "--demo-speed", "5")
UP = ("24 sites", "api ok")
ALTERNATE_SCREEN, CURSOR = 1049, 25
ASKED_FOR = (1000, 1002, 1003, 1004, 1006, 1015, 2004)
"""Mouse, focus, bracketed paste."""
LEAVE, SUSPEND = "\x11", "\x1a"
"""ctrl+q, ctrl+z."""
ENDINGS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
STATES = {"at rest": "", "in a dialog": "?", "while typing": "\x1bOR/ip/arp/pri", "in the filter": "/den"}
"""Keys that lead to each."""


def _is_given_back(ended: Terminal) -> bool:
    modes = ended.modes
    is_ours = modes[ALTERNATE_SCREEN] or not modes[CURSOR] or any(modes.get(mode) for mode in ASKED_FOR)
    return not is_ours and ended.attributes == list(ended.attributes_before)


@pytest.mark.parametrize("number", ENDINGS, ids=lambda number: number.name)
def test_f53_a_signal_before_the_console_is_up_gives_the_skeleton_back(number: signal.Signals) -> None:
    with terminal(*DEMO) as console:
        console.wait_sent(b"starting")
        console.send_signal(number)
        assert console.wait_end() == 128 + number
        assert _is_given_back(console)
        assert b"Traceback" not in console.sent


@pytest.mark.parametrize(
    ("number", "state"), [*zip(ENDINGS, STATES, strict=True)], ids=["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"]
)
def test_a_signal_ends_it_in_order(number: signal.Signals, state: str) -> None:
    with terminal(*DEMO) as console:
        console.wait_for(*UP)
        console.type(STATES[state])
        console.wait_quiet(0.1)
        console.send_signal(number)
        assert console.wait_end() == 128 + number
        assert _is_given_back(console)
        assert b"Traceback" not in console.sent


def test_f53_a_console_that_stands_still_is_ended_by_force_and_the_terminal_given_back() -> None:
    with terminal(*DEMO, variables={VARIABLE: "standing still"}, module="tests.pty.crashing") as console:
        console.wait_for(*UP)
        console.type("\r?")
        console.wait_quiet(0.3)
        console.send_signal(signal.SIGTERM)
        assert console.wait_end() == 128 + signal.SIGTERM
        assert _is_given_back(console)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_f53_a_console_that_is_ended_while_it_is_stopped_leaves_the_terminal_as_it_was(
    end: signal.Signals,
) -> None:
    with terminal(*DEMO) as console:
        console.wait_for(*UP)
        console.type(SUSPEND)
        console.wait_stopped()
        console.send_signal(end)
        console.send_signal(signal.SIGCONT)  # as the system does when the shell goes
        assert console.wait_end() == 128 + end
        assert _is_given_back(console)


def test_a_console_that_is_stopped_from_outside_lends_the_terminal_and_comes_back_whole() -> None:
    """While the skeleton stands, then by the signal of ctrl+z elsewhere, then by one that nobody announces."""
    with terminal(*DEMO, size=(80, 24)) as console:
        console.wait_sent(b"starting")
        for number in (signal.SIGTSTP, signal.SIGTSTP, signal.SIGSTOP):
            console.send_signal(number)
            console.wait_stopped()
            assert _is_given_back(console) or number == signal.SIGSTOP
            console.clear()
            console.send_signal(signal.SIGCONT)
            console.wait_for("1 Sites", "? help", *UP)
            console.wait_quiet(0.2)
        console.type("?")
        console.wait_for("Keys")
        console.type(LEAVE)
        assert console.wait_end() == 0
        assert _is_given_back(console)


@pytest.mark.parametrize("leave", [lambda c: c.type(LEAVE), lambda c: c.type("q")], ids=["ctrl+q", "q"])
def test_a_key_ends_it_with_nothing_to_report(leave: Callable[[Terminal], None]) -> None:
    with terminal(*DEMO) as console:
        console.wait_for(*UP)
        leave(console)
        assert console.wait_end() == 0
        assert _is_given_back(console)


def test_a_terminal_that_takes_nothing_cannot_hold_up_the_end() -> None:
    with terminal(*DEMO, size=(200, 60)) as console:
        console.wait_for(*UP)
        for _ in range(60):  # more than the terminal holds when nobody reads
            console.type("?")
            console.leave_unread(0.02)
            console.type("\x1b")
            console.leave_unread(0.02)
        console.send_signal(signal.SIGTERM)
        assert console.wait_end_unread() == 128 + signal.SIGTERM


def test_a_terminal_that_is_gone_is_the_end_also_without_a_signal() -> None:
    with terminal(*DEMO) as console:
        console.wait_for(*UP)
        console.hang_up()
        assert console.wait_end_unread() == 128 + signal.SIGHUP


@pytest.mark.parametrize(
    ("fault", "can_write"),
    [*((fault, True) for fault in ENDING), (ENDING[0], False)],
    ids=[*ENDING, "no room to write it down"],
)
def test_a_fault_of_our_own_is_written_down_without_values_and_said_in_one_line(
    tmp_path: Path, fault: str, can_write: bool
) -> None:
    state = tmp_path / "state"
    if not can_write:
        state.write_text("")  # a file where the folder should be
    variables = {"ALTOTUI_STATE_DIR": str(state), VARIABLE: fault}
    with terminal(*DEMO, variables=variables, module="tests.pty.crashing") as console:
        console.wait_for(*UP)
        console.type("\x1bOQ\r")
        if fault == "in the reading of keys":
            console.wait_for("[RO]")
            console.type("x")
        assert console.wait_end() == 1
        assert _is_given_back(console)
        _, _, said = console.sent.rpartition(b"\x1b[?1049l")
        assert said.startswith(b"altotui: internal error: ZeroDivisionError")
        assert said.count(b"\n") == 1
        _quotes_nobody(console.sent)
    kept = list(state.glob("crashes/crash-*.txt")) if can_write else []
    assert len(kept) == can_write
    for file in kept:
        text = file.read_text("utf-8")
        assert "in _break" in text
        assert "done last: pane.sites\n" in text
        assert SECRET not in text


def _quotes_nobody(sent: bytes) -> None:
    assert SECRET.encode() not in sent
    assert b"\x1b]0;" not in sent
    assert b"Traceback" not in sent


@pytest.mark.parametrize("fault", sorted(FAULTS.keys() - {*ENDING, "standing still"}))
def test_f57_what_breaks_where_nobody_waits_is_written_down_and_told_and_ends_nothing(
    tmp_path: Path, fault: str
) -> None:
    variables = {"ALTOTUI_STATE_DIR": str(tmp_path), VARIABLE: fault}
    with terminal(*DEMO, variables=variables, module="tests.pty.crashing") as console:
        console.wait_for(*UP)
        console.type("\r")
        console.wait_for("internal error: ZeroDivisionError", "written down")
        console.type("typed")
        console.wait_for("typed")
        console.type(LEAVE)
        assert console.wait_end() == 0
        assert _is_given_back(console)
        _quotes_nobody(console.sent)
    (kept,) = tmp_path.glob("crashes/crash-*.txt")
    assert SECRET not in kept.read_text("utf-8")


def test_bytes_that_are_no_text_are_typed_as_signs_and_end_nothing() -> None:
    with terminal(*DEMO, size=(80, 24)) as console:
        console.wait_for(*UP)
        console.type("\x1bOR")
        console.type(b"ab\xff\xfe\xc3(c\xe2\x82")
        console.type("d")
        console.wait_for("ab")
        console.type("\x11")
        assert console.wait_end() == 0


def test_f53_a_write_that_is_under_way_is_unknown_in_an_audit_file_that_is_whole() -> None:
    with live() as place:
        place.platform.on_commands = faults.silence()
        with at_prompt(place, may_write=True) as console:
            console.type("/ip/dns/set servers=192.0.2.53\r")
            console.wait_for("servers=192.0.2.53", "enter")
            console.type_until("\r", "esc stops waiting")
            wait_until(console, lambda: place.words)
            console.send_signal(signal.SIGTERM)
            assert console.wait_end() == 128 + signal.SIGTERM
            assert _is_given_back(console)
    found = read_audit(audit_folder())
    (entry,) = [entry for entry in found.entries if "dns" in entry.what]
    assert (entry.outcome, entry.is_concluded) == (Outcome.UNKNOWN, True), (
        "the console has concluded it itself"
    )
    assert (found.damaged, found.broken_chains) == (0, ())
