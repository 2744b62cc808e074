"""`export`: the configuration of a menu and those below it, as commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from altotui.simulator.routeros import nodes, rows
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import Menu
from altotui.simulator.routeros.reply import Row
from altotui.simulator.routeros.table import Item

_FACTORY = {
    "ip/dns": {
        "allow-remote-requests": "false",
        "doh-timeout": "5s",
        "max-udp-packet-size": "4096",
        "query-server-timeout": "2s",
        "query-total-timeout": "10s",
        "max-concurrent-queries": "100",
        "max-concurrent-tcp-sessions": "20",
        "cache-size": "2048",
        "cache-max-ttl": "1w",
        "verify-doh-cert": "false",
        "address-list-extra-time": "0s",
        "vrf": "main",
    },
    "snmp": {"enabled": "false", "trap-version": "1"},
    "ip/cloud": {"ddns-enabled": "no", "update-time": "true"},
    "system/identity": {"name": "MikroTik"},
    "system/ntp/client": {"enabled": "false", "mode": "unicast", "vrf": "main"},
    "system/package/update": {"channel": "stable"},
    "ip/service": {"disabled": "false", "address": "", "max-sessions": "20"},
}
"""What a router has before anybody configures it: export leaves these values out."""
_NOT_EXPORTED = frozenset({"interface", "certificate"})
"""Shown by other menus, or kept elsewhere."""
_PLAIN = re.compile(r"[A-Za-z0-9_.,:/*!@+\-]+")


def export_lines(device: Device, path: nodes.Path) -> Iterator[str]:
    """Yield the lines of `export` at `path`."""
    yield f"# {device.now:%Y-%m-%d %H:%M:%S} by RouterOS {device.version}"
    yield f"# software id = {device.profile.software_id}"
    yield "#"
    if not device.profile.is_virtual:
        yield f"# model = {device.profile.model}"
        yield f"# serial number = {device.profile.serial}"
    for menu in sorted(nodes.MENUS.values(), key=lambda menu: menu.path):
        below = tuple(menu.path.split("/"))[: len(path)] == path
        if below and menu.path not in _NOT_EXPORTED and "set" in menu.verbs and menu.exists(device):
            commands = list(_commands(device, menu))
            if commands:
                yield "/" + menu.path.replace("/", " ")
                yield from commands


def _commands(device: Device, menu: Menu) -> Iterator[str]:
    for item in device.table(menu.store).items:
        if not rows.shows(menu, item):
            continue
        arguments = _arguments(device, menu, item)
        if "add" in menu.verbs:
            yield f"add {arguments}"
        elif arguments and menu.singleton:
            yield f"set {arguments}"
        elif arguments:
            name = item.values.get("default-name", item.values.get("name", item.id))
            selector = f"[ find default-name={name} ]" if "default-name" in item.values else name
            yield f"set {selector} {arguments}"


def _arguments(device: Device, menu: Menu, item: Item) -> str:
    usual = _FACTORY.get(menu.path, menu.defaults)
    shown: Row = rows.row(device, menu, item)
    pairs = []
    for name in sorted(menu.settable):
        value = shown.get(name, "")
        is_own_name = name == "name" and "add" not in menu.verbs and not menu.singleton
        if name in item.values and value and not is_own_name and value != usual.get(name, _USUAL.get(name)):
            pairs.append(f"{name}={_quoted(value)}")
    return " ".join(pairs)


_USUAL = {
    "disabled": "false",
    "mtu": "1500",
    "l2mtu": "1598",
    "mac-address": None,
    "log": "false",
    "invalid": "false",
}


def _quoted(value: str) -> str:
    if value in ("true", "false"):
        return "yes" if value == "true" else "no"
    if _PLAIN.fullmatch(value):
        return value
    return '"' + "".join(_escaped(char) for char in value) + '"'


def _escaped(char: str) -> str:
    if char in '"\\$?':
        return f"\\{char}"
    if ord(char) < 0x20 or ord(char) == 0x7F:
        return f"\\{ord(char):02X}"
    return char
