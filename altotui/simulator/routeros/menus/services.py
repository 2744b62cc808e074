"""Smaller menus: services, SNMP, cloud, netwatch, certificates, files, simple queues."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from altotui.simulator.routeros import checks
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import LIST, ORDERED, READ, SINGLETON, Menu
from altotui.simulator.routeros.reply import Row
from altotui.simulator.routeros.table import Item
from altotui.simulator.routeros.values import compact

_PORTS = (
    ("telnet", 23),
    ("ftp", 21),
    ("www", 80),
    ("ssh", 22),
    ("www-ssl", 443),
    ("api", 8728),
    ("winbox", 8291),
    ("api-ssl", 8729),
)
_OPEN = {"ssh", "winbox", "api"}


def _services(device: Device) -> Iterator[Row]:
    for name, port in _PORTS:
        is_open = name in _OPEN or (name == "www" and device.dice.chance(0.2, "www open"))
        row = {"name": name, "port": str(port), "address": "", "vrf": "main", "max-sessions": "20"}
        if name.endswith("ssl"):
            row |= {"certificate": "none", "tls-version": "any"}
        yield row | {
            "proto": "tcp",
            "invalid": "false",
            "dynamic": "false",
            "disabled": "false" if is_open else "true",
        }


def _snmp(device: Device) -> Iterator[Row]:
    yield {
        "enabled": "true" if device.plan.is_busy else "false",
        "contact": device.text("noc@example.net", "contact"),
        "location": device.text(device.profile.location or "", "location"),
        "engine-id-suffix": "",
        "src-address": "::",
        "trap-target": "",
        "trap-community": "public",
        "trap-version": "1",
        "trap-generators": "temp-exception",
        "trap-interfaces": "",
        "vrf": "main",
    }


def _cloud(_device: Device) -> Iterator[Row]:
    yield {"ddns-enabled": "yes", "ddns-update-interval": "none", "update-time": "true"}


def _cloud_live(device: Device, item: Item) -> Row:
    if item.values["ddns-enabled"] == "no":
        return {}
    name = f"{device.profile.serial.lower()}.sn.example.net"
    return {"public-address": device.profile.public_address, "dns-name": name, "status": "updated"}


def _netwatch(device: Device) -> Iterator[Row]:
    for host, comment in (
        (device.plan.gateway, "provider"),
        ("10.255.100.1", "platform"),
        (f"{device.plan.lan}.9", "ups"),
    ):
        row = {
            "host": host,
            "type": "simple",
            "interval": "1m",
            "timeout": "3s",
            "up-script": "",
            "down-script": "",
        }
        yield row | {"disabled": "false", "comment": device.text(comment, "netwatch", host)}


def _netwatch_live(device: Device, item: Item) -> Row:
    if item.values.get("disabled") == "true":
        return {"status": "unknown"}
    is_down = item.values["host"].endswith(".9") and device.dice.chance(0.2, "ups silent")
    since_s = device.dice.between(60, 4_000_000, "netwatch", item.id) % max(1, device.uptime_s)
    since = device.stamp(device.booted_at + timedelta(seconds=since_s))
    return {"status": "down" if is_down else "up", "since": since}


def _certificates(device: Device) -> Iterator[Row]:
    name = device.profile.serial.lower()
    prints = [
        f"{device.dice.between(0, 2**32 - 1, 'print', who, part):08x}" for who in (0, 1) for part in range(8)
    ]
    common = {"key-type": "rsa", "digest-algorithm": "sha256", "trusted": "true"}
    made_at = device.profile.created_at
    span = {
        "invalid-before": device.stamp(made_at),
        "invalid-after": device.stamp(made_at + timedelta(days=3_650)),
    }
    authority = {"name": "fleet-ca", "common-name": "fleet-ca", "key-size": "4096", "days-valid": "3650"}
    yield authority | common | span | {"authority": "true", "fingerprint": "".join(prints[:8])}
    own = {
        "name": f"{name}.crt",
        "common-name": name,
        "key-size": "2048",
        "days-valid": "3650",
        "private-key": "true",
    }
    yield own | common | span | {"issued": "true", "ca": "fleet-ca", "fingerprint": "".join(prints[8:])}


def _certificate_live(device: Device, _item: Item) -> Row:
    left = device.profile.created_at + timedelta(days=3_650) - device.now
    return {"expires-after": compact(int(left.total_seconds()))}


def _files(device: Device) -> Iterator[Row]:
    at = device.profile.created_at
    for name, kind, size, days in (
        ("flash", "disk", 0, 0),
        ("flash/skins", "directory", 0, 0),
        ("flash/auto-before-reset.backup", "backup", device.dice.between(20_000, 90_000, "backup"), 2),
        ("nightly.rsc", "script", device.dice.between(3_000, 30_000, "rsc"), 40),
        (device.text("notes.txt", "file"), "file", 412, 3),
    ):
        row = {
            "name": name,
            "type": kind,
            "last-modified": device.stamp(min(device.now, at + timedelta(days=days))),
        }
        yield row | ({"size": str(size)} if size else {})


def _queues(device: Device) -> Iterator[Row]:
    if device.profile.role in ("kiosk", "core"):
        return
    yield _queue("guest", f"{device.plan.lan}.192/26", "10M/10M", "guest wifi")
    if device.plan.has_voice:
        yield _queue("voice", f"{device.plan.voice}.0/24", "4M/4M", "")


def _queue(name: str, target: str, limit: str, comment: str) -> Row:
    row = {"name": name, "target": target, "max-limit": limit} | _QUEUE_DEFAULTS
    return row | {"max-limit": limit} | ({"comment": comment} if comment else {})


_QUEUE_DEFAULTS = {
    "parent": "none",
    "packet-marks": "",
    "priority": "8/8",
    "queue": "default-small/default-small",
    "limit-at": "0/0",
    "max-limit": "0/0",
    "burst-limit": "0/0",
    "burst-threshold": "0/0",
    "burst-time": "0s/0s",
    "bucket-size": "0.1/0.1",
    "disabled": "false",
}


def _queue_live(device: Device, item: Item) -> Row:
    up = device.grown(90_000, "queue/simple", item.id, "up")
    down = device.grown(700_000, "queue/simple", item.id, "down")
    rates = [
        int(device.dice.wander(0, most, device.now_s, 9, "queue", item.id, most))
        for most in (400_000, 6_000_000)
    ]
    return {
        "bytes": f"{up}/{down}",
        "packets": f"{up // 320}/{down // 1_100}",
        "dropped": f"0/{down // 4_000_000}",
        "rate": f"{rates[0]}/{rates[1]}",
        "invalid": "false",
        "dynamic": "false",
    }


_SERVICE = {
    "port": checks.integer(1, 65_535),
    "address": checks.each(checks.address_match),
    "certificate": checks.name,
    "disabled": checks.boolean,
    "max-sessions": checks.integer(1, 1_000),
}
_WATCH = {
    "host": checks.name,
    "type": checks.one_of("simple", "icmp", "tcp-conn", "http-get", "https-get", "dns"),
    "interval": checks.duration,
    "timeout": checks.duration,
    "up-script": checks.text,
    "down-script": checks.text,
    "disabled": checks.boolean,
    "comment": checks.text,
}
_QUEUE = {
    "name": checks.name,
    "target": checks.name,
    "max-limit": checks.rate_pair,
    "limit-at": checks.rate_pair,
    "parent": checks.name,
    "disabled": checks.boolean,
    "comment": checks.text,
}

MENUS = (
    Menu(
        path="ip/service",
        build=_services,
        verbs=READ | {"set", "enable", "disable"},
        settable=_SERVICE,
        columns=("name", "port", "proto", "address", "certificate", "vrf", "max-sessions"),
    ),
    Menu(
        path="snmp",
        build=_snmp,
        singleton=True,
        verbs=SINGLETON,
        settable={
            "enabled": checks.boolean,
            "contact": checks.text,
            "location": checks.text,
            "trap-version": checks.integer(1, 3),
            "trap-target": checks.each(checks.address),
        },
    ),
    Menu(
        path="ip/cloud",
        build=_cloud,
        live=_cloud_live,
        singleton=True,
        verbs=SINGLETON,
        settable={"ddns-enabled": checks.one_of("yes", "no", "auto"), "update-time": checks.boolean},
    ),
    Menu(
        path="tool/netwatch",
        build=_netwatch,
        live=_netwatch_live,
        verbs=LIST,
        settable=_WATCH,
        required=("host",),
        defaults={"type": "simple", "interval": "10s", "timeout": "3s", "disabled": "false"},
        columns=("type", "host", "timeout", "interval", "status", "since"),
    ),
    Menu(
        path="certificate",
        build=_certificates,
        live=_certificate_live,
        verbs=READ | {"set", "remove"},
        settable={"name": checks.name, "trusted": checks.boolean},
        columns=("name", "common-name", "fingerprint"),
    ),
    Menu(
        path="file",
        build=_files,
        verbs=READ | {"remove"},
        columns=("name", "type", "size", "last-modified"),
    ),
    Menu(
        path="queue/simple",
        build=_queues,
        live=_queue_live,
        verbs=ORDERED,
        settable=_QUEUE,
        required=("target",),
        defaults=_QUEUE_DEFAULTS,
        unique=("name",),
        duplicate="already have such name",
        switches=frozenset({"stats"}),
        stats=(".id", "name", "target", "bytes", "packets", "dropped", "rate", "comment"),
        columns=("name", "target", "max-limit"),
    ),
)
