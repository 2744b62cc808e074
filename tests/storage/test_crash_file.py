"""What is written of a crash: enough to find it, and nothing that was secret."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from altotui.domain.errors import StorageError
from altotui.storage.crash_file import MOST_KEPT, keep_crash
from tests.domain.records import NOW

TOKEN = "demo-token-0123456789"


def _crash(words: str) -> BaseException:
    local = TOKEN  # a value of a variable, as a crash has them
    try:
        raise RuntimeError(words)
    except RuntimeError as error:
        del local
        return error


def test_it_says_where_and_with_what_and_no_value(tmp_path: Path) -> None:
    path = keep_crash(_crash("cannot go on"), tmp_path, NOW)
    text = path.read_text("utf-8")
    assert text.startswith("altotui ")
    assert "textual " in text
    assert "Python 3." in text
    assert "in _crash" in text
    assert "RuntimeError: cannot go on" in text
    assert TOKEN not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("/user set 0 password=hunter2", "hunter2"),
        (f"Authorization: Bearer {TOKEN}", TOKEN),
        ("\x1b]52;c;aGk=\x07", "\x1b"),
    ],
)
def test_what_an_error_says_is_masked_and_visible(tmp_path: Path, words: str, kept: str) -> None:
    text = keep_crash(_crash(words), tmp_path, NOW).read_text("utf-8")
    assert kept not in text


def test_it_says_what_was_done_last_and_keeps_back_what_it_is_told_to(tmp_path: Path) -> None:
    error = _crash(f"odd header {TOKEN}")
    path = keep_crash(error, tmp_path, NOW, actions=("pane.sites", "refresh"), secrets=(TOKEN,))
    text = path.read_text("utf-8")
    assert "done last: pane.sites, refresh\n" in text
    assert "odd header ***" in text
    assert TOKEN not in text


def test_old_ones_are_removed(tmp_path: Path) -> None:
    paths = [keep_crash(_crash("x"), tmp_path, NOW + timedelta(seconds=n)) for n in range(MOST_KEPT + 3)]
    assert sorted(tmp_path.glob("crash-*.txt")) == paths[3:]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(StorageError):
        keep_crash(_crash("x"), file / "crashes", NOW)
