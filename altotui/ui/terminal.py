"""What a terminal may do to the console: end it by a signal, or send bytes that are no text."""

from __future__ import annotations

import asyncio
import codecs
import signal
from collections.abc import Callable
from functools import partial

from textual.app import App
from textual.drivers import linux_driver

from altotui.ui.terminal_output import MeasuredDriver

_ENDINGS = (signal.SIGTERM, signal.SIGHUP)


def prepare(app: App[int]) -> None:
    """Make `app` leave in order on SIGTERM and SIGHUP, the terminal given back, and survive bytes that are no text.

    Textual restores nothing on those signals and ends at the first byte that is not UTF-8 (reliability.md,
    findings 8 and 12).
    """
    if app.driver_class is linux_driver.LinuxDriver:
        app.driver_class = MeasuredDriver
    loop = asyncio.get_running_loop()
    for number in _ENDINGS:
        loop.add_signal_handler(number, partial(app.exit, None, 128 + number))
    setattr(linux_driver, "getincrementaldecoder", _lenient_decoder)  # noqa: B010 (a name that it imports, and does not export)


def _lenient_decoder(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    """Return what makes a decoder that replaces the bytes it cannot read."""
    return partial(codecs.getincrementaldecoder(encoding), "replace")
