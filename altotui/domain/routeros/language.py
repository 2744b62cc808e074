"""All that is known of the language in one object: the command tree, the classes of commands, the facts of menus."""

from __future__ import annotations

from collections.abc import Iterable

from altotui.domain.routeros.catalogue import Catalogue, Node, Path, tree_of
from altotui.domain.routeros.menus import Menus
from altotui.domain.routeros.properties import Properties, properties_of
from altotui.domain.routeros.safety import Safety

_VERBS_OF_A_LIST = (
    *("add", "comment", "disable", "enable", "export", "find", "get", "move", "print", "remove", "set"),
    "unset",
)
_VERBS_OF_A_RECORD = ("export", "get", "print", "set")


class Language:
    """What translation, classification, completion and colouring look things up in."""

    def __init__(self, catalogue: Catalogue, safety: Safety, menus: Menus) -> None:
        """Take what the package knows; menus that the catalogue lacks are added from the other two."""
        self.safety = safety
        self.menus = menus
        self.catalogue = catalogue.grown(tree_of(_commands_beside(catalogue, safety, menus)))
        self.scripting_words = frozenset(
            word for word in safety.scripting_words if not self._is_menu((word,))
        )
        """Commands of the scripting language: at the root they want a colon, or to be written whole."""
        self._properties: dict[Path, Properties] = {}

    def _is_menu(self, path: Path) -> bool:
        node = self.catalogue.node(path)
        return node is not None and not node.is_command

    def grown(self, learned: Node) -> Language:
        """Return a language that also has the menus and commands which a router reported."""
        return Language(self.catalogue.grown(learned), self.safety, self.menus)

    def properties(self, menu: Path) -> Properties:
        """Return the properties of a menu."""
        found = self._properties.get(menu)
        if found is None:
            facts = self.menus.facts(joined(menu))
            found = self._properties[menu] = properties_of(menu, self.catalogue, facts)
        return found

    def is_scripting(self, path: Path) -> bool:
        """Return whether `path` is a word of the scripting language, such as `put` or `foreach`."""
        return len(path) == 1 and path[0] in self.scripting_words


def joined(path: Path) -> str:
    """Return a path as it is written: `/ip/address`, `/` for the root."""
    return "/" + "/".join(path)


def split(path: str) -> Path:
    """Return the words of a written path."""
    return tuple(filter(None, path.split("/")))


def _commands_beside(catalogue: Catalogue, safety: Safety, menus: Menus) -> Iterable[Path]:
    """Yield the commands that are known of menus which the catalogue does not have."""
    for command in safety.paths():
        path = split(command)
        if catalogue.node(path) is None:
            yield path
    for menu in menus.paths():
        path = split(menu)
        if catalogue.node(path) is None:
            verbs = _VERBS_OF_A_RECORD if menus.facts(menu).is_singleton else _VERBS_OF_A_LIST
            yield from ((*path, verb) for verb in verbs)
