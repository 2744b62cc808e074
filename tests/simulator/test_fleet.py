"""The fleet: the same router for the same index, believable, cheap, and found again by its id."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.simulator.fleet import Fleet
from altotui.simulator.places import CITIES
from tests.simulator.calling import START

LARGE = 100_000


def make(size: int = 240, seed: int = 7, *, hostile: bool = False) -> Fleet:
    return Fleet(seed, size, started_at=START, hostile=hostile)


@given(seed=st.integers(0, 2**64), index=st.integers(0, LARGE - 1))
def test_a_site_id_leads_back_to_its_index(seed: int, index: int) -> None:
    fleet = make(LARGE, seed)
    site_id = fleet.site_id(index)
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", site_id)
    assert fleet.index_of(site_id) == index
    assert fleet.index_of(site_id.upper()) == index
    assert fleet.profile(index).site_id == site_id


@given(
    index=st.integers(0, LARGE - 1), position=st.integers(0, 35), digit=st.sampled_from("0123456789abcdef")
)
def test_an_id_with_another_digit_is_no_site(index: int, position: int, digit: str) -> None:
    fleet = make(LARGE)
    site_id = fleet.site_id(index)
    other = site_id[:position] + digit + site_id[position + 1 :]
    if other != site_id:
        assert fleet.index_of(other) is None


@pytest.mark.parametrize("text", ["", "nope", "site_2xQh2a", "../../etc", "é" * 36, "0" * 36])
def test_what_is_no_uuid_is_no_site(text: str) -> None:
    assert make().index_of(text) is None


def test_a_site_outside_the_fleet_is_not_found() -> None:
    assert make(10).index_of(make(11).site_id(10)) is None
    with pytest.raises(IndexError, match="site 10 is outside a fleet of 10"):
        make(10).profile(10)
    with pytest.raises(ValueError, match="fleet of -1 sites"):
        make(-1)


@given(index=st.integers(0, 50), size=st.integers(51, LARGE))
def test_the_size_changes_no_router(index: int, size: int) -> None:
    assert make(size).profile(index) == make(51).profile(index)


def test_another_seed_is_another_fleet() -> None:
    assert not {p.site_id for p in make(50)} & {p.site_id for p in make(50, 8)}


def test_the_fleet_is_believable() -> None:
    profiles = list(make(5000))
    assert len({p.name for p in profiles}) == len({p.site_id for p in profiles}) == 5000
    assert {p.region for p in profiles} == {city.slug for city in CITIES}
    roles = Counter(p.role for p in profiles)
    assert roles.most_common(1)[0][0] == "branch"
    assert set(roles) == {"core", "edge", "branch", "depot", "tower", "kiosk", "lab"}
    assert Counter(p.version for p in profiles).most_common(1)[0][0] == "7.19.4"
    assert {p.architecture for p in profiles if p.version.startswith("6.")} == {"mipsbe"}
    assert {p.role for p in profiles if "rc" in p.version} == {"lab"}
    assert any(not p.name.isascii() for p in profiles)
    assert any(p.location is None for p in profiles)


@given(index=st.integers(0, LARGE - 1))
def test_every_router_keeps_the_rules_of_its_fields(index: int) -> None:
    profile = make(LARGE).profile(index)
    assert re.fullmatch(r"site_[0-9A-Za-z]{27}", profile.pid)
    assert re.fullmatch(r"H[0-9A-Z]{10}", profile.serial)
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", profile.software_id)
    assert profile.public_address.startswith(("192.0.2.", "198.51.100.", "203.0.113."))
    assert 1 <= profile.lan_octet <= 254
    assert profile.created_at < profile.booted_at <= START - timedelta(minutes=10)
    assert profile.tags[:3] == (f"region:{profile.region}", f"isp:{profile.isp}", f"role:{profile.role}")
    assert profile.name == f"{profile.region}-{profile.role}-{index:04d}"


def test_hostile_names_are_in_two_sites_of_three() -> None:
    plain, hostile = list(make(90)), list(make(90, hostile=True))
    assert sum(a.name != b.name for a, b in zip(plain, hostile, strict=True)) == 60
    assert any(not p.name.isprintable() for p in hostile)
    assert len({p.name for p in hostile}) == 90
