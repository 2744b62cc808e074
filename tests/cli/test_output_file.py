"""`--output FILE`: what would be printed, in a new file; nothing is sent when there is no place for it."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from altotui.cli.output import print_lines
from altotui.cli.output_file import printing_to
from altotui.domain.errors import InvalidInput
from tests.cli.conftest import Altotui, recorded
from tests.cli.test_sites import FORMATS
from tests.clocks import FakeClock

IDENTITY = ("run", "/system/identity/print", "--site", "denver-edge")


@pytest.mark.parametrize("how", FORMATS)
def test_the_file_holds_what_would_be_printed(altotui: Altotui, tmp_path: Path, how: str) -> None:
    path = tmp_path / "answer"
    printed = altotui.demo(*IDENTITY, "--format", how)
    saved = altotui.demo(*IDENTITY, "--format", how, "--output", str(path))
    assert (saved.code, saved.out) == (0, "")
    text = path.read_text("utf-8")
    assert saved.err == f"altotui: {len(text.encode())} bytes written to {path}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    if how == "json":
        documents = [json.loads(one) for one in (text, printed.out)]
        for document in documents:
            document["results"][0]["elapsed_ms"] = 0
        assert documents[0] == documents[1]
    elif how == "jsonl":
        assert json.loads(text)["rows"] == json.loads(printed.out)["rows"]
    else:
        assert text == printed.out


@pytest.mark.parametrize(
    ("how", "extension"), [("table", "txt"), ("json", "json"), ("csv", "csv"), ("md", "md")]
)
def test_a_folder_gets_a_file_named_by_the_site(
    altotui: Altotui, tmp_path: Path, how: str, extension: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    assert altotui.demo(*IDENTITY, "--format", how, "--output", str(folder)).code == 0
    (name,) = os.listdir(folder)
    assert name.startswith("denver-edge-0001-")
    assert name.endswith(f"Z.{extension}")


def test_a_file_that_is_there_stays_and_nothing_is_sent(
    altotui: Altotui, tmp_path: Path, own_folders: Path
) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("mine")
    words = ("run", "/ip/dns/static/add", "name=x.example", "address=192.0.2.9", "--site", "denver-edge")
    ran = altotui.demo(*words, "--allow-write", "--output", str(path))
    assert (ran.code, ran.out) == (2, "")
    assert f"mine.txt is there already and stays as it is: {tmp_path / 'mine-2.txt'} is free" in ran.err
    assert path.read_text() == "mine"
    assert recorded(own_folders) == []


def test_a_folder_that_is_not_there_is_said_before_anything_is_sent(altotui: Altotui, tmp_path: Path) -> None:
    ran = altotui.demo(*IDENTITY, "--output", str(tmp_path / "none" / "x"))
    assert (ran.code, ran.out) == (2, "")
    assert f"there is no folder {tmp_path / 'none'}" in ran.err


def test_what_cannot_be_written_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "taken-meanwhile"

    def write() -> None:
        with printing_to(str(path), "table", stem="x", now=FakeClock().now):
            print_lines(["first", "second"])
            path.write_text("mine")

    with pytest.raises(InvalidInput, match="is there already"):
        write()
    assert capsys.readouterr().out == "first\nsecond\n"
    assert path.read_text() == "mine"
