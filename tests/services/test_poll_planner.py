"""Which site to ask next: tables for the rules, properties for the budget."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from altotui.domain.ids import SiteId
from altotui.services.poll_planner import (
    PollPolicy,
    PollTarget,
    interval_s,
    next_question,
    spread_of,
    stretch,
)
from tests.domain.records import site_no

POLICY = PollPolicy()


def _target(
    number: int = 1,
    *,
    chosen: bool = False,
    active: bool = False,
    asked: float | None = 0.0,
    failures: int = 0,
) -> PollTarget:
    return PollTarget(site_no(number), chosen, active, asked, failures)


@pytest.mark.parametrize(
    ("target", "seconds"),
    [
        (_target(chosen=True, active=True), 5),
        (_target(chosen=True), 10),
        (_target(active=True), 20),
        (_target(), 20),
        (_target(chosen=True, active=True, failures=1), 10),
        (_target(failures=1), 40),
        (_target(failures=3), 160),
        (_target(failures=4), 300),
        (_target(failures=5000), 300),
        (_target(chosen=True, failures=100_000), 300),
    ],
)
def test_how_often_a_site_is_asked(target: PollTarget, seconds: float) -> None:
    assert interval_s(target, POLICY) == seconds


def test_a_policy_may_ask_less_often_than_it_backs_off() -> None:
    assert interval_s(_target(failures=3), PollPolicy(open_s=600)) == 600


@pytest.mark.parametrize(("sites", "factor"), [(0, 1.0), (1, 1.0), (10, 1.0), (11, 1.1), (100, 10.0)])
def test_intervals_stretch_when_the_budget_is_short(sites: int, factor: float) -> None:
    assert stretch([_target(number) for number in range(sites)], POLICY) == pytest.approx(factor)


@pytest.mark.parametrize(
    ("targets", "now", "question"),
    [
        ([], 0.0, (None, 20.0)),
        ([_target(1, asked=None)], 5.0, (site_no(1), 0.0)),
        ([_target(1)], 19.0, (None, 1.0)),
        ([_target(1)], 20.0, (site_no(1), 0.0)),
        ([_target(1, asked=5.0), _target(2, asked=0.0)], 30.0, (site_no(2), 0.0)),
        ([_target(1, asked=0.0), _target(2, asked=None)], 30.0, (site_no(2), 0.0)),
        ([_target(1, asked=0.0), _target(2, asked=4.0, chosen=True, active=True)], 9.0, (site_no(2), 0.0)),
        ([_target(1, asked=0.0), _target(2, asked=4.0, chosen=True)], 9.0, (None, 5.0)),
    ],
)
def test_the_next_question(
    targets: list[PollTarget], now: float, question: tuple[SiteId | None, float]
) -> None:
    assert next_question(targets, now, POLICY) == question


def _hour(states: list[tuple[bool, int]], chosen: int) -> dict[SiteId, list[float]]:
    """Play an hour in which every question is answered at once; return when each site was asked."""
    asked: dict[SiteId, list[float]] = {site_no(number): [] for number in range(len(states))}
    now = 0.0
    while now < 3600:
        targets = [
            PollTarget(
                site_no(number),
                number == chosen,
                active,
                asked[site_no(number)][-1] if asked[site_no(number)] else None,
                failures,
            )
            for number, (active, failures) in enumerate(states)
        ]
        site_id, delay_s = next_question(targets, now, POLICY)
        if site_id is not None:
            asked[site_id].append(now)
        else:
            now += delay_s + 1e-6
    return asked


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=1, max_size=40),
    st.integers(min_value=0, max_value=3),
)
def test_the_budget_holds_for_an_hour_and_no_site_is_forgotten(
    states: list[tuple[bool, int]], chosen: int
) -> None:
    asked = _hour(states, chosen)
    assert all(asked.values())
    questions = sorted(time for times in asked.values() for time in times)
    assert len(questions) <= 60 * POLICY.max_per_minute + len(states)
    targets = [
        PollTarget(site_no(n), n == chosen, active, 0.0, fails) for n, (active, fails) in enumerate(states)
    ]
    factor = stretch(targets, POLICY)
    for target in targets:
        pauses = [later - earlier for earlier, later in pairwise(asked[target.site_id])]
        due_s = interval_s(target, POLICY) * factor
        late_s = len(states) * 60 / POLICY.max_per_minute
        assert all(due_s - 0.01 <= pause <= due_s + late_s for pause in pauses)


@pytest.mark.parametrize("sites", [11, 30, 100])
def test_no_minute_goes_over_the_budget(sites: int) -> None:
    questions = sorted(time for times in _hour([(True, 0)] * sites, chosen=0).values() for time in times)
    for first in questions:
        assert sum(first <= time < first + 59.9 for time in questions) <= POLICY.max_per_minute


def test_a_hundred_sites_share_the_budget_alike() -> None:
    asked = _hour([(False, 0)] * 100, chosen=-1)
    assert {len(times) for times in asked.values()} == {18}


def test_a_spread_interval_stays_near_the_exact_one_and_consoles_drift_apart() -> None:
    exact_s = interval_s(_target(), POLICY)
    random = Random(7)
    spread_s = [interval_s(_target()._replace(spread=spread_of(random)), POLICY) for _ in range(200)]
    assert all(0.9 * exact_s <= each_s <= 1.1 * exact_s for each_s in spread_s)
    assert max(spread_s) - min(spread_s) > 0.15 * exact_s
    assert spread_of(None) == 1.0
