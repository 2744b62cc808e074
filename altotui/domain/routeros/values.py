"""Values as RouterOS writes them, read without losing anything: None means that a text is no such value.

Source: routeros.md 5. Numbers are exact, since counters pass 2**53.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, NamedTuple

from altotui.domain.natural import natural_key
from altotui.domain.routeros.moments import parse_duration_s, parse_moment

_DIGITS = "[0-9]{1,40}"
"""Longer runs are no numbers of a router, and Python refuses to read the longest."""
_INTEGER = re.compile(rf"[+-]?{_DIGITS}")
_DECIMAL = re.compile(rf"[+-]?{_DIGITS}(?:\.{_DIGITS})?%?")
_HEX = re.compile(r"0x[0-9A-Fa-f]{1,32}")
_ID = re.compile(r"\*[0-9A-Fa-f]{1,16}")
_MAC = re.compile(r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}")
_RATE = re.compile(rf"({_DIGITS}(?:\.{_DIGITS})?)([kMGT]?)(bps|pps)?")
_SIZE = re.compile(rf"({_DIGITS}(?:\.{_DIGITS})?)(?:([KMGTP])iB|B)?")
_RATE_STEPS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_SIZE_STEPS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40, "P": 2**50}


class Address(NamedTuple):
    """An address with what a router writes around it."""

    ip: IPv4Address | IPv6Address
    prefix_length: int | None = None
    interface: str | None = None
    """What stands behind `%`."""
    port: int | None = None


def parse_boolean(text: str) -> bool | None:
    """Return what `true`, `yes`, `false` or `no` says."""
    return {"true": True, "yes": True, "false": False, "no": False}.get(text)


def parse_integer(text: str) -> int | None:
    """Return a whole number, a percentage or a hexadecimal one too."""
    if _INTEGER.fullmatch(text.removesuffix("%")):
        return int(text.removesuffix("%"))
    return int(text, 16) if _HEX.fullmatch(text) else None


def parse_number(text: str) -> Fraction | None:
    """Return a number with or without a fraction, exactly."""
    if _DECIMAL.fullmatch(text):
        return Fraction(text.removesuffix("%"))
    return Fraction(int(text, 16)) if _HEX.fullmatch(text) else None


def parse_bytes(text: str) -> int | None:
    """Return a count of bytes, written plainly or as `40.2MiB`; part of a byte is left out."""
    match = _SIZE.fullmatch(text)
    return None if match is None else int(Fraction(match[1]) * _SIZE_STEPS[match[2] or ""])


def parse_rate(text: str) -> int | None:
    """Return bits or packets in a second, written plainly or as `512k`, `1Gbps`; units are decimal."""
    match = _RATE.fullmatch(text)
    return None if match is None else int(Fraction(match[1]) * _RATE_STEPS[match[2]])


def parse_pair(text: str) -> tuple[str, str] | None:
    """Return the halves of `10M/10M` (up, down) or `59542,17464` (tx, rx), as text."""
    parts = text.split("/" if "/" in text else ",")
    return (parts[0], parts[1]) if len(parts) == 2 and all(parts) else None


def parse_list(text: str) -> tuple[str, ...]:
    """Return the items of a comma list; an empty text has none."""
    return tuple(text.split(",")) if text else ()


def parse_negated(text: str) -> tuple[bool, str]:
    """Return whether a matcher is negated by a `!`, and what it matches."""
    return text.startswith("!"), text.removeprefix("!")


def parse_id(text: str) -> int | None:
    """Return the number behind the `*` of an internal id."""
    return int(text[1:], 16) if _ID.fullmatch(text) else None


def parse_mac(text: str) -> str | None:
    """Return a MAC address in capitals."""
    return text.upper() if _MAC.fullmatch(text) else None


def parse_address(text: str) -> Address | None:
    """Return an address, with its prefix, the interface behind a `%`, or its port (older connection lists)."""
    bare, _, prefix = text.partition("/")
    host, percent, interface = bare.partition("%")
    port = ""
    if host.count(":") == 1 or host.startswith("["):
        host, _, port = host.rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
    if any(
        number and not (number.isascii() and number.isdigit() and len(number) <= 5)
        for number in (prefix, port)
    ):
        return None
    try:
        ip = ip_address(host)
    except ValueError:
        return None
    if "/" in text and not (prefix and int(prefix) <= ip.max_prefixlen):
        return None
    return Address(
        ip, int(prefix) if prefix else None, interface if percent else None, int(port) if port else None
    )


SortKey = tuple[int, Any]
"""Rank of the kind of a value, and what its kind is ordered by; keys of any two texts can be compared."""


def sort_key(text: str) -> SortKey:
    """Return a key that orders numbers, lengths of time and addresses by size, and names as people count.

    Values of different kinds stay apart: each kind has its place behind the one before. What means the same has the
    same key (`60m` and `1h`), so a sort keeps such values in the order in which they came.
    """
    for rank, read in enumerate(_KINDS):
        ordered_by = read(text)
        if ordered_by is not None:
            return rank, ordered_by
    return len(_KINDS), natural_key(text)


def _quantities(text: str) -> tuple[Fraction | int, ...] | None:
    """Return the numbers of a text that is nothing else: one, a pair, or a list; with units or without."""
    found = [_quantity(part) for part in re.split("[,/]", text)]
    return tuple(one for one in found if one is not None) if None not in found else None


def _quantity(text: str) -> Fraction | int | None:
    for read in (parse_integer, parse_number, parse_rate, parse_bytes):
        quantity = read(text)
        if quantity is not None:
            return quantity
    return None


def _address_key(text: str) -> tuple[Any, ...] | None:
    address = parse_address(text) if "." in text or ":" in text else None
    if address is None:
        return None
    length = address.ip.max_prefixlen if address.prefix_length is None else address.prefix_length
    return (
        address.ip.version,
        int(address.ip),
        length,
        address.port or 0,
        natural_key(address.interface or ""),
    )


_KINDS: tuple[Callable[[str], Any], ...] = (
    lambda text: None if text else (),
    _quantities,
    parse_duration_s,
    parse_moment,
    _address_key,
    parse_mac,
    parse_id,
)
"""How each kind is read, in the order in which they are sorted; what is none of them is a name."""
