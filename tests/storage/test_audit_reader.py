"""Reading the audit trail: what was acknowledged comes back exactly, and no damage is more than a count."""

from __future__ import annotations

import asyncio
import json
import os
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.audit import STOPPED_BEFORE_ANSWER, AuditEntry, AuditFilter, AuditKind, Conclusion, Intent
from altotui.domain.errors import StorageError
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.storage.audit_reader import AuditRead, read_audit, recent_writes, unfinished
from tests.clocks import START, FakeClock
from tests.storage.test_audit_log import OK, ORIGIN, SITE, a_log, an_intent, files

ANYTHING = st.text(st.one_of(st.characters(), st.characters(categories=["Cs", "Cc", "Cf"])), max_size=12)
INTENTS = st.builds(
    Intent,
    kind=st.sampled_from(AuditKind),
    site_id=ANYTHING.map(SiteId),
    site_name=ANYTHING,
    command=ANYTHING,
    parameters=st.lists(ANYTHING, max_size=3).map(tuple),
    is_write=st.booleans(),
    key=st.none() | ANYTHING,
    reason=ANYTHING,
    targets=st.integers(0, 10**6),
)
CONCLUSIONS = st.builds(
    Conclusion,
    outcome=st.sampled_from(Outcome),
    http_status=st.none() | st.integers(100, 599),
    elapsed_ms=st.none() | st.integers(0, 10**9),
    message=st.none() | ANYTHING,
)
NUMBERS = count()


