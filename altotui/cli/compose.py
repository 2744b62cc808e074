"""The composition root: the only place that knows every layer and puts one run together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from altotui.cli.deferred_api import DeferredApi, Opened
from altotui.cli.target import Demo, Target
from altotui.domain.clock import Clock, ScaledClock, SystemClock
from altotui.domain.errors import InvalidInput
from altotui.services.suite import Services, build_services
from altotui.simulator.simulator import Simulator

if TYPE_CHECKING:
    from altotui.domain.routeros.safety import Safety


class Composition(NamedTuple):
    """One run: its services and, in a demonstration, the fleet behind them."""

    target: Target
    services: Services
    api: DeferredApi
    simulator: Simulator | None


def make_clock(demo: Demo | None) -> Clock:
    """Return the clock of a run: the machine's, or a faster one for a demonstration."""
    if demo is None or demo.speed == 1.0:
        return SystemClock()
    return ScaledClock(datetime.now(UTC), demo.speed)


def make_simulator(demo: Demo, clock: Clock) -> Simulator:
    """Return the simulated fleet; an unknown scenario raises InvalidInput that lists the known ones."""
    try:
        return Simulator(clock, seed=demo.seed, sites=demo.sites, scenario=demo.scenario, tick_s=demo.tick_s)
    except ValueError as problem:
        raise InvalidInput(str(problem)) from None


@asynccontextmanager
async def compose(target: Target, clock: Clock | None = None) -> AsyncIterator[Composition]:
    """Open one run for `target` and close its connections at the end."""
    clock = clock or make_clock(target.demo)
    simulator = make_simulator(target.demo, clock) if target.demo else None
    api = DeferredApi(_opener(target, clock, simulator))
    try:
        services = build_services(api, clock, _load_safety, is_locked=target.is_locked)
        yield Composition(target, services, api, simulator)
    finally:
        await api.aclose()


def _load_safety() -> Safety:
    from altotui.storage.resources import load_safety

    return load_safety()


def _opener(target: Target, clock: Clock, simulator: Simulator | None) -> Callable[[], Opened]:
    def open_client() -> Opened:
        from altotui.api import connection
        from altotui.api.client import AltoClient
        from altotui.api.paths import Generation

        if simulator is not None:
            http = connection.open_demo(simulator.app)
        else:
            http = connection.open_http(target.base_url, target.token.value if target.token else "")
        return http, AltoClient(http, Generation(target.generation), clock)

    return open_client
