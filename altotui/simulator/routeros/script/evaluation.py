"""The value of an expression, and whether a row meets a `where` condition."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from altotui.simulator.routeros.reply import Row
from altotui.simulator.routeros.script.scope import Scope
from altotui.simulator.routeros.script.syntax_tree import (
    Block,
    Node,
    Operation,
    Quoted,
    ScriptError,
    Substitution,
    Variable,
    Word,
)
from altotui.simulator.routeros.script.values import Value, are_equal, as_number, as_text, is_true, precedes

_BOTH_SIDES: dict[str, Callable[[Value, Value], Value]] = {
    "=": are_equal,
    "!=": lambda left, right: not are_equal(left, right),
    "<": precedes,
    ">": lambda left, right: precedes(right, left),
    "<=": lambda left, right: not precedes(right, left),
    ">=": lambda left, right: not precedes(left, right),
    "and": lambda left, right: is_true(left) and is_true(right),
    "or": lambda left, right: is_true(left) or is_true(right),
    ".": lambda left, right: as_text(left) + as_text(right),
    ",": lambda left, right: [*_elements(left), *_elements(right)],
    "+": lambda left, right: as_number(left) + as_number(right),
    "-": lambda left, right: as_number(left) - as_number(right),
    "*": lambda left, right: as_number(left) * as_number(right),
    "/": lambda left, right: _quotient(as_number(left), as_number(right)),
    "%": lambda left, right: (
        as_number(left) - as_number(right) * _quotient(as_number(left), as_number(right))
    ),
}


def value_of(scope: Scope, node: Node) -> Value:
    """Return the value of `node`; a bare word is itself."""
    if isinstance(node, Word):
        return node.text
    if isinstance(node, Quoted):
        return "".join(
            part if isinstance(part, str) else as_text(value_of(scope, part)) for part in node.parts
        )
    if isinstance(node, Variable):
        return scope.get(node.name)
    if isinstance(node, Substitution):
        return scope.run(scope.inner(), node.script)
    if isinstance(node, Block):
        return node.source
    return _operate(node, [value_of(scope, operand) for operand in node.operands])


def meets(scope: Scope, condition: Node, row: Row) -> bool:
    """Say whether `row` meets a `where` condition, whose bare words are properties."""
    return is_true(_in_row(scope, condition, row))


def _in_row(scope: Scope, node: Node, row: Row) -> Value:
    if isinstance(node, Word):
        present = row.get(node.text, "")
        return node.text == "true" if node.text in ("true", "false") else present not in ("", "false", "no")
    if not isinstance(node, Operation):
        return value_of(scope, node)
    operator = _PLAIN.get(node.operator, node.operator)
    if operator in ("and", "or", "!"):
        return _operate(node, [_in_row(scope, operand, row) for operand in node.operands])
    left, right = node.operands
    if operator == "in":
        return _operate(node, [_operand(scope, left, row), _operand(scope, right, row)])
    first = row.get(left.text) if isinstance(left, Word) else value_of(scope, left)
    second = value_of(scope, right)
    if first is None:
        # False flags are often absent from a row.
        return operator == "!=" if not are_equal(second, "false") else operator == "="
    return _operate(node, [first, second])


def _operand(scope: Scope, node: Node, row: Row) -> Value:
    if isinstance(node, Word):
        return row.get(node.text, node.text)
    return value_of(scope, node)


_PLAIN = {"&&": "and", "||": "or"}


def _operate(node: Operation, operands: list[Value]) -> Value:
    operator = _PLAIN.get(node.operator, node.operator)
    if len(operands) == 1:
        return not is_true(operands[0]) if operator == "!" else -as_number(operands[0])
    if operator == "~":
        return _matches(as_text(operands[0]), as_text(operands[1]))
    if operator == "in":
        return _holds(as_text(operands[1]), as_text(operands[0]))
    return _BOTH_SIDES[operator](operands[0], operands[1])


def _matches(text: str, pattern: str) -> bool:
    # Long patterns and texts are refused: the engine here backtracks, the router's does not.
    if len(pattern) > 200 or len(text) > 4_000 or re.search(r"[+*}]\)?[+*{]", pattern):
        raise ScriptError("regular expression too complex")
    try:
        return re.search(pattern, text) is not None
    except re.error:
        raise ScriptError("invalid regular expression") from None


def _holds(network: str, address: str) -> bool:
    try:
        return ipaddress.ip_address(address.partition("/")[0]) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def _elements(value: Value) -> list[str]:
    return list(value) if isinstance(value, list | tuple) else [as_text(value)]


def _quotient(left: int, right: int) -> int:
    if right == 0:
        raise ScriptError("division by zero")
    return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
