"""The cached list of sites: read in slices, as far as it is whole, and never damaged by a write that is cut short."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import StorageError
from altotui.domain.site import Site, SiteList
from altotui.domain.text import MAX_FIELD_CHARS, make_visible
from altotui.storage.atomic import replace_file
from altotui.storage.site_cache import load_sites, save_sites
from tests.domain.records import NOW, a_site, ago, sites_of

FULL = Site(
    a_site(1).id,
    "Zürich",
    *("site_x", False, ago(5), "7.16", "b", "m", "s", "192.0.2.1", "i", "l", "arm"),
    ("isp:x", "region:y"),
    ago(1e6),
    ago(1),
)
MANY = sites_of(*(FULL._replace(id=a_site(number).id, name=f"site-{number}") for number in range(3000)))
NAMES = list(Site._fields)


def _loaded(path: Path) -> SiteList | None:
    """Return the list that is there when all is read; None when there is none."""
    lists = [listed for listed in load_sites(path) if listed is not None]
    return lists[-1] if lists else None


def _record(**values: object) -> list[object]:
    """Return a line about `FULL` as the file has it."""
    site = json.loads(json.dumps({**FULL._asdict(), **values}, default=str))
    return [site[name] for name in NAMES]


def _head(**parts: object) -> dict[str, object]:
    return {"format": 2, "as_of": NOW.isoformat(), "count": 1, "fields": NAMES, **parts}


def _write(path: Path, head: object, *records: object) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in (head, *records)))


@pytest.mark.parametrize("sites", [0, 1, 99, 100, 101, 500, 3000])
def test_a_list_comes_back_as_it_was(tmp_path: Path, sites: int) -> None:
    listed = MANY._replace(sites=MANY.sites[:sites], left_out=3)
    save_sites(tmp_path / "sites.json", listed)
    assert _loaded(tmp_path / "sites.json") == listed


def test_a_list_with_nothing_but_ids_comes_back(tmp_path: Path) -> None:
    listed = sites_of(*(a_site(number) for number in range(10)))
    save_sites(tmp_path / "sites.json", listed)
    assert _loaded(tmp_path / "sites.json") == listed


VISIBLE = st.text(max_size=12).map(make_visible)
TEXTS = st.none() | VISIBLE
MOMENTS = st.none() | st.integers(0, 4_000_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))
SITES = st.builds(
    Site,
    st.integers(0, 99).map(lambda number: a_site(number).id),
    VISIBLE,
    *(TEXTS, st.none() | st.booleans(), MOMENTS, *[TEXTS] * 8),
    st.lists(VISIBLE, max_size=3).map(tuple),
    *(MOMENTS, MOMENTS),
)


@given(st.lists(SITES, max_size=8), st.integers(-800, 800))
def test_every_list_comes_back_as_it_was(own_folders: Path, sites: list[Site], offset_min: int) -> None:
    as_of = NOW.astimezone(timezone(timedelta(minutes=offset_min)))
    listed = SiteList(tuple(sites), as_of)
    save_sites(own_folders / "sites.json", listed)
    assert _loaded(own_folders / "sites.json") == listed


def test_it_grows_from_a_screenful_on_and_says_at_once_how_many_there_are(tmp_path: Path) -> None:
    save_sites(tmp_path / "sites.json", MANY)
    steps = list(load_sites(tmp_path / "sites.json"))
    lists = [listed for listed in steps if listed is not None]
    sizes = [len(listed.sites) for listed in lists]
    assert steps[0] is lists[0]
    assert 50 <= sizes[0] <= 200
    assert all(later >= min(2 * earlier, 3000) for earlier, later in pairwise(sizes))
    assert [listed.total for listed in lists] == [3000] * (len(lists) - 1) + [None]
    assert all(listed.sites == MANY.sites[: len(listed.sites)] for listed in lists)
    assert None in steps


def test_the_first_screenful_takes_one_small_read(tmp_path: Path) -> None:
    path = tmp_path / "sites.json"
    save_sites(path, MANY)
    content = path.read_bytes()
    path.write_bytes(content[:40_000])
    first = next(load_sites(path))
    assert first is not None
    assert first.sites == MANY.sites[: len(first.sites)]


def test_a_list_that_is_replaced_while_it_is_read_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "sites.json"
    save_sites(path, MANY)
    lists = load_sites(path)
    next(lists)
    save_sites(path, sites_of(a_site(7)))
    assert [*lists][-1] == MANY
    assert _loaded(path) == sites_of(a_site(7))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\n",
        b"null\n",
        b"[]\n",
        b"3\n",
        b"\xff\xfe\x00\n",
        b"[" * 100_000 + b"\n",
        b'{"format":' + b"9" * 5000 + b"}\n",
        json.dumps(_head()).encode(),
        b'{"format":1,"as_of":"2026-03-02T09:15:00+00:00","sites":[]}',
        b'{"format":1,"as_of":"2026-03-02T09:15:00+00:00","sites":[]}\n',
        b"x" * 3_000_000,
        b"x" * 3_000_000 + b"\n",
    ],
    ids=lambda content: content[:30],
)
def test_a_foreign_or_older_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sites.json"
    path.write_bytes(content)
    assert list(load_sites(path)) == []


@pytest.mark.parametrize(
    "head",
    [
        {"format": 3},
        {"format": "2"},
        {"as_of": "yesterday"},
        {"as_of": "2026-03-02T09:15:00"},
        {"as_of": None},
        {"count": -1},
        {"count": True},
        {"count": 1.0},
        {"count": "1"},
        {"left_out": None},
        {"fields": None},
        {"fields": 3},
        {"fields": ["id"]},
        {"fields": ["name"]},
        {"fields": [["id"], "name"]},
    ],
    ids=str,
)
def test_a_head_that_cannot_be_ours_is_no_list(tmp_path: Path, head: dict[str, object]) -> None:
    _write(tmp_path / "sites.json", _head(**head), _record())
    assert list(load_sites(tmp_path / "sites.json")) == []


DAMAGE: tuple[object, ...] = (
    *("torn", None, {}, 3, [], [1], _record()[:-1], [*_record(), 1]),
    *(_record(id="../x"), _record(id=None), _record(id=3), _record(name=None), _record(name=["a"])),
)


@pytest.mark.parametrize("line", DAMAGE, ids=lambda line: repr(line)[:40])
@pytest.mark.parametrize("before", [0, 3, 400])
def test_what_stands_before_damage_is_given_and_never_as_a_whole_list(
    tmp_path: Path, line: object, before: int
) -> None:
    good = [_record(id=a_site(number).id) for number in range(before)]
    _write(tmp_path / "sites.json", _head(count=before + 2), *good, line, _record())
    listed = _loaded(tmp_path / "sites.json")
    assert listed is not None
    assert [site.id for site in listed.sites] == [a_site(number).id for number in range(before)]
    assert listed.total == before + 2


def test_two_lines_that_make_sense_only_together_are_damage(tmp_path: Path) -> None:
    path = tmp_path / "sites.json"
    _write(path, _head(count=3), _record())
    first, second = json.dumps(_record()).split(", ", 1)
    path.write_bytes(path.read_bytes() + f"{first}\n{second}\n".encode())
    assert _loaded(path) == sites_of(FULL)._replace(total=3)


@pytest.mark.parametrize("cut", [1, 2, 50, 5000, 100_000])
def test_a_torn_file_gives_its_whole_lines(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "sites.json"
    save_sites(path, MANY)
    content = path.read_bytes()[:-cut]
    path.write_bytes(content)
    listed = _loaded(path)
    assert listed is not None
    assert listed.sites == MANY.sites[: content.count(b"\n") - 1]
    assert listed.total == 3000


@given(st.data())
def test_a_file_with_any_bytes_in_it_gives_visible_sites_or_none(
    own_folders: Path, data: st.DataObject
) -> None:
    path = own_folders / "sites.json"
    save_sites(path, sites_of(FULL, a_site(2), a_site(3)))
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content)))
    content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    path.write_bytes(content)
    listed = _loaded(path)
    for site in listed.sites if listed else ():
        texts = [value for value in site if isinstance(value, str)]
        assert all(make_visible(text) == text for text in (*texts, *site.tags))


def test_no_more_is_promised_than_the_file_has_room_for(tmp_path: Path) -> None:
    path = tmp_path / "sites.json"
    _write(path, _head(count=10**9), _record())
    steps = list(load_sites(path))
    assert steps[0] is not None
    assert steps[0].total is not None
    assert steps[0].total <= path.stat().st_size / 36
    assert steps[-1] == steps[0]


def test_lines_beyond_the_count_are_not_read(tmp_path: Path) -> None:
    _write(tmp_path / "sites.json", _head(count=1), _record(), "what a later version has put there")
    assert _loaded(tmp_path / "sites.json") == sites_of(FULL)


def test_fields_that_a_later_version_has_added_or_dropped_or_moved_do_no_harm(tmp_path: Path) -> None:
    fields = ["mood", "version", "name", "id"]
    _write(tmp_path / "sites.json", _head(fields=fields, uplink="x"), [{"good": True}, "7.16", "a", FULL.id])
    assert _loaded(tmp_path / "sites.json") == sites_of(Site(FULL.id, "a", version="7.16"))


@pytest.mark.parametrize(
    ("value", "name", "read"),
    [
        (7, "version", None),
        ({}, "identity", None),
        (True, "model", None),
        ("yes", "has_pulse", None),
        (1, "has_pulse", None),
        ("yesterday", "last_seen_at", None),
        ("2026-03-02T09:15:00", "last_seen_at", None),
        (3, "created_at", None),
        ("isp:x", "tags", ()),
        (None, "tags", ()),
        (["a", 3, None, ["b"], "c"], "tags", ("a", "c")),
        (FULL.id.upper(), "id", FULL.id),
    ],
)
def test_a_value_that_cannot_be_one_is_not_known(
    tmp_path: Path, value: object, name: str, read: object
) -> None:
    _write(tmp_path / "sites.json", _head(count=2), _record(), _record(**{name: value}))
    listed = _loaded(tmp_path / "sites.json")
    assert listed is not None
    assert listed.sites == (FULL, FULL._replace(**{name: read}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["a\x1b[2J", "\u202ea", "a\x7f", "é\x85", "x" * (MAX_FIELD_CHARS + 1), "\ud800"]
)
@pytest.mark.parametrize("name", ["name", "identity", "tags"])
def test_texts_of_a_file_are_made_visible_anew(tmp_path: Path, text: str, name: str) -> None:
    value = ["plain", text] if name == "tags" else text
    _write(tmp_path / "sites.json", _head(count=2), _record(), _record(**{name: value}))
    listed = _loaded(tmp_path / "sites.json")
    assert listed is not None
    shown = ("plain", make_visible(text)) if name == "tags" else make_visible(text)
    assert listed.sites[1] == FULL._replace(**{name: shown})  # type: ignore[arg-type]


def test_long_texts_are_read_too(tmp_path: Path) -> None:
    long = FULL._replace(
        name="x" * MAX_FIELD_CHARS, identity="é" * MAX_FIELD_CHARS, tags=("t" * MAX_FIELD_CHARS,) * 40
    )
    listed = sites_of(*(long._replace(id=a_site(number).id) for number in range(20)))
    save_sites(tmp_path / "sites.json", listed)
    assert _loaded(tmp_path / "sites.json") == listed


def test_a_huge_file_is_not_looked_into(tmp_path: Path) -> None:
    path = tmp_path / "sites.json"
    save_sites(path, MANY)
    os.truncate(path, 200_000_001)
    assert list(load_sites(path)) == []


def test_what_is_no_file_is_neither_waited_for_nor_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("none", "pipe", "loop", "a\x00b", "."):
        assert list(load_sites(tmp_path / name)) == []


# --- writing


def _failing(error: Exception) -> Callable[[Path], None]:
    def pieces() -> object:
        yield b"half of it"
        raise error

    return lambda path: replace_file(path, pieces())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "raised"), [(OSError(28, "No space left on device"), StorageError), (ValueError(), ValueError)]
)
def test_a_write_that_fails_half_way_leaves_the_old_file_alone(
    tmp_path: Path, error: Exception, raised: type[Exception]
) -> None:
    path = tmp_path / "sites.json"
    save_sites(path, MANY)
    with pytest.raises(raised):
        _failing(error)(path)
    assert _loaded(path) == MANY
    assert os.listdir(tmp_path) == ["sites.json"]


_KILLED = """
import sys
from pathlib import Path
from altotui.storage.atomic import replace_file

def pieces():
    for _ in range(1000):
        yield b"half of it" * 1000
    print("half", flush=True)
    sys.stdin.read()

replace_file(Path(sys.argv[1]), pieces())
"""


def test_a_console_that_is_killed_while_it_writes_leaves_the_old_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "sites.json"
    save_sites(path, MANY)
    with subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as console:
        assert console.stdout is not None
        assert console.stdout.readline() == b"half\n"
        console.send_signal(signal.SIGKILL)
    assert _loaded(path) == MANY
    save_sites(path, sites_of(FULL))
    assert _loaded(path) == sites_of(FULL)


def test_a_list_that_cannot_be_written_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match=r"cannot write sites\.json"):
        save_sites(tmp_path / "file" / "sites.json", MANY)
