"""Names that only look like what was typed."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.natural import folded
from altotui.domain.near_names import MOST_NEAR, near_names, near_spans, near_words
from altotui.domain.site import Site
from altotui.domain.site_filter import PlainWord, SiteFilter
from altotui.domain.site_index import SiteIndex
from altotui.domain.site_scene import SiteScene
from tests.domain.listings import (
    FILTERS,
    NOWHERE,
    SCENES,
    SHOWN_HOSTILE,
    index_of,
    named,
    picked,
    seconds_of,
    site_lists,
)

NAMES = ["lagos-depot-0007", "lagos-branch-0017", "Lagos-Depot-7", "dallas-gate-07", "oslo"]


def near(text: str, *names: str) -> list[str]:
    """Return the names that look like `text`, the best first."""
    index, site_filter = index_of(*names), SiteFilter(text)
    steps = list(near_names(index, site_filter, site_filter.pick(index)))
    assert all(set(one) <= set(other) for one, other in pairwise(steps))
    return [names[number] for number in steps[-1]] if steps else []


def words_of(text: str) -> list[PlainWord]:
    return SiteFilter(text).words


def marked(name: str, text: str) -> str:
    """Return `name` with brackets around the places of the letters that were typed."""
    places = {start for start, _ in near_spans(name, words_of(text))}
    return "".join(f"[{char}]" if at in places else char for at, char in enumerate(name))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lagdep7", ["Lagos-Depot-7", "lagos-depot-0007"]),
        ("LD7", ["Lagos-Depot-7"]),
        ("lg7", ["Lagos-Depot-7", "lagos-depot-0007", "lagos-branch-0017", "dallas-gate-07"]),
        ("dg", ["dallas-gate-07"]),
        ("depot lag", []),
        ("ldep 07", ["lagos-depot-0007"]),
        ("7lag", []),
        ("lagos-depot", []),
        ("-lagos dg", ["dallas-gate-07"]),
        ("-dallas dg", []),
        ("name:oslo ol", ["oslo"]),
        ("xyz", []),
    ],
)
def test_what_looks_like_it(text: str, found: list[str]) -> None:
    assert near(text, *NAMES) == found


@pytest.mark.parametrize(
    ("text", "is_wanted"),
    [
        ("lg", True),
        ("lg db", True),
        ("lg -x status:late", True),
        ("l", False),
        ("lg l", False),
        ("'lg", False),
        ('"lg"', False),
        ("lg 'db", False),
        ("-lg", False),
        ("status:late", False),
        ("", False),
        ("a" * 100, True),
        ("a" * 101, False),
        ("abcd " * 25, True),
        ("abcd " * 26, False),
    ],
)
def test_when_nothing_but_the_words_is_meant(text: str, is_wanted: bool) -> None:
    assert (near_words(SiteFilter(text)) is not None) is is_wanted
    if not is_wanted:
        assert list(near_names(index_of(*NAMES), SiteFilter(text), ())) == []


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("lagos-depot-0007", "lagdep7", "[l][a][g]os-[d][e][p]ot-000[7]"),
        ("a-bab", "ab", "[a]-[b]ab"),
        ("ab--b", "ab", "[a][b]--b"),
        ("cabxab ab", "ab", "cabxab [a][b]"),
        ("axb ab", "ab", "axb [a][b]"),
        ("xxab-a-b", "ab", "xxab-[a]-[b]"),
        ("foobar foo-bar", "fb", "foobar [f]oo-[b]ar"),
        ("Lagos-Depot-7", "LD", "[L]agos-[D]epot-7"),
        ("Lagos", "gl", "Lagos"),
        ("lagos-core", "lgs cr", "[l]a[g]o[s]-[c]o[r]e"),
        ("", "ab", ""),
    ],
)
def test_the_letters_that_stand_out(name: str, text: str, shown: str) -> None:
    assert marked(name, text) == shown


def test_letters_far_apart_stand_out_too() -> None:
    name = f"a{'x' * 90}b"
    assert near("ab", name) == [name]
    assert near_spans(name, words_of("ab")) == [(0, 1), (91, 92)]


def worth_of(name: str, places: tuple[int, ...]) -> int:
    """Return the worth of one way to find letters, counted by fzf's published constants."""
    worth = 0
    for nth, at in enumerate(places):
        before = name[at - 1 : at]
        bonus = 10 if not before or before.isspace() else 0 if before.isalnum() else 8
        gap = at - places[nth - 1] - 1 if nth else 0
        if nth and not gap:
            bonus = max(bonus, 4)
        worth += 16 + (bonus if nth else 2 * bonus) - (2 + gap if gap else 0)
    return worth


@given(st.text("ab- ", max_size=10), st.text("ab", min_size=1, max_size=4))
def test_the_best_way_is_found_and_not_the_first(name: str, letters: str) -> None:
    ways = [
        places
        for places in combinations(range(len(name)), len(letters))
        if "".join(name[place] for place in places) == letters
    ]
    spans = near_spans(name, [PlainWord(letters, is_cased=False, is_exact=False)])
    found = tuple(start for start, _ in spans)
    assert all(end == start + 1 for start, end in spans)
    if not ways:
        assert found == ()
    else:
        assert found in ways
        assert worth_of(name, found) == max(worth_of(name, way) for way in ways)


