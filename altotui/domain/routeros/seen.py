"""Values that the answers of one router held: interface names, addresses, lists, to complete the next line with.

Bounded in every direction; values of secret properties are never kept.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from itertools import islice

MAX_MENUS = 60
MAX_ROWS = 500
MAX_VALUES = 200
MAX_VALUE_CHARS = 64
MAX_PROPERTIES = 200
_NAME = re.compile(r"\.?[a-z0-9][a-z0-9._-]{0,63}")
_REFERENCES = {
    **dict.fromkeys(
        ("interface", "in-interface", "out-interface", "master-interface", "gateway"), ("/interface", "name")
    ),
    "bridge": ("/interface/bridge", "name"),
    "address-list": ("/ip/firewall/address-list", "list"),
    "src-address-list": ("/ip/firewall/address-list", "list"),
    "dst-address-list": ("/ip/firewall/address-list", "list"),
    "address-pool": ("/ip/pool", "name"),
    "server": ("/ip/dhcp-server", "name"),
    "in-interface-list": ("/interface/list", "name"),
    "out-interface-list": ("/interface/list", "name"),
    "profile": ("/ppp/profile", "name"),
    "routing-table": ("/routing/table", "name"),
    "vrf": ("/ip/vrf", "name"),
}
"""Properties whose values are items of another list: its menu and the property that names them."""


class Seen:
    """What the answers of one router held, newest menus last."""

    def __init__(self, is_secret: Callable[[str], bool]) -> None:
        self._is_secret = is_secret
        self._menus: OrderedDict[str, dict[str, dict[str, None]]] = OrderedDict()

    def take(
        self, menu: str, rows: Iterable[Mapping[str, object]], secrets: frozenset[str] = frozenset()
    ) -> None:
        """Keep the values of the first rows of an answer about `menu`, but for those of `secrets`."""
        values = self._menus.pop(menu, {})
        plain_names: dict[str, str | None] = {}
        """By names as they are spelled; None for those whose values are not kept."""
        for row in islice(rows, MAX_ROWS):
            for name, value in row.items():
                if name not in plain_names:
                    plain_names[name] = self._kept_name(name, secrets)
                plain = plain_names[name]
                if plain is None or not isinstance(value, str):
                    continue
                kept = values.get(plain)
                if kept is not None and (value in kept or len(kept) >= MAX_VALUES):
                    continue
                if _is_kept(value) and (kept is not None or len(values) < MAX_PROPERTIES):
                    values.setdefault(plain, {})[value] = None
        if values:
            self._menus[menu] = values
            while len(self._menus) > MAX_MENUS:
                self._menus.popitem(last=False)

    def _kept_name(self, name: str, secrets: frozenset[str]) -> str | None:
        """Return the native spelling of a name; None when its values are secret, or it is none."""
        plain = _plain(name)
        is_kept = plain not in secrets and _NAME.fullmatch(plain) and not self._is_secret(name)
        return plain if is_kept else None

    def values(self, menu: str, name: str) -> tuple[str, ...]:
        """Return the values that property `name` had in `menu`, those it refers to, or those it had anywhere."""
        own = self._menus.get(menu, {}).get(name, {})
        reference = _REFERENCES.get(name)
        referred = self._menus.get(reference[0], {}).get(reference[1], {}) if reference else {}
        found = {**own, **referred}
        if not found:
            for values in self._menus.values():
                found.update(values.get(name, {}))
        return tuple(found)

    def items(self, menu: str) -> tuple[str, ...]:
        """Return the names of the items of `menu`; their ids where they have no names."""
        values = self._menus.get(menu, {})
        return tuple(values.get("name") or values.get(".id") or ())

    def properties(self, menu: str) -> tuple[str, ...]:
        """Return the properties that rows of `menu` had."""
        return tuple(self._menus.get(menu, ()))


def _is_kept(value: str) -> bool:
    return 0 < len(value) <= MAX_VALUE_CHARS and value.isprintable()


def _plain(name: str) -> str:
    """Return the native spelling of a property's name."""
    plain = name.replace("_", "-").lower()
    return ".id" if plain == "id" else plain
