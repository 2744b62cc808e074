"""What changed between two site lists, in tables and for every pair of lists."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.site import Freshness, Site, SiteList
from altotui.domain.site_bursts import MAX_GAP_S, Burst, bursts_of, change_of, joined
from altotui.domain.site_changes import ChangeKind, Comparison, Known, Move, compare, known_from
from altotui.domain.sliced import SLICE, finished
from tests.domain.records import NOW, a_site, ago, site_no, sites_of

LATER = NOW + timedelta(seconds=60)
STATES = {
    "online": a_site(1, has_pulse=True, last_seen_at=LATER - timedelta(seconds=5)),
    "late": a_site(1, has_pulse=True, last_seen_at=LATER - timedelta(seconds=120)),
    "offline": a_site(1, has_pulse=False, last_seen_at=LATER - timedelta(seconds=900)),
    "unknown": a_site(1),
}


def compared(old: SiteList, new: SiteList) -> Comparison:
    return finished(compare(finished(known_from(old)), new))


def at_now(site: Site) -> Site:
    """Return a site of LATER as it would have been in the same state at NOW."""
    seen_at = site.last_seen_at
    return site._replace(last_seen_at=seen_at - timedelta(seconds=60) if seen_at else None)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("online", "online", None),
        ("online", "late", ChangeKind.LATE),
        ("online", "offline", ChangeKind.OFFLINE),
        ("online", "unknown", None),
        ("late", "online", ChangeKind.RETURNED),
        ("late", "late", None),
        ("late", "offline", ChangeKind.OFFLINE),
        ("late", "unknown", None),
        ("offline", "online", ChangeKind.RETURNED),
        ("offline", "late", None),
        ("offline", "offline", None),
        ("offline", "unknown", None),
        ("unknown", "online", ChangeKind.CAME_UP),
        ("unknown", "late", ChangeKind.LATE),
        ("unknown", "offline", ChangeKind.OFFLINE),
        ("unknown", "unknown", None),
        (None, "online", ChangeKind.LISTED),
        (None, "late", ChangeKind.LISTED),
        (None, "offline", ChangeKind.LISTED),
        (None, "unknown", ChangeKind.LISTED),
        ("online", None, ChangeKind.UNLISTED),
        ("offline", None, ChangeKind.UNLISTED),
        (None, None, None),
    ],
)
def test_what_becomes_of_a_site(before: str | None, after: str | None, kind: ChangeKind | None) -> None:
    old = sites_of(*([at_now(STATES[before])] if before else []))
    new = sites_of(*([STATES[after]] if after else []), as_of=LATER)
    moves = compared(old, new).moves
    assert [move.kind for move in moves] == ([kind] if kind else [])
    assert {move.site_id for move in moves} <= {site_no(1)}


def test_a_list_that_says_nothing_of_a_site_forgets_nothing() -> None:
    known = finished(known_from(sites_of(at_now(STATES["late"]))))
    silent = finished(compare(known, sites_of(STATES["unknown"], as_of=LATER)))
    assert silent.moves == []
    again = finished(compare(silent.known, sites_of(STATES["online"], as_of=LATER)))
    assert [move.kind for move in again.moves] == [ChangeKind.RETURNED]


def test_a_move_has_the_time_of_the_last_heartbeat_or_of_the_list() -> None:
    old = sites_of(*(a_site(n, has_pulse=True, last_seen_at=ago(5)) for n in (1, 2)))
    late = a_site(1, has_pulse=True, last_seen_at=ago(5))
    new = sites_of(late, STATES["offline"]._replace(id=site_no(3)), as_of=LATER)
    assert {move.site_id: move.at for move in compared(old, new).moves} == {
        site_no(1): ago(5),
        site_no(2): LATER,
        site_no(3): LATER,
    }


def test_a_site_that_is_listed_twice_is_taken_as_heard_last() -> None:
    early, newest = STATES["late"], STATES["online"]
    old = sites_of(at_now(STATES["online"]))
    for twice in ((early, newest), (newest, early), (early, newest, early)):
        comparison = compared(old, sites_of(*twice, as_of=LATER))
        assert comparison.moves == []
        assert comparison.known.sites == (newest,)
    gone = compared(sites_of(*map(at_now, (early, newest))), sites_of(as_of=LATER))
    assert [move.kind for move in gone.moves] == [ChangeKind.UNLISTED]


def test_a_list_may_shrink_to_nothing_and_grow_again() -> None:
    sites = tuple(a_site(n, has_pulse=True, last_seen_at=ago(1)) for n in range(2 * SLICE + 3))
    known = finished(known_from(SiteList(sites, NOW)))
    empty = finished(compare(known, sites_of(as_of=LATER)))
    assert Counter(move.kind for move in empty.moves) == {ChangeKind.UNLISTED: len(sites)}
    full = finished(compare(empty.known, SiteList(sites, LATER)))
    assert Counter(move.kind for move in full.moves) == {ChangeKind.LISTED: len(sites)}


@pytest.mark.parametrize("year", [1, 9999])
def test_a_server_at_either_end_of_time_is_compared(year: int) -> None:
    as_of = datetime(year, 1, 1, tzinfo=UTC) if year == 1 else datetime.max.replace(tzinfo=UTC)
    site = a_site(1, has_pulse=True, last_seen_at=as_of)
    assert compared(SiteList((site,), as_of), SiteList((site,), as_of)).moves == []


@pytest.mark.parametrize(("apart_s", "is_summed_up"), [(0, False), (60, False), (300, False), (301, True)])
def test_lists_that_are_far_apart_are_summed_up(apart_s: int, is_summed_up: bool) -> None:
    online = sites_of(*(a_site(n, has_pulse=True, last_seen_at=ago(1)) for n in range(3)))
    as_of = NOW + timedelta(seconds=apart_s)
    off = tuple(
        a_site(n, has_pulse=False, last_seen_at=as_of - timedelta(seconds=1000 + 100 * n)) for n in range(3)
    )
    bursts = finished(bursts_of(compared(online, SiteList(off, as_of))))
    assert [burst.since for burst in bursts] == ([NOW] if is_summed_up else [None] * 3)


def burst_at(*ages_s: float, kind: ChangeKind = ChangeKind.LATE, first: int = 0) -> Burst:
    sites = [a_site(first + place, last_seen_at=ago(age_s)) for place, age_s in enumerate(ages_s)]
    return Burst(kind, sorted(Move(site.last_seen_at or NOW, site.id, kind, site) for site in sites))


@pytest.mark.parametrize(
    ("ages_s", "sizes"),
    [
        ([100], [1]),
        ([100, 100], [2]),
        ([100, 145], [2]),
        ([100, 145.1], [1, 1]),
        ([100, 140, 180, 220], [4]),
        ([100, 101, 200, 201, 202], [3, 2]),
        ([100, 200, 300, 400, 500], [1] * 5),
        ([100, 200, 300, 400, 500, 600], [6]),
    ],
)
def test_what_was_last_heard_close_together_is_one_burst(ages_s: list[float], sizes: list[int]) -> None:
    moves = list(burst_at(*ages_s).moves)
    bursts = finished(bursts_of(Comparison(Known(NOW, (), {}), moves[::-1], None)))
    assert [len(burst.moves) for burst in bursts] == sizes
    assert [move for burst in bursts for move in burst.moves] == moves


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        (burst_at(55), True),
        (burst_at(54.9), False),
        (burst_at(165), True),
        (burst_at(165.1), False),
        (burst_at(300, 10), True),
        (burst_at(110, kind=ChangeKind.OFFLINE), False),
        (burst_at(110)._replace(since=ago(900)), False),
    ],
)
def test_bursts_of_two_lists_meet_within_the_gap(other: Burst, meets: bool) -> None:
    burst = burst_at(100, 120)
    assert burst.meets(other) is other.meets(burst) is meets


def test_a_burst_grows_by_the_sites_it_has_not() -> None:
    burst, later = burst_at(100, 120), burst_at(90, 110, first=1)
    whole = finished(joined(burst, later))
    assert [move.site_id for move in whole.moves] == [site_no(1), site_no(2), site_no(0)]
    assert whole.first_at == ago(120)
    assert finished(joined(whole, later)).moves == whole.moves


def test_an_entry_has_its_sites_in_order_and_a_few_names() -> None:
    burst = burst_at(100, 104, 101, 102.5)
    change = finished(change_of(3, burst, [move.site for move in burst.moves], NOW))
    assert change.number == 3
    assert change.site_ids == (site_no(1), site_no(3), site_no(2), site_no(0))
    assert (change.at, change.spread_s, change.observed_at) == (ago(104), 4.0, NOW)
    assert change.names == ("site-1", "site-3", "site-2")
    assert (change.common, change.differing, change.since) == ((), (), None)


ages = st.none() | st.integers(-20, 400) | st.floats(44.9, 45.1) | st.sampled_from([45.0, 300.0])


@st.composite
def lists(draw: st.DrawFn, as_of: datetime = NOW) -> SiteList:
    """Return a list of some sites in any state, a few of them twice."""
    numbers = draw(st.lists(st.integers(0, 12), max_size=16))
    sites = []
    for number in numbers:
        age_s = draw(ages)
        seen_at = None if age_s is None else as_of - timedelta(seconds=age_s)
        sites.append(
            a_site(number, has_pulse=draw(st.sampled_from([True, False, None])), last_seen_at=seen_at)
        )
    return SiteList(tuple(sites), as_of)


@given(old=lists(), new=lists(LATER))
def test_every_transition_is_in_exactly_one_burst(old: SiteList, new: SiteList) -> None:
    comparison = compared(old, new)
    bursts = finished(bursts_of(comparison))
    in_bursts = [move for burst in bursts for move in burst.moves]
    assert sorted(in_bursts) == sorted(comparison.moves)
    assert len({move.site_id for move in in_bursts}) == len(in_bursts)
    kinds = Counter(burst.kind for burst in bursts)
    for burst in bursts:
        times = [move.at for move in burst.moves]
        assert times == sorted(times)
        assert {move.kind for move in burst.moves} == {burst.kind}
        assert all((b - a).total_seconds() <= MAX_GAP_S for a, b in pairwise(times)) or kinds[burst.kind] == 1
    for one in bursts:
        assert sum(one.meets(other) for other in bursts) == 1


@given(old=lists(), new=lists(LATER))
def test_the_states_are_those_of_the_sites(old: SiteList, new: SiteList) -> None:
    known = compared(old, new).known
    before = finished(known_from(old)).states
    for site in known.sites:
        own = site.freshness(LATER)
        assert known.states[site.id] is (before.get(site.id, own) if own is Freshness.UNKNOWN else own)
    assert known.states.keys() == {site.id for site in new.sites}


@given(listed=lists())
def test_an_unchanged_list_changes_nothing(listed: SiteList) -> None:
    assert compared(listed, listed).moves == []


@given(old=lists(), new=lists(LATER), data=st.data())
def test_the_order_of_the_sites_does_not_matter(old: SiteList, new: SiteList, data: st.DataObject) -> None:
    shuffled = [
        SiteList(tuple(data.draw(st.permutations(listed.sites))), listed.as_of) for listed in (old, new)
    ]
    assert finished(bursts_of(compared(*shuffled))) == finished(bursts_of(compared(old, new)))
