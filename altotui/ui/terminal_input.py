"""The way from the terminal: what was typed is read by the loop itself, so that no key waits for another thread."""

from __future__ import annotations

import asyncio
import codecs
import os
import select
import time
from collections.abc import Callable, Iterable
from typing import Protocol

from textual.constants import ESCAPE_DELAY
from textual.message import Message

from altotui.ui.key_parser import KeyParser
from altotui.ui.terminal_replies import TerminalReplies

_ESC = "\x1b"
_MOST_READ_BYTES = 4096
_LOOK_AGAIN_S = ESCAPE_DELAY + 0.001
"""After an Escape, which is a key by itself when nothing has followed by then."""


class Listener(Protocol):
    """Whoever wants to know what a terminal says."""

    def hear(self, event: Message) -> None:
        """Take a key, or what else it is; all that one read has brought comes at once."""
        ...

    def hear_end(self) -> None:
        """Know that there is no terminal any more."""
        ...

    def hear_fault(self, fault: Exception) -> None:
        """Know of a fault of our own in what has just been read."""
        ...


class TerminalInput:
    """Reads one terminal from `begin` to `end`."""

    def __init__(self, file: int, listener: Listener, *, debug: bool = False) -> None:
        """Take the number of the terminal's file, and who hears of it; with `debug` Textual writes it down."""
        self._file = file
        self._listener = listener
        self._debug = debug
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Read in that loop from now on."""
        self._parser = KeyParser(self._debug)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._replies = TerminalReplies()
        self._loop = loop
        loop.add_reader(self._file, self._take)

    def end(self, most_s: float, is_enough: Callable[[], bool]) -> None:
        """Read no more; what was typed before is taken all the same.

        Args:
            most_s: For how long to block for what may still come.
            is_enough: Whether it has come.
        """
        ends_mono = time.monotonic() + most_s
        while self._loop is not None:
            left_s = 0.0 if is_enough() else max(0.0, ends_mono - time.monotonic())
            if not select.select([self._file], [], [], left_s)[0]:
                break
            self._take()
        self._leave()

    def _leave(self) -> None:
        if self._loop is not None:
            self._loop.remove_reader(self._file)
            self._loop = None

    def _take(self) -> None:
        """Read what has come; a terminal that is gone is the end, also where no signal says so.

        Textual's own way ends with a traceback at the first byte that is not UTF-8, and turns in circles without a
        terminal (reliability.md, findings 8 and 12).
        """
        data = self._read()
        if not data:
            self._leave()
            self._listener.hear_end()
            return
        is_pasted = self._replies.is_in_paste
        typed = self._replies.without(self._decoder.decode(data))
        self._tell(self._events_of(typed, is_pasted=is_pasted))

    def _events_of(self, typed: str, *, is_pasted: bool) -> list[Message]:
        """Return what was typed, without the sequences that Textual cannot read: nothing else is lost by them.

        It reads numbers where some terminals send other things, and counts with those that they tell.
        """
        if not self._parser.is_waiting and _ESC not in typed:  # then there is no sequence in it
            return list(self._parser.keys_of(typed, is_pasted=is_pasted))
        events: list[Message] = []
        for char in typed:
            try:
                events.extend(self._parser.feed(char))
            except Exception:  # whatever it is, this parser reads nothing more: another goes on behind it
                self._parser = KeyParser(self._debug)
        return events

    def _tell(self, events: Iterable[Message]) -> None:
        try:
            for event in events:
                self._listener.hear(event)
        except Exception as fault:  # the loop would keep it to itself
            self._listener.hear_fault(fault)
        if self._loop is not None and self._parser.is_waiting:
            self._loop.call_later(_LOOK_AGAIN_S, self._look_again)

    def _look_again(self) -> None:
        self._tell(self._parser.tick())

    def _read(self) -> bytes:
        """Return what was typed; nothing when the terminal is gone."""
        try:
            return os.read(self._file, _MOST_READ_BYTES)
        except OSError:
            return b""
