"""What a terminal may do to the console: end it by a signal, or take nothing any more."""

from __future__ import annotations

import _thread
import asyncio
import contextlib
import os
import signal
import termios
from collections.abc import Iterator
from threading import Event
from types import FrameType

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from altotui.ui.early_signals import ENDINGS
from altotui.ui.terminal_output import MeasuredDriver

_LOOK_EVERY_S = 1.0
_MOST_LOOKS = 3
"""As many seconds a signal may take to give the terminal back, not counting those in which that still takes bytes."""
_CLOSING_S = 30.0
"""As long as all that closes then may take together, though each has a time of its own."""
_GIVE_BACK = (
    b"\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
    b"\x1b[0m"
)
"""What Textual's driver says at its end, in that order."""


@contextlib.contextmanager
def ended_by_signals(app: App[int]) -> Iterator[None]:
    """Run `app` in here, in this loop: signals end it, and its way out is measured."""
    if app.driver_class is LinuxDriver:
        app.driver_class = MeasuredDriver
    ending = _Ending(app)
    for number in ENDINGS:  # not by the loop: one that stands still would never hear of them
        signal.signal(number, ending.begin)
    try:
        yield
    finally:
        ending.is_given_back.set()
        # Textual would take the terminal again, and nobody would give it back.
        for number in (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH):
            signal.signal(number, signal.SIG_DFL)


class _Ending:
    """Ends one console: in order, and by force when something in it does not let go."""

    def __init__(self, app: App[int]) -> None:
        self.is_given_back = Event()
        """The terminal is what it was before."""
        self._app = app
        self._loop = asyncio.get_running_loop()
        self._code = 0

    def begin(self, number: int, _: FrameType | None) -> None:
        """Take a signal; the first one counts."""
        if not self._code:
            self._code = 128 + number
            _thread.start_new_thread(
                self._insist, ()
            )  # one of `threading` takes a lock that we may hold here
        with contextlib.suppress(RuntimeError):  # the loop is closed: the end has come already
            self._loop.call_soon_threadsafe(self._app.exit, None, self._code)

    def _insist(self) -> None:
        """End all the same when the end in order does not come, the terminal given back as far as it takes that."""
        looks = sent_bytes = 0
        while not self.is_given_back.wait(_LOOK_EVERY_S):
            driver = self._app._driver
            before = sent_bytes
            if isinstance(driver, MeasuredDriver):
                sent_bytes = driver.output.sent_bytes
                if driver.output.busy_s and sent_bytes != before:
                    continue
            looks += 1
            if looks == _MOST_LOOKS:
                if isinstance(driver, MeasuredDriver):
                    _force_back(driver)
                os._exit(self._code)
        Event().wait(_CLOSING_S)
        os._exit(self._code)


def _force_back(driver: MeasuredDriver) -> None:
    """Undo what the driver has done to the terminal, without waiting for anything."""
    terminal = driver.output.fileno()
    with contextlib.suppress(OSError, termios.error):
        if driver.attrs_before is not None:
            termios.tcsetattr(driver.fileno, termios.TCSANOW, driver.attrs_before)
    with contextlib.suppress(OSError):
        os.set_blocking(terminal, False)
        os.write(terminal, _GIVE_BACK)
    with contextlib.suppress(OSError):
        os.set_blocking(terminal, True)  # others use it after us


def is_stuck(app: App[int]) -> bool:
    """Return whether the terminal has not taken the end of `app`, so that Python would wait for it for ever."""
    driver = app._driver
    return isinstance(driver, MeasuredDriver) and driver.is_stuck
