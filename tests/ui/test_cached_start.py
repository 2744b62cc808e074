"""A start with a cached list: the full count from the first slice on, and the live list left behind at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from altotui.cli.compose import compose
from altotui.cli.target import Demo, Target
from altotui.domain.clock import Clock, SystemClock
from altotui.domain.site import SiteList
from altotui.services.events import ListSource
from altotui.services.site_directory import SiteDirectory
from altotui.ui.background import Beside
from altotui.ui.profile import ConsoleProfile
from tests.clocks import FakeClock
from tests.domain.records import a_site, sites_of
from tests.ui.frames import WatchedApp
from tests.ui.seeing import Sight
from tests.waiting import until

WHOLE = sites_of(*(a_site(number) for number in range(400)))
_TARGET = Target("demo", "v1", "", False, demo=Demo(5, 7, "calm-day", 1.0, None))


class _Slices(Iterator[SiteList | None]):
    """A cached list that comes in slices, the second when it may."""

    def __init__(self) -> None:
        self._left: list[SiteList | None] = [
            WHOLE._replace(sites=WHOLE.sites[:100], total=400),
            WHOLE,
        ]
        self.may_go_on = False

    def __next__(self) -> SiteList | None:
        if not self._left:
            raise StopIteration
        return self._left.pop(0) if self.may_go_on or len(self._left) == 2 else None


@asynccontextmanager
async def _started(
    clock: Clock, slices: Iterator[SiteList | None], beside: Beside
) -> AsyncIterator[tuple[Sight, SiteDirectory]]:
    async with compose(_TARGET, clock) as composition:
        app = WatchedApp(composition.services, ConsoleProfile("prod"), slices, beside)
        async with app.run_test(size=(120, 36)):
            yield Sight(app), composition.services.directory


async def test_the_header_says_how_many_are_cached_from_the_first_slice_on() -> None:
    slices = _Slices()
    async with _started(FakeClock(), slices, Beside()) as (sight, directory):
        await sight.sees("400 cached")
        assert directory.listed is not None
        assert len(directory.listed.sites) == 100
        slices.may_go_on = True
        await sight.until(lambda: sight.app.main_screen.sites.rows.total == 400)
        await sight.sees("400 cached")
        assert directory.source is ListSource.CACHED
        assert not directory.came_live.is_set()


async def test_a_live_list_ends_the_cached_ones() -> None:
    slices = _Slices()
    async with _started(FakeClock(), slices, Beside()) as (sight, directory):
        await sight.sees("400 cached")
        live = sites_of(a_site(1))
        directory.take(live, ListSource.LIVE)
        await sight.sees("1 sites")
        await sight.until(lambda: any(worker.group == "site-refresh" for worker in sight.app.workers))
        slices.may_go_on = True
        assert directory.listed is live
        assert next(slices) == WHOLE  # nobody asked for it


async def test_the_first_live_list_is_left_for_the_next_start_at_once() -> None:
    slices = _Slices()
    kept: list[str] = []
    async with _started(SystemClock(), slices, Beside(keep_sites=lambda: kept.append("the list"))) as (
        sight,
        _,
    ):
        await sight.sees("400 cached")
        assert kept == []
        slices.may_go_on = True
        await sight.sees("5 sites")
        await until(lambda: kept)
