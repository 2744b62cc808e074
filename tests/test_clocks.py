"""The clock and the waiting that the other tests rely on."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.clocks import START, FakeClock
from tests.waiting import until


async def test_sleepers_wake_in_the_order_of_their_times_and_see_them(clock: FakeClock) -> None:
    woken: list[tuple[str, float]] = []
    start_mono = clock.monotonic()

    async def sleeper(name: str, delay_s: float) -> None:
        await clock.sleep(delay_s)
        woken.append((name, clock.monotonic() - start_mono))

    async with asyncio.TaskGroup() as group:
        for name, delay_s in (("late", 30.0), ("early", 5.0), ("same", 5.0)):
            group.create_task(sleeper(name, delay_s))
        await clock.advance(29)
        assert woken == [("early", 5.0), ("same", 5.0)]
        assert clock.sleepers == 1
        await clock.advance(1)
    assert woken[-1] == ("late", 30.0)
    assert clock.now() == START + timedelta(seconds=30)


async def test_a_sleeper_that_sleeps_again_is_woken_within_one_advance(clock: FakeClock) -> None:
    ticks: list[float] = []

    async def ticker() -> None:
        while True:
            await clock.sleep(10)
            ticks.append(clock.monotonic())

    ticking = asyncio.ensure_future(ticker())
    await clock.advance(3600)
    ticking.cancel()
    assert len(ticks) == 360
    assert ticks[-1] - ticks[0] == 3590


async def test_a_cancelled_sleeper_is_forgotten(clock: FakeClock) -> None:
    sleeping = asyncio.ensure_future(clock.sleep(10))
    await clock.advance(1)
    sleeping.cancel()
    await clock.advance(20)
    assert clock.sleepers == 0
    assert sleeping.cancelled()


async def test_until_says_what_it_waited_for() -> None:
    with pytest.raises(AssertionError, match="the moon"):
        await until(lambda: False, timeout_s=0.02, message="the moon")
    await until(lambda: True)
