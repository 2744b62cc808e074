"""Faults of a site, read off its outages: what both generations list, each in its own spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from altotui.simulator.heartbeats import OFFLINE_AFTER_S
from altotui.simulator.outages import Outage

if TYPE_CHECKING:
    from altotui.simulator.simulator import Simulator


class SiteFault(NamedTuple):
    """A time for which the platform calls, or called, a site offline; seconds are Unix time."""

    start_s: float
    end_s: float | None
    """None while it lasts."""
    site_index: int


def faults_of(simulator: Simulator, index: int, now_s: float) -> list[SiteFault]:
    """Return the faults of a site up to `now_s`, in no order; one that was never onboarded has none."""
    outages = simulator.outages.of(index, now_s)
    found = [
        SiteFault(outage.start_s, outage.end_s, index)
        for outage in outages
        if _was_noticed(outage, now_s) and not any(other.covers(outage.end_s) for other in outages)
    ]
    if any(outage.covers(now_s) for outage in outages):
        last_s = simulator.heartbeats.last_s(index, now_s)
        if last_s is not None and not simulator.heartbeats.has_pulse(index, now_s, last_s):
            found.append(SiteFault(last_s, None, index))
    return found


def _was_noticed(outage: Outage, now_s: float) -> bool:
    """Whether it is over, and lasted long enough for the platform to call the site offline."""
    is_long = outage.told_at_once or outage.end_s - outage.start_s > OFFLINE_AFTER_S
    return outage.end_s <= now_s and is_long
