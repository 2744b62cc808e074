"""The lines of a list of sites, whatever happens to the list, the filter, the order and the groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.ids import SiteId
from altotui.domain.near_names import MOST_NEAR
from altotui.domain.site import Site
from altotui.domain.site_columns import COLUMNS
from altotui.domain.site_filter import SiteFilter
from altotui.domain.site_scene import SiteScene
from altotui.domain.site_table import FEW_HITS, SiteTable
from altotui.domain.site_view import SiteView
from tests.domain.listings import FILTERS, NOWHERE, SCENES, named, one_site, site_lists
from tests.domain.records import NOW, a_site, ago, site_no

SOME = named("lagos-1", "abuja-2", "lagos-3", "kano-4", "lagos-depot")


def table_of(sites: Sequence[Site] = SOME, text: str = "", view: SiteView | None = None) -> SiteTable:
    """Return a table over some sites."""
    table = SiteTable()
    table.show(sites, NOWHERE)
    table.apply_view(view or SiteView())
    table.apply_filter(SiteFilter(text))
    return table


def lines(table: SiteTable) -> list[str]:
    """Return what stands in each line: a name, the label of a group in brackets, `~` before what is near."""
    shown = []
    for line in range(len(table)):
        site, group = table.site_at(line), table.group_at(line)
        assert (site is None) is not (group is None)
        if site is not None:
            shown.append("~" * table.is_near(line) + site.name)
        elif group is not None:
            shown.append(f"[{group.label}]")
    return shown


def search_all(table: SiteTable) -> None:
    while table.search_near():
        pass


def enumerate_sites(table: SiteTable) -> Iterator[tuple[int, SiteId]]:
    for line in range(len(table)):
        if (site := table.site_at(line)) is not None:
            yield line, site.id


def check(table: SiteTable) -> None:
    """Check what holds for every table in every state."""
    ids = [site.id for line in range(len(table)) if (site := table.site_at(line)) is not None]
    assert len(set(ids)) == len(ids)
    hits = set(table.filter.pick(table.index))
    assert table.hit_count == len(hits)
    assert table.total == len(table.index.sites)
    assert len(table.hit_ids()) == len(set(table.hit_ids())) == table.hit_count
    near = {site_id for line, site_id in enumerate_sites(table) if table.is_near(line)}
    assert set(ids) - near <= set(table.hit_ids())
    assert near.isdisjoint(table.hit_ids())
    assert table.count_hidden(table.index.numbers) == table.total - len(ids)
    for line in range(len(table)):
        site = table.site_at(line)
        if site is None:
            assert not table.is_near(line)
            continue
        assert table.line_of(site.id) == line
        assert table.is_near(line) is (table.index.numbers[site.id] not in hits)
    hidden = set(table.hit_ids()) - set(ids)
    assert all(table.line_of(site_id) is None for site_id in hidden)
    for beyond in (-1, len(table)):
        assert table.site_at(beyond) is None
        assert table.group_at(beyond) is None
    assert sum(len(group.hits) for group in table.groups) == (table.hit_count if table.groups else 0)
    assert sum(sum(group.counts.values()) for group in table.groups) == sum(
        len(group.hits) for group in table.groups
    )
    folded = sum(len(group.hits) for group in table.groups if group.label in table.folded)
    assert len(table) == table.hit_count + table.near_count + len(table.groups) - folded


def test_an_empty_table_has_no_lines() -> None:
    table = SiteTable()
    assert (len(table), table.total, table.hit_count, table.near_count) == (0, 0, 0, 0)
    assert lines(table) == table.hit_ids() == table.ids_between(0, 9) == []
    assert table.line_of(site_no(0)) is None
    assert not table.search_near()
    check(table)


def test_it_shows_what_passes_in_the_order_of_the_list_or_the_best_first() -> None:
    table = table_of()
    assert lines(table) == ["lagos-1", "abuja-2", "lagos-3", "kano-4", "lagos-depot"]
    table.apply_filter(SiteFilter("status:online -abuja"))
    assert lines(table) == ["lagos-1", "lagos-3", "kano-4", "lagos-depot"]
    table.apply_filter(SiteFilter("o"))
    assert lines(table) == ["lagos-1", "lagos-3", "kano-4", "lagos-depot"]
    table.apply_filter(SiteFilter("depot"))
    assert lines(table) == ["lagos-depot"]
    table.apply_filter(SiteFilter(""))
    assert lines(table) == ["lagos-1", "abuja-2", "lagos-3", "kano-4", "lagos-depot"]


def test_favourites_and_recents_come_first_unless_it_is_ordered() -> None:
    table = table_of()
    table.visited = ((site_no(3),), (site_no(4), site_no(3), site_no(99)))
    table.arrange()
    assert lines(table) == ["kano-4", "lagos-depot", "lagos-1", "abuja-2", "lagos-3"]
    table.apply_view(SiteView(sort="name", is_reversed=True))
    assert lines(table) == ["lagos-depot", "lagos-3", "lagos-1", "kano-4", "abuja-2"]
    table.apply_view(SiteView(sort="no column"))
    assert lines(table)[0] == "kano-4"


def test_the_filter_of_a_view_is_not_looked_at() -> None:
    table = table_of(text="abuja")
    table.apply_view(SiteView(filter="kano", sort="name"))
    assert lines(table) == ["abuja-2"]
    assert table.view == SiteView(sort="name")


def test_groups_have_heads_and_can_be_folded() -> None:
    late = a_site(9, "late-9", has_pulse=True, last_seen_at=ago(60))
    table = table_of((*SOME, late), view=SiteView(group="status", sort="name"))
    assert lines(table) == [
        "[late]",
        "late-9",
        "[online]",
        "abuja-2",
        "kano-4",
        "lagos-1",
        "lagos-3",
        "lagos-depot",
    ]
    table.toggle_fold("online")
    assert lines(table) == ["[late]", "late-9", "[online]"]
    assert table.hit_count == 6
    assert table.line_of(site_no(0)) is None
    assert table.ids_between(0, 2) == [site_no(9)]
    check(table)
    table.apply_view(SiteView(group="status"))
    assert lines(table) == ["[late]", "late-9", "[online]"]
    table.apply_filter(SiteFilter("lagos"))
    assert lines(table) == ["[online]"]
    table.toggle_fold("online")
    assert lines(table) == ["[online]", "lagos-1", "lagos-3", "lagos-depot"]
    table.toggle_fold("online")
    table.apply_view(SiteView(group="version"))
    assert lines(table) == ["[]", "lagos-1", "lagos-3", "lagos-depot"]
    table.apply_view(SiteView(group="status"))
    assert lines(table) == ["[online]", "lagos-1", "lagos-3", "lagos-depot"]
    table.apply_view(SiteView())
    assert lines(table) == ["lagos-1", "lagos-3", "lagos-depot"]


@pytest.mark.parametrize(
    "view", [SiteView(), SiteView(group="status"), SiteView(sort="name", is_reversed=True)]
)
def test_what_looks_like_it_stands_behind_the_hits(view: SiteView) -> None:
    table = table_of(
        (*SOME, *named("x")[:0], a_site(7, "lagos-ldt", has_pulse=True, last_seen_at=ago(5))), "ldt", view
    )
    assert table.near_count == 0
    search_all(table)
    assert lines(table) == [*(["[online]"] if view.group else []), "lagos-ldt", "~lagos-depot"]
    assert (table.hit_count, table.near_count) == (1, 1)
    assert table.hit_ids() == [site_no(7)]
    check(table)
    if view.group:
        table.toggle_fold("online")
        assert lines(table) == ["[online]", "~lagos-depot"]
        check(table)
    table.apply_filter(SiteFilter("ldt "))
    assert table.near_count == 0


def test_what_looks_like_it_is_looked_for_only_behind_few_hits() -> None:
    names = [f"ab-{number}" for number in range(FEW_HITS)]
    table = table_of(named(*names, "a-b"), "ab")
    search_all(table)
    assert table.near_count == 0
    table.show(named(*names[1:], "a-b"), NOWHERE)
    search_all(table)
    assert lines(table)[-1] == "~a-b"
    table.apply_filter(SiteFilter("status:online"))
    assert not table.search_near()


def test_a_search_over_many_goes_on_while_lines_are_there() -> None:
    table = table_of(named(*(f"a-{number}-b" for number in range(3 * MOST_NEAR))), "ab")
    steps = 0
    while table.search_near():
        steps += 1
        check(table)
    assert steps >= 1
    assert table.near_count == MOST_NEAR
    assert not table.search_near()


def test_a_new_list_begins_the_search_anew() -> None:
    table = table_of(text="ldt")
    search_all(table)
    assert lines(table) == ["~lagos-depot"]
    table.show(SOME[:4], NOWHERE, keeps_order=True)
    assert lines(table) == []
    search_all(table)
    assert lines(table) == []


def test_a_list_may_shrink_to_nothing_and_grow_again() -> None:
    for view in (SiteView(), SiteView(group="status"), SiteView(sort="name")):
        table = table_of(view=view)
        before = lines(table)
        for keeps_order in (False, True):
            table.show((), NOWHERE, keeps_order=keeps_order)
            assert lines(table) == []
            assert table.groups == []
            check(table)
            table.show(SOME, NOWHERE, keeps_order=keeps_order)
            assert lines(table) == before
            check(table)


def test_while_it_is_in_use_nothing_changes_places() -> None:
    table = table_of(view=SiteView(sort="name"))
    assert lines(table) == ["abuja-2", "kano-4", "lagos-1", "lagos-3", "lagos-depot"]
    renamed = (
        SOME[1]._replace(name="z-abuja"),
        SOME[2],
        SOME[4],
        SOME[3],
        a_site(8, "a-new"),
        a_site(7, "b-new"),
    )
    table.show(renamed, NOWHERE, keeps_order=True)
    assert lines(table) == ["z-abuja", "kano-4", "lagos-3", "lagos-depot", "a-new", "b-new"]
    table.show(renamed, NOWHERE, keeps_order=True)
    assert lines(table) == ["z-abuja", "kano-4", "lagos-3", "lagos-depot", "a-new", "b-new"]
    table.show(renamed, NOWHERE)
    assert lines(table) == ["a-new", "b-new", "kano-4", "lagos-3", "lagos-depot", "z-abuja"]


def test_the_same_list_in_another_scene_is_picked_and_ordered_anew() -> None:
    table = table_of(text="fav:")
    assert lines(table) == []
    table.show(SOME, NOWHERE._replace(favourites={site_no(3), site_no(1)}))
    assert lines(table) == ["abuja-2", "kano-4"]
    table.show(SOME, NOWHERE._replace(favourites={site_no(3)}), keeps_order=True)
    assert lines(table) == ["kano-4"]


@pytest.mark.parametrize("text", ["status:late", "-status:online", "seen:>45s"])
def test_the_same_list_at_another_time_is_picked_anew(text: str) -> None:
    table = table_of(text=text)
    assert lines(table) == []
    table.show(SOME, SiteScene(SOME[0].last_seen_at or NOW))
    assert lines(table) == []
    later = NOW.replace(minute=NOW.minute + 2)
    table.show(SOME, SiteScene(later))
    assert table.hit_count == 5


def test_the_same_list_at_another_time_is_grouped_anew() -> None:
    table = table_of(view=SiteView(group="status"))
    assert lines(table)[0] == "[online]"
    table.show(SOME, SiteScene(NOW.replace(minute=NOW.minute + 2)))
    assert lines(table)[0] == "[late]"


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [(0, 0, [1]), (1, 3, [3, 0, 2]), (3, 1, [3, 0, 2]), (3, 99, [2, 4]), (99, 100, []), (4, 4, [4])],
)
def test_a_range_goes_in_either_direction(first: int, last: int, numbers: list[int]) -> None:
    table = table_of(view=SiteView(sort="name"))
    assert table.ids_between(first, last) == [site_no(number) for number in numbers]


VIEWS = st.builds(
    SiteView,
    sort=st.sampled_from(["", "", *(column.id for column in COLUMNS)]),
    is_reversed=st.booleans(),
    group=st.sampled_from(["", "", "status", "version", "model", "tag:isp", "tag:none"]),
)
VISITED = st.lists(st.integers(0, 30).map(site_no), max_size=5).map(tuple)


@given(first=site_lists(), second=site_lists(), one=SCENES, other=SCENES, view=VIEWS, text=FILTERS)
def test_a_refresh_moves_nothing_that_stays_and_appends_the_rest(
    first: tuple[Site, ...],
    second: tuple[Site, ...],
    one: SiteScene,
    other: SiteScene,
    view: SiteView,
    text: str,
) -> None:
    table = SiteTable()
    table.apply_view(view._replace(group=""))
    table.apply_filter(SiteFilter(text))
    table.show(first, one)
    before = table.hit_ids()
    fresh = SiteTable()
    fresh.apply_filter(SiteFilter(text))
    fresh.show(second, other)
    listed = [second[number].id for number in fresh.filter.pick(fresh.index)]
    table.show(second, other, keeps_order=True)
    after = table.hit_ids()
    stay = [site_id for site_id in before if site_id in set(after)]
    assert after[: len(stay)] == stay
    if before:
        assert after[len(stay) :] == [site_id for site_id in listed if site_id not in stay]
    assert set(after) == set(listed)
    check(table)


def test_a_refresh_that_keeps_the_order_leaves_every_site_in_its_group_and_counts_what_is() -> None:
    late = a_site(1, has_pulse=True, last_seen_at=ago(100))
    online = a_site(2, has_pulse=True, last_seen_at=ago(5))
    table = table_of((late, online), view=SiteView(group="status"))
    assert lines(table) == ["[late]", "site-1", "[online]", "site-2"]
    table.show((late, online._replace(last_seen_at=ago(100))), NOWHERE, keeps_order=True)
    assert lines(table) == ["[late]", "site-1", "[online]", "site-2"]
    assert [group.counts["late"] for group in table.groups] == [1, 1]
    table.show((late, online._replace(last_seen_at=ago(99))), NOWHERE)
    assert lines(table) == ["[late]", "site-1", "site-2"]


def test_a_site_that_is_folded_away_is_nearest_at_the_head_of_its_group() -> None:
    table = table_of(view=SiteView(group="status"))
    label = table.groups[0].label
    line = table.line_of(SOME[2].id)
    assert table.nearest_line(SOME[2].id) == line
    table.toggle_fold(label)
    assert table.line_of(SOME[2].id) is None
    assert table.nearest_line(SOME[2].id) == table.line_of_group(label) == 0
    assert table.count_hidden([site.id for site in SOME]) == len(SOME)
    assert table.line_of_group("nothing") is None


@given(sites=site_lists(max_size=12), scene=SCENES, view=VIEWS, text=FILTERS, more=FILTERS)
def test_a_filter_in_steps_shows_what_it_shows_at_once(
    sites: tuple[Site, ...], scene: SiteScene, view: SiteView, text: str, more: str
) -> None:
    stepwise, at_once = SiteTable(), SiteTable()
    for table in (stepwise, at_once):
        table.show(sites, scene)
        table.apply_view(view)
    for end in range(len(text)):
        stepwise.apply_filter(SiteFilter(text[:end]))
    stepwise.apply_filter(SiteFilter(text))
    stepwise.apply_filter(SiteFilter(f"{text} {more}"))
    at_once.apply_filter(SiteFilter(f"{text} {more}"))
    assert stepwise.hit_ids() == at_once.hit_ids()
    search_all(stepwise)
    search_all(at_once)
    assert lines(stepwise) == lines(at_once)


@st.composite
def changed(draw: st.DrawFn, sites: tuple[Site, ...]) -> tuple[Site, ...]:
    """Draw a list in which some sites are gone, some are others, and some are as they were."""
    kept = [site for site in draw(st.permutations(sites)) if draw(st.booleans())] if sites else []
    known = {site.id for site in kept}
    new = [draw(one_site(number)) for number in draw(st.lists(st.integers(0, 30), max_size=3, unique=True))]
    return (*kept, *(site for site in new if site.id not in known))


@given(data=st.data(), sites=site_lists(max_size=12))
def test_whatever_happens_the_lines_are_in_order(data: st.DataObject, sites: tuple[Site, ...]) -> None:
    table = SiteTable()
    for _ in range(data.draw(st.integers(1, 8))):
        match data.draw(st.integers(0, 6)):
            case 0 | 1:
                sites = data.draw(changed(sites))
                table.show(sites, data.draw(SCENES), keeps_order=data.draw(st.booleans()))
            case 2:
                table.show(table.index.sites, data.draw(SCENES), keeps_order=data.draw(st.booleans()))
            case 3:
                table.apply_filter(SiteFilter(data.draw(FILTERS)))
            case 4:
                table.apply_view(data.draw(VIEWS))
            case 5:
                table.toggle_fold(data.draw(st.sampled_from(["", "online", "late", "7.20", "alpha"])))
            case _:
                table.visited = (data.draw(VISITED), data.draw(VISITED))
                table.arrange()
        if data.draw(st.booleans()):
            table.search_near()
        check(table)
        first, last = data.draw(st.integers(0, 20)), data.draw(st.integers(0, 20))
        between: list[SiteId] = table.ids_between(first, last)
        assert between == table.ids_between(last, first)
        assert between == [
            site.id for line in range(min(first, last), max(first, last) + 1) if (site := table.site_at(line))
        ]
