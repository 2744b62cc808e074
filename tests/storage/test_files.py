"""Files are replaced as a whole, and everything is where the environment says."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from altotui.domain.errors import StorageError
from altotui.storage import locations
from altotui.storage.atomic import replace_file
from altotui.storage.resources import load_safety


def test_a_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "file.json"
    replace_file(path, b"content")
    assert path.read_bytes() == b"content"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert os.listdir(path.parent) == ["file.json"]


def test_an_old_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"a much longer old content")
    with path.open("rb") as reader:
        replace_file(path, b"new")
        assert reader.read() == b"a much longer old content"
    assert path.read_bytes() == b"new"


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere" / "real"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to(target)
    replace_file(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert os.listdir(target.parent) == ["real"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "occupied"
    path.mkdir()
    (path / "inside").write_bytes(b"old")
    with pytest.raises(StorageError, match="cannot write occupied: Is a directory"):
        replace_file(path, b"new")
    assert os.listdir(tmp_path) == ["occupied"]
    assert (path / "inside").read_bytes() == b"old"


def test_a_folder_that_cannot_be_made_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="cannot write x: "):
        replace_file(tmp_path / "file" / "folder" / "x", b"new")
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(StorageError, match="cannot write loop"):
        replace_file(loop, b"new")


def test_folders_are_those_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert locations.settings_file() == tmp_path / "config" / "settings.toml"
    assert locations.site_cache_file("acme") == tmp_path / "state" / "sites-acme.json"
    assert not (tmp_path / "state").exists()
    for variable in ("ALTOTUI_CONFIG_DIR", "ALTOTUI_STATE_DIR"):
        monkeypatch.setenv(variable, "")
    monkeypatch.setenv("HOME", str(tmp_path))
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    assert locations.config_dir() == tmp_path / ".config" / "altotui"
    assert locations.state_dir() == tmp_path / ".local" / "state" / "altotui"


@pytest.mark.parametrize("profile", ["../../etc/passwd", "a/b", "a\x00b", "x" * 400, "", "..", "é", "a b"])
def test_a_profile_name_never_leaves_the_folder(tmp_path: Path, profile: str) -> None:
    path = locations.site_cache_file(profile)
    assert path.parent == tmp_path / "state"
    assert path.name.startswith("sites-")
    assert len(path.name) < 100
    assert not set(path.name) & {"/", "\x00"}


def test_the_data_of_the_package_is_read_once() -> None:
    assert load_safety() is load_safety()
    assert load_safety().kind("/ip/arp/print", ()) == "read"
