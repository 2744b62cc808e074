"""Writing the audit trail: on disk before it is acknowledged, whole or not at all, and for its owner only."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from altotui.domain.audit import AuditKind, Conclusion, Intent
from altotui.domain.errors import StorageError
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.storage.audit_files import AuditFile, audit_folder, delete_old_files, make_private
from altotui.storage.audit_log import AuditLog, Origin
from altotui.storage.audit_reader import read_audit
from tests.clocks import FakeClock
from tests.waiting import until

SITE = SiteId("00000000-0000-4000-8000-000000000001")
ORIGIN = Origin("noc-1", "alice", "/dev/pts/3", 4242)
OK = Conclusion(Outcome.OK, 200, 87)
_DAY_S = 86400


def an_intent(command: str = "/ip/arp/add", *parameters: str, is_write: bool = True) -> Intent:
    """Return a command that is about to be sent to one site."""
    return Intent(AuditKind.COMMAND, SITE, "lagos-1", command, parameters, is_write)


def a_log(folder: Path, clock: FakeClock | None = None, **options: object) -> AuditLog:
    """Return a log of the profile `acme`."""
    return AuditLog(folder, "acme", clock or FakeClock(), **options)  # type: ignore[arg-type]  # keywords of it


def files(folder: Path) -> list[Path]:
    """Return what is in a folder, by name."""
    return sorted(folder.iterdir())


def lines(folder: Path) -> list[dict[str, object]]:
    """Return every record of a folder, file by file."""
    return [json.loads(line) for path in files(folder) for line in path.read_bytes().splitlines()]


@contextmanager
def umask(mask: int) -> Iterator[None]:
    """Have new files made under another mask."""
    old = os.umask(mask)
    try:
        yield
    finally:
        os.umask(old)


async def test_nothing_is_made_before_the_first_intent(tmp_path: Path) -> None:
    log = a_log(tmp_path / "state" / "audit")
    log.close()
    assert os.listdir(tmp_path) == []


def test_the_folder_is_that_of_the_environment(own_folders: Path) -> None:
    assert audit_folder() == own_folders / "state" / "audit"


async def test_folders_and_files_are_for_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "audit"
    with umask(0):
        await a_log(folder).intend(an_intent())
    (path,) = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


async def test_a_folder_that_others_can_read_is_closed_to_them(tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    folder.mkdir(mode=0o755)
    await a_log(folder).intend(an_intent())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_a_record_says_who_what_where_and_when(tmp_path: Path, clock: FakeClock) -> None:
    log = a_log(tmp_path, clock, origin=ORIGIN)
    asked = an_intent("/ip/arp/add", "=address=192.0.2.1")
    number = await log.intend(asked._replace(key="k1", reason="INC-1042", targets=5))
    await clock.advance(0.0874)
    await log.conclude(number, Conclusion(Outcome.ROUTER_ERROR, 200, 87, "already have such entry"))
    (path,) = files(tmp_path)
    first, second = path.read_bytes().splitlines()
    intent, outcome = json.loads(first), json.loads(second)
    common = {
        "v": 1,
        "run": intent["run"],
        **ORIGIN._asdict(),
        "profile": "acme",
        "is_write": True,
    }
    assert intent == common | {
        "seq": 1,
        "at": "2026-03-02T09:15:00.000Z",
        "mono": 1000.0,
        "phase": "intent",
        "kind": "command",
        "site_id": SITE,
        "site_name": "lagos-1",
        "command": "/ip/arp/add",
        "parameters": ["=address=192.0.2.1"],
        "key": "k1",
        "reason": "INC-1042",
        "targets": 5,
        "prev": "",
    }
    assert outcome == common | {
        "seq": 2,
        "at": "2026-03-02T09:15:00.087Z",
        "mono": 1000.0874,
        "phase": "outcome",
        "intent": number,
        "outcome": "router_error",
        "http_status": 200,
        "elapsed_ms": 87,
        "message": "already have such entry",
        "prev": hashlib.sha256(first).hexdigest(),
    }
    assert path.match(f"audit-20260302T091500Z-4242-{intent['run']}0001.jsonl")


def test_the_origin_is_this_process(tmp_path: Path) -> None:
    origin = Origin.of_this_process()
    assert origin.pid == os.getpid()
    assert origin.host == os.uname().nodename
    assert origin.user


async def test_an_intent_is_acknowledged_only_when_it_is_written(tmp_path: Path) -> None:
    allowed = threading.Event()

    def write(descriptor: int, content: bytes) -> int:
        allowed.wait(10)
        return os.write(descriptor, content)

    log = a_log(tmp_path, write=write)
    async with asyncio.TaskGroup() as group:
        intending = group.create_task(log.intend(an_intent()))
        await until(lambda: files(tmp_path))
        assert not intending.done()
        allowed.set()
    assert len(lines(tmp_path)) == 1


async def test_no_secret_is_written(tmp_path: Path) -> None:
    token = "opaque-token-of-the-team"
    log = a_log(tmp_path, secrets=[token])
    number = await log.intend(an_intent("/user/add", "=name=x", "=password=hunter2", f"=comment={token}"))
    await log.conclude(
        number,
        Conclusion(Outcome.REJECTED, 422, 5, f"hunter2 is no password for {token}: " + "x" * 1990 + token),
    )
    job = Intent(AuditKind.JOB, SITE, "lagos-1", "secret=hunter2", ('/user set x password="hun ter2"',), True)
    await log.conclude(await log.intend(job), Conclusion(Outcome.OK, message="queued hun ter2"))
    snmp = await log.intend(an_intent("/snmp/community/set", "=name=hunter2"))
    await log.conclude(snmp, Conclusion(Outcome.OK, message="set hunter2"))
    written = b"".join(path.read_bytes() for path in files(tmp_path))
    assert [secret for secret in (b"hunter2", b"hun ter2", token.encode()) if secret in written] == []
    assert lines(tmp_path)[0]["parameters"] == ["=name=x", "=password=***", "=comment=***"]
    assert lines(tmp_path)[2]["parameters"] == ['/user set x password="***"']
    assert str(lines(tmp_path)[1]["message"]).startswith("*** is no password for ***: xxx")


async def test_intents_of_many_tasks_make_one_whole_chain(tmp_path: Path) -> None:
    log = a_log(tmp_path)

    async def send(position: int) -> int:
        number = await log.intend(an_intent(f"/c/{position}"))
        await log.conclude(number, OK)
        return number

    numbers = await asyncio.gather(*(send(position) for position in range(60)))
    assert len(set(numbers)) == 60
    found = read_audit(tmp_path)
    assert (found.damaged, found.broken_chains) == (0, ())
    assert {entry.command for entry in found.entries} == {f"/c/{position}" for position in range(60)}
    assert {entry.outcome for entry in found.entries} == {Outcome.OK}


class Stuck:
    """Writes only after it has been let go."""

    def __init__(self) -> None:
        self.is_free = threading.Event()
        self.calls = 0

    def __call__(self, descriptor: int, content: bytes) -> int:
        self.calls += 1
        self.is_free.wait(10)
        return os.write(descriptor, content)


async def test_an_intent_that_is_cancelled_is_said_to_be_stopped(tmp_path: Path) -> None:
    write = Stuck()
    log = a_log(tmp_path, write=write)
    intending = asyncio.ensure_future(log.intend(an_intent()))
    await until(lambda: write.calls)
    intending.cancel()
    write.is_free.set()
    with pytest.raises(asyncio.CancelledError):
        await intending
    log.close()
    (entry,) = read_audit(tmp_path).entries
    assert (entry.outcome, entry.message) == (Outcome.STOPPED, "stopped before it was sent")


async def test_an_end_is_written_although_its_task_is_cancelled(tmp_path: Path) -> None:
    write = Stuck()
    log = a_log(tmp_path, write=write)
    write.is_free.set()
    number = await log.intend(an_intent())
    write.is_free.clear()
    concluding = asyncio.ensure_future(log.conclude(number, OK))
    await until(lambda: write.calls == 2)
    concluding.cancel()
    write.is_free.set()
    with pytest.raises(asyncio.CancelledError):
        await concluding
    assert [entry.outcome for entry in read_audit(tmp_path).entries] == [Outcome.OK]


async def test_two_cancellations_leave_a_whole_chain(tmp_path: Path) -> None:
    write = Stuck()
    log = a_log(tmp_path, write=write)
    intending = asyncio.ensure_future(log.intend(an_intent("/first")))
    await until(lambda: write.calls)
    while not intending.done():
        intending.cancel()
        await asyncio.sleep(0)
    behind = asyncio.ensure_future(log.intend(an_intent("/second")))
    await asyncio.sleep(0)
    write.is_free.set()
    await behind
    found = read_audit(tmp_path)
    assert found.broken_chains == ()
    assert [entry.command for entry in found.entries] == ["/first", "/second"]


Fault = Callable[[int, bytes], int]


def _short(descriptor: int, content: bytes) -> int:
    return os.write(descriptor, content[: len(content) // 2])


def _full(descriptor: int, content: bytes) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _half_then_full(descriptor: int, content: bytes) -> int:
    os.write(descriptor, content[: len(content) // 2])
    raise OSError(errno.EIO, os.strerror(errno.EIO))


FAULTS = pytest.mark.parametrize(
    ("fault", "says"),
    [
        (_short, "bytes fitted"),
        (_full, "No space left on device"),
        (_half_then_full, "Input/output error"),
    ],
)


class Faulty:
    """Writes well until it is given a fault."""

    def __init__(self) -> None:
        self.fault: Fault = os.write

    def __call__(self, descriptor: int, content: bytes) -> int:
        return self.fault(descriptor, content)


@FAULTS
async def test_what_cannot_be_written_leaves_the_file_as_it_was(
    tmp_path: Path, fault: Fault, says: str
) -> None:
    write = Faulty()
    log = a_log(tmp_path, write=write)
    first = await log.intend(an_intent("/first"))
    (path,) = files(tmp_path)
    before = path.read_bytes()
    write.fault = fault
    with pytest.raises(StorageError, match=f"cannot write {path.name}: .*{says}"):
        await log.intend(an_intent("/second"))
    with pytest.raises(StorageError, match=says):
        await log.conclude(first, OK)
    assert path.read_bytes() == before
    write.fault = os.write
    await log.conclude(first, OK)
    await log.intend(an_intent("/third"))
    found = read_audit(tmp_path)
    assert (found.damaged, found.broken_chains) == (0, ())
    assert [(entry.command, entry.outcome) for entry in found.entries] == [
        ("/first", Outcome.OK),
        ("/third", None),
    ]


@FAULTS
async def test_a_first_intent_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, fault: Fault, says: str
) -> None:
    with pytest.raises(StorageError, match=says):
        await a_log(tmp_path, write=fault).intend(an_intent())
    assert os.listdir(tmp_path) == []


def test_a_full_disk_is_met_in_earnest(tmp_path: Path) -> None:
    program = f"""