def _written(text: str) -> str:
    """Return `text` as any JSON has it: a pair of surrogates is the character it stands for."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _expected(intent: Intent, conclusion: Conclusion | None) -> AuditEntry:
    entry = AuditEntry(
        at=START,
        profile="acme",
        user=ORIGIN.user,
        host=ORIGIN.host,
        pid=ORIGIN.pid,
        kind=intent.kind,
        site_id=SiteId(_written(intent.site_id)),
        site_name=_written(intent.site_name),
        command=_written(intent.command),
        parameters=tuple(map(_written, intent.parameters)),
        is_write=intent.is_write,
        key=intent.key if intent.key is None else _written(intent.key),
        reason=_written(intent.reason),
        targets=intent.targets,
    )
    if conclusion is None:
        return entry._replace(outcome=Outcome.UNKNOWN, message=STOPPED_BEFORE_ANSWER)
    message = conclusion.message if conclusion.message is None else _written(conclusion.message)
    return entry._replace(**conclusion._replace(message=message)._asdict(), is_concluded=True)


@given(st.lists(st.tuples(INTENTS, st.none() | CONCLUSIONS, st.booleans()), max_size=6))
def test_every_sequence_comes_back_as_it_was(
    own_folders: Path, calls: list[tuple[Intent, Conclusion | None, bool]]
) -> None:
    folder = own_folders / str(next(NUMBERS))

    async def write() -> None:
        log = a_log(folder, origin=ORIGIN)
        late: list[tuple[int, Conclusion]] = []
        for intent, conclusion, is_late in calls:
            number = await log.intend(intent)
            if conclusion is not None and is_late:
                late.append((number, conclusion))
            elif conclusion is not None:
                await log.conclude(number, conclusion)
        for number, conclusion in reversed(late):
            await log.conclude(number, conclusion)
        log.close()

    asyncio.run(write())
    expected = tuple(_expected(intent, conclusion) for intent, conclusion, _ in calls)
    assert read_audit(folder) == AuditRead(expected)


async def _trail(folder: Path, clock: FakeClock | None = None) -> Path:
    """Write three commands, the last without an end, and return the file."""
    log = a_log(folder, clock)
    for position in range(3):
        number = await log.intend(an_intent(f"/c/{position}"))
        if position < 2:
            await log.conclude(number, OK)
    log.close()
    (path,) = files(folder)
    return path


def _summary(found: AuditRead) -> list[tuple[str, Outcome | None]]:
    return [(entry.command, entry.outcome) for entry in found.entries]


WHOLE = [("/c/0", Outcome.OK), ("/c/1", Outcome.OK), ("/c/2", Outcome.UNKNOWN)]


def _change_records(path: Path, change: Callable[[dict[str, object]], object]) -> None:
    """Rewrite every record of a file; the chain of hashes is broken by that."""
    records = [json.loads(line) for line in path.read_bytes().splitlines()]
    for record in records:
        change(record)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


async def test_a_file_of_an_older_version_is_read_without_reason_and_targets(tmp_path: Path) -> None:
    path = await _trail(tmp_path)
    _change_records(path, lambda record: (record.pop("reason", None), record.pop("targets", None)))
    found = read_audit(tmp_path)
    assert found.damaged == 0
    assert [(entry.reason, entry.targets) for entry in found.entries] == [("", None)] * 3


async def test_a_kind_of_a_later_version_is_read_as_the_word_it_is(tmp_path: Path) -> None:
    path = await _trail(tmp_path)
    _change_records(path, lambda record: record.update(kind="reboot-plan"))
    found = read_audit(tmp_path)
    assert found.damaged == 0
    assert _summary(found) == WHOLE
    assert {entry.kind for entry in found.entries} == {"reboot-plan"}
    assert [entry.command for entry in unfinished(tmp_path, START)] == ["/c/2"]


async def test_rights_are_no_writes_of_unknown_outcome(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    await log.intend(Intent(AuditKind.UNLOCK, SiteId(""), "", "unlock", ("15m00",), True, reason="INC-1042"))
    log.close()
    (entry,) = read_audit(tmp_path).entries
    assert (entry.kind, entry.reason, entry.is_only_said) == (AuditKind.UNLOCK, "INC-1042", True)
    assert unfinished(tmp_path, START) == ()


async def test_a_file_cut_at_any_byte_loses_its_last_record_at_most(tmp_path: Path) -> None:
    content = (await _trail(tmp_path)).read_bytes()
    (path,) = files(tmp_path)
    for length in range(len(content) - 1, -1, -1):
        os.truncate(path, length)
        whole = [json.loads(line) for line in content[: length + 1].split(b"\n")[:-1]]
        # the last newline alone may be missing: the record is there
        found = read_audit(tmp_path)
        assert len(found.entries) == sum(record["phase"] == "intent" for record in whole)
        assert found.broken_chains == ()
        is_torn = length > 0 and content[length - 1 : length + 1].count(b"\n") == 0
        assert found.damaged == is_torn, length


async def test_every_change_of_a_byte_is_seen_unless_it_is_in_the_last_line(tmp_path: Path) -> None:
    path = await _trail(tmp_path)
    content = path.read_bytes()
    last = content[:-1].rindex(b"\n") + 1
    for position in range(0, last - 1, 7):  # without its newline the last line would be a longer one
        path.write_bytes(content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :])
        assert read_audit(tmp_path).broken_chains == (path.name,), position


@pytest.mark.parametrize("gone", range(4))
async def test_a_line_that_is_taken_away_is_seen(tmp_path: Path, gone: int) -> None:
    path = await _trail(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:gone] + lines[gone + 1 :]))
    assert read_audit(tmp_path).broken_chains == (path.name,)


RUBBISH = [
    b"",
    b"{",
    b"null",
    b"3",
    b'"text"',
    b"[]",
    b"[" * 100_000,
    b"9" * 5000,
    b"\xff\xfe\x00\x1b]0;title\x07",
    b"{}",
    b'{"v":1}',
    b'{"v":2,"phase":"intent"}',
    b'{"v":1,"phase":"intent","run":"x","seq":1}',
    b'{"v":1,"phase":"other","run":"x","seq":1}',
    b'{"v":1,"phase":"outcome","run":"x","intent":"1","outcome":"ok"}',
    b'{"v":1,"phase":"outcome","run":5,"intent":1,"outcome":"ok"}',
    b"x" * 3_000_000,
]


@pytest.mark.parametrize("rubbish", RUBBISH, ids=range(len(RUBBISH)))
async def test_rubbish_is_counted_and_passed_over(tmp_path: Path, rubbish: bytes) -> None:
    path = await _trail(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole + rubbish + b"\n")
    found = read_audit(tmp_path)
    assert (_summary(found), found.damaged) == (WHOLE, 1)
    lines = whole.splitlines(keepends=True)
    path.write_bytes(lines[0] + rubbish + b"\n" + b"".join(lines[1:]))
    found = read_audit(tmp_path)
    assert (_summary(found), found.damaged, found.broken_chains) == (WHOLE, 1, (path.name,))
    path.write_bytes(rubbish)
    assert read_audit(tmp_path).entries == ()


FIELDS = [
    "at",
    "profile",
    "user",
    "host",
    "pid",
    "kind",
    "site_id",
    "site_name",
    "command",
    "parameters",
    "key",
]
FIELDS += ["run", "seq", "phase"]


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize(
    "value", [{}, [3], True, 1.5, "odd", "2026-03-02T09:15:00", "0001-01-01T00:00:00+23:59"], ids=str
)
async def test_a_field_of_another_shape_never_ends_the_reading(
    tmp_path: Path, name: str, value: object
) -> None:
    path = await _trail(tmp_path)
    *lines, last = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines) + json.dumps({**json.loads(last), name: value}).encode() + b"\n")
    found = read_audit(tmp_path)
    assert set(WHOLE[:2]) <= set(_summary(found))
    assert found.damaged + len(found.entries) == 3


@pytest.mark.parametrize("name", ["outcome", "message", "http_status", "elapsed_ms", "intent"])
async def test_an_end_of_another_shape_is_damaged(tmp_path: Path, name: str) -> None:
    path = await _trail(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[3] = json.dumps({**json.loads(lines[3]), name: [1]}).encode() + b"\n"
    path.write_bytes(b"".join(lines))
    found = read_audit(tmp_path)
    assert found.damaged == 1
    assert _summary(found)[1] == ("/c/1", Outcome.UNKNOWN)


async def test_a_number_that_is_given_twice_is_damage(tmp_path: Path) -> None:
    path = await _trail(tmp_path)
    path.write_bytes(path.read_bytes() + path.read_bytes().splitlines(keepends=True)[-1])
    found = read_audit(tmp_path)
    assert (_summary(found), found.damaged) == (WHOLE, 1)


async def test_a_huge_file_is_never_held_as_a_whole(tmp_path: Path, is_full: bool) -> None:
    await _trail(tmp_path)
    mib = 1024 if is_full else 48
    rubbish = tmp_path / "audit-rubbish.jsonl"
    with rubbish.open("wb") as file:
        file.truncate(mib * 1024 * 1024)
        file.seek(0, os.SEEK_END)
        file.write(b"\nend\n")
    tracemalloc.start()
    found = read_audit(tmp_path)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (_summary(found), found.damaged) == (WHOLE, 2)
    assert peak_bytes < 8 * 1024 * 1024


async def test_what_is_no_plain_file_is_named_and_not_waited_for(tmp_path: Path) -> None:
    path = await _trail(tmp_path)
    os.mkfifo(tmp_path / "audit-fifo.jsonl")
    (tmp_path / "audit-folder.jsonl").mkdir()
    (tmp_path / "audit-link.jsonl").symlink_to(path)
    (tmp_path / "notes.jsonl").write_bytes(b"not of the trail\n")
    found = read_audit(tmp_path)
    assert (_summary(found), found.damaged) == (WHOLE, 0)
    assert found.unreadable == ("audit-fifo.jsonl", "audit-folder.jsonl", "audit-link.jsonl")
    assert len(unfinished(tmp_path, START)) == 1


def test_no_folder_is_no_record_and_a_strange_one_is_named(tmp_path: Path) -> None:
    assert read_audit(tmp_path / "none") == AuditRead(())
    assert unfinished(tmp_path / "none") == ()
    (tmp_path / "audit").write_bytes(b"")
    with pytest.raises(StorageError, match="cannot read the folder audit: Not a directory"):
        read_audit(tmp_path / "audit")
    assert unfinished(tmp_path / "audit") == ()


async def test_what_a_running_console_waits_for_is_in_flight(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    await log.intend(an_intent())
    (entry,) = read_audit(tmp_path).entries
    assert (entry.outcome, entry.message, entry.is_in_flight, entry.is_unfinished) == (
        None,
        None,
        True,
        False,
    )
    assert unfinished(tmp_path, START) == ()
    log.close()
    (entry,) = read_audit(tmp_path).entries
    assert (entry.outcome, entry.message) == (Outcome.UNKNOWN, "the console stopped before its answer came")
    assert (entry.is_in_flight, entry.is_unfinished) == (False, True)
    assert unfinished(tmp_path, START) == (entry,)


async def test_of_recent_writes_those_that_have_ended_and_those_in_flight_are_told(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    await log.conclude(await log.intend(an_intent("/ended")), OK)
    await log.conclude(await log.intend(an_intent("/read", is_write=False)), OK)
    await log.intend(an_intent("/in/flight"))
    found = recent_writes(tmp_path, START)
    assert [(entry.command, entry.outcome) for entry in found] == [
        ("/ended", Outcome.OK),
        ("/in/flight", None),
    ]
    assert recent_writes(tmp_path, START + timedelta(days=8)) == ()
    assert recent_writes(tmp_path / "none", START) == ()


async def test_it_is_in_flight_too_when_its_console_has_gone_on_to_another_file(tmp_path: Path) -> None:
    log = a_log(tmp_path, max_file_bytes=1)
    await log.intend(an_intent("/first"))
    await log.intend(an_intent("/second", is_write=False))
    assert [entry.is_in_flight for entry in read_audit(tmp_path).entries] == [True, True]
    assert unfinished(tmp_path, START) == ()


async def test_half_a_line_of_a_running_console_is_no_damage(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    await log.intend(an_intent())
    (path,) = files(tmp_path)
    with path.open("ab") as file:
        file.write(b'{"v":1,')
    assert read_audit(tmp_path).damaged == 0
    log.close()
    assert read_audit(tmp_path).damaged == 1


async def test_an_unknown_end_that_was_written_is_not_unfinished(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    await log.conclude(
        await log.intend(an_intent()), Conclusion(Outcome.UNKNOWN, message="no answer in time")
    )
    log.close()
    (entry,) = read_audit(tmp_path).entries
    assert (entry.outcome, entry.is_unfinished) == (Outcome.UNKNOWN, False)
    assert unfinished(tmp_path, START) == ()


async def test_only_what_began_since_then_is_returned(tmp_path: Path, clock: FakeClock) -> None:
    log = a_log(tmp_path, clock)
    early = await log.intend(an_intent("/early"))
    await clock.advance(3600)
    for command in ("/middle", "/late"):
        await log.intend(an_intent(command))
        await clock.advance(1)
    await log.conclude(early, OK)
    log.close()
    found = read_audit(tmp_path, since=START + timedelta(hours=1))
    assert [entry.command for entry in found.entries] == ["/middle", "/late"]
    assert found.damaged == 0
    assert read_audit(tmp_path, matches=lambda entry: entry.command == "/late").entries == found.entries[1:]


async def test_files_that_were_last_written_before_then_are_not_opened(tmp_path: Path) -> None:
    path = await _trail(tmp_path)
    modified_s = START.timestamp()
    os.utime(path, (modified_s, modified_s))
    later = START + timedelta(days=2)
    (tmp_path / "audit-odd.jsonl").mkdir()
    os.utime(tmp_path / "audit-odd.jsonl", (modified_s, modified_s))
    assert read_audit(tmp_path, since=later) == AuditRead(())
    assert len(read_audit(tmp_path, since=START).entries) == 3


async def test_unfinished_are_the_writes_of_the_last_days(tmp_path: Path, clock: FakeClock) -> None:
    log = a_log(tmp_path, clock)
    await log.intend(an_intent("/old"))
    await clock.advance(8 * 86400)
    await log.intend(an_intent("/read", is_write=False))
    tricky = '"is_write":false,'
    await log.intend(an_intent("/write", tricky))
    await log.conclude(await log.intend(an_intent("/done")), OK)
    log.close()
    assert [entry.command for entry in unfinished(tmp_path, clock.now())] == ["/write"]


async def test_at_a_start_the_newest_files_are_read_and_not_too_much_of_them(tmp_path: Path) -> None:
    path = await _trail(tmp_path)
    for number, mib in enumerate((40, 30, 1000)):
        large = tmp_path / f"audit-large-{number}.jsonl"
        large.write_bytes(path.read_bytes().replace(b'"run":"', b'"run":"%d' % number))
        os.truncate(large, mib * 1024 * 1024)
        os.utime(large, (path.stat().st_mtime - number - 1,) * 2)
    assert len(unfinished(tmp_path, START)) == 2


@pytest.mark.parametrize(
    ("words", "matches"),
    [
        ("", True),
        ("LAGOS", True),
        ("arp 192.0.2", True),
        ("arp missing", False),
        ("-missing", True),
        ("-lagos", False),
        (SITE, True),
        ("alice noc-1 acme", True),
        ("router_error already", True),
        ("command", True),
        ("-", True),
    ],
)
def test_the_filter_takes_words(words: str, matches: bool) -> None:
    entry = _expected(
        an_intent("/ip/arp/add", "=address=192.0.2.1"),
        Conclusion(Outcome.ROUTER_ERROR, 200, 8, "already there"),
    )
    assert AuditFilter(words).matches(entry) is matches
