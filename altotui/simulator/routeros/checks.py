"""Checks of argument values: each returns the value as RouterOS stores it."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from altotui.simulator.routeros.menu import Check
from altotui.simulator.routeros.values import compact, duration_us

if TYPE_CHECKING:
    from altotui.simulator.routeros.device import Device

_YES = {"yes": "true", "true": "true", "no": "false", "false": "false"}
_MAC = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}")
_RATE = re.compile(r"\d+[kKMG]?(?:/\d+[kKMG]?)?")
_PORTS = re.compile(r"!?\d{1,5}(?:-\d{1,5})?(?:,\d{1,5}(?:-\d{1,5})?)*")


def text(_device: Device, value: str) -> str:
    """Take any text."""
    return value


def name(_device: Device, value: str) -> str:
    """Take any text but the empty one."""
    if not value:
        raise ValueError(value)
    return value


def boolean(_device: Device, value: str) -> str:
    """Take yes, no, true or false; stored as true or false."""
    if value not in _YES:
        raise ValueError(value)
    return _YES[value]


def integer(low: int, high: int) -> Check:
    """Take a whole number in a range."""

    def check(_device: Device, value: str) -> str:
        if not re.fullmatch(r"[0-9]{1,18}", value) or not low <= int(value) <= high:
            raise ValueError(value)
        return str(int(value))

    return check


def one_of(*choices: str) -> Check:
    """Take one word of an enumeration."""

    def check(_device: Device, value: str) -> str:
        if value not in choices:
            raise LookupError(value)
        return value

    return check


def or_word(check: Check, *words: str) -> Check:
    """Take what `check` takes, or one of `words`."""
    return lambda device, value: value if value in words else check(device, value)


def negatable(check: Check) -> Check:
    """Take what `check` takes, also behind a `!`."""

    def signed(device: Device, value: str) -> str:
        sign = "!" if value.startswith("!") else ""
        return sign + check(device, value.removeprefix("!"))

    return signed


def each(check: Check) -> Check:
    """Take a comma list whose parts `check` takes; empty means none."""
    return lambda device, value: ",".join(check(device, part) for part in value.split(",")) if value else ""


def address(_device: Device, value: str) -> str:
    """Take an address without a prefix length."""
    return str(ipaddress.ip_address(value))


def interface_address(_device: Device, value: str) -> str:
    """Take an address of the router itself; without a length it is a host address."""
    return str(ipaddress.ip_interface(value))


def network(_device: Device, value: str) -> str:
    """Take a destination: host bits must be zero."""
    return str(ipaddress.ip_network(value))


def address_match(_device: Device, value: str) -> str:
    """Take what a firewall matches: an address, a prefix or a range."""
    first, dash, last = value.partition("-")
    if dash:
        return f"{ipaddress.ip_address(first)}-{ipaddress.ip_address(last)}"
    return (
        str(ipaddress.ip_network(value, strict=False)) if "/" in value else str(ipaddress.ip_address(value))
    )


def mac(_device: Device, value: str) -> str:
    """Take a MAC address; stored in upper case with colons."""
    if not _MAC.fullmatch(value):
        raise ValueError(value)
    return value.upper().replace("-", ":")


def duration(_device: Device, value: str) -> str:
    """Take a duration or plain seconds; stored in the compact form."""
    microseconds = int(value) * 1_000_000 if re.fullmatch(r"[0-9]{1,9}", value) else duration_us(value)
    if microseconds is None:
        raise ValueError(value)
    return compact(microseconds // 1_000_000)


def ports(_device: Device, value: str) -> str:
    """Take ports as a firewall does: `22,8291`, `5000-5010`, `!53`."""
    if not _PORTS.fullmatch(value) or any(int(part) > 65_535 for part in re.findall(r"\d+", value)):
        raise ValueError(value)
    return value


def rate_pair(_device: Device, value: str) -> str:
    """Take `10M/10M` or one rate for both directions."""
    if not _RATE.fullmatch(value):
        raise ValueError(value)
    return value if "/" in value else f"{value}/{value}"


def interface(device: Device, value: str) -> str:
    """Take the name or the id of an interface this router has."""
    for item in device.table("interface").items:
        if value in (item.id, item.values["name"]):
            return item.values["name"]
    raise LookupError(value)


def gateway(device: Device, value: str) -> str:
    """Take an address, an address on an interface, or an interface."""
    host, percent, port = value.partition("%")
    try:
        return f"{address(device, host)}%{interface(device, port)}" if percent else address(device, host)
    except ValueError:
        return interface(device, value)
