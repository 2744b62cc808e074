"""Files are replaced as a whole, damaged ones are passed over, and everything is where the environment says."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import StorageError
from altotui.domain.site import SiteList
from altotui.domain.text import make_visible
from altotui.storage import locations
from altotui.storage.atomic import replace_file
from altotui.storage.resources import load_safety
from altotui.storage.site_cache import load_sites, save_sites
from tests.domain.records import NOW, a_site, ago, sites_of


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


FULL = a_site(
    1,
    "Zürich",
    pid="site_x",
    has_pulse=False,
    last_seen_at=ago(5),
    version="7.16",
    board="b",
    model="m",
    public_address="192.0.2.1",
    identity="i",
    tags=("isp:x", "region:y"),
)


def test_a_site_list_comes_back_as_it_was(tmp_path: Path) -> None:
    listed = sites_of(FULL._replace(created_at=ago(1e6), deleted_at=ago(1)), a_site(2))
    save_sites(tmp_path / "sites.json", listed)
    assert load_sites(tmp_path / "sites.json") == listed


VISIBLE = st.text(max_size=12).map(make_visible)
MOMENTS = st.none() | st.integers(0, 4_000_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))


@given(
    st.lists(
        st.builds(a_site, st.integers(0, 99), VISIBLE.filter(bool), identity=VISIBLE, last_seen_at=MOMENTS)
    )
)
def test_every_site_list_comes_back_as_it_was(own_folders: Path, sites: list[object]) -> None:
    listed = SiteList(tuple(site for site in sites if isinstance(site, type(FULL))), NOW)
    save_sites(own_folders / "sites.json", listed)
    assert load_sites(own_folders / "sites.json") == listed


def _document() -> dict[str, object]:
    return {"format": 1, "as_of": NOW.isoformat(), "sites": [{"id": str(FULL.id), "name": "a"}]}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"3",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        json.dumps({**_document(), "format": 2}).encode(),
        json.dumps({**_document(), "as_of": "yesterday"}).encode(),
        json.dumps({**_document(), "as_of": "2026-03-02T09:15:00"}).encode(),
        json.dumps({**_document(), "as_of": None}).encode(),
        json.dumps({**_document(), "sites": None}).encode(),
        json.dumps({**_document(), "sites": [{"id": "../x", "name": "a"}]}).encode(),
        json.dumps({**_document(), "sites": [{"id": str(FULL.id)}]}).encode(),
        json.dumps({**_document(), "sites": ["a"]}).encode(),
        json.dumps(
            {**_document(), "sites": [{"id": str(FULL.id), "name": "a", "last_seen_at": "x"}]}
        ).encode(),
        json.dumps(
            {
                **_document(),
                "sites": [{"id": str(FULL.id), "name": "a", "last_seen_at": "2026-03-02T09:15:00"}],
            }
        ).encode(),
    ],
)
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sites.json"
    path.write_bytes(content)
    assert load_sites(path) is None


def test_no_file_is_no_list(tmp_path: Path) -> None:
    assert load_sites(tmp_path / "none.json") is None
    assert load_sites(tmp_path) is None


def test_texts_of_a_file_are_made_visible_anew(tmp_path: Path) -> None:
    record = {
        "id": str(FULL.id).upper(),
        "name": "a\x1b",
        "identity": "b\x07",
        "tags": ["c\x00"],
        "version": 7,
    }
    path = tmp_path / "sites.json"
    path.write_text(json.dumps({**_document(), "sites": [record]}))
    listed = load_sites(path)
    assert listed is not None
    (site,) = listed.sites
    assert (site.id, site.name, site.identity, site.tags, site.version) == (FULL.id, "a␛", "b␇", ("c␀",), "7")


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
