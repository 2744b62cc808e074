"""Seeded randomness as pure functions of (seed, purpose), and values that wander or grow with time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


def draw(seed: int, *purpose: object) -> int:
    """Return 64 bits that depend on `seed` and `purpose` alone."""
    key = "\x1f".join(map(str, (seed, *purpose)))
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "big")


class Dice:
    """Draws of one router: every method is a pure function of its seed and the purpose."""

    __slots__ = ("seed",)

    def __init__(self, seed: int, index: int) -> None:
        self.seed = draw(seed, "router", index)

    def between(self, low: int, high: int, *purpose: object) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + draw(self.seed, *purpose) % (high - low + 1)

    def chance(self, share: float, *purpose: object) -> bool:
        """Return true in `share` of all purposes."""
        return draw(self.seed, *purpose) < share * 2**64

    def pick(self, choices: Sequence[T], *purpose: object) -> T:
        """Return one of `choices`."""
        return choices[draw(self.seed, *purpose) % len(choices)]

    def wander(self, low: float, high: float, at_s: float, period_s: float, *purpose: object) -> float:
        """Return a value that moves between `low` and `high`: new at each period, eased in between."""
        step, part = divmod(at_s / period_s, 1)
        eased = (1 - math.cos(math.pi * part)) / 2
        here, there = (draw(self.seed, *purpose, int(step) + i) / 2**64 for i in (0, 1))
        return low + (high - low) * (here + (there - here) * eased)

    def grown(self, rate_per_s: float, elapsed_s: float, *purpose: object) -> int:
        """Return a counter that has run for `elapsed_s`: never falls, uneven like real traffic."""
        phase = draw(self.seed, *purpose) % 1000 / 159.0
        # The slope is 1 +- 0.5, so the sum can only rise; it starts from 0.
        uneven_s = elapsed_s + 300 * (math.sin(elapsed_s / 600 + phase) - math.sin(phase))
        return int(rate_per_s * uneven_s)
