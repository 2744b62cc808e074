"""How long to wait before a repeat, and whether repeats are affordable at all."""

from __future__ import annotations

from random import Random

_BASE_S = 0.5
_LONGEST_S = 8.0
_MOST_TOKENS = 10.0
_EARNED = 0.1
"""Of a repeat, by each success: repeats add at most a tenth to the load."""
_MAX_DOUBLINGS = 10


def full_jitter_s(repeat: int, random: Random) -> float:
    """Return the seconds before repeat number `repeat` (from 0): anything up to a bound that doubles each time."""
    return random.uniform(0.0, min(_LONGEST_S, _BASE_S * 2.0 ** min(repeat, _MAX_DOUBLINGS)))


class RetryBudget:
    """Pays for repeats: a platform in trouble is not asked three times as often."""

    def __init__(self) -> None:
        self._tokens = _MOST_TOKENS

    def take(self) -> bool:
        """Pay for one repeat; return whether there was enough."""
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True

    def earn(self) -> None:
        """Note a success."""
        self._tokens = min(_MOST_TOKENS, self._tokens + _EARNED)
