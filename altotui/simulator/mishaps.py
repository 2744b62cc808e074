"""What happens to single live calls on their way: a pure function of the scenario, the seed and their number."""

from __future__ import annotations

from enum import StrEnum

from altotui.simulator.scenarios import Scenario
from altotui.simulator.seeded import between, fraction

LOST_AFTER_S = 120.0
"""How long a call whose answer is lost stays open."""


class Mishap(StrEnum):
    """The fate of one live call."""

    NONE = "none"
    LOST = "lost"
    """It runs, and nobody ever answers."""
    BAD_GATEWAY = "bad-gateway"
    """It never reaches the router: a 502 page."""
    GATEWAY_TIMEOUT = "gateway-timeout"
    """It runs, and a 504 page is all that comes back."""


def latency_s(scenario: Scenario, seed: int, call: int) -> float:
    """Return how long the platform takes for its call number `call`."""
    return between(*scenario.latency_s, seed, "latency", call)


def tunnel_latency_s(scenario: Scenario, seed: int, call: int) -> float:
    """Return how long live call number `call` takes to its router and back."""
    return between(*scenario.tunnel_latency_s, seed, "tunnel", call)


def mishap(scenario: Scenario, seed: int, call: int, age_s: float) -> Mishap:
    """Return the fate of live call number `call`, made `age_s` seconds after the start."""
    if scenario.cut_after_s is None or age_s < scenario.cut_after_s:
        return Mishap.NONE
    share = fraction(seed, "mishap", call)
    if share < scenario.lost_share:
        return Mishap.LOST
    if share < scenario.lost_share + scenario.gateway_share:
        return Mishap.BAD_GATEWAY if fraction(seed, "gateway", call) < 0.5 else Mishap.GATEWAY_TIMEOUT
    return Mishap.NONE


def has_dead_tunnel(scenario: Scenario, seed: int, index: int) -> bool:
    """Whether a site checks in but cannot be reached live."""
    return fraction(seed, "tunnel", index) < scenario.dead_tunnel_share
