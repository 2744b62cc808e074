"""A start that cannot succeed says so in one line, on a terminal that is as it was before."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal, terminal

pytestmark = pytest.mark.xdist_group("pty")

LIVE = {"ALTOTUI_TOKEN": "1:2:secret-canary"}


def _last_words(ended: Terminal) -> list[str]:
    """Return the lines that stand behind the last leaving of the alternate screen."""
    _, _, rest = ended.sent.rpartition(b"\x1b[?1049l")
    return [line for line in rest.decode().splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--no-such-option",), "--no-such-option"),
        (("--demo", "--demo-scenario", "nonsense"), "nonsense"),
        (("--demo", "--demo-sites", "many"), "many"),
        (("--demo", "--theme", "no-such-theme"), "no-such-theme"),
        (("--demo", "--demo-sites"), "--demo-sites"),
    ],
)
def test_a_wrong_option_is_one_line_after_the_screen_was_given_back(
    words: tuple[str, ...], named: str
) -> None:
    with terminal(*words) as console:
        assert console.wait_end() == 2
        said = _last_words(console)
        assert len(said) == 1
        assert said[0].startswith("altotui: ")
        assert named in said[0]
        assert console.modes[1049] is False
        assert console.modes[25] is True
        assert console.attributes == list(console.attributes_before)
        assert b"Traceback" not in console.sent


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ("this is no toml", "settings.toml"),
        ("[profile.default]\nbase_url = 5\n", "base_url"),
        ("[profile.default]\nno_such_key = 1\n", "no_such_key"),
        ('theme = "altotui-ligth"', "theme: there is no theme 'altotui-ligth': did you mean altotui-light"),
        ('[keys]\nrefesh = "R"', "keys: there is no action 'refesh': did you mean refresh?"),
        (
            '[keys]\nrefresh = "J"',
            "J is refresh and job.new in the sites: give one of them another key, or free",
        ),
    ],
)
def test_a_broken_settings_file_is_named(settings: str, named: str, own_folders: Path) -> None:
    folder = own_folders / "config"
    folder.mkdir()
    (folder / "settings.toml").write_text(settings)
    with terminal(variables=LIVE) as console:
        assert console.wait_end() == 2
        said = "".join(_last_words(console))
        assert named in said
        assert b"Traceback" not in console.sent
        assert b"canary" not in console.sent


@pytest.mark.parametrize(
    "token", ["1:2:secret-canary\nX-Evil: 1", "1:2:secret canary", "1:2:secret-canary\u00e9", ""]
)
def test_a_token_that_cannot_be_sent_is_refused_and_never_shown(token: str) -> None:
    with terminal(variables={"ALTOTUI_TOKEN": token}) as console:
        assert console.wait_end() == 3
        (said,) = _last_words(console)
        assert "token" in said.casefold()
        assert b"canary" not in console.sent
        assert b"Traceback" not in console.sent


def test_an_address_that_nobody_answers_is_said_and_the_console_stays() -> None:
    with terminal(variables={**LIVE, "ALTOTUI_BASE_URL": "http://127.0.0.1:9"}) as console:
        console.wait_for("api unreachable", "127.0.0.1")
        assert " 0 sites" not in console.text
        console.type("\x11")
        assert console.wait_end() == 0
        assert b"canary" not in console.sent


@pytest.mark.parametrize("url", ["http://example.net", "ftp://example.net", "no address"])
def test_an_address_that_would_leak_the_token_is_refused(url: str) -> None:
    with terminal(variables={**LIVE, "ALTOTUI_BASE_URL": url}) as console:
        assert console.wait_end() == 2
        assert url in " ".join(_last_words(console))
        assert b"canary" not in console.sent
        assert b"Traceback" not in console.sent


@pytest.mark.parametrize("lacking", ["stdin", "stdout", "stderr", "terminal"])
def test_without_a_terminal_it_is_one_line_without_escapes(lacking: str) -> None:
    master, slave = pty.openpty()
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "altotui", "--demo"],
            stdin=subprocess.DEVNULL if lacking == "stdin" else slave,
            stdout=slave if lacking != "stdout" else subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"TERM": "dumb" if lacking == "terminal" else "xterm-256color"},
            timeout=30,
            check=False,
        )
        os.write(slave, b"|")
        drawn = os.read(master, 1000)
    finally:
        os.close(slave)
        os.close(master)
    assert ended.returncode == 2
    assert drawn == b"|"
    assert not ended.stdout
    (line,) = ended.stderr.decode().splitlines()
    assert "needs a terminal" in line
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", line)
