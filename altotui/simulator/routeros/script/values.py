"""Values of a running script: text, numbers, truth, lists; how they print and compare."""

from __future__ import annotations

from collections.abc import Sequence

from altotui.simulator.routeros.script.syntax_tree import ScriptError
from altotui.simulator.routeros.values import duration_us, integer, is_less

Value = str | int | bool | Sequence[str] | None
"""None is nothing; a sequence is an array."""


def as_text(value: Value) -> str:
    """Return what `:put` prints."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    return ";".join(value)


def as_number(value: Value) -> int:
    """Return a number; an error when it is none."""
    number = integer(as_text(value))
    if number is None or isinstance(value, bool):
        raise ScriptError(f"cannot convert {as_text(value)} to num")
    return number


def is_true(value: Value) -> bool:
    """Return the truth of a condition; an error when it is no truth value."""
    text = as_text(value)
    if text in ("true", "yes"):
        return True
    if text in ("false", "no", ""):
        return False
    raise ScriptError("conditional not boolean")


def are_equal(left: Value, right: Value) -> bool:
    """Compare two values; yes and true are the same."""
    first, second = (_YES.get(as_text(value), as_text(value)) for value in (left, right))
    both = duration_us(first), duration_us(second)
    return first == second or (both[0] is not None and both[0] == both[1])


_YES = {"yes": "true", "no": "false"}


def precedes(left: Value, right: Value) -> bool:
    """Say whether `left` is less than `right`, by type."""
    return is_less(as_text(left), as_text(right))


def length(value: Value) -> int:
    """Return what `:len` gives: characters of a text, elements of an array."""
    if value is None:
        return 0
    if isinstance(value, str | int):
        return len(as_text(value))
    return len(value)


def type_name(value: Value) -> str:
    """Return what `:typeof` gives."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "num"
    return "str" if isinstance(value, str) else "array"
