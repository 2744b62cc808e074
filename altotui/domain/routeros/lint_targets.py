"""Which items a command of a script works on, and the remark on those that take all of a menu.

Source: routeros.md 3.2: "`remove [find]` without a condition removes everything in that menu".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from altotui.domain.routeros.lexer import Bracket
from altotui.domain.routeros.remark import Found, Rule, Severity
from altotui.domain.routeros.script_walk import Call

_WHAT_HAPPENS = {
    "remove": "removes",
    "disable": "disables",
    "enable": "enables",
    "set": "changes",
    "unset": "changes",
    "reset": "resets",
    "comment": "comments",
    "move": "moves",
}


class Target(NamedTuple):
    """The items that a command works on, as far as its words tell."""

    names: tuple[str, ...] = ()
    """Names, ids or row numbers, written out."""
    condition: str = ""
    """The words behind `find`."""
    is_everything: bool = False
    """`find` has no condition."""
    is_unknown: bool = False
    """Only the router knows: a variable, or a command of another kind."""

    @property
    def words(self) -> str:
        """Return all that was written about them."""
        return ",".join(self.names) + self.condition

    @property
    def is_by_row_number(self) -> bool:
        """Return whether an item is named by its place in a list."""
        return any(name.isascii() and name.isdigit() for name in self.names)


def target_of(call: Call, text: str) -> Target:
    """Return what `call`, found in the script `text`, works on."""
    given = call.given("numbers")
    if given is None:
        return Target()
    if not given.is_dynamic:
        return Target(tuple(filter(None, given.value.split(","))))
    brackets = [part for part in given.chunk.parts if isinstance(part, Bracket)]
    block = call.block(brackets[0]) if len(brackets) == 1 else None
    if block is None or len(block.calls) != 1 or block.calls[0].verb != "find":
        return Target(is_unknown=True)
    return _found_by(block.calls[0], text)


def _found_by(find: Call, text: str) -> Target:
    start = find.reading.condition_start if find.reading else None
    if start is None:
        return Target(is_everything=not find.arguments.given, is_unknown=bool(find.arguments.given))
    start, end = find.place(start, find.statement.end)
    condition = text[start:end].strip()
    return Target(condition=condition, is_everything=not condition)


def everything_remarks(call: Call, text: str, *, backup: bool) -> Iterator[Found]:
    """Yield the remark on a change of all that a menu holds."""
    happens = _WHAT_HAPPENS.get(call.verb)
    is_in_menu = call.reading is not None and bool(call.reading.menu)
    if happens is None or not is_in_menu or not target_of(call, text).is_everything:
        return
    menu = call.command.removesuffix(f"/{call.verb}")
    undo = "" if backup else ", or take a backup first"
    yield Found(
        Rule.EVERYTHING,
        Severity.WARNING,
        call.start,
        call.end,
        f"{call.verb} [find] {happens} everything in {menu}",
        f"say which: [find comment=x] or [find name=x]{undo}",
    )
