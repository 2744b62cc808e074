"""The clock and the waiting that the other tests rely on."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest

from altotui.domain.clock import ScaledClock, sleep_or_event
from tests.clocks import START, FakeClock, settle
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


async def test_a_sleep_ends_with_its_time_or_with_the_event_whichever_is_first(clock: FakeClock) -> None:
    event = asyncio.Event()
    start_mono = clock.monotonic()
    by_time = asyncio.ensure_future(sleep_or_event(clock, 10, event))
    await clock.advance(9)
    assert not by_time.done()
    await clock.advance(1)
    assert by_time.done()
    by_event = asyncio.ensure_future(sleep_or_event(clock, 10, event))
    await clock.advance(1)
    event.set()
    await by_event
    assert clock.monotonic() - start_mono == 11
    await sleep_or_event(clock, 10, event)
    assert clock.monotonic() - start_mono == 11


@pytest.mark.parametrize("ending", ["time", "event", "cancellation"])
async def test_a_sleep_leaves_nothing_behind(clock: FakeClock, ending: str) -> None:
    event = asyncio.Event()
    sleeping = asyncio.ensure_future(sleep_or_event(clock, 10, event))
    await settle()
    match ending:
        case "time":
            await clock.advance(10)
        case "event":
            event.set()
        case _:
            sleeping.cancel()
    await asyncio.gather(sleeping, return_exceptions=True)
    await settle()
    assert sleeping.cancelled() is (ending == "cancellation")
    assert clock.sleepers == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_scaled_clock_runs_as_many_times_as_fast() -> None:
    earliest_s = time.monotonic()
    clock = ScaledClock(START, speed=36_000)
    latest_s = time.monotonic()
    await clock.sleep(3600)
    least_s = time.monotonic() - latest_s
    passed_s = clock.monotonic()
    most_s = time.monotonic() - earliest_s
    assert 3600 <= least_s * 36_000 <= passed_s <= most_s * 36_000
    assert clock.now() >= START + timedelta(seconds=passed_s)


@pytest.mark.parametrize("speed", [0, -1.0])
def test_time_does_not_stand_still_or_go_back(speed: float) -> None:
    with pytest.raises(ValueError, match="speed must be above 0"):
        ScaledClock(START, speed)


async def test_until_says_what_it_waited_for() -> None:
    with pytest.raises(AssertionError, match="the moon"):
        await until(lambda: False, timeout_s=0.02, message="the moon")
    await until(lambda: True)
