"""Deadlines that a stalled loop cannot falsify, and time-outs in this process."""

from __future__ import annotations

import asyncio
import gc
import time

import httpx
import pytest

from altotui.api.deadline import within
from altotui.api.in_process import InProcessTransport


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


async def test_in_process_answers_honour_the_read_timeout() -> None:
    async def silent(scope: object, receive: object, send: object) -> None:
        await asyncio.Event().wait()

    async with httpx.AsyncClient(
        transport=InProcessTransport(app=silent), base_url="https://x.invalid"
    ) as http:
        with pytest.raises(httpx.ReadTimeout, match=r"no answer in 0\.02 s"):
            await http.get("/", timeout=httpx.Timeout(0.02))
