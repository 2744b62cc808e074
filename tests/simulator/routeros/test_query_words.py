"""The query stack against plain Python, and its odd corners."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.simulator.routeros.query import compile_query
from altotui.simulator.routeros.router import Row, Trap

Check = Callable[[Row], bool]
_NAMES = ("a", "b", "c")
_rows = st.dictionaries(st.sampled_from(_NAMES), st.integers(0, 4).map(str), max_size=3)


def _leaf(kind: str, name: str, value: int) -> tuple[list[str], Check]:
    if kind == "has":
        return [f"?{name}"], lambda row: name in row
    if kind == "lacks":
        return [f"?-{name}"], lambda row: name not in row
    if kind == "less":
        return [f"?<{name}={value}"], lambda row: name in row and int(row[name]) < value
    if kind == "more":
        return [f"?>{name}={value}"], lambda row: name in row and int(row[name]) > value
    mark = "=" if kind == "marked" else ""
    return [f"?{mark}{name}={value}"], lambda row: row.get(name) == str(value)


_kinds = st.sampled_from(["has", "lacks", "less", "more", "equal", "marked"])
_leaves = st.builds(_leaf, _kinds, st.sampled_from(_NAMES), st.integers(0, 4))
Built = tuple[list[str], Check]


def _joined(operator: str, left: Built, right: Built) -> Built:
    words = [*left[0], *right[0], f"?#{operator}"]
    if operator == "&":
        return words, lambda row: left[1](row) and right[1](row)
    return words, lambda row: left[1](row) or right[1](row)


def _negated(inner: Built) -> Built:
    return [*inner[0], "?#!"], lambda row: not inner[1](row)


_conditions = st.recursive(
    _leaves,
    lambda inner: st.builds(_joined, st.sampled_from("&|"), inner, inner) | inner.map(_negated),
    max_leaves=8,
)


@given(_conditions, st.lists(_rows, max_size=12))
def test_any_condition_keeps_what_python_keeps(condition: Built, rows: list[Row]) -> None:
    words, check = condition
    keeps = compile_query(words)
    assert [row for row in rows if keeps(row)] == [row for row in rows if check(row)]


@given(st.lists(_leaves, max_size=4), _rows)
def test_words_side_by_side_are_an_and(leaves: list[Built], row: Row) -> None:
    keeps = compile_query([word for words, _ in leaves for word in words])
    assert keeps(row) == all(check(row) for _, check in leaves)


@given(_leaves, _leaves, _rows)
def test_packed_operators_are_the_single_ones(left: Built, right: Built, row: Row) -> None:
    packed = compile_query([*left[0], *right[0], "?#|!"])
    single = compile_query([*left[0], *right[0], "?#|", "?#!"])
    assert packed(row) == single(row) == (not (left[1](row) or right[1](row)))


@pytest.mark.parametrize(
    ("words", "row", "kept"),
    [
        (["?-dynamic=false"], {"dynamic": "false"}, True),  # a property called dynamic=false
        (["?-dynamic=false"], {"dynamic=false": "x"}, False),
        (["?>comment="], {"comment": "x"}, True),
        (["?>comment="], {"comment": ""}, False),
        (["?comment="], {"comment": ""}, True),
        (["?comment="], {}, False),
        (["?name=a=b"], {"name": "a=b"}, True),
        (["?>uptime=1d"], {"uptime": "1w"}, True),
        (["?<uptime=1d"], {"uptime": "9h"}, True),  # as text "9h" > "1d"
        (["?>address=10.0.0.9"], {"address": "10.0.0.10"}, True),
        (["?<rate=1G"], {"rate": "900M"}, True),
        (["?<name=b"], {"name": "a"}, True),
        (["?>n=9223372036854775807"], {"n": "9223372036854775808"}, True),
        ([], {}, True),
        (["?#!"], {}, False),  # the endless row of true below the stack
        (["?#|"], {}, True),
        (["?a=1", "?b=1", "?#0"], {"a": "1"}, False),  # the top replaces all
        (["?a=1", "?b=1", "?#1"], {"a": "1"}, True),
        (["?a=1", "?b=1", "?#7"], {}, True),  # below the bottom is true
        (["?a=1", "?b=1", "?#1.&&"], {"a": "1", "b": "1"}, True),  # a copy of a, then two ANDs
        (["?a=1", "?#."], {"a": "1"}, True),
        (["?a=1", "?#.!&"], {"a": "1"}, False),  # a and not a
        (["?#"], {}, True),
    ],
)
def test_corners(words: list[str], row: Row, kept: bool) -> None:
    assert compile_query(words)(row) is kept


@pytest.mark.parametrize("word", ["?", "?-", "?<a", "?>", "?=", "?==", "?#x", "?#&-"])
def test_a_malformed_word_traps_and_is_named(word: str) -> None:
    with pytest.raises(Trap, match="invalid query word") as caught:
        compile_query([word])
    assert caught.value.message.endswith(word)
