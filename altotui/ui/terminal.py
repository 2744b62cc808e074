"""What a terminal may do to the console: end it by a signal, or take nothing any more."""

from __future__ import annotations

import asyncio
import signal
from functools import partial

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from altotui.ui.terminal_output import MeasuredDriver

_ENDINGS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def prepare(app: App[int]) -> None:
    """Make `app` leave in order when a signal tells it to, the terminal given back: Textual restores nothing then."""
    if app.driver_class is LinuxDriver:
        app.driver_class = MeasuredDriver
    loop = asyncio.get_running_loop()
    for number in _ENDINGS:
        loop.add_signal_handler(number, partial(app.exit, None, 128 + number))


def is_stuck(app: App[int]) -> bool:
    """Return whether the terminal has not taken the end of `app`, so that Python would wait for it for ever."""
    driver = app._driver
    return isinstance(driver, MeasuredDriver) and driver.is_stuck
