"""The way to the terminal: how much went out, and whether the terminal still takes what it is sent.

Textual writes in a thread of its own, through a queue of 30: behind a terminal that takes nothing (a stalled line,
tmux in copy mode, ctrl+s) the whole console would stand still. What is measured here lets it hold back instead.

On a slow line what was written waits in buffers that nobody can look into. So a question follows what is long, and
while its answer is awaited nothing more is sent: a key that is held down then lags by one frame, and not by all.
"""

from __future__ import annotations

import io
import os
import re
import signal
import sys
import termios
import time
from contextlib import suppress
from queue import Full
from typing import IO

from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import CursorPosition, Key
from textual.message import Message

from altotui.ui.key_parser import plain
from altotui.ui.terminal_input import TerminalInput
from altotui.ui.terminal_progress import TerminalProgress

BEHIND_AFTER_S = 0.05
"""A write that takes longer than this is waiting for the terminal, not for us."""
STUCK_AFTER_S = 1.0
"""A terminal that has taken nothing for as long as this at the end is left as it is."""
_PIECE_CHARS = 512
"""Written at a time, so that a slow terminal is told from one that takes nothing."""
_MOST_QUEUED = 4
_TURN_S = 0.0002
"""So soon the thread that writes has its turn while the loop is busy, and the loop while something is imported."""
_OUTPUT_FLAGS = 1
_WHOLE_SCREEN = "\x1b[r"
"""No rows that scroll by themselves: a program that was killed may have left some."""
_QUESTION = "\x1b[6n"
_MOVE = re.compile(r"\x1b\[\d+;\d+H$")
_LONGEST_MOVE = 14


class TerminalOutput(io.TextIOBase):
    """The terminal as a file; written by one thread, looked at by another."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._since_mono: float | None = None
        self.sent_bytes = 0

    @property
    def busy_s(self) -> float:
        """Return for how long the write that is under way has been waiting; 0 when there is none."""
        since_mono = self._since_mono
        return 0.0 if since_mono is None else time.monotonic() - since_mono

    def write(self, text: str, /) -> int:
        """Send `text`, which may take as long as the terminal likes."""
        for start in range(0, len(text), _PIECE_CHARS):
            self._write_piece(text[start : start + _PIECE_CHARS])
        return len(text)

    def _write_piece(self, text: str) -> None:
        self._since_mono = time.monotonic()
        try:
            with suppress(OSError):  # it is gone: the driver hears of that where it reads
                self._file.write(text)
                self._file.flush()
        finally:
            self._since_mono = None
            self.sent_bytes += len(text) if text.isascii() else len(text.encode(errors="replace"))

    def flush(self) -> None:
        """Send what the file holds back, which may take as long as the terminal likes."""
        self._since_mono = time.monotonic()
        try:
            with suppress(OSError):
                self._file.flush()
        finally:
            self._since_mono = None

    def fileno(self) -> int:
        """Return the number of the terminal's file."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return self._file.isatty()


