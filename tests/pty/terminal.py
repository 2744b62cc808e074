"""A terminal without a window: a pseudo-terminal that runs altotui, draws what it sends, and types."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pyte

PATIENCE_S = 15.0
"""Real seconds until a test gives up: the machine may be busy."""
_CHUNK_BYTES = 65536
_PRIVATE_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
Modes = dict[int, bool]


class Terminal:
    """One run of altotui in a terminal of a given size."""

    def __init__(
        self,
        words: tuple[str, ...],
        size: tuple[int, int],
        variables: dict[str, str],
        module: str,
        *,
        leads_session: bool = False,
    ) -> None:
        self.sent = b""
        """Everything that came out of the program."""
        columns, rows = size
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._master, self._slave = pty.openpty()
        self.resize(columns, rows)
        self.attributes_before = termios.tcgetattr(self._slave)
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *words],
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            env=_environment(variables),
            start_new_session=leads_session,
            process_group=None if leads_session else 0,  # a job, as a shell makes one
        )

    @property
    def lines(self) -> list[str]:
        """Return what is on the screen."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """Return what is on the screen, as one text."""
        return "\n".join(self.lines)

    @property
    def attributes(self) -> list[object]:
        """Return the line settings of the terminal as they are now."""
        return list(termios.tcgetattr(self._slave))

    @property
    def modes(self) -> Modes:
        """Return every private mode that was ever set or reset, and whether it is set now."""
        modes: Modes = {}
        for numbers, end in _PRIVATE_MODE.findall(self.sent):
            modes.update({int(number): end == b"h" for number in numbers.split(b";")})
        return modes

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: str | bytes) -> None:
        """Send keys as a terminal encodes them."""
        os.write(self._master, keys.encode() if isinstance(keys, str) else keys)

    def type_until(self, keys: str, *words: str) -> None:
        """Send keys that may be sent again, until all of `words` are on the screen."""
        end = time.monotonic() + PATIENCE_S
        while not all(word in self.text for word in words):
            assert time.monotonic() < end, f"{keys!r} never led to {words}:\n{self.text}"
            self.type(keys)
            self._read(0.2)

    def send_to_job(self, number: int) -> None:
        """Send a signal to the program and to all that it has started, as a shell does."""
        os.killpg(self._process.pid, number)

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self._process.send_signal(number)

    def wait_for(self, *words: str) -> None:
        """Wait until all of `words` are on the screen."""
        self._read_until(lambda: all(word in self.text for word in words), f"{words} on the screen")

    def wait_for_none_of(self, *words: str) -> None:
        """Wait until none of `words` is on the screen."""
        self._read_until(lambda: not any(word in self.text for word in words), f"no {words} on the screen")

    def wait_sent(self, sequence: bytes) -> None:
        """Wait until the program has sent that."""
        self._read_until(lambda: sequence in self.sent, f"{sequence!r} out of the program")

    def wait_end(self) -> int:
        """Wait until the program has ended and return its exit code."""
        self._read_until(lambda: self._process.poll() is not None, "the end of the program")
        while self._read(0.0):
            pass
        return self._process.returncode

    def wait_stopped(self) -> None:
        """Wait until the program stands still, as after ctrl+z."""
        flags = os.WSTOPPED | os.WNOHANG
        self._read_until(lambda: bool(os.waitid(os.P_PID, self._process.pid, flags)), "the program to stop")
        while self._read(0.0):
            pass

    def clear(self) -> None:
        """Wipe the screen behind the program's back, as a shell does."""
        self._screen.reset()

    def wait_quiet(self, quiet_s: float) -> None:
        """Wait until nothing has come for `quiet_s` real seconds."""
        end = time.monotonic() + PATIENCE_S
        while self._read(quiet_s):
            assert time.monotonic() < end, "the program never came to rest"

    def bytes_within(self, duration_s: float) -> bytes:
        """Return what the program sends in the next `duration_s` real seconds."""
        before, end = len(self.sent), time.monotonic() + duration_s
        while (left_s := end - time.monotonic()) > 0:
            self._read(left_s)
        return self.sent[before:]

    def leave_unread(self, duration_s: float) -> None:
        """Read nothing for so many real seconds, as a stalled terminal does."""
        select.select([], [], [], duration_s)

    def hang_up(self) -> None:
        """Take the terminal away from the program."""
        for end in (self._slave, self._master):
            os.close(end)
        self._slave = self._master = -1

    def wait_end_unread(self) -> int:
        """Wait until the program has ended, though nobody reads, and return its exit code."""
        return self._process.wait(PATIENCE_S)

    def close(self) -> None:
        """End the program if it still runs, and give everything back."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for end in (self._slave, self._master):
            if end >= 0:
                os.close(end)

    def _read_until(self, predicate: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while not predicate():
            if time.monotonic() > end:
                raise AssertionError(f"waited {PATIENCE_S} s for {what}:\n{self.text}")
            self._read(0.02)

    def _read(self, wait_s: float) -> bool:
        """Take what has come, if anything comes within `wait_s`."""
        ready, _, _ = select.select([self._master], [], [], wait_s)
        if not ready:
            return False
        data = os.read(self._master, _CHUNK_BYTES)
        self.sent += data
        self._stream.feed(_UNKNOWN_TO_PYTE.sub("", self._decoder.decode(data)))
        return True


_UNKNOWN_TO_PYTE = re.compile(r"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p")
"""Sequences of newer terminals, which pyte would draw."""


def _environment(variables: dict[str, str]) -> dict[str, str]:
    unwanted = ("COLUMNS", "LINES", "NO_COLOR", "COLORFGBG")
    kept = {name: text for name, text in os.environ.items() if name not in unwanted}
    modern = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
    return kept | modern | {"PYTHONUTF8": "1"} | variables


@contextmanager
def terminal(
    *words: str,
    size: tuple[int, int] = (100, 30),
    variables: dict[str, str] | None = None,
    module: str = "altotui",
    leads_session: bool = False,
) -> Iterator[Terminal]:
    """Run `altotui WORDS` in a terminal of its own; `module` may wrap it; with `leads_session` without a shell."""
    running = Terminal(words, size, variables or {}, module, leads_session=leads_session)
    try:
        yield running
    finally:
        running.close()
