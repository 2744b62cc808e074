"""Signals while nothing but the skeleton is on the screen: whatever they mean, the terminal is given back first."""

import os
import signal
from types import FrameType
from typing import NoReturn

from altotui.ui import skeleton

ENDINGS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
"""Those that end the console in order, with 128 and their number as the exit code."""


def take() -> None:
    """Take the signals until the console is up and takes them itself."""
    for number in ENDINGS:
        signal.signal(number, _end)
    signal.signal(signal.SIGTSTP, _stop)


def _end(number: int, _: FrameType | None) -> NoReturn:
    """End what is under way; who has painted the skeleton gives the screen back."""
    raise SystemExit(128 + number)


def _stop(_: int, __: FrameType | None) -> None:
    """Lend the screen to the shell until it sends the console on."""
    skeleton.leave()
    os.kill(os.getpid(), signal.SIGSTOP)
    skeleton.paint()
