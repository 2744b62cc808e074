"""The log of a shift: each thing once, with the end it had, and no secret."""

from __future__ import annotations

from datetime import timedelta

import pytest

from altotui.domain.audit import AuditKind
from altotui.domain.cancelling import Cancelling, CancelOutcome, CancelResult
from altotui.domain.command import CommandResult, Sentence
from altotui.domain.errors import InvalidInput, StorageError
from altotui.domain.handover import Handover
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translation import Kind, Translation
from altotui.domain.shift_entry import MOST_NAMED, EntryKind
from altotui.domain.site_changes import ChangeKind, SiteChange
from altotui.services import shift_log
from altotui.services.events import (
    TOLD_OF_A_SHIFT,
    CancellingChanged,
    CommandFinished,
    CommandStarted,
    Event,
    FleetChanged,
    ListSource,
    RunEnded,
    RunProgressed,
    RunStarted,
)
from altotui.services.handing_over import HandingOver
from tests.domain.records import NOW, a_job, a_site, ago, job_no, site_no, sites_of
from tests.domain.workspaces import answered
from tests.services.desk_bench import Bench

READ = Translation("/ip/arp/print", "/", Kind.READ, "/ip/arp/print")
WRITE = Translation("/ip/dns/set", "/", Kind.WRITE, "/ip/dns/set", ("=servers=192.0.2.1",))
SECRET = Translation(
    "/user/set", "/", Kind.WRITE, "/user/set", ("=.id=admin", "=password=hunter22x"), reveals=True
)


class Shift:
    """A log that hears of everything, over services of a test."""

    def __init__(self) -> None:
        self.bench = Bench(unlocked=False)
        self.services = self.bench.services
        self.services.directory.take(
            sites_of(*(a_site(number, has_pulse=True, last_seen_at=NOW) for number in range(1, 31))),
            ListSource.LIVE,
        )
        self.log = self.services.open_shift_log()
        self.services.relay.connect(self.log.take)

    def started(self, line: Translation, number: int = 1) -> Event:
        sentence = Sentence(line.command, line.parameters)
        return CommandStarted(number, site_no(1), "site-1", sentence, NOW, line.is_write, line=line)

    def asked(self, line: Translation, result: CommandResult, number: int = 1) -> None:
        self.log.take(self.started(line, number))
        self.log.take(CommandFinished(number, result))

    def ran(self, line: Translation, *results: CommandResult, sites: int) -> None:
        targets = tuple(a_site(number) for number in range(1, sites + 1))
        self.log.take(RunStarted(1, targets, line, NOW))
        for result in results:
            self.log.take(RunProgressed(1, result))
        self.log.take(RunEnded(1))

    def told(self) -> list[tuple[str, str, str]]:
        return [(entry.kind.value, entry.what, entry.went) for entry in self.log.entries]

    async def card(self) -> Handover:
        services = self.services
        making = HandingOver(
            self.log, services.directory, services.jobs, services.open_board(), services.session
        )
        return await making.card("acme")

    async def section(self, title: str) -> list[str]:
        (found,) = [section for section in (await self.card()).sections if section.title == title]
        return found.shown()


@pytest.fixture
def shift() -> Shift:
    return Shift()


@pytest.mark.parametrize(
    ("line", "result", "went", "outline"),
    [
        (READ, answered(), "ok, no rows", "ok, no rows"),
        (READ, answered({"address": "192.0.2.1"}), "ok, address=192.0.2.1", "ok, 1 row"),
        (READ, answered({"name": "x"}, {"name": "y"}), "ok, 2 rows", "ok, 2 rows"),
        (READ, answered(ret="*1"), "ok, ret=*1", "ok, a value"),
        (READ, answered({"name": "x", "password": "hunter22x"}), "ok, name=x, password=***", "ok, 1 row"),
        (READ, answered({"\x1b[2J": "\x1b]0;x\x07"}), "ok, ␛[2J=␛]0;x␇", "ok, 1 row"),
        (WRITE, answered(), "ok", "ok, no rows"),
        (SECRET, answered({"password": "x"}), f"ok, {shift_log._NOT_KEPT}", "ok, 1 row"),
        (
            WRITE,
            answered(outcome=Outcome.UNKNOWN)._replace(message="no answer within 20 s"),
            "sent, result unknown: no answer within 20 s",
            "sent, result unknown",
        ),
        (
            WRITE,
            answered(outcome=Outcome.ROUTER_ERROR)._replace(message="failure: secret=hunter22x"),
            "router error: failure: secret=***",
            "router error",
        ),
    ],
)
def test_a_line_has_one_entry_with_its_end(
    shift: Shift, line: Translation, result: CommandResult, went: str, outline: str
) -> None:
    shift.log.take(shift.started(line))
    assert [entry.went for entry in shift.log.entries] == ["no answer yet"]
    shift.log.take(CommandFinished(1, result))
    (entry,) = shift.log.entries
    assert (entry.went, entry.went_outline) == (went, outline)
    assert entry.kind is (EntryKind.READ if line is READ else EntryKind.WRITE)
    assert entry.sites == ("site-1",)
    assert "hunter22x" not in str(entry)