@given(st.lists(st.text("abc-7", max_size=8), max_size=12), st.text("abc7", min_size=2, max_size=4))
def test_the_best_comes_first(names: list[str], letters: str) -> None:
    def best(name: str) -> int:
        places = tuple(start for start, _ in near_spans(name, words_of(letters)))
        return worth_of(name, places)

    found = near(letters, *names)
    assert [best(name) for name in found] == sorted(map(best, found), reverse=True)


def has_in_order(name: str, letters: str) -> bool:
    rest = iter(name)
    return all(char in rest for char in letters)


@given(FILTERS, site_lists(), SCENES)
def test_what_is_near_is_no_hit_and_has_all_letters(
    text: str, sites: tuple[Site, ...], scene: SiteScene
) -> None:
    index, site_filter = SiteIndex(sites, scene), SiteFilter(text)
    hits = site_filter.pick(index)
    wide = set(site_filter.without_words().pick(index))
    for step in near_names(index, site_filter, hits):
        assert len(set(step)) == len(step)
        assert set(step) <= wide - set(hits)
        for number in step:
            name = sites[number].name
            spans = near_spans(name, site_filter.words)
            assert all(0 <= start < end <= len(name) for start, end in spans)
            for word in site_filter.words:
                # any `i` counts as one, dotted or not, where capitals do not matter
                same = name if word.is_cased else name.casefold().replace("i̇", "i").replace("ı", "i")
                assert has_in_order(same, word.text.replace("i̇", "i").replace("ı", "i"))


@given(st.text("abAB-", max_size=8), st.text("abB", min_size=2, max_size=3))
def test_every_name_with_all_letters_is_a_hit_or_near(name: str, letters: str) -> None:
    is_cased = any(char.isupper() for char in letters)
    has_all = has_in_order(name if is_cased else name.casefold(), letters)
    is_hit = bool(picked(letters, named(name)))
    assert (is_hit or bool(near(letters, name))) is has_all


@pytest.mark.parametrize("name", ["Straße-7", "İzmir-7", "Dıx-7", "ŉa-7", "ﬀa-7"])
@pytest.mark.parametrize("text", ["s7", "iz7", "dix7", "na7", "ffa7", "ss7", "S7", "İz7"])
def test_letters_that_fold_to_others_point_at_nothing_wrong(name: str, text: str) -> None:
    spans = near_spans(name, words_of(text))
    assert all(end == start + 1 and 0 <= start < len(name) for start, end in spans)
    if spans:
        assert folded("".join(name[start] for start, _ in spans)) == folded(text)
    assert near(text, name) in ([], [name])


def test_accents_are_no_obstacle() -> None:
    assert near("sao7", "são-paulo-7", "sydney-7") == ["são-paulo-7"]
    assert near_spans("são-paulo-7", words_of("sao7")) == [(0, 1), (1, 2), (2, 3), (10, 11)]


def test_at_most_so_many_are_looked_for() -> None:
    names = [f"lagos-{number}" for number in range(3 * MOST_NEAR)]
    found = near("lgs", *names)
    assert len(found) == MOST_NEAR
    assert near("lgs", *names[: MOST_NEAR - 1]) == names[: MOST_NEAR - 1]


def test_a_long_list_is_looked_through_in_steps() -> None:
    index = SiteIndex(named(*(["oslo"] * 9_999), "lagos"), NOWHERE)
    site_filter = SiteFilter("lgs")
    steps = list(near_names(index, site_filter, []))
    assert len(steps) >= 3
    assert steps[0] == []
    assert steps[-1] == [9_999]


SLOW = {
    "a letter again and again": ("a" * 100, "a" * 20 + "b"),
    "two letters in turn": ("ab" * 50, "ab" * 10 + "c"),
    "a long name": ("w" * 10_000, "w" * 50 + "x"),
    "its own letters": ("ab-" * 33, "aa" * 16),
    "a long word": ("a" * 100, "a" * 20_000),
    "signs": ("()[]^$.*+?\\|" * 8, "([^.*+?\\|)"),
    "many words": ("lagos-depot", "lg " * 50),
    "too many words": ("lagos-depot", "lg " * 6_600),
}


@pytest.mark.parametrize(("name", "text"), SLOW.values(), ids=SLOW.keys())
def test_each_step_is_short(name: str, text: str) -> None:
    index, site_filter = index_of(*[name] * (MOST_NEAR + 9)), SiteFilter(text)
    search = near_names(index, site_filter, [])
    assert seconds_of(lambda: next(search, None)) < 2
    assert seconds_of(lambda: near_spans(name, site_filter.words)) < 0.5


@pytest.mark.parametrize("name", SHOWN_HOSTILE, ids=lambda name: ascii(name)[:30])
def test_hostile_names_are_names(name: str) -> None:
    letters = "".join(char for char in name[:90:2] if not char.isspace() and char not in "\"':,-")
    if len(letters) > 1 and letters not in name and letters == letters.casefold():
        assert near(letters, "oslo", name) == [name]
        spans = near_spans(name, words_of(letters))
        assert "".join(name[start] for start, _ in spans).casefold() in (letters, "")
    assert near("zqzq", name) == []
