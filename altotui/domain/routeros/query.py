"""A condition as query words of the API, and what of it they cannot say.

Each query word pushes one truth value; a row is kept when no false is left, so the terms of a conjunction stand side
by side. What has no query word (`~`, `in`, anything calculated) stays behind for the console. Source: routeros.md
1.2 and 2.2.
"""

from __future__ import annotations

import re
from typing import NamedTuple, Protocol

from altotui.domain.routeros.conditions import And, Compare, Condition, Holds, Matches, Not, Or, conjunction

_MAC = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}")
_TRUE = frozenset({"yes", "true"})
_FALSE = frozenset({"no", "false"})
_PORT_PATTERN = re.compile(r":([0-9]{1,5})\$")


class Kinds(Protocol):
    """What is known of the properties of one menu."""

    def is_boolean(self, name: str) -> bool | None:
        """Return whether a property is true or false; None when that is not known."""
        ...

    def is_known(self, name: str) -> bool:
        """Return whether the menu is known to have that property."""
        ...


class Query(NamedTuple):
    """A condition in two parts, both of which a row must meet."""

    words: tuple[str, ...]
    """For the router."""
    rest: Condition | None
    """For the console; None when the words say it all."""
    notes: tuple[str, ...] = ()


def compile_query(condition: Condition, kinds: Kinds) -> Query:
    """Return `condition` as query words, and as the part that they cannot say."""
    words: list[str] = []
    rest: list[Condition] = []
    notes: list[str] = []
    for term in condition.terms if isinstance(condition, And) else (condition,):
        ported = _port_behind_address(term, kinds)
        if ported is not None:
            words.append(ported)
            notes.append(
                f"{ported} stands for it: older RouterOS has the port in the address and finds nothing"
            )
        elif (pushed := _words(term, kinds)) is not None:
            words += pushed[:-1] if pushed[-1] == "?#&" else pushed  # side by side is the same
        else:
            rest.append(term)
    return Query(tuple(words), conjunction(rest) if rest else None, tuple(notes))


def _port_behind_address(term: Condition, kinds: Kinds) -> str | None:
    r"""Return `?dst-port=443` for `dst-address~":443\$"`, the usual way to ask a console for a port."""
    if not isinstance(term, Matches):
        return None
    port = _PORT_PATTERN.fullmatch(term.pattern)
    name = term.name.removesuffix("-address") + "-port"
    is_address = term.name.endswith("-address")
    return f"?{name}={port[1]}" if port and is_address and kinds.is_known(name) else None


def _words(term: Condition, kinds: Kinds) -> list[str] | None:
    """Return the words that push the truth of `term` once; None when there are none."""
    match term:
        case Holds(name):
            return _holding(name, kinds)
        case Compare(name, operator, value):
            return _comparing(name, operator, value, kinds)
        case Not(Holds(name)):
            return _lacking(name, kinds)
        case Not(inner):
            words = _words(inner, kinds)
            return None if words is None else _negated(words)
        case And(terms):
            return _combined([_words(part, kinds) for part in terms], "&")
        case Or(terms):
            return _combined([_words(part, kinds) for part in terms], "|")
        case _:
            return None


def _combined(parts: list[list[str] | None], operator: str) -> list[str] | None:
    """Return the parts with an operator behind each but the first."""
    words: list[str] = []
    for position, part in enumerate(parts):
        if part is None:
            return None
        words += part
        if position:
            words.append(f"?#{operator}")
    return words


def _negated(words: list[str]) -> list[str]:
    """Return the words with a negation at the end, in the same word as an operator that ends them."""
    if not words[-1].startswith("?#"):
        return [*words, "?#!"]
    if words[-1].endswith("!"):
        shorter = words[-1].removesuffix("!")
        return [*words[:-1], shorter] if shorter != "?#" else words[:-1]
    return [*words[:-1], words[-1] + "!"]


def _holding(name: str, kinds: Kinds) -> list[str]:
    match kinds.is_boolean(name):
        case True:
            return [f"?{name}=true"]
        case False:
            return [f"?{name}"]
        case None:  # right for both kinds: it has a value, and that is not false
            return [f"?{name}", f"?{name}=false", "?#!", "?#&"]


def _lacking(name: str, kinds: Kinds) -> list[str]:
    match kinds.is_boolean(name):
        case True:  # a flag that is false is often missing from the row
            return [f"?{name}=true", "?#!"]
        case False:
            return [f"?-{name}"]
        case None:
            return [f"?-{name}", f"?{name}=false", "?#|"]


def _comparing(name: str, operator: str, value: str, kinds: Kinds) -> list[str]:
    if name.endswith("mac-address") and _MAC.fullmatch(value):
        value = value.upper().replace("-", ":")
    match operator:
        case "=":
            return _equal(name, value, kinds)
        case "!=":
            return _negated(_equal(name, value, kinds))
        case "<" | ">":
            return [f"?{operator}{name}={value}"]
        case _:  # >= and <=: it has a value, and is not on the other side
            other = "<" if operator == ">=" else ">"
            return [f"?{name}", f"?{other}{name}={value}", "?#!", "?#&"]


def _equal(name: str, value: str, kinds: Kinds) -> list[str]:
    if value not in _TRUE | _FALSE:
        return [f"?{name}={value}"]
    is_true = value in _TRUE
    match kinds.is_boolean(name):
        case True:
            return [f"?{name}=true"] if is_true else [f"?{name}=true", "?#!"]
        case False:
            return [f"?{name}={value}"]
        case None if is_true:
            return [f"?{name}=yes", f"?{name}=true", "?#|"]
        case None:
            return [f"?{name}=no", f"?{name}=false", "?#|", f"?-{name}", "?#|"]