def test_what_a_line_said_has_an_outline_without_values(shift: Shift) -> None:
    words = ("=servers=192.0.2.1", "=once=", "?name=x", "?>mtu=1500", "?running", "?#|", "=comment==?x=\n=y")
    shift.asked(READ._replace(parameters=words), answered())
    (entry,) = shift.log.entries
    assert entry.outline == "/ip/arp/print =servers= =once= ?name= ?>mtu= ... ?#| =comment="


def test_a_run_is_one_entry_whose_counts_add_up(shift: Shift) -> None:
    results = [answered(number=number) for number in range(1, 24)]
    results[3] = results[3]._replace(outcome=Outcome.UNKNOWN)
    results[4] = results[4]._replace(outcome=Outcome.STOPPED)
    shift.ran(WRITE, *results, sites=23)
    (entry,) = shift.log.entries
    assert entry.went == "21 ok, 1 sent, result unknown, 1 stopped of 23"
    assert (len(entry.sites), entry.more_sites, entry.site_count) == (MOST_NAMED, 3, 23)
    assert [lost.site for lost in shift.log.unknown] == ["site-4"]


def test_a_reading_says_what_became_of_a_lost_write(shift: Shift) -> None:
    shift.asked(WRITE, answered(outcome=Outcome.UNKNOWN))
    shift.log.take_reading(site_no(2), WRITE, "another site")
    assert [lost.verdict for lost in shift.log.unknown] == [""]
    shift.log.take_reading(site_no(1), WRITE, "verified applied")
    assert [lost.verdict for lost in shift.log.unknown] == ["read back: verified applied"]
    assert shift.told()[-1] == ("read", "read back: /ip/dns/set =servers=192.0.2.1", "verified applied")


def test_a_lost_write_that_was_sent_again_is_no_riddle_any_more(shift: Shift) -> None:
    shift.asked(WRITE, answered(outcome=Outcome.UNKNOWN), 1)
    shift.asked(WRITE, answered(outcome=Outcome.NOT_SENT), 2)
    assert [lost.verdict for lost in shift.log.unknown] == [""]
    shift.asked(WRITE, answered(), 3)
    assert [lost.verdict for lost in shift.log.unknown] == ["sent again: ok"]
    shift.asked(WRITE, answered(outcome=Outcome.UNKNOWN), 4)
    assert [lost.verdict for lost in shift.log.unknown] == [""], "this one is a riddle of its own"


def test_a_reading_before_a_run_has_ended_counts(shift: Shift) -> None:
    targets = (a_site(1), a_site(2))
    shift.log.take(RunStarted(1, targets, WRITE, NOW))
    shift.log.take_reading(site_no(1), WRITE, "verified applied")
    shift.log.take(RunProgressed(1, answered(outcome=Outcome.UNKNOWN)))
    assert [lost.verdict for lost in shift.log.unknown] == ["read back: verified applied"]


def test_a_reading_of_an_earlier_run_says_nothing_of_a_later_one(shift: Shift) -> None:
    targets = (a_site(1), a_site(2))
    shift.log.take(RunStarted(1, targets, WRITE, NOW))
    shift.log.take_reading(site_no(1), WRITE, "verified applied")
    shift.log.take(RunProgressed(1, answered()))
    shift.log.take(RunEnded(1))
    shift.asked(WRITE, answered(outcome=Outcome.UNKNOWN), 2)
    assert [lost.verdict for lost in shift.log.unknown] == [""]


def test_what_became_of_cancelled_jobs_is_one_write(shift: Shift) -> None:
    jobs = tuple(a_job(number, site=number, description=f"job {number}") for number in (1, 2))
    going_on = Cancelling(jobs).with_result(jobs[0].id, CancelResult(CancelOutcome.CANCELLED))
    shift.log.take(CancellingChanged(going_on))
    assert shift.told() == []
    shift.log.take(
        CancellingChanged(going_on.with_result(jobs[1].id, CancelResult(CancelOutcome.UNKNOWN, "no answer")))
    )
    assert shift.told() == [
        ("write", "cancelling 2 jobs", "1 cancelled, 1 not known whether cancelled of 2"),
    ]
    assert [(lost.site, lost.what) for lost in shift.log.unknown] == [("site-2", "cancelling the job job 2")]


