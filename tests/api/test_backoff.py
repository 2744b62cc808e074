"""Repeats come after a random wait below a bound, and add at most a tenth to the load."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.api.backoff import RetryBudget, full_jitter_s


@given(st.integers(min_value=0, max_value=10_000), st.integers())
def test_a_wait_is_never_longer_than_its_bound(repeat: int, seed: int) -> None:
    assert 0.0 <= full_jitter_s(repeat, Random(seed)) <= min(8.0, 0.5 * 2.0 ** min(repeat, 20))


@pytest.mark.parametrize(
    ("repeat", "bound_s"), [(0, 0.5), (1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (5, 8.0), (60, 8.0)]
)
def test_the_bound_doubles_up_to_eight_seconds_and_all_of_it_is_used(repeat: int, bound_s: float) -> None:
    random = Random(1)
    waits = [full_jitter_s(repeat, random) for _ in range(2000)]
    assert max(waits) > 0.95 * bound_s
    assert min(waits) < 0.05 * bound_s
    assert 0.45 * bound_s < sum(waits) / len(waits) < 0.55 * bound_s


def test_ten_repeats_are_there_at_the_start_and_no_more() -> None:
    budget = RetryBudget()
    assert [budget.take() for _ in range(12)] == [True] * 10 + [False] * 2


def test_ten_successes_pay_for_one_repeat() -> None:
    budget = RetryBudget()
    while budget.take():
        pass
    for _ in range(9):
        budget.earn()
    assert not budget.take()
    for _ in range(2):  # a tenth is no exact number: one more than ten settles it
        budget.earn()
    assert budget.take()
    assert not budget.take()


def test_what_is_saved_is_bounded() -> None:
    budget = RetryBudget()
    for _ in range(10_000):
        budget.earn()
    assert sum(budget.take() for _ in range(100)) == 10


@given(st.floats(min_value=0, max_value=1), st.integers())
def test_over_a_long_run_repeats_are_at_most_a_tenth_of_the_calls(
    share_of_failures: float, seed: int
) -> None:
    random, budget = Random(seed), RetryBudget()
    calls, repeats = 3000, 0
    for _ in range(calls):
        attempt = 1
        while random.random() < share_of_failures:
            if attempt == 3 or not budget.take():
                break
            repeats += 1
            attempt += 1
        else:
            budget.earn()
    assert repeats <= 10 + calls / 10
