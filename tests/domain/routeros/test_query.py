"""Conditions as query words: what a router keeps with them, worked out by an evaluator written from the manual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros.conditions import And, Compare, Condition, Holds, Matches, Not, Or, conjunction
from altotui.domain.routeros.expression import parse_condition
from altotui.domain.routeros.filtering import compile_test
from altotui.domain.routeros.query import compile_query


class Kinds(NamedTuple):
    """What is known: `b…` are booleans, `u…` are unknown, all else is something else."""

    known: frozenset[str] = frozenset()

    def is_boolean(self, name: str) -> bool | None:
        return None if name.startswith("u") else name.startswith("b")

    def is_known(self, name: str) -> bool:
        return name in self.known


KINDS = Kinds()
Row = Mapping[str, str]


def less(a: str, b: str) -> bool:
    """Numbers as numbers: the router compares typed values."""
    return int(a) < int(b) if a.isdigit() and b.isdigit() else a < b


def keeps(words: Sequence[str], row: Row) -> bool:
    """Return whether the router keeps `row` (routeros.md 1.2)."""
    stack: list[bool] = []

    def pop() -> bool:
        return stack.pop() if stack else True

    def value(index: int) -> bool:
        return stack[-1 - index] if index < len(stack) else True

    for word in words:
        body = word[1:]
        if body.startswith("#"):
            digits, after_index = "", False
            for char in body[1:]:
                if char.isdigit():
                    digits += char
                    continue
                if digits:
                    stack.append(value(int(digits)))
                    digits, after_index = "", True
                if char == "!":
                    stack.append(not pop())
                elif char == "&":
                    right, left = pop(), pop()
                    stack.append(left and right)
                elif char == "|":
                    right, left = pop(), pop()
                    stack.append(left or right)
                elif char == ".":
                    if not after_index:
                        stack.append(value(0))
                else:
                    raise AssertionError(word)
                after_index = False
            if digits:
                stack = [value(int(digits))]
        elif body.startswith("-"):
            stack.append(body[1:] not in row)
        elif body[0] in "<>":
            name, _, wanted = body[1:].partition("=")
            here = row.get(name)
            stack.append(here is not None and (less(here, wanted) if body[0] == "<" else less(wanted, here)))
        elif "=" in body:
            name, _, wanted = body.removeprefix("=").partition("=")
            stack.append(row.get(name) == wanted)
        else:
            stack.append(body in row)
    return all(stack)


def test_the_evaluator_knows_the_examples_of_the_manual() -> None:
    either = ["?type=ether", "?type=vlan", "?#|"]
    assert [keeps(either, {"type": kind}) for kind in ("ether", "vlan", "lte")] == [True, True, False]
    assert [keeps(["?>comment="], row) for row in ({"comment": "x"}, {"comment": ""}, {})] == [
        True,
        False,
        False,
    ]
    neither = ["?>distance=1", "?gateway=g", "?#&!"]
    assert [keeps(neither, {"distance": d, "gateway": "g"}) for d in ("1", "2")] == [True, False]
    assert keeps(["?a", "?b", "?#1"], {"a": ""})
    assert not keeps(["?a", "?b", "?#0"], {"a": ""})
    assert keeps(["?a", "?#.&"], {"a": ""})
    assert not keeps(["?a", "?#0!"], {"a": ""})
    assert keeps([], {})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a=x", "?a=x"),
        ("a!=x", "?a=x ?#!"),
        ("a>1", "?>a=1"),
        ("a<1", "?<a=1"),
        ("a>=1", "?a ?<a=1 ?#!"),
        ("a<=1", "?a ?>a=1 ?#!"),
        ("a<=1 or c=1", "?a ?>a=1 ?#! ?#& ?c=1 ?#|"),
        ("a=1 and c=1", "?a=1 ?c=1"),
        ("a=1 c=1", "?a=1 ?c=1"),
        ("a=1 or c=1", "?a=1 ?c=1 ?#|"),
        ("!(a=1 or c=1)", "?a=1 ?c=1 ?#|!"),
        ("!(a=1 and c=1)", "?a=1 ?c=1 ?#&!"),
        ("(a=1)=false", "?a=1 ?#!"),
        ("b", "?b=true"),
        ("!b", "?b=true ?#!"),
        ("b=yes", "?b=true"),
        ("b=true", "?b=true"),
        ("b=no", "?b=true ?#!"),
        ("b=false", "?b=true ?#!"),
        ("b!=no", "?b=true"),
        ("!(b=no)", "?b=true"),
        ("a", "?a"),
        ("!a", "?-a"),
        ('a=""', "?a="),
        ("a=yes", "?a=yes"),
        ("a=no", "?a=no"),
        ("u", "?u ?u=false ?#!"),
        ("!u", "?-u ?u=false ?#|"),
        ("u=yes", "?u=yes ?u=true ?#|"),
        ("u!=yes", "?u=yes ?u=true ?#|!"),
        ("u or b", "?u ?u=false ?#! ?#& ?b=true ?#|"),
        ("mac-address=aa:bb:cc:dd:ee:ff", "?mac-address=AA:BB:CC:DD:EE:FF"),
        ("comment=aa-bb-cc-dd-ee-ff", "?comment=aa-bb-cc-dd-ee-ff"),
        ("a=aa:bb:cc:dd:ee", "?a=aa:bb:cc:dd:ee"),
        ("!(!(a=1))", "?a=1"),
    ],
)
def test_words(text: str, words: str) -> None:
    query = compile_query(parse_condition(text), KINDS)
    assert (" ".join(query.words), query.rest) == (words, None)


@pytest.mark.parametrize(
    ("text", "words", "rest"),
    [
        ('a~"x"', "", 'a~"x"'),
        ('a~"x" and c=1', "?c=1", 'a~"x"'),
        ('c=1 and a~"x" and d=1', "?c=1 ?d=1", 'a~"x"'),
        ('a~"x" and c~"y"', "", 'a~"x" and c~"y"'),
        ('a~"x" or c=1', "", 'a~"x" or c=1'),
        ('!(a~"x" or c=1)', "", '!(a~"x" or c=1)'),
        ("1.1.1.1 in a and c=1", "?c=1", "1.1.1.1 in a"),
        ("a + 1 > 2 and c=1", "?c=1", "a + 1 > 2"),
        ('(a~"x" or c=1) and (c=1 or d=1)', "?c=1 ?d=1 ?#|", 'a~"x" or c=1'),
    ],
)
def test_what_has_no_word_stays_behind(text: str, words: str, rest: str) -> None:
    query = compile_query(parse_condition(text), KINDS)
    assert " ".join(query.words) == words
    assert query.rest is not None
    assert _plain(query.rest) == _plain(parse_condition(rest))


def _plain(condition: Condition) -> object:
    """Return the condition without the columns of its patterns."""
    match condition:
        case Matches(name, pattern):
            return (name, pattern)
        case Not(term):
            return ("not", _plain(term))
        case And(terms) | Or(terms):
            return (type(condition).__name__, [_plain(term) for term in terms])
        case _:
            return condition


@pytest.mark.parametrize(
    ("text", "known", "words"),
    [
        ('dst-address~":443\\$"', "dst-port", "?dst-port=443"),
        ('src-address~":53\\$"', "src-port", "?src-port=53"),
        ('dst-address~":443\\$"', "src-port", ""),
        ('dst-address~":443"', "dst-port", ""),
        ('comment~":443\\$"', "comment-port", ""),
    ],
)
def test_the_usual_way_to_ask_for_a_port(text: str, known: str, words: str) -> None:
    query = compile_query(parse_condition(text), Kinds(frozenset({known})))
    assert " ".join(query.words) == words
    assert bool(query.notes) is bool(words)
    assert (query.rest is None) is bool(words)


def plain(condition: Condition, row: Row) -> bool:
    """Return what a person means by `condition`; a missing boolean is false, another missing value is nothing."""
    match condition:
        case Holds(name):
            if KINDS.is_boolean(name) is False:
                return name in row
            return row.get(name, "false") != "false"
        case Compare(name, operator, value):
            here = row.get(name)
            if value in ("yes", "true", "no", "false") and operator in ("=", "!="):
                is_equal = (here in ("true", "yes")) is (value in ("yes", "true"))
                if KINDS.is_boolean(name) is False:
                    is_equal = here == value
            elif operator in ("=", "!="):
                is_equal = here == value
            elif here is None:
                return False
            else:
                return {
                    "<": less(here, value),
                    ">": less(value, here),
                    "<=": not less(value, here),
                    ">=": not less(here, value),
                }[operator]
            return is_equal is (operator == "=")
        case Matches(name, pattern):
            return pattern.strip("^") in row.get(name, "\x00")
        case Not(term):
            return not plain(term, row)
        case And(terms):
            return all(plain(term, row) for term in terms)
        case Or(terms):
            return any(plain(term, row) for term in terms)
        case _:
            raise AssertionError(condition)


OTHERS, BOOLEANS, UNKNOWN = ["a", "c"], ["b1", "b2"], ["u1", "u2"]
NUMBERS = st.integers(0, 12).map(str)
TERMS = st.one_of(
    st.builds(Holds, st.sampled_from([*OTHERS, *BOOLEANS, *UNKNOWN])),
    st.builds(Compare, st.sampled_from(OTHERS), st.sampled_from(["=", "!=", "<", ">", "<=", ">="]), NUMBERS),
    st.builds(
        Compare,
        st.sampled_from([*BOOLEANS, *UNKNOWN]),
        st.sampled_from(["=", "!="]),
        st.sampled_from(["yes", "true", "no", "false"]),
    ),
    st.builds(Matches, st.sampled_from(OTHERS), st.sampled_from(["1", "2", "0"]), st.just(0)),
)


def conditions(terms: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    return st.recursive(
        terms,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.lists(inner, min_size=2, max_size=3).map(conjunction),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
        ),
        max_leaves=8,
    )


FLAG = st.sampled_from([None, None, "true", "false"])
ROWS = st.fixed_dictionaries(
    {
        **dict.fromkeys(OTHERS, st.none() | NUMBERS),
        **dict.fromkeys((*BOOLEANS, *UNKNOWN), FLAG),
    }
).map(lambda row: {name: value for name, value in row.items() if value is not None})


@given(conditions(TERMS), st.lists(ROWS, min_size=5, max_size=20))
def test_words_and_rest_together_mean_the_condition(condition: Condition, rows: list[Row]) -> None:
    query = compile_query(condition, KINDS)
    test = None if query.rest is None else compile_test(query.rest)
    for row in rows:
        kept = keeps(query.words, row) and (test is None or test(row))
        assert kept is plain(condition, row), (query, row)


@given(conditions(TERMS), st.lists(ROWS, min_size=5, max_size=20))
def test_what_is_filtered_here_is_what_a_router_would_filter(condition: Condition, rows: list[Row]) -> None:
    test = compile_test(condition)
    for row in rows:
        assert test(row) is plain(condition, row), row


@given(conditions(TERMS), ROWS)
def test_the_words_leave_the_stack_to_others(condition: Condition, row: Row) -> None:
    """Behind words that were typed raw, or that `from` stands for, they still mean the same."""
    words = compile_query(condition, KINDS).words
    assert not keeps(["?missing", *words], row)
    assert keeps(["?-missing", *words], row) is keeps(words, row)
