"""Stops polling a platform that is down, and probes it now and then; a person is never stopped."""

from __future__ import annotations

from collections import deque
from random import Random

from altotui.domain.clock import Clock

_FAILURES = 5
_WITHIN_S = 60.0
_FIRST_PROBE_S = 15.0
_STEPS = (_FIRST_PROBE_S, 60.0, 300.0)
_SPREAD = 0.2
"""Consoles that went down together must not come back together."""


class Breaker:
    """Opens after five failures within a minute; then one poll in 15, 60, 300 seconds probes until one succeeds."""

    def __init__(self, clock: Clock, random: Random) -> None:
        self._clock = clock
        self._random = random
        self._failed_mono: deque[float] = deque(maxlen=_FAILURES)
        self._probe_at_mono: float | None = None
        """When the next poll may go out; None while closed."""
        self._step = 0

    @property
    def is_open(self) -> bool:
        """Return whether polls are held back."""
        return self._probe_at_mono is not None

    @property
    def left_s(self) -> float:
        """Return the seconds until a poll may go out, 0 when it may now."""
        if self._probe_at_mono is None:
            return 0.0
        return max(0.0, self._probe_at_mono - self._clock.monotonic())

    def pause_s(self) -> float:
        """Return 0 when a poll may go out now, which then is the probe; else the seconds until one may."""
        left_s = self.left_s
        if left_s == 0 and self._probe_at_mono is not None:
            self._probe_later()
        return left_s

    def succeeded(self) -> None:
        """Note that the platform answered: everything goes again."""
        self._failed_mono.clear()
        self._probe_at_mono = None
        self._step = 0

    def failed(self) -> None:
        """Note that it could not be reached, or answered that it is broken."""
        now_mono = self._clock.monotonic()
        self._failed_mono.append(now_mono)
        is_often = len(self._failed_mono) == _FAILURES and now_mono - self._failed_mono[0] <= _WITHIN_S
        if is_often and self._probe_at_mono is None:
            self._probe_later()

    def _probe_later(self) -> None:
        wait_s = _STEPS[min(self._step, len(_STEPS) - 1)]
        self._step += 1
        self._probe_at_mono = self._clock.monotonic() + wait_s * self._random.uniform(
            1 - _SPREAD, 1 + _SPREAD
        )
