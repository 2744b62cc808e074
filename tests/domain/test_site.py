"""How fresh a site is: late long before the platform says offline."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.site import Freshness, count_freshness
from tests.domain.records import NOW, a_site, ago

ONLINE, LATE, OFFLINE, UNKNOWN = Freshness.ONLINE, Freshness.LATE, Freshness.OFFLINE, Freshness.UNKNOWN


@pytest.mark.parametrize(
    ("has_pulse", "age_s", "freshness"),
    [
        (True, 0, ONLINE),
        (True, 44, ONLINE),
        (True, 45, ONLINE),
        (True, 46, LATE),
        (True, 299, LATE),
        (True, 301, LATE),
        (True, 86_400, LATE),
        (True, None, ONLINE),
        (False, 0, OFFLINE),
        (False, 44, OFFLINE),
        (False, 301, OFFLINE),
        (False, None, UNKNOWN),
        (None, 44, ONLINE),
        (None, 46, LATE),
        (None, 299, LATE),
        (None, 300, LATE),
        (None, 301, OFFLINE),
        (None, None, UNKNOWN),
        (True, -10, ONLINE),
    ],
)
def test_freshness(has_pulse: bool | None, age_s: float | None, freshness: Freshness) -> None:
    site = a_site(has_pulse=has_pulse, last_seen_at=None if age_s is None else ago(age_s))
    assert site.freshness(NOW) is freshness


def test_a_heartbeat_from_the_future_has_no_negative_age() -> None:
    assert a_site(last_seen_at=ago(-60)).age_s(NOW) == 0.0
    assert a_site().age_s(NOW) is None


@given(
    st.lists(
        st.tuples(st.sampled_from([True, False, None]), st.none() | st.floats(min_value=-100, max_value=1e6))
    )
)
def test_counts_have_every_state_and_add_up(states: list[tuple[bool | None, float | None]]) -> None:
    sites = [
        a_site(number, has_pulse=pulse, last_seen_at=None if age_s is None else ago(age_s))
        for number, (pulse, age_s) in enumerate(states)
    ]
    counts = count_freshness(sites, NOW)
    assert set(counts) == set(Freshness)
    assert sum(counts.values()) == len(sites)
