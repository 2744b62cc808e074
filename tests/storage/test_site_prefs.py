"""Favourites, visits and views in a file that several consoles share: none loses what another has kept."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import StorageError
from altotui.domain.frecency import MOST_SCORE, Visits
from altotui.domain.ids import SiteId
from altotui.domain.site_prefs import KeptPrefs, SitePrefs
from altotui.domain.site_view import SiteView
from altotui.domain.text import make_visible
from altotui.storage.locations import site_prefs_file, state_dir
from altotui.storage.site_prefs import SitePrefsFile
from altotui.storage.site_prefs_nowhere import SitePrefsNowhere
from tests.domain.records import site_no

VIEW = SiteView("status:late", "version", True, "tag:region", ("name", "age"))
FULL = SitePrefs(
    frozenset({site_no(1), site_no(2)}),
    {site_no(1): Visits(3.5, 1_772_442_900.25), site_no(3): Visits(1.0, 1_772_442_000.0)},
    {"late": VIEW, "Köln ⚡": SiteView()},
    VIEW._replace(filter=""),
)


def _store() -> SitePrefsFile:
    return SitePrefsFile("acme")


def _path() -> Path:
    return site_prefs_file("acme")


def _write(content: bytes) -> None:
    state_dir().mkdir(parents=True, exist_ok=True)
    _path().write_bytes(content)


def _document(**parts: object) -> bytes:
    return json.dumps({"format": 1, "favourites": [site_no(1)], **parts}).encode()


def _favour(number: int) -> KeptPrefs:
    return _store().change(lambda prefs: prefs.with_favourite(site_no(number), True))


def test_without_a_file_there_is_nothing_and_nothing_is_made() -> None:
    assert _store().load() == KeptPrefs(SitePrefs())
    assert not state_dir().exists()


def test_what_was_kept_is_loaded() -> None:
    assert _store().change(lambda _: FULL) == KeptPrefs(FULL)
    assert _store().load() == KeptPrefs(FULL)
    assert stat.S_IMODE(_path().stat().st_mode) == 0o600
    assert sorted(os.listdir(state_dir())) == ["site-prefs-acme.json", "site-prefs-acme.json.lock"]


def test_each_profile_has_its_own() -> None:
    _store().change(lambda _: FULL)
    assert SitePrefsFile("other").load() == KeptPrefs(SitePrefs())


@pytest.mark.parametrize("profile", ["../../etc/passwd", "a/b", "x" * 400, "", "..", "\x00"])
def test_a_profile_name_never_leaves_the_folder(profile: str) -> None:
    SitePrefsFile(profile).change(lambda _: FULL)
    assert SitePrefsFile(profile).load() == KeptPrefs(FULL)
    assert site_prefs_file(profile).parent == state_dir()


def test_a_change_is_made_on_what_another_console_has_kept() -> None:
    _favour(1)
    other = SitePrefsFile("acme")
    other.change(lambda prefs: prefs.with_view("late", VIEW))
    kept = _favour(2).prefs
    assert kept.favourites == {site_no(1), site_no(2)}
    assert kept.views == {"late": VIEW}


def test_threads_lose_nothing_of_each_other() -> None:
    def work(first: int) -> None:
        for number in range(first, first + 20):
            _favour(number)

    threads = [threading.Thread(target=work, args=(first,)) for first in range(0, 80, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _store().load().prefs.favourites == {site_no(number) for number in range(80)}


_CONSOLE = """
import sys
from altotui.storage.site_prefs import SitePrefsFile
from tests.domain.records import site_no
store, first = SitePrefsFile("acme"), int(sys.argv[1])
sys.stdin.readline()
for number in range(first, first + 25):
    store.change(lambda prefs: prefs.with_favourite(site_no(number), True))
    store.change(lambda prefs: prefs.with_visit(site_no(7), 1e9 + number))
