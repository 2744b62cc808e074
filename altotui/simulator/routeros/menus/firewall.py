"""/ip/firewall: filter, nat, address-list, connection. The order of rules is their meaning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from altotui.simulator.routeros import checks
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import LIST, ORDERED, Build, Check, Command, Live, Menu, nothing
from altotui.simulator.routeros.reply import Reply, Row, no_item_id
from altotui.simulator.routeros.table import Item
from altotui.simulator.routeros.values import duration_us
from altotui.simulator.routeros.words import Sentence

_STATS = (".id", "chain", "action", "bytes", "packets", "comment")
_RULE_COUNTERS = frozenset({"stats", "chain"})


def _filter(device: Device) -> Iterator[Row]:
    plan = device.plan
    odd = device.quirks.odd_firewall
    yield _rule(
        "input", "accept", "accept established", **{"connection-state": "established,related,untracked"}
    )
    invalid = _rule("input", "drop", "drop invalid", **{"connection-state": "invalid"})
    yield invalid | ({"disabled": "true"} if odd else {})
    yield _rule("input", "accept", protocol="icmp", limit="50,5:packet")
    noc = {"protocol": "tcp", "dst-port": "22,8291", "src-address-list": "noc"}
    yield _rule("input", "accept", device.text("noc access", "rule comment"), **noc)
    if odd:
        yield _rule("input", "accept", "temp: vendor support", protocol="tcp", **{"dst-port": "8728"})
    last = _rule("input", "drop", "drop all not from LAN", **{"in-interface-list": "!LAN"})
    yield last | {"log": "true", "log-prefix": "in-drop"}
    yield _rule(
        "forward", "fasttrack-connection", **{"hw-offload": "true", "connection-state": "established,related"}
    )
    if plan.has_voice:
        nets = {"src-address": f"{plan.voice}.0/24", "dst-address": f"!{plan.lan}.0/24"}
        yield _rule("forward", "drop", "temp: isolate voice", **nets) | {"disabled": "true"}


def _nat(device: Device) -> Iterator[Row]:
    plan, public = device.plan, device.profile.public_address
    masquerade = {"out-interface-list": "WAN", "ipsec-policy": "out,none"}
    yield _rule("srcnat", "masquerade", "masquerade", **masquerade)
    if device.profile.role == "kiosk":
        return
    source = {"to-addresses": public, "src-address": f"{plan.lan}.0/24", "out-interface": plan.wan}
    yield _rule("srcnat", "src-nat", **source)
    web = {
        "to-addresses": f"{plan.lan}.80",
        "to-ports": "443",
        "protocol": "tcp",
        "dst-address": public,
        "dst-port": "443",
    }
    yield _rule("dstnat", "dst-nat", device.text("web front", "nat comment"), **web)
    if device.dice.chance(0.3, "dead nat"):
        dead = {
            "to-addresses": f"{plan.lan}.81",
            "protocol": "tcp",
            "dst-address": public,
            "dst-port": "5000-5010",
        }
        yield _rule("dstnat", "dst-nat", **dead) | {"in-interface": "*F00011", "invalid": "true"}


def _rule(chain: str, action: str, comment: str = "", **matchers: str) -> Row:
    row = {
        "chain": chain,
        "action": action,
        **matchers,
        "log": "false",
        "log-prefix": "",
        "disabled": "false",
    }
    return row | ({"comment": comment} if comment else {})


def _rule_live(table: str) -> Live:
    def live(device: Device, item: Item) -> Row:
        carried = 0
        if item.values["disabled"] == "false":
            per_s = 10 ** device.dice.between(0, 5, "rule", table, item.id)
            carried = device.grown(per_s, table, item.id)
        state = {"invalid": item.values.get("invalid", "false"), "dynamic": "false"}
        return {"bytes": str(carried), "packets": str(carried // 540)} | state

    return live


def _reset(table: str) -> Command:
    def reset(device: Device, sentence: Sentence) -> Reply:
        text = sentence.arguments.get("numbers") or sentence.arguments.get(".id")
        if not text:
            raise no_item_id()
        for item_id in text.split(","):
            device.counters_from[table, item_id] = device.now
        return Reply()

    return reset


def _reset_all(table: str) -> Command:
    def reset(device: Device, _sentence: Sentence) -> Reply:
        for item in device.table(table).items:
            device.counters_from[table, item.id] = device.now
        return Reply()

    return reset


def _address_list(device: Device) -> Iterator[Row]:
    dice = device.dice
    yield {"list": "noc", "address": "203.0.113.0/28", "comment": device.text("noc east", "list comment")}
    yield {"list": "noc", "address": "198.51.100.32/28", "comment": "noc west"}
    for number in range({"core": 24, "edge": 12}.get(device.profile.role, 3)):
        yield {"list": "blocked", "address": f"192.0.2.{dice.between(1, 9, 'blocked') + number * 9}"}


def _list_live(device: Device, item: Item) -> Row:
    made_at = device.profile.created_at + timedelta(seconds=int(item.id[1:], 16) * 61)
    stored = item.values.get("creation-time", device.stamp(made_at))
    return {"creation-time": stored, "dynamic": "false", "disabled": item.values.get("disabled", "false")}


def _timed(device: Device, value: str) -> str:
    return (
        checks.duration(device, value)
        if duration_us(value)
        else checks.one_of("none-dynamic", "none-static")(device, value)
    )


_MATCHERS: dict[str, Check] = {
    "src-address": checks.negatable(checks.address_match),
    "dst-address": checks.negatable(checks.address_match),
    "src-address-list": checks.name,
    "dst-address-list": checks.name,
    "protocol": checks.negatable(
        checks.one_of("tcp", "udp", "icmp", "gre", "ipsec-esp", "ospf", "igmp", "sctp", "icmpv6")
    ),
    "src-port": checks.ports,
    "dst-port": checks.ports,
    "in-interface": checks.negatable(checks.interface),
    "out-interface": checks.negatable(checks.interface),
    "in-interface-list": checks.name,
    "out-interface-list": checks.name,
    "connection-state": checks.negatable(
        checks.each(checks.one_of("established", "related", "new", "invalid", "untracked"))
    ),
    "connection-nat-state": checks.name,
    "ipsec-policy": checks.name,
    "limit": checks.name,
    "log": checks.boolean,
    "log-prefix": checks.text,
    "disabled": checks.boolean,
    "comment": checks.text,
    "chain": checks.name,
    "jump-target": checks.name,
    "address-list": checks.name,
}
_FILTER_ACTIONS = (
    "accept",
    "drop",
    "reject",
    "jump",
    "return",
    "log",
    "passthrough",
    "tarpit",
    "fasttrack-connection",
)
_NAT_ACTIONS = (
    "accept",
    "masquerade",
    "src-nat",
    "dst-nat",
    "redirect",
    "netmap",
    "same",
    "jump",
    "return",
    "log",
    "passthrough",
)

_MANGLE_ACTIONS = (
    "accept",
    "mark-packet",
    "mark-connection",
    "mark-routing",
    "change-mss",
    "change-ttl",
    "jump",
)


def _rules(name: str, actions: tuple[str, ...], extra: dict[str, Check], build: Build) -> Menu:
    path = f"ip/firewall/{name}"
    return Menu(
        path=path,
        build=build,
        live=_rule_live(path),
        verbs=ORDERED,
        settable=_MATCHERS | extra | {"action": checks.one_of(*actions)},
        required=("chain",),
        defaults={"action": "accept", "log": "false", "log-prefix": "", "disabled": "false"},
        switches=_RULE_COUNTERS,
        stats=_STATS,
        commands={"reset-counters": _reset(path), "reset-counters-all": _reset_all(path)},
        columns=("chain", "action", "bytes", "packets"),
    )


MENUS = (
    _rules("filter", _FILTER_ACTIONS, {"hw-offload": checks.boolean, "reject-with": checks.name}, _filter),
    _rules("nat", _NAT_ACTIONS, {"to-addresses": checks.address_match, "to-ports": checks.ports}, _nat),
    _rules("mangle", _MANGLE_ACTIONS, {"new-packet-mark": checks.name, "new-mss": checks.name}, nothing),
    _rules("raw", ("accept", "drop", "notrack", "jump", "return", "log"), {}, nothing),
    Menu(
        path="ip/firewall/address-list",
        build=_address_list,
        live=_list_live,
        verbs=LIST,
        settable={
            "list": checks.name,
            "address": checks.name,
            "timeout": _timed,
            "disabled": checks.boolean,
            "comment": checks.text,
        },
        required=("list", "address"),
        defaults={"disabled": "false"},
        unique=("list", "address"),
        duplicate="already have such entry",
        columns=("list", "address", "creation-time", "timeout"),
    ),
)
