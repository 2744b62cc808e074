"""`altotui audit`: what was sent from this machine, without a token, settings or a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from altotui.cli.verbs.audit import read_since
from altotui.domain.audit import AuditKind, Conclusion, Intent
from altotui.domain.clock import SystemClock
from altotui.domain.errors import InvalidInput
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.services.audit_trail import AuditTrail
from altotui.services.session import Session
from altotui.services.unlocking import Unlocking
from altotui.storage.audit_files import audit_folder
from altotui.storage.audit_log import AuditLog
from tests.cli.conftest import Altotui, process
from tests.cli.test_sites import FORMATS, RAW_CONTROL
from tests.clocks import FakeClock
from tests.services.fakes import Published

KEYS = [
    *("at", "profile", "user", "host", "pid", "kind", "site_id", "site_name", "command", "parameters"),
    *("is_write", "key", "reason", "targets", "outcome", "is_unfinished", "message"),
    *("http_status", "elapsed_ms"),
]
LAGOS, DENVER = (SiteId(f"00000000-0000-4000-8000-{number:012d}") for number in (1, 2))
READ = Intent(AuditKind.COMMAND, LAGOS, "lagos-edge", "/ip/arp/print", ("?interface=bridge",), False)
WRITE = Intent(
    AuditKind.COMMAND, DENVER, "denver-edge", "/user/add", ("=name=x", "=password=hunter2"), True
)._replace(reason="INC-7 hunter2", targets=3)
JOB = Intent(
    AuditKind.JOB, DENVER, "denver-edge", "set ntp", ("/system ntp client set enabled=yes",), True, "k-1"
)


def _write(work: Callable[[AuditLog], Awaitable[object]], clock: FakeClock | None = None) -> None:
    async def all_of_it() -> None:
        log = AuditLog(audit_folder(), "acme", clock or SystemClock())
        await work(log)
        log.close()

    asyncio.run(all_of_it())


async def _three(log: AuditLog) -> None:
    await log.conclude(await log.intend(READ), Conclusion(Outcome.OK, 200, 87))
    refused = Conclusion(Outcome.ROUTER_ERROR, 200, 91, "user hunter2 exists")
    await log.conclude(await log.intend(WRITE), refused)
    await log.intend(JOB)


@pytest.fixture
def trail(own_folders: Path) -> Path:
    """The file of a console that sent a read, a write and a job, and ended before the answer to the job."""
    _write(_three)
    (path,) = audit_folder().iterdir()
    return path


def _commands(altotui: Altotui, *words: str) -> list[object]:
    ran = altotui("audit", *words, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    return [record["command"] for record in ran.records()]


def test_records_have_exactly_the_documented_keys(altotui: Altotui, trail: Path) -> None:
    records = altotui("audit", "--format", "json").records()
    assert all(list(record) == KEYS for record in records)
    at = str(records[1].pop("at"))
    assert abs(datetime.fromisoformat(at) - datetime.now(UTC)) < timedelta(minutes=5)
    assert at.endswith("Z")
    for name in ("user", "host", "pid"):
        assert records[1].pop(name)
    assert records[1] == {
        "profile": "acme",
        "kind": "command",
        "site_id": DENVER,
        "site_name": "denver-edge",
        "command": "/user/add",
        "parameters": ["=name=x", "=password=***"],
        "is_write": True,
        "key": None,
        "reason": "INC-7 ***",
        "targets": 3,
        "outcome": "router_error",
        "is_unfinished": False,
        "message": "user *** exists",
        "http_status": 200,
        "elapsed_ms": 91,
    }


def test_the_table_is_for_people_and_the_newest_comes_last(altotui: Altotui, trail: Path) -> None:
    ran = altotui("audit")
    header, *rows = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert header.split() == ["TIME", "SITE", "KIND", "WHAT", "OUTCOME", "MS", "REASON", "MESSAGE"]
    assert [row.split()[1:4] for row in rows] == [
        ["lagos-edge", "command", "/ip/arp/print"],
        ["denver-edge", "command", "/user/add"],
        ["denver-edge", "job", "set"],
    ]
    assert rows[0].endswith("ok            87")
    assert rows[2].endswith("the console stopped before its answer came")


@pytest.mark.parametrize(
    ("words", "commands"),
    [
        ((), ["/ip/arp/print", "/user/add", "set ntp"]),
        (("denver",), ["/user/add", "set ntp"]),
        (("DENVER", "ntp"), ["set ntp"]),
        (("--", "-denver"), ["/ip/arp/print"]),
        (("--site", "lagos"), ["/ip/arp/print"]),
        (("--site", DENVER.upper()), ["/user/add", "set ntp"]),
        (("--site", "Denver-Edge", "--site", "lagos"), ["/ip/arp/print", "/user/add", "set ntp"]),
        (("--site", "edge"), []),
        (("--outcome", "ok"), ["/ip/arp/print"]),
        (("--outcome", "ok", "--outcome", "unknown"), ["/ip/arp/print", "set ntp"]),
        (("inc-7",), ["/user/add"]),
        (("--writes",), ["/user/add", "set ntp"]),
        (("--writes", "--outcome", "ok"), []),
        (("--unfinished",), ["set ntp"]),
        (("--since", "2h"), ["/ip/arp/print", "/user/add", "set ntp"]),
        (("--since", "0001-01-01"), ["/ip/arp/print", "/user/add", "set ntp"]),
        (("--since", "2999-01-01"), []),
    ],
)
def test_what_is_asked_for(
    altotui: Altotui, trail: Path, words: tuple[str, ...], commands: list[str]
) -> None:
    if words[:1] == ("--",):
        ran = altotui("audit", "--format", "json", *words)
        assert [record["command"] for record in ran.records()] == commands
    else:
        assert _commands(altotui, *words) == commands


def test_what_is_older_than_a_week_is_shown_when_asked_for(altotui: Altotui) -> None:
    _write(_three, FakeClock(datetime.now(UTC) - timedelta(days=8)))
    assert _commands(altotui) == []
    assert len(_commands(altotui, "--since", "9d")) == 3


def test_what_a_running_console_waits_for_is_in_flight(altotui: Altotui) -> None:
    ran: list[dict[str, object]] = []

    async def look(log: AuditLog) -> None:
        await log.intend(WRITE)
        ran.extend(altotui("audit", "--outcome", "in_flight", "--format", "json").records())
        assert altotui("audit", "--unfinished", "--format", "jsonl").lines() == []

    _write(look)
    assert [record["outcome"] for record in ran] == ["in_flight"]


NOW = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("90m", NOW - timedelta(minutes=90)),
        ("2h", NOW - timedelta(hours=2)),
        ("7d", NOW - timedelta(days=7)),
        ("1w", NOW - timedelta(weeks=1)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T10:30", datetime(2026, 3, 1, 10, 30, tzinfo=UTC)),
        ("2026-03-01T10:30+02:00", datetime(2026, 3, 1, 8, 30, tzinfo=UTC)),
    ],
)
def test_since(text: str, since: datetime) -> None:
    assert read_since(text, NOW) == since


@pytest.mark.parametrize(
    "text", ["", "yesterday", "7", "7y", "-1d", "999999w", "2026-13-01", "0001-01-01T00:00+23:00", "\x1b"]
)
def test_what_is_no_time_is_a_usage_error(altotui: Altotui, text: str) -> None:
    with pytest.raises(InvalidInput, match="is no time: write 2h, 7d or 2026-03-01"):
        read_since(text, NOW)
    ran = altotui("audit", f"--since={text}")
    assert (ran.code, ran.out) == (2, "")
    assert "\x1b" not in ran.err


HOSTILE = "a\x1b]52;c;x\x07\u202e\ud83d\n=1+1"


@pytest.mark.parametrize("how", FORMATS)
def test_hostile_text_never_reaches_stdout_raw(altotui: Altotui, how: str) -> None:
    async def send(log: AuditLog) -> None:
        sent = READ._replace(site_name=HOSTILE, command=HOSTILE, parameters=(HOSTILE,), reason=HOSTILE)
        number = await log.intend(sent)
        await log.conclude(number, Conclusion(Outcome.REJECTED, 422, 3, HOSTILE))

    _write(send)
    ran = altotui("audit", "--format", how)
    assert (ran.code, ran.err) == (0, "")
    assert RAW_CONTROL.search(ran.out) is None
    if how == "json":
        (record,) = ran.records()
        assert (record["site_name"], record["command"], record["parameters"]) == (HOSTILE, HOSTILE, [HOSTILE])


def test_unlocking_and_locking_stand_between_the_writes_with_their_reason(altotui: Altotui) -> None:
    async def work(log: AuditLog) -> None:
        session = Session(SystemClock(), Published())
        unlocking = Unlocking(session, AuditTrail(log, Published()))
        await unlocking.unlock("INC-1042 password=hunter2")
        await log.conclude(await log.intend(WRITE), Conclusion(Outcome.OK))
        await unlocking.lock()

    _write(work)
    first, _, last = altotui("audit", "--format", "json").records()
    assert (first["kind"], first["parameters"], first["reason"]) == (
        *("unlock", ["15m00"], "INC-1042 password=***"),
    )
    assert (first["outcome"], first["targets"], first["site_name"]) == ("ok", 0, "")
    assert (last["kind"], last["reason"]) == ("lock", "INC-1042 password=***")
    assert _commands(altotui, "--writes") == ["/user/add"]
    row = altotui("audit", "unlock").out.splitlines()[1].split()[1:]
    assert row == ["unlock", "unlock", "15m00", "ok", "INC-1042", "password=***"]


def test_a_torn_line_is_an_accident(altotui: Altotui, trail: Path) -> None:
    with trail.open("ab") as file:
        file.write(b'{"v":1,')
    ran = altotui("audit", "--format", "json")
    assert (ran.code, len(ran.records())) == (0, 3)
    assert ran.err == "altotui: 1 damaged record passed over\n"


def test_a_changed_line_is_not(altotui: Altotui, trail: Path) -> None:
    trail.write_bytes(trail.read_bytes().replace(b"lagos-edge", b"lagos-core"))
    ran = altotui("audit", "--format", "json")
    assert (ran.code, len(ran.records())) == (1, 3)
    assert ran.err == f"altotui: {trail.name}: the chain is broken: a line was changed, added or taken away\n"


def test_a_file_that_cannot_be_read_is_named(altotui: Altotui, trail: Path) -> None:
    (trail.parent / "audit-\x1b[31m.jsonl").mkdir()
    ran = altotui("audit", "--format", "json")
    assert (ran.code, len(ran.records())) == (1, 3)
    assert "cannot be read" in ran.err
    assert "\x1b" not in ran.err


@pytest.mark.parametrize("how", FORMATS)
def test_nothing_sent_is_nothing_printed(altotui: Altotui, how: str) -> None:
    ran = altotui("audit", "--format", how)
    assert (ran.code, ran.err) == (0, "")
    if how == "json":
        assert ran.json() == []


def test_it_works_with_broken_settings_and_a_broken_token(own_folders: Path, trail: Path) -> None:
    (own_folders / "config").mkdir()
    (own_folders / "config" / "settings.toml").write_text("[[")
    ran = process("audit", "--format", "jsonl", ALTOTUI_TOKEN="a\nb", ALTOTUI_API="v9")
    assert ran.code == 0
    assert [json.loads(line)["command"] for line in ran.out.splitlines()] == [
        "/ip/arp/print",
        "/user/add",
        "set ntp",
    ]
