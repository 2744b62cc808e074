"""What is sent is written down: before it leaves, or it does not leave, unless it is only read."""

from __future__ import annotations

import pytest

from altotui.domain.audit import AuditKind, Conclusion, Intent
from altotui.domain.errors import StorageError
from altotui.domain.outcome import Outcome
from altotui.services.audit_trail import AuditTrail
from altotui.services.events import AuditFailed
from tests.domain.records import site_no
from tests.services.fakes import FakeAudit, Published

READ = Intent(AuditKind.COMMAND, site_no(1), "site-1", "/ip/arp/print", (), is_write=False)
WRITE = Intent(AuditKind.JOB, site_no(1), "site-1", "set ntp", (":log info x",), is_write=True, key="k")
DONE = Conclusion(Outcome.OK, 200, 12)
FULL = StorageError("audit.jsonl: no space left on device")


class Bench:
    """One trail with its file."""

    def __init__(self, *, is_optional: bool = False) -> None:
        self.audit = FakeAudit()
        self.told = Published()
        self.trail = AuditTrail(self.audit, self.told, is_optional=is_optional)


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.mark.parametrize("intent", [READ, WRITE])
async def test_both_halves_have_the_same_number(bench: Bench, intent: Intent) -> None:
    await bench.trail.begin(READ)
    number = await bench.trail.begin(intent)
    await bench.trail.end(number, DONE)
    assert bench.audit.intents == {1: READ, 2: intent}
    assert bench.audit.conclusions == {2: DONE}
    assert bench.told.events == []


async def test_a_write_that_cannot_be_recorded_is_refused_with_the_reason_and_the_way_on(
    bench: Bench,
) -> None:
    bench.audit.intend_failure = FULL
    with pytest.raises(StorageError) as caught:
        await bench.trail.begin(WRITE)
    assert str(caught.value) == (
        "it could not be recorded: audit.jsonl: no space left on device; "
        "start with --no-audit to send it all the same"
    )


async def test_a_read_passes_without_a_record(bench: Bench) -> None:
    bench.audit.intend_failure = FULL
    number = await bench.trail.begin(READ)
    assert number is None
    await bench.trail.end(number, DONE)
    assert bench.audit.conclusions == {}


async def test_without_duty_a_write_passes_and_is_still_recorded_when_that_can_be_done() -> None:
    bench = Bench(is_optional=True)
    bench.audit.intend_failure = FULL
    assert await bench.trail.begin(WRITE) is None
    bench.audit.intend_failure = None
    assert await bench.trail.begin(WRITE) == 1


async def test_the_first_failure_is_told_and_no_other(bench: Bench) -> None:
    number = await bench.trail.begin(READ)
    bench.audit.conclude_failure = FULL
    await bench.trail.end(number, DONE)
    bench.audit.intend_failure = StorageError("something else")
    await bench.trail.begin(READ)
    with pytest.raises(StorageError):
        await bench.trail.begin(WRITE)
    assert bench.told.events == [AuditFailed(FULL)]


async def test_a_conclusion_that_cannot_be_written_changes_nothing_that_was_done(bench: Bench) -> None:
    number = await bench.trail.begin(WRITE)
    bench.audit.conclude_failure = FULL
    await bench.trail.end(number, DONE)
    assert (bench.audit.intents, bench.audit.conclusions) == ({1: WRITE}, {})
    assert bench.told.events == [AuditFailed(FULL)]


@pytest.mark.parametrize("intent", [READ, WRITE])
async def test_a_demonstration_keeps_nothing(intent: Intent) -> None:
    told = Published()
    trail = AuditTrail(None, told)
    number = await trail.begin(intent)
    await trail.end(number, DONE)
    assert (number, told.events) == (None, [])
