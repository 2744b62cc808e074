"""/ip/neighbor: who announces itself on the wires of a router."""

from __future__ import annotations

from collections.abc import Iterator

from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import Menu
from altotui.simulator.routeros.reply import Row
from altotui.simulator.routeros.table import Item
from altotui.simulator.routeros.values import compact


def _neighbours(device: Device) -> Iterator[Item]:
    plan, dice = device.plan, device.dice
    found: list[Row] = []
    if device.profile.role != "kiosk":
        found.append(_mikrotik_neighbour(device))
    if plan.is_busy:
        found.append(_provider_neighbour(device))
    if plan.has_voice:
        phone = {
            "interface": "vlan110-voice,bridge-lan",
            "mac-address": plan.mac("phone"),
            "identity": "SIP-T54",
        }
        found.append(phone | {"system-caps": "bridge,telephone", "system-caps-enabled": "telephone"})
    for number, row in enumerate(found):
        row["identity"] = device.text(row["identity"], "neighbour", number)
        row["age"] = f"{(int(device.now_s) + dice.between(0, 29, 'age', number)) % 30}s"
        row.setdefault("discovered-by", "lldp")
        yield Item(f"*{number + 1:X}", row | {"unpack": "none"}, dynamic=True)


def _mikrotik_neighbour(device: Device) -> Row:
    plan, dice = device.plan, device.dice
    since_s = int(device.now_s) - 1_700_000_000 - dice.between(0, 8_000_000, "neighbour boot")
    return {
        "interface": f"{plan.lan_ports[0] if plan.lan_ports else plan.wan},bridge-lan",
        "address": f"{plan.lan}.2",
        "address4": f"{plan.lan}.2",
        "mac-address": plan.mac("switch"),
        "identity": f"dist-01.{device.profile.region}",
        "platform": "MikroTik",
        "version": "7.21.4 (stable) 2026-04-28 09:14:33",
        "age": "",
        "uptime": compact(since_s % 9_000_000),
        "software-id": f"TEST-{dice.between(0, 0xFFFF, 'switch id'):04X}",
        "board": "CRS326-24S+2Q+",
        "ipv6": "false",
        "interface-name": "qsfpplus1-1,bridge",
        "system-caps": "bridge,router",
        "system-caps-enabled": "bridge,router",
        "discovered-by": "cdp,lldp,mndp",
    }


def _provider_neighbour(device: Device) -> Row:
    plan = device.plan
    return {
        "interface": plan.wan,
        "address": plan.gateway,
        "address4": plan.gateway,
        "address6": "fe80::200:5eff:fe00:53a1",
        "mac-address": plan.mac("gateway"),
        "identity": f"pe{device.dice.between(1, 9, 'pe')}.{device.profile.isp}.example",
        "system-description": "Vendor OS 21.4R3, router",
        "system-caps": "bridge,router",
        "system-caps-enabled": "router",
        "interface-name": "xe-0/0/7",
    }


MENUS = (
    Menu(
        path="ip/neighbor",
        learned=_neighbours,
        columns=("interface", "address", "mac-address", "identity", "version", "board"),
    ),
)
