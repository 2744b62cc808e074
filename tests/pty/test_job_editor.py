"""The person's editor in a real terminal: it gets it whole, and the console comes back with what it wrote."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal, terminal

pytestmark = pytest.mark.xdist_group("pty")

DEMO = ("--demo", "--demo-sites", "24", "--demo-speed", "5")
ALTERNATE_SCREEN = 1049
F4, F8 = "\x1bOS", "\x1b[19~"


def _editor(folder: Path, body: str) -> dict[str, str]:
    """Return the environment in which the editor is a shell script with `body`."""
    path = folder / "editor"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(stat.S_IRWXU)
    return {"VISUAL": str(path), "TMPDIR": str(folder)}


def _open_form(console: Terminal) -> None:
    console.wait_for("24 sites", "api ok")
    console.type("\x1bOQ\r")
    console.wait_for("[RO] denver-branch-0000>")
    console.type(f"{F4}J")
    console.wait_for("New job on", "f8 editor")
    console.type("Night work\t:put before")
    console.wait_for("11 of 2000", ":put before")


def test_f8_gives_the_terminal_to_the_editor_and_takes_it_back(tmp_path: Path) -> None:
    body = 'echo the-editor-is-here; read answer; printf ":put %s\\n" "$answer" > "$1"'
    with terminal(*DEMO, size=(80, 24), variables=_editor(tmp_path, body)) as console:
        _open_form(console)
        console.type(F8)
        console.wait_for("the-editor-is-here")
        assert console.modes[ALTERNATE_SCREEN] is False
        assert console.attributes == list(console.attributes_before)
        console.clear()
        console.type("after\n")
        console.wait_for("New job on", ":put after", "10 of 2000", "Night work", "Queue (f9)")
        assert console.modes[ALTERNATE_SCREEN] is True
        console.type(";:put x")
        console.wait_for(":put x")
        console.type("\x11")
        assert console.wait_end() == 0
        assert console.attributes == list(console.attributes_before)
    assert not [name for name in os.listdir(tmp_path) if name.startswith("altotui-")]


def test_an_editor_that_cannot_be_started_leaves_the_form_as_it_was(tmp_path: Path) -> None:
    variables = {"VISUAL": str(tmp_path / "nowhere")}
    with terminal(*DEMO, size=(80, 24), variables=variables) as console:
        _open_form(console)
        console.type(F8)
        console.wait_for("cannot be started", ":put before", "New job on")
        console.type("\x11")
        assert console.wait_end() == 0