import asyncio, resource
from pathlib import Path
from tests.storage.test_audit_log import OK, a_log, an_intent
from altotui.domain.errors import StorageError

async def main():
    log = a_log(Path({str(tmp_path)!r}))
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, resource.RLIM_INFINITY))
    acknowledged = 0
    try:
        while True:
            await log.intend(an_intent(f"/c/{{acknowledged}}", "=comment=" + "x" * 50 * (acknowledged % 3)))
            acknowledged += 1
    except StorageError as problem:
        print(acknowledged, problem)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await log.conclude(1, OK)

asyncio.run(main())
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )
    acknowledged, _, says = ran.stdout.partition(" ")
    assert "fitted" in says or "File too large" in says
    found = read_audit(tmp_path)
    assert (found.damaged, found.broken_chains) == (0, ())
    assert [entry.command for entry in found.entries] == [f"/c/{n}" for n in range(int(acknowledged))]
    assert found.entries[0].outcome is Outcome.OK


async def test_behind_half_a_line_that_stays_a_new_file_begins(tmp_path: Path) -> None:
    write = Faulty()
    log = a_log(tmp_path, write=write)
    first = await log.intend(an_intent("/first"))

    def spoil(descriptor: int, content: bytes) -> int:
        os.write(descriptor, content[:40])
        reader, writer = os.pipe()  # what is no file cannot be cut
        os.dup2(writer, descriptor)
        os.close(reader)
        os.close(writer)
        return 40

    write.fault = spoil
    with pytest.raises(StorageError):
        await log.intend(an_intent("/lost"))
    write.fault = os.write
    await log.conclude(first, OK)
    await log.intend(an_intent("/second"))
    found = read_audit(tmp_path)
    assert len(files(tmp_path)) == 2
    assert (found.damaged, found.broken_chains) == (1, ())
    assert [(entry.command, entry.outcome) for entry in found.entries] == [
        ("/first", Outcome.OK),
        ("/second", None),
    ]


