"""When which router cannot check in, and whether it can be reached live meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from itertools import islice
from math import inf
from typing import NamedTuple

from altotui.simulator.fleet import NEVER_ONBOARDED_EVERY, Fleet
from altotui.simulator.scenarios import Scenario
from altotui.simulator.seeded import between, digest, mixed

CUT_CITY, CUT_PROVIDER = "lagos", "alpha"
SILENCED_AFTER_S = 115.0
"""When heartbeats stop in the scenario dns-behind-uplink."""
_HOUR_S = 3600.0
_WORD = 1 << 32


class Reach(StrEnum):
    """What becomes of a live call."""

    LIVE = "live"
    MUTE = "mute"
    """The command runs, its answer never arrives."""
    DOWN = "down"


class Outage(NamedTuple):
    """A time without heartbeats; seconds are Unix time, `end_s` is excluded and may be infinite."""

    start_s: float
    end_s: float = inf
    reach: Reach = Reach.DOWN
    told_at_once: bool = False
    """Whether the platform says offline at once and not only after ten missed heartbeats."""

    def covers(self, at_s: float) -> bool:
        """Whether it lasts at this moment."""
        return self.start_s <= at_s < self.end_s


class Outages:
    """All outages of a fleet: those of the scenario, of the measuring tick, and of reboots.

    Args:
        fleet: Whose outages these are.
        scenario: What happens.
        started_s: Unix time at which the simulation began.
        tick_s: One site, the next each time, changes state every so many seconds; None: never.
    """

    def __init__(self, fleet: Fleet, scenario: Scenario, *, started_s: float, tick_s: float | None) -> None:
        if tick_s is not None and tick_s <= 0:
            raise ValueError("the tick must be above 0 seconds")
        self._fleet = fleet
        self._scenario = scenario
        self._started_s = started_s
        self._tick_s = tick_s
        self.are_ticked = tick_s is not None
        """Whether a tick turns sites over, which the platform tells at once."""
        self._key = int.from_bytes(digest(fleet.seed, "offline")[:8], "big")
        self._offline_below = round(scenario.offline_share * _WORD)
        self._cuts = scenario.cut_after_s is not None or scenario.silenced_sites > 0
        self._reboots: dict[int, list[Outage]] = defaultdict(list)
        self._healed_s: dict[int, float] = {}

    def of(self, index: int, until_s: float) -> tuple[Outage, ...]:
        """Return the outages of a site that began by `until_s`, in no order; they may overlap."""
        long_since_s = self._offline_since_s(index)
        if self._tick_s is not None:
            outages = tuple(self._ticked(index, long_since_s, until_s))
        elif long_since_s is not None:
            outages = (Outage(long_since_s),)
        else:
            outages = tuple(self._of_scenario(index)) if self._cuts else ()
        return (*outages, *self._reboots[index]) if index in self._reboots else outages

    def add_reboot(self, index: int, start_s: float, duration_s: float) -> None:
        """Note that a router is restarting, infinitely long when it was shut down."""
        self._reboots[index].append(Outage(start_s, start_s + duration_s))

    def heal(self, index: int, at_s: float) -> None:
        """End the silence of a site for good: the cause was repaired on the router."""
        self._healed_s.setdefault(index, at_s)

    def is_silenced(self, index: int) -> bool:
        """Whether the scenario silences this site and nobody has repaired it."""
        return index in self.silenced and index not in self._healed_s

    @cached_property
    def silenced(self) -> tuple[int, ...]:
        """Sites whose heartbeats the scenario stops, in fleet order; the last one is mute as well."""
        if not self._scenario.silenced_sites:
            return ()
        return tuple(
            islice(filter(self._is_cut_and_up, range(len(self._fleet))), self._scenario.silenced_sites)
        )

    def _is_cut_and_up(self, index: int) -> bool:
        return (
            self._fleet.access(index) == (CUT_CITY, CUT_PROVIDER)
            and self._fleet.is_onboarded(index)
            and self._offline_since_s(index) is None
        )

    def _offline_since_s(self, index: int) -> float | None:
        bits = mixed(self._key + index)
        if bits % _WORD >= self._offline_below:
            return None
        hours = 2 + 240 * ((bits >> 32) / _WORD) ** 3
        return self._started_s - hours * _HOUR_S

    def _of_scenario(self, index: int) -> Iterator[Outage]:
        if self._scenario.cut_after_s is not None and self._is_cut_and_up(index):
            spread_s = between(0, 4, self._fleet.seed, "cut", index)
            yield Outage(self._started_s + self._scenario.cut_after_s + spread_s)
        if index in self.silenced:
            spread_s = between(0, 4, self._fleet.seed, "silenced", index)
            start_s = self._started_s + SILENCED_AFTER_S + spread_s
            reach = Reach.MUTE if index == self.silenced[-1] else Reach.LIVE
            yield Outage(start_s, max(start_s, self._healed_s.get(index, inf)), reach)

    def _ticked(self, index: int, long_since_s: float | None, until_s: float) -> Iterator[Outage]:
        """Yield the times a rotating tick keeps this site down: every visit turns its state over."""
        edges = [] if long_since_s is None else [long_since_s]
        if self._fleet.is_onboarded(index) and self._tick_s is not None:
            size = len(self._fleet)
            round_s = self._tick_s * (size - size // NEVER_ONBOARDED_EVERY)
            turn_s = self._started_s + self._tick_s * (index - index // NEVER_ONBOARDED_EVERY + 1)
            while turn_s <= until_s:
                edges.append(turn_s)
                turn_s += round_s
        edges += [inf] * (len(edges) % 2)
        for start_s, end_s in zip(edges[::2], edges[1::2], strict=True):
            yield Outage(start_s, end_s, told_at_once=True)
