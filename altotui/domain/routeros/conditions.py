"""The conditions that `where` holds, as a tree: what it is made of, and how it reads.

Source: routeros.md 2.2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Holds(NamedTuple):
    """A bare `name`: it is true, or has a value, whichever kind of property it is."""

    name: str


class Compare(NamedTuple):
    """`name=value`, or with `!=`, `<`, `>`, `<=` or `>=`."""

    name: str
    operator: str
    value: str


class Matches(NamedTuple):
    """`name~"pattern"`."""

    name: str
    pattern: str
    column: int
    """Where the pattern stands, from 0."""


class Within(NamedTuple):
    """`10.1.2.3 in dst-address`: either side is a value or the name of a property."""

    inner: Operand
    outer: Operand


class Calculated(NamedTuple):
    """A comparison in which something is calculated."""

    left: Operand
    operator: str
    right: Operand


class Not(NamedTuple):
    """The opposite."""

    term: Condition


class And(NamedTuple):
    """All of them."""

    terms: tuple[Condition, ...]


class Or(NamedTuple):
    """One of them at least."""

    terms: tuple[Condition, ...]


Condition = Holds | Compare | Matches | Within | Calculated | Not | And | Or


class Name(NamedTuple):
    """A property."""

    name: str


class Literal(NamedTuple):
    """A value as it stands."""

    text: str


class Arithmetic(NamedTuple):
    """Two operands and what is done with them."""

    left: Operand
    operator: str
    right: Operand


Operand = Name | Literal | Arithmetic


def renamed(condition: Condition, rename: Callable[[str], str]) -> Condition:
    """Return the same condition with other names of properties."""
    match condition:
        case Not(term):
            return Not(renamed(term, rename))
        case And(terms):
            return And(tuple(renamed(term, rename) for term in terms))
        case Or(terms):
            return Or(tuple(renamed(term, rename) for term in terms))
        case Within(inner, outer):
            return Within(_renamed_operand(inner, rename), _renamed_operand(outer, rename))
        case Calculated(left, operator, right):
            return Calculated(_renamed_operand(left, rename), operator, _renamed_operand(right, rename))
        case _:
            return condition._replace(name=rename(condition.name))


def _renamed_operand(operand: Operand, rename: Callable[[str], str]) -> Operand:
    match operand:
        case Name(name):
            return Name(rename(name))
        case Arithmetic(left, operator, right):
            return Arithmetic(_renamed_operand(left, rename), operator, _renamed_operand(right, rename))
        case _:
            return operand


def names_in(condition: Condition) -> frozenset[str]:
    """Return the properties that the condition looks at."""
    found: set[str] = set()

    def note(name: str) -> str:
        found.add(name)
        return name

    renamed(condition, note)
    return frozenset(found)


def patterns_in(condition: Condition) -> tuple[str, ...]:
    """Return the patterns that the condition matches with."""
    match condition:
        case Matches(_, pattern):
            return (pattern,)
        case Not(term):
            return patterns_in(term)
        case And(terms) | Or(terms):
            return tuple(pattern for term in terms for pattern in patterns_in(term))
        case _:
            return ()


def describe(condition: Condition, around: int = 0) -> str:
    """Return the condition in words and signs, for people; values as they were typed."""
    match condition:
        case Holds(name):
            return name
        case Compare(name, operator, value):
            return f"{name}{operator}{value}"
        case Matches(name, pattern):
            return f"{name} =~ /{pattern}/"
        case Within(inner, outer):
            return f"{_describe_operand(inner)} in {_describe_operand(outer)}"
        case Calculated(left, operator, right):
            return f"{_describe_operand(left)} {operator} {_describe_operand(right)}"
        case Not(Holds(name)):
            return f"!{name}"
        case Not(term):
            return f"!({describe(term)})"
        case And(terms):
            return _joined(terms, " and ", 2, around)
        case Or(terms):
            return _joined(terms, " or ", 1, around)


def _joined(terms: tuple[Condition, ...], word: str, tightness: int, around: int) -> str:
    text = word.join(describe(term, tightness) for term in terms)
    return f"({text})" if around > tightness else text


def _describe_operand(operand: Operand) -> str:
    match operand:
        case Arithmetic(left, operator, right):
            return f"({_describe_operand(left)} {operator} {_describe_operand(right)})"
        case Name(name):
            return name
        case Literal(text):
            return text


def conjunction(terms: list[Condition]) -> Condition:
    """Return one condition that holds when all of `terms` do, without a conjunction in it."""
    flat: list[Condition] = []
    for term in terms:
        flat += term.terms if isinstance(term, And) else (term,)
    return flat[0] if len(flat) == 1 else And(tuple(flat))
