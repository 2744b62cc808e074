"""The request budget: never more than allowed, the person first, and room for the person whatever polls do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from altotui.api.limiter import MAX_HOLD_S, MAX_POLL_HOLD_S, Limiter
from altotui.domain.budget import Budget, Priority, fanout_share, poll_share, used_share
from tests.clocks import FakeClock, settle

COMMAND, REFRESH, FANOUT, WATCHED, BACKGROUND = Priority
PERSON, POLLS = (COMMAND, REFRESH), (WATCHED, BACKGROUND)
MINUTE_S = 60.0


class Turn(NamedTuple):
    """One request: when it was asked for, and when it started; fake seconds."""

    priority: Priority
    asked_mono: float
    started_mono: float

    @property
    def waited_s(self) -> float:
        return self.started_mono - self.asked_mono


class Arrivals(NamedTuple):
    """So many requests at the same moment."""

    at_s: int
    priority: Priority
    how_many: int = 1


async def _serve(
    limiter: Limiter, clock: FakeClock, arrivals: Iterable[Arrivals], minutes: int = 60
) -> list[Turn]:
    """Return the turns in the order in which they were taken."""
    turns: list[Turn] = []

    async def request(arrival: Arrivals) -> None:
        await clock.sleep(arrival.at_s)
        asked_mono = clock.monotonic()
        await limiter.wait_turn(arrival.priority)
        turns.append(Turn(arrival.priority, asked_mono, clock.monotonic()))

    async with asyncio.TaskGroup() as group:
        for arrival in arrivals:
            for _ in range(arrival.how_many):
                group.create_task(request(arrival))
        await clock.advance(minutes * MINUTE_S)
    return turns


def _most_in_a_minute(turns: Iterable[Turn], least: Priority = COMMAND) -> int:
    starts = [turn.started_mono for turn in turns if turn.priority >= least]
    return max((sum(first <= at < first + MINUTE_S for at in starts) for first in starts), default=0)


def _arrivals(*priorities: Priority, most: int, moments: int = 5) -> st.SearchStrategy[list[Arrivals]]:
    one = st.builds(
        Arrivals,
        st.integers(min_value=0, max_value=150),
        st.sampled_from(priorities),
        st.integers(min_value=1, max_value=most),
    )
    return st.lists(one, max_size=moments)


# How many


@given(st.integers(min_value=1, max_value=12), _arrivals(*Priority, most=4), st.none() | st.integers(1, 90))
def test_never_more_starts_in_any_minute_than_each_share_allows(
    allowed: int, arrivals: list[Arrivals], hold_s: int | None
) -> None:
    async def check() -> None:
        clock = FakeClock()
        limiter = Limiter(clock, allowed)
        if hold_s is not None:
            limiter.hold_back(hold_s)
        turns = await _serve(limiter, clock, arrivals)
        used = used_share(allowed)
        assert len(turns) == sum(arrival.how_many for arrival in arrivals)
        assert _most_in_a_minute(turns) <= used
        assert _most_in_a_minute(turns, FANOUT) <= fanout_share(used)
        assert _most_in_a_minute(turns, WATCHED) <= poll_share(used)
        assert hold_s is None or all(turn.started_mono >= 1000 + hold_s for turn in turns)

    asyncio.run(check())


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 150), st.sampled_from(PERSON)), max_size=20),
    _arrivals(*POLLS, most=40, moments=4),
)
def test_the_person_has_twenty_requests_that_no_pattern_of_polls_can_take(
    asked: list[tuple[int, Priority]], polls: list[Arrivals]
) -> None:
    async def check() -> None:
        clock = FakeClock()
        turns = await _serve(Limiter(clock), clock, [*polls, *(Arrivals(*one) for one in asked)])
        assert [turn.waited_s for turn in turns if turn.priority in PERSON] == [0.0] * len(asked)

    asyncio.run(check())


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 150), st.sampled_from(PERSON)), max_size=5),
    _arrivals(FANOUT, *POLLS, most=60, moments=3),
)
def test_a_fan_out_over_the_fleet_leaves_five_for_single_commands(
    asked: list[tuple[int, Priority]], others: list[Arrivals]
) -> None:
    async def check() -> None:
        clock = FakeClock()
        turns = await _serve(Limiter(clock), clock, [*others, *(Arrivals(*one) for one in asked)])
        assert [turn.waited_s for turn in turns if turn.priority in PERSON] == [0.0] * len(asked)

    asyncio.run(check())


@pytest.mark.parametrize(
    ("priority", "at_once"), [(COMMAND, 50), (REFRESH, 50), (FANOUT, 45), (WATCHED, 30), (BACKGROUND, 30)]
)
async def test_of_sixty_allowed_so_many_start_at_once(
    priority: Priority, at_once: int, clock: FakeClock
) -> None:
    turns = await _serve(Limiter(clock), clock, [Arrivals(0, priority, 60)], minutes=2)
    assert [turn.waited_s for turn in turns] == [0.0] * at_once + [MINUTE_S] * (60 - at_once)


# In which order


async def test_those_who_wait_are_served_by_priority(clock: FakeClock) -> None:
    spent = [Arrivals(at_s, COMMAND) for at_s in range(50)]
    late = [Arrivals(59, priority) for priority in reversed(Priority)]
    turns = await _serve(Limiter(clock), clock, [*spent, *late], minutes=3)
    assert [(turn.priority, turn.waited_s) for turn in turns[50:]] == list(
        zip(Priority, range(1, 6), strict=True)
    )


async def test_those_of_one_priority_are_served_in_the_order_in_which_they_came(clock: FakeClock) -> None:
    turns = await _serve(Limiter(clock, 1), clock, [Arrivals(at_s, COMMAND) for at_s in (1, 2, 3, 4)], 5)
    assert [turn.asked_mono for turn in turns] == [1001, 1002, 1003, 1004]


@pytest.mark.parametrize("other", [COMMAND, REFRESH, FANOUT, WATCHED])
@pytest.mark.parametrize("waited_s", [1, 14, 15, 16, 29, 30, 31, 44, 45, 46, 59])
async def test_who_waits_moves_up_by_one_priority_each_fifteen_seconds(
    waited_s: int, other: Priority, clock: FakeClock
) -> None:
    spent = Arrivals(0, COMMAND)
    arrivals = [spent, Arrivals(60 - waited_s, BACKGROUND), Arrivals(59, other)]
    turns = await _serve(Limiter(clock, 1), clock, arrivals, minutes=5)
    is_first = BACKGROUND - waited_s // 15 <= other
    assert turns[1].priority is (BACKGROUND if is_first else other)


async def test_a_poll_gets_its_turn_although_the_person_never_stops_asking(clock: FakeClock) -> None:
    arrivals = [Arrivals(0, COMMAND, 5), Arrivals(1, BACKGROUND)]
    arrivals += [Arrivals(at_s, COMMAND) for at_s in range(2, 180, 4)]
    turns = await _serve(Limiter(clock, 6), clock, arrivals)
    (poll,) = (turn for turn in turns if turn.priority is BACKGROUND)
    assert poll.waited_s <= 3 * MINUTE_S
    assert turns[-1].waited_s > poll.waited_s


async def test_one_who_may_not_start_yet_stands_in_nobodys_way(clock: FakeClock) -> None:
    limiter = Limiter(clock)
    turns = await _serve(
        limiter, clock, [Arrivals(0, WATCHED, 31), Arrivals(1, FANOUT), Arrivals(1, COMMAND)], 2
    )
    assert [turn.priority for turn in turns if turn.waited_s == 0][30:] == [FANOUT, COMMAND]


# When the server refuses for the rate


@pytest.mark.parametrize("priority", Priority)
@pytest.mark.parametrize("hold_s", [0.0, 7.0, 120.0, 121.0, 600.0, 3600.0, 86_400.0])
async def test_a_refusal_holds_polls_in_full_and_the_person_for_two_minutes_at_most(
    hold_s: float, priority: Priority, clock: FakeClock
) -> None:
    limiter = Limiter(clock)
    limiter.hold_back(hold_s)
    (turn,) = await _serve(limiter, clock, [Arrivals(0, priority)], minutes=70)
    assert turn.waited_s == min(hold_s, MAX_POLL_HOLD_S if priority.is_poll else MAX_HOLD_S)


async def test_a_shorter_hold_does_not_end_a_longer_one(clock: FakeClock) -> None:
    limiter = Limiter(clock)
    limiter.hold_back(50)
    limiter.hold_back(1)
    (turn,) = await _serve(limiter, clock, [Arrivals(0, COMMAND)], minutes=1)
    assert turn.waited_s == 50


async def test_a_hold_reaches_those_who_wait_already(clock: FakeClock) -> None:
    limiter = Limiter(clock, 1)
    await limiter.wait_turn()
    waiting = asyncio.ensure_future(limiter.wait_turn())
    await clock.advance(30)
    limiter.hold_back(100)
    await clock.advance(99)
    assert not waiting.done()
    await clock.advance(1)
    assert waiting.done()


async def test_each_refusal_halves_the_polls_down_to_three_and_each_minute_gives_one_back(
    clock: FakeClock,
) -> None:
    limiter = Limiter(clock)
    seen = [limiter.state.polls_per_minute]
    for _ in range(5):
        limiter.hold_back(5)
        seen.append(limiter.state.polls_per_minute)
        await clock.advance(5)
    assert seen == [30, 15, 7, 3, 3, 3]
    grown = []
    for _ in range(40):
        await clock.advance(MINUTE_S)
        grown.append(limiter.state.polls_per_minute)
    assert grown == [min(3 + minute, 30) for minute in range(1, 41)]


async def test_requests_that_are_refused_together_halve_the_polls_once(clock: FakeClock) -> None:
    limiter = Limiter(clock)
    for _ in range(8):
        limiter.hold_back(5)
    assert limiter.state.polls_per_minute == 15


async def test_after_a_refusal_no_more_polls_start_than_that(clock: FakeClock) -> None:
    limiter = Limiter(clock)
    limiter.hold_back(1)
    turns = await _serve(limiter, clock, [Arrivals(2, WATCHED, 30), Arrivals(2, COMMAND, 20)])
    assert sum(turn.waited_s == 0 for turn in turns if turn.priority is WATCHED) == 15
    assert all(turn.waited_s == 0 for turn in turns if turn.priority is COMMAND)


# What answers say


@pytest.mark.parametrize(
    ("told", "per_minute"),
    [(None, 50), (0, 50), (-5, 50), (1, 1), (6, 5), (12, 10), (30, 25), (60, 50), (61, 50), (10**12, 50)],
)
async def test_a_limit_that_is_told_holds_until_another_is_told_but_never_more_than_the_profile_allows(
    told: int | None, per_minute: int, clock: FakeClock
) -> None:
    limiter = Limiter(clock)
    limiter.learn(told, None, None)
    assert limiter.state.per_minute == per_minute
    assert limiter.state.polls_per_minute == poll_share(per_minute)
    limiter.learn(60, None, None)
    assert (limiter.state.per_minute, limiter.state.polls_per_minute) == (50, 30)


@pytest.mark.parametrize(
    ("remaining", "reset_s", "wait_s"),
    [
        (8, 40.0, 10.0),
        (0, 40.0, 10.0),
        (8, None, 15.0),
        (8, 1e9, 15.0),
        (8, 0.0, 0.0),
        (8, -5.0, 0.0),
        (9, 40.0, 0.0),
        (50, 40.0, 0.0),
        (None, 40.0, 0.0),
    ],
)
async def test_when_others_have_used_nearly_all_polls_leave_the_rest_to_the_person(
    remaining: int | None, reset_s: float | None, wait_s: float, clock: FakeClock
) -> None:
    limiter = Limiter(clock)
    limiter.learn(60, remaining, reset_s)
    turns = await _serve(limiter, clock, [Arrivals(0, WATCHED), Arrivals(0, FANOUT), Arrivals(0, COMMAND)])
    assert {turn.priority: turn.waited_s for turn in turns} == {WATCHED: wait_s, FANOUT: 0.0, COMMAND: 0.0}


# Who gives up, and what is told


async def test_one_who_gives_up_waiting_blocks_nobody(clock: FakeClock) -> None:
    limiter = Limiter(clock, 1)
    await limiter.wait_turn()
    impatient = asyncio.ensure_future(limiter.wait_turn())
    patient = asyncio.ensure_future(limiter.wait_turn())
    await clock.advance(1)
    impatient.cancel()
    await settle()
    assert limiter.state.waiting == 1
    await clock.advance(MINUTE_S)
    assert patient.done()
    assert not patient.cancelled()
    assert impatient.cancelled()


async def test_one_who_gives_up_leaves_no_sleeper_behind(clock: FakeClock) -> None:
    limiter = Limiter(clock, 1)
    await limiter.wait_turn()
    waiting = [asyncio.ensure_future(limiter.wait_turn(priority)) for priority in Priority]
    await settle()
    for one in waiting:
        one.cancel()
    await settle()
    assert (limiter.state.waiting, limiter.state.next_in_s, clock.sleepers) == (0, 0.0, 0)


async def test_the_state_says_what_is_used_who_waits_and_for_how_long(clock: FakeClock) -> None:
    limiter = Limiter(clock, 3)
    assert limiter.state == Budget(per_minute=2, polls_per_minute=1)
    await limiter.wait_turn()
    await clock.advance(10)
    await limiter.wait_turn(REFRESH)
    waiting = asyncio.ensure_future(limiter.wait_turn())
    await settle()
    assert limiter.state == Budget(used=2, per_minute=2, waiting=1, next_in_s=50.0, polls_per_minute=1)
    limiter.hold_back(55)
    assert limiter.state[2:5] == (1, 55.0, 55.0)
    await clock.advance(55)
    assert waiting.done()
    assert limiter.state == Budget(used=2, per_minute=2, polls_per_minute=1)
    await clock.advance(MINUTE_S)
    assert limiter.state.used == 0


async def test_the_wait_that_is_told_is_that_of_the_first_who_may_start(clock: FakeClock) -> None:
    limiter = Limiter(clock)
    limiter.hold_back(600)
    waiting = [asyncio.ensure_future(limiter.wait_turn(priority)) for priority in (WATCHED, COMMAND)]
    await settle()
    assert limiter.state.next_in_s == MAX_HOLD_S
    await clock.advance(600)
    assert all(one.done() for one in waiting)


async def test_every_change_is_told(clock: FakeClock) -> None:
    told: list[Budget] = []
    limiter = Limiter(clock, 1, told.append)
    await limiter.wait_turn()
    waiting = asyncio.ensure_future(limiter.wait_turn())
    await settle()
    limiter.hold_back(7)
    waiting.cancel()
    await settle()
    assert [(one.used, one.waiting, one.held_s) for one in told] == [
        (1, 0, 0),
        (1, 1, 0),
        (1, 1, 7),
        (1, 0, 7),
    ]
