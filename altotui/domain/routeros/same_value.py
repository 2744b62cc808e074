"""Whether a value that was written and one that was read mean the same to RouterOS.

It takes a value in many spellings and prints it in one of its own, so what differs as text is open, unless both are
of one kind and differ by what they mean. Source: routeros.md 5.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from fractions import Fraction
from typing import Any

from altotui.domain.routeros.moments import parse_duration_s, parse_moment
from altotui.domain.routeros.values import (
    parse_address,
    parse_boolean,
    parse_bytes,
    parse_id,
    parse_list,
    parse_mac,
    parse_number,
    parse_rate,
)


class Sameness(Enum):
    """What two spellings of a value say about each other."""

    SAME = "same"
    OTHER = "other"
    OPEN = "open"
    """They may mean the same: RouterOS could print the one where the other was written."""


_NOTHING = frozenset(
    {
        *("none", "any", "all", "auto", "default", "disabled", "never", "unlimited", "infinity"),
        *("no", "false", "yes", "true", "0", "0s", "0/0", "00:00:00", "0.0.0.0/0", "::/0", "::"),
    }
)
"""What may be printed for an empty value: a default, or a flag that was written without a value."""
_FALSE = frozenset({"no", "false"})
_LEADING_ZERO = re.compile(r"[+-]?0[0-9]")
_RANGES = re.compile(r"!?[0-9]{1,10}(?:-[0-9]{1,10})?")
_MEASURED = re.compile(r"([+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?)(dBm|dBi|dB|kHz|MHz|GHz|km|V|A|mA|W|C)?")
_START_OF_A_WORD = re.compile(r"[a-z-]+")
_UNITS_S = (Fraction(1, 10**6), Fraction(1, 1000), 60, 3600, 86_400)
"""What a plain number may count where a length of time is meant, besides seconds."""
_ROUNDED = Fraction(1, 20)
"""How far a value printed as `40.2MiB` may be from what was written."""


def compare_values(written: str, read: str, *, is_text: bool = False) -> Sameness:
    """Return whether `read` is what a router prints where `written` was set.

    Args:
        written: As it was sent.
        read: As it came back; empty for what is not shown, too.
        is_text: Whether it is free text, such as a comment: no other spelling means the same.
    """
    if written == read:
        return Sameness.SAME
    if not (written.isascii() and read.isascii()):
        return Sameness.OPEN  # routers keep bytes: in which encoding they come back is not known
    if is_text:
        return Sameness.OTHER
    if "," in written or "," in read:
        return _compare_lists(_items(written), _items(read))
    return _compare_items(written, read)


def _items(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in parse_list(text))


def _compare_lists(written: tuple[str, ...], read: tuple[str, ...]) -> Sameness:
    """Return whether two lists are the same in the same order; some are printed in an order of the router's own."""
    if len(written) == len(read):
        found = {_compare_items(*pair) for pair in zip(written, read, strict=True)}
        if found <= {Sameness.SAME}:
            return Sameness.SAME
        if sorted(written) == sorted(read) or Sameness.OTHER not in found:
            return Sameness.OPEN
    elif set(written) <= set(read) and all(item.startswith("!") for item in set(read) - set(written)):
        return Sameness.OPEN  # a policy is printed with all that it leaves out
    both = (*written, *read)
    if any("-" in item for item in both) and all(map(_RANGES.fullmatch, both)):
        return Sameness.OPEN  # 10,11,12 may come back as 10-12
    return Sameness.OTHER


def _compare_items(written: str, read: str) -> Sameness:
    if written == read:
        return Sameness.SAME
    if not written or not read:
        return _compare_with_nothing(written, read)
    if written.startswith("!") or read.startswith("!"):
        if not (written.startswith("!") and read.startswith("!")):
            return Sameness.OTHER
        written, read = written[1:], read[1:]
    for compare in _KINDS:
        found = compare(written, read)
        if found is not None:
            return found
    return _compare_words(written, read)


def _compare_with_nothing(written: str, read: str) -> Sameness:
    if not read and written in _FALSE:
        return Sameness.SAME  # a flag that is false is often missing from the row
    return Sameness.OPEN if (written or read) in _NOTHING else Sameness.OTHER


def _of_one_kind(parse: Callable[[str], Any]) -> Callable[[str, str], Sameness | None]:
    """Return what compares two values of a kind; open when only one is, None when none is."""

    def compare(written: str, read: str) -> Sameness | None:
        first, second = parse(written), parse(read)
        if first is None and second is None:
            return None
        if first is None or second is None:
            return Sameness.OPEN
        return Sameness.SAME if first == second else Sameness.OTHER

    return compare


