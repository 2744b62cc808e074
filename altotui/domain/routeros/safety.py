"""What a command may do to a router, decided from its words; what is not known counts as a write.

The classes come from `data/safety.json` (routeros.md 3.1); whoever loads it hands the object in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict


class PathClass(TypedDict):
    """One classified command of `safety.json`."""

    why: str


_KIND_BY_CLASS = {
    "read": "read",
    "bounded-read": "bounded",
    "sensitive-read": "sensitive",
    "write": "write",
    "unknown-effect": "write",
    "disruptive": "disruptive",
    "interactive": "reject",
    "session": "reject",
}


class Safety:
    """Decides the kind of a command: exact path, then verb with its menu, then write."""

    def __init__(self, data: Mapping[str, object]) -> None:
        """Take the parsed `safety.json`."""
        self._paths = {path: str(entry["class"]) for path, entry in _mapping(data["paths"]).items()}
        self._reads = frozenset(_texts(data["read_verbs"]))
        self._writes = frozenset(_texts(data["write_verbs"]))
        self._prefixes = sorted(
            ((str(rule["prefix"]), str(rule["class"])) for rule in _rules(data["prefix_rules"])),
            key=lambda rule: -len(rule[0]),
        )
        sensitive = _mapping(data["sensitive"])
        self._secret_names = frozenset(_texts(sensitive["properties"]))
        self._secret_menus = frozenset(_texts(sensitive["menus"]))

    def kind(self, command: str, parameters: Sequence[str]) -> str:
        """Return `read`, `bounded`, `sensitive`, `write`, `disruptive` or `reject` for one API command."""
        listed = self._paths.get(command)
        if listed is not None:
            kind = _KIND_BY_CLASS.get(listed, "write")
        else:
            menu, _, verb = command.rpartition("/")
            kind = self._kind_by_verb(menu, verb)
        return "sensitive" if kind == "read" and self._reveals(command, parameters) else kind

    def is_menu_verb(self, verb: str) -> bool:
        """Return whether `verb` is one that menus have in common, such as `print` or `set`."""
        return verb in self._reads or verb in self._writes or verb.startswith("monitor")

    def knows(self, command: str) -> bool:
        """Return whether `command` is known to be a command, and so no menu."""
        return command in self._paths or self.is_menu_verb(command.rpartition("/")[2])

    def _kind_by_verb(self, menu: str, verb: str) -> str:
        if verb in self._reads:
            return "read"
        if verb.startswith("monitor"):
            return "bounded"
        for prefix, path_class in self._prefixes:
            if menu == prefix or menu.startswith(prefix + "/"):
                return _KIND_BY_CLASS.get(path_class, "write")
        return "write"

    def _reveals(self, command: str, parameters: Sequence[str]) -> bool:
        """Return whether a read asks for secrets by name, or all of a menu that holds them."""
        if any(word.startswith("=show-sensitive=") for word in parameters):
            return True
        proplists = [
            word.removeprefix("=.proplist=") for word in parameters if word.startswith("=.proplist=")
        ]
        if not all(proplists) or not proplists:
            return command.rpartition("/")[0] in self._secret_menus
        return not self._secret_names.isdisjoint(",".join(proplists).split(","))


def _mapping(value: object) -> Mapping[str, Mapping[str, object]]:
    if not isinstance(value, Mapping):
        raise TypeError("safety data: expected an object")
    return value


def _rules(value: object) -> Sequence[Mapping[str, object]]:
    if not isinstance(value, list):
        raise TypeError("safety data: expected a list")
    return value


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError("safety data: expected a list")
    return [str(item) for item in value]
