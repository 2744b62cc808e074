"""What is known of each menu: flag letters, default columns, properties, whether its rows have an order.

The facts come from `data/menus.json` (routeros.md 5.1 and 5.2); whoever loads it hands the object in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from altotui.domain.frozen import Frozen

_KINDS = frozenset({"list", "ordered", "singleton", "samples"})
_WITHOUT_IDS = frozenset({"singleton", "samples"})


class MenuFacts(Frozen):
    """One menu, its properties named as the native API does, in lower case."""

    flags: Mapping[str, str]
    """Letter to the property that is true where it stands, in the order of the console's column."""
    columns: tuple[str, ...]
    """What the console's `print` shows first; optional columns in their place."""
    stats_columns: tuple[str, ...]
    """The same for `print stats`; empty where it shows the same."""
    properties: frozenset[str]
    """Every known property, read-only ones too; empty for an unknown menu."""
    booleans: frozenset[str]
    """Those that are true or false, and those that are so in every menu."""
    secrets: frozenset[str]
    """Those that hold secrets though their names do not tell (routeros.md 3.4)."""
    is_ordered: bool
    """The order of the rows is their meaning: never to be sorted unasked."""
    is_singleton: bool
    """One record without an id, never a list."""


NO_MENU = MenuFacts(
    flags=MappingProxyType({}),
    columns=(),
    stats_columns=(),
    properties=frozenset(),
    booleans=frozenset(),
    secrets=frozenset(),
    is_ordered=False,
    is_singleton=False,
)
"""Of rows that the console itself has made up."""


class Menus:
    """Finds the facts of a menu, and of a command whose rows are no rows of its menu.

    They are put together when they are asked for: a console looks at few of all menus. Whatever asks raises TypeError
    when the data are none.
    """

    def __init__(self, data: Mapping[str, object]) -> None:
        """Take the parsed `menus.json`."""
        everywhere = _texts(data.get("booleans_everywhere"))
        groups = {name: _mapping(group) for name, group in _mapping(data.get("groups")).items()}
        self._menus = _WhenAsked(data.get("menus"), groups, everywhere)
        self._commands = _WhenAsked(data.get("commands"), groups, everywhere)
        self._unknown = _facts({}, {}, everywhere)._replace(properties=frozenset())

    def facts(self, menu: str) -> MenuFacts:
        """Return what is known of a menu such as `/ip/address`; next to nothing when it is unknown."""
        return self._menus.get(menu) or self._unknown

    def answer_facts(self, command: str) -> MenuFacts:
        """Return the facts for the rows that a command such as `/ip/arp/print` or `/ping` answers with."""
        return self._commands.get(command) or self.facts(command.rpartition("/")[0])

    def paths(self) -> frozenset[str]:
        """Return the menus that are known."""
        return frozenset(self._menus.entries)


class _WhenAsked:
    """The facts of some paths, each put together once."""

    def __init__(
        self, entries: object, groups: Mapping[str, Mapping[str, object]], everywhere: Iterable[str]
    ) -> None:
        self.entries = _mapping(entries)
        self._groups = groups
        self._everywhere = everywhere
        self._made: dict[str, MenuFacts] = {}

    def get(self, path: str) -> MenuFacts | None:
        if path not in self._made and path in self.entries:
            self._made[path] = _facts(_mapping(self.entries[path]), self._groups, self._everywhere)
        return self._made.get(path)


def _facts(
    entry: Mapping[str, object], groups: Mapping[str, Mapping[str, object]], everywhere: Iterable[str]
) -> MenuFacts:
    kind = entry.get("kind", "list")
    if kind not in _KINDS:
        raise TypeError(f"menu data: {kind!r} is no kind of menu")
    flags = {letter: str(name) for letter, name in _mapping(entry.get("flags", {})).items()}
    columns, stats_columns = (_texts(entry.get(name, [])) for name in ("columns", "stats_columns"))
    sources = [entry, *(_mapping(groups.get(name)) for name in _texts(entry.get("groups", [])))]
    booleans = {name for source in sources for name in _texts(source.get("booleans", []))}
    properties = {name for source in sources for name in _texts(source.get("properties", []))}
    identity = () if kind in _WITHOUT_IDS else (".id",)
    return MenuFacts(
        flags=MappingProxyType(flags),
        columns=columns,
        stats_columns=stats_columns,
        properties=frozenset({*properties, *booleans, *flags.values(), *columns, *stats_columns, *identity}),
        booleans=frozenset({*booleans, *flags.values(), *everywhere}),
        secrets=frozenset(_texts(entry.get("secrets", []))),
        is_ordered=kind == "ordered",
        is_singleton=kind == "singleton",
    )


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError("menu data: expected an object")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("menu data: expected a list")
    return tuple(map(str, value))
