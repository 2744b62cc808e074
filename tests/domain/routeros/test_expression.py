"""Expressions behind `where`: their tree, their precedence, and what is wrong with the rest."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.routeros.conditions import (
    And,
    Arithmetic,
    Calculated,
    Compare,
    Condition,
    Holds,
    Literal,
    Matches,
    Name,
    Not,
    Or,
    Within,
    describe,
    names_in,
    renamed,
)
from altotui.domain.routeros.expression import ExpressionError, NeedsRouter, parse_condition
from altotui.domain.routeros.quoting import quote

A, B, C = (Compare(name, "=", "1") for name in "abc")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", Holds("a")),
        ("!a", Not(Holds("a"))),
        ("!!a", Holds("a")),
        ("!(a=1)", Not(A)),
        ("!(!(a=1))", A),
        ("a=1", A),
        ("a = 1", A),
        ("a!=1", Compare("a", "!=", "1")),
        ("a<1", Compare("a", "<", "1")),
        ("a>1", Compare("a", ">", "1")),
        ("a<=1", Compare("a", "<=", "1")),
        ("a>=1", Compare("a", ">=", "1")),
        ('a=""', Compare("a", "=", "")),
        ('a="b c"', Compare("a", "=", "b c")),
        ('a="\\$x"', Compare("a", "=", "$x")),
        ("a=!1", Compare("a", "=", "!1")),
        ("a=-1", Compare("a", "=", "-1")),
        ("a=b,c", Compare("a", "=", "b,c")),
        ("a=10.0.0.0/8", Compare("a", "=", "10.0.0.0/8")),
        ("a=00:11:22:33:44:55", Compare("a", "=", "00:11:22:33:44:55")),
        ("a=fe80::1%bridge", Compare("a", "=", "fe80::1%bridge")),
        ("a=1h2m", Compare("a", "=", "1h2m")),
        ("a=*1F", Compare("a", "=", "*1F")),
        (".id=*1F", Compare(".id", "=", "*1F")),
        ("a.b=1", Compare("a.b", "=", "1")),
        ('a~"^x"', Matches("a", "^x", 2)),
        ("a~x", Matches("a", "x", 2)),
        ("a=1 and b=1", And((A, B))),
        ("a=1 && b=1", And((A, B))),
        ("a=1&&b=1", And((A, B))),
        ("a=1 b=1", And((A, B))),
        ("(a=1)(b=1)", And((A, B))),
        ("a=1 or b=1", Or((A, B))),
        ("a=1 || b=1", Or((A, B))),
        ("a=1||b=1", Or((A, B))),
        ("a=1 and b=1 and c=1", And((A, B, C))),
        ("a=1 and (b=1 and c=1)", And((A, B, C))),
        ("a=1 or b=1 or c=1", Or((A, B, C))),
        ("a=1 or b=1 and c=1", Or((A, And((B, C))))),
        ("a=1 and b=1 or c=1", Or((And((A, B)), C))),
        ("(a=1 or b=1) and c=1", And((Or((A, B)), C))),
        ("c=1 (a=1 or b=1)", And((C, Or((A, B))))),
        ("(a=1 or b=1) c=1", And((Or((A, B)), C))),
        ("!a and b=1", And((Not(Holds("a")), B))),
        ("!a b=1", And((Not(Holds("a")), B))),
        ("(a=1)=false", Not(A)),
        ("(a=1)=no", Not(A)),
        ("(a=1)=true", A),
        ("(a=1)!=true", Not(A)),
        ("(a=1 or b=1)=false", Not(Or((A, B)))),
        ("1.2.3.4 in a", Within(Literal("1.2.3.4"), Name("a"))),
        ("a in 10.0.0.0/8", Within(Name("a"), Literal("10.0.0.0/8"))),
        ('a in "10.0.0.0/8"', Within(Name("a"), Literal("10.0.0.0/8"))),
        ("a in 10.0.0.0/8 and b=1", And((Within(Name("a"), Literal("10.0.0.0/8")), B))),
        ("a+1>2", Calculated(Arithmetic(Name("a"), "+", Literal("1")), ">", Literal("2"))),
        (
            "a+2*3>b",
            Calculated(
                Arithmetic(Name("a"), "+", Arithmetic(Literal("2"), "*", Literal("3"))),
                ">",
                Literal("b"),
            ),
        ),
        (
            "a + 2 * 3 > 4",
            Calculated(
                Arithmetic(Name("a"), "+", Arithmetic(Literal("2"), "*", Literal("3"))), ">", Literal("4")
            ),
        ),
        (
            "(a + 2) * 3 > 4",
            Calculated(
                Arithmetic(Arithmetic(Name("a"), "+", Literal("2")), "*", Literal("3")), ">", Literal("4")
            ),
        ),
        (
            "a - 1 - 2 = 0",
            Calculated(
                Arithmetic(Arithmetic(Name("a"), "-", Literal("1")), "-", Literal("2")), "=", Literal("0")
            ),
        ),
        (
            "a | 1 & 2 = 0",
            Calculated(
                Arithmetic(Name("a"), "|", Arithmetic(Literal("1"), "&", Literal("2"))), "=", Literal("0")
            ),
        ),
        (
            'a . "x" = b',
            Calculated(Arithmetic(Name("a"), ".", Literal("x")), "=", Literal("b")),
        ),
    ],
)
def test_parse(text: str, expected: Condition) -> None:
    assert parse_condition(text) == expected


@pytest.mark.parametrize(
    ("text", "column", "remedy"),
    [
        ("", 1, "name=ether1"),
        ("   ", 4, "name=ether1"),
        ("not a", 1, "!a"),
        ("not a=1", 1, "!a"),
        ("not", 1, "!name"),
        ("!a=1", 1, "!(a=1)"),
        ("!a>1", 1, "!(a>1)"),
        ("!a in 10.0.0.0/8", 1, "!(a"),
        ("!", 1, "!name"),
        ("!1.1.1.1=a", 1, "!("),
        ("a=", 2, '""'),
        ("a=1 b=", 6, '""'),
        ("a and", 6, "name=value"),
        ("or a", 1, "name=value"),
        ("a or or b", 6, "name=value"),
        ("(a", 1, "write )"),
        ("a)", 2, "leave it out"),
        ("()", 2, "name=value"),
        ("a=1=2", 4, "name=value"),
        ("5", 1, "name=value"),
        ('"a"', 1, "name=value"),
        ("a=1 or b=1 c=1", 12, "brackets"),
        ("(a=1)=maybe", 7, "!("),
        ('a="b', 3, 'end the value with "'),
        ('a="\\q"', 4, "\\\\"),
        ("true=a", 1, "name=true"),
        ('"x"~"y"', 1, 'name~"pattern"'),
        ("a~(", 3, 'name~"pattern"'),
        ("(" * 60 + "a" + ")" * 60, 41, "flatter"),
        ("!" * 2000 + "a", 1, ""),
        (" and ".join(["a"] * 2000), 1, "several lines"),
        ("-a", 1, ""),
        ("#a", 1, ""),
        ("#1", 1, ""),
        ("a,b", 1, ""),
        ("x->1=2", 1, ""),
        ("x->1", 1, ""),
        ("+ a", 1, ""),
        ("<a=1", 1, ""),
    ],
)
def test_what_cannot_be_read_says_where_and_what_to_write(text: str, column: int, remedy: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        parse_condition(text)
    problem = raised.value.problem
    assert remedy in problem.remedy
    assert problem.start + 1 == column or not remedy


@pytest.mark.parametrize(
    "text", ["a=$x", "a=[b]", "a={1}", 'a="$x"', 'a="$[b]"', 'a="\\\\$x"', "$x", "a=1; b", 'a~"$x"', "(a=$x)"]
)
def test_what_only_a_router_can_work_out(text: str) -> None:
    with pytest.raises(NeedsRouter):
        parse_condition(text)


def test_columns_count_from_the_beginning_of_the_line() -> None:
    line = "/x print where (a"
    with pytest.raises(ExpressionError) as raised:
        parse_condition(line, line.index("where") + 5)
    assert "(line 1 column 16)" in str(raised.value.problem)


NAMES = st.sampled_from(["a", "b-c", "d.e", ".id", "in-interface", "order", "android"])
VALUES = st.text(max_size=8)
TERMS = st.one_of(
    st.builds(Holds, NAMES),
    st.builds(Compare, NAMES, st.sampled_from(["=", "!=", "<", ">", "<=", ">="]), VALUES),
)
CONDITIONS = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.builds(Not, inner.filter(lambda term: not isinstance(term, Not))),
        st.lists(inner.filter(lambda term: not isinstance(term, And)), min_size=2, max_size=3).map(
            lambda terms: And(tuple(terms))
        ),
        st.lists(inner, min_size=2, max_size=3).map(lambda terms: Or(tuple(terms))),
    ),
    max_leaves=8,
)


def written(condition: Condition, words: tuple[str, str]) -> str:
    """Return a condition as it may be typed, every group in brackets."""
    match condition:
        case Holds(name):
            return name
        case Compare(name, operator, value):
            quoted = quote(value)
            return f"{name}{operator}{quoted if quoted.startswith(chr(34)) else chr(34) + value + chr(34)}"
        case Not(Holds(name)):
            return f"!{name}"
        case Not(term):
            return f"!({written(term, words)})"
        case And(terms):
            return words[0].join(f"({written(term, words)})" for term in terms)
        case Or(terms):
            return words[1].join(f"({written(term, words)})" for term in terms)
        case _:
            raise AssertionError(condition)


@given(CONDITIONS, st.sampled_from([(" and ", " or "), ("&&", "||"), (" ", " || ")]))
def test_what_is_written_is_read_back(condition: Condition, words: tuple[str, str]) -> None:
    assert parse_condition(written(condition, words)) == condition


@given(CONDITIONS)
def test_names_are_found_and_can_be_changed(condition: Condition) -> None:
    names = names_in(condition)
    assert names
    assert names_in(renamed(condition, lambda name: "x-" + name)) == {"x-" + name for name in names}


def test_renaming_reaches_every_name() -> None:
    condition = parse_condition('a~"x" and (b in c or !(d + e > 1)) and f')
    assert names_in(condition) == set("abcdef")
    assert names_in(renamed(condition, str.upper)) == set("ABCDEF")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('name~"^ether"', "name =~ /^ether/"),
        ('a~"x" and b~"y"', "a =~ /x/ and b =~ /y/"),
        ("(a=1 or b) and !c", "(a=1 or b) and !c"),
        ("a=1 and b or c", "a=1 and b or c"),
        ("!(a=1 or b)", "!(a=1 or b)"),
        ("10.1.2.3 in dst-address", "10.1.2.3 in dst-address"),
        ("a + 1 > 2", "(a + 1) > 2"),
    ],
)
def test_conditions_are_described(text: str, words: str) -> None:
    assert describe(parse_condition(text)) == words


PIECES = st.sampled_from(
    [*'()!=<>~&|^+-*/%.,;$[]{}"\\ a1#?', "and ", "or ", "in ", "not ", "true", "->", '"x"', "é", "\x00"]
)


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=30).map("".join)))
def test_nothing_else_is_raised(text: str) -> None:
    try:
        condition = parse_condition(text)
    except NeedsRouter:
        return
    except ExpressionError as bad:
        problem = bad.problem
    else:
        assert describe(condition)
        assert isinstance(names_in(condition), frozenset)
        return
    assert problem.message
    assert 0 <= problem.start <= len(text)


@pytest.mark.parametrize(
    "unit", ["(", "!", "!(", "a=", "a ", "((a)=true and ", "a+", "a in ", "-", ")", '"', "(a+"]
)
def test_monsters_end_soon(unit: str) -> None:
    begin = time.process_time()
    for text in (unit * 300, unit * 20_000, "a=1 and " + unit * 300 + "a" + ")" * 300):
        with contextlib.suppress(ExpressionError, NeedsRouter):
            parse_condition(text)
    assert time.process_time() - begin < 5
