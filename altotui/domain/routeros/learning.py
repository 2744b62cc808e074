"""What `/console/inspect` of a router says of its own language: menus, commands, arguments, and values that it has.

Its answers are text from outside: only what can be a name is taken, and no more than a real router has. Source:
routeros.md 4.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from altotui.domain.routeros.catalogue import Argument, Node
from altotui.domain.routeros.completion import Completion
from altotui.domain.routeros.filtering import value_of
from altotui.domain.routeros.language import Language, split
from altotui.domain.routeros.printing import PRINTS

MAX_NAMES = 1000
"""Of one node; the widest of RouterOS 7.24 has some 300."""
MAX_VALUE_CHARS = 100
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_KINDS = {"dir": "menu", "path": "menu", "cmd": "command", "arg": "argument"}
_HANGS = frozenset({"do", "where", "else", "rule", "command", "on-error"})
"""Names below which some versions do not answer any more."""

Learned = Mapping[str, Mapping[str, str]]
"""For each written path that was asked about: name to `menu`, `command` or `argument`."""


class Question(NamedTuple):
    """One thing to ask a router about its language."""

    command: str
    parameters: tuple[str, ...]
    path: str
    """Written path that the answer is about."""
    value_of: str = ""
    """The argument whose values are asked for; empty when it is about the names below the path."""


def question_about(completion: Completion, line: str, language: Language) -> Question | None:
    """Return what to ask the router so that it can complete this place better; None when it could not.

    Args:
        completion: What is known of the place without the router.
        line: The line up to the place.
        language: Says which command takes the property of a condition: below `where` some versions hang.
    """
    path = completion.command or completion.menu
    if not path or not _HANGS.isdisjoint(split(path)) or completion.value_of in _HANGS:
        return None
    if completion.value_of:
        typed = line[completion.start : completion.end].lstrip('"')
        verb = _verb_that_takes(completion, language)
        if verb is None or not typed.isascii() or not typed.isprintable():
            return None
        words = (
            "=request=completion",
            f"=path={','.join(split(completion.menu))}",
            f"=input={verb} {completion.value_of}={typed}",
            "=.proplist=completion",
        )
        return Question("/console/inspect", words, path, completion.value_of)
    return Question("/console/inspect", ("=request=child", f"=path={','.join(split(path))}"), path)


def _verb_that_takes(completion: Completion, language: Language) -> str | None:
    """Return the command at the place, or for a property of a condition the one that sets it."""
    verb = completion.command.rpartition("/")[2]
    if verb not in PRINTS:
        return verb
    for setter in ("set", "add"):
        node = language.catalogue.node((*split(completion.menu), setter))
        if node is not None and completion.value_of in node.arguments:
            return setter
    return None


def names_in(rows: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """Return the names that an answer about the children of a node holds, with their kinds."""
    found: dict[str, str] = {}
    for row in rows:
        name, kind = value_of(row, "name") or "", _KINDS.get(value_of(row, "node-type") or "")
        if value_of(row, "type") == "child" and kind and _NAME.fullmatch(name):
            found[name] = kind
            if len(found) == MAX_NAMES:
                break
    return found


def values_in(rows: Iterable[Mapping[str, object]], typed: str) -> tuple[str, ...]:
    """Return the values that an answer about a completion offers and that begin with what was typed."""
    found: dict[str, None] = {}
    for row in rows:
        text = value_of(row, "completion") or ""
        is_value = text.strip() and text.isprintable() and len(text) <= MAX_VALUE_CHARS
        if is_value and text.startswith(typed):
            found[text] = None
            if len(found) == MAX_NAMES:
                break
    return tuple(found)


def tree_from(learned: Learned) -> Node:
    """Return what was learned as a tree to lay over the catalogue."""
    root = _Branch()
    for written, names in learned.items():
        branch = root
        for name in split(written):
            branch = branch.below.setdefault(name, _Branch())
        for name, kind in names.items():
            if kind == "argument":
                branch.arguments[name] = Argument(name)
                branch.is_command = True
            else:
                branch.below.setdefault(name, _Branch()).is_command |= kind == "command"
    return root.node()


class _Branch:
    """A node while it grows."""

    def __init__(self) -> None:
        self.below: dict[str, _Branch] = {}
        self.arguments: dict[str, Argument] = {}
        self.is_command = False

    def node(self) -> Node:
        return Node(
            self.is_command, {name: branch.node() for name, branch in self.below.items()}, self.arguments
        )