async def test_behind_a_file_that_somebody_deletes_a_new_one_begins(tmp_path: Path) -> None:
    log = a_log(tmp_path / "audit")
    await log.intend(an_intent("/first"))
    for path in (tmp_path / "audit").iterdir():
        path.unlink()
    (tmp_path / "audit").rmdir()
    await log.intend(an_intent("/second"))
    assert [entry.command for entry in read_audit(tmp_path / "audit").entries] == ["/second"]


async def test_what_is_written_after_the_close_is_not_lost(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    number = await log.intend(an_intent())
    log.close()
    log.close()
    await log.conclude(number, OK)
    assert [entry.outcome for entry in read_audit(tmp_path).entries] == [Outcome.OK]


async def test_a_record_that_no_reader_would_take_is_refused(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    with pytest.raises(StorageError, match="is too long"):
        await log.intend(an_intent("/file/set", "=contents=" + "é" * 180_000))
    await log.intend(an_intent("/file/set", "=contents=" + "é" * 170_000))
    (entry,) = read_audit(tmp_path).entries
    assert len(entry.parameters[0]) == 170_010


async def test_a_large_file_is_followed_by_another(tmp_path: Path) -> None:
    log = a_log(tmp_path, max_file_bytes=2000)
    numbers = [await log.intend(an_intent(f"/c/{n}")) for n in range(12)]
    for number in numbers:
        await log.conclude(number, OK)
    made = files(tmp_path)
    assert len(made) > 3
    assert all(path.stat().st_size < 2600 for path in made)
    assert all(json.loads(path.read_bytes().splitlines()[0])["prev"] == "" for path in made)
    found = read_audit(tmp_path)
    assert found.broken_chains == ()
    assert [(entry.command, entry.outcome) for entry in found.entries] == [
        (f"/c/{n}", Outcome.OK) for n in range(12)
    ]


async def test_two_consoles_write_into_one_folder(tmp_path: Path, clock: FakeClock) -> None:
    first, second = a_log(tmp_path, clock), a_log(tmp_path, clock)
    for position in range(5):
        for log, name in ((first, "a"), (second, "b")):
            await log.conclude(await log.intend(an_intent(f"/{name}/{position}")), OK)
            await clock.advance(1)
    assert len(files(tmp_path)) == 2
    found = read_audit(tmp_path)
    assert [entry.command for entry in found.entries] == [f"/{name}/{n}" for n in range(5) for name in "ab"]
    assert found.broken_chains == ()


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"")
    with pytest.raises(StorageError, match="cannot make the folder audit: Not a directory"):
        await a_log(tmp_path / "state" / "audit").intend(an_intent())
    with pytest.raises(StorageError, match="cannot make the folder state: Not a directory"):
        make_private(tmp_path / "state")


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(tmp_path, 12345, -1)
        folder = tmp_path
    else:
        folder = Path("/")
    with pytest.raises(StorageError, match="belongs to another user; set ALTOTUI_STATE_DIR"):
        make_private(folder)


def test_a_file_that_is_there_already_is_never_used(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    for name in ("link", "target"):
        with pytest.raises(StorageError, match=f"cannot write {name}: File exists"):
            AuditFile(tmp_path / name)
    assert (tmp_path / "target").read_bytes() == b"old"


def _old_file(folder: Path, name: str, age_days: float, size_bytes: int = 10) -> Path:
    path = folder / f"audit-{name}.jsonl"
    path.touch()
    os.truncate(path, size_bytes)
    modified_s = _now_s(folder) - age_days * _DAY_S
    os.utime(path, (modified_s, modified_s))
    return path


def _now_s(folder: Path) -> float:
    (folder / "now").touch()
    return (folder / "now").stat().st_mtime


def _names(folder: Path) -> set[str]:
    return {path.name[6:-6] for path in folder.glob("audit-*.jsonl")}


async def test_files_are_kept_for_ninety_days(tmp_path: Path) -> None:
    for name, age_days in (("ancient", 400), ("old", 90.1), ("kept", 89.9), ("recent", 1)):
        _old_file(tmp_path, name, age_days)
    (tmp_path / "audit-link.jsonl").symlink_to(tmp_path / "now")
    (tmp_path / "other.txt").touch()
    log = a_log(tmp_path)
    await log.intend(an_intent())
    assert {"kept", "recent"} <= _names(tmp_path)
    assert _names(tmp_path).isdisjoint({"ancient", "old"})
    assert (tmp_path / "now").exists()
    assert (tmp_path / "other.txt").exists()


def test_the_oldest_go_when_there_is_too_much(tmp_path: Path) -> None:
    mib = 1024 * 1024
    for age_days in range(2, 7):
        _old_file(tmp_path, f"day-{age_days}", age_days, 80 * mib)
    newest = _old_file(tmp_path, "today", 0, 1)
    delete_old_files(tmp_path, newest)
    assert _names(tmp_path) == {"day-2", "day-3", "day-4", "today"}


def test_no_file_of_today_goes_however_much_there_is(tmp_path: Path) -> None:
    for name in ("a", "b"):
        _old_file(tmp_path, name, 0, 200 * 1024 * 1024)
    newest = _old_file(tmp_path, "newest", 0)
    delete_old_files(tmp_path, newest)
    assert _names(tmp_path) == {"a", "b", "newest"}


async def test_no_file_of_a_running_console_goes(tmp_path: Path) -> None:
    running = a_log(tmp_path, max_file_bytes=1)
    await running.intend(an_intent("/first"))
    await running.intend(an_intent("/second"))
    stopped, used = files(tmp_path)
    for path in (stopped, used):
        os.utime(path, (0, 0))
    newest = _old_file(tmp_path, "newest", 0)
    delete_old_files(tmp_path, newest)
    assert not stopped.exists()
    assert used.exists()
    running.close()
    delete_old_files(tmp_path, newest)
    assert not used.exists()
