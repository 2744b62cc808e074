"""Files to take away: new, whole, for their owner only, in the folder that was meant, whatever a site is called."""

from __future__ import annotations

import os
import re
import resource
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import InvalidInput, StorageError
from altotui.simulator.routeros.hostile import HOSTILE
from altotui.storage.export_file import Written, check_export, file_stem, write_export

AT = datetime(2026, 11, 21, 15, 57, tzinfo=timezone(timedelta(hours=2)))
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, and the home too."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(folder))
    return folder


def write(path_text: str = "", *chunks: str, stem: str = "lagos-0142", extension: str = "csv") -> Written:
    return write_export(path_text, chunks, default_stem=stem, extension=extension, at=AT)


def test_without_a_path_the_name_says_what_and_when(folder: Path) -> None:
    written = write("", "a,b\n", "1,2\n")
    assert written == Written(folder / "lagos-0142-20261121T135700Z.csv", 8)
    assert written.path.read_text() == "a,b\n1,2\n"
    assert stat.S_IMODE(written.path.stat().st_mode) == 0o600


def test_names_that_are_made_up_are_counted_on(folder: Path) -> None:
    names = [write("", str(number)).path.name for number in range(3)]
    assert names == [f"lagos-0142-20261121T135700Z{end}.csv" for end in ("", "-2", "-3")]
    assert [(folder / name).read_text() for name in names] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("lagos-0142", "lagos-0142"),
        ("r1.lagos.example.net", "r1.lagos.example.net"),
        ("../", "export-"),
        ("..", "export-"),
        ("/etc/passwd", "etc-passwd-"),
        ("../../x", "x-"),
        ("a/../b", "a-b-"),
        ("CON", "CON-"),
        ("con", "con-"),
        ("com1", "com1-"),
        ("nul.lagos", "nul.lagos-"),
        ("-rf", "rf-"),
        ("--", "export-"),
        (".bashrc", "bashrc-"),
        ("", "export-"),
        (" ", "export-"),
        ("a" * 300, "a" * 60 + "-"),
        ("São Paulo 12", "Sao-Paulo-12-"),
        ("中文", "export-"),
        ("a\x00b\nc", "a-b-c-"),
        ("\ud800x", "x-"),
        ("$(reboot)`x`;*?", "reboot-x-"),
        ("~root", "root-"),
        ("C:\\x", "C-x-"),
    ],
)
def test_a_site_makes_a_name_that_does_no_harm(folder: Path, text: str, stem: str) -> None:
    got = file_stem(text)
    assert got == stem if got == text else re.fullmatch(re.escape(stem) + "[0-9a-f]{8}", got)
    written = write("", "x", stem=text)
    assert written.path.parent == folder
    assert os.listdir(folder) == [written.path.name] == [f"{got}-20261121T135700Z.csv"]


@given(st.text() | st.sampled_from(HOSTILE))
def test_no_name_is_hidden_an_option_a_path_or_a_device(text: str) -> None:
    stem = file_stem(text)
    assert SAFE.fullmatch(stem)
    assert ".." not in stem
    assert len(stem) <= 80
    assert DEVICE.fullmatch(stem) is None


def test_different_sites_have_different_names() -> None:
    texts = ["a b", "a-b", "a  b", "a/b", "á b", "A B", "中", "文", "../", "..", "a" * 300, "a" * 301]
    assert len({file_stem(text) for text in texts}) == len(texts)


def test_a_file_is_never_written_over(folder: Path) -> None:
    (folder / "x.csv").write_text("mine")
    (folder / "x-2.csv").write_text("mine too")
    for attempt in (lambda: write("x.csv", "new"), lambda: check_export("x.csv")):
        with pytest.raises(
            InvalidInput, match=r"x\.csv is there already and stays as it is: x-3\.csv is free"
        ):
            attempt()
    assert (folder / "x.csv").read_text() == "mine"
    assert sorted(os.listdir(folder)) == ["x-2.csv", "x.csv"]


def test_a_link_is_neither_followed_nor_replaced(folder: Path) -> None:
    (folder / "link").symlink_to(folder / "elsewhere")
    with pytest.raises(InvalidInput, match="link is there already"):
        write("link", "x")
    with pytest.raises(InvalidInput, match="link is there already"):
        check_export("link")
    assert os.listdir(folder) == ["link"]


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with pytest.raises(InvalidInput, match="pipe is there already"):
        write("pipe", "x")


@pytest.mark.parametrize(
    ("path_text", "made"),
    [
        ("sub", "sub/lagos-0142-20261121T135700Z.csv"),
        ("sub/", "sub/lagos-0142-20261121T135700Z.csv"),
        (".", "lagos-0142-20261121T135700Z.csv"),
        ("~", "lagos-0142-20261121T135700Z.csv"),
        ("~/sub/x", "sub/x"),
        ("sub/../y.txt", "y.txt"),
        ("-rf", "-rf"),
        ("a b", "a b"),
        ("  ", "lagos-0142-20261121T135700Z.csv"),
    ],
)
def test_where_a_typed_path_leads(folder: Path, path_text: str, made: str) -> None:
    (folder / "sub").mkdir()
    check_export(path_text)
    written = write(path_text, "x")
    assert written.path.resolve() == folder / made
    assert (folder / made).read_text() == "x"


@pytest.mark.parametrize(
    ("path_text", "says"),
    [
        ("none/x.csv", "there is no folder none: make it first, or name another"),
        ("none/", "there is no folder 'none/'"),
        ("file/x.csv", "file is no folder"),
        ("a\x00b", "a␀b cannot be a file's name"),
        ("a\ud800", "a<U+D800> cannot be a file's name"),
        ("~nobody-of-that-name/x", "names no home folder: write the path in full"),
    ],
)
def test_a_path_that_cannot_be_is_refused_before_anything_is_made(
    folder: Path, path_text: str, says: str
) -> None:
    (folder / "file").write_text("")
    for attempt in (lambda: write(path_text, "x"), lambda: check_export(path_text)):
        with pytest.raises(InvalidInput) as caught:
            attempt()
        assert says in str(caught.value)
    assert os.listdir(folder) == ["file"]


def test_what_the_system_does_not_take_is_said(folder: Path) -> None:
    with pytest.raises(StorageError, match=r"cannot write x.*File name too long"):
        write("x" * 300, "x")
    with pytest.raises(StorageError, match=r"cannot write x.*File name too long"):
        check_export("x" * 300)
    assert os.listdir(folder) == []


def test_a_write_that_fails_leaves_nothing(folder: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(StorageError, match=r"cannot write x\.csv: File too large"):
            write("x.csv", *["0123456789abcdef" * 100] * 20)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert os.listdir(folder) == []


@pytest.mark.parametrize("problem", [InvalidInput("no"), KeyboardInterrupt(), RuntimeError("no")])
def test_a_text_that_fails_half_way_leaves_nothing(folder: Path, problem: BaseException) -> None:
    def chunks() -> Iterator[str]:
        yield "half"
        raise problem

    with pytest.raises(type(problem)):
        write_export("x", chunks(), default_stem="", extension="csv", at=AT)
    assert os.listdir(folder) == []


def test_a_surrogate_is_written_as_an_escape(folder: Path) -> None:
    written = write("x", "é\ud800\udcff\n")
    assert written.path.read_bytes() == "é\\ud800\\udcff\n".encode()
    assert written.length_bytes == written.path.stat().st_size


def test_the_time_in_the_name_is_utc(folder: Path) -> None:
    written = write_export("", (), default_stem="x", extension="md", at=datetime(2026, 1, 2, tzinfo=UTC))
    assert written.path.name == "x-20260102T000000Z.md"
