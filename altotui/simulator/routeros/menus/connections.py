"""/ip/firewall/connection: what the router tracks just now."""

from __future__ import annotations

from collections.abc import Iterator

from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import READ, Menu
from altotui.simulator.routeros.reply import Row
from altotui.simulator.routeros.table import Item
from altotui.simulator.routeros.values import compact


def _connections(device: Device) -> Iterator[Item]:
    # Slots keep their connection for a while, so that two looks a second apart agree.
    mean = device.plan.connections
    count = int(device.dice.wander(mean * 0.6, mean * 1.3, device.now_s, 120, "connections"))
    for slot in range(count):
        lives_s = device.dice.between(20, 900, "lives", slot)
        generation, age_s = divmod(
            int(device.now_s) + device.dice.between(0, lives_s, "phase", slot), lives_s
        )
        row = _connection(device, slot, generation, age_s)
        yield Item(f"*{(generation * 4_096 + slot) & 0xFFFFFF:X}", row, dynamic=True)


def _connection(device: Device, slot: int, generation: int, age_s: int) -> Row:
    dice, plan = device.dice, device.plan
    roll = dice.between(0, 99, "connection", slot, generation)
    protocol = "tcp" if roll < 62 else "udp" if roll < 92 else "icmp"
    is_answered = roll % 11 != 0
    source = plan.hosts[slot % len(plan.hosts)].address
    target = dice.pick(_FAR_ENDS, "far", slot, generation)
    is_masked = not target.startswith("10.")
    back = device.profile.public_address if is_masked else source
    row = {"protocol": protocol, "src-address": source, "dst-address": target}
    row |= {"reply-src-address": target, "reply-dst-address": back}
    if protocol == "icmp":
        row |= {
            "icmp-type": "8",
            "icmp-code": "0",
            "icmp-id": str(dice.between(1, 65_535, "icmp", slot, generation)),
        }
    else:
        sport = str(dice.between(32_768, 60_999, "sport", slot, generation))
        dport = dice.pick(
            ("443", "443", "80", "8080", "22") if protocol == "tcp" else ("53", "123", "443"), "dport", slot
        )
        row |= {"src-port": sport, "dst-port": dport, "reply-src-port": dport, "reply-dst-port": sport}
    if protocol == "tcp":
        row["tcp-state"] = "established" if is_answered else "syn-sent"
    row["timeout"] = _timeout(protocol, is_answered, age_s)
    return row | _volumes(roll, age_s, is_answered) | _marks(protocol, is_answered, is_masked)


_FAR_ENDS = (
    "203.0.113.80",
    "198.51.100.200",
    "192.0.2.11",
    "9.9.9.9",
    "203.0.113.7",
    "198.51.100.17",
    "10.255.100.1",
)


def _timeout(protocol: str, is_answered: bool, age_s: int) -> str:
    if protocol == "tcp":
        return compact(86_400 - age_s % 60) if is_answered else compact(5 - age_s % 5)
    return compact(10 - age_s % 10)


def _volumes(roll: int, age_s: int, is_answered: bool) -> Row:
    sent, received = age_s * (1 + roll) + 1, age_s * (1 + roll) * 8 if is_answered else 0
    return {
        "orig-packets": str(sent),
        "orig-bytes": str(sent * 96),
        "orig-fasttrack-packets": "0",
        "orig-fasttrack-bytes": "0",
        "repl-packets": str(received),
        "repl-bytes": str(received * 1_180),
        "repl-fasttrack-packets": "0",
        "repl-fasttrack-bytes": "0",
        "orig-rate": str(roll * 768 if is_answered else 0),
        "repl-rate": str(roll * 75_520 if is_answered else 0),
    }


def _marks(protocol: str, is_answered: bool, is_masked: bool) -> Row:
    marks = {"expected": False, "seen-reply": is_answered, "assured": is_answered and protocol == "tcp"}
    marks |= {"confirmed": True, "dying": False, "fasttrack": is_answered and protocol == "tcp"}
    marks |= {"hw-offload": False, "srcnat": is_masked, "dstnat": False}
    return {name: "true" if value else "false" for name, value in marks.items()}


MENUS = (
    Menu(
        path="ip/firewall/connection",
        learned=_connections,
        forgets=True,
        verbs=READ | {"remove"},
        columns=("protocol", "src-address", "dst-address", "tcp-state", "timeout"),
    ),
)
