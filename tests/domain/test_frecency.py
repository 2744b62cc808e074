"""Sites rank by how often and how lately they were visited, and what is visited no more is forgotten."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.frecency import MOST_SCORE, Visits, ranked, with_visit
from altotui.domain.ids import SiteId
from tests.domain.records import NOW, site_no

NOW_S = NOW.timestamp()
HOUR_S, DAY_S, WEEK_S = 3600.0, 86_400.0, 604_800.0


@pytest.mark.parametrize(
    ("ago_s", "factor"),
    [
        (0, 4),
        (HOUR_S, 4),
        (HOUR_S + 1, 2),
        (DAY_S, 2),
        (DAY_S + 1, 0.5),
        (WEEK_S, 0.5),
        (WEEK_S + 1, 0.25),
        (1e9, 0.25),
        (-HOUR_S, 4),
        (-DAY_S, 2),
        (-1e9, 0.25),
    ],
)
def test_a_visit_counts_less_the_longer_ago_it_was(ago_s: float, factor: float) -> None:
    assert Visits(3.0, NOW_S - ago_s).rank(NOW_S) == 3.0 * factor


def test_each_visit_adds_one_and_is_the_last() -> None:
    visits = with_visit(with_visit({}, site_no(1), NOW_S - 500), site_no(1), NOW_S)
    assert visits == {site_no(1): Visits(2.0, NOW_S)}


def test_a_visit_changes_no_other_and_not_what_it_was_made_of() -> None:
    before = {site_no(2): Visits(5.0, NOW_S - 9)}
    after = with_visit(before, site_no(1), NOW_S)
    assert before == {site_no(2): Visits(5.0, NOW_S - 9)}
    assert after == {**before, site_no(1): Visits(1.0, NOW_S)}


def test_often_and_lately_come_first() -> None:
    visits = {
        site_no(1): Visits(1.0, NOW_S - 60),  # 4
        site_no(2): Visits(7.0, NOW_S - 2 * DAY_S),  # 3.5
        site_no(3): Visits(3.0, NOW_S - 2 * HOUR_S),  # 6
        site_no(4): Visits(1.0, NOW_S - 30),  # 4, later than the first
    }
    assert ranked(visits, NOW_S) == [site_no(3), site_no(4), site_no(1), site_no(2)]
    assert ranked({}, NOW_S) == []


def test_equal_sites_come_in_one_order_always() -> None:
    one, two = (site_no(1), Visits(1.0, NOW_S)), (site_no(2), Visits(1.0, NOW_S))
    assert ranked(dict([one, two]), NOW_S) == ranked(dict([two, one]), NOW_S)


def test_above_the_limit_all_are_aged_and_the_least_forgotten() -> None:
    visits = {site_no(1): Visits(MOST_SCORE - 1, NOW_S), site_no(2): Visits(1.0, NOW_S)}
    after = with_visit(visits, site_no(3), NOW_S)
    assert set(after) == {site_no(1), site_no(3)}
    assert after[site_no(1)].score == pytest.approx((MOST_SCORE - 1) * 0.9 * MOST_SCORE / (MOST_SCORE + 1))
    assert after[site_no(3)].score == 1.0


def test_at_the_limit_nothing_is_aged() -> None:
    after = with_visit({site_no(1): Visits(MOST_SCORE - 1, NOW_S)}, site_no(2), NOW_S)
    assert after[site_no(1)].score == MOST_SCORE - 1


def test_the_site_that_is_visited_is_not_forgotten_where_all_others_are() -> None:
    visits = {site_no(number): Visits(1.0, NOW_S) for number in range(1000)}
    assert with_visit(visits, site_no(2000), NOW_S) == {site_no(2000): Visits(1.0, NOW_S)}


SITES = st.integers(0, 9).map(site_no)
TIMES = st.floats(0, 4e9)


@given(st.lists(st.tuples(SITES, TIMES), max_size=60))
def test_any_walk_in_any_time_gives_an_order_of_what_was_visited(walk: list[tuple[SiteId, float]]) -> None:
    visits: dict[SiteId, Visits] = {}
    for site_id, at_s in walk:
        visits = with_visit(visits, site_id, at_s)
        order = ranked(visits, at_s)
        assert sorted(order) == sorted(visits)
        ranks = [visits[each].rank(at_s) for each in order]
        assert ranks == sorted(ranks, reverse=True)
        assert visits[site_id].last_at_s == at_s
    assert sum(each.score for each in visits.values()) == len(walk)


SCORES = st.floats(1, MOST_SCORE * 2)


@given(st.dictionaries(SITES, st.builds(Visits, SCORES, TIMES)), SITES, TIMES)
def test_the_sum_stays_bounded(visits: dict[SiteId, Visits], site_id: SiteId, now_s: float) -> None:
    after = with_visit(visits, site_id, now_s)
    assert site_id in after
    assert sum(each.score for each in after.values()) <= MOST_SCORE + 1
    assert all(each.score >= 1.0 for each in after.values())


@given(st.builds(Visits, SCORES, TIMES), TIMES, TIMES)
def test_no_rank_grows_while_a_site_is_not_visited(visits: Visits, one_s: float, other_s: float) -> None:
    sooner_s, later_s = sorted((visits.last_at_s + one_s, visits.last_at_s + other_s))
    assert visits.rank(sooner_s) >= visits.rank(later_s) > 0
    assert math.isfinite(visits.rank(sooner_s))
