"""What may be repeated, as one table: every kind of call, every error, every attempt (reliability.md 8)."""

from __future__ import annotations

import pytest

from altotui.api import policy
from altotui.api.policy import Policy
from altotui.domain.budget import Priority
from altotui.domain.errors import (
    ApiError,
    BadAnswer,
    Busy,
    Forbidden,
    Interrupted,
    NotFound,
    Paused,
    Rejected,
    RouterError,
    ServerFault,
    SessionExpired,
    TimedOut,
    Unreachable,
)

MIB = 1024 * 1024
READ_TWICE = policy.READ_COMMAND._replace(attempts=policy.READ_ATTEMPTS_WHEN_WANTED)
POLICIES = {
    "list sites": policy.LIST_SITES,
    "list tags": policy.LIST_TAGS,
    "list history": policy.LIST_HISTORY,
    "list jobs": policy.LIST_JOBS,
    "read command": policy.READ_COMMAND,
    "read command, twice": READ_TWICE,
    "write command": policy.WRITE_COMMAND,
    "queue with a key": policy.QUEUE_KEYED,
    "queue without a key": policy.QUEUE_UNKEYED,
    "cancel": policy.CANCEL_JOB,
}
REPEATING = {
    "list sites": 3,
    "list history": 3,
    "list jobs": 3,
    "read command, twice": 2,
    "queue with a key": 3,
}
"""Attempts, once a byte may have left, of those that have more than one."""

NOTHING_LEFT = {"unreachable": Unreachable("x")}
PASSING: dict[str, ApiError] = {
    "interrupted": Interrupted("x"),
    "busy": Busy("x"),
    "busy for 120 s": Busy("x", retry_after_s=120),
    **{str(status): ServerFault("x", status=status) for status in (500, 502, 503, 504)},
}
SILENCE: dict[str, ApiError] = {"timed out": TimedOut("x"), "408": TimedOut("x", status=408)}
FINAL: dict[str, ApiError] = {
    "unreachable for good": Unreachable("x", is_passing=False),
    "paused": Paused("x"),
    "busy for 121 s": Busy("x", retry_after_s=121),
    "busy for a day": Busy("x", retry_after_s=86_400),
    "401": SessionExpired("x", status=401),
    "403": Forbidden("x", status=403),
    "404": NotFound("x", status=404),
    "404 of a path": NotFound("x", status=404, is_path=True),
    **{str(status): Rejected("x", status=status) for status in (400, 409, 413, 422)},
    "router": RouterError("x", status=500),
    "501": ServerFault("x", status=501),
    "505": ServerFault("x", status=505),
    "599": ServerFault("x", status=599),
    "bad answer": BadAnswer("x", status=200),
    "redirect": BadAnswer("x", status=302),
    "unnamed": ApiError("x"),
}
ERRORS = NOTHING_LEFT | PASSING | SILENCE | FINAL


def test_the_table_has_every_kind_of_error() -> None:
    def kinds(kind: type[ApiError]) -> set[type[ApiError]]:
        return {kind}.union(*map(kinds, kind.__subclasses__()))

    assert {type(error) for error in ERRORS.values()} == kinds(ApiError)


@pytest.mark.parametrize("problem", ERRORS)
@pytest.mark.parametrize("name", POLICIES)
def test_what_is_repeated(name: str, problem: str) -> None:
    attempts = 1
    if problem in NOTHING_LEFT:
        attempts = 3
    elif problem in PASSING or (problem in SILENCE and name != "read command, twice"):
        attempts = REPEATING.get(name, 1)
    repeats = [POLICIES[name].repeats(ERRORS[problem], attempt) for attempt in (1, 2, 3, 4)]
    assert repeats == [attempt < attempts for attempt in (1, 2, 3, 4)]


@pytest.mark.parametrize("priority", [Priority.WATCHED, Priority.BACKGROUND])
@pytest.mark.parametrize("name", POLICIES)
def test_a_poll_is_never_repeated(name: str, priority: Priority) -> None:
    rules = POLICIES[name].polled(priority)
    assert not any(rules.repeats(error, 1) for error in ERRORS.values())


@pytest.mark.parametrize("priority", [Priority.COMMAND, Priority.REFRESH, Priority.FANOUT])
@pytest.mark.parametrize("name", POLICIES)
def test_a_call_somebody_waits_for_keeps_its_rules(name: str, priority: Priority) -> None:
    assert POLICIES[name].polled(priority) == POLICIES[name]


@pytest.mark.parametrize(
    ("name", "read_s", "write_s", "total_s", "max_bytes"),
    [
        ("list sites", 10, 5, 20, 16 * MIB),
        ("list tags", 10, 5, 20, 16 * MIB),
        ("list history", 10, 5, 20, 4 * MIB),
        ("list jobs", 10, 5, 15, 4 * MIB),
        ("read command", 60, 10, 65, 8 * MIB),
        ("write command", 60, 10, 65, 8 * MIB),
        ("queue with a key", 20, 10, 30, MIB),
        ("queue without a key", 20, 10, 30, MIB),
        ("cancel", 20, 10, 30, MIB),
    ],
)
def test_times_and_sizes_are_those_of_the_table(
    name: str, read_s: float, write_s: float, total_s: float, max_bytes: int
) -> None:
    rules = POLICIES[name]
    assert (rules.read_s, rules.write_s, rules.total_s, rules.max_bytes) == (
        read_s,
        write_s,
        total_s,
        max_bytes,
    )
    assert policy.CONNECT_S == 5


@pytest.mark.parametrize(
    ("name", "needs_fresh_connection", "tells_of_platform"),
    [
        ("list sites", False, True),
        ("list history", False, True),
        ("list jobs", False, True),
        ("read command", False, False),
        ("write command", True, False),
        ("queue with a key", True, True),
        ("queue without a key", True, True),
        ("cancel", True, True),
    ],
)
def test_whatever_changes_something_has_a_connection_of_its_own(
    name: str, needs_fresh_connection: bool, tells_of_platform: bool
) -> None:
    rules = POLICIES[name]
    assert rules.needs_fresh_connection is needs_fresh_connection
    assert rules.tells_of_platform is tells_of_platform


@pytest.mark.parametrize(
    ("left_s", "read_s", "total_s"), [(20, 10, 20), (15, 10, 15), (10, 10, 10), (3, 3, 3), (0.1, 0.1, 0.1)]
)
def test_what_is_left_of_the_total_bounds_each_read(left_s: float, read_s: float, total_s: float) -> None:
    rules: Policy = policy.LIST_SITES.lasting(left_s)
    assert (rules.read_s, rules.total_s) == (read_s, total_s)
    assert rules == policy.LIST_SITES._replace(read_s=read_s, total_s=total_s)


def test_a_list_may_be_as_large_as_the_one_before_makes_likely() -> None:
    assert policy.LIST_SITES.expecting(0) == policy.LIST_SITES
    assert policy.LIST_SITES.expecting(1000) == policy.LIST_SITES
    assert policy.LIST_SITES.expecting(100_000).max_bytes == 100_000 * policy.MOST_SITE_BYTES
    assert (
        policy.LIST_SITES.expecting(100_000)._replace(max_bytes=policy.LIST_SITES.max_bytes)
        == policy.LIST_SITES
    )
