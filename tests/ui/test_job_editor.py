"""The person's own editor: its words, its file, its end, and a terminal that comes back."""

from __future__ import annotations

import os
import signal
import stat
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from textual.app import App

from altotui.domain.errors import InvalidInput, StorageError
from altotui.ui.screens.job_form_editor import Edited, edit_in_editor, edited, editor_command
from tests.ui.driving import driven

SCRIPT = ":log info 1\n:log info 2"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def _editor(code: str) -> list[str]:
    """Return an editor that runs `code` with the path of the file as `path`."""
    return [sys.executable, "-c", f"import os, sys, signal\npath = sys.argv[1]\n{code}"]


def _writing(content: bytes) -> list[str]:
    return _editor(f"open(path, 'wb').write({content!r})")


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"EDITOR": "nano"}, ["nano"]),
        ({"VISUAL": "code --wait", "EDITOR": "nano"}, ["code", "--wait"]),
        ({"VISUAL": " ", "EDITOR": "'/opt/my editor/e' -x"}, ["/opt/my editor/e", "-x"]),
    ],
)
def test_visual_comes_before_editor_and_may_have_words(environment: dict[str, str], words: list[str]) -> None:
    assert editor_command(environment) == words


def test_without_an_editor_it_is_said_what_to_set() -> None:
    with pytest.raises(InvalidInput, match="no editor is set: set VISUAL or EDITOR"):
        editor_command({"VISUAL": ""})
    with pytest.raises(InvalidInput, match="EDITOR cannot be read"):
        editor_command({"EDITOR": "'nano"})


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (b":put 1", ":put 1"),
        (b":put 1\n", ":put 1"),
        (b":put 1\r\n:put 2\r\n", ":put 1\n:put 2"),
        (b"", ""),
        ("\ufeff:put ⚡".encode(), ":put ⚡"),
        (b"x" * 5000, "x" * 5000),
    ],
)
def test_all_that_was_written_comes_back_and_no_file_is_left(written: bytes, text: str, folder: Path) -> None:
    assert edited(SCRIPT, _writing(written), os.environ, folder) == Edited(text)
    assert list(folder.iterdir()) == []


def test_the_editor_gets_the_script_in_a_private_file_and_no_token(tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = (
        "text = open(path, newline='').read()\n"
        "modes = oct(os.stat(path).st_mode & 0o777), oct(os.stat(os.path.dirname(path)).st_mode & 0o777)\n"
        f"open({str(told)!r}, 'w').write(repr((text, modes, path[-4:], os.environ.get('ALTOTUI_TOKEN'))))"
    )
    environment = {**os.environ, "ALTOTUI_TOKEN": "hunter2"}
    assert edited(SCRIPT, _editor(code), environment) == Edited(SCRIPT)
    assert told.read_text() == repr((SCRIPT, ("0o600", "0o700"), ".rsc", None))


def test_an_unchanged_script_stays_as_it_is() -> None:
    for text in (SCRIPT, SCRIPT + "\n", ""):
        assert edited(text, _editor(""), os.environ) == Edited(text)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (_editor("sys.exit(3)"), "ended with 3: the script is as it was"),
        (_editor("os.kill(os.getpid(), signal.SIGKILL)"), "ended by signal 9"),
        (["/nowhere/editor"], "/nowhere/editor cannot be started: No such file"),
        (["a\0b"], "cannot be started: a word of it has a NUL"),
    ],
)
def test_an_editor_that_fails_changes_nothing(command: list[str], words: str, folder: Path) -> None:
    with pytest.raises(InvalidInput, match=words):
        edited(SCRIPT, command, os.environ, folder)
    assert list(folder.iterdir()) == []


def test_what_an_editor_had_written_when_it_was_killed_is_kept_and_it_is_said_where(folder: Path) -> None:
    code = "open(path, 'wb').write(b':put 1')\nos.kill(os.getpid(), signal.SIGKILL)"
    with pytest.raises(InvalidInput, match="what was written is kept as /"):
        edited(SCRIPT, _editor(code), os.environ, folder)
    (path,) = folder.glob("*/*")
    assert path.read_bytes() == b":put 1"


def test_a_file_that_the_editor_removed_changes_nothing() -> None:
    assert edited(SCRIPT, _editor("os.remove(path)"), os.environ).text == SCRIPT


@pytest.mark.parametrize(
    ("code", "first"), [("b'\\xff' * 2", b"\xff" * 2), ("b'x' * 1_000_001", b"xxx")], ids=["odd", "large"]
)
def test_what_cannot_be_read_is_kept_and_it_is_said_where(code: str, first: bytes, folder: Path) -> None:
    with pytest.raises(StorageError, match="it is kept as /") as caught:
        edited(SCRIPT, _editor(f"open(path, 'wb').write({code})"), os.environ, folder)
    (path,) = folder.glob("*/*")
    assert str(path) in str(caught.value)
    assert path.read_bytes().startswith(first)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_could_control_the_terminal_is_written_as_signs_and_that_is_said() -> None:
    result = edited(SCRIPT, _writing(b":put \x1b[2J"), os.environ)
    assert result.text == ":put \u241b[2J"
    assert "written as signs" in result.said


def test_ctrl_c_in_the_terminal_ends_the_editor_and_not_the_console() -> None:
    before = signal.getsignal(signal.SIGINT)
    code = "os.kill(os.getppid(), signal.SIGINT)\nprint(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)"
    assert edited(SCRIPT, _editor(code), os.environ) == Edited(SCRIPT)
    assert signal.getsignal(signal.SIGINT) is before


async def test_a_terminal_that_cannot_be_given_away_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "true")
    async with driven() as console:
        with pytest.raises(InvalidInput, match="this terminal cannot be given to an editor"):
            edit_in_editor(cast("App[Any]", console.app), SCRIPT)
