"""Marked sites stay marked until somebody says otherwise, and every change is told once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.ids import SiteId
from altotui.services.events import MarksChanged
from altotui.services.marks import Marks
from tests.domain.records import site_no
from tests.services.fakes import Published


def ids(*numbers: int) -> list[SiteId]:
    return [site_no(number) for number in numbers]


class Bench:
    """Marks, and what they told."""

    def __init__(self, *numbers: int) -> None:
        self.told = Published()
        self.marks = Marks(self.told)
        self.marks.add(ids(*numbers))
        self.told.events.clear()

    @property
    def counts(self) -> list[int]:
        return [event.marked for event in self.told.of(MarksChanged)]


@pytest.mark.parametrize(
    ("before", "by", "chosen", "after"),
    [
        ([], "add", [1, 2, 2], [1, 2]),
        ([1, 2], "add", [2, 3], [1, 2, 3]),
        ([1, 2], "toggle_all", [3], [1, 2, 3]),
        ([1, 2], "toggle_all", [2, 3], [1, 2, 3]),
        ([1, 2, 3], "toggle_all", [2, 3], [1]),
        ([1, 2], "toggle_all", [1, 2], []),
        ([1, 2], "invert", [2, 3], [1, 3]),
        ([1, 2], "invert", [1, 2], []),
        ([], "invert", [4, 5], [4, 5]),
    ],
)
def test_what_is_marked_then(before: list[int], by: str, chosen: list[int], after: list[int]) -> None:
    bench = Bench(*before)
    getattr(bench.marks, by)(ids(*chosen))
    assert bench.marks.ids == set(ids(*after))
    assert bench.counts == [len(after)]


@pytest.mark.parametrize(
    ("by", "chosen"),
    [
        ("add", []),
        ("add", [1]),
        ("toggle_all", []),
        ("invert", []),
        ("drop_unlisted", [1, 2, 3]),
        ("drop_unlisted", []),
    ],
)
def test_what_changes_nothing_is_not_told(by: str, chosen: list[int]) -> None:
    bench = Bench(1, 2)
    getattr(bench.marks, by)(ids(*chosen))
    assert bench.marks.ids == set(ids(1, 2))
    assert bench.counts == []


def test_one_site_is_marked_and_again_not() -> None:
    bench = Bench(1)
    bench.marks.toggle(site_no(2))
    assert bench.marks.ids == set(ids(1, 2))
    bench.marks.toggle(site_no(1))
    assert bench.marks.ids == set(ids(2))
    assert bench.counts == [2, 1]


def test_all_marks_are_taken_away_and_told_once() -> None:
    bench = Bench(1, 2)
    bench.marks.clear()
    bench.marks.clear()
    assert bench.marks.ids == set()
    assert bench.counts == [0]


@pytest.mark.parametrize(
    ("lists", "dropped", "left"),
    [
        ([[1, 2, 3]] * 3, [0, 0, 0], [1, 2, 3]),
        ([[2, 5]] * 3, [0, 2, 0], [2]),
        ([[]] * 3, [0, 3, 0], []),
        ([[2, 3], [1, 2, 3], [2, 3], [1, 2, 3]], [0, 0, 0, 0], [1, 2, 3]),
        ([[2, 3], [1, 2], [1, 2]], [0, 0, 1], [1, 2]),
        ([[2, 3], [2], [2, 3]], [0, 1, 0], [2, 3]),
    ],
)
def test_what_two_lists_in_a_row_lack_is_dropped_and_counted(
    lists: list[list[int]], dropped: list[int], left: list[int]
) -> None:
    bench = Bench(1, 2, 3)
    assert [bench.marks.drop_unlisted(ids(*listed)) for listed in lists] == dropped
    assert bench.marks.ids == set(ids(*left))
    assert bench.counts == ([len(left)] if any(dropped) else [])


def test_a_site_that_is_marked_anew_is_looked_for_anew() -> None:
    bench = Bench(1, 2)
    bench.marks.drop_unlisted(ids(2))
    bench.marks.toggle(site_no(1))
    bench.marks.toggle(site_no(1))
    assert bench.marks.drop_unlisted(ids(2)) == 0
    bench.marks.clear()
    bench.marks.add(ids(1))
    assert bench.marks.drop_unlisted(ids(2)) == 0
    assert bench.marks.drop_unlisted(ids(2)) == 1


def test_what_is_marked_may_be_given_itself() -> None:
    for by in ("toggle_all", "invert"):
        bench = Bench(1, 2)
        getattr(bench.marks, by)(bench.marks.ids)
        assert bench.marks.ids == set()
    bench = Bench(1, 2)
    bench.marks.add(bench.marks.ids)
    assert bench.marks.drop_unlisted(bench.marks.ids) == 0
    assert bench.marks.ids == set(ids(1, 2))


SETS = st.frozensets(st.integers(0, 9).map(site_no))
WAYS = st.sampled_from(["add", "toggle_all", "invert", "drop_unlisted"])


@given(st.lists(st.tuples(WAYS, SETS), max_size=12))
def test_it_is_one_set_for_the_whole_run_and_each_change_is_told(
    walk: list[tuple[str, frozenset[SiteId]]],
) -> None:
    bench = Bench()
    held = bench.marks.ids
    counts = []
    for by, chosen in walk:
        before = set(held)
        getattr(bench.marks, by)(chosen)
        assert bench.marks.ids is held
        if held != before:
            counts.append(len(held))
        untouched = before & held if by == "drop_unlisted" else before - chosen
        assert untouched <= held
    assert bench.counts == counts
