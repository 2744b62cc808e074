"""Drafts survive a crash: true in memory at once, in the file within a second, and never written with a secret."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from altotui.domain.errors import StorageError
from altotui.domain.job import JobDraft
from altotui.domain.job_drafts import BUILT_IN, JobsRead, KeptDraft, KeptJobs, Template, TemplatesRead
from altotui.services.events import DraftsChanged, Event
from altotui.services.job_drafts import JobDrafts, JobDraftsStore
from altotui.storage.job_drafts import JobDraftsFile
from altotui.storage.job_drafts_nowhere import JobDraftsNowhere
from tests.clocks import FakeClock
from tests.domain.records import NOW, site_no
from tests.waiting import until

DRAFT = JobDraft("Raise guest queue", ":log info x")
SECRET = DRAFT._replace(script="/user set 0 password=hunter2")
OWN = Template("mine", DRAFT, "your template")
PROCESS = 4711


class FakeStore:
    """Has the shape of `JobDraftsStore`; fails while it is told to, and waits while its gate is closed."""

    def __init__(self, jobs: KeptJobs | None = None, problem: str = "") -> None:
        self.jobs = jobs or KeptJobs()
        self.problem = problem
        self.failure: Exception | None = None
        self.alive: set[int] = set()
        self.gate = threading.Event()
        self.gate.set()
        self.threads: set[int] = set()
        self.writes = 0

    def load(self) -> JobsRead:
        self.threads.add(threading.get_ident())
        return JobsRead(self.jobs, self.problem)

    def change(self, change: Callable[[KeptJobs], KeptJobs]) -> JobsRead:
        self.threads.add(threading.get_ident())
        self.writes += 1
        self.gate.wait(5.0)
        if self.failure is not None:
            raise self.failure
        self.jobs = change(self.jobs)
        return JobsRead(self.jobs)

    def templates(self) -> TemplatesRead:
        return TemplatesRead((OWN,))

    def of(self, console: int) -> JobDraftsStore:
        """Return the store as one console has it."""
        return _OfConsole(self, console)


class _OfConsole:
    """The store as one console has it."""

    def __init__(self, store: FakeStore, console: int) -> None:
        self.load, self.change, self.templates = store.load, store.change, store.templates
        self._alive = store
        self.console = console

    def is_alive(self, console: int) -> bool:
        return console in self._alive.alive


class Bench:
    """Drafts over one store."""

    def __init__(self, store: FakeStore | None = None) -> None:
        self.store = store or FakeStore()
        self.clock = FakeClock()
        self.told: list[Event] = []
        self.drafts = self.console(PROCESS)

    def console(self, number: int) -> JobDrafts:
        return JobDrafts(lambda: self.store.of(number), self.clock, self.told.append)

    @property
    def scripts(self) -> list[str]:
        return [each.draft.script for each in self.store.jobs.drafts]

    def type(self, draft_id: str, script: str) -> None:
        self.drafts.autosave(draft_id, DRAFT._replace(script=script))


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_what_is_typed_is_written_at_once_then_once_a_second_in_a_thread(bench: Bench) -> None:
    kept = bench.drafts.begin(JobDraft("", ""))
    await bench.drafts.flush()
    assert bench.store.writes == 0
    bench.type(kept.id, "a")
    await until(lambda: bench.scripts == ["a"])
    for script in ("ab", "abc", "abcd"):
        bench.type(kept.id, script)
        await bench.clock.advance(0.2)
    assert (bench.scripts, bench.store.writes) == (["a"], 1)
    await bench.clock.advance(0.5)
    await until(lambda: bench.scripts == ["abcd"])
    assert bench.store.writes == 2
    assert threading.get_ident() not in bench.store.threads


async def test_closing_writes_at_once_what_was_typed_last(bench: Bench) -> None:
    kept = bench.drafts.begin(DRAFT)
    await until(lambda: bench.store.writes == 1)
    bench.type(kept.id, "ab")
    await bench.drafts.aclose()
    assert bench.scripts == ["ab"]


async def test_the_same_again_is_not_written_again(bench: Bench) -> None:
    kept = bench.drafts.begin(DRAFT)
    await bench.drafts.flush()
    bench.drafts.autosave(kept.id, DRAFT)
    await bench.drafts.flush()
    assert bench.store.writes == 1


async def test_a_draft_that_was_open_in_a_console_that_crashed_is_offered_with_all_its_facts(
    bench: Bench,
) -> None:
    kept = bench.drafts.begin(DRAFT, site_ids=[site_no(1)], name="left of marked", check_line="/ip arp print")
    await bench.drafts.flush()
    other = bench.console(PROCESS + 1)
    bench.store.alive = {PROCESS}
    await other.load()
    assert other.all() == ()
    bench.store.alive = set()
    taken = other.take()
    assert taken == kept._replace(holder=PROCESS + 1)
    assert other.take() is None
    await other.flush()
    assert [each.holder for each in bench.store.jobs.drafts] == [PROCESS + 1]


async def test_what_this_console_itself_has_left_is_offered_too(bench: Bench) -> None:
    kept = bench.drafts.begin(DRAFT)
    await bench.drafts.flush()
    bench.store.alive = {PROCESS}
    again = bench.console(PROCESS)
    await again.load()
    assert again.all() == (kept,)


async def test_what_is_put_aside_is_offered_newest_first_and_stays_until_it_is_forgotten(
    bench: Bench,
) -> None:
    first, second = bench.drafts.begin(DRAFT), bench.drafts.begin(DRAFT._replace(script="b"))
    bench.drafts.keep(second.id)
    await bench.clock.advance(1)
    bench.drafts.keep(first.id, site_ids=[site_no(2)], name="left of marked")
    assert [each.id for each in bench.drafts.all()] == [second.id, first.id]
    taken = bench.drafts.take()
    assert taken is not None
    assert (taken.id, taken.site_ids, taken.name) == (first.id, (site_no(2),), "left of marked")
    await bench.drafts.flush()
    assert len(bench.store.jobs.drafts) == 2
    bench.drafts.forget(first.id)
    await bench.drafts.flush()
    assert bench.scripts == ["b"]
    assert bench.drafts.get(first.id) is None
    assert bench.drafts.take(second.id) is not None


async def test_an_empty_draft_is_put_aside_nowhere(bench: Bench) -> None:
    kept = bench.drafts.begin(DRAFT)
    await bench.drafts.flush()
    bench.drafts.autosave(kept.id, JobDraft("", ""))
    await bench.drafts.flush()
    assert bench.drafts.keep(kept.id) is None
    await bench.drafts.flush()
    assert (bench.store.jobs.drafts, bench.drafts.all()) == ((), ())


async def test_a_draft_with_a_secret_lives_in_memory_alone(bench: Bench) -> None:
    kept = bench.drafts.begin(DRAFT)
    await bench.drafts.flush()
    bench.drafts.autosave(kept.id, SECRET)
    aside = bench.drafts.keep(kept.id)
    bench.drafts.queued(DRAFT._replace(script="something else"))
    await bench.drafts.flush()
    assert "hunter2" not in repr(bench.store.jobs)
    assert aside is not None
    assert "secret" in aside.not_kept
    assert [each.draft for each in bench.drafts.all()] == [SECRET]
    bench.drafts.forget(kept.id)
    await bench.drafts.flush()
    assert (bench.drafts.all(), bench.store.jobs.drafts) == ((), ())


async def test_keys_are_on_the_disk_before_anything_is_queued_and_stay_the_same(bench: Bench) -> None:
    kept = bench.drafts.begin(DRAFT)
    sites = [site_no(1), site_no(2)]
    keyed = await bench.drafts.keyed(kept.id, sites)
    assert keyed is not None
    assert set(keyed.keys) == set(sites)
    assert bench.store.jobs.drafts[0].keys == keyed.keys
    again = await bench.drafts.keyed(kept.id, [*sites, site_no(3)])
    assert again is not None
    assert {site: again.keys[site] for site in sites} == keyed.keys
    crashed = bench.console(PROCESS + 1)
    await crashed.load()
    taken = crashed.take()
    assert taken is not None
    assert taken.keys == again.keys
    crashed.autosave(taken.id, DRAFT._replace(script="other"))
    changed = crashed.get(taken.id)
    assert changed is not None
    assert changed.keys == {}
    assert await crashed.keyed("unknown", sites) is None


async def test_what_cannot_be_written_is_told_once_and_written_later(bench: Bench) -> None:
    bench.store.failure = StorageError("no space left on device")
    kept = bench.drafts.begin(DRAFT)
    await bench.drafts.flush()
    bench.type(kept.id, "ab")
    await bench.drafts.flush()
    assert bench.told == [DraftsChanged(bench.store.failure)]
    bench.store.failure = None
    bench.drafts.queued(DRAFT)
    await bench.drafts.aclose()
    assert bench.scripts == ["ab"]
    assert [each.draft for each in bench.store.jobs.scripts] == [DRAFT]


async def test_typing_while_a_write_takes_long_is_not_lost(bench: Bench) -> None:
    bench.store.gate.clear()
    kept = bench.drafts.begin(DRAFT)
    await until(lambda: bench.store.writes == 1)
    bench.type(kept.id, "newer")
    flushing = asyncio.ensure_future(bench.drafts.flush())
    bench.store.gate.set()
    await flushing
    found = bench.drafts.get(kept.id)
    assert found is not None
    assert (found.draft.script, bench.scripts) == ("newer", ["newer"])


async def test_an_open_draft_survives_a_file_that_was_put_aside(bench: Bench) -> None:
    kept = bench.drafts.begin(DRAFT)
    await bench.drafts.flush()
    bench.store.jobs = KeptJobs()
    bench.drafts.queued(DRAFT)
    await bench.drafts.flush()
    assert bench.drafts.get(kept.id) == kept
    assert bench.scripts == [DRAFT.script]


async def test_recent_scripts_and_templates_are_there_and_a_secret_is_not_remembered(bench: Bench) -> None:
    assert await bench.drafts.load() is None
    assert bench.drafts.templates == (OWN, *BUILT_IN)
    assert bench.drafts.queued(DRAFT)
    await bench.clock.advance(1)
    assert bench.drafts.queued(DRAFT._replace(script="second"))
    assert not bench.drafts.queued(SECRET)
    await bench.drafts.flush()
    scripts = [each.draft.script for each in bench.drafts.scripts]
    assert scripts == ["second", ":log info x"]
    assert scripts == [each.draft.script for each in bench.store.jobs.scripts]


async def test_what_is_wrong_with_the_file_is_told(bench: Bench) -> None:
    bench.store.problem = "job-drafts-acme.json is damaged"
    problem = await bench.drafts.load()
    assert str(problem) == "job-drafts-acme.json is damaged"
    assert bench.told[-1] == DraftsChanged(problem)


async def test_a_draft_gets_smaller_with_each_site_that_is_settled_and_goes_with_the_last(
    bench: Bench,
) -> None:
    kept = bench.drafts.begin(DRAFT)
    sites = [site_no(number) for number in (1, 2, 3)]
    bench.drafts.meant_for(kept.id, sites, name="lagos")
    bench.drafts.settled_on(kept.id, sites[1])
    bench.drafts.settled_on(kept.id, site_no(9))
    bench.drafts.meant_for(kept.id, [site_no(9)], name="another")
    await bench.drafts.flush()
    (written,) = bench.store.jobs.drafts
    assert (written.site_ids, written.name) == ((sites[0], sites[2]), "lagos")
    bench.drafts.settled_on(kept.id, sites[0])
    bench.drafts.settled_on(kept.id, sites[2])
    await bench.drafts.flush()
    assert bench.drafts.get(kept.id) is None
    assert bench.store.jobs.drafts == ()


async def test_a_fault_of_our_own_loses_nothing_either_and_is_told(bench: Bench) -> None:
    bench.store.failure = MemoryError()
    kept = bench.drafts.begin(DRAFT)
    await bench.drafts.flush()
    assert [str(each.problem) for each in bench.told if isinstance(each, DraftsChanged)] == [
        "internal error: MemoryError"
    ]
    bench.store.failure = None
    await bench.drafts.flush()
    assert [each.id for each in bench.store.jobs.drafts] == [kept.id]


async def test_over_the_real_file_a_crash_loses_nothing_that_is_a_second_old() -> None:
    clock = FakeClock()
    crashed = JobDraftsFile("acme")
    crashed.console = 2**50 + 1  # another process, which has ended
    first = JobDrafts(lambda: crashed, clock, lambda _: None)
    kept = first.begin(DRAFT)
    first.autosave(kept.id, DRAFT._replace(script="typed"), "/ip arp print")
    await until(lambda: JobDraftsFile("acme").load().jobs.drafts)
    await clock.advance(1)
    await until(lambda: JobDraftsFile("acme").load().jobs.drafts[0].draft.script == "typed")
    second = JobDrafts(lambda: JobDraftsFile("acme"), clock, lambda _: None)
    assert await second.load() is None
    taken = second.take()
    assert taken is not None
    assert (taken.id, taken.draft.script, taken.check_line) == (kept.id, "typed", "/ip arp print")
    await second.aclose()


async def test_in_a_demonstration_it_is_kept_in_memory() -> None:
    drafts = JobDrafts(JobDraftsNowhere, FakeClock(), lambda _: None)
    assert await drafts.load() is None
    kept: KeptDraft = drafts.begin(DRAFT)
    drafts.keep(kept.id)
    await drafts.aclose()
    assert [(each.id, each.at) for each in drafts.all()] == [(kept.id, NOW)]


# --- two consoles


async def _left_by_an_earlier_run(bench: Bench) -> KeptDraft:
    kept = bench.drafts.keep(bench.drafts.begin(DRAFT).id)
    assert kept is not None
    await bench.drafts.flush()
    return kept


async def test_a_draft_that_another_console_has_open_is_not_queued_a_second_time(bench: Bench) -> None:
    left = await _left_by_an_earlier_run(bench)
    first, second = bench.console(4712), bench.console(4713)
    bench.store.alive = {4712, 4713}
    for console in (first, second):
        await console.load()
    assert first.take() is not None
    keyed = await first.keyed(left.id, [site_no(1)])
    assert keyed is not None
    assert second.take() is not None, "it looked before the first one took it"
    assert await second.keyed(left.id, [site_no(1)]) is None
    (stored,) = bench.store.jobs.drafts
    assert stored.keys == keyed.keys
    assert stored.holder == 4712


async def test_a_draft_that_another_console_has_queued_does_not_come_back(bench: Bench) -> None:
    left = await _left_by_an_earlier_run(bench)
    first, second = bench.console(4712), bench.console(4713)
    bench.store.alive = {4712, 4713}
    for console in (first, second):
        await console.load()
    first.take()
    await first.keyed(left.id, [site_no(1)])
    first.forget(left.id)
    await first.flush()
    assert second.take() is not None
    assert await second.keyed(left.id, [site_no(1)]) is None
    assert bench.store.jobs.drafts == ()
    assert second.get(left.id) is None


async def test_a_console_that_died_leaves_its_draft_with_its_keys(bench: Bench) -> None:
    left = await _left_by_an_earlier_run(bench)
    first = bench.console(4712)
    bench.store.alive = {4712}
    await first.load()
    first.take()
    keyed = await first.keyed(left.id, [site_no(1)])
    bench.store.alive = set()
    second = bench.console(4713)
    await second.load()
    assert second.take() is not None
    again = await second.keyed(left.id, [site_no(1)])
    assert keyed is not None
    assert again is not None
    assert again.keys == keyed.keys
