"""Which hit comes first, and what stands out in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.ids import SiteId
from altotui.domain.natural import folded
from altotui.domain.site import Site
from altotui.domain.site_filter import SiteFilter
from altotui.domain.site_index import SiteIndex
from altotui.domain.site_ranking import MOST_RANKED, best_first, spans_in, visited_first
from altotui.domain.site_scene import SiteScene
from tests.domain.listings import FILTERS, NAMES, PLAIN_TERMS, SCENES, SHOWN_HOSTILE, index_of, site_lists
from tests.domain.records import NOW, a_site, site_no


def ranked(text: str, *names: str, ranks: dict[str, float] | None = None) -> list[str]:
    """Return the hits among sites with these names, the best first."""
    by_id = {site_no(names.index(name)): rank for name, rank in (ranks or {}).items()}
    index = index_of(*names, scene=SiteScene(NOW, rank=lambda site_id: by_id.get(site_id, 0.0)))
    site_filter = SiteFilter(text)
    return [names[hit] for hit in best_first(index, site_filter.pick(index), site_filter.words)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("la", ["lagos", "new-lagos", "atlanta"]),
        ("la", ["lagos-1", "la", "new lagos", "a_la", "1.la", "dallas", "1la"]),
        ("la", ["lagos", "dallas-la", "dallas"]),
        ("'-1", ["-1", "a-1", "b-1"]),
        ("'-1", ["a-1", "a--1"]),
        ("lagos 7", ["lagos-7", "old-lagos-7", "lagos-17", "old-lagos-17"]),
        ("La", ["Lagos", "old Lagos", "DaLas"]),
        ("é", ["élan", "n-é", "né"]),
        ("Ö", ["Öl", "a Ö", "aÖ"]),
    ],
)
def test_the_start_of_a_name_then_of_a_part_then_inside(text: str, names: list[str]) -> None:
    assert ranked(text, *names) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("la", ["atlanta", "new-lagos", "lagos"]),
        ("la", ["dallas", "dallas-la", "lagos"]),
        ("lagos 7", ["old-lagos-17", "lagos-17", "lagos-7"]),
    ],
)
def test_the_best_comes_first_wherever_it_was_listed(text: str, names: list[str]) -> None:
    assert ranked(text, *names) == names[::-1]


def test_a_word_in_the_name_is_better_than_one_elsewhere() -> None:
    sites = (
        a_site(1, "tagged", tags=("city:lagos",)),
        a_site(2, "identified", identity="lagos"),
        a_site(3, "xlagos"),
        a_site(4, "lagos"),
    )
    index, site_filter = SiteIndex(sites, SiteScene(NOW)), SiteFilter("lagos")
    assert best_first(index, site_filter.pick(index), site_filter.words) == [3, 2, 0, 1]


@pytest.mark.parametrize("name", ["Straße", "GROẞ", "İzmir"])
def test_letters_that_fold_to_two_still_stand_in_the_name(name: str) -> None:
    sites = (a_site(1, "other", tags=(f"city:{name}",)), a_site(2, name))
    index, site_filter = SiteIndex(sites, SiteScene(NOW)), SiteFilter(name.casefold())
    assert best_first(index, site_filter.pick(index), site_filter.words) == [1, 0]


def test_visits_break_ties_and_only_ties() -> None:
    names = ("lagos-1", "lagos-2", "lagos-3", "old-lagos")
    ranks = {"lagos-3": 1.0, "lagos-2": 4.0, "old-lagos": 99.0}
    assert ranked("lagos", *names, ranks=ranks) == ["lagos-2", "lagos-3", "lagos-1", "old-lagos"]


def test_without_words_nothing_moves() -> None:
    index = index_of("b", "a")
    assert best_first(index, [1, 0], []) == [1, 0]
    assert best_first(index, [1], SiteFilter("x").words) == [1]


@given(FILTERS, site_lists(max_size=12), SCENES, st.data())
def test_the_best_first_are_the_same_hits(
    text: str, sites: tuple[Site, ...], scene: SiteScene, data: st.DataObject
) -> None:
    index, site_filter = SiteIndex(sites, scene), SiteFilter(text)
    hits = data.draw(st.permutations(list(site_filter.pick(index))))
    best = best_first(index, hits, site_filter.words)
    assert sorted(best) == sorted(hits)
    assert best_first(index, best, site_filter.words) == best


@pytest.mark.parametrize("count", [MOST_RANKED, MOST_RANKED + 1, 3 * MOST_RANKED])
def test_of_very_many_hits_those_that_begin_with_it_come_first(count: int) -> None:
    names = [f"{'lagos' if number % 3 == 2 else 'old-lagos'}-{number}" for number in range(count)]
    best = ranked("lagos", *names)
    assert best == [name for name in names if name[0] == "l"] + [name for name in names if name[0] == "o"]
    assert ranked("los", *[f"palos-{number}" for number in range(count)]) == [
        f"palos-{number}" for number in range(count)
    ]


def test_of_very_many_hits_visits_move_none() -> None:
    names = [f"lagos-{number}" for number in range(MOST_RANKED + 1)]
    assert ranked("lagos", *names, ranks={"lagos-9": 5.0}) == names
    assert ranked("lagos", *names[:MOST_RANKED], ranks={"lagos-9": 5.0})[0] == "lagos-9"


def _ids(*numbers: int) -> list[SiteId]:
    return [site_no(number) for number in numbers]


@pytest.mark.parametrize(
    ("hits", "favourites", "recents", "expected"),
    [
        ([0, 1, 2, 3], [], [], [0, 1, 2, 3]),
        ([0, 1, 2, 3], [2], [], [2, 0, 1, 3]),
        ([0, 1, 2, 3], [], [3, 1], [3, 1, 0, 2]),
        ([0, 1, 2, 3], [2], [3, 1], [2, 3, 1, 0]),
        ([0, 1, 2, 3], [2, 1], [1, 3], [2, 1, 3, 0]),
        ([0, 3], [2, 1], [1, 3], [3, 0]),
        ([3, 0], [9], [8], [3, 0]),
        ([], [1], [2], []),
    ],
)
def test_favourites_come_first_then_what_was_visited(
    hits: list[int], favourites: list[int], recents: list[int], expected: list[int]
) -> None:
    index = index_of("a", "b", "c", "d")
    assert list(visited_first(index, hits, _ids(*favourites), _ids(*recents))) == expected


NUMBERS = st.lists(st.integers(0, 12), max_size=6)


@given(NUMBERS, NUMBERS, st.data())
def test_visited_first_is_a_permutation(
    favourites: list[int], recents: list[int], data: st.DataObject
) -> None:
    index = index_of(*"abcdefgh")
    hits = data.draw(st.lists(st.integers(0, 7), unique=True))
    result = list(visited_first(index, hits, _ids(*favourites), _ids(*recents)))
    assert sorted(result) == sorted(hits)
    dear = {*favourites, *recents}
    assert [hit in dear for hit in result] == sorted((hit in dear for hit in hits), reverse=True)
    assert [hit for hit in result if hit not in dear] == [hit for hit in hits if hit not in dear]


@pytest.mark.parametrize(
    ("text", "words", "spans"),
    [
        ("lagos-01", "lagos", [(0, 5)]),
        ("LAGOS-01", "lagos", [(0, 5)]),
        ("Lagos-01", "La", [(0, 2)]),
        ("lagos-01", "La", []),
        ("lagos-01", "01 lag", [(0, 3), (6, 8)]),
        ("lagos-01", "lag gos", [(0, 5)]),
        ("lagos-01", "lag os", [(0, 5)]),
        ("lagos-01", "agos gos", [(1, 5)]),
        ("abcd", "abcd b", [(0, 4)]),
        ("lagos-01", "kiosk", []),
        ("", "a", []),
        ("lagos", "-lagos status:late", []),
        ("straße 7", "7", [(7, 8)]),
    ],
)
def test_where_the_words_stand(text: str, words: str, spans: list[tuple[int, int]]) -> None:
    assert spans_in(text, SiteFilter(words).words) == spans


@given(NAMES, st.lists(PLAIN_TERMS, max_size=4).map(" ".join))
def test_what_stands_out_are_the_words_apart_and_in_order(name: str, text: str) -> None:
    words = SiteFilter(text).words
    spans = spans_in(name, words)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(name) for edge in edges)
    for start, end in spans:
        shown = name[start:end]
        inside = [word for word in words if word.text in (shown if word.is_cased else folded(shown))]
        assert inside
        assert len(shown) <= sum(len(word.text) for word in inside)


@pytest.mark.parametrize("name", SHOWN_HOSTILE, ids=lambda name: ascii(name)[:30])
def test_hostile_names_are_ranked_like_any_other(name: str) -> None:
    word = max(name.replace('"', " ").split(), key=len, default="x")
    found = ranked(f'"{word}"', f"x{name}", name)
    assert sorted(found) == sorted([name, f"x{name}"] if word in name else [f"x{name}"])
