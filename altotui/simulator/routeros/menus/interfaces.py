"""/interface and the menus that show a part of it: ethernet, vlan, bridge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from altotui.simulator.routeros import checks
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import LIST, SETTABLE, Menu
from altotui.simulator.routeros.reply import Reply, Row, no_item, no_item_id
from altotui.simulator.routeros.table import Item
from altotui.simulator.routeros.words import Sentence

COLUMNS = ("name", "type", "actual-mtu", "l2mtu", "max-l2mtu", "mac-address")
_COUNTERS = (
    *(f"{way}-{unit}" for unit in ("byte", "packet") for way in ("rx", "tx")),
    *("rx-drop", "tx-drop", "tx-queue-drop", "rx-error", "tx-error"),
    *(f"fp-{way}-{unit}" for unit in ("byte", "packet") for way in ("rx", "tx")),
)
_RATES_BPS = {
    "core": 1.1e9,
    "edge": 3.2e8,
    "branch": 9e6,
    "depot": 4e6,
    "tower": 6e7,
    "kiosk": 6e5,
    "lab": 2e5,
}


def _build(device: Device) -> Iterator[Row]:
    yield from _ports(device)
    plan = device.plan
    mac = {"mac-address": plan.ports[-1].mac, "disabled": "false"}
    yield {"name": "bridge-lan", "type": "bridge", "mtu": "auto", "l2mtu": "1596"} | mac
    if plan.has_voice:
        row = {"name": "vlan110-voice", "type": "vlan", "mtu": "1500", "l2mtu": "1592"} | mac
        yield row | {"vlan-id": "110", "interface": "bridge-lan", "comment": "voice"}
    if plan.is_modern:
        yield {"name": "lo", "type": "loopback", "mtu": "65536"} | mac | {"mac-address": "00:00:00:00:00:00"}
    if plan.has_wireless_radio:
        kind = "wifi" if plan.has_wifi else "wlan"
        for number in (1, 2):
            row = {"name": f"{kind}{number}", "default-name": f"{kind}{number}", "type": kind, "mtu": "1500"}
            yield row | {"l2mtu": "1560", "mac-address": plan.mac("radio", number), "disabled": "false"}


def _ports(device: Device) -> Iterator[Row]:
    plan = device.plan
    comments = {plan.wan2: "uplink B - transit 2", plan.oob: "oob management"}
    comments[plan.wan] = f"uplink A - {device.profile.isp}"
    for port in plan.ports:
        row = {"name": port.name, "default-name": port.name, "type": "ether", "mac-address": port.mac}
        row |= {"mtu": "1500", "l2mtu": "1600" if port.is_fibre else "1598", "max-l2mtu": "9586"}
        spare = not plan.is_linked(port.name) and device.dice.chance(0.3, "spare", port.name)
        row |= {"disabled": "true" if spare else "false"}
        if comment := comments.get(port.name):
            row["comment"] = device.text(comment, "port comment", port.name)
        yield row


def subscribers(device: Device) -> Iterator[tuple[str, str, str]]:
    """Yield (id, customer, address) of each PPPoE session; ids differ after each start."""
    for number in range(device.plan.subscribers):
        customer = f"cust{1000 + device.dice.between(0, 40, 'customer') + number * 7}"
        yield (
            f"*F{device.boots:02X}{number + 5:03X}",
            customer,
            f"10.64.{200 + number // 200}.{40 + number % 200}",
        )


def _sessions(device: Device) -> Iterator[Item]:
    for item_id, customer, _address in subscribers(device):
        row = {"name": f"<pppoe-{customer}>", "type": "pppoe-in", "mtu": "1480", "disabled": "false"}
        yield Item(item_id, row | {"dynamic": "true"}, dynamic=True)


def rate_bps(device: Device, name: str, direction: str) -> float:
    """Return the mean rate of an interface: the uplinks carry what the rest of the router sums up to."""
    busiest = _RATES_BPS.get(device.profile.role, 2e6)
    plan = device.plan
    share = {
        plan.wan: 1.0,
        plan.wan2: 0.08,
        plan.oob: 0.0004,
        "bridge-lan": 0.7,
        "vlan110-voice": 0.01,
        "lo": 1e-6,
    }
    part = share.get(name, 0.02 + device.dice.between(0, 100, "share", name) / 900)
    is_outward = (direction == "rx") == (name in (plan.wan, plan.wan2))
    return busiest * part * (1.0 if is_outward else 0.14)


def is_running(device: Device, item: Item) -> bool:
    """Say whether an interface has a link."""
    if item.values.get("disabled") == "true":
        return False
    if item.values["type"] == "ether":
        return device.plan.is_linked(item.values.get("default-name", item.values["name"]))
    return True


def _live(device: Device, item: Item) -> Row:
    values = item.values
    row = {"actual-mtu": "1500" if values["mtu"] == "auto" else values["mtu"]}
    running = is_running(device, item)
    if running:
        row |= _link_times(device, item)
    else:
        row["link-downs"] = "0"
    row |= _counters(device, item, running)
    row["running"] = "true" if running else "false"
    if values["type"] in ("ether", "wifi", "wlan") and _is_slave(device, values["name"]):
        row["slave"] = "true"
    return row


def _is_slave(device: Device, name: str) -> bool:
    return any(item.values["interface"] == name for item in device.table("interface/bridge/port").items)


def _link_times(device: Device, item: Item) -> Row:
    up_at = device.booted_at + timedelta(seconds=20)
    if item.values["type"] in ("loopback", "pppoe-in"):
        return {"last-link-up-time": device.stamp(up_at), "link-downs": "0"}
    flap_s = device.dice.between(30, 900_000, "flap", item.id, device.boots)
    if flap_s < device.uptime_s:
        up_at = device.booted_at + timedelta(seconds=flap_s)
    return {
        "last-link-down-time": device.stamp(up_at - timedelta(seconds=12)),
        "last-link-up-time": device.stamp(up_at),
        "link-downs": str(1 + (flap_s < device.uptime_s)),
    }


def _counters(device: Device, item: Item, running: bool) -> Row:
    if not running:
        return dict.fromkeys(_COUNTERS, "0")
    counters = dict.fromkeys(_COUNTERS, "0")
    for way in ("rx", "tx"):
        carried = device.grown(rate_bps(device, item.values["name"], way) / 8, "interface", item.id, way)
        counters[f"{way}-byte"] = str(carried)
        counters[f"{way}-packet"] = str(carried // (1_180 if way == "rx" else 420))
    if item.values["type"] == "ether":
        counters["fp-rx-byte"], counters["fp-rx-packet"] = counters["rx-byte"], counters["rx-packet"]
    counters["tx-queue-drop"] = str(
        device.grown(0.002, "interface", item.id, "queue") if item.id == "*2" else 0
    )
    return counters


def _reset_counters(device: Device, sentence: Sentence) -> Reply:
    names = sentence.arguments.get("numbers") or sentence.arguments.get(".id")
    if not names:
        raise no_item_id()
    for name in names.split(","):
        matching = [item.id for item in _all(device) if name in (item.id, item.values["name"])]
        if not matching:
            raise no_item()
        device.counters_from["interface", matching[0]] = device.now
    return Reply()


def _reset_all_counters(device: Device, _sentence: Sentence) -> Reply:
    for item in _all(device):
        device.counters_from["interface", item.id] = device.now
    return Reply()


def _all(device: Device) -> list[Item]:
    return [*device.table("interface").items, *_sessions(device)]


_COMMON = {
    "name": checks.name,
    "disabled": checks.boolean,
    "comment": checks.text,
    "mtu": checks.integer(68, 65_535),
}
_ETHERNET = _COMMON | {"mac-address": checks.mac, "l2mtu": checks.integer(0, 65_535)}
_TAKEN = "already have interface with such name"

MENUS = (
    Menu(
        path="interface",
        build=_build,
        learned=_sessions,
        live=_live,
        verbs=SETTABLE,
        settable=_COMMON,
        unique=("name",),
        duplicate=_TAKEN,
        columns=COLUMNS,
        shown=(
            *("name", "default-name", "type", "mtu", "actual-mtu", "l2mtu", "max-l2mtu", "mac-address"),
            *("last-link-down-time", "last-link-up-time", "link-downs", *_COUNTERS),
            *("running", "slave", "dynamic", "disabled", "comment"),
        ),
        switches=frozenset({"stats", "stats-detail"}),
        stats=(".id", "name", *_COUNTERS, "running", "disabled", "comment"),
        commands={"reset-counters": _reset_counters, "reset-counters-all": _reset_all_counters},
    ),
    Menu(
        path="interface/ethernet",
        table="interface",
        only={"type": "ether"},
        live=_live,
        verbs=SETTABLE,
        settable=_ETHERNET,
        unique=("name",),
        duplicate=_TAKEN,
        columns=("name", "mtu", "mac-address", "arp", "switch"),
        shown=(
            "name",
            "default-name",
            "mtu",
            "l2mtu",
            "mac-address",
            "running",
            "slave",
            "disabled",
            "comment",
        ),
    ),
    Menu(
        path="interface/vlan",
        table="interface",
        only={"type": "vlan"},
        live=_live,
        verbs=LIST,
        settable=_COMMON | {"vlan-id": checks.integer(1, 4_094), "interface": checks.interface},
        required=("interface", "vlan-id", "name"),
        defaults={"mtu": "1500", "l2mtu": "1592", "mac-address": "00:00:5E:00:53:FE", "disabled": "false"},
        unique=("name",),
        duplicate=_TAKEN,
        columns=("name", "mtu", "vlan-id", "interface"),
        shown=(
            "name",
            "mtu",
            "l2mtu",
            "mac-address",
            "vlan-id",
            "interface",
            "running",
            "slave",
            "disabled",
            "comment",
        ),
    ),
    Menu(
        path="interface/bridge",
        table="interface",
        only={"type": "bridge"},
        live=_live,
        verbs=LIST,
        settable=_COMMON
        | {"vlan-filtering": checks.boolean, "protocol-mode": checks.one_of("none", "rstp", "stp", "mstp")},
        required=("name",),
        defaults={"mtu": "auto", "l2mtu": "65535", "mac-address": "00:00:5E:00:53:FD", "disabled": "false"},
        unique=("name",),
        duplicate=_TAKEN,
        columns=("name", "mtu", "actual-mtu", "l2mtu", "mac-address", "protocol-mode"),
        shown=(
            *("name", "mtu", "actual-mtu", "l2mtu", "mac-address", "protocol-mode", "vlan-filtering"),
            *("running", "disabled", "comment"),
        ),
    ),
)
