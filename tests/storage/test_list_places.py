"""Where lists were found is kept for one address, and whatever else is in the file is as good as nothing."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import StorageError
from altotui.storage.list_places import load_places, save_places
from altotui.storage.locations import list_places_file, site_cache_file

URL = "https://api.test"


@pytest.mark.parametrize("lists", [[], ["jobs"], ["jobs", "sites"]])
def test_what_was_saved_is_loaded(lists: list[str], tmp_path: Path) -> None:
    path = tmp_path / "state" / "lists.json"
    save_places(path, URL, frozenset(lists))
    assert load_places(path, URL) == frozenset(lists)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_newest_word_replaces_the_older_one(tmp_path: Path) -> None:
    path = tmp_path / "lists.json"
    save_places(path, URL, frozenset({"jobs", "sites"}))
    save_places(path, URL, frozenset())
    assert load_places(path, URL) == frozenset()


@pytest.mark.parametrize(
    "other", ["https://api.test/", "https://API.test", "http://api.test", "https://b.test", ""]
)
def test_what_is_known_of_one_address_says_nothing_about_another(other: str, tmp_path: Path) -> None:
    path = tmp_path / "lists.json"
    save_places(path, URL, frozenset({"jobs"}))
    assert load_places(path, other) == frozenset()


def _document(**members: object) -> bytes:
    return json.dumps({"format": 1, "base_url": URL, "lists": ["jobs"], **members}).encode()


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"null", b"[]", b"5", b'"jobs"', b"\xff\xfe", b"[" * 5000, b"{}"),
        *(_document(format=2), _document(format=None), _document(lists=None), _document(lists={"jobs": 1})),
        *(_document(lists="jobs"), _document(lists=5), _document(base_url=None), _document(base_url=[URL])),
        _document(padding="x" * 20_000),
        b'{"format": 1, "lists": ["jobs"]}',
    ],
)
def test_a_file_that_is_none_of_ours_is_as_good_as_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "lists.json"
    path.write_bytes(content)
    assert load_places(path, URL) == frozenset()


def test_names_that_are_none_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "lists.json"
    path.write_bytes(_document(lists=["jobs", 5, None, ["sites"], {}]))
    assert load_places(path, URL) == {"jobs"}


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lists.json"
    path.write_bytes(content)
    assert load_places(path, URL) == frozenset()


def test_what_is_no_file_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("pipe", "folder", "loop", "absent", "absent/absent"):
        assert load_places(tmp_path / name, URL) == frozenset()


def test_where_nothing_can_be_written_that_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "occupied").mkdir()
    with pytest.raises(StorageError, match="cannot write occupied"):
        save_places(tmp_path / "occupied", URL, frozenset({"jobs"}))


@pytest.mark.parametrize("profile", ["default", "acme-1", "../../etc/passwd", "a/b", "é", "x" * 500, ""])
def test_every_profile_has_a_file_of_its_own_inside_the_folder(profile: str, own_folders: Path) -> None:
    path = list_places_file(profile)
    assert path.parent == own_folders / "state"
    assert path != site_cache_file(profile)
    save_places(path, URL, frozenset({"jobs"}))
    assert load_places(path, URL) == {"jobs"}
