"""How a filter line is cut into words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from altotui.domain.filter_words import FilterProblem, FilterWord, filter_words
from altotui.simulator.routeros.hostile import HOSTILE
from tests.domain.listings import ANY_TEXT, FILTERS, seconds_of


def only(text: str) -> FilterWord:
    (word,) = filter_words(text)
    return word


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("", []),
        (" \t\n", []),
        ("a", ["a"]),
        ("  a  b ", ["a", "b"]),
        ("a\tb\nc\u3000d", ["a", "b", "c", "d"]),
        ('"a b" c', ["a b", "c"]),
        ('a" "b', ["a b"]),
        ('""', [""]),
        ('a"', ["a"]),
        ('"a b', ["a b"]),
        ("-", ["-"]),
        ("- a", ["-", "a"]),
        ("--", ["-"]),
        ("--a", ["-a"]),
        ("a-b", ["a-b"]),
        ("'", ["'"]),
        ("' a", ["'", "a"]),
        ("-'", ["'"]),
        ("it's", ["it's"]),
        ("-'a b", ["a", "b"]),
        ('"-a"', ["-a"]),
    ],
)
def test_where_words_end(text: str, bodies: list[str]) -> None:
    assert [word.body for word in filter_words(text)] == bodies


@pytest.mark.parametrize(
    ("text", "is_negated", "is_exact", "is_closed"),
    [
        ("a", False, False, True),
        ("-a", True, False, True),
        ("-", False, False, True),
        ("--", True, False, True),
        ("'a", False, True, True),
        ("'", False, False, True),
        ("-'a", True, True, True),
        ("-'", True, False, True),
        ("'-a", False, True, True),
        ('"a"', False, True, True),
        ('-"a b"', True, True, True),
        ('"-a"', False, True, True),
        ('a"b"', False, True, True),
        ('"a', False, True, False),
        ('a"', False, True, False),
        ('"', False, True, False),
    ],
)
def test_the_signs_of_a_word(text: str, is_negated: bool, is_exact: bool, is_closed: bool) -> None:
    word = only(text)
    assert (word.is_negated, word.is_exact, word.is_closed) == (is_negated, is_exact, is_closed)
    assert (word.start, word.end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "field", "values"),
    [
        ("a", "", ()),
        ("a,b", "", ()),
        ("status:late", "status", ("late",)),
        ("-STATUS:late", "status", ("late",)),
        ("status:late,offline", "status", ("late", "offline")),
        ("status:,late,,", "status", ("late",)),
        ("fav:", "fav", ()),
        ("fav:,", "fav", ()),
        ('fav:""', "fav", ()),
        ("tag:isp:alpha", "tag", ("isp:alpha",)),
        ('name:"a b"', "name", ("a b",)),
        ('name:"a,b",c', "name", ("a,b", "c")),
        ('name:x"a,b"y,z', "name", ("xa,by", "z")),
        ('"name:a"', "", ()),
        ('name":"a', "", ()),
        (":a", "", ()),
        ("a1:b", "", ()),
        ("a-b:c", "", ()),
        ("192.0.2.1:80", "", ()),
        ("a,b:c", "", ()),
        ("twelveletter:x", "twelveletter", ("x",)),
        ("thirteenletter:x", "", ()),
        ("a1:name:b", "", ()),
        ("größe:x", "grösse", ("x",)),
    ],
)
def test_a_field_and_its_values(text: str, field: str, values: tuple[str, ...]) -> None:
    word = only(text)
    assert (word.field, word.values) == (field, values)


def test_a_problem_says_its_column_as_people_count() -> None:
    assert str(FilterProblem("is wrong", 4, 9)) == "column 5: is wrong"


@given(ANY_TEXT)
def test_words_stand_in_the_text_in_order_with_blanks_between(text: str) -> None:
    words = filter_words(text)
    ends = [(0, 0), *((word.start, word.end) for word in words), (len(text), len(text))]
    for (_, end), (start, _) in pairwise(ends):
        assert end <= start
        assert not text[end:start].strip()
    for word in words:
        own = text[word.start : word.end]
        assert own
        assert not own[0].isspace()
        assert set(word.body) <= set(own)
        assert '"' not in word.body
    assert all(word.is_closed for word in words[:-1])


@given(ANY_TEXT)
def test_a_word_means_the_same_alone(text: str) -> None:
    for word in filter_words(text):
        alone = only(text[word.start : word.end])
        assert alone == word._replace(start=0, end=word.end - word.start)


@given(FILTERS, FILTERS)
def test_what_stands_behind_changes_no_word(text: str, more: str) -> None:
    words = filter_words(text)
    assert filter_words(f"{text} {more}")[: len(words)] == words


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_hostile_text_is_cut(text: str) -> None:
    unquoted = text.replace('"', "").replace("'", "")
    assert [word.body.lstrip("-") for word in filter_words(unquoted)] == [
        part.removeprefix("-").lstrip("-") for part in unquoted.split()
    ]


@pytest.mark.parametrize("part", ["a ", "a", '"', "a:,", ",", ":", "-", "'", " ", "é:"])
def test_a_long_text_is_cut_soon(part: str) -> None:
    text = part * (20_000 // len(part))
    assert seconds_of(lambda: filter_words(text)) < 1
