"""Samples on an axis of hours, restarts that show in them, and how long a fault lasted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.site_history import (
    Fault,
    HeartbeatHour,
    Sample,
    hourly,
    newest_with,
    restarts,
    worst_hour,
)
from tests.domain.records import NOW, ago

HOUR = timedelta(hours=1)
TEN = NOW.replace(hour=10, minute=0)


def _at(hour: float, uptime_s: int | None = None) -> Sample:
    """Return a sample so many hours after ten o'clock."""
    return Sample(TEN + hour * HOUR, uptime_s=uptime_s)


# An axis of hours


def test_each_hour_has_its_place_and_a_missing_one_is_a_gap() -> None:
    samples = [_at(0), _at(1), _at(3)]
    assert hourly(samples, TEN + 3.7 * HOUR, 5) == [None, samples[0], samples[1], None, samples[2]]


@pytest.mark.parametrize(
    ("minutes_after_ten", "place"), [(-1, 0), (0, 1), (59, 1), (60, 2), (119, 2), (-61, None), (120, None)]
)
def test_an_hour_has_its_first_moment_and_not_its_last(minutes_after_ten: int, place: int | None) -> None:
    sample = _at(minutes_after_ten / 60)
    places = hourly([sample], TEN + HOUR, 3)
    assert [number for number, found in enumerate(places) if found] == ([] if place is None else [place])


@pytest.mark.parametrize("is_reversed", [False, True])
def test_of_several_in_one_hour_the_newest_stands(is_reversed: bool) -> None:
    samples = [_at(0.1), _at(0.5), _at(0.9)]
    assert hourly(samples[::-1] if is_reversed else samples, TEN, 1) == [_at(0.9)]


def test_hours_are_those_of_utc_whatever_the_zone_of_the_question() -> None:
    nepal = timezone(timedelta(hours=5, minutes=45))
    assert hourly([_at(0.9)], (TEN + 0.1 * HOUR).astimezone(nepal), 1) == [_at(0.9)]


@pytest.mark.parametrize("hours", [0, -3])
def test_no_hours_are_no_places(hours: int) -> None:
    assert hourly([_at(0)], TEN, hours) == []


@pytest.mark.parametrize("until", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_ends_of_time_are_hours_too(until: datetime) -> None:
    assert hourly([Sample(until), _at(0)], until, 3) == [None, None, Sample(until)]


@given(st.lists(st.integers(-5000, 5000)), st.integers(0, 80))
def test_the_axis_is_as_long_as_asked_and_in_order(minutes: list[int], hours: int) -> None:
    samples = [_at(minute / 60) for minute in minutes]
    places = hourly(samples, TEN, hours)
    assert len(places) == hours
    times = [place.at for place in places if place]
    assert times == sorted(set(times))
    for number, place in enumerate(places):
        start = TEN - (hours - 1 - number) * HOUR
        in_it = [sample.at for sample in samples if start <= sample.at < start + HOUR]
        assert (place.at if place else None) == max(in_it, default=None)


# Restarts


@pytest.mark.parametrize(
    ("hours_and_uptimes_s", "restarted_at_hours"),
    [
        ([], []),
        ([(0, 5)], []),
        ([(0, 100), (1, 3700)], []),
        ([(0, 100), (1, 100)], []),
        ([(0, 90_000), (1, 600)], [1]),
        ([(0, 90_000), (1, None), (2, 600)], [2]),
        ([(0, None), (1, 600)], []),
        ([(0, 90_000), (1, 600), (2, 4200), (3, 7800), (4, 30)], [1, 4]),
        # Three restarts in three minutes: each uptime fits into the time since the sample before.
        ([(0, 5000), (1 / 60, 40), (2 / 60, 30), (3 / 60, 20)], [1 / 60, 2 / 60, 3 / 60]),
        # An average of before and after, then one of after alone.
        ([(0, 360_000), (1, 180_000), (2, 2700), (3, 6300)], [1]),
        # The same, and a restart in the hour after that.
        ([(0, 360_000), (1, 180_000), (2, 2700), (3, 900)], [1, 3]),
        # It rose, but is too short for the time between, of which an hour may lie behind the first.
        ([(0, 600), (40, 72_000)], [40]),
        ([(0, 600), (40, 39 * 3600)], []),
        ([(0, 600), (40, 39 * 3600 - 1)], [40]),
        # One that shows in an average, and one between it and the next sample.
        ([(0, 360_000), (1, 180_000), (50, 2700)], [1, 50]),
        # A second such average after one that rose again.
        ([(0, 360_000), (1, 180_000), (2, 2700), (3, 40_000), (4, 20_000)], [1, 4]),
    ],
)
def test_uptime_that_falls_is_a_restart(
    hours_and_uptimes_s: list[tuple[float, int | None]], restarted_at_hours: list[float]
) -> None:
    samples = [_at(hour, uptime_s) for hour, uptime_s in hours_and_uptimes_s]
    assert restarts(samples) == tuple(TEN + hour * HOUR for hour in restarted_at_hours)


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=6), st.integers(0, 59))
def test_each_restart_between_true_samples_is_found_once(lives_min: list[int], offset_s: int) -> None:
    """A router that lived for so many minutes each time, looked at once a minute."""
    samples: list[Sample] = []
    begun_at: list[datetime] = []
    for life_min in lives_min:
        for minute in range(life_min):
            at = TEN + len(samples) * timedelta(minutes=1)
            samples.append(Sample(at, uptime_s=minute * 60 + offset_s))
            if minute == 0:
                begun_at.append(at)
    # A life of one sample is followed by an uptime that does not fall: nothing tells it from standing still.
    seen = [at for at, before_min in zip(begun_at[1:], lives_min, strict=False) if before_min > 1]
    assert restarts(samples) == tuple(seen)


