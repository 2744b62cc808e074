"""What the query words cannot say, worked out over the rows of an answer, as the console of a router would.

A row that lacks a property neither equals nor compares with anything. Source: routeros.md 2.2.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

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
    Operand,
    Or,
    Within,
)
from altotui.domain.routeros.regex import compile_pattern
from altotui.domain.routeros.values import sort_key

Row = Mapping[str, object]
"""One row as the API sent it."""
Test = Callable[[Row], bool]
"""Says whether a row is kept."""
_FALSE = frozenset({"false", "no", ""})
_TRUE = frozenset({"true", "yes"})


@lru_cache(maxsize=256)
def check_pattern(source: str) -> None:
    """Raise InvalidInput for a pattern that cannot be used; what is compiled is not shared between threads."""
    compile_pattern(source)


def value_of(row: Row, name: str) -> str | None:
    """Return the value of a property as text, whichever way the API spells its name; None when it is missing."""
    if name in row:
        return _text(row[name])
    for key in (name.replace("-", "_"), name.lstrip(".")):
        if key in row:
            return _text(row[key])
    wanted = plain_name(name)
    for key, value in row.items():
        if plain_name(key) == wanted:
            return _text(value)
    return None


def plain_name(name: str) -> str:
    """Return the one spelling under which a property is compared."""
    return name.lstrip(".").replace("_", "-").casefold()


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def compile_test(condition: Condition) -> Test:
    """Return what says of a row whether `condition` holds.

    Raises:
        InvalidInput: A pattern that cannot be used; says where in it.
    """
    match condition:
        case Holds(name):
            return lambda row: (value_of(row, name) or "") not in _FALSE
        case Compare(name, operator, value):
            return _comparison(name, operator, value)
        case Matches(name, source):
            pattern = compile_pattern(source)
            return lambda row: (text := value_of(row, name)) is not None and pattern.matches(text)
        case Within(inner, outer):
            return lambda row: _is_within(_evaluated(inner, row), _evaluated(outer, row))
        case Calculated(left, operator, right):
            return lambda row: _holds(_evaluated(left, row), operator, _evaluated(right, row))
        case Not(term):
            inner_test = compile_test(term)
            return lambda row: not inner_test(row)
        case And(terms):
            tests = [compile_test(term) for term in terms]
            return lambda row: all(test(row) for test in tests)
        case Or(terms):
            tests = [compile_test(term) for term in terms]
            return lambda row: any(test(row) for test in tests)


def _comparison(name: str, operator: str, value: str) -> Test:
    return lambda row: _holds(value_of(row, name), operator, value)


def _holds(left: str | None, operator: str, right: str | None) -> bool:
    if operator == "!=":
        return not _holds(left, "=", right)
    if operator == "=" and left is None and right in _FALSE and right != "":
        return True  # a flag that is false is often missing from the row
    if left is None or right is None:
        return False
    if operator == "=":
        return _same(left, right)
    before, after = sort_key(left), sort_key(right)
    if before == after:
        return operator in ("<=", ">=")
    return (before < after) is operator.startswith("<")


def _same(left: str, right: str) -> bool:
    for words in (_TRUE, _FALSE - {""}):
        if left in words and right in words:
            return True
    return left == right or (":" in right and left.casefold() == right.casefold())


def _evaluated(operand: Operand, row: Row) -> str | None:
    match operand:
        case Literal(text):
            return text
        case Name(name):
            return value_of(row, name)
        case Arithmetic(left, operator, right):
            first, second = _evaluated(left, row), _evaluated(right, row)
            return None if first is None or second is None else _calculated(first, operator, second)


_ADDRESS_AND_PORT = re.compile(r"([0-9]+(?:\.[0-9]+){3}):[0-9]{1,5}")
_MAX_SHIFT = 64
_OPERATIONS: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: _quotient(a, b),
    "%": lambda a, b: a - b * _quotient(a, b),
    "<<": lambda a, b: a << b if 0 <= b <= _MAX_SHIFT else 0,
    ">>": lambda a, b: a >> b if 0 <= b <= _MAX_SHIFT else 0,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
}


def _quotient(a: int, b: int) -> int:
    """Return a whole quotient, rounded towards zero."""
    whole = abs(a) // abs(b)
    return whole if (a < 0) is (b < 0) else -whole


_NUMBER = re.compile(r"[+-]?[0-9]{1,40}")


def _calculated(left: str, operator: str, right: str) -> str | None:
    """Return the result as text; None where RouterOS would say that it cannot be done."""
    if operator == ".":
        return left + right
    if not _NUMBER.fullmatch(left) or not _NUMBER.fullmatch(right):
        return None
    try:
        return str(_OPERATIONS[operator](int(left), int(right)))
    except ZeroDivisionError:
        return None


def _is_within(inner: str | None, outer: str | None) -> bool:
    """Return whether an address or a prefix lies in a prefix."""
    try:
        small: Any = ipaddress.ip_network(_bare(inner), strict=False)
        large: Any = ipaddress.ip_network(_bare(outer), strict=False)
    except ValueError:
        return False
    return small.version == large.version and bool(small.subnet_of(large))


def _bare(text: str | None) -> str:
    """Return an address without the interface behind its `%`, and without a port (older connection lists)."""
    plain = re.sub(r"%[^/]*", "", text or "")
    ported = _ADDRESS_AND_PORT.fullmatch(plain)
    return ported[1] if ported else plain
