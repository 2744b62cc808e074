"""Two hundred lines in eight timings, with suggestions, choices, earlier lines and scripts: each arrives exactly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import NamedTuple

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from altotui.ui.panes.prompt import Prompt
from altotui.ui.panes.stepping import Recalled
from altotui.ui.widgets.line_edit import LineEdit
from tests.ui.driving import Console, driven

MANY, FEW = 200, 6
WRITE = "/ip/address/remove numbers=7"
_ENTER = "\r"
_KEYS = {"<up>": "\x1b[A", "<down>": "\x1b[B", "<right>": "\x1b[C", "<tab>": "\t", "<enter>": _ENTER}


def _events(written: str) -> list[Message]:
    """Return the keys of a text in which special ones stand in angle brackets, as a terminal sends them."""
    for name, sequence in _KEYS.items():
        written = written.replace(name, sequence)
    return list(XTermParser().feed(written))


def _in_sizes(keys: list[Message], size: int) -> Iterator[list[Message]]:
    return (keys[at : at + size] for at in range(0, len(keys), size))


def _around_enter(keys: list[Message], *, before: bool) -> Iterator[list[Message]]:
    """Cut before each Enter, or behind it."""
    batch: list[Message] = []
    for key in keys:
        is_enter = isinstance(key, events.Key) and key.key == "enter"
        if is_enter and before:
            yield batch
            batch = []
        batch.append(key)
        if is_enter and not before:
            yield batch
            batch = []
    yield batch


class Timing(NamedTuple):
    """When keys come."""

    cut: Callable[[list[Message]], Iterator[list[Message]]]
    """Cuts all keys into those that come at once."""
    waits: bool = False
    """The console is at rest before the next ones come; otherwise the loop goes round once."""


TIMINGS = {
    "all at once": Timing(lambda keys: iter([keys])),
    "one by one": Timing(lambda keys: _in_sizes(keys, 1)),
    "seven at a time": Timing(lambda keys: _in_sizes(keys, 7)),
    "sixty-four at a time": Timing(lambda keys: _in_sizes(keys, 64)),
    "enter with what follows": Timing(lambda keys: _around_enter(keys, before=True)),
    "line by line": Timing(lambda keys: _around_enter(keys, before=False)),
    "at rest before enter": Timing(lambda keys: _around_enter(keys, before=True), waits=True),
    "at rest behind enter": Timing(lambda keys: _around_enter(keys, before=False), waits=True),
}


class Case(NamedTuple):
    """What is typed for each line, and what has to arrive."""

    typed: str
    """`#` is the number of the line."""
    arrives: str
    earlier: tuple[Recalled, ...] = ()
    suggested: str = ""
    """What is suggested behind everything that is typed."""


CASES = {
    "plain": Case("/ip/arp/print ?address=192.0.2.#", "/ip/arp/print ?address=192.0.2.#"),
    "suggestion": Case("/ip/arp/print #", "/ip/arp/print #", suggested=" where dynamic"),
    "suggestion taken": Case("/ip/arp #<right>!", "/ip/arp # where dynamic!", suggested=" where dynamic"),
    "choice with one way on": Case("/in<tab>pr<tab>where mtu=#", "/interface/print where mtu=#"),
    "choice picked": Case("/ip<tab><down><down><enter>#", "/ipv6/#"),
    "choice left open": Case("/ip<tab><tab><tab>/#", "/ipv6/#"),
    "choice narrowed": Case("/interface mo<tab>-traffic #", "/interface monitor-traffic #"),
    "earlier read": Case("x#<up><down><up>#", "/ip/arp/print#", (Recalled("/ip/arp/print"),)),
    "earlier write": Case("x#<up><enter>", WRITE, (Recalled(WRITE, is_write=True),)),
    "earlier write edited": Case("<up>#", f"{WRITE}#", (Recalled(WRITE, is_write=True),)),
    "script": Case("<up> #<down>x", "/ip address #\nprintx", (Recalled("/ip address\nprint"),)),
}


async def _feed(console: Console, keys: list[Message], timing: Timing) -> None:
    for batch in timing.cut(keys):
        for key in batch:
            console.app.post_message(key)
        if timing.waits:
            await console.pilot.pause()
        else:
            await asyncio.sleep(0)


@pytest.fixture
async def console() -> AsyncIterator[Console]:
    """A console in which lines can be read and that sends nothing: no site is chosen."""
    async with driven() as driving:
        driving.press("f3")
        driving.type("x")
        await driving.until(lambda: driving.main.console._reader.is_ready)
        driving.press("backspace")
        await driving.until(lambda: not driving.main.console.prompt.text)
        yield driving


def _listen(prompt: Prompt) -> list[str]:
    """Return a list that gets every line that is entered."""
    heard: list[str] = []
    post = prompt.post_message

    def listen(message: Message) -> bool:
        if isinstance(message, LineEdit.Submitted):
            heard.append(message.text)
        return post(message)

    prompt.post_message = listen  # type: ignore[method-assign]  # (one prompt, and it passes everything on)
    return heard


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_every_line_arrives_exactly_and_in_order(console: Console, case: Case, is_full: bool) -> None:
    prompt = console.main.console.prompt
    prompt.steps = lambda: case.earlier
    if case.suggested:
        prompt.suggest = lambda text: text + case.suggested
    heard = _listen(prompt)
    numbers = [str(number) for number in range(MANY if is_full else FEW)]
    keys = "".join(f"{case.typed}<enter>".replace("#", number) for number in numbers)
    wanted = [case.arrives.replace("#", number) for number in numbers]
    for name, timing in TIMINGS.items():
        heard.clear()
        await _feed(console, _events(keys), timing)
        await console.until(lambda: len(heard) == len(wanted), timeout_s=60, what=f"{name}: all lines of")
        assert heard == wanted, name
        await console.pilot.pause()
        assert (prompt.text, prompt.rows, prompt.choosing) == ("", 1, None), name
    assert console.gateway.commands == []
