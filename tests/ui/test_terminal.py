"""The terminal is given back once: what signals do to a console that has ended is the system's business."""

from __future__ import annotations

import os
import signal
import termios
import tty
from collections.abc import Iterator
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import pytest
from textual.app import App

from altotui.ui.early_signals import ENDINGS
from altotui.ui.terminal import _force_back, ended_by_signals

_OF_TEXTUAL = (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH)


@pytest.fixture
def handlers() -> Iterator[None]:
    """Put back what the signals did before."""
    numbers = (*ENDINGS, *_OF_TEXTUAL)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
async def test_a_console_that_has_ended_does_not_take_the_terminal_again() -> None:
    app: App[Any] = App()
    with ended_by_signals(app):
        for number in _OF_TEXTUAL:
            signal.signal(number, lambda *_: None)
    assert {signal.getsignal(number) for number in _OF_TEXTUAL} == {signal.SIG_DFL}


def test_by_force_each_terminal_is_given_back_its_own_settings() -> None:
    with ExitStack() as stack:
        ends = [os.openpty() for _ in range(2)]
        for end in (end for pair in ends for end in pair):
            stack.callback(os.close, end)
        (_, read_from), (_, drawn_on) = ends
        before, other = termios.tcgetattr(read_from), termios.tcgetattr(drawn_on)
        tty.setraw(read_from)
        output = SimpleNamespace(fileno=lambda: drawn_on)
        driver: Any = SimpleNamespace(fileno=read_from, output=output, attrs_before=before)
        _force_back(driver)
        assert termios.tcgetattr(read_from) == before
        assert termios.tcgetattr(drawn_on) == other
