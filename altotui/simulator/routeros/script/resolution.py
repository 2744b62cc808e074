"""Which command a statement names, and whether a script can run at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from altotui.simulator.routeros import nodes
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.script.syntax_tree import (
    Argument,
    Block,
    Command,
    Node,
    Operation,
    Place,
    Quoted,
    Script,
    Substitution,
    Word,
    misplaced,
)

SCRIPTING = frozenset(
    {
        *("put", "log", "delay", "local", "global", "set", "if", "foreach", "for", "while", "do", "error"),
        *("len", "pick", "tostr", "tonum", "typeof", "nothing", "resolve", "parse", "find"),
    }
)
"""Scripting words this router runs."""
_LOOSE = SCRIPTING - {"log", "set", "find", "resolve"}
"""Those that need no colon, because no menu of the root has their name."""
_TEXT_VERBS = frozenset({"export", "find"})
"""Verbs of every menu that exist on the console and not in the API."""
_SWITCHES = frozenset(
    {
        *(
            "detail",
            "count-only",
            "from",
            "all",
            "dynamic",
            "static",
            "stats",
            "terse",
            "brief",
            "value-list",
        ),
        *("as-value", "without-paging", "show-ids", "proplist", "where", "chain", "stats-detail"),
    }
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A statement with its path told apart from its arguments."""

    path: nodes.Path
    """Full names; a scripting word is one word with a colon in front; a menu alone has no verb."""
    arguments: tuple[Argument, ...]
    is_menu: bool = False
    """Whether it only names a menu: later statements start from there."""

    @property
    def menu(self) -> nodes.Path:
        """The menu its substitutions start from."""
        return self.path if self.is_menu else self.path[:-1]


def resolve(device: Device | None, command: Command, menu: nodes.Path) -> Resolved:
    """Tell path and arguments of `command` apart, expanding abbreviations.

    Args:
        device: Whose menus count; None means every menu there is.
        command: A statement.
        menu: Where a path without a leading slash starts.

    Raises:
        ScriptError: `bad command name X (line N column M)`.
    """
    head = command.arguments[0].value if command.arguments else None
    if command.is_scripting and isinstance(head, Word):
        return _scripting(head, command)
    loose = not command.is_rooted and isinstance(head, Word) and head.text in _LOOSE and not menu
    if loose and isinstance(head, Word):
        return _scripting(head, command)
    path = () if command.is_rooted else menu
    for index, argument in enumerate(command.arguments):
        if argument.name is not None or not isinstance(argument.value, Word):
            raise misplaced("expected command name", argument.place)
        for word in _split(argument.value):
            path = path[:-1] if word.text == ".." else (*path, _full_name(device, path, word))
            if path and _is_verb(device, path):
                return Resolved(path, command.arguments[index + 1 :])
    return Resolved(path, (), is_menu=True)


def _scripting(head: Word, command: Command) -> Resolved:
    if head.text not in SCRIPTING:
        raise misplaced(f"bad command name {head.text}", _after_colon(head, command))
    return Resolved((f":{head.text}",), command.arguments[1:])


def _after_colon(head: Word, command: Command) -> Place:
    return Place(head.place.line, head.place.column + (1 if command.is_scripting else 0))


def _split(word: Word) -> Iterator[Word]:
    column = word.place.column
    for part in word.text.split("/"):
        if part:
            yield Word(part, Place(word.place.line, column))
        column += len(part) + 1


def _full_name(device: Device | None, path: nodes.Path, word: Word) -> str:
    names = nodes.children(device, path)
    if word.text in names or (word.text in _TEXT_VERBS and (path or word.text == "export")):
        return word.text
    found = [name for name in names if name.startswith(word.text)]
    found += [verb for verb in _TEXT_VERBS if verb.startswith(word.text) and path]
    if len(found) != 1:
        raise misplaced(f"bad command name {word.text}", word.place)
    return found[0]


def _is_verb(device: Device | None, path: nodes.Path) -> bool:
    return path[-1] in _TEXT_VERBS or (
        nodes.is_command(device, path) and not nodes.is_directory(device, path)
    )


def check(device: Device | None, script: Script, menu: nodes.Path = ()) -> None:
    """Refuse a script with a command, or an argument, that does not exist.

    Raises:
        ScriptError: In RouterOS words, with line and column.
    """
    for command in script.commands:
        resolved = resolve(device, command, menu)
        if resolved.is_menu:
            menu = resolved.path
        _check_arguments(device, resolved)
        for argument in resolved.arguments:
            for inner in _scripts(argument.value):
                check(
                    device, inner, menu if resolved.path[:1] and resolved.path[0][0] == ":" else resolved.menu
                )


def _check_arguments(device: Device | None, resolved: Resolved) -> None:
    if resolved.is_menu or resolved.path[0].startswith(":"):
        return
    owner = nodes.menu_at(device, resolved.path[:-1])
    verb = resolved.path[-1]
    known: frozenset[str] | set[str] | None = None
    if verb in ("print", "getall"):
        known = _SWITCHES
    elif owner is not None and verb in ("add", "set"):
        known = set(owner.settable) | {"numbers", ".id", "place-before"}
    for argument in resolved.arguments:
        if known is not None and argument.name is not None and _expanded(argument.name, known) is None:
            raise misplaced("expected end of command", argument.place)


def _expanded(name: str, known: frozenset[str] | set[str]) -> str | None:
    if name in known:
        return name
    found = [full for full in known if full.startswith(name)]
    return found[0] if len(found) == 1 else None


def argument_name(device: Device, path: nodes.Path, name: str) -> str:
    """Return the full name of an abbreviated argument of add or set; anything else as it is."""
    owner = nodes.menu_at(device, path[:-1])
    if owner is None or path[-1] not in ("add", "set"):
        return name
    return _expanded(name, set(owner.settable)) or name


def _scripts(node: Node) -> Iterator[Script]:
    if isinstance(node, Substitution | Block):
        yield node.script
    elif isinstance(node, Operation):
        for operand in node.operands:
            yield from _scripts(operand)
    elif isinstance(node, Quoted):
        for part in node.parts:
            if not isinstance(part, str):
                yield from _scripts(part)
