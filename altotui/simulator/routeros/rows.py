"""The rows a print shows: stored, learned and live values put together."""

from __future__ import annotations

from collections.abc import Iterator

from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import Menu
from altotui.simulator.routeros.reply import Row
from altotui.simulator.routeros.table import Item

_INTERFACE_KEYS = frozenset(
    {"interface", "actual-interface", "bridge", "on-interface", "in-interface", "out-interface"}
)
_LAST = ("invalid", "dynamic", "slave", "disabled", "comment")


def shows(menu: Menu, item: Item) -> bool:
    """Say whether `item` of the table is one of this menu."""
    return all(item.values.get(key) == value for key, value in menu.only.items())


def items(device: Device, menu: Menu) -> Iterator[Item]:
    """Yield the configured, then the learned items of `menu`."""
    yield from (item for item in device.table(menu.store).items if shows(menu, item))
    if menu.learned is not None:
        for item in menu.learned(device):
            if (menu.store, item.id) not in device.gone:
                yield item


def rows(device: Device, menu: Menu) -> Iterator[Row]:
    """Yield what a plain print of `menu` answers."""
    for item in items(device, menu):
        yield row(device, menu, item)


def row(device: Device, menu: Menu, item: Item) -> Row:
    """Return one row: `.id` first (not in a singleton), flags and comment last."""
    values = item.values | (menu.live(device, item) if menu.live else {})
    if menu.shown:
        values = {key: values[key] for key in menu.shown if key in values}
    if device.renamed or device.lost_interfaces:
        values = {key: _present_name(device, key, value) for key, value in values.items()}
    ordered = {} if menu.singleton else {".id": item.id}
    ordered |= {key: value for key, value in values.items() if key not in _LAST}
    return ordered | {key: values[key] for key in _LAST if key in values}


def _present_name(device: Device, key: str, value: str) -> str:
    if key not in _INTERFACE_KEYS:
        return value
    name = device.renamed.get(value, value)
    return device.lost_interfaces.get(name, name)
