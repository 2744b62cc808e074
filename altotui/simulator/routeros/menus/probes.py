"""Ping and traceroute: who answers depends on the address."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from altotui.simulator.routeros import checks
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.reply import (
    Reply,
    Row,
    failure,
    invalid_value,
    missing_arguments,
    never_ends,
    unknown_parameter,
)
from altotui.simulator.routeros.values import compact_us
from altotui.simulator.routeros.words import Sentence

_DOCUMENTATION = tuple(map(ipaddress.ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")))
_PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
_PING = {
    "address",
    "count",
    "interval",
    "size",
    "ttl",
    "src-address",
    "interface",
    "do-not-fragment",
    "vrf",
    "arp-ping",
}
_TRACE = {
    "address",
    "count",
    "max-hops",
    "timeout",
    "src-address",
    "protocol",
    "duration",
    "use-dns",
    "size",
    "port",
}


def loss_share(device: Device, address: str) -> float:
    """Return the share of packets to `address` that get no answer: 0 to 1."""
    target = ipaddress.ip_address(address)
    plan = device.plan
    near = {
        plan.gateway,
        plan.second_gateway,
        plan.loopback,
        "127.0.0.1",
        f"{plan.lan}.1",
        f"{plan.voice}.1",
        f"{plan.lan}.2",
    }
    if address in near or address == device.profile.public_address:
        return 0.0
    if any(host.address == address and host.status == "bound" for host in plan.hosts):
        return 0.01
    if target.version == 4 and (target in _PRIVATE[0] or any(target in net for net in _PRIVATE)):
        return 0.02 if address.startswith("10.255.") else 1.0
    if target.version == 4 and any(target in net for net in _DOCUMENTATION):
        return 0.04 if device.dice.chance(0.9, "answers", address) else 1.0
    return 1.0 if target.is_reserved or target.is_multicast or target.version == 6 else 0.01


def ping(device: Device, sentence: Sentence) -> Reply:
    """Answer ping; it needs `count`."""
    address = _destination(device, sentence, _PING)
    if "count" not in sentence.arguments:
        raise never_ends()
    count = _count(sentence, "count", 1, 100)
    size = sentence.arguments.get("size", "56")
    return Reply(tuple(_echoes(device, address, count, size)))


def _echoes(device: Device, address: str, count: int, size: str) -> Iterator[Row]:
    loss = loss_share(device, address)
    times_us: list[int] = []
    for seq in range(count):
        at = (address, int(device.now_s) + seq)
        row = {"seq": str(seq), "host": address}
        if device.dice.chance(loss, "lost", *at):
            row["status"] = "timeout"
        else:
            times_us.append(_round_trip_us(device, *at))
            row |= {"size": size, "ttl": str(64 - _hops(device, address)), "time": compact_us(times_us[-1])}
        row |= {"sent": str(seq + 1), "received": str(len(times_us))}
        row["packet-loss"] = str(100 - 100 * len(times_us) // (seq + 1))
        if times_us:
            mean_us = sum(times_us) // len(times_us)
            row |= {"min-rtt": compact_us(min(times_us)), "avg-rtt": compact_us(mean_us)}
            row["max-rtt"] = compact_us(max(times_us))
        yield row


def _hops(device: Device, address: str) -> int:
    plan = device.plan
    if address in (plan.gateway, plan.second_gateway) or address.startswith(
        (f"{plan.lan}.", f"{plan.voice}.")
    ):
        return 0
    return device.dice.between(3, 11, "hops", address)


def _round_trip_us(device: Device, address: str, at_s: int) -> int:
    base_us = 400 + 2_900 * _hops(device, address)
    return base_us + device.dice.between(0, base_us // 3, "rtt", address, at_s)


def traceroute(device: Device, sentence: Sentence) -> Reply:
    """Answer traceroute: the table so far is repeated per `.section`; it needs `count` or `duration`."""
    address = _destination(device, sentence, _TRACE)
    if "count" not in sentence.arguments and "duration" not in sentence.arguments:
        raise never_ends()
    sent = _count(sentence, "count", 1, 100) if "count" in sentence.arguments else 1
    most = _count(sentence, "max-hops", 1, 255) if "max-hops" in sentence.arguments else 30
    table = list(_trace(device, address, sent))[: min(most, 6)]
    return Reply(tuple({".section": str(at)} | row for at in range(len(table)) for row in table[: at + 1]))


def _trace(device: Device, address: str, sent: int) -> Iterator[Row]:
    if address == device.plan.gateway:
        yield _hop(device, address, sent, 0.5)
        return
    yield _hop(device, device.plan.gateway, sent, 0.5)
    if device.dice.chance(0.6, "silent hop", address):
        yield _silent_hop(sent)
    middle = _hop(device, f"198.51.100.{device.dice.between(120, 200, 'middle', address)}", sent, 4.1)
    yield middle | {"status": f"<MPLS:L={device.dice.between(24_000, 24_999, 'label', address)},E=0>"}
    if loss_share(device, address) < 1:
        yield _hop(device, address, sent, _round_trip_us(device, address, int(device.now_s)) / 1_000)
    else:
        for _ in range(3):
            yield _silent_hop(sent)


def _hop(device: Device, address: str, sent: int, ms: float) -> Row:
    worst = ms * (
        1 if sent == 1 else 1 + device.dice.between(1, 30, "worst", address, int(device.now_s)) / 100
    )
    row = {
        "address": address,
        "loss": "0",
        "sent": str(sent),
        "last": f"{ms:.1f}",
        "avg": f"{(ms + worst) / 2:.1f}",
    }
    row |= {
        "best": f"{ms:.1f}",
        "worst": f"{worst:.1f}",
        "std-dev": "0" if sent == 1 else f"{(worst - ms) / 4:.1f}",
    }
    return row | {"status": ""}


def _silent_hop(sent: int) -> Row:
    row = {"address": "", "loss": "100", "sent": str(sent), "last": "timeout"}
    return row | dict.fromkeys(("avg", "best", "worst", "std-dev", "status"), "")


def _destination(device: Device, sentence: Sentence, known: set[str]) -> str:
    for name in sentence.arguments:
        if name not in known:
            raise unknown_parameter(name)
    text = sentence.arguments.get("address")
    if text is None:
        raise missing_arguments("address")
    try:
        return checks.address(device, text)
    except ValueError:
        return resolved(device, text)


def resolved(device: Device, name: str) -> str:
    """Return the address of a host name: example names and the router's own static entries have one."""
    for item in device.table("ip/dns/static").items:
        if item.values.get("name") == name and item.values.get("disabled") != "true":
            return item.values.get("address", "")
    if name.endswith((".example", ".example.com", ".example.net", ".example.org")) or name.startswith(
        "example."
    ):
        return f"203.0.113.{device.dice.between(1, 254, 'resolved', name)}"
    if not name or " " in name:
        raise invalid_value("address")
    raise failure("dns name does not exist")


def _count(sentence: Sentence, name: str, low: int, high: int) -> int:
    text = sentence.arguments[name]
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise invalid_value(name)
    return int(text)
