"""What is read of a terminal: keys that come together at once, a lone Escape in time, nothing lost at the end."""

from __future__ import annotations

import asyncio
import os
import select
import tty
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

import pytest
from textual.events import CursorPosition, Key, Paste
from textual.message import Message

from altotui.ui.terminal_input import TerminalInput
from tests.clocks import settle
from tests.waiting import until


class _Heard:
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.events: list[Message] = []
        self.faults: list[Exception] = []
        self.has_ended = False
        self.breaks_at = ""
        self.fault: Exception = ZeroDivisionError()

    def hear(self, event: Message) -> None:
        if isinstance(event, Key) and event.key == self.breaks_at:
            raise self.fault
        self.events.append(event)

    def hear_end(self) -> None:
        self.has_ended = True

    def hear_fault(self, fault: Exception) -> None:
        self.faults.append(fault)

    @property
    def keys(self) -> list[str]:
        return [event.key for event in self.events if isinstance(event, Key)]


class _Line(NamedTuple):
    """A terminal line, and who hears what is typed there."""

    typist: int
    terminal: int
    input: TerminalInput
    heard: _Heard

    def type(self, sent: bytes) -> None:
        os.write(self.typist, sent)

    async def is_read(self) -> None:
        """Wait until all that was typed has been read."""
        await until(lambda: not select.select([self.terminal], [], [], 0)[0])


@asynccontextmanager
async def _line() -> AsyncIterator[_Line]:
    typist, terminal = os.openpty()
    tty.setraw(terminal)
    heard = _Heard()
    reading = TerminalInput(terminal, heard)
    reading.begin(asyncio.get_running_loop())
    try:
        yield _Line(typist, terminal, reading, heard)
    finally:
        reading.end(0.0, lambda: True)
        for each in (typist, terminal):
            with suppress(OSError):
                os.close(each)


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        (b"a", ["a"]),
        (b"ab\r", ["a", "b", "enter"]),
        (b"\x1b[A", ["up"]),
        ("é".encode(), ["é"]),
        (b"\xffz", ["replacement_character", "z"]),
    ],
)
async def test_keys_come_as_they_were_typed(sent: bytes, keys: list[str]) -> None:
    async with _line() as line:
        line.type(sent)
        await until(lambda: len(line.heard.keys) >= len(keys))
        assert line.heard.keys == keys


async def test_what_one_read_brings_comes_at_once() -> None:
    async with _line() as line:
        line.type(b"abc")
        counts: set[int] = set()
        while len(line.heard.events) < 3:
            counts.add(len(line.heard.events))
            await asyncio.sleep(0)
        assert counts == {0}


async def test_escape_is_a_key_when_nothing_follows() -> None:
    async with _line() as line:
        line.type(b"\x1b")
        await until(lambda: bool(line.heard.events))
        line.type(b"x")
        await until(lambda: len(line.heard.events) == 2)
        assert line.heard.keys == ["escape", "x"]


async def test_a_character_in_two_reads_is_one() -> None:
    async with _line() as line:
        for part in "é".encode():
            line.type(bytes([part]))
            await line.is_read()
        await until(lambda: bool(line.heard.events))
        assert line.heard.keys == ["é"]


async def test_a_letter_in_a_paste_is_no_key() -> None:
    async with _line() as line:
        line.type(b"\x1b[200~")
        await line.is_read()
        for letter in b"ab":
            line.type(bytes([letter]))
            await line.is_read()
        line.type(b"\x1b[201~")
        await until(lambda: bool(line.heard.events))
        (pasted,) = line.heard.events
        assert isinstance(pasted, Paste)
        assert pasted.text == "ab"


_ODD = (
    *("\x1b[99999999u", "\x1b[99999999999999999999u", "\x1b[97:1:2;3:4;5u", "\x1b[97;1:1u"),
    "\x1b[48;30;100;0;0t\x1b[<35;5;5M",  # no pixels to count with, and then the mouse
)


@pytest.mark.parametrize("odd", _ODD)
async def test_a_sequence_that_cannot_be_read_takes_no_key_beside_it(odd: str) -> None:
    async with _line() as line:
        line.type(f"k{odd}q\x1b[A\r".encode())
        await until(lambda: line.heard.keys == ["k", "q", "up", "enter"])
        line.type(b"\x1b[B\x1b[<35;5;6My")
        await until(lambda: line.heard.keys[4:] == ["down", "y"])
        assert line.heard.faults == []


@pytest.mark.parametrize("odd", _ODD)
async def test_what_is_pasted_behind_a_sequence_that_cannot_be_read_is_typed_by_nobody(odd: str) -> None:
    async with _line() as line:
        line.type(f"{odd}\x1b[200~one\r".encode())
        await line.is_read()
        line.type(b"two\r\x1b[201~")
        await until(lambda: any(isinstance(event, Paste) for event in line.heard.events))
        assert line.heard.keys == []


@pytest.mark.parametrize("odd", _ODD[:3])
async def test_a_sequence_that_cannot_be_read_takes_no_key_before_it_and_ends_nothing(odd: str) -> None:
    async with _line() as line:
        line.type(f"k{odd}".encode())
        await line.is_read()
        line.type(b"\r")
        await until(lambda: line.heard.keys == ["k", "enter"])
        assert line.heard.faults == []


async def test_a_terminal_that_is_gone_is_told_once() -> None:
    async with _line() as line:
        line.type(b"a")
        await until(lambda: bool(line.heard.events))
        os.close(line.typist)
        await until(lambda: line.heard.has_ended)
        line.heard.has_ended = False
        await settle()
        assert not line.heard.has_ended


@pytest.mark.parametrize(
    "fault", [ZeroDivisionError(), ValueError()], ids=["any", "one that reading may have"]
)
async def test_a_fault_is_told_and_the_next_key_comes(fault: Exception) -> None:
    async with _line() as line:
        line.heard.breaks_at, line.heard.fault = "x", fault
        line.type(b"x")
        await until(lambda: bool(line.heard.faults))
        assert line.heard.faults == [fault]
        line.type(b"y")
        await until(lambda: line.heard.keys == ["y"])


async def test_what_was_typed_before_the_end_is_taken_and_nothing_after_it() -> None:
    async with _line() as line:
        line.type(b"ab")
        line.input.end(0.0, lambda: True)
        assert line.heard.keys == ["a", "b"]
        line.type(b"c")
        await settle()
        assert line.heard.keys == ["a", "b"]


async def test_the_end_waits_for_what_is_on_its_way() -> None:
    async with _line() as line:
        answer = asyncio.get_running_loop().run_in_executor(None, line.type, b"\x1b[1;1R")
        line.input.end(5.0, lambda: any(isinstance(each, CursorPosition) for each in line.heard.events))
        assert isinstance(line.heard.events[0], CursorPosition)
        await answer


async def test_it_may_begin_again() -> None:
    async with _line() as line:
        line.type(b"\x1b[")
        await line.is_read()
        line.input.end(0.0, lambda: True)
        line.input.begin(asyncio.get_running_loop())
        line.type(b"a")
        await until(lambda: line.heard.keys == ["a"])
