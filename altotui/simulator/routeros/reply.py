"""What a router answers: rows, a value of the final sentence, a trap, the text of a script."""

from __future__ import annotations

from dataclasses import dataclass

Row = dict[str, str]
"""One `!re` sentence: property name to value, every value a string."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The rows of an answer and the `=ret=` of its `!done`."""

    rows: tuple[Row, ...] = ()
    ret: str | None = None


@dataclass(frozen=True, slots=True)
class ScriptRun:
    """What a script printed, and why it stopped."""

    output: str
    """Printed text, CR LF line ends."""
    error: str | None
    """RouterOS error text, None when it ran through."""


class Trap(Exception):
    """A RouterOS `!trap`.

    Categories are those of the API manual: 0 missing item or command, 1 argument value, 2 interrupted,
    3 scripting failure, 4 general, 5 API failure; None where RouterOS sends none.
    """

    def __init__(self, message: str, category: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.category = category


def no_command() -> Trap:
    """Return the trap for a last word that is no verb of its menu."""
    return Trap("no such command", 0)


def no_prefix() -> Trap:
    """Return the trap for a menu this router does not have."""
    return Trap("no such command prefix", 0)


def no_item() -> Trap:
    """Return the trap for an id or a name that is not there."""
    return Trap("no such item", 0)


def no_item_id() -> Trap:
    """Return the trap for a verb that needs an item and got none."""
    return Trap("expected item id", 0)


def unknown_parameter(name: str) -> Trap:
    """Return the trap for an argument the command does not know."""
    return Trap(f"unknown parameter {name}", 0)


def missing_arguments(*names: str) -> Trap:
    """Return the trap for required arguments that were not given."""
    return Trap(f"missing value(s) of argument(s) {' '.join(names)}", 0)


def invalid_value(name: str) -> Trap:
    """Return the trap for a value of the wrong type."""
    return Trap(f"invalid value for argument {name}", 1)


def no_match(name: str) -> Trap:
    """Return the trap for a value outside an enumeration."""
    return Trap(f"input does not match any value of {name}", 1)


def failure(reason: str) -> Trap:
    """Return the trap of a subsystem that refuses."""
    return Trap(f"failure: {reason}")


def never_ends() -> Trap:
    """Return the trap for a command without its bound: the caller's time limit would have cut it."""
    return Trap("interrupted", 2)
