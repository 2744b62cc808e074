"""Shares of the request budget: others with the same token, fan-outs and polls all leave something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.budget import Budget, Priority, fanout_minutes, fanout_share, poll_share, used_share

RATES = st.integers(min_value=1, max_value=100_000)


@pytest.mark.parametrize(
    ("allowed", "used", "fanout", "polls"),
    [
        (1, 1, 1, 1),
        (2, 1, 1, 1),
        (3, 2, 1, 1),
        (6, 5, 4, 3),
        (7, 5, 4, 3),
        (12, 10, 9, 6),
        (60, 50, 45, 30),
        (61, 50, 45, 30),
        (120, 100, 90, 60),
        (600, 500, 450, 300),
    ],
)
def test_of_so_many_allowed_requests_each_share_is_so_large(
    allowed: int, used: int, fanout: int, polls: int
) -> None:
    assert used_share(allowed) == used
    assert fanout_share(used) == fanout
    assert poll_share(used) == polls


@given(RATES)
def test_shares_are_inside_each_other_and_never_nothing(allowed: int) -> None:
    used = used_share(allowed)
    assert 1 <= poll_share(used) <= fanout_share(used) <= used <= allowed
    assert allowed < 6 or allowed - used >= allowed / 6 - 1e-9
    assert used < 10 or used - poll_share(used) >= 0.4 * used


@pytest.mark.parametrize(
    ("sites", "per_minute", "minutes"),
    [
        (0, 50, 0),
        (1, 50, 0),
        (45, 50, 0),
        (46, 50, 1),
        (90, 50, 1),
        (91, 50, 2),
        (1000, 50, 22),
        (3, 1, 2),
        (1, 1, 0),
    ],
)
def test_a_line_for_so_many_sites_takes_so_many_minutes(sites: int, per_minute: int, minutes: int) -> None:
    assert fanout_minutes(sites, per_minute) == minutes


@given(st.integers(min_value=0, max_value=100_000), RATES)
def test_the_minutes_of_a_fan_out_are_the_full_ones_before_its_last_burst(
    sites: int, per_minute: int
) -> None:
    burst = fanout_share(per_minute)
    minutes = fanout_minutes(sites, per_minute)
    assert minutes * burst < max(1, sites) <= max(1, (minutes + 1) * burst)


def test_priorities_are_in_the_order_in_which_they_are_served() -> None:
    assert sorted(Priority) == [
        Priority.COMMAND,
        Priority.REFRESH,
        Priority.FANOUT,
        Priority.WATCHED,
        Priority.BACKGROUND,
    ]


@pytest.mark.parametrize("priority", Priority)
def test_polls_are_what_nobody_waits_for(priority: Priority) -> None:
    assert priority.is_poll is (priority in (Priority.WATCHED, Priority.BACKGROUND))


@pytest.mark.parametrize(
    ("budget", "is_short"),
    [
        (Budget(), False),
        (Budget(used=37), False),
        (Budget(used=38), True),
        (Budget(used=50), True),
        (Budget(waiting=1), True),
        (Budget(held_s=0.1), True),
        (Budget(next_in_s=3.0), False),
        (Budget(used=0, per_minute=1), False),
        (Budget(used=1, per_minute=1), True),
        (Budget(polls_per_minute=3), False),
    ],
)
def test_a_budget_is_short_when_somebody_waits_or_three_quarters_are_spent(
    budget: Budget, is_short: bool
) -> None:
    assert budget.is_short is is_short


@given(RATES)
def test_a_budget_knows_how_many_sites_a_fan_out_reaches_in_a_minute(per_minute: int) -> None:
    assert Budget(per_minute=per_minute).fanout_per_minute == fanout_share(per_minute)
