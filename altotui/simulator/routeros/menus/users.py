"""Users, who is logged in, and PPP sessions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from altotui.simulator.routeros import checks
from altotui.simulator.routeros.device import Device
from altotui.simulator.routeros.menu import LIST, READ, Menu
from altotui.simulator.routeros.menus.interfaces import subscribers
from altotui.simulator.routeros.reply import Row
from altotui.simulator.routeros.table import Item
from altotui.simulator.routeros.values import compact

_POLICIES = ",".join(
    (
        *("local", "telnet", "ssh", "ftp", "reboot", "read", "write", "policy", "test", "winbox", "password"),
        *("web", "sniff", "sensitive", "api", "romon", "rest-api"),
    )
)


def _users(device: Device) -> Iterator[Row]:
    yield {
        "name": "admin",
        "group": "full",
        "address": "",
        "comment": "system default user",
        "disabled": "true",
    }
    yield {"name": "noc", "group": "full", "address": f"{device.plan.lan}.0/24", "disabled": "false"}
    yield {
        "name": "altostrat",
        "group": "full",
        "address": "10.255.100.1/32",
        "comment": "managed",
        "disabled": "false",
    }


def _user_live(device: Device, item: Item) -> Row:
    if item.values.get("disabled") == "true":
        return {"expired": "false"}
    quiet_s = int(device.now_s + device.dice.between(0, 90_000, "login", item.id)) % 40_000
    return {"last-logged-in": device.stamp(device.now - timedelta(seconds=quiet_s)), "expired": "false"}


def _groups(_device: Device) -> Iterator[Row]:
    rest = ",".join(f"!{name}" for name in ("ftp", "write", "policy", "password"))
    yield {
        "name": "read",
        "policy": f"local,telnet,ssh,reboot,read,test,winbox,web,sniff,api,romon,rest-api,{rest}",
        "skin": "default",
    }
    yield {"name": "full", "policy": _POLICIES, "skin": "default"}


def _active(device: Device) -> Iterator[Item]:
    quiet_s = min(device.uptime_s, int(device.now_s + device.dice.between(0, 900, "noc login")) % 7_200)
    entries = [
        ("noc", quiet_s, f"{device.plan.lan}.50", "ssh"),
        ("altostrat", quiet_s % 1_740, "10.255.100.1", "api"),
    ]
    if device.profile.role == "kiosk":
        entries = entries[1:]
    for number, (name, since_s, address, via) in enumerate(entries):
        row = {
            "when": device.stamp(device.now - timedelta(seconds=since_s)),
            "name": name,
            "address": address,
        }
        yield Item(
            f"*{0x11 + number:X}", row | {"via": via, "group": "full", "radius": "false"}, dynamic=True
        )


def _sessions(device: Device) -> Iterator[Item]:
    for number, (_id, customer, address) in enumerate(subscribers(device)):
        up_s = min(
            device.uptime_s, int(device.now_s + device.dice.between(0, 90_000, "session", number)) % 86_400
        )
        yield _session(device, number, customer, address, up_s, is_pppoe=True)
    if device.plan.is_busy:
        up_s = min(device.uptime_s, int(device.now_s) % 5_400)
        yield _session(device, 0xF0, "roadwarrior 7", "10.64.210.7", up_s, is_pppoe=False)


def _session(device: Device, number: int, name: str, address: str, up_s: int, *, is_pppoe: bool) -> Item:
    row: Row = {
        "name": device.text(name, "ppp", number),
        "service": "pppoe" if is_pppoe else "l2tp",
        "caller-id": device.plan.mac("caller", number) if is_pppoe else "203.0.113.201",
        "address": address,
        "uptime": compact(up_s),
        "encoding": "" if is_pppoe else "cbc(aes) + hmac(sha256)",
        "session-id": f"0x81A{device.boots:02X}{number:03X}",
        "limit-bytes-in": "0",
        "limit-bytes-out": "0",
        "radius": "true" if is_pppoe else "false",
    }
    return Item(f"*80{device.boots:02X}{0x42 + number:04X}", row, dynamic=True)


MENUS = (
    Menu(
        path="user",
        build=_users,
        live=_user_live,
        verbs=LIST,
        settable={
            "name": checks.name,
            "password": checks.text,
            "group": checks.one_of("full", "read", "write"),
            "address": checks.each(checks.address_match),
            "disabled": checks.boolean,
            "comment": checks.text,
        },
        unkept=frozenset({"password"}),
        required=("name", "group"),
        defaults={"address": "", "disabled": "false"},
        unique=("name",),
        duplicate="user with the same name already exists",
        columns=("name", "group", "address", "last-logged-in"),
    ),
    Menu(path="user/group", build=_groups, columns=("name", "policy", "skin")),
    Menu(path="user/active", learned=_active, columns=("when", "name", "address", "via")),
    Menu(
        path="ppp/active",
        learned=_sessions,
        forgets=True,
        verbs=READ | {"remove"},
        columns=("name", "service", "caller-id", "address", "uptime"),
    ),
)
