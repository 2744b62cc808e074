"""Commands: one outcome each, in order on each router, and nothing sent that may not be."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.command import CommandResult, RouterReply, count_outcomes
from altotui.domain.errors import ApiError, InvalidInput, ReadOnly, ServerFault, SessionExpired
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.line import Kind, Translation, translate
from altotui.services.command_runner import FANOUT, CommandRunner
from altotui.services.events import CommandFinished, CommandStarted, SessionChanged
from altotui.services.session import Session
from altotui.storage.resources import load_safety
from tests.clocks import FakeClock, settle
from tests.domain.records import a_site, site_no
from tests.services.fakes import EVERY_API_ERROR, FakeSdxApi, Published
from tests.waiting import until

READ = translate("/ip/arp/print", load_safety())
WRITE = translate("/ip/address/add address=192.0.2.1/24", load_safety())
SITE = a_site(1)


class Bench:
    """One runner with its fakes."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.api = FakeSdxApi()
        self.told = Published()
        self.session = Session(self.clock, self.told)
        self.runner = CommandRunner(self.api, self.session, self.clock, self.told)


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
    ((site_id, sentence, total_s),) = bench.api.named("run_command")
    assert (site_id, str(sentence), total_s) == (SITE.id, "/ip/arp/print", 7)
    (started,), (finished,) = bench.told.of(CommandStarted), bench.told.of(CommandFinished)
    assert (started.entry_id, started.site_name) == (finished.entry_id, "site-1")
    assert finished.result is result


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


async def test_what_the_client_cannot_send_was_not_sent(bench: Bench) -> None:
    bench.api.failure = InvalidInput("the legacy API takes one word")
    result = await bench.runner.run(SITE, READ)
    assert (result.outcome, result.elapsed_ms) == (Outcome.NOT_SENT, None)


@pytest.mark.parametrize(
    "translation",
    [WRITE, translate("/system/reboot", load_safety()), translate("/ppp/secret/print", load_safety())],
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
    lines = [translate(f"/ip/arp/print ?n={number}", load_safety()) for number in range(5)]
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
    assert (await second).outcome is Outcome.NOT_SENT
    assert len(bench.api.named("run_command")) == 1
    assert len(bench.told.of(CommandFinished)) == 2


async def test_whoever_stops_waiting_leaves_an_honest_outcome(bench: Bench) -> None:
    bench.api.gate = asyncio.Event()
    sent = asyncio.ensure_future(bench.runner.run(SITE, READ))
    queued = asyncio.ensure_future(bench.runner.run(SITE, READ))
    await settle()
    queued.cancel()
    sent.cancel()
    await asyncio.gather(sent, queued, return_exceptions=True)
    outcomes = {event.entry_id: event.result.outcome for event in bench.told.of(CommandFinished)}
    assert outcomes == {1: Outcome.UNKNOWN, 2: Outcome.STOPPED}


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
