"""What was typed, in a file that several consoles share: whatever it has been through, a record costs one line."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import StorageError
from altotui.domain.history import OUTCOMES, HistoryEnd, HistoryLine, HistoryRead
from altotui.domain.text import make_visible
from altotui.storage.history_file import HistoryFile
from altotui.storage.history_nowhere import HistoryNowhere
from altotui.storage.history_records import OtherVersion, joined, read, written
from altotui.storage.locations import history_file, state_dir
from tests.domain.records import site_no
from tests.domain.typed import typed

FULL = typed(
    '/ip/dns/print where name~"Köln ⚡\\" \x1b[31m"',
    3,
    menu="/ip/dns",
    target="@5 marked",
    site_ids=tuple(map(site_no, range(5))),
    site_count=5,
    tags=("region:lagos", "vip"),
    outcome="mixed",
    is_write=True,
    elapsed_ms=None,
)
OPEN = typed("/ip/arp/print", 4, outcome="", elapsed_ms=None)
END = HistoryEnd(OPEN.id, "unknown", 15_000)
ENDED = OPEN._replace(outcome="unknown", elapsed_ms=15_000)


def _store() -> HistoryFile:
    return HistoryFile("acme")


def _path() -> Path:
    return history_file("acme")


def _write(content: bytes) -> None:
    state_dir().mkdir(parents=True, exist_ok=True)
    _path().write_bytes(content)


def _mode() -> int:
    return stat.S_IMODE(_path().stat().st_mode)


def test_without_a_file_there_is_nothing_and_nothing_is_made() -> None:
    assert _store().load() == HistoryRead()
    assert _store().newer() == HistoryRead()
    assert not state_dir().exists()


def test_what_was_written_is_loaded_with_its_ends() -> None:
    _store().append([FULL, OPEN])
    assert _store().load() == HistoryRead((FULL, OPEN))
    _store().append([END])
    assert _store().load() == HistoryRead((FULL, ENDED))
    assert _mode() == 0o600
    assert sorted(os.listdir(state_dir())) == ["history-acme.jsonl", "history-acme.jsonl.lock"]
    assert len(_path().read_bytes().splitlines()) == 3


def test_each_profile_has_its_own_and_its_name_never_leaves_the_folder() -> None:
    _store().append([FULL])
    for profile in ("other", "../../etc/passwd", "a/b", "x" * 400, "", "..", "\x00"):
        HistoryFile(profile).append([OPEN])
        assert HistoryFile(profile).load().lines == (OPEN,)
        assert history_file(profile).parent == state_dir()
    assert _store().load().lines == (FULL,)


def test_what_others_append_is_newer_and_comes_once() -> None:
    here, there = _store(), _store()
    there.append([FULL])
    assert here.newer().lines == (FULL,)
    assert here.newer() == HistoryRead()
    there.append([OPEN])
    assert here.newer() == HistoryRead((OPEN,))
    there.append([END])
    assert here.newer() == HistoryRead(ends=(END,))
    here.append([typed("own", 7)])
    assert here.newer() == HistoryRead()


def test_what_was_written_here_is_not_newer_unless_something_of_others_stands_before_it() -> None:
    here, there = _store(), _store()
    here.append([FULL])
    assert here.newer() == HistoryRead()
    there.append([OPEN])
    here.append([typed("own", 7)])
    assert [line.line for line in here.newer().lines] == ["/ip/arp/print", "own"]


def test_a_file_that_is_gone_or_another_one_is_read_from_its_start() -> None:
    here = _store()
    here.append([FULL])
    _path().unlink()
    assert here.newer() == HistoryRead()
    _store().append([OPEN])
    assert here.newer().lines == (OPEN,)
    _path().write_bytes(written(FULL))
    assert here.newer().lines == (FULL,)
    with _path().open("r+b") as file:
        file.truncate(0)
    assert here.newer() == HistoryRead()
    _write(written(typed("x" * 500, 9)))
    assert [line.id for line in here.newer().lines] == ["run-9"]


def test_a_record_that_is_still_being_written_is_read_when_it_is_whole() -> None:
    here = _store()
    record = written(OPEN)
    _write(written(FULL) + record[:30])
    assert here.load() == HistoryRead((FULL,))
    with _path().open("ab") as file:
        file.write(record[30:])
    assert here.newer() == HistoryRead((OPEN,))


def test_a_torn_record_costs_itself_only() -> None:
    here = _store()
    _write(written(FULL) + written(OPEN)[:30])
    assert here.load().lines == (FULL,)
    _store().append([typed("later", 8)])
    assert here.newer() == HistoryRead((typed("later", 8),), damaged=1)
    assert _store().load() == HistoryRead((FULL, typed("later", 8)), damaged=1)


def test_a_last_line_without_a_newline_is_read_and_not_joined_to() -> None:
    here = _store()
    _write(written(FULL)[:-1])
    assert here.load() == HistoryRead((FULL,))
    _store().append([OPEN])
    assert here.newer() == HistoryRead((OPEN,))
    assert _store().load() == HistoryRead((FULL, OPEN))


def _record(**fields: object) -> bytes:
    return json.dumps({**json.loads(written(OPEN)), **fields}).encode()


BAD_RECORDS = [
    *(b"{", b"null", b"[]", b"5", b'"line"', b"\xff\xfe\x00", b"\x00" * 40, b"[" * 100_000, b"{}"),
    *(b'{"v":1}', b'{"v":1,"id":"a"}', b'{"v":2,"id":"a","outcome":"ok","elapsed_ms":1}'),
    *(b'{"v":1,"id":"a","outcome":"","elapsed_ms":1}', b'{"v":1,"id":"a","outcome":"fine","elapsed_ms":1}'),
    *(
        b'{"v":1,"id":"a","outcome":["ok"],"elapsed_ms":1}',
        b'{"v":1,"id":"a","outcome":"ok","elapsed_ms":-1}',
    ),
    *(_record(v="1"), _record(id=""), _record(id="a\x1b"), _record(id="x" * 65), _record(id=3)),
    *(
        _record(at="soon"),
        _record(at=5),
        _record(at="2026-03-02T09:15:00"),
        _record(line=""),
        _record(line=3),
    ),
    *(_record(at="0001-01-01T00:00:00+23:59"), _record(line="x" * 20_001), _record(menu=None)),
    *(_record(site_ids="all"), _record(site_ids=["../x"]), _record(site_ids=[3]), _record(site_count="1")),
    *(_record(site_count=True), _record(site_count=10**30), _record(tags=None), _record(tags=[1])),
    *(_record(outcome="fine"), _record(outcome=3), _record(elapsed_ms="1"), _record(elapsed_ms=1.5)),
]


@pytest.mark.parametrize("bad", BAD_RECORDS, ids=lambda bad: bad[:60])
def test_what_is_no_record_is_passed_over_and_counted(bad: bytes) -> None:
    _write(written(FULL) + bad + b"\n\n" + written(OPEN))
    assert _store().load() == HistoryRead((FULL, OPEN), damaged=1)


def test_texts_of_a_record_are_visible_and_what_is_too_much_is_left_out() -> None:
    record = _record(
        menu="/\x1b[2J",
        target="\u202e",
        tags=["a\x00"] * 200,
        site_ids=[site_no(3).upper()] * 60,
        is_write="?",
    )
    line = read(record)
    assert isinstance(line, HistoryLine)
    assert (line.menu, line.target, set(line.tags)) == ("/␛[2J", "<U+202E>", {"a␀"})
    assert (len(line.tags), len(line.site_ids), set(line.site_ids)) == (100, 50, {site_no(3)})
    assert line.is_write


def test_another_version_is_recognised() -> None:
    with pytest.raises(OtherVersion):
        read(_record(v=2))


@pytest.mark.parametrize(
    "content", [b"binary\x00\xff", b"{\n}\n", written(OPEN)[:40], b"\n".join(BAD_RECORDS[:9])]
)
def test_a_file_without_any_record_is_put_aside_and_nothing_of_it_lost(content: bytes) -> None:
    _write(content)
    loaded = _store().load()
    assert loaded == HistoryRead(
        problem="history-acme.jsonl is damaged: it was put aside as history-acme.jsonl.bad, the history begins anew"
    )
    assert (state_dir() / "history-acme.jsonl.bad").read_bytes() == content
    assert not _path().exists()
    store = _store()
    store.append([FULL])
    assert store.load() == HistoryRead((FULL,))


def test_a_second_damaged_file_does_not_take_the_place_of_the_first() -> None:
    for content in (b"first", b"second"):
        _write(content)
        assert _store().load().problem
    kept = {path.name: path.read_bytes() for path in state_dir().glob("*.bad*")}
    assert kept == {"history-acme.jsonl.bad": b"first", "history-acme.jsonl.bad-2": b"second"}


def test_too_many_damaged_files_are_left_where_they_are() -> None:
    _write(b"last")
    for number in ("", *(f"-{number}" for number in range(2, 99))):
        (state_dir() / f"history-acme.jsonl.bad{number}").write_bytes(b"")
    with pytest.raises(StorageError, match="there are too many copies of it"):
        _store().load()
    assert _path().read_bytes() == b"last"


def test_what_another_version_has_written_is_left_alone() -> None:
    content = _record(v=2) + b"\n" + _record(v=2) + b"\n"
    _write(content)
    with pytest.raises(
        StorageError, match="was written by another version of altotui: use that, or remove it"
    ):
        _store().load()
    assert _path().read_bytes() == content


def test_what_another_version_appends_is_passed_over() -> None:
    here = _store()
    here.append([FULL])
    with _path().open("ab") as file:
        file.write(_record(v=2) + b"\n")
    assert here.newer() == HistoryRead(damaged=1)
    assert here.newer() == HistoryRead()


# --- what cannot be read or written


def _link() -> None:
    _path().symlink_to("target")
    _path().with_name("target").write_bytes(written(FULL))


def _pipe() -> None:
    os.mkfifo(_path())


def _folder() -> None:
    _path().mkdir()


@pytest.mark.parametrize(
    ("make", "words"),
    [(_link, "it is a link"), (_pipe, "it is not a file"), (_folder, "(it is not a file|Is a directory)")],
)
def test_what_is_no_file_is_neither_followed_nor_waited_for(make: Callable[[], None], words: str) -> None:
    state_dir().mkdir(parents=True)
    make()
    before = _path().lstat()
    with pytest.raises(StorageError, match=rf"cannot read history-acme\.jsonl: {words}"):
        _store().load()
    with pytest.raises(StorageError, match=rf"cannot write history-acme\.jsonl: {words}"):
        _store().append([OPEN])
    assert _path().lstat() == before
    assert make is not _link or _path().read_bytes() == written(FULL)


def test_a_folder_that_cannot_be_made_is_said_to_be() -> None:
    state_dir().write_text("a file where the folder should be")
    with pytest.raises(StorageError, match=r"cannot lock history-acme\.jsonl"):
        _store().append([OPEN])
    with pytest.raises(StorageError, match=r"cannot read history-acme\.jsonl: Not a directory"):
        _store().load()


def _no_room(descriptor: int, content: bytes) -> int:
    os.write(descriptor, content[:10])
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _little_room(descriptor: int, content: bytes) -> int:
    return os.write(descriptor, content[:10])


@pytest.mark.parametrize(
    ("write", "words"),
    [(_no_room, "No space left on device"), (_little_room, r"only 10 of \d+ bytes fitted")],
)
def test_on_a_full_disk_nothing_of_a_record_stays(write: Callable[[int, bytes], int], words: str) -> None:
    _store().append([FULL])
    before = _path().read_bytes()
    full = HistoryFile("acme", write=write)
    with pytest.raises(StorageError, match=rf"cannot write history-acme\.jsonl: {words}"):
        full.append([OPEN, END])
    assert _path().read_bytes() == before
    assert full.load() == HistoryRead((FULL,))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written_is_said_to_be() -> None:
    _store().append([FULL])
    _path().chmod(0o400)
    with pytest.raises(StorageError, match=r"cannot write history-acme\.jsonl: Permission denied"):
        _store().append([OPEN])


def test_a_file_that_others_may_read_is_made_private() -> None:
    _write(written(FULL))
    _path().chmod(0o644)
    _store().append([OPEN])
    assert _mode() == 0o600


# --- size


def _small() -> HistoryFile:
    return HistoryFile("acme", most_read_bytes=4000, most_file_bytes=8000)


def test_only_the_end_of_a_large_file_is_read() -> None:
    lines = [typed(f"/ip/dns/print {number:03}", number) for number in range(100)]
    _write(b"".join(map(written, lines)))
    found = _small().load()
    assert found.damaged == 0
    assert 5 < len(found.lines) < 20
    assert found.lines == tuple(lines[-len(found.lines) :])
    size = sum(len(written(line)) for line in found.lines)
    exact = HistoryFile("acme", most_read_bytes=size).load()
    assert exact.lines == found.lines


def test_a_file_that_grew_by_more_than_is_read_gives_its_end() -> None:
    here = _small()
    _store().append([typed("first", 0)])
    here.load()
    _store().append([typed(f"/ip/dns/print {number:03}", number) for number in range(1, 100)])
    found = here.newer()
    assert 5 < len(found.lines) < 20
    assert (found.lines[-1].id, found.damaged) == ("run-63", 0)
    assert here.newer() == HistoryRead()


def test_a_gigabyte_of_something_else_is_not_read() -> None:
    _write(b"")
    os.truncate(_path(), 1 << 30)
    with _path().open("ab") as file:
        file.write(b"\nforeign\n" + written(FULL))
    assert _store().load() == HistoryRead((FULL,), damaged=1)


def test_the_newest_ten_thousand_lines_are_loaded() -> None:
    _write(b"".join(written(typed("a", number, site_ids=())) for number in range(10_050)))
    found = _store().load().lines
    assert (len(found), found[0].id, found[-1].id) == (10_000, f"run-{50:x}", f"run-{10_049:x}")


def test_a_file_that_is_too_large_keeps_its_newest_lines_with_their_ends() -> None:
    here, there = _small(), _small()
    there.load()
    number = 0
    sizes: list[int] = []
    while not sizes or sizes[-1] >= max(sizes[:-1], default=0):
        number += 1
        here.append([typed(f"/ip/dns/print {number:03}", number, outcome="")])
        here.append([HistoryEnd(f"run-{number:x}", "ok", 5)])
        sizes.append(_path().stat().st_size)
        assert number < 1000
    assert max(sizes) < 8000 + 500
    assert sizes[-1] < 4000 + 500
    found = _small().load()
    assert (found.damaged, found.ends) == (0, ())
    assert [line.outcome for line in found.lines] == ["ok"] * len(found.lines)
    assert found.lines[-1].id == f"run-{number:x}"
    assert there.newer().lines == found.lines
    assert _mode() == 0o600


def test_a_large_file_of_something_else_is_put_aside_and_not_made_smaller() -> None:
    content = b"not ours\n" * 1000
    _write(content)
    store = _small()
    with pytest.raises(StorageError, match=r"it was put aside as history-acme\.jsonl\.bad"):
        store.append([FULL])
    assert (state_dir() / "history-acme.jsonl.bad").read_bytes() == content
    store.append([FULL])
    assert _store().load() == HistoryRead((FULL,))


def test_a_large_file_of_another_version_is_left_alone() -> None:
    content = (_record(v=2) + b"\n") * 100
    _write(content)
    with pytest.raises(StorageError, match="another version"):
        _small().append([FULL])
    assert _path().read_bytes() == content


# --- several consoles

_CONSOLE = """
import sys
from altotui.domain.history import HistoryEnd
from altotui.storage.history_file import HistoryFile
from tests.domain.typed import typed
first, size = int(sys.argv[1]), int(sys.argv[2])
store = HistoryFile("acme", most_read_bytes=size // 2, most_file_bytes=size)
print("ready", flush=True)
sys.stdin.readline()
for number in range(first, first + 150):
    store.append([typed("x" * (number % 7 * 100 + 1), number, outcome="")])
    store.append([HistoryEnd(f"run-{number:x}", "ok", number)])
"""


def _run_consoles(size: int) -> None:
    command = [sys.executable, "-c", _CONSOLE]
    consoles = [
        subprocess.Popen([*command, str(first), str(size)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for first in (0, 150)
    ]
    for console in consoles:
        assert console.stdout is not None
        assert console.stdout.readline() == b"ready\n"
        console.stdout.close()
    for console in consoles:
        assert console.stdin is not None
        console.stdin.write(b"go\n")
        console.stdin.close()
    assert [console.wait(60) for console in consoles] == [0, 0]


def test_two_processes_lose_nothing_of_each_other() -> None:
    _run_consoles(1_000_000)
    found = _store().load()
    assert (found.damaged, found.ends) == (0, ())
    assert {line.id for line in found.lines} == {f"run-{number:x}" for number in range(300)}
    assert {line.outcome for line in found.lines} == {"ok"}


def test_two_processes_that_make_the_file_smaller_tear_nothing() -> None:
    _run_consoles(20_000)
    found = _store().load()
    assert found.damaged == 0
    assert len(found.lines) > 10
    numbers = [int(line.id.removeprefix("run-"), 16) for line in found.lines]
    for first in (0, 150):
        of_one = [number for number in numbers if first <= number < first + 150]
        assert of_one == list(range(first + 150 - len(of_one), first + 150))


# --- records

TEXTS = st.text(st.characters(exclude_categories=()), max_size=12)
LINES = st.builds(
    HistoryLine,
    st.text("0123456789abcdef-", min_size=1, max_size=20),
    st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 (bounds are naive)
    st.text(st.characters(exclude_categories=()), min_size=1, max_size=40),
    TEXTS.map(make_visible),
    TEXTS.map(make_visible),
    st.lists(st.integers(0, 9).map(site_no), max_size=3).map(tuple),
    st.integers(0, 10**6),
    st.lists(TEXTS.map(make_visible), max_size=3).map(tuple),
    st.sampled_from(["", *OUTCOMES]),
    st.booleans(),
    st.none() | st.integers(0, 10**6),
    st.just(True),
)


@given(LINES)
def test_a_line_comes_back_as_it_was_and_stands_in_one_line_of_the_file(line: HistoryLine) -> None:
    record = written(line)
    assert record.count(b"\n") == 1
    assert read(record) == line


def test_an_end_comes_back_as_it_was() -> None:
    assert read(written(END)) == END


def test_an_end_before_its_line_or_without_it_is_given_apart() -> None:
    assert joined([END, FULL], 2) == HistoryRead((FULL,), (END,), 2)


@given(st.lists(st.binary(max_size=20) | st.sampled_from([written(FULL), written(END), b"\n", b"{"])))
def test_no_content_breaks_it(pieces: list[bytes]) -> None:
    _write(b"".join(pieces))
    store = _store()
    store.load()
    store.append([OPEN])
    assert any(line.id == OPEN.id for line in _store().load().lines)
    for path in state_dir().iterdir():
        path.unlink()


def test_nowhere_keeps_nothing() -> None:
    store = HistoryNowhere()
    store.append([FULL, END])
    assert (store.load(), store.newer()) == (HistoryRead(), HistoryRead())
    assert not state_dir().exists()
