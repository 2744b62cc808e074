"""Ages, identifiers, outcomes, errors and clocks: rules of one line each, as tables."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain import errors
from altotui.domain.ages import coarse_age, exact_duration, read_age
from altotui.domain.clock import Clock, ScaledClock, SystemClock
from altotui.domain.command import CommandResult, Sentence, count_outcomes
from altotui.domain.errors import ApiError, Busy, InvalidInput
from altotui.domain.ids import is_uuid, job_id, site_id
from altotui.domain.outcome import Outcome
from tests.domain.records import NOW, site_no


@pytest.mark.parametrize(
    ("age_s", "text"),
    [
        (None, "?"),
        (0, "<1m"),
        (59.9, "<1m"),
        (60, "1m"),
        (3599, "59m"),
        (3600, "1h"),
        (86399, "23h"),
        (86400, "1d"),
        (12.5 * 86400, "12d"),
        (-5, "<1m"),
    ],
)
def test_coarse_age(age_s: float | None, text: str) -> None:
    assert coarse_age(age_s) == text


@pytest.mark.parametrize(
    ("duration_s", "text"),
    [
        (None, "?"),
        (-1, "0.0s"),
        (0, "0.0s"),
        (0.84, "0.8s"),
        (9.94, "9.9s"),
        (10, "10s"),
        (41.9, "41s"),
        (59.9, "59s"),
        (60, "1m00"),
        (184, "3m04"),
        (3599, "59m59"),
        (7620, "2h07"),
        (86400, "1d00h"),
        (273600, "3d04h"),
    ],
)
def test_exact_duration(duration_s: float | None, text: str) -> None:
    assert exact_duration(duration_s) == text


@given(st.floats(min_value=0, max_value=1e7))
def test_durations_are_short(duration_s: float) -> None:
    assert len(exact_duration(duration_s)) <= 7
    assert len(coarse_age(duration_s)) <= 5


@pytest.mark.parametrize(
    ("text", "age_s"),
    [
        ("5m", 300),
        ("90s", 90),
        ("2h30m", 9000),
        ("30m2h", 9000),
        ("3d", 3 * 86400),
        ("1w", 7 * 86400),
        ("1W2D", 9 * 86400),
        ("0s", 0),
        ("005m", 300),
        ("999999w", 999_999 * 7 * 86400),
        ("1s" * 9_000, 9_000),
        ("1000000s", None),
        ("", None),
        ("5", None),
        ("m", None),
        ("5 m", None),
        (" 5m", None),
        ("5m\n", None),
        ("5mm", None),
        ("1.5h", None),
        ("-5m", None),
        ("+5m", None),
        ("5y", None),
        ("5m3", None),
        ("٣m", None),
        ("²s", None),
    ],
)
def test_read_age(text: str, age_s: float | None) -> None:
    assert read_age(text) == age_s


@given(st.integers(0, 10), st.integers(0, 23), st.integers(0, 59))
def test_an_age_that_is_written_can_be_read(days: int, hours: int, minutes: int) -> None:
    age_s = read_age(f"{days}d{hours:02d}h{minutes}m")
    assert age_s == days * 86400 + hours * 3600 + minutes * 60
    if age_s >= 60:
        assert 0 <= age_s - (read_age(coarse_age(age_s)) or 0) < max(age_s / 2, 60)


GOOD = "9C69345C-8d39-4786-9f17-8153c988c89a"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "../x",
        "a?b",
        GOOD + "\n",
        GOOD + "/..",
        "x" * 4000,
        GOOD.replace("-", ""),
        "\u0130" + GOOD[1:],
        " " + GOOD,
    ],
)
def test_what_is_no_uuid_never_becomes_an_id(text: str) -> None:
    assert not is_uuid(text)
    for make in (site_id, job_id):
        with pytest.raises(InvalidInput, match="is not a UUID: take it from") as caught:
            make(text)
        assert str(caught.value).isascii()
        assert len(str(caught.value)) < 800


def test_ids_are_lower_case() -> None:
    assert {str(site_id(GOOD)), str(job_id(GOOD))} == {GOOD.lower()}


def _api_errors(of: type[ApiError] = ApiError) -> list[type[ApiError]]:
    found = [of]
    for kind in of.__subclasses__():
        found += _api_errors(kind)
    return found


OUTCOMES = {
    "ApiError": "unknown",
    "Unreachable": "not_sent",
    "Paused": "not_sent",
    "TimedOut": "unknown",
    "Interrupted": "unknown",
    "Busy": "rejected",
    "SessionExpired": "rejected",
    "Forbidden": "rejected",
    "NotFound": "rejected",
    "Rejected": "rejected",
    "RouterError": "router_error",
    "ServerFault": "unknown",
    "BadAnswer": "unknown",
}


def test_every_api_error_says_what_became_of_the_request() -> None:
    assert {kind.__name__: kind.outcome.value for kind in _api_errors()} == OUTCOMES


def test_the_error_tree_of_the_docstring_is_the_real_one() -> None:
    doc = errors.__doc__ or ""
    for name in OUTCOMES:
        assert name in doc
    assert Busy("x", retry_after_s=3, endpoint="GET /sites", status=429).retry_after_s == 3
    assert str(InvalidInput("a", "b")) == "a: b"
    assert str(InvalidInput("a")) == "a"


@given(st.lists(st.sampled_from(Outcome)))
def test_counts_have_every_outcome_and_add_up(outcomes: list[Outcome]) -> None:
    counts = count_outcomes(CommandResult(site_no(1), "a", outcome) for outcome in outcomes)
    assert set(counts) == {outcome.value for outcome in Outcome}
    assert sum(counts.values()) == len(outcomes)


def test_a_sentence_reads_as_one_line() -> None:
    assert str(Sentence("/ip/arp/print", ("=.proplist=address", "?dynamic=true"))) == (
        "/ip/arp/print =.proplist=address ?dynamic=true"
    )


async def test_the_clocks_of_the_program_are_aware_and_never_go_back() -> None:
    clocks: list[Clock] = [SystemClock(), ScaledClock(NOW, speed=1000.0)]
    for clock in clocks:
        before = clock.monotonic()
        await clock.sleep(0)
        assert clock.now().utcoffset() == timedelta(0)
        assert clock.monotonic() >= before
    assert abs(datetime.now(UTC) - clocks[0].now()) < timedelta(minutes=1)


async def test_a_scaled_clock_sleeps_scaled_time() -> None:
    clock = ScaledClock(NOW, speed=10_000.0)
    async with asyncio.timeout(2):
        await clock.sleep(60)
    assert clock.now() >= NOW + timedelta(seconds=59)
    with pytest.raises(ValueError, match="above 0"):
        ScaledClock(NOW, speed=0)
