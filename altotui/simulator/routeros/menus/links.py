"""What hangs on interfaces: bridge ports and hosts, interface lists, the monitors."""

from __future__ import annotations

from collections.abc import Iterator

from altotui.simulator.routeros import checks, rows
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import LIST, Menu
from altotui.simulator.routeros.menus import interfaces
from altotui.simulator.routeros.reply import (
    Reply,
    Row,
    invalid_value,
    missing_arguments,
    never_ends,
    no_match,
    unknown_parameter,
)
from altotui.simulator.routeros.table import Item
from altotui.simulator.routeros.values import duration_us
from altotui.simulator.routeros.words import Sentence

_COPPER = "10M-baseT-half,10M-baseT-full,100M-baseT-half,100M-baseT-full,1G-baseT-full"
_FIBRES = {"1Gbps": "1G-baseLX", "10Gbps": "10G-baseSR-LR", "25Gbps": "25G-baseSR-LR"}


def _ports(device: Device) -> Iterator[Row]:
    plan = device.plan
    radios = ("wifi1", "wifi2") if plan.has_wifi else ("wlan1", "wlan2") if plan.has_wireless_radio else ()
    for name in (*plan.lan_ports, *radios):
        yield {
            "interface": name,
            "bridge": "bridge-lan",
            "priority": "0x80",
            "path-cost": "10",
            "pvid": "1",
            "disabled": "false",
        }


def _port_live(device: Device, item: Item) -> Row:
    name = item.values["interface"]
    running = any(
        port.values["name"] == name and interfaces.is_running(device, port) for port in _stored(device)
    )
    return {
        "internal-path-cost": "10",
        "hw": "true",
        "status": "in-bridge" if running else "inactive",
        "role": "designated-port" if running else "disabled-port",
        "inactive": "false" if running else "true",
        "hw-offload": "true" if running else "false",
        "dynamic": "false",
    }


def _stored(device: Device) -> list[Item]:
    return device.table("interface").items


def _hosts(device: Device) -> Iterator[Item]:
    plan = device.plan
    flags = {"dynamic": "true", "invalid": "false", "disabled": "false"}
    own = {"mac-address": plan.ports[-1].mac, "interface": "bridge-lan", "bridge": "bridge-lan"}
    own |= {"on-interface": "bridge-lan", "local": "true", "external": "false"}
    yield Item("*1", own | flags, dynamic=True)
    linked = [name for name in plan.lan_ports if plan.is_linked(name)] or ["bridge-lan"]
    for host in plan.hosts:
        if host.status != "bound" or host.is_blocked:
            continue
        port = device.dice.pick(linked, "port of", host.number)
        row = {"mac-address": host.mac, "vid": "110" if host.is_voice else "1", "interface": port}
        row |= {"bridge": "bridge-lan", "on-interface": port, "local": "false", "external": "true"}
        yield Item(f"*{host.number + 2:X}", row | flags, dynamic=True)


def _lists(_device: Device) -> Iterator[Row]:
    yield {"name": "WAN", "comment": "defconf"}
    yield {"name": "LAN", "comment": "defconf"}


def _members(device: Device) -> Iterator[Row]:
    plan = device.plan
    for name in (plan.wan, plan.wan2):
        if name:
            yield {"list": "WAN", "interface": name, "disabled": "false"}
    yield {"list": "LAN", "interface": "bridge-lan", "disabled": "false"}
    if plan.has_voice:
        yield {"list": "LAN", "interface": "vlan110-voice", "disabled": "false"}


def _chosen(device: Device, sentence: Sentence, name: str, path: str) -> list[Row]:
    """Return the interface rows a monitor was asked for, in the order asked."""
    text = sentence.arguments.get(name) or sentence.arguments.get(".id")
    if text is None:
        raise missing_arguments(name)
    known = list(rows.rows(device, next(menu for menu in interfaces.MENUS if menu.path == path)))
    found = []
    for part in text.split(","):
        matching = [row for row in known if part in (row[".id"], row["name"])]
        if not matching and part != "aggregate":
            raise no_match(name)
        found += matching
    return found


