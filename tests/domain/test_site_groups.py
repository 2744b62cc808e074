"""Sites in groups: their order, their labels, and counts that add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.site import Site
from altotui.domain.site_groups import BY_MODEL, BY_STATUS, BY_VERSION, Group, grouped, tag_keys
from altotui.domain.site_index import SiteIndex
from altotui.domain.site_scene import SiteScene
from tests.domain.listings import NOWHERE, SCENES, site_lists
from tests.domain.records import a_site, ago

SITES = (
    a_site(0, has_pulse=True, last_seen_at=ago(5), version="7.20", model="RB10", tags=("isp:b", "isp:a")),
    a_site(1, has_pulse=False, last_seen_at=ago(900), version="7.20rc1", model="RB9", tags=("isp:a",)),
    a_site(2, has_pulse=True, last_seen_at=ago(60), version="6.49.18", model="rb10", tags=("region:x",)),
    a_site(3),
    a_site(4, has_pulse=True, last_seen_at=ago(5), version="7.20", tags=("isp:a", "region:y:z", "vip")),
)
INDEX = SiteIndex(SITES, NOWHERE)
WAYS = [BY_STATUS, BY_VERSION, BY_MODEL, "tag:isp", "tag:region", "tag:vip", "tag:none", "tag:"]


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("status", [("late", [2]), ("offline", [1]), ("unknown", [3]), ("online", [0, 4])]),
        ("version", [("6.49.18", [2]), ("7.20rc1", [1]), ("7.20", [0, 4]), ("", [3])]),
        ("model", [("RB9", [1]), ("RB10", [0]), ("rb10", [2]), ("", [3, 4])]),
        ("tag:isp", [("a", [1, 4]), ("b", [0]), ("", [2, 3])]),
        ("tag:region", [("x", [2]), ("y:z", [4]), ("", [0, 1, 3])]),
        ("tag:none", [("", [0, 1, 2, 3, 4])]),
        ("tag:reg", [("", [0, 1, 2, 3, 4])]),
    ],
)
def test_what_is_in_which_group(by: str, groups: list[tuple[str, list[int]]]) -> None:
    assert [(group.label, group.hits) for group in grouped(INDEX, range(5), by)] == groups


def test_each_group_counts_every_state() -> None:
    counts = [group.counts for group in grouped(INDEX, range(5), "tag:isp")]
    assert counts == [
        {"online": 1, "late": 0, "offline": 1, "unknown": 0},
        {"online": 1, "late": 0, "offline": 0, "unknown": 0},
        {"online": 0, "late": 1, "offline": 0, "unknown": 1},
    ]


def test_no_sites_are_no_groups() -> None:
    assert [grouped(INDEX, (), by) for by in WAYS] == [[]] * len(WAYS)


def test_the_keys_of_the_tags() -> None:
    assert tag_keys(INDEX) == ["isp", "region", "vip"]
    assert tag_keys(SiteIndex((), NOWHERE)) == []
    many = tuple(a_site(number, tags=(f"k{number}:x", "k2:y")) for number in range(12))
    assert tag_keys(SiteIndex(many, NOWHERE)) == [f"k{number}" for number in range(12)]


@given(site_lists(max_size=12), SCENES, st.sampled_from(WAYS), st.data())
def test_every_hit_is_in_one_group_and_the_counts_add_up(
    sites: tuple[Site, ...], scene: SiteScene, by: str, data: st.DataObject
) -> None:
    index = SiteIndex(sites, scene)
    hits = data.draw(st.lists(st.integers(0, len(sites) - 1), unique=True)) if sites else []
    groups = grouped(index, hits, by)
    assert sorted(hit for group in groups for hit in group.hits) == sorted(hits)
    labels = [group.label for group in groups]
    assert len(set(labels)) == len(labels)
    assert "" not in labels[:-1]
    for group in groups:
        check_group(group, index, hits)


def check_group(group: Group, index: SiteIndex, hits: list[int]) -> None:
    assert group.hits == [hit for hit in hits if hit in group.hits]
    assert set(group.counts) == {"online", "late", "offline", "unknown"}
    for state, count in group.counts.items():
        own = [index.sites[hit].freshness(index.scene.as_of).value for hit in group.hits]
        assert own.count(state) == count
    assert sum(group.counts.values()) == len(group.hits) > 0


@given(site_lists(max_size=12), st.sampled_from(WAYS))
def test_groups_keep_their_order_when_one_is_missing(sites: tuple[Site, ...], by: str) -> None:
    index = SiteIndex(sites, NOWHERE)
    groups = grouped(index, range(len(sites)), by)
    for gone in groups:
        rest = [hit for hit in range(len(sites)) if hit not in gone.hits]
        assert grouped(index, rest, by) == [group for group in groups if group is not gone]
