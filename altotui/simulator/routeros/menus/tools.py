"""Commands that belong to no menu of items: torch, profile, reboot, execute, resolve; the list of all."""

from __future__ import annotations

from collections.abc import Iterator

from altotui.simulator.routeros import checks
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import Command
from altotui.simulator.routeros.menus import links
from altotui.simulator.routeros.menus.links import frames
from altotui.simulator.routeros.menus.probes import ping, resolved, traceroute
from altotui.simulator.routeros.reply import (
    Reply,
    Row,
    Trap,
    invalid_value,
    missing_arguments,
    unknown_parameter,
)
from altotui.simulator.routeros.values import duration_us
from altotui.simulator.routeros.words import Sentence


def _resolve(device: Device, sentence: Sentence) -> Reply:
    for name in sentence.arguments:
        if name not in ("domain-name", "server", "type"):
            raise unknown_parameter(name)
    if "domain-name" not in sentence.arguments:
        raise missing_arguments("domain-name")
    return Reply(ret=resolved(device, sentence.arguments["domain-name"]))


def _torch(device: Device, sentence: Sentence) -> Reply:
    count = frames(sentence, "interface", "src-address", "dst-address", "port", "ip-protocol", "mac-protocol")
    if "interface" not in sentence.arguments:
        raise missing_arguments("interface")
    try:
        checks.interface(device, sentence.arguments["interface"])
    except LookupError:
        raise invalid_value("interface") from None
    # The first second is spent collecting.
    return Reply(tuple(row for at in range((count or 0) - 1) for row in _flows(device, at)))


def _flows(device: Device, at_s: int) -> Iterator[Row]:
    hosts = device.plan.hosts[:5]
    for host in hosts:
        rates = [
            int(device.dice.wander(0, most, device.now_s + at_s, 3, "torch", host.number, most))
            for most in (9e6, 6e5)
        ]
        row = {".section": str(at_s), "mac-protocol": "ip", "ip-protocol": "tcp", "src-address": host.address}
        row |= {"dst-address": "203.0.113.80", "tx": str(rates[0]), "rx": str(rates[1])}
        yield row | {"tx-packets": str(rates[0] // 9_440), "rx-packets": str(rates[1] // 3_360)}


def _profile(device: Device, sentence: Sentence) -> Reply:
    count = frames(sentence, "cpu")
    found = []
    for at_s in range(count or 0):
        loads = {
            name: device.dice.wander(0, most, device.now_s + at_s, 5, "profile", name)
            for name, most in _LOADS.items()
        }
        loads["idle"] = max(0.0, 100 - sum(loads.values()))
        found += [
            {".section": str(at_s), "name": name, "usage": f"{load:.1f}"} for name, load in loads.items()
        ]
    return Reply(tuple(found))


_LOADS = {
    "networking": 12.0,
    "firewall": 9.0,
    "routing": 6.0,
    "management": 4.0,
    "ethernet": 8.0,
    "unclassified": 3.0,
}


def _ip_scan(device: Device, sentence: Sentence) -> Reply:
    frames(sentence, "interface", "address-range")
    bound = [host for host in device.plan.hosts if host.status == "bound"]
    return Reply(
        tuple(
            {
                "address": host.address,
                "mac-address": host.mac,
                "time": f"{host.number % 4}ms",
                "dns": "",
                "snmp": "",
                "netbios": "",
            }
            for host in bound
        )
    )


def _reboot(device: Device, sentence: Sentence) -> Reply:
    for name in sentence.arguments:
        raise unknown_parameter(name)
    device.reboot()
    return Reply()


def _shut_down(_device: Device, _sentence: Sentence) -> Reply:
    # Nobody could switch it on again, so the account used here may not.
    raise Trap("not enough permissions (9)")


def _save_backup(device: Device, sentence: Sentence) -> Reply:
    for name in sentence.arguments:
        if name not in ("name", "password", "dont-encrypt", "encryption"):
            raise unknown_parameter(name)
    usual = f"{device.identity}-{device.now:%Y%m%d-%H%M}"
    name = (sentence.arguments.get("name") or usual).removesuffix(".backup") + ".backup"
    device.write_file(name, "backup", device.dice.between(20_000, 90_000, "backup", name))
    return Reply()


def _sniff(device: Device, sentence: Sentence) -> Reply:
    count = frames(sentence, "interface", "ip-address", "ip-protocol", "port", "mac-address")
    found = []
    for at_s in range(count or 0):
        for number, flow in enumerate(_flows(device, at_s)):
            row = {
                ".section": str(at_s),
                "time": f"{at_s + number / 10:.3f}",
                "num": str(at_s * 5 + number + 1),
            }
            row |= {"dir": "->", "src-address": flow["src-address"], "dst-address": flow["dst-address"]}
            found.append(row | {"protocol": "ip:tcp", "size": "1514", "cpu": "0"})
    return Reply(tuple(found))


def _execute(device: Device, sentence: Sentence) -> Reply:
    """Run console text: `as-string` gives what it printed and why it failed, otherwise a job id."""
    for name in sentence.arguments:
        if name not in ("script", "as-string"):
            raise unknown_parameter(name)
    if "script" not in sentence.arguments:
        raise missing_arguments("script")
    run = device.run_script(sentence.arguments["script"])
    if "as-string" in sentence.arguments:
        return Reply(ret=run.output)
    return Reply(ret=f"*{device.next_job():X}")


def _delay(_device: Device, sentence: Sentence) -> Reply:
    for name in sentence.arguments:
        if name != "delay-time":
            raise unknown_parameter(name)
    text = sentence.arguments.get("delay-time", "1s")
    if duration_us(text) is None and not text.isdigit():
        raise invalid_value("delay-time")
    return Reply()


TOOLS: dict[str, Command] = {
    "ping": ping,
    "tool/ping": ping,
    "tool/traceroute": traceroute,
    "tool/torch": _torch,
    "tool/profile": _profile,
    "tool/ip-scan": _ip_scan,
    "resolve": _resolve,
    "delay": _delay,
    "tool/sniffer/quick": _sniff,
    "system/backup/save": _save_backup,
    "system/reboot": _reboot,
    "system/shutdown": _shut_down,
    "execute": _execute,
    **links.MONITORS,
}