def frames(sentence: Sentence, *allowed: str) -> int | None:
    """Return how many frames a sampler gives: None with `once`, one a second with `duration`.

    Raises:
        Trap: There is no bound, or an argument that is not among `allowed`.
    """
    for name in sentence.arguments:
        if name not in (".id", "once", "duration", "interval", *allowed):
            raise unknown_parameter(name)
    if "once" in sentence.arguments and "once" in allowed:
        return None
    if "duration" not in sentence.arguments:
        raise never_ends()
    length_us = duration_us(sentence.arguments["duration"])
    if length_us is None and sentence.arguments["duration"].isdigit():
        length_us = int(sentence.arguments["duration"]) * 1_000_000
    if length_us is None:
        raise invalid_value("duration")
    return min(60, length_us // 1_000_000)


def _monitor(device: Device, sentence: Sentence) -> Reply:
    count = frames(sentence, "numbers", "once")
    found = _chosen(device, sentence, "numbers", "interface/ethernet")
    once = [_link(device, row) for row in found]
    if count is None:
        return Reply(tuple(once))
    return Reply(tuple({".section": str(number)} | row for number in range(count) for row in once))


def _link(device: Device, row: Row) -> Row:
    port = next(port for port in device.plan.ports if port.name == row["default-name"])
    if row["running"] != "true":
        return {
            "name": row["name"],
            "status": "no-link",
            "auto-negotiation": "done" if not port.is_fibre else "disabled",
        }
    supported = f"{_FIBRES['1Gbps']},{_FIBRES.get(port.rate, port.rate)}" if port.is_fibre else _COPPER
    link = {
        "name": row["name"],
        "status": "link-ok",
        "auto-negotiation": "done",
        "rate": port.rate,
        "full-duplex": "true",
        "tx-flow-control": "false",
        "rx-flow-control": "false",
        "supported": supported,
        **({"sfp-supported": _FIBRES.get(port.rate, port.rate)} if port.is_fibre else {}),
        "advertising": "" if port.is_fibre else _COPPER,
        "link-partner-advertising": "" if port.is_fibre else _COPPER,
    }
    return link | (_optics(device, port.name) if port.is_fibre else {})


def _optics(device: Device, name: str) -> Row:
    wander, now_s = device.dice.wander, device.now_s
    return {
        "sfp-module-present": "true",
        "sfp-rx-loss": "false",
        "sfp-tx-fault": "false",
        "sfp-type": "SFP/SFP+/SFP28/SFP56",
        "sfp-connector-type": "LC",
        "sfp-link-length-sm": "10000",
        "sfp-vendor-name": "ACME OPTICS",
        "sfp-vendor-part-number": "AO-SFP10-LR",
        "sfp-vendor-serial": f"AO26X{device.dice.between(0, 999_999, 'optics', name):06d}",
        "sfp-wavelength": "1310",
        "sfp-temperature": str(int(wander(33, 45, now_s, 900, "optics C", name))),
        "sfp-supply-voltage": f"{wander(3.28, 3.31, now_s, 600, 'optics V', name):.3f}",
        "sfp-tx-bias-current": str(int(wander(29, 34, now_s, 600, "bias", name))),
        "sfp-tx-power": f"{wander(-2.2, -1.8, now_s, 300, 'tx', name):.2f}",
        "sfp-rx-power": f"{wander(-6.0, -4.0, now_s, 300, 'rx', name):.2f}",
    }


def _traffic(device: Device, sentence: Sentence) -> Reply:
    count = frames(sentence, "interface", "once")
    found = _chosen(device, sentence, "interface", "interface")
    if count is None:
        return Reply(tuple(_rates(device, row, 0) for row in found))
    return Reply(
        tuple(
            {".section": str(number)} | _rates(device, row, number)
            for number in range(count)
            for row in found
        )
    )


def _rates(device: Device, row: Row, after_s: int) -> Row:
    counts: dict[str, int] = {}
    for way in ("rx", "tx"):
        mean = interfaces.rate_bps(device, row["name"], way) if row["running"] == "true" else 0.0
        now_bps = mean * device.dice.wander(0.5, 1.5, device.now_s + after_s, 7, "rate", row["name"], way)
        counts[way] = int(now_bps)
    fast = row["type"] == "ether"
    packets = {way: counts[way] // 8 // (1_180 if way == "rx" else 420) for way in ("rx", "tx")}
    return {
        "name": row["name"],
        "rx-packets-per-second": str(packets["rx"]),
        "rx-bits-per-second": str(counts["rx"]),
        "fp-rx-packets-per-second": str(packets["rx"] if fast else 0),
        "fp-rx-bits-per-second": str(counts["rx"] if fast else 0),
        "rx-drops-per-second": "0",
        "rx-errors-per-second": "0",
        "tx-packets-per-second": str(packets["tx"]),
        "tx-bits-per-second": str(counts["tx"]),
        "fp-tx-packets-per-second": "0",
        "fp-tx-bits-per-second": "0",
        "tx-drops-per-second": "0",
        "tx-queue-drops-per-second": "0",
        "tx-errors-per-second": "0",
    }


MONITORS = {"interface/monitor-traffic": _traffic, "interface/ethernet/monitor": _monitor}
"""The samplers of interfaces, by path."""

MENUS = (
    Menu(
        path="interface/bridge/port",
        build=_ports,
        live=_port_live,
        verbs=LIST | {"move"},
        settable={
            "interface": checks.interface,
            "bridge": checks.interface,
            "pvid": checks.integer(1, 4_094),
            "path-cost": checks.integer(1, 200_000_000),
            "disabled": checks.boolean,
            "comment": checks.text,
        },
        required=("bridge", "interface"),
        defaults={"priority": "0x80", "path-cost": "10", "pvid": "1", "disabled": "false"},
        unique=("interface",),
        duplicate="device already added as bridge port",
        columns=(
            "interface",
            "bridge",
            "hw",
            "pvid",
            "priority",
            "path-cost",
            "internal-path-cost",
            "horizon",
        ),
    ),
    Menu(
        path="interface/bridge/host",
        learned=_hosts,
        columns=("mac-address", "vid", "on-interface", "bridge"),
    ),
    Menu(
        path="interface/list",
        build=_lists,
        verbs=LIST - {"enable", "disable"},
        settable={"name": checks.name, "comment": checks.text},
        required=("name",),
        unique=("name",),
        duplicate="already have such list",
        columns=("name",),
    ),
    Menu(
        path="interface/list/member",
        build=_members,
        verbs=LIST,
        settable={
            "list": checks.name,
            "interface": checks.interface,
            "disabled": checks.boolean,
            "comment": checks.text,
        },
        required=("list", "interface"),
        defaults={"disabled": "false"},
        unique=("list", "interface"),
        duplicate="already have such member",
        columns=("list", "interface"),
    ),
)