async def test_each_job_of_the_shift_is_counted_once(shift: Shift) -> None:
    for question, state in enumerate(({}, {"started_at": NOW}), 1):
        jobs = (a_job(1, created_at=NOW, **state), a_job(2, created_at=NOW))  # type: ignore[arg-type]
        changed = shift.services.jobs.merge(site_no(1), jobs, seen_at=NOW, question=question)
        if changed is not None:
            shift.services.relay(changed)
    assert sorted(await shift.section("Jobs of this shift")) == ["1 queued", "1 running"]


async def test_of_a_long_note_nothing_is_lost(shift: Shift) -> None:
    text = "x" * (shift_log.MAX_NOTE_CHARS - 1) + "y"
    await shift.log.note(text)
    assert shift.log.entries[0].what == text


def test_a_read_without_an_answer_is_no_unknown_write(shift: Shift) -> None:
    shift.asked(READ, answered(outcome=Outcome.UNKNOWN))
    assert shift.log.unknown == ()


def test_a_change_of_the_fleet_grows_in_its_place(shift: Shift) -> None:
    change = SiteChange(1, ChangeKind.LATE, (site_no(1),), ago(50), 0.0, ("isp:alpha",), (), NOW)
    shift.log.take(FleetChanged(change, True, 1, True))
    shift.asked(READ, answered())
    shift.log.take(FleetChanged(change._replace(site_ids=(site_no(1), site_no(2))), False, 1, False))
    assert [entry.kind for entry in shift.log.entries] == [EntryKind.SITES, EntryKind.READ]
    assert shift.log.entries[0].what == "site-1, site-2 late within 1 s, common: isp:alpha"
    assert shift.log.entries[0].sites == ("site-1", "site-2")


def test_a_job_is_told_for_each_state_and_an_old_one_is_no_news(shift: Shift) -> None:
    old = a_job(1, created_at=ago(900), started_at=ago(800), completed_at=ago(700))
    new = a_job(2, description="Reboot password=hunter22x", created_at=NOW)
    store, relay = shift.services.jobs, shift.services.relay
    for question, jobs in enumerate(
        [(old,), (new, old), (new._replace(started_at=NOW), old), (new._replace(started_at=NOW), old)], 1
    ):
        changed = store.merge(site_no(1), jobs, seen_at=NOW, question=question)
        if changed is not None:
            relay(changed)
    assert shift.told() == [
        ("job", "Reboot password=***", "queued"),
        ("job", "Reboot password=***", "running"),
    ]
    assert store.get(site_no(1), job_no(1)) is not None


def test_rights_are_told_when_they_change(shift: Shift) -> None:
    shift.bench.session.unlock("INC-7", for_time=timedelta(minutes=1))
    shift.bench.session.token_refused()
    shift.bench.session.lock()
    shift.bench.session.lock()
    assert shift.told() == [("rights", "writes allowed: INC-7", ""), ("rights", "read-only again", "")]


async def test_a_note_is_in_the_audit_for_good(shift: Shift) -> None:
    await shift.log.note("INC-7 \x1b[31mfibre cut, secret=hunter22x")
    assert shift.told() == [("note", "INC-7 ␛[31mfibre cut, secret=***", "")]
    (intent,) = shift.bench.audit.intents.values()
    assert (intent.kind, intent.reason, intent.is_write) == (AuditKind.NOTE, shift.log.entries[0].what, False)
    assert list(shift.bench.audit.conclusions) == [1]


async def test_a_note_is_kept_though_it_cannot_be_recorded(shift: Shift) -> None:
    shift.bench.audit.intend_failure = StorageError("audit.jsonl: no space left on device")
    await shift.log.note("INC-7")
    assert shift.told() == [("note", "INC-7", "")]


@pytest.mark.parametrize("text", ["", "  ", "x" * (shift_log.MAX_NOTE_CHARS + 1)])
async def test_a_note_that_says_nothing_or_too_much_is_refused(shift: Shift, text: str) -> None:
    with pytest.raises(InvalidInput, match="note"):
        await shift.log.note(text)
    assert shift.told() == []
    assert not shift.bench.audit.intents


def test_the_oldest_go_first(shift: Shift) -> None:
    for number in range(shift_log.MOST_ENTRIES + 5):
        shift.log.take(shift.started(READ._replace(command=f"/x/{number}"), number))
    assert len(shift.log.entries) == shift_log.MOST_ENTRIES
    assert shift.log.entries[0].what == "/x/5"
    shift.log.take(CommandFinished(0, answered()))
    assert len(shift.log.entries) == shift_log.MOST_ENTRIES


