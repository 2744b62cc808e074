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


HOURS_S = 3600
LEFT = ".sites-a.json.ab_12xyz"


def _put(folder: Path, name: str, age_s: float, mode: int = 0o600) -> None:
    path = folder / name
    path.write_bytes(b"half of it")
    path.chmod(mode)
    written_at_s = path.stat().st_mtime - age_s
    os.utime(path, (written_at_s, written_at_s))


def test_what_a_killed_console_has_left_goes_with_the_next_write_when_it_is_a_day_old(tmp_path: Path) -> None:
    _put(tmp_path, LEFT, 25 * HOURS_S)
    _put(tmp_path, ".sites-a.json.zyxwvuts", 1000 * HOURS_S)
    replace_file(tmp_path / "sites-a.json", b"new")
    assert os.listdir(tmp_path) == ["sites-a.json"]


@pytest.mark.parametrize(
    ("name", "age_s", "mode"),
    [
        (LEFT, 23 * HOURS_S, 0o600),
        (LEFT, -48 * HOURS_S, 0o600),
        (LEFT, 48 * HOURS_S, 0o644),
        (".sites-b.json.ab12cdef", 48 * HOURS_S, 0o600),
        (".sites-a.json.bad.ab12cdef", 48 * HOURS_S, 0o600),
        (".sites-aXjson.ab12cdef", 48 * HOURS_S, 0o600),
        (".sites-a.json.ab12cde", 48 * HOURS_S, 0o600),
        (".sites-a.json.AB12CDEF", 48 * HOURS_S, 0o600),
        (".sites-a.json.ab12cdef~", 48 * HOURS_S, 0o600),
        ("sites-a.json.ab12cdef", 48 * HOURS_S, 0o600),
        ("sites-a.json.lock", 48 * HOURS_S, 0o600),
    ],
)
def test_what_may_be_of_another_console_or_of_something_else_stays(
    tmp_path: Path, name: str, age_s: float, mode: int
) -> None:
    _put(tmp_path, name, age_s, mode)
    replace_file(tmp_path / "sites-a.json", b"new")
    assert (tmp_path / name).read_bytes() == b"half of it"


def test_what_is_left_and_no_file_or_cannot_be_removed_keeps_nothing_from_being_written(
    tmp_path: Path,
) -> None:
    (tmp_path / LEFT).mkdir()
    (tmp_path / ".sites-a.json.zyxwvuts").symlink_to(tmp_path / "nowhere")
    os.utime(tmp_path / LEFT, (0, 0))
    os.utime(tmp_path / ".sites-a.json.zyxwvuts", (0, 0), follow_symlinks=False)
    replace_file(tmp_path / "sites-a.json", b"new")
    assert sorted(os.listdir(tmp_path)) == [LEFT, ".sites-a.json.zyxwvuts", "sites-a.json"]


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
