"""Commands: one outcome each, in order on each router, written down, and nothing sent that may not be."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.audit import AuditKind, Conclusion, Intent
from altotui.domain.budget import Priority
from altotui.domain.command import CommandResult, RouterReply, Sentence, count_outcomes
from altotui.domain.errors import (
    ApiError,
    InvalidInput,
    ReadOnly,
    RouterError,
    ServerFault,
    SessionExpired,
    StorageError,
)
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Kind, Translation
from altotui.services.audit_trail import AuditTrail
from altotui.services.command_runner import COMMAND_TIMEOUT_S, FANOUT, CommandRunner
from altotui.services.events import (
    AuditFailed,
    CommandFinished,
    CommandLeft,
    CommandStarted,
    SessionChanged,
)
from altotui.services.session import Session
from altotui.storage.language import load_language
from tests.clocks import FakeClock, settle
from tests.domain.records import a_site, site_no
from tests.services.fakes import EVERY_API_ERROR, FakeAudit, FakeSdxApi, Published
from tests.waiting import until

READ = translate("/ip/arp/print", load_language())
WRITE = translate("/ip/address/add address=192.0.2.1/24", load_language())
SECRET = translate("/ppp/secret/print", load_language())
SITE = a_site(1)
FULL = StorageError("no space left on device")


class Bench:
    """One runner with its fakes."""

    def __init__(self, *, is_audit_optional: bool = False) -> None:
        self.clock = FakeClock()
        self.api = FakeSdxApi()
        self.audit = FakeAudit()
        self.told = Published()
        self.session = Session(self.clock, self.told)
        trail = AuditTrail(self.audit, self.told, is_optional=is_audit_optional)
        self.runner = CommandRunner(self.api, self.session, trail, self.clock, self.told)

    def outcomes(self) -> dict[int, Outcome]:
        """Return the outcome of each command by the number of its entry."""
        return {event.entry_id: event.result.outcome for event in self.told.of(CommandFinished)}


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_an_answer_is_ok_with_its_rows_and_its_time(bench: Bench) -> None:
    bench.api.reply = RouterReply(rows=({".id": "*1"},), ret="1")
    bench.api.gate = asyncio.Event()
    running = asyncio.ensure_future(bench.runner.run(SITE, READ, timeout_s=7))
    await bench.clock.advance(1.5)
    bench.api.gate.set()
    result = await running
    assert result == CommandResult(
        SITE.id, "site-1", Outcome.OK, bench.api.reply, http_status=200, elapsed_ms=1500
    )
    assert bench.api.named("run_command") == [
        (SITE.id, Sentence("/ip/arp/print"), False, 7, Priority.COMMAND)
    ]
    started, left, finished = bench.told.events
    assert isinstance(started, CommandStarted)
    assert isinstance(finished, CommandFinished)
    assert left == CommandLeft(started.entry_id)
    assert (started.entry_id, started.site_name) == (finished.entry_id, "site-1")
    assert finished.result is result


@pytest.mark.parametrize(
    ("translation", "is_write"),
    [(READ, False), (SECRET, False), (WRITE, True), (translate("/system/reboot", load_language()), True)],
)
@pytest.mark.parametrize(
    ("sites", "priority"), [(1, Priority.COMMAND), (2, Priority.FANOUT), (20, Priority.FANOUT)]
)
async def test_the_client_hears_whether_it_may_change_the_router_and_who_waits_for_it(
    bench: Bench, translation: Translation, is_write: bool, sites: int, priority: Priority
) -> None:
    bench.session.unlock()
    chosen = [a_site(number) for number in range(sites)]
    assert len([result async for result in bench.runner.run_many(chosen, translation, timeout_s=9)]) == sites
    sentence = Sentence(translation.command, translation.parameters)
    assert bench.api.named("run_command") == [(site.id, sentence, is_write, 9, priority) for site in chosen]


async def test_a_command_has_a_minute_unless_told_otherwise(bench: Bench) -> None:
    await bench.runner.run(SITE, READ)
    assert [result async for result in bench.runner.run_many([SITE], READ)]
    assert [call[3] for call in bench.api.named("run_command")] == [COMMAND_TIMEOUT_S] * 2 == [65.0] * 2


@pytest.mark.parametrize(
    ("notes", "message"), [((), None), (("odd",), "odd"), (("odd", "and cut"), "odd; and cut")]
)
async def test_what_was_odd_about_an_answer_is_said_beside_it(
    bench: Bench, notes: tuple[str, ...], message: str | None
) -> None:
    bench.api.reply = RouterReply(rows=({"name": "x"},), notes=notes)
    result = await bench.runner.run(SITE, READ)
    assert (result.outcome, result.reply, result.message) == (Outcome.OK, bench.api.reply, message)
    assert bench.audit.conclusions[1].message == message


async def test_time_counts_from_its_turn(bench: Bench) -> None:
    bench.api.turn, bench.api.gate = asyncio.Event(), asyncio.Event()
    running = asyncio.ensure_future(bench.runner.run(SITE, READ))
    await bench.clock.advance(30)
    assert bench.told.of(CommandLeft) == []
    bench.api.turn.set()
    await bench.clock.advance(2)
    assert len(bench.told.of(CommandLeft)) == 1
    bench.api.gate.set()
    assert (await running).elapsed_ms == 2000


@pytest.mark.parametrize("kind", EVERY_API_ERROR, ids=lambda kind: kind.__name__)
async def test_each_error_has_its_outcome_and_the_command_was_sent_once(
    bench: Bench, kind: type[ApiError]
) -> None:
    bench.api.failure = (
        kind("words", status=400) if kind is not ServerFault else ServerFault("words", status=503)
    )
    result = await bench.runner.run(SITE, READ)
    assert (result.outcome, result.message) == (kind.outcome, "words")
    assert result.http_status == (503 if kind is ServerFault else 400)
    assert len(bench.api.named("run_command")) == 1
    assert bool(bench.told.of(SessionChanged)) is (kind is SessionExpired)
    assert bench.session.is_expired is (kind is SessionExpired)
    assert bench.audit.conclusions == {1: Conclusion(kind.outcome, result.http_status, 0, "words")}


async def test_an_error_with_an_outcome_of_its_own_is_believed(bench: Bench) -> None:
    bench.api.failure = RouterError("no such command")
    bench.api.failure.outcome = Outcome.UNKNOWN
    assert (await bench.runner.run(SITE, READ)).outcome is Outcome.UNKNOWN


async def test_an_answer_says_that_the_token_is_taken_again(bench: Bench) -> None:
    bench.session.token_refused()
    await bench.runner.run(SITE, READ)
    assert not bench.session.is_expired


async def test_what_the_client_cannot_send_was_not_sent(bench: Bench) -> None:
    bench.api.failure = InvalidInput("the legacy API takes one word")
    result = await bench.runner.run(SITE, READ)
    assert (result.outcome, result.elapsed_ms) == (Outcome.NOT_SENT, None)
    assert bench.audit.conclusions[1].outcome is Outcome.NOT_SENT


@pytest.mark.parametrize(
    "translation",
    [WRITE, translate("/system/reboot", load_language()), SECRET],
)
async def test_a_read_only_session_sends_no_write_and_no_secret(
    bench: Bench, translation: Translation
) -> None:
    with pytest.raises(ReadOnly):
        await bench.runner.run(SITE, translation)
    with pytest.raises(ReadOnly):
        await anext(bench.runner.run_many([SITE], translation))
    assert bench.api.calls == []
    assert bench.told.events == []
    assert bench.audit.intents == {}


async def test_an_unlocked_session_sends_it(bench: Bench) -> None:
    bench.session.unlock()
    assert (await bench.runner.run(SITE, WRITE)).outcome is Outcome.OK


@pytest.mark.parametrize("notes", [("say why",), ()])
async def test_what_has_no_command_is_refused_with_its_note(bench: Bench, notes: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput, match=notes[0] if notes else "there is nothing to send"):
        await bench.runner.run(SITE, Translation("x", "/", Kind.REJECT, notes=notes))
    assert bench.api.calls == []


async def test_lines_for_one_router_go_in_order_and_for_others_at_once(bench: Bench) -> None:
    bench.api.gate = asyncio.Event()
    lines = [translate(f"/ip/arp/print ?n={number}", load_language()) for number in range(5)]
    running = [asyncio.ensure_future(bench.runner.run(SITE, line)) for line in lines]
    other = asyncio.ensure_future(bench.runner.run(a_site(2), READ))
    await settle()
    assert bench.api.under_way == {site_no(1): 1, site_no(2): 1}
    bench.api.gate.set()
    await asyncio.gather(*running, other)
    asked = [str(call[1]) for call in bench.api.named("run_command") if call[0] == SITE.id]
    assert asked == [f"/ip/arp/print ?n={number}" for number in range(5)]


async def test_a_write_that_waited_until_the_session_was_locked_is_not_sent(bench: Bench) -> None:
    bench.session.unlock()
    bench.api.gate = asyncio.Event()
    first = asyncio.ensure_future(bench.runner.run(SITE, WRITE))
    second = asyncio.ensure_future(bench.runner.run(SITE, WRITE))
    await settle()
    bench.session.lock()
    bench.api.gate.set()
    assert (await first).outcome is Outcome.OK
    result = await second
    assert (result.outcome, result.message) == (
        Outcome.NOT_SENT,
        "/ip/address/add may change the router and the session is read-only",
    )
    assert len(bench.api.named("run_command")) == 1
    assert len(bench.told.of(CommandFinished)) == 2
    assert len(bench.audit.intents) == 1


@pytest.mark.parametrize(
    ("translation", "outcome", "words"),
    [
        (WRITE, Outcome.UNKNOWN, "it may have been carried out"),
        (READ, Outcome.STOPPED, "stopped waiting for its answer"),
        (SECRET, Outcome.STOPPED, "stopped waiting for its answer"),
    ],
)
async def test_whoever_stops_waiting_leaves_an_honest_outcome(
    bench: Bench, translation: Translation, outcome: Outcome, words: str
) -> None:
    bench.session.unlock()
    bench.api.gate = asyncio.Event()
    sent = asyncio.ensure_future(bench.runner.run(SITE, translation))
    queued = asyncio.ensure_future(bench.runner.run(SITE, translation))
    await settle()
    queued.cancel()
    sent.cancel()
    await asyncio.gather(sent, queued, return_exceptions=True)
    assert sent.cancelled()
    assert queued.cancelled()
    assert bench.outcomes() == {1: outcome, 2: Outcome.STOPPED}
    assert len(bench.audit.intents) == 1
    conclusion = bench.audit.conclusions[1]
    assert conclusion.outcome is outcome
    assert words in str(conclusion.message)


async def test_what_is_stopped_while_it_waits_for_the_budget_was_not_sent(bench: Bench) -> None:
    bench.session.unlock()
    bench.api.turn = asyncio.Event()
    waiting = asyncio.ensure_future(bench.runner.run(SITE, WRITE))
    await settle()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert bench.outcomes() == {1: Outcome.STOPPED}
    assert bench.audit.conclusions[1] == Conclusion(Outcome.STOPPED, message="stopped before it was sent")


async def test_what_is_stopped_while_it_is_written_down_was_not_sent(bench: Bench) -> None:
    bench.session.unlock()
    bench.audit.gate = asyncio.Event()
    waiting = asyncio.ensure_future(bench.runner.run(SITE, WRITE))
    await settle()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert bench.outcomes() == {1: Outcome.STOPPED}
    assert bench.api.calls == []


async def test_a_command_is_taken_back_until_it_leaves(bench: Bench) -> None:
    bench.session.unlock()
    bench.api.turn, bench.api.gate = asyncio.Event(), asyncio.Event()
    first = asyncio.ensure_future(bench.runner.run(SITE, WRITE))
    second = asyncio.ensure_future(bench.runner.run(SITE, WRITE))
    other = asyncio.ensure_future(bench.runner.run(a_site(2), WRITE))
    await settle()
    assert bench.runner.take_back(2)
    assert (await second).outcome is Outcome.STOPPED
    assert bench.runner.take_back(1)
    assert (await first).message == "stopped before it was sent"
    bench.api.turn.set()
    await settle()
    assert not bench.runner.take_back(3)
    assert not bench.runner.take_back(99)
    bench.api.gate.set()
    assert (await other).outcome is Outcome.OK
    assert not bench.runner.take_back(3)
    assert bench.audit.conclusions[1].outcome is Outcome.STOPPED


async def test_who_asked_for_a_command_that_was_taken_back_goes_on(bench: Bench) -> None:
    bench.api.turn = asyncio.Event()

    async def person() -> tuple[Outcome, int]:
        result = await bench.runner.run(SITE, READ)
        task = asyncio.current_task()
        assert task is not None
        return result.outcome, task.cancelling()

    asking = asyncio.ensure_future(person())
    await settle()
    assert bench.runner.take_back(1)
    assert await asking == (Outcome.STOPPED, 0)


async def test_a_command_is_taken_back_as_often_as_a_person_likes(bench: Bench) -> None:
    bench.api.turn = asyncio.Event()
    running = asyncio.ensure_future(bench.runner.run(SITE, READ))
    await settle()
    assert [bench.runner.take_back(1) for _ in range(3)] == [True] * 3
    assert (await running).outcome is Outcome.STOPPED


async def test_whoever_is_stopped_while_the_command_is_taken_back_is_stopped(bench: Bench) -> None:
    bench.api.turn = asyncio.Event()
    running = asyncio.ensure_future(bench.runner.run(SITE, READ))
    await settle()
    assert bench.runner.take_back(1)
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()
    assert bench.outcomes() == {1: Outcome.STOPPED}


async def test_a_router_takes_the_next_line_when_one_was_taken_back(bench: Bench) -> None:
    bench.api.turn = asyncio.Event()
    first = asyncio.ensure_future(bench.runner.run(SITE, READ))
    second = asyncio.ensure_future(bench.runner.run(SITE, READ))
    await settle()
    assert bench.runner.take_back(1)
    bench.api.turn.set()
    assert [result.outcome for result in await asyncio.gather(first, second)] == [
        Outcome.STOPPED,
        Outcome.OK,
    ]


async def test_it_is_written_down_before_it_leaves_and_again_when_it_has_ended(bench: Bench) -> None:
    bench.session.unlock()
    bench.audit.gate, bench.api.gate = asyncio.Event(), asyncio.Event()
    running = asyncio.ensure_future(bench.runner.run(SITE, WRITE))
    await bench.clock.advance(5)
    assert bench.api.calls == []
    bench.audit.gate.set()
    await bench.clock.advance(1.25)
    assert len(bench.api.calls) == 1
    assert bench.audit.intents == {
        1: Intent(
            AuditKind.COMMAND,
            SITE.id,
            "site-1",
            "/ip/address/add",
            ("=address=192.0.2.1/24",),
            is_write=True,
        )
    }
    assert bench.audit.conclusions == {}
    bench.api.gate.set()
    assert (await running).outcome is Outcome.OK
    assert bench.audit.conclusions == {1: Conclusion(Outcome.OK, 200, 1250)}


@pytest.mark.parametrize(("translation", "is_write"), [(READ, False), (SECRET, True)])
async def test_a_read_is_written_down_as_what_it_is(
    bench: Bench, translation: Translation, is_write: bool
) -> None:
    bench.session.unlock()
    await bench.runner.run(SITE, translation)
    assert bench.audit.intents[1].is_write is is_write


async def test_a_write_that_cannot_be_written_down_is_not_sent_and_a_read_is(bench: Bench) -> None:
    bench.session.unlock()
    bench.audit.intend_failure = FULL
    results = [await bench.runner.run(SITE, line) for line in (WRITE, READ, WRITE)]
    assert [result.outcome for result in results] == [Outcome.NOT_SENT, Outcome.OK, Outcome.NOT_SENT]
    assert "it could not be recorded: no space left on device" in str(results[0].message)
    assert "--no-audit" in str(results[0].message)
    assert len(bench.api.calls) == 1
    assert bench.told.of(AuditFailed) == [AuditFailed(FULL)]


async def test_without_the_duty_to_record_a_write_is_sent_all_the_same() -> None:
    bench = Bench(is_audit_optional=True)
    bench.session.unlock()
    bench.audit.intend_failure = FULL
    assert (await bench.runner.run(SITE, WRITE)).outcome is Outcome.OK
    assert bench.told.of(AuditFailed) == [AuditFailed(FULL)]


async def test_an_end_that_cannot_be_written_down_is_still_the_end(bench: Bench) -> None:
    bench.session.unlock()
    bench.audit.conclude_failure = FULL
    assert (await bench.runner.run(SITE, WRITE)).outcome is Outcome.OK
    assert bench.told.of(AuditFailed) == [AuditFailed(FULL)]


@given(st.lists(st.sampled_from([None, *EVERY_API_ERROR]), max_size=40))
def test_many_sites_have_one_outcome_each(failures: list[type[ApiError] | None]) -> None:
    async def ask() -> list[CommandResult]:
        bench = Bench()
        sites = [a_site(number) for number in range(len(failures))]
        for site, failure in zip(sites, failures, strict=True):
            if failure is not None:
                bench.api.failures[site.id] = failure("words")
        results = [result async for result in bench.runner.run_many(sites, READ)]
        assert len(bench.told.of(CommandStarted)) == len(bench.told.of(CommandFinished)) == len(sites)
        assert bench.api.most_under_way <= FANOUT
        assert bench.audit.intents.keys() == bench.audit.conclusions.keys()
        assert len(bench.audit.intents) == len(sites)
        return results

    results = asyncio.run(ask())
    assert {result.site_id for result in results} == {site_no(number) for number in range(len(failures))}
    assert len(results) == len(failures)
    assert sum(count_outcomes(results).values()) == len(failures)
    assert count_outcomes(results)["ok"] == failures.count(None)


async def test_results_come_as_they_arrive(bench: Bench) -> None:
    bench.api.gate = asyncio.Event()
    many = bench.runner.run_many([a_site(number) for number in range(20)], READ)
    async with aclosing(many):
        first = asyncio.ensure_future(anext(many))
        await settle()
        assert bench.api.most_under_way == FANOUT
        bench.api.gate.set()
        assert (await first).outcome is Outcome.OK


async def test_when_the_caller_stops_no_further_site_is_asked(bench: Bench) -> None:
    sites = [a_site(number) for number in range(200)]
    seen = 0
    many = bench.runner.run_many(sites, READ)
    async with aclosing(many):
        async for _ in many:
            seen += 1
            if seen == 3:
                break
    asked = len(bench.api.calls)
    assert asked < 60
    await settle()
    assert len(bench.api.calls) == asked
    assert len(bench.told.of(CommandStarted)) == len(bench.told.of(CommandFinished))


async def test_when_writing_ends_midway_the_rest_is_not_sent_and_still_counted(bench: Bench) -> None:
    bench.session.unlock(for_time=timedelta(seconds=10))
    bench.api.gate = asyncio.Event()
    sites = [a_site(number) for number in range(30)]
    results: list[CommandResult] = []

    async def collect() -> None:
        async for result in bench.runner.run_many(sites, WRITE):
            results.append(result)

    collecting = asyncio.ensure_future(collect())
    await bench.clock.advance(11)
    bench.api.gate.set()
    await until(collecting.done)
    await collecting
    assert count_outcomes(results) | {"ok": 0, "not_sent": 0} == dict.fromkeys(count_outcomes([]), 0)
    assert (count_outcomes(results)["ok"], count_outcomes(results)["not_sent"]) == (FANOUT, 30 - FANOUT)


async def test_a_fault_of_our_own_is_not_swallowed(bench: Bench) -> None:
    bench.api.failures[site_no(2)] = LookupError("a bug")
    with pytest.raises(LookupError, match="a bug"):
        async for _ in bench.runner.run_many([a_site(number) for number in range(5)], READ):
            pass
