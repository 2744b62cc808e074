"""/ip: address, arp, route, pool, DNS, neighbours."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from altotui.simulator.routeros import checks
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import LIST, READ, SINGLETON, Menu
from altotui.simulator.routeros.menus.interfaces import subscribers
from altotui.simulator.routeros.reply import Reply, Row, unknown_parameter
from altotui.simulator.routeros.table import Item
from altotui.simulator.routeros.words import Sentence


def _addresses(device: Device) -> Iterator[Row]:
    plan = device.plan
    if plan.is_busy:
        uplink = f"{device.profile.public_address}/24"
        yield {
            "address": uplink,
            "interface": plan.wan,
            "comment": device.text("transit 1", "address comment"),
        }
        if plan.wan2:
            yield {"address": f"{plan.second_uplink}/30", "interface": plan.wan2, "comment": "transit 2"}
    lan_comment = device.text(f'lan "{device.profile.region}"', "lan comment")
    yield {"address": f"{plan.lan}.1/24", "interface": "bridge-lan", "comment": lan_comment}
    if plan.has_voice:
        yield {"address": f"{plan.voice}.1/24", "interface": "vlan110-voice"}
    if plan.is_modern:
        yield {"address": f"{plan.loopback}/32", "interface": "lo", "comment": "router-id"}
    if device.dice.chance(0.3, "old lab"):
        yield {
            "address": "10.99.0.1/24",
            "interface": plan.ports[-1].name,
            "comment": "old lab",
            "disabled": "true",
        }


def leased_address(device: Device) -> str:
    """Return the address the DHCP client got, with its length."""
    if device.plan.is_busy:
        return f"10.64.3.{device.dice.between(10, 250, 'oob')}/24"
    return f"{device.profile.public_address}/24"


def leasing_interface(device: Device) -> str | None:
    """Return the interface whose address comes from a DHCP server; None on a router without one."""
    return device.plan.oob if device.plan.is_busy else device.plan.wan


def _learned_addresses(device: Device) -> Iterator[Item]:
    interface = leasing_interface(device)
    if interface is not None:
        yield Item(
            "*FF1A",
            {"address": leased_address(device), "interface": interface, "dynamic": "true"},
            dynamic=True,
        )
    for number, (_id, customer, far_end) in enumerate(subscribers(device)):
        row = {"address": f"{device.plan.lan}.1/32", "network": far_end, "interface": f"<pppoe-{customer}>"}
        yield Item(f"*FF{0x20 + number:X}", row | {"dynamic": "true"}, dynamic=True)


def _address_live(device: Device, item: Item) -> Row:
    values = item.values
    network = values.get("network", str(ipaddress.ip_interface(values["address"]).network.network_address))
    interface = values["interface"]
    lost = device.renamed.get(interface, interface) in device.lost_interfaces
    return {
        "address": values["address"],
        "network": network,
        "interface": interface,
        "actual-interface": interface,
        **({"vrf": values.get("vrf", "main")} if device.plan.is_modern else {}),
        "invalid": "true" if lost else "false",
        "dynamic": "true" if item.dynamic else "false",
        **({"slave": "false"} if device.plan.is_modern else {}),
        "disabled": values.get("disabled", "false"),
    }


def _static_arp(device: Device) -> Iterator[Row]:
    if device.profile.role != "kiosk":
        yield {
            "address": f"{device.plan.lan}.9",
            "mac-address": device.plan.mac("ups"),
            "interface": "bridge-lan",
            "comment": device.text("ups card", "arp comment"),
        }


def _learned_arp(device: Device) -> Iterator[Item]:
    plan = device.plan
    entries = [(plan.gateway, plan.mac("gateway"), plan.wan, "reachable", False)]
    if plan.wan2:
        entries.append((plan.second_gateway, plan.mac("gateway 2"), plan.wan2, "stale", False))
    for host in plan.hosts:
        if host.status == "bound" and not host.is_blocked:
            interface = "vlan110-voice" if host.is_voice else "bridge-lan"
            minute = int(device.now_s) // 60
            status = device.dice.pick(
                ("reachable", "reachable", "stale", "delay"), "arp", host.number, minute
            )
            entries.append((host.address, host.mac, interface, status, True))
    entries += [(f"{plan.lan}.{last}", "", "bridge-lan", status, False) for last, status in _SILENT]
    for number, (address, mac, interface, status, dhcp) in enumerate(entries):
        row = {"address": address, "mac-address": mac, "interface": interface, "status": status}
        row |= {"DHCP": "true" if dhcp else "false", "dynamic": "true"}
        yield Item(f"*{0x100 + number:X}", row, dynamic=True)


_SILENT = ((250, "incomplete"), (251, "failed"))


def _arp_live(device: Device, item: Item) -> Row:
    values = item.values
    # Newer versions write the key in lower case.
    dhcp_key = "DHCP" if "dhcp" not in item.values and device.profile.number % 3 else "dhcp"
    row = {
        "address": values["address"],
        **({"mac-address": values["mac-address"]} if values.get("mac-address") else {}),
        "interface": values["interface"],
        "published": values.get("published", "false"),
        "status": values.get("status", "permanent"),
        "invalid": "false",
        dhcp_key: values.get("DHCP", "false"),
        "dynamic": "true" if item.dynamic else "false",
        "complete": "true" if values.get("mac-address") else "false",
        "disabled": values.get("disabled", "false"),
    }
    return row | ({"vrf": "main"} if device.plan.is_modern else {})


def _pools(device: Device) -> Iterator[Row]:
    yield {"name": "pool-lan", "ranges": f"{device.plan.lan}.100-{device.plan.lan}.199"}
    if device.plan.has_voice:
        yield {"name": "pool-voice", "ranges": f"{device.plan.voice}.100-{device.plan.voice}.199"}


def _dns(_device: Device) -> Iterator[Row]:
    yield {
        "servers": "9.9.9.9,149.112.112.112",
        "dynamic-servers": "",
        "use-doh-server": "",
        "verify-doh-cert": "false",
        "doh-max-server-connections": "5",
        "doh-max-concurrent-queries": "50",
        "doh-timeout": "5s",
        "allow-remote-requests": "true",
        "max-udp-packet-size": "4096",
        "query-server-timeout": "2s",
        "query-total-timeout": "10s",
        "max-concurrent-queries": "100",
        "max-concurrent-tcp-sessions": "20",
        "cache-size": "8192",
        "cache-max-ttl": "1w",
        "address-list-extra-time": "0s",
        "vrf": "main",
        "mdns-repeat-ifaces": "",
    }


def _dns_live(device: Device, _item: Item) -> Row:
    used = device.dice.wander(200, 1_900, device.now_s, 1_200, "dns cache")
    from_dhcp = "10.64.3.53,10.64.3.54" if leasing_interface(device) else ""
    return {"dynamic-servers": from_dhcp, "cache-used": str(int(used))}


def _flush(_device: Device, sentence: Sentence) -> Reply:
    for name in sentence.arguments:
        raise unknown_parameter(name)
    return Reply()


def _dns_static(device: Device) -> Iterator[Row]:
    yield {"name": "router.lan", "address": f"{device.plan.lan}.1", "ttl": "1d", "disabled": "false"}


MENUS = (
    Menu(
        path="ip/address",
        build=_addresses,
        learned=_learned_addresses,
        live=_address_live,
        verbs=LIST,
        settable={
            "address": checks.interface_address,
            "network": checks.address,
            "interface": checks.interface,
            "vrf": checks.name,
            "disabled": checks.boolean,
            "comment": checks.text,
        },
        required=("address", "interface"),
        defaults={"disabled": "false"},
        unique=("address", "interface"),
        duplicate="already have such address",
        columns=("address", "network", "interface"),
    ),
    Menu(
        path="ip/arp",
        build=_static_arp,
        learned=_learned_arp,
        live=_arp_live,
        forgets=True,
        verbs=LIST,
        settable={
            "address": checks.address,
            "mac-address": checks.mac,
            "interface": checks.interface,
            "published": checks.boolean,
            "disabled": checks.boolean,
            "comment": checks.text,
        },
        required=("address", "interface"),
        defaults={"disabled": "false", "published": "false"},
        unique=("address", "interface"),
        duplicate="already have such address",
        columns=("address", "mac-address", "interface", "status"),
    ),
    Menu(
        path="ip/pool",
        build=_pools,
        verbs=LIST - {"enable", "disable"},
        settable={
            "name": checks.name,
            "ranges": checks.text,
            "next-pool": checks.text,
            "comment": checks.text,
        },
        required=("name", "ranges"),
        unique=("name",),
        duplicate="pool with such name exists",
        columns=("name", "ranges"),
    ),
    Menu(
        path="ip/dns",
        build=_dns,
        live=_dns_live,
        singleton=True,
        verbs=SINGLETON,
        settable={
            "servers": checks.each(checks.address),
            "allow-remote-requests": checks.boolean,
            "use-doh-server": checks.text,
            "verify-doh-cert": checks.boolean,
            "doh-timeout": checks.duration,
            "max-udp-packet-size": checks.integer(50, 65_507),
            "query-server-timeout": checks.duration,
            "query-total-timeout": checks.duration,
            "max-concurrent-queries": checks.integer(1, 10_000),
            "max-concurrent-tcp-sessions": checks.integer(1, 10_000),
            "cache-size": checks.integer(64, 4_294_967),
            "cache-max-ttl": checks.duration,
            "address-list-extra-time": checks.duration,
            "vrf": checks.name,
        },
    ),
    Menu(
        path="ip/dns/static",
        build=_dns_static,
        verbs=LIST | {"move"},
        settable={
            "name": checks.name,
            "address": checks.address,
            "ttl": checks.duration,
            "type": checks.one_of("A", "AAAA", "CNAME", "MX", "NS", "SRV", "TXT", "FWD", "NXDOMAIN"),
            "regexp": checks.text,
            "cname": checks.text,
            "disabled": checks.boolean,
            "comment": checks.text,
        },
        defaults={"ttl": "1d", "disabled": "false"},
        unique=("name", "address"),
        duplicate="entry already exists",
        columns=("name", "regexp", "address", "ttl"),
    ),
    Menu(path="ip/dns/cache", verbs=READ, commands={"flush": _flush}),
)
