"""Which site to ask next: tables for the rules, properties for the budget."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from altotui.domain.ids import SiteId
from altotui.services.poll_planner import (
    Pace,
    PollPolicy,
    PollTarget,
    Question,
    interval_s,
    next_question,
    pace_of,
    spread_of,
    stretch,
)
from tests.domain.records import site_no

POLICY = PollPolicy()
FULL = 60 / POLICY.max_per_minute
"""Seconds between polls."""


def _target(
    number: int = 1,
    *,
    watched: bool = False,
    visible: bool = False,
    active: bool = False,
    idle: bool = False,
    asked: float | None = 0.0,
    failures: int = 0,
) -> PollTarget:
    return PollTarget(site_no(number), asked, watched, visible, not idle, active, failures)


@pytest.mark.parametrize(
    ("target", "seconds"),
    [
        (_target(watched=True, active=True), 5),
        (_target(watched=True, visible=True, active=True), 5),
        (_target(watched=True), 10),
        (_target(watched=True, idle=True), 20),
        (_target(visible=True, active=True), 20),
        (_target(visible=True), 20),
        (_target(active=True), 60),
        (_target(), 60),
        (_target(watched=True, active=True, failures=1), 10),
        (_target(watched=True, idle=True, failures=2), 80),
        (_target(failures=1), 120),
        (_target(failures=2), 240),
        (_target(failures=3), 300),
        (_target(failures=5000), 300),
        (_target(watched=True, failures=100_000), 300),
    ],
)
def test_how_often_a_site_is_asked(target: PollTarget, seconds: float) -> None:
    assert interval_s(target, POLICY) == seconds


def test_a_policy_may_ask_less_often_than_it_backs_off() -> None:
    assert interval_s(_target(failures=3), PollPolicy(open_s=600)) == 600


@pytest.mark.parametrize(("sites", "factor"), [(0, 1.0), (1, 1.0), (30, 1.0), (33, 1.1), (300, 10.0)])
def test_intervals_stretch_when_the_budget_is_short(sites: int, factor: float) -> None:
    assert stretch([_target(number) for number in range(sites)], POLICY) == pytest.approx(factor)


@pytest.mark.parametrize(
    ("targets", "now", "question"),
    [
        ([], 0.0, Question(None, 60.0)),
        ([_target(1, asked=None)], 5.0, Question(site_no(1), 0.0)),
        ([_target(1)], 59.0, Question(None, 1.0)),
        ([_target(1)], 60.0, Question(site_no(1), 0.0)),
        ([_target(1)], 60.0 - 1e-9, Question(site_no(1), 0.0)),
        ([_target(1, asked=5.0), _target(2, asked=0.0)], 70.0, Question(site_no(2), 0.0)),
        ([_target(1, asked=0.0), _target(2, asked=None)], 70.0, Question(site_no(2), 0.0)),
        ([_target(1), _target(2, asked=4.0, watched=True, active=True)], 9.0, Question(site_no(2), 0.0)),
        ([_target(1), _target(2, asked=4.0, watched=True)], 9.0, Question(None, 5.0)),
        # A watched site that is only just due comes before a visible one, and that before one long overdue.
        (
            [_target(1), _target(2, visible=True, asked=60.0), _target(3, watched=True, asked=90.0)],
            100.0,
            Question(site_no(3), 0.0),
        ),
        ([_target(1), _target(2, visible=True, asked=80.0)], 100.0, Question(site_no(2), 0.0)),
        ([_target(1), _target(2, visible=True, asked=81.0)], 100.0, Question(site_no(1), 0.0)),
    ],
)
def test_the_next_question(targets: list[PollTarget], now: float, question: Question) -> None:
    assert next_question(targets, now, POLICY) == question


@pytest.mark.parametrize(
    ("now", "question"),
    [
        (60.0, Question(None, 1.5)),
        (61.5, Question(site_no(1), 0.0)),
        (65.0, Question(site_no(1), 0.0)),
    ],
)
def test_polls_are_spaced_whatever_is_due(now: float, question: Question) -> None:
    assert next_question([_target(1), _target(2)], now, POLICY, polled_mono=59.5) == question


@pytest.mark.parametrize(
    ("target", "now", "skipped"),
    [
        (_target(), 60.0, 0),
        (_target(), 119.0, 0),
        (_target(), 120.0, 1),
        (_target(), 8 * 3600.0, 479),
        (_target(watched=True, active=True), 8 * 3600.0, 5759),
        (_target(failures=2), 480.0, 1),
        (_target(asked=None), 480.0, 0),
    ],
)
def test_questions_that_were_not_asked_in_time_are_counted(
    target: PollTarget, now: float, skipped: int
) -> None:
    assert next_question([target], now, POLICY) == Question(site_no(1), 0.0, skipped)


def _hour(tiers: list[PollTarget], policy: PollPolicy = POLICY) -> dict[SiteId, list[float]]:
    """Play an hour in which every question is answered at once; return when each site was asked."""
    asked: dict[SiteId, list[float]] = {target.site_id: [] for target in tiers}
    now, polled = 0.0, None
    while now < 3600:
        targets = [
            target._replace(asked_mono=asked[target.site_id][-1] if asked[target.site_id] else None)
            for target in tiers
        ]
        site_id, delay_s, _ = next_question(targets, now, policy, polled)
        if site_id is not None:
            asked[site_id].append(now)
            polled = now
        else:
            now += delay_s
    return asked


TIERS = st.builds(
    PollTarget,
    st.just(site_no(0)),
    st.none(),
    is_watched=st.booleans(),
    is_visible=st.booleans(),
    has_open_jobs=st.booleans(),
    is_active=st.booleans(),
    failures=st.integers(0, 5),
    spread=st.floats(0.9, 1.1),
)


@settings(max_examples=20)
@given(st.lists(TIERS, min_size=1, max_size=40))
def test_the_budget_holds_for_an_hour_and_no_site_is_forgotten(tiers: list[PollTarget]) -> None:
    targets = [target._replace(site_id=site_no(number)) for number, target in enumerate(tiers)]
    asked = _hour(targets)
    assert all(asked.values())
    polls = sorted(time for times in asked.values() for time in times)
    assert all(later - earlier >= FULL - 0.01 for earlier, later in pairwise(polls))
    factor = stretch(targets, POLICY)
    for target in targets:
        pauses = [later - earlier for earlier, later in pairwise(asked[target.site_id])]
        due_s = interval_s(target, POLICY) * factor
        late_s = (
            2 * len(targets) * FULL
        )  # all others may be due at the same time, and the watched ones once more
        assert all(due_s - 0.01 <= pause <= due_s + late_s for pause in pauses)


@pytest.mark.parametrize("sites", [11, 30, 100])
def test_no_minute_goes_over_the_budget(sites: int) -> None:
    asked = _hour([_target(number, watched=True, active=True) for number in range(sites)])
    questions = sorted(time for times in asked.values() for time in times)
    for first in questions:
        assert sum(first <= time < first + 59.9 for time in questions) <= POLICY.max_per_minute


def test_a_hundred_sites_share_the_budget_alike() -> None:
    asked = _hour([_target(number) for number in range(100)])
    assert {len(times) for times in asked.values()} == {18}


def test_a_spread_interval_stays_near_the_exact_one_and_consoles_drift_apart() -> None:
    exact_s = interval_s(_target(), POLICY)
    random = Random(7)
    spread_s = [interval_s(_target()._replace(spread=spread_of(random)), POLICY) for _ in range(200)]
    assert all(0.9 * exact_s <= each_s <= 1.1 * exact_s for each_s in spread_s)
    assert max(spread_s) - min(spread_s) > 0.15 * exact_s
    assert spread_of(None) == 1.0


LIVE = [_target(number, watched=True, active=True) for number in range(3)]


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        ([], ""),
        ([_target(1, watched=True)], "live 1 site / 10s"),
        ([_target(1, watched=True, idle=True)], "live 1 site / 20s"),
        ([*LIVE[:2], _target(9, watched=True)], "live 3 sites / 6s"),
        ([*LIVE, _target(9, watched=True)], "live 4 sites / 8s, stretched 1.4x"),
        ([_target(number) for number in range(4)], "slow 4 / 60s"),
        ([_target(1), _target(2, visible=True)], "slow 2 / 30s"),
        ([_target(1, failures=2)], "slow 1 / 4m"),
        ([_target(number) for number in range(31)], "slow 31 / 62s"),
        ([_target(number) for number in range(36)], "slow 36 / 72s, stretched 1.2x"),
        ([_target(number) for number in range(12_480)], "slow 12480 / 7h, stretched 416x"),
    ],
)
def test_the_words_of_a_pace(targets: list[PollTarget], words: str) -> None:
    assert pace_of(targets, POLICY, is_paused=False).words == words


def test_a_pace_says_what_is_live_and_what_is_slow() -> None:
    targets = [_target(1, watched=True), _target(2), _target(3)]
    assert pace_of(targets, POLICY, is_paused=False) == Pace(1, 10.0, 2, 60.0, 1.0, is_paused=False)
    assert pace_of(targets, POLICY, is_paused=True).words == "paused"


@given(st.lists(st.floats(0.9, 1.1), min_size=6, max_size=6))
def test_the_spread_of_single_questions_does_not_change_the_pace(spreads: list[float]) -> None:
    targets = [_target(number, watched=number < 2) for number in range(6)]
    spread = [target._replace(spread=each) for target, each in zip(targets, spreads, strict=True)]
    paces = [pace_of(each, POLICY, is_paused=False).words for each in (targets, spread)]
    assert paces[0] == paces[1] == "live 2 sites / 10s, slow 4 / 60s"