def _compare_addresses(written: str, read: str) -> Sameness | None:
    first, second = (parse_address(text) if "." in text or ":" in text else None for text in (written, read))
    if first is None and second is None:
        return None
    if first is None or second is None:
        return Sameness.OPEN  # a name, a range or a mask may stand for it
    if first.ip.version != second.ip.version:
        return Sameness.OTHER
    lengths = [
        one.ip.max_prefixlen if one.prefix_length is None else one.prefix_length for one in (first, second)
    ]
    is_same_place = (first.interface, first.port) == (second.interface, second.port)
    if first.ip == second.ip:
        if lengths[0] == lengths[1] and is_same_place:
            return Sameness.SAME
        is_length_open = first.prefix_length is None or lengths[0] == lengths[1]
        return Sameness.OPEN if is_length_open else Sameness.OTHER
    shift = first.ip.max_prefixlen - lengths[0]
    is_same_net = lengths[0] == lengths[1] and int(first.ip) >> shift == int(second.ip) >> shift
    return Sameness.OPEN if is_same_net and shift and int(second.ip) % (1 << shift) == 0 else Sameness.OTHER


def _quantity(text: str) -> Fraction | None:
    for parse in (parse_number, parse_rate, parse_bytes):
        quantity = parse(text)
        if quantity is not None:
            return Fraction(quantity)
    return None


def _compare_quantities(written: str, read: str) -> Sameness | None:
    first, second = _quantity(written), _quantity(read)
    if first is None or second is None:
        return None
    if first == second:
        is_octal = any(map(_LEADING_ZERO.match, (written, read)))
        return Sameness.OPEN if is_octal else Sameness.SAME
    is_inexact = "." in read and parse_number(read) is None
    is_rounded = is_inexact and abs(first - second) <= _ROUNDED * max(abs(first), abs(second))
    is_binary = parse_bytes(written.upper() + "iB") == second
    return Sameness.OPEN if is_rounded or is_binary else Sameness.OTHER


def _compare_lengths(written: str, read: str) -> Sameness | None:
    """Compare lengths of time; a plain number is one in seconds, or in a unit of the property's own."""
    first, second = parse_duration_s(written), parse_duration_s(read)
    if first is None and second is None:
        return None
    if first is not None and second is not None:
        return Sameness.SAME if first == second else Sameness.OTHER
    length_s, count = (first, parse_number(read)) if second is None else (second, parse_number(written))
    if length_s is None or count is None:
        return Sameness.OPEN  # a word such as `auto`
    if length_s == count:
        return Sameness.SAME
    return Sameness.OPEN if length_s in [count * unit_s for unit_s in _UNITS_S] else Sameness.OTHER


def _compare_measures(written: str, read: str) -> Sameness | None:
    """Compare `20` and `20dBm`: a number is in the unit that the property has."""
    first, second = _MEASURED.fullmatch(written), _MEASURED.fullmatch(read)
    if first is None or second is None:
        return None
    if first[2] and second[2] and first[2] != second[2]:
        return Sameness.OPEN
    return Sameness.SAME if Fraction(first[1]) == Fraction(second[1]) else Sameness.OTHER


def _compare_pairs(written: str, read: str) -> Sameness | None:
    """Compare `10M/10M` by halves; one quantity stands for both."""
    second = read.split("/")
    if len(second) < 2:
        return None
    first = [written] * len(second) if _quantity(written) is not None else written.split("/")
    if len(first) != len(second):
        return None
    found = {_compare_items(*pair) for pair in zip(first, second, strict=True)}
    if found == {Sameness.SAME}:
        return Sameness.SAME
    return Sameness.OTHER if Sameness.OTHER in found else Sameness.OPEN


def _compare_unlike(written: str, read: str) -> Sameness | None:
    """Return open for a number beside a word: ports, protocols and levels have both."""
    return None if (_quantity(written) is None) is (_quantity(read) is None) else Sameness.OPEN


def _compare_words(written: str, read: str) -> Sameness:
    is_start = _START_OF_A_WORD.fullmatch(written) is not None and read.startswith(written)
    return Sameness.OPEN if is_start or written.casefold() == read.casefold() else Sameness.OTHER


def _mac(text: str) -> str | None:
    return parse_mac(text.replace("-", ":"))


_KINDS: tuple[Callable[[str, str], Sameness | None], ...] = (
    _of_one_kind(parse_boolean),
    _of_one_kind(parse_id),
    _of_one_kind(_mac),
    _compare_addresses,
    _of_one_kind(parse_moment),
    _compare_pairs,
    _compare_quantities,
    _compare_lengths,
    _compare_measures,
    _compare_unlike,
)
"""In the order in which they are tried; None from one passes the question on."""
