"""What the watch tells of the scenarios: the real services and the real client over the simulated platform."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import TypeVar

from altotui.cli.compose import Composition, compose
from altotui.cli.target import Demo, Target
from altotui.domain.budget import Priority
from altotui.domain.change_words import describe
from altotui.domain.command import Sentence
from altotui.domain.ids import SiteId
from altotui.domain.site_changes import ChangeKind
from altotui.services.events import FleetChanged
from altotui.services.site_directory import REFRESH_EVERY_S
from tests.clocks import FakeClock
from tests.services.fakes import Published

T = TypeVar("T")


class Night:
    """One demonstration whose lists come in while its clock is moved."""

    def __init__(self, composition: Composition, clock: FakeClock) -> None:
        self.services = composition.services
        assert composition.simulator is not None
        self.simulator = composition.simulator
        self.clock = clock
        self.told = Published()
        self.services.relay.connect(self.told)

    @property
    def changes(self) -> list[FleetChanged]:
        """Return what was told of the fleet, oldest first."""
        return self.told.of(FleetChanged)

    async def passes(self, lists: int = 1) -> None:
        """Let a minute pass before each of so many lists."""
        for _ in range(lists):
            await self.clock.advance(REFRESH_EVERY_S)
            assert await self.does(self.services.directory.refresh())
            await self.does(self.services.fleet.compare())

    async def does(self, call: Coroutine[object, object, T]) -> T:
        """Return the outcome of a call; what the platform takes for it passes on this clock."""
        calling = asyncio.ensure_future(call)
        while not calling.done():
            await self.clock.advance(0.05)
        return await calling


@asynccontextmanager
async def night(scenario: str, sites: int = 240, tick_s: float | None = None) -> AsyncIterator[Night]:
    """Run one whose first list has come."""
    clock = FakeClock()
    target = Target("demo", "v1", "", False, demo=Demo(sites, 7, scenario, 1.0, tick_s))
    async with compose(target, clock) as composition:
        await composition.api.warm_up()
        run = Night(composition, clock)
        assert await run.does(run.services.directory.refresh())
        yield run


async def test_a_calm_day_is_silent() -> None:
    async with night("calm-day") as run:
        await run.passes(30)
        assert run.changes == []


async def test_five_silent_sites_are_one_piece_of_news_and_a_return_another() -> None:
    async with night("dns-behind-uplink") as run:
        await run.passes(3)
        (event,) = run.changes
        assert (event.is_news, event.rings, event.unread) == (True, True, 1)
        change, silenced = event.change, run.simulator.outages.silenced
        assert set(change.site_ids) == {run.simulator.fleet.site_id(index) for index in silenced}
        assert set(change.common) == {"isp:alpha", "region:lagos"}
        assert change.differing == ("model", "version")
        words = describe(change, run.services.directory.name_of)
        assert words.startswith(f"5 sites late within {change.spread_s:.0f} s, common: ")

        back = SiteId(run.simulator.fleet.site_id(silenced[3]))
        servers = Sentence("/ip/dns/set", ("=servers=198.51.100.53",))
        await run.does(
            run.services.api.run_command(
                back,
                servers,
                is_write=True,
                total_s=60.0,
                priority=Priority.COMMAND,
                on_leaving=lambda: None,
            )
        )
        await run.passes()
        _, event = run.changes
        assert (event.change.kind, event.change.site_ids) == (ChangeKind.RETURNED, (back,))
        assert (event.is_news, event.rings, event.unread) == (True, False, 2)

        await run.passes(4)
        offline = [event for event in run.changes if event.change.kind is ChangeKind.OFFLINE]
        assert not any(event.is_news for event in offline)
        assert len(offline[-1].change.site_ids) == 4


async def test_a_provider_that_drops_rings_once() -> None:
    async with night("isp-cut", sites=480) as run:
        await run.passes(8)
        assert [event.rings for event in run.changes].count(True) == 1
        news = [event for event in run.changes if event.is_news]
        assert [event.change.kind for event in news] == [ChangeKind.LATE]
        last = {event.change.kind: event.change for event in run.changes}
        assert set(last) == {ChangeKind.LATE, ChangeKind.OFFLINE}
        for change in last.values():
            assert len(change.site_ids) > 5
            assert set(change.common) >= {"isp:alpha", "region:lagos"}
        assert set(last[ChangeKind.LATE].site_ids) == set(last[ChangeKind.OFFLINE].site_ids)


async def test_a_fleet_that_ticks_rings_at_most_once_for_a_list() -> None:
    async with night("calm-day", sites=600, tick_s=1.0) as run:
        rung = []
        for _ in range(12):
            before = len(run.changes)
            await run.passes()
            rung.append(sum(event.rings for event in run.changes[before:]))
        assert max(rung) == 1
        assert sum(rung) < len(rung) / 2  # bursts grow for five minutes
        assert {event.change.kind for event in run.changes} >= {ChangeKind.OFFLINE, ChangeKind.RETURNED}