# What is newest, and what is worst


@pytest.mark.parametrize(("minutes", "is_old"), [(-60, False), (0, False), (90, False), (91, True)])
def test_a_sample_is_old_when_the_next_should_have_come(minutes: int, is_old: bool) -> None:
    sample = Sample(ago(minutes * 60))
    assert sample.is_old(NOW) is is_old
    assert sample.age_s(NOW) == max(0, minutes * 60)


def test_the_newest_that_has_the_number_counts() -> None:
    samples = (_at(0, 5), _at(1, 0), _at(2))
    assert newest_with(samples, lambda one: one.uptime_s) == samples[1]
    assert newest_with(samples, lambda one: one.cpu_load_percent) is None


@pytest.mark.parametrize(
    ("missed_and_down", "worst"),
    [
        ([], None),
        ([(None, None), (0, 0)], None),
        ([(10, 1), (50, 1), (None, None)], 1),
        ([(50, 1), (50, 1), (0, 0)], 1),
        ([(50, 2), (50, 1)], 0),
        ([(None, 5), (0, 0)], 0),
    ],
)
def test_the_worst_hour_is_the_last_of_those_with_most_missed(
    missed_and_down: list[tuple[float | None, float | None]], worst: int | None
) -> None:
    hours = [HeartbeatHour(str(number), *one) for number, one in enumerate(missed_and_down)]
    assert worst_hour(hours) == (None if worst is None else hours[worst])
    assert [hour.is_known for hour in hours] == [one != (None, None) for one in missed_and_down]


# Faults


@pytest.mark.parametrize(
    ("fault", "is_open", "duration_s"),
    [
        (Fault("1", "m", began_at=ago(90)), True, 90),
        (Fault("1", "m", began_at=ago(90), resolved_at=ago(30)), False, 60),
        (Fault("1", "m", began_at=ago(90), resolved_at=ago(30), is_resolved=True), False, 60),
        (Fault("1", "m", began_at=ago(90), is_resolved=True), False, None),
        (Fault("1", "m", resolved_at=ago(30)), False, None),
        (Fault("1", "m"), True, None),
        (Fault("1", "m", began_at=ago(-5)), True, 0),
        (Fault("1", "m", began_at=ago(30), resolved_at=ago(90)), False, 0),
    ],
)
def test_how_long_a_fault_lasted(fault: Fault, is_open: bool, duration_s: float | None) -> None:
    assert fault.is_open is is_open
    assert fault.duration_s(NOW) == duration_s
