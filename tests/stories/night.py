"""One console in a pseudo-terminal on a simulated fleet, and everything that it asked the platform."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.pty.terminal import Terminal, terminal


class Call(NamedTuple):
    """One request as the platform got it."""

    method: str
    path: str
    body: str

    @property
    def is_command(self) -> bool:
        """Return whether it is a live command."""
        return "/synchronous/" in self.path


class Night:
    """What a person sees, types, and has caused."""

    def __init__(self, shown: Terminal, calls: Path, state: Path) -> None:
        self.shown = shown
        self.state = state
        self._calls = calls
        self.sees = shown.wait_for
        self.sees_no = shown.wait_for_none_of
        self.type = shown.type

    @property
    def calls(self) -> list[Call]:
        """Return every request so far."""
        lines = self._calls.read_text("utf-8").splitlines()
        return [Call(**json.loads(line)) for line in lines]

    def commands(self, command: str) -> list[Call]:
        """Return the live commands of that name, in the order in which they came."""
        return [
            call for call in self.calls if call.is_command and json.loads(call.body)["command"] == command
        ]

    def total(self) -> int:
        """Return how many sites the header speaks of; its parts add up to that."""
        header = self.shown.lines[0]
        found = re.search(r"(\d+) sites \+(\d+) ~(\d+) -(\d+) \?(\d+)", header)
        assert found is not None, header
        total, *parts = map(int, found.groups())
        assert total == sum(parts), header
        return total


@contextmanager
def night(
    folder: Path,
    *words: str,
    size: tuple[int, int],
    scenario: str,
    sites: int,
    speed: int,
    variables: dict[str, str] | None = None,
) -> Iterator[Night]:
    """Run the console; its state and its calls are kept in `folder`."""
    calls = folder / "calls.jsonl"
    calls.touch()
    demo = ("--demo", f"--demo-sites={sites}", f"--demo-scenario={scenario}", f"--demo-speed={speed}")
    kept = {"ALTOTUI_STATE_DIR": str(folder / "state"), **(variables or {})}
    with terminal(
        str(calls), *demo, *words, size=size, variables=kept, module="tests.stories.recorded"
    ) as shown:
        yield Night(shown, calls, folder / "state")