class MeasuredDriver(LinuxDriver):
    """Textual's driver, with a way out that is measured."""

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.output = TerminalOutput(
            sys.__stderr__ or io.StringIO()
        )  # Textual writes there; None: no terminal
        self._stands = ""
        self._frame_start = ""
        self._is_in_frame = False
        """Whether the terminal was told to show nothing until the frame is there."""
        self.progress = TerminalProgress()
        self._input = TerminalInput(self.fileno, self, debug=self._debug)
        setattr(self, "_file", self.output)  # noqa: B010 (declared as the one file that Textual itself puts there)

    @property
    def is_behind(self) -> bool:
        """Return whether the terminal has more than it can take at the moment."""
        thread = self._writer_thread
        queued = thread._queue.qsize() if thread is not None else 0
        if queued > _MOST_QUEUED or self.output.busy_s > BEHIND_AFTER_S:
            return True
        return self.progress.awaited_s > BEHIND_AFTER_S

    def write(self, data: str) -> None:
        """Send `data`, the beginning of a frame with what follows it; a frame without anything in it is left out.

        So is a move of the cursor to where it stands already, as each such frame has one. On a slow line a frame has
        no beginning and no end: a terminal that knows them would show what was typed only behind all the rest.
        """
        if data == SYNC_START:
            self._frame_start = "" if self.progress.is_slow else data
            return
        if data == SYNC_END and not self._is_in_frame:
            self._frame_start = ""
            return
        if data and data == self._stands:
            return
        move = _MOVE.search(data, max(0, len(data) - _LONGEST_MOVE))
        self._stands = move.group() if move is not None else ""
        self._is_in_frame = bool(self._frame_start) or (self._is_in_frame and data != SYNC_END)
        data, self._frame_start = self._frame_start + data, ""
        self.progress.sent(len(data))
        self._put(data)

    def _sigtstp_application(self, *_: object) -> None:
        """Give the terminal back and stop, with all that belong to the same job.

        Textual stops itself alone: where another program waits for it, as `uv run` does, no shell would notice. What
        leads a session, as behind `ssh -t HOST altotui`, has no shell that could let it go on, and does not stop.
        """
        if os.getpgrp() == os.getsid(0):
            return
        if self._auto_restart:
            self.suspend_application_mode()
            self._must_signal_resume = True
        os.killpg(os.getpgrp(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        """Come back after a stop, also one that nobody told the console of.

        Textual starts anew then: its second pair of threads would take half of the keys, and never end.
        """
        if self._auto_restart and not self._must_signal_resume:  # it was SIGSTOP
            self.suspend_application_mode()
            self._must_signal_resume = True
        super()._sigcont_application()

    def _put(self, data: str | None) -> bool:
        """Hand `data` to the thread that writes; return False where the terminal takes nothing, and never will."""
        thread, sent_bytes = self._writer_thread, -1
        while thread is not None and thread.is_alive() and sent_bytes != self.output.sent_bytes:
            sent_bytes = self.output.sent_bytes
            with suppress(Full):
                thread._queue.put(data, timeout=STUCK_AFTER_S)
                return True
        return False

    def start_application_mode(self) -> None:
        """Begin, at the start and after ctrl+z."""
        self.progress.forget()
        with suppress(OSError):
            os.set_blocking(self.output.fileno(), True)  # a program before us may have left it otherwise
        sys.setswitchinterval(_TURN_S)
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual gives it no types
        if self._writer_thread is not None and self._writer_thread.is_alive():  # else it is in the background
            self._input.begin(self._loop)
            self._send_as_it_is()
            self._put(_WHOLE_SCREEN)

    def _send_as_it_is(self) -> None:
        """Let the system make no CR LF of LF: that only costs bytes. Textual puts back what was before."""
        with suppress(OSError, termios.error):
            attributes = termios.tcgetattr(self.fileno)
            attributes[_OUTPUT_FLAGS] &= ~termios.OPOST
            termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)

    def _run_input_thread(self) -> None:
        """Do nothing: the loop reads what is typed, and not this thread of Textual."""

    def disable_input(self) -> None:
        """Take no more keys; an answer that is on its way is taken first, or the shell would get it."""
        try:
            if not self.exit_event.is_set():
                self._input.end(self.progress.patience_s(STUCK_AFTER_S), lambda: self.progress.has_come)
        except Exception as fault:  # the terminal is given back all the same
            self.hear_fault(fault)
        super().disable_input()

    def hear(self, event: Message) -> None:
        """Give the application a key, or what else the terminal says."""
        if isinstance(event, Key):
            self._app.post_message(plain(event).set_sender(self._app))
            return
        if isinstance(event, CursorPosition):
            self.progress.answer_seen()
        self.process_message(event)

    def send_message(self, message: Message) -> None:
        """Give it to the application at once: it is to know of all that one read has brought."""
        self._app.post_message(message)

    def hear_end(self) -> None:
        """End the console: nobody sees it."""
        self.progress.gone()
        self._app.exit(None, 128 + signal.SIGHUP)

    def hear_fault(self, fault: Exception) -> None:
        """End the console in order: who knows what it has not heard."""
        self._app._handle_exception(fault)

    def close(self) -> None:
        """Send what is left, for as long as the terminal takes any of it."""
        thread, sent_bytes = self._writer_thread, -1
        if thread is None or not self._put(None):
            return
        while thread.is_alive() and sent_bytes != self.output.sent_bytes:
            sent_bytes = self.output.sent_bytes
            thread.join(STUCK_AFTER_S)

    @property
    def is_stuck(self) -> bool:
        """Return whether the terminal has not even taken the end; Python would wait for it for ever."""
        return self._writer_thread is not None and self._writer_thread.is_alive()

    def ask(self) -> None:
        """Ask what every terminal answers, behind all that was sent; the answer is a `CursorPosition` of Textual."""
        self.write(_QUESTION)
        self.flush()
        self.progress.asked()

    def frame_sent(self) -> None:
        """Ask whether the terminal has come so far, where that is worth it."""
        if self.progress.is_worth_asking:
            self.ask()
