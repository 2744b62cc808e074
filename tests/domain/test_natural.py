"""Names with numbers in them, and versions, in the order that people expect."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.natural import natural_key, natural_text, version_key
from altotui.simulator.routeros.hostile import HOSTILE

ORDERED = [
    *("", "1", "2", "010", "a", "a2", "a10", "a10b", "a-2", "a-10"),
    *("B1", "b02", "b3", "ether9", "Ether10", "é"),
]
VERSIONS = [
    *("6.9", "6.48.6", "6.49", "6.49.9", "6.49.18", "7.1beta6", "7.1rc7", "7.1", "7.9", "7.20alpha1"),
    *(
        "7.20beta3",
        "7.20beta12",
        "7.20rc",
        "7.20rc1",
        "7.20rc2",
        "7.20",
        "7.20.1",
        "7.20.10",
        "7.21beta1",
        "8",
        "10.0",
    ),
]


def test_names_are_ordered_as_people_count() -> None:
    backwards = ORDERED[::-1]
    assert sorted(backwards, key=natural_key) == ORDERED
    for one, other in combinations(ORDERED, 2):
        assert natural_key(one) < natural_key(other), (one, other)


def test_versions_are_ordered_as_they_came_out() -> None:
    backwards = VERSIONS[::-1]
    assert sorted(backwards, key=version_key) == VERSIONS
    for one, other in combinations(VERSIONS, 2):
        assert version_key(one) < version_key(other), (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("a", "A"), ("a1", "a01"), ("0", "000"), ("ether007x", "ETHER7X"), ("straße", "STRASSE")],
)
def test_what_counts_as_equal(one: str, other: str) -> None:
    assert natural_key(one) == natural_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("7.20", " 7.20 "), ("7.20RC1", "7.20rc1"), ("7.02", "7.2")],
)
def test_versions_that_count_as_equal(one: str, other: str) -> None:
    assert version_key(one) == version_key(other)


TEXTS = st.text(max_size=8) | st.text("ab019.-~", max_size=8) | st.sampled_from(HOSTILE)


@given(st.lists(TEXTS, max_size=8))
def test_any_texts_have_one_order(texts: list[str]) -> None:
    for key in (natural_key, version_key):
        ordered = sorted(texts, key=key)
        assert all(key(one) <= key(other) for one, other in pairwise(ordered))
        backwards = ordered[::-1]
        assert [key(text) for text in sorted(backwards, key=key)] == [key(text) for text in ordered]


@given(st.text("ab-", max_size=4), st.integers(0, 10**30), st.integers(0, 10**30), st.text("ab-", max_size=4))
def test_numbers_count_whatever_their_length(head: str, one: int, other: int, tail: str) -> None:
    first, second = natural_key(f"{head}{one}{tail}"), natural_key(f"{head}{other}{tail}")
    assert (first < second) is (one < other)
    assert (first == second) is (one == other)


@given(
    st.lists(st.integers(0, 99), min_size=2, max_size=4), st.lists(st.integers(0, 99), min_size=2, max_size=4)
)
def test_final_versions_are_ordered_as_their_numbers(one: list[int], other: list[int]) -> None:
    first, second = (version_key(".".join(map(str, numbers))) for numbers in (one, other))
    assert (first < second) is (one < other)


@pytest.mark.parametrize("text", ["²", "٣", "7.²", "7..1", ".", "", "7.", "v7", "7" * 10_000, "7." * 5_000])
def test_odd_versions_have_a_place(text: str) -> None:
    assert version_key(text) == version_key(text)
    assert (version_key(text) < version_key("7.20")) is not (version_key(text) >= version_key("7.20"))


@given(st.text("ab019", max_size=8), st.text("ab019", max_size=8))
def test_the_quick_order_of_names_is_that_of_the_keys(one: str, other: str) -> None:
    keys, texts = (natural_key(one), natural_key(other)), (natural_text(one), natural_text(other))
    assert (keys[0] < keys[1]) is (texts[0] < texts[1])
    assert (keys[0] == keys[1]) is (texts[0] == texts[1])


def test_numbers_of_any_length_are_counted() -> None:
    names = ["s9", "s10", f"s{10**30}", f"s{10**40}"]
    shuffled = [names[2], names[0], names[3], names[1]]
    assert sorted(shuffled, key=natural_text) == names
    assert natural_text("Site-007") == natural_text("site-7")
