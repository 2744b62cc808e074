"""Terminals that change their size without end, or send what no terminal should: the console lives on behind them."""

from __future__ import annotations

import fcntl
import signal
import struct
import termios
from pathlib import Path
from random import Random

import pytest

from tests.pty.terminal import Terminal, terminal

pytestmark = pytest.mark.xdist_group("pty")

DEMO = ("--demo", "--demo-sites", "24", "--demo-speed", "5")
EVERYWHERE = ("24 sites", "1 Sites", "2 Console", "3 Jobs", "api ok")
SIZES = ((0, 0), (1, 1), (1, 500), (300, 1000), (500, 1), (39, 12), (80, 24), (120, 36), (200, 60))
FEW, MANY = 450, 3000
GROWN_KIB = 5 * 1024


def _resident_kib(console: Terminal) -> int:
    lines = Path(f"/proc/{console._process.pid}/status").read_text().splitlines()
    (resident,) = [line for line in lines if line.startswith("VmRSS")]
    return int(resident.split()[1])


def _warm_kib(console: Terminal) -> int:
    """Begin to use the console, and return what the process holds once it has loaded what people need."""
    console.type("\x1b")
    maps = Path(f"/proc/{console._process.pid}/maps")
    console._read_until(lambda: "_pydantic_core" in maps.read_text(), "the client to be loaded")
    seen_kib = [0, 1]
    while len(set(seen_kib[-3:])) > 1:
        console.wait_quiet(0.2)
        seen_kib.append(_resident_kib(console))
    return seen_kib[-1]


def _take_size(console: Terminal, columns: int, rows: int) -> None:
    """Give the terminal a size that nobody could draw, and say so as its driver does."""
    fcntl.ioctl(console._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    console.send_signal(signal.SIGWINCH)
    console.bytes_within(0.01)


def _walk(console: Terminal, random: Random, steps: int) -> int:
    """Take that many sizes, the largest among them, and return what the process holds then."""
    for _ in range(steps):
        _take_size(console, *random.choice(SIZES))
    _take_size(console, 300, 1000)
    console.wait_quiet(0.5)
    _take_size(console, 120, 36)
    console.wait_for(*EVERYWHERE)
    console.wait_quiet(0.5)
    return _resident_kib(console)


def test_f61_it_lives_through_any_sizes_draws_the_last_one_and_keeps_nothing_of_them(is_full: bool) -> None:
    random, steps = Random(1), (MANY if is_full else FEW) // 3
    calm = (*DEMO[:-1], "1")  # so that nothing grows a minute older meanwhile
    with terminal(*calm, size=(120, 36)) as console:
        console.wait_for(*EVERYWHERE)
        console.type("r")  # so that all is imported that a refresh needs
        _warm_kib(console)
        console.wait_quiet(1.0)
        before = console.text
        _walk(console, random, steps)  # what is freed after the largest screens is not given back at once
        before_kib = _walk(console, random, steps)
        assert _walk(console, random, steps) - before_kib < GROWN_KIB
        for size in ((80, 24), (120, 36)):
            console.clear()
            console.resize(*size)
            console.send_signal(signal.SIGWINCH)
            console.wait_for("24 sites", "api ok")
            console.wait_quiet(0.5)
        assert console.text == before
        console.type("\x11")
        assert console.wait_end() == 0


ODD = {
    "a key with the kind of its event": b"\x1b[97;3:1u",
    "a key that no keyboard has": b"\x1b[99999999u",
    "a key with 20 digits": b"\x1b[99999999999999999999u",
    "mouse far outside": b"\x1b[<0;99999;99999M",
    "mouse below zero": b"\x1b[<0;-5;0M",
    "mouse with 20 digits": b"\x1b[<99999999999999999999;1;1M",
    "mouse of 1985": b"\x1b[M\xff\xff\xff",
    "half a mouse": b"\x1b[<0;5;5",
    "5,000 parameters": b"\x1b[" + b"1;" * 5000 + b"m",
    "5,000 digits": b"\x1b[" + b"9" * 5000 + b"~",
    "200 kB of OSC": b"\x1b]52;c;" + b"A" * 200_000 + b"\x07",
    "200 kB of DCS": b"\x1bP1$r" + b"A" * 200_000 + b"\x1b\\",
    "200 kB of OSC without an end": b"\x1b]52;c;" + b"A" * 200_000,
    "a colour that nobody asked for": b"\x1b]11;rgb:1f1f/q:q/1f1f\x1b\\",
    "the cursor far outside": b"\x1b[99999;99999R",
    "focus and no focus": b"\x1b[O\x1b[I\x1b[O\x1b[I",
    "an end of a paste": b"\x1b[201~",
}
PIECE_BYTES = 2000


@pytest.mark.parametrize("sent", ODD.values(), ids=ODD)
def test_b45_what_a_terminal_may_send_ends_nothing_and_is_not_typed(sent: bytes) -> None:
    with terminal(*DEMO) as console:
        console.wait_for(*EVERYWHERE)
        before_kib = _warm_kib(console)
        for at in range(0, len(sent), PIECE_BYTES):
            console.type(sent[at : at + PIECE_BYTES])
            console.bytes_within(0.005)
        console.wait_quiet(1.1)  # after that nobody takes it for one piece
        console.wait_for(*EVERYWHERE)
        assert "no site>" in console.text, "nothing was chosen, opened or left"
        assert _resident_kib(console) - before_kib < 2 * GROWN_KIB
        console.type("/typed")
        console.wait_for("/ typed")
        console.type("\x11")
        assert console.wait_end() == 0


@pytest.mark.parametrize("part", [b"\xc3", b"\xe2\x82", b"\xff", b"\xf0"], ids=ascii)
def test_f63_half_a_character_alone_takes_no_key_from_anybody(part: bytes) -> None:
    with terminal(*DEMO) as console:
        console.wait_for(*EVERYWHERE)
        console.type("/ab")
        console.wait_for("/ ab")
        console.type(part)
        console.wait_quiet(0.3)
        console.type("typed")
        console.wait_quiet(0.3)
        console.wait_for("typed", *EVERYWHERE)
        console.type("\x11")
        assert console.wait_end() == 0
        assert b"Traceback" not in console.sent
