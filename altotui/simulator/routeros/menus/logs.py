"""/log: what just happens to a router, and what somebody did to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import READ, Command, Menu
from altotui.simulator.routeros.reply import Reply, Row, missing_arguments, unknown_parameter
from altotui.simulator.routeros.table import Item
from altotui.simulator.routeros.words import Sentence

_STEP_S = 900
_STEPS = 96
_SLOTS = 8
"""Ids per second: they grow with time, whoever wrote the line."""


def _lines(device: Device) -> Iterator[Item]:
    found = [*_happened(device), *_written(device)]
    for number, at_s, topics, message in sorted(found):
        row = {"time": device.stamp(datetime.fromtimestamp(at_s, UTC)), "topics": topics, "message": message}
        yield Item(f"*{number:X}", row, dynamic=True)


def _happened(device: Device) -> Iterator[tuple[int, int, str, str]]:
    now_s, booted_s = int(device.now_s), int(device.booted_at.timestamp())
    for step in range(now_s // _STEP_S - _STEPS, now_s // _STEP_S + 1):
        at_s = step * _STEP_S + device.dice.between(0, _STEP_S - 1, "log at", step)
        if booted_s < at_s <= now_s and device.dice.chance(0.7, "log", step):
            topics, message = device.dice.pick(_EVENTS, "log what", step)
            plain = message.format_map(_names(device, step))
            yield at_s * _SLOTS, at_s, topics, device.text(plain, "log", step)


def _written(device: Device) -> Iterator[tuple[int, int, str, str]]:
    last = 0
    for line in device.log:
        at_s = int(line.at.timestamp())
        last = max(last + 1, at_s * _SLOTS + 1)
        yield last, at_s, line.topics, line.message


_EVENTS = (
    ("dhcp,info", "{server} assigned {host} for {mac} {name}"),
    ("dhcp,info", "{server} deassigned {host} for {mac} {name}"),
    ("dhcp,info", "{server} assigned {host} for {mac} {name}"),
    ("system,info,account", "user noc logged in from {lan}.50 via ssh"),
    ("system,info,account", "user noc logged out from {lan}.50 via ssh"),
    ("system,info,account", "user altostrat logged in from 10.255.100.1 via api"),
    ("interface,info", "{port} link down"),
    ("interface,info", "{port} link up (speed 1G, full duplex)"),
    ("system,error,critical", "login failure for user root from 198.51.100.99 via ssh"),
    (
        "firewall,info",
        "in-drop input: in:{wan} out:(unknown 0), connection-state:new src-mac {mac}, "
        "proto TCP (SYN), 198.51.100.99:40112->{public}:22, len 60",
    ),
)


def _names(device: Device, step: int) -> Row:
    plan = device.plan
    host = device.dice.pick(plan.hosts, "log host", step)
    return {
        "server": "dhcp-voice" if host.is_voice else "dhcp-lan",
        "host": host.address,
        "mac": host.mac,
        "name": host.name,
        "lan": plan.lan,
        "wan": plan.wan,
        "port": device.dice.pick(plan.lan_ports or (plan.wan,), "log port", step),
        "public": device.profile.public_address,
    }


def _writer(topic: str) -> Command:
    def write(device: Device, sentence: Sentence) -> Reply:
        for name in sentence.arguments:
            if name != "message":
                raise unknown_parameter(name)
        if "message" not in sentence.arguments:
            raise missing_arguments("message")
        device.note(f"script,{topic}", sentence.arguments["message"])
        return Reply()

    return write


MENUS = (
    Menu(
        path="log",
        learned=_lines,
        verbs=READ,
        commands={topic: _writer(topic) for topic in ("info", "warning", "error", "debug")},
        columns=("time", "topics", "message"),
    ),
)
