"""One line on several sites: the totals add up whatever happens, and a run ends when a person says so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.audit import Conclusion
from altotui.domain.budget import Priority
from altotui.domain.command import CommandResult, RouterReply, Sentence, count_outcomes
from altotui.domain.errors import Busy, InvalidInput, ReadOnly, RouterError, TimedOut
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Kind, Translation
from altotui.domain.site import Site
from altotui.services.audit_trail import AuditTrail
from altotui.services.command_runner import FANOUT, CommandRunner
from altotui.services.events import (
    CommandFinished,
    CommandLeft,
    CommandStarted,
    RunEnded,
    RunProgressed,
    RunStarted,
)
from altotui.services.fan_out import FanOut
from altotui.services.ports import Leaving
from altotui.services.session import Session
from altotui.storage.language import load_language
from tests.clocks import FakeClock, settle
from tests.domain.records import NOW, a_site
from tests.services.fakes import FakeAudit, FakeSdxApi, Published

READ = translate("/ip/dns/print", load_language())
WRITE = translate("/ip/dns/set servers=198.51.100.53", load_language())
LOOKED_UP = translate("/interface/monitor-traffic [find where disabled=no] once", load_language())

HELD, SILENT, ANSWERS = "waits for its turn for ever", "is never answered", "answers"
IN_TIME = "is answered at the moment at which nobody wants to wait any more"
BROKEN = LookupError("a bug of our own")
STEPS = [ANSWERS, HELD, SILENT, RouterError("no"), TimedOut("no answer"), Busy("too many"), BROKEN]


class ScriptedApi(FakeSdxApi):
    """Does with each site what a test says, by the number of the site; those that are not named answer."""

    def __init__(self, steps: Sequence[str | Exception] = ()) -> None:
        super().__init__()
        self.steps = {a_site(number).id: step for number, step in enumerate(steps)}
        self.left: list[SiteId] = []
        self.answered: set[SiteId] = set()

    async def run_command(
        self,
        site_id: SiteId,
        sentence: Sentence,
        *,
        is_write: bool,
        total_s: float,
        priority: Priority,
        on_leaving: Leaving | None = None,
    ) -> RouterReply:
        """Do as the script says."""
        self.calls.append(("run_command", site_id, sentence, is_write, total_s, priority))
        step = self.steps.get(site_id, ANSWERS)
        if step is HELD:
            await asyncio.Event().wait()
        assert on_leaving is not None
        on_leaving()
        self.left.append(site_id)
        await asyncio.sleep(0)
        if step is SILENT:
            await asyncio.Event().wait()
        if step is IN_TIME:
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
        if isinstance(step, Exception):
            raise step
        self.answered.add(site_id)
        return RouterReply(rows=({".id": "*1", "name": "x"},))


class ThoroughAudit(FakeAudit):
    """Writes conclusions to the end, as the file does, however often whoever waits for it is cancelled."""

    async def conclude(self, number: int, conclusion: Conclusion) -> None:
        """Keep the conclusion when the gate is open."""
        assert self.end_gate is not None
        while not self.end_gate.is_set():
            with suppress(asyncio.CancelledError):
                await self.end_gate.wait()
        self.conclusions[number] = conclusion
        raise asyncio.CancelledError


class Bench:
    """A fan-out with its fakes; it may write."""

    def __init__(self, steps: Sequence[str | Exception] = (), audit: FakeAudit | None = None) -> None:
        self.clock = FakeClock()
        self.api = ScriptedApi(steps)
        self.audit = audit or FakeAudit()
        self.told = Published()
        self.session = Session(self.clock, self.told)
        self.session.unlock("INC-1042")
        trail = AuditTrail(self.audit, self.told)
        self.runner = CommandRunner(self.api, self.session, trail, self.clock, self.told)
        self.fan_out = FanOut(self.runner, self.clock, self.told)
        self.told.events.clear()

    def entry_of(self, number: int) -> int:
        """Return the number of the command on one site."""
        (entry_id,) = (
            event.entry_id for event in self.told.of(CommandStarted) if event.site_id == a_site(number).id
        )
        return entry_id

    def outcomes(self) -> list[Outcome]:
        """Return what was told of each site, in the order of the sites."""
        told = {event.result.site_id: event.result.outcome for event in self.told.of(RunProgressed)}
        return [told[site_id] for site_id in sorted(told)]


def sites(count: int) -> list[Site]:
    return [a_site(number) for number in range(count)]


async def yes(_: CommandResult) -> bool:
    return True


async def no(_: CommandResult) -> bool:
    return False


async def raises(_: CommandResult) -> bool:
    raise BROKEN


GO_ONS = [None, yes, no, raises]


class End(NamedTuple):
    """How a person or the program ends a run."""

    how: str
    """`stop`, `cancel`, `both`, or `twice`."""
    turns: int
    """Of the loop, before it; a run has begun after one."""


async def _ended(bench: Bench, running: asyncio.Future[dict[SiteId, CommandResult]], end: End) -> None:
    """End a run at its moment, and wait for it."""
    for _ in range(end.turns):
        await asyncio.sleep(0)
    (run_id,) = bench.fan_out.running or (0,)
    if end.how in ("stop", "both"):
        bench.fan_out.stop(run_id)
    if end.how != "stop":
        running.cancel()
    if end.how == "twice":
        await asyncio.sleep(0)
        running.cancel()
    await asyncio.wait([running])


@given(
    steps=st.lists(st.sampled_from(STEPS), max_size=20),
    line=st.sampled_from([READ, WRITE]),
    go_on=st.sampled_from(GO_ONS),
    end=st.builds(End, st.sampled_from(["stop", "cancel", "both", "twice"]), st.integers(1, 60)),
)
def test_every_site_has_one_outcome_and_it_is_true(
    steps: list[str | Exception], line: Translation, go_on: object, end: End
) -> None:
    async def one_run() -> None:
        bench = Bench(steps)
        chosen = sites(len(steps))
        running = asyncio.ensure_future(
            bench.fan_out.run(chosen, line, timeout_s=9, go_on=go_on)  # type: ignore[arg-type]  # one of GO_ONS
        )
        await _ended(bench, running, end)
        if not running.cancelled() and running.exception() is None:
            assert list(running.result()) == [site.id for site in chosen]
        _is_complete(bench, chosen)
        _is_true(bench, line)
        asked = len(bench.api.calls)
        await settle()
        assert len(bench.api.calls) == asked

    asyncio.run(one_run())


def _is_complete(bench: Bench, chosen: Sequence[Site]) -> None:
    """Check that a run began, that each site was counted once, and that it ended behind all of them."""
    told = [event for event in bench.told.events if isinstance(event, RunStarted | RunProgressed | RunEnded)]
    progressed = bench.told.of(RunProgressed)
    assert isinstance(told[0], RunStarted)
    assert isinstance(told[-1], RunEnded)
    assert bench.told.events[-1] is told[-1]
    assert list(told[0].sites) == list(chosen)
    assert sorted(event.result.site_id for event in progressed) == [site.id for site in told[0].sites]
    assert len(told) == len(chosen) + 2
    assert [event.run_id for event in bench.told.of(RunStarted)] == [1]
    assert [event.run_id for event in bench.told.of(RunEnded)] == [1]
    assert {event.run_id for event in progressed} <= {1}
    assert bench.fan_out.running == ()
    begun, finished = bench.told.of(CommandStarted), bench.told.of(CommandFinished)
    assert len(begun) == len({event.entry_id for event in begun})
    assert sorted(event.entry_id for event in begun) == sorted(event.entry_id for event in finished)
    of_commands = (CommandStarted, CommandLeft, CommandFinished)
    assert {event.run_id for event in bench.told.events if isinstance(event, of_commands)} <= {1}


def _is_true(bench: Bench, line: Translation) -> None:
    """Check each outcome against what happened on the other side, and against the audit file."""
    said = {event.result.site_id: event.result for event in bench.told.of(RunProgressed)}
    assert len(bench.api.left) == len(set(bench.api.left))
    for site_id, result in said.items():
        step = bench.api.steps[site_id]
        if site_id not in bench.api.left:
            assert result.outcome in (Outcome.STOPPED, Outcome.SKIPPED)
        elif result.outcome is Outcome.OK:
            assert site_id in bench.api.answered
        elif step in (ANSWERS, SILENT, BROKEN):
            assert result.outcome is (Outcome.UNKNOWN if line is WRITE else Outcome.STOPPED)
    for number, conclusion in bench.audit.conclusions.items():
        assert conclusion.outcome is said[bench.audit.intents[number].site_id].outcome
    assert all(intent.targets == len(said) for intent in bench.audit.intents.values())


@given(
    st.lists(st.sampled_from([ANSWERS, RouterError("no"), TimedOut("late"), Busy("too many")]), max_size=40)
)
def test_what_nobody_stops_ends_by_itself(steps: list[str | Exception]) -> None:
    async def one_run() -> dict[SiteId, CommandResult]:
        bench = Bench(steps)
        results = await bench.fan_out.run(sites(len(steps)), WRITE, timeout_s=9)
        assert len(bench.api.left) == len(steps)
        return results

    counts = count_outcomes(asyncio.run(one_run()).values())
    assert sum(counts.values()) == len(steps)
    assert counts["ok"] == steps.count(ANSWERS)
    assert counts["stopped"] == counts["skipped"] == 0


async def test_the_events_of_a_run_come_in_order_and_carry_its_number() -> None:
    bench = Bench()
    one, two = a_site(1), a_site(2)
    first = await bench.fan_out.run([one, two, one], READ, timeout_s=9)
    assert list(first) == [one.id, two.id]
    assert bench.told.events[0] == RunStarted(1, (one, two), READ, NOW)
    assert bench.told.events[-1] == RunEnded(1)
    await bench.fan_out.run([one], READ, timeout_s=9, name="@tag:x", field="servers")
    assert bench.told.of(RunStarted)[1] == RunStarted(2, (one,), READ, NOW, "@tag:x", "servers")
    assert bench.told.events[-1] == RunEnded(2)
    assert [call[-1] for call in bench.api.named("run_command")] == [
        *(Priority.FANOUT, Priority.FANOUT, Priority.COMMAND)
    ]


@pytest.mark.parametrize("line", [WRITE, Translation("x", "/", Kind.REJECT, notes=("say why",))])
async def test_what_may_not_be_sent_is_refused_before_anything_is_told(line: Translation) -> None:
    bench = Bench()
    bench.session.lock()
    bench.told.events.clear()
    with pytest.raises(ReadOnly if line is WRITE else InvalidInput):
        await bench.fan_out.run([a_site(1), a_site(2)], line, timeout_s=9)
    assert bench.told.events == []
    assert bench.fan_out.running == ()


async def test_no_more_than_a_few_are_asked_at_a_time() -> None:
    bench = Bench([SILENT] * 30)
    running = asyncio.ensure_future(bench.fan_out.run(sites(30), READ, timeout_s=9))
    await settle()
    assert len(bench.api.left) == FANOUT
    assert bench.fan_out.running == (1,)
    assert bench.fan_out.stop(1)
    assert count_outcomes((await running).values())["stopped"] == 30


# Stopping (story 1.9)


@pytest.mark.parametrize(
    ("line", "silent"),
    [
        (READ, (Outcome.STOPPED, "stopped waiting for its answer")),
        (WRITE, (Outcome.UNKNOWN, "stopped waiting: it may have been carried out")),
    ],
)
async def test_a_stop_keeps_what_arrived_and_says_the_truth_of_the_rest(
    line: Translation, silent: tuple[Outcome, str]
) -> None:
    bench = Bench([ANSWERS, HELD, *[SILENT] * (FANOUT - 1), ANSWERS])
    running = asyncio.ensure_future(bench.fan_out.run(sites(FANOUT + 2), line, timeout_s=9))
    await settle()
    assert bench.fan_out.stop(1)
    assert not bench.fan_out.stop(1)
    results = list((await running).values())
    before = (Outcome.STOPPED, "stopped before it was sent")
    assert [(result.outcome, result.message) for result in results] == [
        *((Outcome.OK, None), before, *[silent] * (FANOUT - 1), before)
    ]
    assert results[0].reply.rows
    assert not bench.fan_out.stop(1)
    assert not bench.fan_out.stop(99)


async def test_an_answer_that_is_being_written_down_has_arrived() -> None:
    bench = Bench()
    bench.audit.end_gate = asyncio.Event()
    running = asyncio.ensure_future(bench.fan_out.run([a_site(1), a_site(2)], WRITE, timeout_s=9))
    await settle()
    assert len(bench.api.answered) == 2
    assert bench.fan_out.stop(1)
    assert [result.outcome for result in (await running).values()] == [Outcome.OK, Outcome.OK]


async def test_an_answer_that_comes_with_the_stop_is_kept_and_no_other_site_is_asked() -> None:
    bench = Bench([IN_TIME] * FANOUT)
    running = asyncio.ensure_future(bench.fan_out.run(sites(FANOUT + 5), WRITE, timeout_s=9))
    await settle()
    assert bench.fan_out.stop(1)
    await running
    assert bench.outcomes() == [*[Outcome.OK] * FANOUT, *[Outcome.STOPPED] * 5]


async def test_however_often_it_is_cancelled_it_waits_for_what_became_of_each_site() -> None:
    audit = ThoroughAudit()
    audit.end_gate = asyncio.Event()
    bench = Bench([SILENT, SILENT, ANSWERS], audit)
    running = asyncio.ensure_future(bench.fan_out.run(sites(3), WRITE, timeout_s=9))
    for _ in range(3):
        await settle()
        running.cancel()
    await settle()
    assert not running.done()
    assert bench.told.of(RunEnded) == []
    audit.end_gate.set()
    await asyncio.wait([running])
    assert running.cancelled()
    assert bench.outcomes() == [Outcome.UNKNOWN, Outcome.UNKNOWN, Outcome.OK]
    assert bench.told.events[-1] == RunEnded(1)


async def test_the_answer_of_a_lookup_is_not_that_of_the_line() -> None:
    bench = Bench()
    bench.audit.end_gate = asyncio.Event()
    running = asyncio.ensure_future(bench.fan_out.run([a_site(1), a_site(2)], LOOKED_UP, timeout_s=9))
    await settle()
    assert LOOKED_UP.lookup is not None
    assert len(bench.api.answered) == 2
    assert bench.fan_out.stop(1)
    results = (await running).values()
    assert [(result.outcome, result.reply.rows) for result in results] == [(Outcome.STOPPED, ())] * 2


async def test_one_site_is_taken_back_and_the_run_goes_on() -> None:
    bench = Bench([ANSWERS, HELD, ANSWERS])
    running = asyncio.ensure_future(bench.fan_out.run(sites(3), WRITE, timeout_s=9))
    await settle()
    for _ in range(2):
        assert bench.runner.take_back(bench.entry_of(1))
    await running
    assert bench.outcomes() == [Outcome.OK, Outcome.STOPPED, Outcome.OK]


async def test_a_run_that_is_stopped_while_one_site_is_taken_back_asks_no_other() -> None:
    bench = Bench([HELD] * FANOUT)
    running = asyncio.ensure_future(bench.fan_out.run(sites(FANOUT + 5), WRITE, timeout_s=9))
    await settle()
    assert bench.runner.take_back(bench.entry_of(0))
    assert bench.fan_out.stop(1)
    await running
    assert set(bench.outcomes()) == {Outcome.STOPPED}
    assert bench.api.left == []


async def test_two_runs_are_stopped_one_by_one() -> None:
    bench = Bench([HELD, HELD])
    first = asyncio.ensure_future(bench.fan_out.run([a_site(0)], READ, timeout_s=9))
    second = asyncio.ensure_future(bench.fan_out.run([a_site(1)], READ, timeout_s=9))
    await settle()
    assert list(bench.fan_out.running) == [1, 2]
    assert bench.fan_out.stop(2)
    await second
    assert not first.done()
    assert list(bench.fan_out.running) == [1]
    assert bench.fan_out.stop(1)
    await first


async def test_cancelling_the_task_is_not_swallowed_by_a_stop() -> None:
    bench = Bench([SILENT])
    running = asyncio.ensure_future(bench.fan_out.run([a_site(0)], READ, timeout_s=9))
    await settle()
    assert bench.fan_out.stop(1)
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()
    assert bench.told.events[-1] == RunEnded(1)


async def test_a_fault_of_our_own_is_counted_and_raised_when_the_others_are_done() -> None:
    bench = Bench([ANSWERS, BROKEN, ANSWERS, ANSWERS])
    with pytest.raises(LookupError, match="a bug of our own"):
        await bench.fan_out.run(sites(4), WRITE, timeout_s=9)
    assert bench.outcomes() == [Outcome.OK, Outcome.UNKNOWN, Outcome.OK, Outcome.OK]
    assert bench.told.events[-1] == RunEnded(1)


async def test_a_fault_that_every_site_meets_stops_the_run_after_one_for_each_worker() -> None:
    bench = Bench([BROKEN] * 30)
    with pytest.raises(LookupError):
        await bench.fan_out.run(sites(30), WRITE, timeout_s=9)
    assert count_outcomes(event.result for event in bench.told.of(RunProgressed)) == {
        **count_outcomes(()),
        "unknown": FANOUT,
        "stopped": 30 - FANOUT,
    }


# The first site alone


async def test_the_first_site_goes_alone_and_its_result_decides() -> None:
    bench = Bench()
    asked: list[CommandResult] = []
    decided = asyncio.Event()

    async def go_on(result: CommandResult) -> bool:
        asked.append(result)
        await decided.wait()
        return True

    running = asyncio.ensure_future(bench.fan_out.run(sites(5), WRITE, timeout_s=9, go_on=go_on))
    await settle()
    assert bench.api.left == [a_site(0).id]
    assert [(result.site_id, result.outcome) for result in asked] == [(a_site(0).id, Outcome.OK)]
    decided.set()
    assert count_outcomes((await running).values())["ok"] == 5
    assert {intent.targets for intent in bench.audit.intents.values()} == {5}
    assert {intent.reason for intent in bench.audit.intents.values()} == {"INC-1042"}


@pytest.mark.parametrize(
    ("step", "word"), [(ANSWERS, "ok"), (RouterError("no"), "router error"), (TimedOut("late"), "unknown")]
)
async def test_when_the_others_do_not_follow_they_are_skipped_with_the_reason(
    step: str | Exception, word: str
) -> None:
    bench = Bench([step])
    results = await bench.fan_out.run(sites(3), WRITE, timeout_s=9, go_on=no)
    assert len(bench.api.left) == 1
    assert [(result.outcome, result.message) for result in list(results.values())[1:]] == [
        (Outcome.SKIPPED, f"left out after {word} on site-0")
    ] * 2


async def test_one_site_has_no_others_to_ask_about() -> None:
    bench = Bench()
    results = await bench.fan_out.run([a_site(1)], WRITE, timeout_s=9, go_on=raises)
    assert [result.outcome for result in results.values()] == [Outcome.OK]


async def test_a_stop_while_it_is_asked_sends_no_more() -> None:
    bench = Bench()

    async def never(_: CommandResult) -> bool:
        await asyncio.Event().wait()
        return True

    running = asyncio.ensure_future(bench.fan_out.run(sites(3), WRITE, timeout_s=9, go_on=never))
    await settle()
    assert bench.fan_out.stop(1)
    await running
    assert bench.outcomes() == [Outcome.OK, Outcome.STOPPED, Outcome.STOPPED]


async def test_when_writing_ends_before_the_answer_the_others_are_not_sent() -> None:
    bench = Bench()

    async def too_late(_: CommandResult) -> bool:
        bench.session.lock()
        return True

    results = await bench.fan_out.run(sites(3), WRITE, timeout_s=9, go_on=too_late)
    assert [result.outcome for result in results.values()] == [Outcome.OK, *[Outcome.NOT_SENT] * 2]
    assert "the session is read-only" in str(list(results.values())[1].message)
