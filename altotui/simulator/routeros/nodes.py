"""The tree of menus and commands: what is below a path on one router."""

from __future__ import annotations

from functools import cache

from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import Command, Menu
from altotui.simulator.routeros.menus import ALL_MENUS
from altotui.simulator.routeros.menus.tools import TOOLS

MENUS: dict[str, Menu] = {menu.path: menu for menu in ALL_MENUS}
COMMANDS: dict[str, Command] = TOOLS
"""Commands that belong to no menu of items: path without slashes around it, for example `tool/ping`."""

Path = tuple[str, ...]


@cache
def _directories() -> dict[Path, frozenset[str]]:
    """Map every directory to the names of the menus and commands directly below it."""
    below: dict[Path, set[str]] = {}
    for path in (*MENUS, *COMMANDS):
        words = tuple(path.split("/"))
        for depth in range(len(words)):
            below.setdefault(words[:depth], set()).add(words[depth])
    return {path: frozenset(names) for path, names in below.items()}


def menu_at(device: Device | None, path: Path) -> Menu | None:
    """Return the menu of items at `path`; None when there is none on this router.

    Without a device every menu exists: what a script may name depends on no router.
    """
    menu = MENUS.get("/".join(path))
    return menu if menu and (device is None or menu.exists(device)) else None


def is_directory(device: Device | None, path: Path) -> bool:
    """Say whether `path` is a menu, with or without items, on this router."""
    if menu_at(device, path) is not None:
        return True
    below = _directories().get(path)
    return below is not None and "/".join(path) not in MENUS and bool(children(device, path))


def children(device: Device | None, path: Path) -> list[str]:
    """Return the names of directories and commands below `path`, sorted."""
    names = {
        name
        for name in _directories().get(path, frozenset())
        if is_command(device, (*path, name)) or is_directory(device, (*path, name))
    }
    menu = menu_at(device, path)
    return sorted(names | menu.words if menu else names)


def is_command(device: Device | None, path: Path) -> bool:
    """Say whether `path` ends in a verb this router knows."""
    if "/".join(path) in COMMANDS:
        return True
    menu = menu_at(device, path[:-1])
    return menu is not None and path[-1] in menu.words


def arguments(device: Device | None, path: Path) -> list[str]:
    """Return the argument names of the command at `path`, sorted; empty where none are known."""
    menu = menu_at(device, path[:-1])
    if menu is None or path[-1] not in menu.words:
        return []
    settable = sorted(menu.settable)
    named = [] if menu.singleton else ["numbers"]
    return {
        "add": settable,
        "set": named + settable,
        "print": ["count-only", "detail", "from", "proplist", *sorted(menu.switches), "where"],
        "remove": named,
        "enable": named,
        "disable": named,
        "comment": [*named, "comment"],
        "unset": [*named, "value-name"],
        "move": ["destination", "numbers"],
        "get": ["number", "value-name"],
    }.get(path[-1], [])
