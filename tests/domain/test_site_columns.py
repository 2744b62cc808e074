"""What stands in the columns of the sites, and the order by each of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.site import OLD_LIST_S, Site
from altotui.domain.site_columns import BY_ID, COLUMNS, jobs_text, ordered
from altotui.domain.site_index import SiteIndex
from altotui.domain.site_scene import SiteScene
from altotui.domain.text import make_visible
from tests.domain.listings import JOB_STATES, NOWHERE, SCENES, site_lists
from tests.domain.records import NOW, a_site, ago, site_no

FULL = a_site(
    7,
    "lagos-01",
    has_pulse=True,
    last_seen_at=ago(70),
    version="7.20.1",
    board="RB5009",
    model="RB5009UG",
    public_address="192.0.2.7",
    identity="lag01",
    tags=("isp:alpha", "vip", "region:west africa"),
)._replace(
    serial="HEX0A1",
    location="behind the bar",
    architecture="arm64",
    created_at=datetime(2025, 1, 31, 23, 59, tzinfo=UTC),
)
BARE = a_site(8, "bare")
SCENE = SiteScene(
    NOW, job_states=lambda site_id: ("running", "pending", "failed") if site_id == FULL.id else ()
)


@pytest.mark.parametrize(
    ("column", "full", "bare"),
    [
        ("name", "lagos-01", "bare"),
        ("status", "late", "unknown"),
        ("seen", "2m", "?"),
        ("version", "7.20.1", ""),
        ("model", "RB5009UG", ""),
        ("jobs", "2>", ""),
        ("tags", "alpha vip west africa", ""),
        ("board", "RB5009", ""),
        ("serial", "HEX0A1", ""),
        ("address", "192.0.2.7", ""),
        ("identity", "lag01", ""),
        ("location", "behind the bar", ""),
        ("architecture", "arm64", ""),
        ("created", "2025-01-31", ""),
        ("id", site_no(7), site_no(8)),
    ],
)
def test_what_stands_in_a_column(column: str, full: str, bare: str) -> None:
    now = NOW + timedelta(seconds=60)
    assert BY_ID[column].text(FULL, SCENE, now) == full
    assert BY_ID[column].text(BARE, SCENE, now) == bare


def test_every_column_is_in_the_table_above_once() -> None:
    assert len(BY_ID) == len(COLUMNS) == 15


def test_an_online_site_does_not_age_between_two_lists() -> None:
    online, late = FULL._replace(last_seen_at=ago(5)), FULL
    soon, much_later = NOW + timedelta(seconds=OLD_LIST_S), NOW + timedelta(hours=3)
    assert BY_ID["seen"].text(online, SCENE, soon) == "<1m"
    assert BY_ID["seen"].text(online, SCENE, much_later) == "3h", "nobody knows whether another came"
    assert BY_ID["seen"].text(late, SCENE, much_later) == "3h"


@pytest.mark.parametrize(
    ("states", "text"),
    [
        ((), ""),
        (("completed", "sent", "deleted", "gone"), ""),
        (("pending",), "1."),
        (("unknown",), "1."),
        (("running",), "1>"),
        (("pending", "running", "pending"), "3>"),
        (("failed",), "1x"),
        (("failed", "failed", "completed"), "2x"),
        (("failed", "pending"), "1."),
    ],
)
def test_jobs_in_a_few_cells(states: tuple[str, ...], text: str) -> None:
    assert jobs_text(states, are_known=False) == text


def order(column: str, *sites: Site, scene: SiteScene = NOWHERE, is_reversed: bool = False) -> list[str]:
    index = SiteIndex(sites, scene)
    hits = ordered(index, range(len(sites)), BY_ID[column], is_reversed=is_reversed)
    return [sites[hit].name for hit in hits]


@pytest.mark.parametrize(
    ("column", "sites", "names"),
    [
        ("name", [a_site(1, "a10"), a_site(2, "B1"), a_site(3, "a9")], ["a9", "a10", "B1"]),
        (
            "status",
            [
                a_site(1, "online", has_pulse=True),
                a_site(2, "unknown"),
                a_site(3, "offline", has_pulse=False, last_seen_at=ago(900)),
                a_site(4, "late", has_pulse=True, last_seen_at=ago(60)),
            ],
            ["late", "offline", "unknown", "online"],
        ),
        (
            "seen",
            [
                a_site(1, "old", last_seen_at=ago(900)),
                a_site(2, "never"),
                a_site(3, "new", last_seen_at=ago(1)),
            ],
            ["new", "old", "never"],
        ),
        (
            "version",
            [
                a_site(n, v or "none", version=v)
                for n, v in enumerate(["7.20", None, "7.20rc1", "6.49.18", "6.49.9"])
            ],
            ["6.49.9", "6.49.18", "7.20rc1", "7.20", "none"],
        ),
        (
            "model",
            [a_site(1, "b", model="RB10"), a_site(2, "none"), a_site(3, "a", model="rb9")],
            ["a", "b", "none"],
        ),
        (
            "tags",
            [a_site(1, "b", tags=("isp:b",)), a_site(2, "none"), a_site(3, "a", tags=("isp:a", "x:y"))],
            ["a", "b", "none"],
        ),
        (
            "created",
            [
                a_site(1, "later")._replace(created_at=ago(1)),
                a_site(2, "none"),
                a_site(3, "first")._replace(created_at=ago(900)),
            ],
            ["first", "later", "none"],
        ),
    ],
)
def test_the_order_by_a_column(column: str, sites: list[Site], names: list[str]) -> None:
    assert order(column, *sites) == names
    last = names[-1:] if names[-1] in ("never", "none") else []
    assert order(column, *sites, is_reversed=True) == [*reversed(names[: len(names) - len(last)]), *last]


def test_most_open_jobs_come_first_and_those_with_none_at_all_last() -> None:
    jobs = {
        site_no(1): ("sent",),
        site_no(2): (),
        site_no(3): ("pending", "running"),
        site_no(4): ("pending",),
    }
    sites = [a_site(number, f"site-{number}") for number in (1, 2, 3, 4)]
    scene = SiteScene(NOW, job_states=lambda site_id: jobs[site_id])
    assert order("jobs", *sites, scene=scene) == ["site-3", "site-4", "site-1", "site-2"]
    assert order("jobs", *sites, scene=scene, is_reversed=True) == ["site-1", "site-4", "site-3", "site-2"]


@given(sites=site_lists(max_size=12), scene=SCENES, is_reversed=st.booleans(), data=st.data())
def test_an_order_by_any_column_is_a_stable_permutation_with_nothing_last(
    sites: tuple[Site, ...], scene: SiteScene, is_reversed: bool, data: st.DataObject
) -> None:
    index = SiteIndex(sites, scene)
    hits = data.draw(st.permutations(range(len(sites)))) if sites else []
    for column in COLUMNS:
        result = ordered(index, hits, column, is_reversed=is_reversed)
        assert sorted(result) == sorted(hits), column.id
        keys = [column.key(sites[hit], scene) for hit in result]
        has_value = [key is not None for key in keys]
        assert has_value == sorted(has_value, reverse=True), column.id
        values = [key for key in keys if key is not None]
        assert values == sorted(values, reverse=is_reversed), column.id
        for key in keys:
            equal = [hit for hit, own in zip(result, keys, strict=True) if own == key]
            assert equal == [hit for hit in hits if hit in equal], column.id


@given(site_lists(), SCENES)
def test_cells_of_visible_sites_are_visible(sites: tuple[Site, ...], scene: SiteScene) -> None:
    for site in sites:
        for column in COLUMNS:
            text = column.text(site, scene, NOW)
            assert make_visible(text) == text


@given(st.lists(st.sampled_from(JOB_STATES), max_size=40))
def test_jobs_fit_their_column(states: list[str]) -> None:
    assert len(jobs_text(states, are_known=True)) < BY_ID["jobs"].cells


@pytest.mark.parametrize("year", [1, 1970, 9999])
def test_a_site_from_either_end_of_time_has_a_place(year: int) -> None:
    at = datetime(year, 6, 1, tzinfo=UTC)
    odd = a_site(1, "odd", last_seen_at=at)._replace(created_at=at)
    for column in ("seen", "created", "status"):
        assert set(order(column, odd, FULL)) == {"odd", "lagos-01"}
        assert BY_ID[column].text(odd, NOWHERE, NOW)
