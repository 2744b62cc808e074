"""Routes, BGP sessions and OSPF neighbours."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from datetime import timedelta

from altotui.simulator.routeros import checks, rows
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import LIST, READ, Menu
from altotui.simulator.routeros.menus import ip
from altotui.simulator.routeros.reply import Reply, Row, invalid_value, missing_arguments, never_ends
from altotui.simulator.routeros.table import Item
from altotui.simulator.routeros.values import compact
from altotui.simulator.routeros.words import Sentence

_ADDRESSES = next(menu for menu in ip.MENUS if menu.path == "ip/address")


def _static(device: Device) -> Iterator[Row]:
    plan = device.plan
    if plan.is_busy:
        comment = device.text("default via transit 1", "route comment")
        yield {"dst-address": "0.0.0.0/0", "gateway": plan.gateway, "distance": "1", "comment": comment}
        if plan.wan2:
            yield {
                "dst-address": "0.0.0.0/0",
                "gateway": plan.second_gateway,
                "distance": "10",
                "comment": "backup default",
            }
    if device.profile.role in ("core", "edge", "branch"):
        yield {
            "dst-address": "10.50.0.0/16",
            "gateway": "172.31.3.3",
            "distance": "1",
            "comment": "site nowhere",
        }
        yield {"dst-address": "10.66.0.0/16", "gateway": f"{plan.lan}.4", "distance": "1", "disabled": "true"}


def _learned(device: Device) -> Iterator[Item]:
    addresses = list(rows.rows(device, _ADDRESSES))
    if not device.plan.is_busy:
        row = {"dst-address": "0.0.0.0/0", "gateway": device.plan.gateway, "distance": "1", "scope": "30"}
        yield Item("*80000001", row | {"dhcp": "true", "dynamic": "true"}, dynamic=True)
    for number in range(device.plan.learned_routes):
        yield Item(f"*8000{0x12A1 + number:04X}", _protocol_route(device, number), dynamic=True)
    for row in addresses:
        if row["disabled"] == "true" or row["invalid"] == "true":
            continue
        net = ipaddress.ip_interface(row["address"]).network
        target = row["network"] + "/32" if net.prefixlen == 32 else str(net)
        route = {
            "dst-address": target,
            "gateway": row["interface"],
            "distance": "0",
            "scope": "10",
            "target-scope": "5",
        }
        local = f"{row['address'].partition('/')[0]}%{row['interface']}"
        item_id = f"*8000A{int(row['.id'][1:], 16) & 0xFFF:03X}"
        yield Item(
            item_id, route | {"connect": "true", "dynamic": "true", "local-address": local}, dynamic=True
        )


def _protocol_route(device: Device, number: int) -> Row:
    plan = device.plan
    if number % 4 == 3:
        row = {"dst-address": f"10.{60 + number % 140}.{device.dice.between(0, 250, 'ospf', number)}.0/24"}
        row |= {"gateway": f"{plan.lan}.2%bridge-lan", "distance": "110", "scope": "20", "ospf": "true"}
    else:
        row = {"dst-address": f"100.{64 + number}.{device.dice.between(0, 250, 'bgp', number)}.0/24"}
        row |= {"gateway": plan.gateway, "distance": "20", "scope": "40", "bgp": "true"}
    return row | {"dynamic": "true"}


def _live(device: Device, item: Item) -> Row:
    values = item.values
    is_disabled = values.get("disabled") == "true"
    via = _via(device, values["gateway"])
    row = {
        "dst-address": values["dst-address"],
        "routing-table": values.get("routing-table", "main"),
        "gateway": values["gateway"],
        **({"immediate-gw": via} if via and not is_disabled else {}),
        "distance": values.get("distance", "1"),
        "scope": values.get("scope", "30"),
        "target-scope": values.get("target-scope", "10"),
    }
    if not item.dynamic:
        row["static"] = "true"
    if not is_disabled:
        if via is None:
            row["inactive"] = "true"
        elif not _is_backup(device, item):
            row["active"] = "true"
    row["disabled"] = values.get("disabled", "false")
    return row


def _via(device: Device, gateway: str) -> str | None:
    """Return the gateway with its interface; None when no connected network holds it."""
    if "%" in gateway:
        return gateway
    try:
        address = ipaddress.ip_address(gateway)
    except ValueError:
        return gateway
    for item in rows.items(device, _ADDRESSES):
        values = item.values
        if values.get("disabled") != "true" and address in ipaddress.ip_interface(values["address"]).network:
            return f"{gateway}%{values['interface']}"
    return None


def _is_backup(device: Device, item: Item) -> bool:
    """Say whether a better static route to the same destination is usable."""
    if item.dynamic:
        return False
    distance = int(item.values.get("distance", "1"))
    return any(
        other.values["dst-address"] == item.values["dst-address"]
        and int(other.values.get("distance", "1")) < distance
        and other.values.get("disabled") != "true"
        and _via(device, other.values["gateway"]) is not None
        for other in device.table("ip/route").items
    )


def _check_route(device: Device, sentence: Sentence) -> Reply:
    if "dst-ip" not in sentence.arguments:
        raise missing_arguments("dst-ip")
    try:
        target = ipaddress.ip_address(sentence.arguments["dst-ip"])
    except ValueError:
        raise invalid_value("dst-ip") from None
    if "once" not in sentence.arguments and "duration" not in sentence.arguments:
        raise never_ends()
    best: Row = {}
    for row in rows.rows(device, MENUS[0]):
        net = ipaddress.ip_network(row["dst-address"])
        if (
            row.get("active")
            and target in net
            and net.prefixlen >= int(best.get("dst-address", "/0").rpartition("/")[2])
        ):
            best = row
    if not best:
        return Reply(({"status": "failed"},))
    interface = best["immediate-gw"].rpartition("%")[2]
    return Reply(({"status": "ok", "interface": interface, "nexthop": best["gateway"]},))


def _is_down(device: Device) -> bool:
    """Whether the second transit session is down just now: once a day or so, for some minutes."""
    return device.dice.wander(0, 1, device.now_s, 7_200, "transit 2") > 0.9


def _sessions(device: Device) -> Iterator[Item]:
    plan = device.plan
    if not plan.is_busy:
        return
    yield Item("*2800001", _session(device, 1, plan.gateway, device.profile.public_address, is_up=True))
    if plan.wan2:
        is_up = not _is_down(device)
        yield Item("*2800002", _session(device, 2, plan.second_gateway, plan.second_uplink, is_up=is_up))


def _session(device: Device, number: int, remote: str, local: str, *, is_up: bool) -> Row:
    started_at = device.booted_at + timedelta(seconds=48)
    prefixes = {"core": 948_211, "edge": 182_402}.get(device.profile.role, 0)
    wobble = int(device.dice.wander(0, 900, device.now_s, 600, "prefixes", number))
    up_s = max(0, device.uptime_s - 48)
    full = {
        "name": f"transit{number}-1",
        "instance": "bgp-main",
        "remote.address": remote,
        "remote.as": str(64_499 + number),
        **(_far_side(device, number, up_s) if is_up else {}),
        "local.role": "ebgp",
        "local.address": local,
        "local.as": "64496",
        "local.id": device.plan.loopback,
        **(_near_side(device, number, up_s) if is_up else {}),
        "output.procid": str(19 + number),
        **({} if is_up else {"output.last-notification": "f" * 32 + "0015030400"}),
        **(
            {"output.filter-chain": f"transit{number}-out", "output.network": "bgp-networks"} if is_up else {}
        ),
        "input.procid": str(19 + number),
        **({"input.filter": f"transit{number}-in"} if is_up else {}),
        "ebgp": "true",
        "hold-time": "1m30s" if is_up else "3m",
        "keepalive-time": "30s" if is_up else "1m",
        **({"uptime": f"{compact(up_s)}440ms"} if is_up else {}),
        "last-started": device.stamp(started_at),
        **({} if is_up else {"last-stopped": device.stamp(started_at + timedelta(minutes=1))}),
        "prefix-count": str(prefixes + wobble) if is_up else "0",
        **({"established": "true"} if is_up else {}),
    }
    return full


def _far_side(device: Device, number: int, up_s: int) -> Row:
    messages = device.dice.grown(0.3, up_s, "bgp in", number)
    return {
        "remote.id": "192.0.2.254",
        "remote.capabilities": "mp,rr,em,gr,as4",
        "remote.afi": "ip",
        "remote.hold-time": "1m30s",
        "remote.messages": str(messages),
        "remote.bytes": str(messages * 96),
        "remote.eor": "ip",
    }


def _near_side(device: Device, number: int, up_s: int) -> Row:
    messages = device.dice.grown(1 / 30, up_s, "bgp out", number)
    return {
        "local.capabilities": "mp,rr,gr,as4",
        "local.afi": "ip",
        "local.messages": str(messages),
        "local.bytes": str(messages * 19),
        "local.eor": "",
    }


def _ospf(device: Device) -> Iterator[Item]:
    plan = device.plan
    if not plan.is_busy and device.profile.role != "tower":
        return
    for number in (2, 3):
        is_full = number == 2 or device.dice.chance(0.7, "ospf full", number)
        row = {"instance": "ospf-v2", "area": "backbone", "address": f"{plan.lan}.{number}%bridge-lan"}
        row |= {"router-id": f"10.255.0.{number}", "state": "Full" if is_full else "ExStart"}
        row["state-changes"] = "6" if is_full else str(41 + device.uptime_s // 40 % 1_000)
        if is_full:
            row["adjacency"] = compact(max(0, device.uptime_s - 62))
        row |= {"timeout": f"{30 + int(device.now_s + number) % 10}s", "priority": "128"}
        row |= {"dr": f"{plan.lan}.2", "bdr": f"{plan.lan}.1", "db-summaries": "0" if is_full else "12"}
        row |= {"ls-requests": "0", "ls-retransmits": "0", "dynamic": "true"}
        yield Item(f"*{number - 1:X}", row, dynamic=True)


MENUS = (
    Menu(
        path="ip/route",
        build=_static,
        learned=_learned,
        live=_live,
        verbs=LIST,
        settable={
            "dst-address": checks.network,
            "gateway": checks.gateway,
            "distance": checks.integer(1, 255),
            "scope": checks.integer(0, 255),
            "target-scope": checks.integer(0, 255),
            "routing-table": checks.name,
            "disabled": checks.boolean,
            "comment": checks.text,
        },
        required=("gateway",),
        defaults={
            "dst-address": "0.0.0.0/0",
            "distance": "1",
            "scope": "30",
            "target-scope": "10",
            "disabled": "false",
        },
        columns=("dst-address", "gateway", "distance"),
        commands={"check": _check_route},
    ),
    Menu(
        path="routing/bgp/session",
        learned=_sessions,
        verbs=READ,
        exists=lambda device: device.plan.is_modern,
    ),
    Menu(path="routing/ospf/neighbor", learned=_ospf, verbs=READ),
)
