"""Check-ins: every 30 s, interrupted by outages, and what the platform concludes from them."""

from __future__ import annotations

from datetime import timedelta
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.simulator.fleet import Fleet
from altotui.simulator.heartbeats import EVERY_S, JITTER_S, OFFLINE_AFTER_S, Heartbeats
from altotui.simulator.outages import Outages, Reach
from altotui.simulator.scenarios import Scenario
from altotui.simulator.simulator import Simulator
from tests.simulator.calling import START, JumpingClock

START_S = START.timestamp()
QUIET = Scenario("quiet", "Nothing happens and nobody is offline.", offline_share=0.0)
DAY_S = 86_400.0


def quiet(tick_s: float | None = None, size: int = 500) -> tuple[Heartbeats, Outages]:
    fleet = Fleet(7, size, started_at=START)
    outages = Outages(fleet, QUIET, started_s=START_S, tick_s=tick_s)
    return Heartbeats(fleet, outages), outages


@given(index=st.integers(0, 95), after_s=st.floats(0, DAY_S))
def test_check_ins_are_thirty_seconds_apart(index: int, after_s: float) -> None:
    heartbeats, _ = quiet()
    now_s = START_S + after_s
    last_s = heartbeats.last_s(index, now_s)
    next_s = heartbeats.next_s(index, now_s, now_s + 60)
    assert last_s is not None
    assert next_s is not None
    assert last_s <= now_s < next_s
    assert EVERY_S - 2 * JITTER_S <= next_s - last_s <= EVERY_S + 2 * JITTER_S
    assert heartbeats.last_s(index, next_s) == next_s


@given(
    index=st.integers(0, 95),
    spans=st.lists(st.tuples(st.floats(0, 4000), st.floats(1, 900)), max_size=4),
    after_s=st.floats(0, 6000),
)
def test_nobody_checks_in_during_an_outage(
    index: int, spans: list[tuple[float, float]], after_s: float
) -> None:
    heartbeats, outages = quiet()
    for start_s, lasts_s in spans:
        outages.add_reboot(index, START_S + start_s, lasts_s)
    now_s = START_S + after_s
    last_s = heartbeats.last_s(index, now_s)
    next_s = heartbeats.next_s(index, now_s, inf)
    assert last_s is not None
    assert next_s is not None
    assert last_s <= now_s < next_s
    for at_s in (last_s, next_s):
        assert not any(START_S + start <= at_s < START_S + start + lasts for start, lasts in spans)
    assert heartbeats.last_s(index, (now_s + next_s) / 2) == last_s


def test_a_router_that_returns_checks_in_at_once() -> None:
    heartbeats, outages = quiet()
    outages.add_reboot(3, START_S + 100, 45)
    assert heartbeats.last_s(3, START_S + 145) == START_S + 145
    assert heartbeats.reach(3, START_S + 144) is Reach.DOWN
    assert heartbeats.reach(3, START_S + 145) is Reach.LIVE


def test_a_router_that_was_shut_down_never_returns() -> None:
    heartbeats, outages = quiet()
    outages.add_reboot(3, START_S, inf)
    assert heartbeats.next_s(3, START_S + 10, START_S + DAY_S) is None
    assert not heartbeats.checks_in(3, START_S + 10)


@pytest.mark.parametrize(
    ("age_s", "online"), [(0, True), (45, True), (300, True), (300.5, False), (9999, False)]
)
def test_offline_begins_after_ten_missed_check_ins(age_s: float, online: bool) -> None:
    heartbeats, _ = quiet()
    assert OFFLINE_AFTER_S == 300
    assert heartbeats.has_pulse(0, START_S, START_S - age_s) is online


def test_a_site_that_was_never_onboarded_was_never_seen() -> None:
    heartbeats, _ = quiet()
    assert heartbeats.last_s(96, START_S) is None
    assert heartbeats.next_s(96, START_S, START_S + DAY_S) is None
    assert heartbeats.reach(96, START_S) is Reach.DOWN
    assert not heartbeats.has_pulse(96, START_S, None)


def test_on_a_calm_day_nobody_is_late_and_few_are_offline_for_long() -> None:
    clock = JumpingClock()
    simulator = Simulator(clock, sites=2000)
    for jump_s in (0, 7, 61, 3600):
        clock.jump(jump_s)
        now = clock.now()
        sites = list(simulator.sites_now())
        ages = {s.id: now - s.last_seen_at for s in sites if s.last_seen_at}
        assert all(ages[s.id] < timedelta(seconds=38) for s in sites if s.has_pulse)
        offline = [s for s in sites if not s.has_pulse]
        assert 0.02 < len(offline) / len(sites) < 0.08
        assert all(ages[s.id] >= timedelta(hours=1.9) for s in offline if s.last_seen_at)
        assert sum(s.last_seen_at is None for s in sites) == 20


def test_each_tick_turns_over_one_site() -> None:
    clock = JumpingClock()
    simulator = Simulator(clock, sites=120, tick_s=2.0)
    before = [site.has_pulse for site in simulator.sites_now()]
    turned: list[int] = []
    clock.jump(0.5)
    for _ in range(250):
        clock.jump(2.0)
        after = [site.has_pulse for site in simulator.sites_now()]
        changed = [index for index, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
        assert len(changed) == 1
        turned += changed
        before = after
    assert set(turned) == {index for index in range(120) if simulator.fleet.is_onboarded(index)}
