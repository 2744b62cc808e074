"""What a command may do to a router, decided from its words; what is not known counts as a write.

The classes come from `data/safety.json` (routeros.md 3.1); whoever loads it hands the object in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypedDict


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


class PrefixRule(NamedTuple):
    """What writing below a menu counts as."""

    prefix: str
    path_class: str
    spares: frozenset[str]
    """Verbs that in this very menu are plain writes: they add to what is there."""


_READS = frozenset({"read", "bounded", "sensitive"})
_RUNS_A_SCRIPT = ("=do=", "=on-event=", "=on-error=", "=else=", "=script=", "=command=")
"""Arguments whose value the router runs, also of a command that only reads."""
_WRITES_A_FILE = ("=file=", "=file-name=", "=append=")
_ITEM_WORDS = ("=.id=", "=numbers=", "=comment=")


def _takes_nothing_away(verb: str, parameters: Sequence[str]) -> bool:
    """Return whether a change leaves all that works: it switches on, or only writes a comment."""
    if verb in ("enable", "comment"):
        return True
    is_comment = any(word.startswith("=comment=") for word in parameters)
    return verb == "set" and is_comment and all(word.startswith(_ITEM_WORDS) for word in parameters)


def _prefix_rule(rule: Mapping[str, object]) -> PrefixRule:
    return PrefixRule(str(rule["prefix"]), str(rule["class"]), frozenset(_texts(rule.get("spares", []))))


class Safety:
    """Decides the kind of a command: exact path, then verb with its menu, then write."""

    def __init__(
        self, data: Mapping[str, object], menu_secrets: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        """Take the parsed `safety.json`, and for each menu the properties that are secret there only."""
        self._menu_secrets = menu_secrets or {}
        self._paths = {path: str(entry["class"]) for path, entry in _mapping(data["paths"]).items()}
        self._reads = frozenset(_texts(data["read_verbs"]))
        self._writes = frozenset(_texts(data["write_verbs"]))
        self._prefixes = sorted(
            map(_prefix_rule, _rules(data["prefix_rules"])), key=lambda rule: -len(rule.prefix)
        )
        scripting = _mapping_of_lists(data.get("scripting", {}))
        self.pure_words = frozenset((*scripting.get("pure_functions", ()), *scripting.get("flow", ())))
        """Words of the scripting language that change nothing by themselves."""
        self.scripting_words = self.pure_words | frozenset(scripting.get("state", ()))
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
            kind = self._kind_by_verb(menu, verb, parameters)
        if kind in _READS and any(word.startswith(_RUNS_A_SCRIPT) for word in parameters):
            return "write"
        is_about_files = command.startswith("/file/")
        if (
            kind in _READS
            and not is_about_files
            and any(word.startswith(_WRITES_A_FILE) for word in parameters)
        ):
            return "write"
        return "sensitive" if kind == "read" and self._reveals(command, parameters) else kind

    def paths(self) -> frozenset[str]:
        """Return every command that is classified by its full path."""
        return frozenset(self._paths)

    def is_listed(self, command: str) -> bool:
        """Return whether `command` is classified by its full path."""
        return command in self._paths

    def is_menu_verb(self, verb: str) -> bool:
        """Return whether `verb` is one that menus have in common, such as `print` or `set`."""
        return verb in self._reads or verb in self._writes or verb.startswith("monitor")

    def knows(self, command: str) -> bool:
        """Return whether `command` is known to be a command, and so no menu."""
        return command in self._paths or self.is_menu_verb(command.rpartition("/")[2])

    def _kind_by_verb(self, menu: str, verb: str, parameters: Sequence[str]) -> str:
        if verb in self._reads:
            return "read"
        if verb.startswith("monitor"):
            return "bounded"
        for rule in self._prefixes:
            if menu == rule.prefix or menu.startswith(rule.prefix + "/"):
                is_spared = (verb in rule.spares and menu == rule.prefix) or _takes_nothing_away(
                    verb, parameters
                )
                return "write" if is_spared else _KIND_BY_CLASS.get(rule.path_class, "write")
        return "write"

    def _reveals(self, command: str, parameters: Sequence[str]) -> bool:
        """Return whether a read asks for secrets by name, or all of a menu that holds them."""
        if any(word.startswith("=show-sensitive=") for word in parameters):
            return True
        asked = {word.lstrip("?=<>-").partition("=")[0] for word in parameters if word.startswith("?")}
        if not self._secrets_of(command).isdisjoint(asked):
            return True  # whether a row comes back tells something of the value
        proplists = [
            word[word.index("=", 1) + 1 :]
            for word in parameters
            if word.startswith(("=.proplist=", "=value-name="))
        ]
        if not all(proplists) or not proplists:
            return command.rpartition("/")[0] in self._secret_menus
        names = {name.rpartition(".")[2] or name for name in ",".join(proplists).split(",")}
        return not self._secrets_of(command).isdisjoint(names)

    def _secrets_of(self, command: str) -> frozenset[str]:
        return self._secret_names | self._menu_secrets.get(command.rpartition("/")[0], frozenset())


def _mapping(value: object) -> Mapping[str, Mapping[str, object]]:
    if not isinstance(value, Mapping):
        raise TypeError("safety data: expected an object")
    return value


def _mapping_of_lists(value: object) -> dict[str, list[str]]:
    lists = value.items() if isinstance(value, Mapping) else ()
    return {str(name): _texts(words) for name, words in lists if isinstance(words, list)}


def _rules(value: object) -> Sequence[Mapping[str, object]]:
    if not isinstance(value, list):
        raise TypeError("safety data: expected a list")
    return value


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError("safety data: expected a list")
    return [str(item) for item in value]
