"""What one menu is: how its items come about, what may be set, which verbs it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from altotui.simulator.routeros.reply import Reply, Row
from altotui.simulator.routeros.table import Item

if TYPE_CHECKING:
    from altotui.simulator.routeros.device import Device
    from altotui.simulator.routeros.words import Sentence

Check = Callable[["Device", str], str]
"""Returns the value as it is stored; ValueError: wrong type; LookupError: not in the enumeration."""
Build = Callable[["Device"], Iterable[Row]]
Live = Callable[["Device", Item], Row]
Command = Callable[["Device", "Sentence"], Reply]

READ = frozenset({"print", "getall", "get"})
SINGLETON = READ | {"set"}
SETTABLE = READ | {"set", "enable", "disable", "comment", "unset"}
LIST = SETTABLE | {"add", "remove"}
ORDERED = LIST | {"move"}
REMOVABLE = READ | {"remove"}


def nothing(_device: Device) -> Iterable[Row]:
    """Return no rows."""
    return ()


def everywhere(_device: Device) -> bool:
    """Say that every router has the menu."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """One menu of the tree; the items live in the router's table of the same name."""

    path: str
    """`ip/address`, without slashes around it."""
    build: Build = nothing
    """Rows the router was configured with, made on first use."""
    live: Live | None = None
    """Values that depend on the time or on other menus, laid over the stored ones."""
    learned: Callable[[Device], Iterable[Item]] | None = None
    """Dynamic items, made anew for every answer; their ids stay the same."""
    verbs: frozenset[str] = READ
    settable: Mapping[str, Check] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    defaults: Row = field(default_factory=dict)
    """Values an added item starts with; export leaves them out."""
    unique: tuple[str, ...] = ()
    """Properties that together may occur once."""
    duplicate: str = "already have such item"
    table: str = ""
    """Path of the menu whose table this one shows; empty means its own."""
    only: Row = field(default_factory=dict)
    """Values an item must have to show here (and gets when added here)."""
    shown: tuple[str, ...] = ()
    """Properties shown; empty means all."""
    singleton: bool = False
    switches: frozenset[str] = frozenset()
    """Further switches of print, for example `stats`, `chain`."""
    stats: tuple[str, ...] = ()
    """Properties shown with `stats`; needs the switch."""
    commands: Mapping[str, Command] = field(default_factory=dict)
    """Verbs of this menu alone."""
    unkept: frozenset[str] = frozenset()
    """Settable properties that are taken and never shown or stored: passwords."""
    forgets: bool = False
    """Whether learned items can be removed."""
    exists: Callable[[Device], bool] = everywhere
    columns: tuple[str, ...] = ()
    """What a console's print shows."""

    @property
    def store(self) -> str:
        """Name of the table that holds the items."""
        return self.table or self.path

    @property
    def words(self) -> frozenset[str]:
        """Every verb of the menu."""
        return self.verbs | self.commands.keys()
