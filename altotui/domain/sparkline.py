"""Numbers over time as one line of characters in eight heights, with gaps where there is no number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

BLOCKS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588"
"""The heights, lowest first."""
ASCII_HEIGHTS = ".:-=+*%#"
"""The same where only ASCII can be shown: the darker, the higher."""
GAP = " "

_MOST = 1e300
"""Larger numbers count as this, so that no sum or difference of them is infinite."""


class Scale(NamedTuple):
    """The numbers that the lowest and the highest level stand for; what lies outside is drawn at the edge."""

    low: float
    high: float


class Sparkline(NamedTuple):
    """A line that is ready to be drawn: a level from 0 to 7 for each cell, None for a gap."""

    levels: tuple[int | None, ...]

    def drawn(self, *, is_ascii: bool) -> str:
        """Return it as characters, one for each cell: blocks, or what ASCII has."""
        heights = ASCII_HEIGHTS if is_ascii else BLOCKS
        return "".join(GAP if level is None else heights[level] for level in self.levels)


def draw_sparkline(values: Sequence[float | None], cells: int, scale: Scale | None = None) -> Sparkline:
    """Return `values` drawn in exactly `cells` cells.

    Args:
        values: Oldest first; None, and whatever is no finite number, is a gap.
        cells: Where there are more values, each cell is the mean of its share; where fewer, they are drawn wider.
        scale: What the heights stand for; None takes `scale_of` the values.
    """
    numbers = [_number(value) for value in values]
    low, high = scale_of(values) if scale is None else (_number(scale.low), _number(scale.high))
    resampled = _resampled(numbers, cells)
    return Sparkline(tuple(None if number is None else _level(number, low, high) for number in resampled))


def scale_of(values: Sequence[float | None]) -> Scale:
    """Return the scale from the smallest to the largest of `values`; from 0 to 0 when all are gaps."""
    numbers = [number for value in values if (number := _number(value)) is not None]
    return Scale(min(numbers, default=0.0), max(numbers, default=0.0))


def _number(value: float | None) -> float | None:
    """Return `value` as a number that can be reckoned with; None when it is no finite one."""
    if value is None:
        return None
    if isinstance(value, int):  # it may be larger than any float
        return float(max(-_MOST, min(_MOST, value)))
    return max(-_MOST, min(_MOST, value)) if math.isfinite(value) else None


def _resampled(numbers: Sequence[float | None], cells: int) -> list[float | None]:
    if not numbers:
        return [None] * cells
    shares: list[float | None] = []
    for cell in range(cells):
        first, end = cell * len(numbers) // cells, (cell + 1) * len(numbers) // cells
        shares.append(_mean(numbers[first : max(first + 1, end)]))
    return shares


def _mean(share: Sequence[float | None]) -> float | None:
    """Return the mean of the numbers in `share`, never outside of them for a rounding; None when all are gaps."""
    known = [number for number in share if number is not None]
    if not known:
        return None
    return max(min(known), min(max(known), sum(known) / len(known)))


def _level(number: float, low: float | None, high: float | None) -> int:
    """Return the level of `number`: equal parts of the scale, and the lowest where the scale has no extent."""
    if low is None or high is None or high <= low:
        return 0
    part = (max(low, min(high, number)) - low) / (high - low)
    return min(len(BLOCKS) - 1, int(part * len(BLOCKS)))
