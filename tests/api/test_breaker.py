"""Polls pause while the platform is down, one of them probes now and then, and the first answer ends it."""

from __future__ import annotations

import asyncio
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.api.breaker import Breaker
from tests.clocks import FakeClock

SPREAD = 0.2


def _breaker(clock: FakeClock, seed: int = 7) -> Breaker:
    return Breaker(clock, Random(seed))


def _opened(clock: FakeClock, seed: int = 7) -> Breaker:
    breaker = _breaker(clock, seed)
    for _ in range(5):
        breaker.failed()
    assert breaker.is_open
    return breaker


@pytest.mark.parametrize(
    ("gaps_s", "is_open"),
    [
        ([0, 0, 0, 0], False),
        ([0, 0, 0, 0, 0], True),
        ([0, 15, 15, 15, 15], True),
        ([0, 15, 15, 15, 15.1], False),
        ([0, 61, 0, 0, 0], False),
        ([0, 61, 0, 0, 0, 0], True),
        ([0, 20, 20, 20, 20, 20, 20, 20, 20], False),
        ([0, 20, 20, 20, 20, 5, 5, 5], True),
    ],
)
async def test_it_opens_after_five_failures_within_a_minute(
    gaps_s: list[float], is_open: bool, clock: FakeClock
) -> None:
    breaker = _breaker(clock)
    for gap_s in gaps_s:
        await clock.advance(gap_s)
        breaker.failed()
    assert breaker.is_open is is_open
    assert (breaker.pause_s() > 0) is is_open


async def test_a_success_between_failures_starts_the_count_anew(clock: FakeClock) -> None:
    breaker = _breaker(clock)
    for _ in range(20):
        for _ in range(4):
            breaker.failed()
            assert not breaker.is_open
        breaker.succeeded()


@given(st.integers())
def test_probes_come_after_15_60_and_then_every_300_seconds_give_or_take_a_fifth(seed: int) -> None:
    clock = FakeClock()
    breaker = _opened(clock, seed)
    for wait_s in (15, 60, 300, 300, 300):
        pause_s = breaker.pause_s()
        assert (1 - SPREAD) * wait_s <= pause_s <= (1 + SPREAD) * wait_s
        asyncio.run(clock.advance(pause_s))
        assert breaker.pause_s() == 0, "this one is the probe"
        assert breaker.pause_s() > 0, "and there is one only"
        breaker.failed()


def test_consoles_that_went_down_together_do_not_come_back_together() -> None:
    pauses = [_opened(FakeClock(), seed).pause_s() for seed in range(200)]
    assert max(pauses) - min(pauses) > 0.9 * 2 * SPREAD * 15


async def test_asking_does_not_put_the_probe_off(clock: FakeClock) -> None:
    breaker = _opened(clock)
    first_s = breaker.pause_s()
    await clock.advance(10)
    assert breaker.pause_s() == pytest.approx(first_s - 10)


async def test_failures_while_it_is_open_do_not_put_the_probe_off(clock: FakeClock) -> None:
    breaker = _opened(clock)
    before_s = breaker.pause_s()
    for _ in range(20):
        breaker.failed()
    assert breaker.pause_s() == before_s


async def test_a_success_closes_it_and_the_next_outage_begins_with_the_short_pause(clock: FakeClock) -> None:
    breaker = _opened(clock)
    for _ in range(3):
        await clock.advance(breaker.pause_s())
        assert breaker.pause_s() == 0
    breaker.succeeded()
    assert not breaker.is_open
    assert breaker.pause_s() == 0
    for _ in range(5):
        breaker.failed()
    assert breaker.pause_s() <= (1 + SPREAD) * 15
