"""The properties of a menu: their names, and which are true or false; it decides what `where` means.

Sources, in this order: the facts of the menus, the arguments of `set` and `add`, and the lists that `print` and `get`
have of what can be asked for (routeros.md 2.2 and 4.2).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from altotui.domain.routeros.catalogue import Argument, Catalogue, Path, match_name
from altotui.domain.routeros.menus import MenuFacts

_YES_NO = frozenset({"yes", "no"})
_NEVER_BOOLEAN = frozenset({".id", "name", "comment"})
_EVERYWHERE = frozenset({".id", "comment"})
_NO_PROPERTIES = frozenset({"numbers", "copy-from", "place-before", "about"})


class Properties(NamedTuple):
    """What is known of the properties of one menu."""

    names: frozenset[str]
    booleans: frozenset[str]
    others: frozenset[str]
    """Those that are known to be more than true or false."""
    is_singleton: bool
    is_known_menu: bool
    """More is known of the menu than what every menu has."""

    def is_boolean(self, name: str) -> bool | None:
        """Return whether it is true or false; None when nobody said."""
        if name in self.booleans:
            return True
        return False if name in self.others else None

    def is_known(self, name: str) -> bool:
        """Return whether the menu has it, as far as is known."""
        return name in self.names

    def full(self, word: str) -> str:
        """Return the property that `word` begins, itself when that is none or several."""
        return match_name(self.names, word).name or word


def properties_of(menu: Path, catalogue: Catalogue, facts: MenuFacts) -> Properties:
    """Return the properties of `menu`; of an unknown one those that every menu has."""
    settable = list(_arguments(menu, catalogue))
    booleans = {argument.name for argument in settable if set(argument.values) == _YES_NO}
    enumerated = {argument.name for argument in settable if argument.values} - booleans
    names = {argument.name for argument in settable}
    for verb, argument_name in (("print", "proplist"), ("get", "value-name")):
        node = catalogue.node((*menu, verb))
        if node is not None and argument_name in node.arguments:
            names.update(node.arguments[argument_name].values)
    is_known_menu = bool(names or facts.properties)
    names |= facts.properties | facts.booleans | _EVERYWHERE
    booleans |= facts.booleans - enumerated
    others = _NEVER_BOOLEAN | {argument.name for argument in settable} - booleans
    return Properties(
        frozenset(names - _NO_PROPERTIES),
        frozenset(booleans),
        frozenset(others),
        facts.is_singleton or _is_singleton(menu, catalogue),
        is_known_menu,
    )


def _arguments(menu: Path, catalogue: Catalogue) -> Iterable[Argument]:
    for verb in ("set", "add"):
        node = catalogue.node((*menu, verb))
        if node is not None:
            yield from node.arguments.values()


def _is_singleton(menu: Path, catalogue: Catalogue) -> bool:
    """Return whether the menu is one record: it can be printed, but nothing in it be found."""
    has_print = catalogue.node((*menu, "print")) is not None
    return has_print and catalogue.node((*menu, "find")) is None
