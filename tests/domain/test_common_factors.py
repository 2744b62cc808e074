"""What the sites of a burst have in common, beside the rest of the fleet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.common_factors import MAX_COMMON, common_factors, differing_fields, stands_out
from altotui.domain.site import Site
from altotui.domain.sliced import finished
from tests.domain.records import SiteFields, a_site

FIELDS: list[SiteFields] = [
    {"tags": ("region:abuja", "isp:beta"), "version": "7.16.2", "model": "hEX S"},
    {"tags": ("region:lagos", "isp:beta"), "version": "7.19.4", "model": "RB5009"},
    {"tags": ("region:oslo", "isp:gamma"), "version": "7.19.4", "model": "RB5009"},
    {"tags": ("region:oslo", "isp:alpha"), "version": "7.19.4", "model": "CCR2004"},
]
REST = [a_site(100 + number, **FIELDS[number % len(FIELDS)]) for number in range(40)]


def group(*fields: SiteFields) -> list[Site]:
    return [a_site(number, **some) for number, some in enumerate(fields)]


def common(burst: list[Site], rest: list[Site] | None = None) -> tuple[str, ...]:
    return finished(common_factors(burst, [*(REST if rest is None else rest), *burst]))


ALPHA: SiteFields = {"tags": ("isp:alpha",)}
BETA: SiteFields = {"tags": ("isp:beta",)}


@pytest.mark.parametrize(
    ("burst", "found"),
    [
        ([], ()),
        ([ALPHA], ()),
        ([ALPHA] * 5, ("isp:alpha",)),
        ([ALPHA] * 4 + [BETA], ("isp:alpha",)),
        ([ALPHA] * 7 + [BETA] * 2, ()),
        ([{"tags": ("isp:alpha", "isp:alpha")}, BETA, BETA], ()),
        ([{"version": "7.19.4"}] * 5, ()),
        ([{"version": "7.20"}] * 5, ("version 7.20",)),
        ([{"model": "RB4011", "board": "RB4011"}] * 5, ("model RB4011",)),
        ([{"model": "RB4011iGS+", "board": "RB4011"}] * 5, ("board RB4011", "model RB4011iGS+")),
        ([{"public_address": f"203.0.113.{n}"} for n in range(2)], ("203.0.113.0/24",)),
        ([{"public_address": f"2001:db8::{n}"} for n in range(5)], ()),
        ([{"public_address": text} for text in ("1.2.3.", "1.2.3.x", "1.2.3", "..", "\x1b")], ()),
        ([{}] * 5, ()),
        ([{"tags": ("a:1", "b:2", "c:3", "d:4")}] * 2, ("a:1", "b:2", "c:3")),
    ],
)
def test_what_stands_out_of_a_burst(burst: list[SiteFields], found: tuple[str, ...]) -> None:
    assert common(group(*burst)) == found


def test_the_best_comes_first() -> None:
    """Of the rest of the fleet, a quarter is alpha's, a quarter in Lagos, and nobody has 7.20."""
    fields: SiteFields = {"tags": ("isp:alpha", "region:lagos"), "version": "7.20"}
    partly: SiteFields = {"tags": ("isp:alpha", "region:abuja"), "version": "7.20"}
    assert common(group(*[fields] * 5, partly)) == ("version 7.20", "isp:alpha", "region:lagos")


def test_a_burst_of_most_of_the_fleet_is_held_against_the_others() -> None:
    assert common(group(*[ALPHA] * 6), [*REST[:3], REST[4]]) == ("isp:alpha",)


def test_what_nearly_the_whole_fleet_has_is_no_finding() -> None:
    burst = group(*[ALPHA] * 5)
    everywhere = [a_site(100 + number, **ALPHA) for number in range(38)] + REST[:2]
    assert common(burst, everywhere) == ()
    assert common(burst, []) == ()


@pytest.mark.parametrize(
    ("count", "size", "rest_count", "rest_size", "is_finding"),
    [
        (1, 1, 0, 100, False),
        (2, 2, 0, 100, True),
        (2, 2, 25, 100, False),
        (3, 3, 25, 100, True),
        (4, 5, 0, 100, True),
        (3, 4, 0, 100, False),
        (5, 5, 50, 100, True),
        (5, 5, 51, 100, False),
        (6, 6, 0, 4, True),
        (5, 5, 0, 0, False),
    ],
)
def test_a_finding_is_shared_and_frequent_and_no_chance(
    count: int, size: int, rest_count: int, rest_size: int, is_finding: bool
) -> None:
    assert stands_out(count, size, rest_count, rest_size) is is_finding


@pytest.mark.parametrize(
    ("burst", "shared", "found"),
    [
        ([{}, {}], (), ()),
        ([{"model": "A", "version": "1"}], (), ()),
        ([{"model": "A", "version": "1"}, {"model": "B", "version": "1"}], (), ("model",)),
        ([{"model": "A", "version": "1"}, {"model": "B", "version": "2"}], (), ("model", "version")),
        ([{"model": "A"}, {}], (), ()),
        ([{"version": "1"}] * 4 + [{"version": "2"}], ("version 1",), ()),
    ],
)
def test_what_a_burst_does_not_share(
    burst: list[SiteFields], shared: tuple[str, ...], found: tuple[str, ...]
) -> None:
    assert finished(differing_fields(group(*burst), shared)) == found


texts = st.sampled_from(["a", "b", "c"])
some_sites = st.lists(
    st.builds(
        lambda tag, version, model: a_site(0, tags=(f"isp:{tag}",), version=version, model=model),
        texts,
        texts,
        st.none() | texts,
    ),
    max_size=12,
).map(lambda sites: [a._replace(id=a_site(n).id) for n, a in enumerate(sites)])


@given(sites=some_sites, size=st.integers(0, 12), data=st.data())
def test_findings_are_few_and_do_not_depend_on_the_order(
    sites: list[Site], size: int, data: st.DataObject
) -> None:
    burst = sites[:size]
    found = finished(common_factors(burst, sites))
    assert len(found) <= MAX_COMMON
    assert len(set(found)) == len(found)
    assert finished(common_factors(data.draw(st.permutations(burst)), sites[::-1])) == found
