"""The right to write is given by a person, with a reason, and not before that is on record."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from altotui.domain.audit import AuditKind, Conclusion, Intent
from altotui.domain.errors import ReadOnly, StorageError
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.services.audit_trail import AuditTrail
from altotui.services.events import AuditFailed
from altotui.services.session import Session
from altotui.services.unlocking import Unlocking
from tests.clocks import FakeClock, settle
from tests.services.fakes import FakeAudit, Published

FULL = StorageError("audit.jsonl: no space left on device")
DONE = Conclusion(Outcome.OK)


class Bench:
    """A session, its trail, and the way of a person to both."""

    def __init__(self, *, is_locked: bool = False, is_optional: bool = False) -> None:
        self.clock = FakeClock()
        self.audit = FakeAudit()
        self.told = Published()
        self.session = Session(self.clock, self.told, is_locked=is_locked)
        trail = AuditTrail(self.audit, self.told, is_optional=is_optional)
        self.unlocking = Unlocking(self.session, trail)


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_both_are_written_down_with_the_reason(bench: Bench) -> None:
    await bench.unlocking.unlock("INC-1042", for_time=timedelta(minutes=20))
    assert not bench.session.is_read_only
    assert bench.session.unlock_reason == "INC-1042"
    await bench.unlocking.lock()
    assert bench.session.is_read_only
    nowhere = SiteId("")
    assert list(bench.audit.intents.values()) == [
        Intent(AuditKind.UNLOCK, nowhere, "", "unlock", ("20m00",), True, reason="INC-1042", targets=0),
        Intent(AuditKind.LOCK, nowhere, "", "lock", (), False, reason="INC-1042", targets=0),
    ]
    assert bench.audit.conclusions == {1: DONE, 2: DONE}


async def test_it_is_read_only_until_that_is_on_record(bench: Bench) -> None:
    bench.audit.gate = asyncio.Event()
    unlocking = asyncio.ensure_future(bench.unlocking.unlock("INC-1042"))
    await settle()
    assert bench.session.is_read_only
    bench.audit.gate.set()
    await unlocking
    assert not bench.session.is_read_only


async def test_what_cannot_be_recorded_does_not_unlock_and_says_the_remedy(bench: Bench) -> None:
    bench.audit.intend_failure = FULL
    with pytest.raises(StorageError, match=r"not unlocked: it could not be recorded: .*--no-audit"):
        await bench.unlocking.unlock("INC-1042")
    assert bench.session.is_read_only
    assert bench.session.unlock_reason == ""


async def test_without_the_duty_to_record_it_unlocks_all_the_same() -> None:
    bench = Bench(is_optional=True)
    bench.audit.intend_failure = FULL
    await bench.unlocking.unlock("INC-1042")
    assert not bench.session.is_read_only
    assert bench.told.of(AuditFailed) == [AuditFailed(FULL)]


async def test_locking_never_waits_for_the_file_and_never_fails(bench: Bench) -> None:
    await bench.unlocking.unlock("INC-1042")
    bench.audit.intend_failure = FULL
    bench.audit.gate = asyncio.Event()
    locking = asyncio.ensure_future(bench.unlocking.lock())
    await settle()
    assert bench.session.is_read_only
    bench.audit.gate.set()
    await locking
    assert bench.told.of(AuditFailed) == [AuditFailed(FULL)]


async def test_locking_what_is_locked_is_no_news(bench: Bench) -> None:
    await bench.unlocking.lock()
    await bench.unlocking.unlock(for_time=timedelta(minutes=1))
    await bench.clock.advance(60)
    await bench.unlocking.lock()
    assert [intent.kind for intent in bench.audit.intents.values()] == [AuditKind.UNLOCK]


async def test_a_session_started_read_only_says_so_and_records_nothing() -> None:
    bench = Bench(is_locked=True)
    with pytest.raises(ReadOnly, match="start one without --read-only"):
        await bench.unlocking.unlock("please")
    assert bench.audit.intents == {}
