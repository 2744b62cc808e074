"""Query words over rows: the stack machine of the API manual.

The stack starts as an endless row of true, so it cannot run dry. A row is kept when no false is left on it.
Equality is on the text; order is typed (`values.is_less`). A property that is absent equals nothing, and is
neither below nor above anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from altotui.simulator.routeros.reply import Trap
from altotui.simulator.routeros.values import is_less

_OPERATION = re.compile(r"\d+|[!&|.]")

Condition = Callable[[Mapping[str, str]], bool]


class _Stack:
    """Truth values with an endless row of true underneath."""

    def __init__(self) -> None:
        self.values: list[bool] = []

    def push(self, value: bool) -> None:
        self.values.append(value)

    def pop(self) -> bool:
        return self.values.pop() if self.values else True

    def peek(self, index: int) -> bool:
        return self.values[-1 - index] if index < len(self.values) else True

    def replace_all(self, value: bool) -> None:
        self.values = [value]


Step = Callable[[_Stack, Mapping[str, str]], None]


def compile_query(queries: Sequence[str]) -> Condition:
    """Return the condition that `queries` put on a row.

    Raises:
        Trap: A word has no name, a comparison no value, or an operator is unknown.
    """
    steps = [step for word in queries for step in _steps(word)]

    def keeps(row: Mapping[str, str]) -> bool:
        stack = _Stack()
        for step in steps:
            step(stack, row)
        return all(stack.values)

    return keeps


def _steps(word: str) -> list[Step]:
    body = word[1:]
    if body.startswith("#"):
        return _operations(body[1:], word)
    return [_pusher(_condition(body, word))]


def _pusher(condition: Condition) -> Step:
    return lambda stack, row: stack.push(condition(row))


def _condition(body: str, word: str) -> Condition:
    if not body:
        raise _refusal(word)
    if body[0] == "-":
        return _absent(body[1:], word)
    if body[0] in "<>":
        return _order(body, word)
    name, equals, value = body.removeprefix("=").partition("=")
    if not name:
        raise _refusal(word)
    if equals:
        return lambda row: row.get(name) == value
    return lambda row: name in row


def _absent(name: str, word: str) -> Condition:
    if not name:
        raise _refusal(word)
    return lambda row: name not in row


def _order(body: str, word: str) -> Condition:
    name, equals, value = body[1:].partition("=")
    if not name or not equals:
        raise _refusal(word)
    if body[0] == "<":
        return lambda row: name in row and is_less(row[name], value)
    return lambda row: name in row and is_less(value, row[name])


def _operations(text: str, word: str) -> list[Step]:
    tokens = _OPERATION.findall(text)
    if "".join(tokens) != text:
        raise _refusal(word)
    steps: list[Step] = []
    for position, part in enumerate(tokens):
        after_index = position > 0 and tokens[position - 1].isdigit()
        if part.isdigit():
            steps.append(_indexed(int(part), last=position == len(tokens) - 1))
        elif part != "." or not after_index:
            steps.append(_OPERATORS[part])
    return steps


def _indexed(index: int, *, last: bool) -> Step:
    if last:
        return lambda stack, _row: stack.replace_all(stack.peek(index))
    return lambda stack, _row: stack.push(stack.peek(index))


def _both(stack: _Stack, _row: Mapping[str, str]) -> None:
    right, left = stack.pop(), stack.pop()
    stack.push(left and right)


def _either(stack: _Stack, _row: Mapping[str, str]) -> None:
    right, left = stack.pop(), stack.pop()
    stack.push(left or right)


_OPERATORS: dict[str, Step] = {
    "!": lambda stack, _row: stack.push(not stack.pop()),
    "&": _both,
    "|": _either,
    ".": lambda stack, _row: stack.push(stack.peek(0)),
}


def _refusal(word: str) -> Trap:
    return Trap(f"invalid query word {word}", 1)
