"""Views and what else is kept of the sites pane: anything may stand in a file, and no change loses another."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import InvalidInput
from altotui.domain.site_prefs import MAX_NAME_CHARS, SitePrefs, checked_view_name, is_view_name
from altotui.domain.site_view import (
    MAX_COLUMNS,
    MAX_FILTER_CHARS,
    MAX_ID_CHARS,
    SiteView,
    checked_view,
    read_view,
)
from altotui.domain.text import make_visible
from tests.domain.records import NOW, site_no

FULL = SiteView("status:late -kiosk", "version", True, "tag:region", ("name", "age", "version"))
NOTHING = SiteView()


def test_a_view_comes_back_from_json() -> None:
    assert read_view(json.loads(json.dumps(FULL._asdict()))) == FULL
    assert read_view(json.loads(json.dumps(NOTHING._asdict()))) == NOTHING


@pytest.mark.parametrize("value", [None, 3, "x", [], ["filter"], True, 1.5])
def test_what_is_no_view_is_none(value: object) -> None:
    assert read_view(value) is None


@pytest.mark.parametrize("value", [{}, {"other": 1}])
def test_a_view_that_says_nothing_is_the_list_as_it_comes(value: object) -> None:
    assert read_view(value) == NOTHING


LONG_FILTER, LONG_GROUP = "x" * (MAX_FILTER_CHARS + 1), "tag:" + "x" * (MAX_ID_CHARS - 3)


BAD_FILTERS: list[object] = [3, None, ["status:late"], {}, LONG_FILTER, "\x85" * MAX_FILTER_CHARS]
BAD_GROUPS: list[object] = [3, None, {}, "tag:", "serial", LONG_GROUP]


@pytest.mark.parametrize(
    ("part", "value"),
    [*(("filter", bad) for bad in BAD_FILTERS), *(("group", bad) for bad in BAD_GROUPS)],
    ids=lambda value: repr(value)[:20],
)
def test_a_view_is_dropped_before_it_shows_more_than_it_was_made_for(part: str, value: object) -> None:
    assert read_view({**FULL._asdict(), part: value}) is None


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (
            SiteView(LONG_FILTER),
            "the filter has 401 characters, and a view keeps 400 of a filter: take a shorter",
        ),
        (SiteView("\x85" * 300), "and a view keeps 400 of a filter"),
        (SiteView(group=LONG_GROUP), "the group has 61 characters, and a view keeps 60 of a group"),
    ],
    ids=["filter", "made visible", "group"],
)
def test_what_would_not_be_read_again_is_refused(view: SiteView, words: str) -> None:
    assert read_view(view._asdict()) is None
    with pytest.raises(InvalidInput, match=words):
        checked_view(view)


def test_the_longest_that_is_kept_is_taken() -> None:
    longest = SiteView("x" * MAX_FILTER_CHARS, group="tag:" + "x" * (MAX_ID_CHARS - 4))
    assert read_view(checked_view(longest)._asdict()) == longest


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"sort": ["name"]}, NOTHING),
        ({"is_reversed": 1}, NOTHING),
        ({"is_reversed": "true"}, NOTHING),
        ({"is_reversed": True}, SiteView(is_reversed=True)),
        ({"group": "status"}, SiteView(group="status")),
        ({"group": "version"}, SiteView(group="version")),
        ({"group": "model"}, SiteView(group="model")),
        ({"group": "tag:isp"}, SiteView(group="tag:isp")),
        ({"columns": "name"}, NOTHING),
        ({"columns": {"name": 1}}, NOTHING),
        ({"columns": ["name", 3, None, "", "age", "name"]}, SiteView(columns=("name", "age"))),
        ({"columns": ["unknown"]}, SiteView(columns=("unknown",))),
        ({"filter": "a\x1b[2J"}, SiteView("a␛[2J")),
        ({"columns": ["a\x07"]}, SiteView(columns=("a␇",))),
    ],
)
def test_each_part_stands_for_itself(record: dict[str, object], expected: SiteView) -> None:
    assert read_view(record) == expected


def test_what_is_too_long_is_left_out_and_not_halved() -> None:
    longest = SiteView("x" * MAX_FILTER_CHARS, "y" * MAX_ID_CHARS)
    assert read_view(longest._asdict()) == longest
    assert read_view({"filter": "lagos", "sort": "y" * (MAX_ID_CHARS + 1)}) == SiteView("lagos")
    many = [f"column-{number}" for number in range(1000)]
    assert read_view({"columns": many}) == SiteView(columns=tuple(many[:MAX_COLUMNS]))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)
RECORDS = st.fixed_dictionaries({}, optional=dict.fromkeys(SiteView._fields, JSON))


@given(RECORDS | JSON)
def test_anything_gives_none_or_a_view_that_is_visible_and_stays_the_same(value: object) -> None:
    view = read_view(value)
    if view is None:
        return
    texts = (view.filter, view.sort, view.group, *view.columns)
    assert all(make_visible(text) == text for text in texts)
    assert read_view(view._asdict()) == view


@pytest.mark.parametrize("name", ["a", "Late in Lagos", "é", "x" * MAX_NAME_CHARS, "[bold]", "-"])
def test_names_for_views(name: str) -> None:
    assert is_view_name(name)
    assert checked_view_name(f"  {name} ") == name


@pytest.mark.parametrize(
    "name", ["", "   ", "x" * (MAX_NAME_CHARS + 1), "a\x1b", "a\nb", "\u202ea", "a\u3000b"]
)
def test_names_that_no_view_can_have(name: str) -> None:
    assert not is_view_name(name)
    with pytest.raises(
        InvalidInput, match="is no name for a view: take 1 to 40 visible characters"
    ) as refused:
        checked_view_name(name)
    assert make_visible(str(refused.value)) == str(refused.value)


def test_a_change_says_what_shall_be_and_may_be_made_again() -> None:
    marked = SitePrefs().with_favourite(site_no(1), True)
    assert marked.with_favourite(site_no(1), True) == marked
    assert marked.with_favourite(site_no(1), False) == SitePrefs()
    assert marked.with_favourite(site_no(2), False) == marked
    named = marked.with_view("late", FULL)
    assert named.with_view("late", FULL) == named
    assert named.without_view("late") == marked
    assert named.without_view("other") == named
    assert SitePrefs().with_view("late", NOTHING).with_view("late", FULL).views == {"late": FULL}


def test_the_view_in_use_is_kept_without_its_filter() -> None:
    prefs = SitePrefs().with_view("late", FULL).looked_at(FULL)
    assert prefs.view == FULL._replace(filter="")
    assert prefs.views["late"] == FULL


def test_changes_leave_what_they_are_made_on_as_it_was() -> None:
    before = SitePrefs()
    before.with_favourite(site_no(1), True)
    before.with_visit(site_no(1), NOW.timestamp())
    before.with_view("a", FULL)
    before.looked_at(FULL)
    assert before == SitePrefs(frozenset(), {}, {}, NOTHING)