"""


def test_processes_lose_nothing_of_each_other() -> None:
    consoles = [
        subprocess.Popen([sys.executable, "-c", _CONSOLE, str(first)], stdin=subprocess.PIPE)
        for first in range(0, 100, 25)
    ]
    for console in consoles:
        assert console.stdin is not None
        console.stdin.write(b"go\n")
        console.stdin.close()
    assert [console.wait(60) for console in consoles] == [0] * 4
    prefs = _store().load().prefs
    assert prefs.favourites == {site_no(number) for number in range(100)}
    assert prefs.visits[site_no(7)].score == 100


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"5",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"format":' + b"9" * 5000 + b"}",
        b"{}",
        b'{"format": "1"}',
        _document(favourites="all"),
        _document(favourites=None),
        _document(visits=[1]),
        _document(views=[VIEW._asdict()]),
        _document(view="wide"),
        _document()[:-5],
        _document() + b" " * 1_000_001,
    ],
    ids=lambda content: content[:30],
)
@pytest.mark.parametrize("is_changed", [False, True])
def test_a_damaged_file_is_put_aside_and_nothing_of_it_lost(content: bytes, is_changed: bool) -> None:
    _write(content)
    kept = _favour(9) if is_changed else _store().load()
    assert kept.prefs == (SitePrefs(frozenset({site_no(9)})) if is_changed else SitePrefs())
    assert "it was put aside as site-prefs-acme.json.bad, favourites and views begin anew" in kept.problem
    assert (state_dir() / "site-prefs-acme.json.bad").read_bytes() == content
    assert _path().exists() is is_changed
    assert _store().load() == KeptPrefs(kept.prefs)


def test_a_second_damaged_file_does_not_take_the_place_of_the_first() -> None:
    for content in (b"first", b"second", b"third"):
        _write(content)
        assert _store().load().problem
    kept = {path.name: path.read_bytes() for path in state_dir().glob("*.bad*")}
    name = "site-prefs-acme.json.bad"
    assert kept == {name: b"first", f"{name}-2": b"second", f"{name}-3": b"third"}


def test_too_many_damaged_files_are_left_where_they_are() -> None:
    _write(b"last")
    for number in ("", *(f"-{number}" for number in range(2, 99))):
        (state_dir() / f"site-prefs-acme.json.bad{number}").write_bytes(b"")
    assert "there are too many copies of it" in _store().load().problem
    with pytest.raises(StorageError, match="too many copies"):
        _favour(1)
    assert _path().read_bytes() == b"last"


def test_what_a_later_version_has_written_is_left_alone() -> None:
    content = _document(format=2)
    _write(content)
    assert _store().load() == KeptPrefs(
        SitePrefs(),
        "site-prefs-acme.json was written by another version of altotui: use that, or remove it",
    )
    with pytest.raises(StorageError, match="another version"):
        _favour(1)
    assert _path().read_bytes() == content


def test_what_a_later_version_has_added_is_kept() -> None:
    _write(_document(pinned={"a": 1}))
    _favour(2)
    document = json.loads(_path().read_bytes())
    assert document["pinned"] == {"a": 1}
    assert document["favourites"] == [site_no(1), site_no(2)]


_BAD_VISITS: tuple[object, ...] = (
    *([], [1.0], [1.0, 2.0, 3.0], "ab", None, {}, ["1", 2.0], [True, 1.0], [1.0, None]),
    *([0, 1.0], [-1, 1.0], [float("nan"), 1.0], [float("inf"), 1.0], [1.0, float("inf")]),
    [10**400, 1.0],
)
_VISITS: dict[str, object] = {
    site_no(1): [2.0, 1e9],
    site_no(2): [3, 10**9],
    site_no(3): [1e300, 1e9],
    "x": [1.0, 1e9],
    **{site_no(10 + number): bad for number, bad in enumerate(_BAD_VISITS)},
}


def test_what_cannot_be_used_is_passed_over() -> None:
    _write(
        _document(
            favourites=[site_no(1), "../x", 3, None, [site_no(2)], site_no(2).upper()],
            visits=_VISITS,
            views={
                "good": VIEW._asdict(),
                "a\x1b": {},
                "": {},
                "x" * 41: {},
                "odd": 3,
                "long": {"filter": "x" * 401},
                "wrong": {"filter": ["late"]},
                "other": {"group": 3},
            },
            view={"filter": "lagos", "sort": "name"},
        )
    )
    assert _store().load() == KeptPrefs(
        SitePrefs(
            frozenset({site_no(1), site_no(2)}),
            {
                site_no(1): Visits(2.0, 1e9),
                site_no(2): Visits(3.0, 1e9),
                site_no(3): Visits(MOST_SCORE, 1e9),
            },
            {"good": VIEW},
            SiteView(sort="name"),
        )
    )


def test_more_than_would_be_read_again_is_not_written() -> None:
    _favour(1)
    many = frozenset(site_no(number) for number in range(30_000))
    with pytest.raises(StorageError, match="it would be larger than 1 MB"):
        _store().change(lambda prefs: prefs._replace(favourites=many))
    assert _store().load().prefs.favourites == {site_no(1)}


def test_a_change_that_fails_changes_nothing_and_lets_go_of_the_file() -> None:
    _favour(1)

    def fail(_: SitePrefs) -> SitePrefs:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _store().change(fail)
    assert _favour(2).prefs.favourites == {site_no(1), site_no(2)}


def test_a_pipe_or_a_folder_in_its_place_is_neither_waited_for_nor_replaced() -> None:
    state_dir().mkdir(parents=True)
    os.mkfifo(_path())
    assert _store().load() == KeptPrefs(SitePrefs(), "site-prefs-acme.json cannot be read: it is not a file")
    with pytest.raises(StorageError, match="it is not a file"):
        _favour(1)
    _path().unlink()
    _path().mkdir()
    assert _store().load().problem
    assert _path().is_dir()


def test_a_link_is_followed_and_kept(tmp_path: Path) -> None:
    target = tmp_path / "dotfiles.json"
    target.write_bytes(_document())
    state_dir().mkdir(parents=True)
    _path().symlink_to(target)
    _favour(2)
    assert _path().is_symlink()
    assert json.loads(target.read_bytes())["favourites"] == [site_no(1), site_no(2)]


def test_a_folder_that_cannot_be_made_is_said_to_be() -> None:
    state_dir().write_text("a file where the folder should be")
    assert _store().load().prefs == SitePrefs()
    with pytest.raises(StorageError, match=r"cannot lock site-prefs-acme\.json"):
        _favour(1)


def test_nowhere_keeps_it_while_it_lives() -> None:
    store = SitePrefsNowhere()
    assert store.load() == KeptPrefs(SitePrefs())
    assert store.change(lambda _: FULL) == KeptPrefs(FULL)
    assert store.load() == KeptPrefs(FULL)
    assert SitePrefsNowhere().load() == KeptPrefs(SitePrefs())
    assert not state_dir().exists()


NAMES = st.text(min_size=1, max_size=12).map(lambda text: make_visible(text).strip()).filter(bool)
VIEWS = st.builds(
    SiteView,
    st.text(max_size=20).map(make_visible),
    st.sampled_from(["", "name", "age"]),
    st.booleans(),
    st.sampled_from(["", "status", "tag:isp"]),
    st.lists(st.sampled_from(["name", "age", "version"]), unique=True).map(tuple),
)
SITES = st.integers(0, 99).map(site_no)


@given(
    st.frozensets(SITES),
    st.dictionaries(SITES, st.builds(Visits, st.floats(1, 1000), st.floats(0, 4e9))),
    st.dictionaries(NAMES.filter(lambda name: len(name) <= 40), VIEWS, max_size=5),
    VIEWS,
)
def test_everything_comes_back_as_it_was(
    favourites: frozenset[SiteId], visits: dict[SiteId, Visits], views: dict[str, SiteView], view: SiteView
) -> None:
    prefs = SitePrefs(favourites, visits, views).looked_at(view)
    assert _store().change(lambda _: prefs).prefs == prefs
    assert _store().load() == KeptPrefs(prefs)


@given(st.binary(max_size=60))
def test_no_content_breaks_it(content: bytes) -> None:
    _write(content)
    assert _store().load().prefs == SitePrefs()
    for path in state_dir().iterdir():
        path.unlink()
