"""Hostile text in tmux, which does what sequences ask for: its clipboard and its titles stay as they were."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from altotui.simulator.routeros.hostile import PAYLOADS
from tests.hostile.serving import served
from tests.pty.hostile_walk import TOKEN, WALK
from tests.pty.terminal import PATIENCE_S
from tests.waiting import until

pytestmark = [
    pytest.mark.xdist_group("pty"),
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]

CANARY = "what a person has copied"
_TITLES = "#{pane_title}|#{window_name}|#{session_name}"
_QUIET_S = 0.2
_OPTIONS = (
    *("set", "-s", "set-clipboard", "on", ";"),
    *("set", "-g", "allow-passthrough", "on", ";"),
    *("set", "-g", "allow-rename", "on", ";"),
    *("set", "-g", "automatic-rename", "off", ";"),
    *("set", "-g", "remain-on-exit", "on", ";"),
    *("rename-window", "mine", ";", "select-pane", "-T", "mine", ";", "set-buffer", CANARY),
)
"""As open as tmux can be."""


class Tmux:
    """A tmux of its own with one pane."""

    def __init__(self, socket: Path, command: str, variables: dict[str, str]) -> None:
        self._socket = socket
        kept = {name: value for name, value in os.environ.items() if name not in ("TMUX", "TMUX_PANE")}
        self._environment = kept | {"PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"} | variables
        self.run("-f", os.devnull, "new-session", "-d", "-x", "160", "-y", "50", "sh")
        self.run(*_OPTIONS)
        self.before = self.state
        self.run("respawn-pane", "-k", command)

    def run(self, *words: str) -> str:
        """Run one command of tmux and return what it says."""
        ran = subprocess.run(
            ["tmux", "-u", "-S", str(self._socket), *words],
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE_S,
        )
        return ran.stdout

    @property
    def state(self) -> list[str]:
        """Return the titles, the names of the buffers, and what is in the newest."""
        titles = self.run("display-message", "-p", _TITLES).strip().split("|")
        return [*titles, self.run("list-buffers", "-F", "#{buffer_name}"), self.run("show-buffer")]

    @property
    def is_over(self) -> bool:
        """Return whether the program has ended."""
        return self.run("display-message", "-p", "#{pane_dead}").strip() == "1"

    @property
    def text(self) -> str:
        """Return what is on the screen."""
        return self.run("capture-pane", "-p")

    async def wait_for(self, words: str) -> None:
        """Wait until they are on the screen."""
        await until(lambda: words in self.text, PATIENCE_S, lambda: f"{words} in\n{self.text}")

    async def wait_quiet(self) -> None:
        """Wait until the screen has stayed as it is for a moment; a lone escape is one by then, too."""
        seen, since = "", time.monotonic()

        def is_quiet() -> bool:
            nonlocal seen, since
            if (now := self.text) != seen:
                seen, since = now, time.monotonic()
            return time.monotonic() - since >= _QUIET_S

        await until(is_quiet, PATIENCE_S, lambda: f"rest:\n{self.text}")

    def type(self, keys: str) -> None:
        """Send keys as a terminal encodes them."""
        self.run("send-keys", "-H", *(f"{byte:02x}" for byte in keys.encode()))


@contextmanager
def tmux(folder: Path, command: str, **variables: str) -> Iterator[Tmux]:
    """Run `command` in a tmux that nobody else uses."""
    running = Tmux(folder / "tmux", command, variables)
    try:
        yield running
    finally:
        running.run("kill-server")


async def test_raw_text_would_take_the_clipboard_and_the_titles(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.write_text("\n".join(text for text, _ in PAYLOADS).encode("utf-8", "replace").decode(), "utf-8")
    with tmux(tmp_path, f"cat {raw}; echo; echo all of it; sleep 60") as terminal:
        await until(
            lambda: CANARY not in terminal.state and "mine" not in terminal.state,
            PATIENCE_S,
            lambda: f"other titles and another clipboard: {terminal.state}",
        )


async def test_the_console_leaves_clipboard_and_titles_as_they_were(tmp_path: Path) -> None:
    with (
        served("payload", len(PAYLOADS)) as url,
        tmux(
            tmp_path,
            f"{sys.executable} -m altotui",
            ALTOTUI_BASE_URL=url,
            ALTOTUI_TOKEN=TOKEN,
            ALTOTUI_CONFIG_DIR=str(tmp_path / "config"),
            ALTOTUI_STATE_DIR=str(tmp_path / "state"),
        ) as terminal,
    ):
        await terminal.wait_for(f"{len(PAYLOADS)} sites")
        for keys in WALK:
            terminal.type(keys)
            await terminal.wait_quiet()
        assert "\u241b" in terminal.text
        assert terminal.state == terminal.before
        assert terminal.before == ["mine", "mine", "0", "buffer0\n", CANARY]
        terminal.type("\x11")
        await until(lambda: terminal.is_over, PATIENCE_S, lambda: f"the end of\n{terminal.text}")
        assert terminal.state == terminal.before
