"""Randomness that is a pure function of a seed, a purpose and a key, so that any value can be had in any order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

try:  # The console's start path comes by here, and hashlib loads OpenSSL.
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

_T = TypeVar("_T")
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CAPITALS = "0123456789ABCDEFGHJKLMNPQRSTVWXYZ"
_TO_BASE62 = bytes(ord(_BASE62[byte % 62]) for byte in range(256))
_TO_CAPITALS = bytes(ord(_CAPITALS[byte % len(_CAPITALS)]) for byte in range(256))
_UUID_VARIANTS = "89ab"
_64_BITS = (1 << 64) - 1


def digest(seed: int, purpose: str, *key: int | str) -> bytes:
    """Return 32 bytes for this seed, purpose and key."""
    return blake2b(repr((seed, purpose, key)).encode(), digest_size=32).digest()


def keyed(key: bytes) -> blake2b:
    """Return a hash of 64 bytes under this key: far cheaper than `digest` once it is made, on a copy each time."""
    return blake2b(key=key, digest_size=64)


def fraction(seed: int, purpose: str, *key: int | str) -> float:
    """Return a number from 0 up to, but not including, 1."""
    return _share(digest(seed, purpose, *key)[:8])


def between(low: float, high: float, seed: int, purpose: str, *key: int | str) -> float:
    """Return a number from `low` up to `high`, evenly spread."""
    return low + (high - low) * fraction(seed, purpose, *key)


def lognormal(median: float, sigma: float, seed: int, purpose: str, *key: int | str) -> float:
    """Return a positive number with this median and a tail to the right that grows with `sigma`."""
    raw = digest(seed, purpose, *key)
    radius = math.sqrt(-2 * math.log(1 - _share(raw[:8])))
    return median * math.exp(sigma * radius * math.cos(math.tau * _share(raw[8:16])))


def mixed(number: int) -> int:
    """Return 64 bits that look random for a whole number: far cheaper than `digest`, and not as good."""
    number = number * 0x9E3779B97F4A7C15 & _64_BITS
    return (number ^ number >> 32) * 0xBF58476D1CE4E5B9 & _64_BITS


def uuid_of(seed: int, purpose: str, *key: int | str) -> str:
    """Return a UUID of version 4, lower case."""
    raw = digest(seed, purpose, *key)
    return as_uuid(raw[:4].hex(), raw[4:16])


def as_uuid(head: str, rest: bytes) -> str:
    """Return a UUID of version 4 from its first eight hex digits and 12 bytes."""
    digits = rest.hex()
    return f"{head}-{digits[:4]}-4{digits[5:8]}-{_UUID_VARIANTS[rest[4] & 3]}{digits[9:12]}-{digits[12:]}"


def base62(data: bytes) -> str:
    """Return one base62 character for each byte."""
    return data.translate(_TO_BASE62).decode("ascii")


def capitals(data: bytes) -> str:
    """Return one capital letter or digit for each byte, as serial numbers are written."""
    return data.translate(_TO_CAPITALS).decode("ascii")


def base62_number(number: int) -> str:
    """Return a whole number written in base62."""
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = _BASE62[digit] + digits
    return digits or "0"


def by_byte(weighted: Sequence[tuple[_T, float]]) -> tuple[_T, ...]:
    """Return 256 items in proportion to their weights, so that a random byte picks one."""
    total = sum(weight for _, weight in weighted)
    picks: list[_T] = []
    passed = 0.0
    for item, weight in weighted:
        passed += weight
        picks += [item] * (round(256 * passed / total) - len(picks))
    return tuple(picks)


def _share(data: bytes) -> float:
    """Return the number from 0 up to 1 that eight random bytes stand for."""
    return (int.from_bytes(data, "big") >> 11) / (1 << 53)
