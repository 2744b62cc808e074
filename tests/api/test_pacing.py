"""Deadlines that a stalled loop cannot falsify, the request budget, and time-outs in this process."""

from __future__ import annotations

import asyncio
import gc
import time

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.api.deadline import within
from altotui.api.in_process import InProcessTransport
from altotui.api.limiter import DEFAULT_PER_MINUTE, Limiter
from altotui.domain.errors import Busy
from tests.api.exchange import SITE, answer, client_for
from tests.clocks import FakeClock


async def _after(delay_s: float, value: str) -> str:
    await asyncio.sleep(delay_s)
    return value


async def test_work_in_time_gives_its_result() -> None:
    assert await within(5, _after(0, "done")) == "done"


async def test_work_that_fails_fails_with_its_own_error() -> None:
    async def fails() -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await within(5, fails())


async def test_slow_work_is_given_up_and_cancelled() -> None:
    ended = asyncio.Event()

    async def slow() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with pytest.raises(TimeoutError):
        await within(0.02, slow())
    assert ended.is_set()


async def test_work_that_drips_is_given_up_too() -> None:
    async def drips() -> None:
        for _ in range(1_000_000):
            await asyncio.sleep(0.001)

    with pytest.raises(TimeoutError):
        await within(0.03, drips())


async def test_a_stalled_loop_still_returns_the_answer_that_came() -> None:
    loop = asyncio.get_running_loop()
    arrived = loop.create_future()

    async def answered() -> str:
        await arrived
        await asyncio.sleep(0)
        return "answer"

    def stall() -> None:
        loop.call_soon(loop.call_soon, loop.call_soon, arrived.set_result, None)
        end = time.perf_counter() + 0.3
        while time.perf_counter() < end:
            pass

    loop.call_soon(stall)
    assert await within(0.05, answered()) == "answer"


async def test_a_failure_in_the_moment_of_cancelling_is_looked_at() -> None:
    reported: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: reported.append(context))
    gate = loop.create_future()

    async def fails() -> None:
        await gate
        raise ValueError("too late")

    waiting = asyncio.ensure_future(within(60, fails()))
    await asyncio.sleep(0)
    gate.set_result(None)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait({waiting})
    del waiting
    gc.collect()
    assert reported == []


async def test_a_cancelled_caller_cancels_the_work() -> None:
    ended = asyncio.Event()
    started = asyncio.Event()

    async def slow() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    waiting = asyncio.ensure_future(within(60, slow()))
    await started.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert ended.is_set()


def _most_in_a_window(starts: list[float], window_s: float = 60.0) -> int:
    return max(sum(1 for at in starts if first <= at < first + window_s) for first in starts)


@given(
    st.integers(min_value=1, max_value=7),
    st.lists(st.integers(min_value=0, max_value=50), min_size=1, max_size=30),
    st.lists(st.integers(min_value=1, max_value=90), max_size=2),
)
def test_never_more_than_the_budget_starts_in_any_window(
    per_minute: int, pauses: list[int], holds: list[int]
) -> None:
    async def ask() -> list[float]:
        clock = FakeClock()
        limiter = Limiter(clock, per_minute)
        starts: list[float] = []

        async def request(after_s: int) -> None:
            await clock.sleep(after_s)
            await limiter.wait_turn()
            starts.append(clock.monotonic())

        async with asyncio.TaskGroup() as group:
            for pause in pauses:
                group.create_task(request(pause))
            for hold in holds:
                limiter.hold_back(hold)
            await clock.advance(60 * (len(pauses) + 5))
        return starts

    starts = asyncio.run(ask())
    assert len(starts) == len(pauses)
    assert _most_in_a_window(starts) <= per_minute
    assert not holds or min(starts) >= 1000 + max(holds)


async def test_the_budget_is_served_in_order(clock: FakeClock) -> None:
    limiter = Limiter(clock, per_minute=1)
    served: list[int] = []

    async def request(number: int) -> None:
        await limiter.wait_turn()
        served.append(number)

    async with asyncio.TaskGroup() as group:
        for number in range(4):
            group.create_task(request(number))
        await clock.advance(180)
    assert served == [0, 1, 2, 3]


async def test_one_who_gives_up_waiting_blocks_nobody(clock: FakeClock) -> None:
    limiter = Limiter(clock, per_minute=1)
    await limiter.wait_turn()
    impatient = asyncio.ensure_future(limiter.wait_turn())
    patient = asyncio.ensure_future(limiter.wait_turn())
    await clock.advance(1)
    impatient.cancel()
    await clock.advance(60)
    assert patient.done()
    assert not patient.cancelled()


async def test_a_busy_answer_holds_the_next_request_back() -> None:
    clock = FakeClock()
    client, exchange = client_for(
        httpx.Response(429, headers={"retry-after": "7"}), answer([]), limiter=Limiter(clock)
    )
    with pytest.raises(Busy):
        await client.list_jobs(SITE)
    asking = asyncio.ensure_future(client.list_jobs(SITE))
    await clock.advance(6.9)
    assert len(exchange.requests) == 1
    await clock.advance(0.2)
    assert await asking == ()
    assert DEFAULT_PER_MINUTE == 50


async def test_in_process_answers_honour_the_read_timeout() -> None:
    async def silent(scope: object, receive: object, send: object) -> None:
        await asyncio.Event().wait()

    async with httpx.AsyncClient(
        transport=InProcessTransport(app=silent), base_url="https://x.invalid"
    ) as http:
        with pytest.raises(httpx.ReadTimeout, match=r"no answer in 0\.02 s"):
            await http.get("/", timeout=httpx.Timeout(0.02))
