"""A verb called in this process, one called as a process, and a simulator behind real HTTP."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from altotui.__main__ import find_verb
from altotui.cli.headless import run_words

DEMO = ("--demo", "--demo-sites", "12", "--demo-speed", "1000")


@dataclass(frozen=True, slots=True)
class Ran:
    """How a call ended and what it printed."""

    code: int
    out: str
    err: str

    def json(self) -> object:
        """Return stdout as one JSON document."""
        document: object = json.loads(self.out)
        return document

    def records(self) -> list[dict[str, object]]:
        """Return stdout as a JSON list of objects."""
        document = self.json()
        assert isinstance(document, list)
        return document

    def lines(self) -> list[dict[str, object]]:
        """Return stdout as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


class Altotui:
    """Calls the command line in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str) -> Ran:
        """Run `altotui WORDS`."""
        self._capsys.readouterr()
        code = run_words(list(words), find_verb(list(words)))
        captured = self._capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    def demo(self, *words: str) -> Ran:
        """Run `altotui WORDS` on a small simulated fleet whose time flies."""
        verb, *rest = words
        return self(*DEMO, verb, *rest)


@pytest.fixture
def altotui(capsys: pytest.CaptureFixture[str]) -> Altotui:
    """The command line, in this process."""
    return Altotui(capsys)


def start(*words: str, **variables: str) -> subprocess.Popen[str]:
    """Start `altotui WORDS` as a process of its own, without a terminal."""
    return _popen(words, variables, subprocess.DEVNULL)


def _popen(words: tuple[str, ...], variables: dict[str, str], stdin: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "altotui", *words],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1"} | variables,
    )


def process(*words: str, **variables: str) -> Ran:
    """Run `altotui WORDS` as a process of its own to its end."""
    running = start(*words, **variables)
    out, err = running.communicate(timeout=60)
    return Ran(running.returncode, out, err)


def piped(text: str, *words: str, **variables: str) -> Ran:
    """Run `altotui WORDS` as a process of its own with `text` on its stdin."""
    running = _popen(words, variables, subprocess.PIPE)
    out, err = running.communicate(text, timeout=60)
    return Ran(running.returncode, out, err)


def recorded(own_folders: Path) -> list[dict[str, object]]:
    """Return what the audit files of this test hold, in the order of their names."""
    paths = sorted(own_folders.glob("state/audit/*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """The address of a simulated platform behind real HTTP, both API generations."""
    running = start("simulate", "--port", "0", "--no-rate-limit", "--demo-sites", "12", "--demo-speed", "400")
    assert running.stdout is not None
    try:
        yield running.stdout.readline().strip()
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)
