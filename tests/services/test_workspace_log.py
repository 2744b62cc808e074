"""What a console would leave behind: kept soon after each change, and nothing that must end with it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from altotui.domain.command import Sentence
from altotui.domain.errors import StorageError
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translation import Kind, Translation
from altotui.domain.workspace import MOST_ASKED, MOST_UNKNOWN, SENSITIVE, UNKNOWN_FOR, Place, Workspace
from altotui.services.events import (
    CommandFinished,
    CommandStarted,
    Event,
    RunEnded,
    RunProgressed,
    RunStarted,
)
from altotui.services.workspace_log import WorkspaceLog
from tests.clocks import FakeClock, settle
from tests.domain.records import NOW, a_site, site_no
from tests.domain.workspaces import answered, asked
from tests.waiting import until

READ = Translation("/ip/arp/print", "/", Kind.READ, "/ip/arp/print")
WRITE = Translation("/ip/dns/set x", "/", Kind.WRITE, "/ip/dns/set", ("=servers=192.0.2.1",))


class _Kept:
    """A store, and a person whose place a test sets."""

    def __init__(self) -> None:
        self.saved: list[Workspace] = []
        self.begun = 0
        self.may_save = threading.Event()
        self.may_save.set()
        self.failure: StorageError | None = None
        self.place = Place(chosen=site_no(1))
        self.withheld: set[str] = set()
        self.told: list[str] = []
        self.clock = FakeClock()
        self.log = WorkspaceLog(
            self,
            self.clock,
            look=lambda: self.place,
            may_keep=lambda line: line not in self.withheld,
            tell=self.told.append,
        )

    def save(self, workspace: Workspace) -> None:
        self.begun += 1
        assert self.may_save.wait(5)
        if self.failure is not None:
            raise self.failure
        self.saved.append(workspace)

    def take(self, *events: Event) -> None:
        for event in events:
            self.log.take(event)

    async def pass_s(self, seconds: float) -> None:
        await self.clock.advance(seconds)
        await asyncio.to_thread(lambda: None)
        await settle()

    @property
    def newest(self) -> Workspace:
        return self.saved[-1]


@pytest.fixture
async def kept() -> AsyncIterator[_Kept]:
    """A log that runs."""
    made = _Kept()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(made.log.run())
        await settle()
        yield made
        running.cancel()


def _started(number: int, line: Translation = READ) -> CommandStarted:
    sentence = Sentence(line.command, line.parameters)
    return CommandStarted(number, site_no(1), "site-1", sentence, NOW, is_write=line.is_write, line=line)


async def test_it_is_kept_a_second_after_a_change_and_not_again_without_one(kept: _Kept) -> None:
    kept.take(_started(1))
    await kept.pass_s(0.5)
    kept.take(CommandFinished(1, answered({"n": "1"})))
    assert kept.saved == []
    await kept.pass_s(0.6)
    await until(lambda: kept.saved)
    assert [each.results[0].reply.rows for each in kept.newest.asked] == [({"n": "1"},)]
    kept.log.look_again()
    await kept.pass_s(10)
    assert len(kept.saved) == 1
    kept.place = kept.place._replace(pane="jobs")
    kept.log.look_again()
    await kept.pass_s(1)
    await until(lambda: len(kept.saved) == 2)
    assert kept.newest.place.pane == "jobs"


async def test_who_has_only_looked_leaves_what_an_earlier_console_has_left(kept: _Kept) -> None:
    kept.place = Place(pane="jobs")
    await kept.log.keep()
    assert kept.saved == []


async def test_what_goes_on_is_kept_as_that(kept: _Kept) -> None:
    run = RunStarted(2, (a_site(1), a_site(2)), WRITE, NOW, "marked")
    kept.take(_started(1), run, RunProgressed(2, answered(number=2)))
    await kept.log.keep()
    read, write = kept.newest.asked
    assert (read.has_ended, write.has_ended) == (False, False)
    assert write.unknown == {site_no(1)}
    kept.take(RunProgressed(2, answered(number=1)), RunEnded(2))
    await kept.log.keep()
    assert kept.newest.asked[1].unknown == frozenset()
    assert kept.newest.asked[1].has_ended


async def test_what_shows_secrets_is_kept_without_its_answer_and_what_is_withheld_not_at_all(
    kept: _Kept,
) -> None:
    sensitive = READ._replace(reveals=True)
    kept.withheld = {"/system/identity/print"}
    private = READ._replace(input="/system/identity/print")
    kept.take(_started(1, sensitive), CommandFinished(1, answered({"n": "1"})))
    kept.take(_started(2, private), CommandFinished(2, answered({"n": "1"})))
    await kept.log.keep()
    (only,) = kept.newest.asked
    assert (only.number, only.why_not_kept) == (1, SENSITIVE)
    assert only.results[0].reply.rows == ()


async def test_the_newest_stay_and_each_write_that_nobody_knows_of(kept: _Kept) -> None:
    kept.take(_started(1, WRITE), CommandFinished(1, answered(outcome=Outcome.UNKNOWN)))
    for number in range(2, 2 * MOST_ASKED):
        kept.take(_started(number), CommandFinished(number, answered()))
    await kept.log.keep()
    numbers = [each.number for each in kept.newest.asked]
    assert numbers == [1, *range(MOST_ASKED + 1, 2 * MOST_ASKED)]


async def test_what_cannot_be_kept_is_told_once_and_tried_again(kept: _Kept) -> None:
    kept.failure = StorageError("cannot write workspace-lab.json: No space left on device")
    kept.take(_started(1))
    await kept.log.keep()
    await kept.log.keep()
    assert kept.told == [f"nothing can be kept for --resume: {kept.failure}"]
    kept.failure = None
    await kept.log.keep()
    assert len(kept.saved) == 1


async def test_what_is_shown_again_is_left_again(kept: _Kept) -> None:
    kept.take(_started(7), CommandFinished(7, answered()))
    await kept.log.keep()
    other = _Kept()
    other.take(_started(8))
    other.log.begin_with(kept.newest.asked)
    await other.log.keep()
    assert [each.number for each in other.newest.asked] == [7, 8]


async def test_at_the_end_it_is_kept_again_where_something_was_asked_here(kept: _Kept) -> None:
    kept.take(_started(1), CommandFinished(1, answered()))
    await kept.log.keep()
    kept.saved.clear()  # as another console does that keeps its own
    await kept.log.keep()
    assert kept.saved == []
    await kept.log.leave()
    assert len(kept.newest.asked) == 1


async def test_at_the_end_nothing_is_kept_twice_where_nothing_was_asked_here(kept: _Kept) -> None:
    await kept.log.leave()
    await kept.log.leave()
    assert len(kept.saved) == 1


async def test_the_newest_is_kept_last_also_behind_a_save_whose_keeper_was_stopped() -> None:
    kept = _Kept()
    kept.may_save.clear()
    keeping = asyncio.ensure_future(kept.log.keep())
    await settle()
    keeping.cancel()
    await asyncio.wait({keeping})
    kept.place = kept.place._replace(pane="jobs")
    leaving = asyncio.ensure_future(kept.log.leave())
    await settle()
    await asyncio.to_thread(lambda: None)  # begins behind a second save, if there were one
    assert kept.begun == 1
    kept.may_save.set()
    await leaving
    assert [each.place.pane for each in kept.saved] == ["sites", "jobs"]


async def test_what_has_no_number_here_is_left_again_and_before_what_was_asked_here(kept: _Kept) -> None:
    kept.take(_started(1, WRITE), CommandFinished(1, answered(outcome=Outcome.UNKNOWN)))
    kept.take(_started(2), CommandFinished(2, answered()))
    await kept.log.keep()
    other = _Kept()
    other.take(_started(1))
    other.log.begin_with(each._replace(number=0) for each in kept.newest.asked)
    await other.log.keep()
    assert [each.number for each in other.newest.asked] == [0, 0, 1]
    assert other.newest.asked[0].unknown


async def test_of_writes_that_nobody_knows_of_there_is_an_end_too(kept: _Kept) -> None:
    for number in range(1, MOST_UNKNOWN + 11):
        kept.take(_started(number, WRITE), CommandFinished(number, answered(outcome=Outcome.UNKNOWN)))
    kept.take(_started(100))
    await kept.log.keep()
    assert [each.number for each in kept.newest.asked] == [*range(11, MOST_UNKNOWN + 11), 100]
    await kept.clock.advance(UNKNOWN_FOR.total_seconds() + 60)
    for number in range(101, 101 + MOST_ASKED):
        kept.take(_started(number), CommandFinished(number, answered()))
    await kept.log.keep()
    assert len(kept.newest.asked) == MOST_ASKED


async def test_what_goes_on_is_kept_however_much_of_it_there_is(kept: _Kept) -> None:
    for number in range(1, 3 * MOST_ASKED):
        kept.take(_started(number, WRITE))
    await kept.log.keep()
    assert len(kept.newest.asked) == 3 * MOST_ASKED - 1


async def test_reads_that_an_earlier_console_has_cut_off_are_not_kept_for_ever(kept: _Kept) -> None:
    kept.log.begin_with(asked(number=number)._replace(has_ended=False) for number in range(1, MOST_ASKED + 1))
    kept.take(_started(100))
    await kept.log.keep()
    assert [each.number for each in kept.newest.asked] == [*range(2, MOST_ASKED + 1), 100]
