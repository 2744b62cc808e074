"""When each router checks in: a pure function of seed, site and time, interrupted by outages.

A router checks in every 30 s and is offline after ten missed check-ins (altostrat-api.md 13).
"""

from __future__ import annotations

from math import floor

from altotui.simulator.fleet import Fleet
from altotui.simulator.outages import Outages, Reach
from altotui.simulator.seeded import digest

EVERY_S = 30.0
JITTER_S = 3.0
MISSED_UNTIL_OFFLINE = 10
OFFLINE_AFTER_S = EVERY_S * MISSED_UNTIL_OFFLINE
_WORD = 1 << 32
_64_BITS = (1 << 64) - 1
_GOLDEN_64 = 0x9E3779B97F4A7C15
"""The golden ratio in 64 bits: steps of it never settle into a pattern."""
_GOLDEN_32 = _GOLDEN_64 >> 32


class Heartbeats:
    """The check-ins of every router; times are Unix seconds."""

    def __init__(self, fleet: Fleet, outages: Outages) -> None:
        self._fleet = fleet
        self._outages = outages
        self._key = int.from_bytes(digest(fleet.seed, "heartbeats")[:8], "big")

    def last_s(self, index: int, now_s: float) -> float | None:
        """Return the last check-in at or before `now_s`, None when there never was one."""
        if not self._fleet.is_onboarded(index):
            return None
        outages = self._outages.of(index, now_s)
        regular_s = self._regular_before(index, now_s)
        if not outages:
            return regular_s
        # A router that returns checks in at once.
        returns = [outage.end_s for outage in outages if outage.end_s <= now_s]
        while covering := [outage.start_s for outage in outages if outage.covers(regular_s)]:
            regular_s = self._regular_before(index, min(covering), included=False)
        free = [end_s for end_s in returns if not any(outage.covers(end_s) for outage in outages)]
        return max([regular_s, *free])

    def next_s(self, index: int, after_s: float, until_s: float) -> float | None:
        """Return the first check-in after `after_s`, None when there is none by `until_s`."""
        if not self._fleet.is_onboarded(index):
            return None
        outages = self._outages.of(index, until_s)
        at_s = self._regular_after(index, after_s)
        returns = [outage.end_s for outage in outages if after_s < outage.end_s <= at_s]
        for end_s in sorted(returns):
            if not any(outage.covers(end_s) for outage in outages):
                return end_s if end_s <= until_s else None
        while covering := [outage.end_s for outage in outages if outage.covers(at_s)]:
            at_s = max(covering)
        return at_s if at_s <= until_s else None

    def reach(self, index: int, at_s: float) -> Reach:
        """Return whether a live call gets through at this moment."""
        if not self._fleet.is_onboarded(index):
            return Reach.DOWN
        states = {outage.reach for outage in self._outages.of(index, at_s) if outage.covers(at_s)}
        return next((state for state in (Reach.DOWN, Reach.MUTE) if state in states), Reach.LIVE)

    def checks_in(self, index: int, at_s: float) -> bool:
        """Whether the router could check in at this moment if it were asked to."""
        outages = self._outages.of(index, at_s)
        return self._fleet.is_onboarded(index) and not any(outage.covers(at_s) for outage in outages)

    def has_pulse(self, index: int, now_s: float, last_s: float | None) -> bool:
        """Whether the platform calls the site online, given its last check-in."""
        if last_s is None or now_s - last_s > OFFLINE_AFTER_S:
            return False
        return not (self._outages.are_ticked and self._is_told_offline(index, now_s))

    def _is_told_offline(self, index: int, now_s: float) -> bool:
        outages = self._outages.of(index, now_s)
        return any(outage.told_at_once and outage.covers(now_s) for outage in outages)

    def _regular_before(self, index: int, at_s: float, *, included: bool = True) -> float:
        bits = self._bits(index)
        phase_s = _phase_s(bits)
        number = floor((at_s - phase_s + JITTER_S) / EVERY_S)
        beat_s = phase_s + _step_s(bits, number)
        too_late = beat_s > at_s if included else beat_s >= at_s
        return phase_s + _step_s(bits, number - 1) if too_late else beat_s

    def _regular_after(self, index: int, at_s: float) -> float:
        bits = self._bits(index)
        phase_s = _phase_s(bits)
        number = floor((at_s - phase_s - JITTER_S) / EVERY_S) + 1
        beat_s = phase_s + _step_s(bits, number)
        return beat_s if beat_s > at_s else phase_s + _step_s(bits, number + 1)

    def _bits(self, index: int) -> int:
        """Return 64 bits that set the phase of a router, spread evenly over a fleet, and its jitter."""
        return self._key + index * _GOLDEN_64 & _64_BITS


def _phase_s(bits: int) -> float:
    return EVERY_S * (bits >> 32) / _WORD


def _step_s(bits: int, number: int) -> float:
    """Return the time of a regular check-in, without the phase of its router."""
    return EVERY_S * number + JITTER_S * (2 * ((bits + number * _GOLDEN_32) % _WORD) / _WORD - 1)