async def test_what_was_noted_and_written_outlives_a_flood_of_the_rest(shift: Shift) -> None:
    await shift.log.note("INC-7")
    shift.asked(WRITE, answered(), 1)
    for number in range(2, shift_log.MOST_ENTRIES + 10):
        shift.asked(READ, answered(), number)
    kinds = [entry.kind for entry in shift.log.entries]
    assert kinds[:3] == [EntryKind.NOTE, EntryKind.WRITE, EntryKind.READ]
    assert (len(kinds), shift.log.left_out) == (shift_log.MOST_ENTRIES, 10)


async def test_the_card_tells_what_needs_a_person_first(shift: Shift) -> None:
    stuck = a_job(1, 3, description="Firmware", created_at=ago(9000), started_at=ago(8000))
    shift.services.jobs.merge(site_no(3), (stuck,), seen_at=NOW, question=1)
    shift.asked(WRITE, answered(outcome=Outcome.UNKNOWN))
    first, second = await shift.section("Needs a person")
    assert first.endswith("site-1: /ip/dns/set =servers=192.0.2.1: sent, result unknown, not read back")
    assert second.startswith("site-3: Firmware: STUCK, no acknowledgement for 2h")
    shift.log.take_reading(site_no(1), WRITE, "verified applied")
    assert (await shift.section("Needs a person"))[1].endswith("read back: verified applied"), (
        "less urgent now"
    )
    assert await shift.section("Jobs that go on") == ["1 running on 1 site", "site-3: Firmware"]


async def test_the_card_counts_every_site_and_names_those_that_are_not_well(shift: Shift) -> None:
    sites = [a_site(number, has_pulse=True, last_seen_at=NOW, tags=("isp:beta",)) for number in range(1, 31)]
    sites += [
        a_site(number, has_pulse=False, last_seen_at=ago(9000), tags=("isp:alpha",))
        for number in range(31, 43)
    ]
    shift.services.directory.take(sites_of(*sites), ListSource.LIVE)
    counts, offline = await shift.section("Sites")
    assert counts == "42 sites: 30 online, 0 late, 12 offline, 0 unknown"
    assert offline.startswith("offline: site-31, site-32,")
    assert offline.endswith("site-40 and 2 more; common: isp:alpha")


async def test_a_card_of_nothing_says_so_everywhere() -> None:
    bench = Bench(unlocked=False)
    services = bench.services
    making = HandingOver(
        services.open_shift_log(),
        services.directory,
        services.jobs,
        services.open_board(),
        services.session,
    )
    card = await making.card("acme")
    assert [line for section in card.sections for line in section.shown()] == [
        *("nothing", "no list of sites yet", "none known to this console", "nothing", "none", "none"),
        "read-only",
    ]


async def test_the_card_has_what_was_changed_and_noted(shift: Shift) -> None:
    shift.ran(WRITE, *(answered(number=number) for number in (1, 2)), sites=2)
    shift.asked(READ, answered(), 7)
    await shift.log.note("fibre cut")
    shift.bench.session.unlock("x")
    (changed,) = await shift.section("Writes of this console")
    assert changed.endswith("Z /ip/dns/set =servers=192.0.2.1 on 2 sites: 2 ok of 2")
    assert [line[7:] for line in await shift.section("Notes")] == ["fibre cut"]
    assert (await shift.section("This console"))[0].startswith("writes are still allowed until ")


async def test_a_log_that_is_made_by_what_happens_says_the_same_as_one_of_the_start() -> None:
    bench = Bench(unlocked=False)
    services, began = bench.services, bench.services.directory.server_now()
    services.relay.connect(
        lambda event: services.open_shift_log().take(event) if isinstance(event, TOLD_OF_A_SHIFT) else None
    )
    await bench.clock.advance(3600)
    assert services.open_shift_log.made is None
    services.session.unlock("port 3 flaps")
    old, new = a_job(1, 1), a_job(2, 1)._replace(created_at=bench.services.directory.server_now())
    listed = services.jobs.merge(site_no(1), (old, new), seen_at=NOW, question=1)
    assert listed is not None
    services.relay(listed)
    log = services.open_shift_log()
    assert log.since == began
    assert [(entry.kind, entry.what, entry.went) for entry in log.entries] == [
        (EntryKind.RIGHTS, "writes allowed: port 3 flaps", ""),
        (EntryKind.JOB, new.description, "queued"),
    ]
