"""The console as a process in a terminal, in front of a platform that breaks when it is told to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.faults.beside import Beside, beside
from tests.faults.consoles import TOKEN
from tests.faults.screens import NAMES, Platform
from tests.faults.server import FaultServer
from tests.pty.terminal import PATIENCE_S, Terminal, terminal

SITES, PROMPT = "\x1bOQ", "\x1bOR"
"""F2 and F3."""
LEAVE = "\x11"
"""ctrl+q."""


@dataclass
class Live:
    """One platform, and what a console needs to find it."""

    platform: Platform
    server: FaultServer
    variables: dict[str, str]
    beside: Beside

    @property
    def words(self) -> list[list[str]]:
        """Return the words of each command that was read, in their order."""
        asked = [request.json() for request in self.server.requests if "/synchronous/" in request.path]
        return [list(body.get("parameters", ())) for body in asked if isinstance(body, dict)]

    @property
    def asked_sites(self) -> list[str]:
        """Return the ids of the sites to which commands went, in their order."""
        paths = [request.path for request in self.server.requests if "/synchronous/" in request.path]
        return [path.rpartition("/")[2] for path in paths]

    def let_go(self, gate: asyncio.Event) -> None:
        """Set an event that an answer of the platform waits for."""

        async def set_it() -> None:
            gate.set()

        self.beside.meanwhile(set_it())


@contextmanager
def live() -> Iterator[Live]:
    """Run a platform of two sites on a thread of its own."""
    platform = Platform()
    with beside(platform) as running:
        variables = {"ALTOTUI_TOKEN": TOKEN, "ALTOTUI_BASE_URL": running.server.url}
        yield Live(platform, running.server, variables, running)


@contextmanager
def at_prompt(
    place: Live, *, may_write: bool = False, size: tuple[int, int] = (120, 50)
) -> Iterator[Terminal]:
    """Run a console whose target is the first site."""
    with terminal(size=size, variables=place.variables) as console:
        console.wait_for(f"{len(NAMES)} sites", "api ok", NAMES[0])
        if may_write:
            console.type(f"{SITES}:rw a test\r")
            console.wait_for("WRITES")
        console.type(f"{SITES}\r")
        console.wait_for(f"[{'RW' if may_write else 'RO'}] {NAMES[0]}>")
        yield console


def wait_until(console: Terminal, predicate: Callable[[], object]) -> None:
    """Read what the console sends until something outside of it is true."""
    end = time.monotonic() + PATIENCE_S
    while not predicate():
        assert time.monotonic() < end, console.text
        console.bytes_within(0.02)


def leave(console: Terminal) -> int:
    """End the console by its key and return the exit code."""
    console.type(LEAVE)
    return console.wait_end()
