"""Story 2 of features.md (d): troubleshooting through a bastion, 80x24 in tmux over a slow line, step by step.

Bytes are what the line costs; what the console says is awaited, never a time.
"""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.stories.night import Night, night

pytestmark = pytest.mark.xdist_group("pty")

SITE = "lagos-tower-0140"
ESC, F3, LEFT, CTRL_C, CTRL_R, CTRL_U = "\x1b", "\x1bOR", "\x1b[D", "\x03", "\x12", "\x15"
REPLY = b"\x1b[24;1R"
BASTION = {
    "TERM": "screen-256color",
    "COLORTERM": "",
    "SSH_TTY": "/dev/pts/1",
    "TMUX": "default,1,0",
}
FIRST_PAINT_BYTES = 12_000
IDLE_BYTES_PER_S = 50
KEY_BYTES = 400
SAMPLE_BYTES = 600
_QUIET_S = 0.3


@pytest.mark.parametrize(
    "variables", [{}, {"NO_COLOR": "1", "TERM": "vt100"}], ids=["colours", "vt100 without colours"]
)
def test_a_router_is_looked_into_over_a_slow_line(tmp_path: Path, variables: dict[str, str]) -> None:
    with night(
        tmp_path,
        "--site",
        SITE,
        size=(80, 24),
        scenario="calm-day",
        sites=240,
        speed=10,
        variables={**BASTION, **variables},
    ) as errand:
        _it_is_lean_by_itself(errand)
        _it_is_quiet(errand)
        _typing_costs_little(errand)
        _an_answer_is_narrowed_and_copied(errand)
        _a_watch_sends_what_changed(errand)
        _an_earlier_line_comes_back_but_is_not_sent(errand)
        _it_stops_and_returns(errand)
        _it_is_usable_when_it_gets_small(errand)
        errand.type("\x11")
        assert errand.shown.wait_end() == 0


def _it_is_lean_by_itself(errand: Night) -> None:
    """Step 2.1: one pane, the prompt of the site, and lean once the terminal is slow to answer."""
    errand.sees("240 sites", f"[RO] {SITE}>", "2 Console")
    assert len(errand.shown.sent) <= FIRST_PAINT_BYTES
    errand.shown.wait_sent(b"\x1b[6n")
    errand.shown.leave_unread(0.4)  # the answer takes its time over that line
    errand.type(REPLY)
    errand.sees("lean api ok")


def _it_is_quiet(errand: Night) -> None:
    """Step 2.2."""
    errand.shown.wait_quiet(_QUIET_S)
    seconds = 3
    assert len(errand.shown.bytes_within(seconds)) <= seconds * IDLE_BYTES_PER_S


def _typing_costs_little(errand: Night) -> None:
    """Step 2.3: each key costs a few cells; Tab completes."""
    for key in ("/", "i", "n", "\t"):
        before = len(errand.shown.sent)
        errand.type(key)
        errand.shown.wait_quiet(_QUIET_S)
        assert len(errand.shown.sent) - before <= KEY_BYTES, key
    errand.sees("> /interface/")


def _an_answer_is_narrowed_and_copied(errand: Night) -> None:
    """Steps 2.4 to 2.7: columns that fit, rows filtered here, one row with all its fields, copied through tmux."""
    errand.type("print\r")
    errand.sees("/interface/print  9 rows", "more columns, left and right show them")
    sent = len([call for call in errand.calls if call.is_command])
    errand.type(ESC)
    errand.sees("y copy")
    errand.type("/ether\r")
    errand.sees("2 of 9 rows have: ether", "ether1")
    errand.sees_no("bridge-lan")
    errand.type("y")
    errand.sees("Copy", "the row", "fields, a line for each")
    errand.type("\r")
    errand.sees("copied", "OSC 52")
    assert b"\x1bPtmux;" in errand.shown.sent
    assert len([call for call in errand.calls if call.is_command]) == sent


def _a_watch_sends_what_changed(errand: Night) -> None:
    """Steps 2.8 to 2.10: a sample costs its changed cells; stopped, it can be stepped back."""
    errand.type(f"{F3}\\watch 10 /interface/monitor-traffic =interface=ether1 =once=\r")
    errand.sees("sample 2 of 2", "rx-bits-per-second")
    errand.shown.wait_quiet(_QUIET_S)
    before = len(errand.shown.sent)
    errand.sees("sample 4 of 4")
    assert len(errand.shown.sent) - before <= 2 * SAMPLE_BYTES
    errand.type(CTRL_C)
    errand.sees("stopped")
    errand.type(ESC)
    errand.sees("y copy")
    shown = int(errand.shown.text.partition("sample ")[2].split(" ")[0])
    errand.type(LEFT)
    errand.sees(f"sample {shown - 1} of {shown}", "right steps on")


def _an_earlier_line_comes_back_but_is_not_sent(errand: Night) -> None:
    """Step 2.11: chosen from the history it stands in the prompt; nothing is sent before Enter."""
    sent = len(errand.commands("/interface/print"))
    errand.type(f"{F3}{CTRL_R}interface/print")
    errand.sees("history> interface/print", SITE)
    errand.type("\r")
    errand.sees(f"[RO] {SITE}> /interface/print")
    errand.shown.wait_quiet(_QUIET_S)
    assert len(errand.commands("/interface/print")) == sent
    errand.type(CTRL_U)
    errand.sees_no("> /interface/print")


def _it_stops_and_returns(errand: Night) -> None:
    """Step 2.15: back to the shell, and whole again."""
    errand.type("\x1a")
    errand.shown.wait_stopped()
    errand.shown.clear()
    errand.shown.send_signal(signal.SIGCONT)
    errand.sees("240 sites", f"[RO] {SITE}>", "2 Console")


def _it_is_usable_when_it_gets_small(errand: Night) -> None:
    """Step 2.16: 60x20 keeps the prompt; below 40x12 it says so, and comes back."""
    errand.shown.resize(60, 20)
    errand.shown.send_signal(signal.SIGWINCH)
    errand.sees(f"[RO] {SITE}>", "2 Console")
    errand.type("/ip/arp/print\r")
    errand.sees("/ip/arp/print", "ADDRESS")
    errand.shown.resize(39, 11)
    errand.shown.send_signal(signal.SIGWINCH)
    errand.sees("altotui needs 40x12", "this is 39x11")
    errand.type("x\r")
    errand.shown.resize(80, 24)
    errand.shown.send_signal(signal.SIGWINCH)
    errand.sees(f"[RO] {SITE}>", "ADDRESS")
    errand.sees_no("altotui needs")
    assert "> x" not in errand.shown.text
