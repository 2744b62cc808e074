"""The data files that come with the package, as plain objects."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from altotui import data
from altotui.domain.routeros.menus import NO_MENU, MenuFacts, Menus

if TYPE_CHECKING:
    from altotui.domain.routeros.safety import Safety


@cache
def load_safety() -> Safety:
    """Return the classes of RouterOS commands."""
    from altotui.domain.routeros.safety import Safety

    menus = load_menus()
    return Safety(_parsed("safety.json"), {menu: menus.facts(menu).secrets for menu in menus.paths()})


@cache
def load_menus() -> Menus:
    """Return the facts of RouterOS menus."""
    return Menus(_parsed("menus.json"))


def answer_facts(command: str) -> MenuFacts:
    """Return the facts for the rows of an answer; what the console itself has made up is of no menu."""
    return NO_MENU if command.startswith(":") else load_menus().answer_facts(command)


def _parsed(name: str) -> dict[str, object]:
    import json

    parsed: dict[str, object] = json.loads((Path(data.__file__).parent / name).read_text("utf-8"))
    return parsed
