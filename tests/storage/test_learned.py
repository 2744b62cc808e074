"""Files of what routers said of their language: kept where they can be, believed only when they are whole."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.storage.learned import LearnedFiles, LearnedNowhere
from altotui.storage.locations import learned_file, state_dir

LEARNED = {
    "/": {"ip": "menu", "ping": "command"},
    "/ip/address": {"print": "command", "address-list": "menu"},
    "/ip/address/print": {"detail": "argument"},
}
FILES = LearnedFiles()


def _write(version: str, content: bytes) -> None:
    path = learned_file(version)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _document(**parts: object) -> bytes:
    return json.dumps({"format": 1, "version": "7.16.1", "paths": LEARNED, **parts}).encode()


@pytest.mark.parametrize(
    "version", ["7.16.1", "7.22beta3", "6.49.18", "x" * 300, "7.16 (stable)", "é", "", "\ud800"]
)
def test_what_was_saved_is_loaded(version: str) -> None:
    FILES.save(version, LEARNED)
    assert FILES.load(version) == LEARNED


def test_each_version_has_its_own() -> None:
    FILES.save("7.16.1", LEARNED)
    FILES.save("7.16.2", {})
    assert FILES.load("7.16.1") == LEARNED
    assert FILES.load("7.16.2") == {}
    assert FILES.load("7.99") == {}


def test_two_versions_with_one_file_are_not_taken_for_each_other() -> None:
    assert learned_file("7.16.1") == learned_file("7_16_1")
    FILES.save("7.16.1", LEARNED)
    assert FILES.load("7_16_1") == {}


@pytest.mark.parametrize(
    "version",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "..",
        ".",
        "a/b",
        "a\\b",
        "\x00",
        "\n",
        "~",
        "*",
        "CON",
        "\u202e",
        "x" * 5000,
    ],
    ids=ascii,
)
def test_no_version_leads_out_of_the_folder(version: str, tmp_path: Path) -> None:
    path = learned_file(version)
    assert path.parent == state_dir()
    assert path.resolve().parent == state_dir().resolve()
    assert path.name.isprintable()
    FILES.save(version, LEARNED)
    assert FILES.load(version) in (LEARNED, {})
    made = {each.relative_to(tmp_path).parts[0] for each in tmp_path.rglob("*") if each.is_file()}
    assert made <= {"state"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"5",
        b'"x"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format":' + b"9" * 5000 + b"}",
        b"NaN",
        b'{"format": 1}',
        _document()[:-20],
        _document(format=2),
        _document(format="1"),
        _document(version="7.16.2"),
        _document(version=None),
        _document(paths=None),
        _document(paths=[]),
        _document(paths={"/ip": None}),
        _document(paths={"/ip": ["a"]}),
        _document(paths={"/ip": {"a": ["menu"]}}),
        b"\n" * 2_000_001,
        _document() + b" " * 2_000_001,
    ],
    ids=lambda content: content[:30],
)
def test_a_file_that_is_damaged_foreign_or_huge_is_nothing(content: bytes) -> None:
    _write("7.16.1", content)
    assert FILES.load("7.16.1") == {}


def test_only_what_can_be_a_name_comes_out_of_a_file() -> None:
    names = {"good": "menu", "a b": "menu", "\x1b[2J": "command", "x" * 65: "menu", "odd": "evil", "": "menu"}
    _write("7.16.1", _document(paths={"/ip": names, "ip": {"a": "menu"}, "/\x1b": {"a": "menu"}, "/a b": {}}))
    assert FILES.load("7.16.1") == {"/ip": {"good": "menu"}}


def test_a_pipe_in_its_place_is_not_waited_for() -> None:
    state_dir().mkdir(parents=True)
    os.mkfifo(learned_file("7.16.1"))
    assert FILES.load("7.16.1") == {}


def test_a_folder_in_its_place_is_nothing() -> None:
    learned_file("7.16.1").mkdir(parents=True)
    assert FILES.load("7.16.1") == {}
    FILES.save("7.16.1", LEARNED)
    assert FILES.load("7.16.1") == {}


def test_a_link_is_followed_and_kept(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.json"
    target.write_bytes(_document())
    state_dir().mkdir(parents=True)
    learned_file("7.16.1").symlink_to(target)
    assert FILES.load("7.16.1") == LEARNED
    FILES.save("7.16.1", {})
    assert learned_file("7.16.1").is_symlink()
    assert json.loads(target.read_bytes())["paths"] == {}


@pytest.mark.parametrize("target", ["nothing.json", "routeros-7_16_1.json"])
def test_a_link_to_nothing_or_to_itself_is_nothing(target: str) -> None:
    state_dir().mkdir(parents=True)
    learned_file("7.16.1").symlink_to(state_dir() / target)
    assert FILES.load("7.16.1") == {}
    FILES.save("7.16.1", LEARNED)


def test_a_folder_that_cannot_be_made_is_no_reason_to_fail() -> None:
    state_dir().write_text("a file where the folder should be")
    FILES.save("7.16.1", LEARNED)
    assert FILES.load("7.16.1") == {}


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail() -> None:
    state_dir().mkdir(parents=True)
    state_dir().chmod(0o500)
    try:
        FILES.save("7.16.1", LEARNED)
        assert FILES.load("7.16.1") in ({}, LEARNED)  # root may write everywhere
    finally:
        state_dir().chmod(0o700)


def test_the_file_is_for_its_owner_only() -> None:
    FILES.save("7.16.1", LEARNED)
    assert learned_file("7.16.1").stat().st_mode & 0o077 == 0
    assert [each.name for each in state_dir().iterdir()] == [learned_file("7.16.1").name]


def test_more_than_would_be_read_again_does_not_stay_forgotten() -> None:
    many = {f"/m{menu}": {f"name-{name}": "command" for name in range(1000)} for menu in range(120)}
    FILES.save("7.16.1", many)
    assert FILES.load("7.16.1")


def test_nowhere_keeps_nothing() -> None:
    LearnedNowhere().save("7.16.1", LEARNED)
    assert LearnedNowhere().load("7.16.1") == {}
    assert not state_dir().exists()


@given(st.binary(max_size=60))
def test_no_content_breaks_it(content: bytes) -> None:
    _write("7.16.1", content)
    assert FILES.load("7.16.1") == {}


@given(st.text(max_size=100))
def test_no_version_breaks_it(version: str) -> None:
    FILES.save(version, LEARNED)
    assert FILES.load(version) in (LEARNED, {})
    assert learned_file(version).parent == state_dir()
