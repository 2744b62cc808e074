"""The watch over the fleet: what it tells, what it keeps, and that it lets the loop live."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import datetime, timedelta

import pytest

from altotui.domain.site import Site, SiteList
from altotui.domain.site_changes import ChangeKind
from altotui.services.events import Event, FleetChanged, ListSource
from altotui.services.fleet_watch import MAX_CHANGES, FleetWatch
from altotui.services.session import Session
from altotui.services.site_directory import SiteDirectory
from tests.clocks import FakeClock, settle
from tests.domain.records import NOW, a_site, site_no
from tests.services.fakes import FakeSdxApi, Published

SITES = 40
MAX_SITE_IDS = 10_000
LATE, OFFLINE, RETURNED = ChangeKind.LATE, ChangeKind.OFFLINE, ChangeKind.RETURNED


class Bench:
    """A watch, and a fleet of which some sites are silent; seconds count from NOW."""

    def __init__(self, clock: FakeClock, told: Published | None = None) -> None:
        self.told = told or Published()
        self.watch = FleetWatch(self.told, clock, MAX_SITE_IDS)
        self.silent_since_s: dict[int, float] = {}

    def listed(self, at_s: float, count: int = SITES) -> SiteList:
        as_of = NOW + timedelta(seconds=at_s)
        return SiteList(tuple(self._site(number, at_s, as_of) for number in range(count)), as_of)

    def _site(self, number: int, at_s: float, as_of: datetime) -> Site:
        age_s = at_s - self.silent_since_s.get(number, at_s - 1)
        return a_site(
            number,
            has_pulse=age_s <= 300,
            last_seen_at=as_of - timedelta(seconds=age_s),
            tags=(f"isp:{'alpha' if number < 8 else 'beta'}",),
            model=f"RB{number % 3}",
        )

    async def hears(
        self, at_s: float, *silent: int, since_s: float = 0, source: ListSource = ListSource.LIVE
    ) -> list[FleetChanged]:
        """Let a list come in which only `silent` have not been heard since `since_s` (or since before)."""
        self.silent_since_s = {n: self.silent_since_s.get(n, since_s) for n in silent}
        return await self.takes(self.listed(at_s), source)

    async def takes(self, listed: SiteList, source: ListSource = ListSource.LIVE) -> list[FleetChanged]:
        self.told.events.clear()
        self.watch.hear(listed, source)
        await self.watch.compare()
        return self.told.of(FleetChanged)


@pytest.fixture
def bench(clock: FakeClock) -> Bench:
    return Bench(clock)


def kinds(events: list[FleetChanged]) -> list[ChangeKind]:
    return [event.change.kind for event in events]


def _loudness(event: FleetChanged) -> tuple[bool, int, bool]:
    """Return what it asks of the screen."""
    return event.is_news, event.unread, event.rings


async def test_five_sites_that_go_late_are_one_event_with_what_they_share(bench: Bench) -> None:
    assert await bench.hears(0) == []
    assert await bench.hears(60) == []
    (event,) = await bench.hears(120, 0, 1, 2, 3, 4, since_s=62)
    assert _loudness(event) == (True, 1, True)
    change = event.change
    assert (change.number, change.kind, change.common, change.differing) == (
        1,
        LATE,
        ("isp:alpha",),
        ("model",),
    )
    assert (change.at, change.observed_at) == (NOW + timedelta(seconds=62), NOW + timedelta(seconds=120))
    assert bench.watch.sites_of(1) == {site_no(number) for number in range(5)}
    assert bench.watch.changes == (change,)
    assert await bench.hears(180, 0, 1, 2, 3, 4) == []


async def test_a_burst_that_a_later_list_completes_grows_and_is_no_news(bench: Bench) -> None:
    await bench.hears(0)
    await bench.hears(120, 0, 1, since_s=62)
    (event,) = await bench.hears(180, 0, 1, 2, 3, 4, since_s=80)
    assert (event.change.number, event.is_news, event.unread, event.rings) == (1, False, 1, False)
    assert len(event.change.site_ids) == 5
    assert event.change.common == ("isp:alpha",)
    assert event.change.spread_s == 18
    assert event.change.observed_at == NOW + timedelta(seconds=120)
    assert bench.watch.changes == (event.change,)


@pytest.mark.parametrize(
    ("at_s", "last_s", "grows"),
    [(180, 107, True), (180, 107.5, False), (419, 107, True), (420, 107, False)],
)
async def test_an_entry_grows_within_the_gap_and_for_five_minutes(
    bench: Bench, at_s: float, last_s: float, grows: bool
) -> None:
    await bench.hears(0)
    await bench.hears(120, 0, since_s=62)
    listed = bench.listed(at_s)
    late = listed.sites[20]._replace(has_pulse=True, last_seen_at=NOW + timedelta(seconds=last_s))
    await bench.takes(listed._replace(sites=(*listed.sites[:20], late, *listed.sites[21:])))
    with_it = [change.number for change in bench.watch.changes if late.id in change.site_ids]
    assert (with_it == [1]) is grows
    assert len(with_it) == 1


async def test_late_sites_that_go_offline_are_an_entry_and_no_news(bench: Bench) -> None:
    await bench.hears(0)
    await bench.hears(120, 0, 1, since_s=62)
    for at_s in range(180, 361, 60):
        assert await bench.hears(at_s, 0, 1) == []
    (event,) = await bench.hears(420, 0, 1)
    assert (event.change.kind, event.change.number, _loudness(event)) == (OFFLINE, 2, (False, 1, False))


async def test_sites_that_go_offline_without_being_late_are_news(bench: Bench) -> None:
    await bench.hears(0)
    (event,) = await bench.hears(250, 0, since_s=-60)
    assert (event.change.kind, event.change.since, _loudness(event)) == (OFFLINE, None, (True, 1, True))


async def test_a_return_is_news_without_a_bell(bench: Bench) -> None:
    await bench.hears(0)
    await bench.hears(120, 0, since_s=60)
    (event,) = await bench.hears(180)
    assert (event.change.kind, _loudness(event)) == (RETURNED, (True, 2, False))


async def test_a_site_that_flaps_rings_once(bench: Bench) -> None:
    await bench.hears(0)
    events = []
    for start_s in range(60, 600, 120):
        events += await bench.hears(start_s + 60, 0, since_s=start_s)
        events += await bench.hears(start_s + 120)
    assert [event.rings for event in events].count(True) == 1
    assert [event.is_news for event in events].count(True) == 2
    assert len(bench.watch.changes) == len(events) == 10


async def test_what_only_joined_an_untold_entry_is_news_itself(bench: Bench) -> None:
    await bench.hears(0)
    await bench.hears(60, 0, since_s=0)
    await bench.hears(120)
    (flap,) = await bench.hears(180, 0, since_s=121)
    assert not flap.is_news
    (event,) = await bench.hears(240, 0, *range(10, 15), since_s=150)
    assert event.change.number == flap.change.number
    assert (event.is_news, event.rings) == (True, True)


async def test_several_bursts_of_one_list_ring_once(bench: Bench) -> None:
    await bench.hears(0)
    bench.silent_since_s = {0: 60, 1: 61, 10: 130, 11: 131}
    events = await bench.hears(200, 0, 1, 10, 11)
    assert kinds(events) == [LATE, LATE]
    assert [event.is_news for event in events] == [True, True]
    assert [event.rings for event in events] == [True, False]
    assert [event.unread for event in events] == [1, 2]


async def test_looking_clears_what_is_unread(bench: Bench) -> None:
    await bench.hears(0)
    await bench.hears(120, 0, since_s=60)
    bench.watch.look()
    assert bench.watch.unread == 0
    (event,) = await bench.hears(180)
    assert event.unread == bench.watch.unread == 1


async def test_it_says_which_entries_are_unread(bench: Bench) -> None:
    await bench.hears(0)
    await bench.hears(120, 0, since_s=62)
    await bench.hears(180, since_s=0)
    assert bench.watch.unread_numbers == {1, 2}
    bench.watch.look()
    assert bench.watch.unread_numbers == frozenset()
    assert [change.number for change in bench.watch.changes] == [2, 1]
    (grown,) = await bench.hears(185, 1, since_s=65)
    assert (grown.change.number, grown.is_news) == (1, False)
    assert bench.watch.unread_numbers == frozenset()
    for at_s in range(240, 361, 60):
        assert await bench.hears(at_s, 1) == []
    (quiet,) = await bench.hears(420, 1)
    (news,) = await bench.hears(500, 1, 20, since_s=445)
    assert (quiet.change.kind, quiet.is_news) == (OFFLINE, False)
    assert (news.change.kind, news.is_news) == (LATE, True)
    assert bench.watch.unread_numbers == {news.change.number}
    assert bench.watch.unread == 1
    assert len(bench.watch.changes) == 4


async def test_a_list_of_an_earlier_run_gives_what_happened_since_without_a_bell(bench: Bench) -> None:
    await bench.hears(-2 * 86400, source=ListSource.CACHED)
    (event,) = await bench.hears(0, *range(12), since_s=-3600)
    assert (event.change.kind, len(event.change.site_ids)) == (OFFLINE, 12)
    assert event.change.since == NOW - timedelta(days=2)
    assert (event.is_news, event.rings) == (True, False)
    (event,) = await bench.hears(60, *range(12), 20, since_s=1)
    assert event.rings


async def test_a_list_that_a_newer_one_has_overtaken_changes_nothing_back(bench: Bench) -> None:
    await bench.hears(0)
    await bench.hears(120, 0, since_s=60)
    assert await bench.hears(90) == []
    again = await bench.hears(150, 0, since_s=60)
    assert again == []  # told already, and in its entry
    assert [event.change.kind for event in await bench.hears(210)] == [RETURNED]


async def test_a_fleet_that_shrinks_to_nothing_is_one_entry(bench: Bench) -> None:
    await bench.hears(0)
    (event,) = await bench.takes(SiteList((), NOW + timedelta(seconds=60)))
    assert (event.change.kind, len(event.change.site_ids), event.rings) == (ChangeKind.UNLISTED, SITES, False)
    assert event.change.names == ("site-0", "site-1", "site-2")


async def test_only_the_newest_changes_are_kept(bench: Bench) -> None:
    sites = bench.listed(0, 2).sites
    for at_s in range(MAX_CHANGES + 10):
        await bench.takes(SiteList(sites[: 1 + at_s % 2], NOW + timedelta(seconds=60 * at_s)))
    numbers = [change.number for change in bench.watch.changes]
    assert len(numbers) == MAX_CHANGES
    assert numbers == sorted(numbers, reverse=True)
    assert bench.watch.sites_of(1) == frozenset()
    assert bench.watch.sites_of(numbers[0])
    assert bench.watch.unread <= MAX_CHANGES


async def test_the_entries_together_keep_no_more_sites_than_a_bound(bench: Bench) -> None:
    sites = bench.listed(0, MAX_SITE_IDS // 5).sites
    for turn in range(12):
        listed = SiteList(sites if turn % 2 else (), NOW + timedelta(seconds=900 * turn))
        await bench.takes(listed)
        changes = bench.watch.changes
        assert sum(len(change.site_ids) for change in changes) <= MAX_SITE_IDS
        assert [change.number for change in changes] == list(range(turn, max(0, turn - 5), -1))
        assert bench.watch.unread_numbers <= {change.number for change in changes}
    assert bench.watch.sites_of(6) == frozenset()
    assert len(bench.watch.sites_of(7)) == len(sites)


async def test_one_entry_may_be_larger_than_the_bound_and_is_kept_as_long_as_it_is_the_newest(
    bench: Bench,
) -> None:
    sites = bench.listed(0, MAX_SITE_IDS + 1).sites
    await bench.takes(SiteList(sites, NOW))
    await bench.takes(SiteList((), NOW + timedelta(seconds=900)))
    assert len(bench.watch.sites_of(1)) == MAX_SITE_IDS + 1
    await bench.takes(SiteList(sites[:1], NOW + timedelta(seconds=1800)))
    assert [change.number for change in bench.watch.changes] == [2]


async def test_an_entry_that_grows_over_the_bound_stays_and_others_go(bench: Bench) -> None:
    await bench.hears(0)
    await bench.hears(120, 0, since_s=62)
    silent, many = bench.listed(121), bench.listed(121, SITES + MAX_SITE_IDS - 1).sites
    await bench.takes(silent._replace(sites=many))
    assert [change.number for change in bench.watch.changes] == [2, 1]
    bench.silent_since_s |= {1: 63}
    (event,) = await bench.takes(bench.listed(125)._replace(sites=(*bench.listed(125).sites, *many[SITES:])))
    assert (event.change.number, len(event.change.site_ids)) == (1, 2)
    assert [change.number for change in bench.watch.changes] == [1]


async def test_an_entry_that_is_not_kept_any_more_does_not_grow(bench: Bench) -> None:
    await bench.hears(0)
    await bench.hears(120, 0, since_s=62)
    many = bench.listed(121, SITES + MAX_SITE_IDS).sites
    await bench.takes(bench.listed(121)._replace(sites=many))
    assert [change.number for change in bench.watch.changes] == [2]
    bench.silent_since_s |= {1: 63}
    (event,) = await bench.takes(bench.listed(125)._replace(sites=(*bench.listed(125).sites, *many[SITES:])))
    assert (event.change.number, event.change.site_ids) == (3, (site_no(1),))
    assert [change.number for change in bench.watch.changes] == [3]


@pytest.mark.parametrize("broken", [{"last_seen_at": "yesterday"}, {"tags": 3}], ids=str)
@pytest.mark.parametrize("at", [0, 1])
async def test_a_list_that_cannot_be_compared_spoils_no_later_one(
    bench: Bench, broken: dict[str, object], at: int
) -> None:
    for turn in range(4):
        listed = bench.listed(60 * turn, SITES + turn)
        if turn == at:
            odd = a_site(999)._replace(**broken)  # type: ignore[arg-type]
            listed = listed._replace(sites=(*listed.sites, odd))
        with contextlib.suppress(TypeError):
            await bench.takes(listed)
    bench.silent_since_s = {0: 182}
    (event,) = await bench.takes(bench.listed(240, SITES + 3))
    assert event.change.kind is LATE


async def test_the_loop_lives_while_lists_are_compared_and_the_newest_wins(
    bench: Bench, clock: FakeClock
) -> None:
    await bench.takes(bench.listed(0, 5000))
    bench.watch.hear(bench.listed(60, 5000), ListSource.LIVE)
    comparing = asyncio.ensure_future(bench.watch.compare())
    await asyncio.sleep(0)
    assert not comparing.done()
    bench.silent_since_s = {0: 60}
    bench.watch.hear(bench.listed(120, 5000), ListSource.LIVE)
    await bench.watch.compare()
    assert not comparing.done()
    await comparing
    assert kinds(bench.told.of(FleetChanged)) == [LATE]


async def test_a_comparison_that_is_cancelled_is_done_by_the_next(bench: Bench) -> None:
    await bench.takes(bench.listed(0, 5000))
    for turns in range(60):
        bench.silent_since_s = {} if turns % 2 else dict.fromkeys(range(3), 60 * turns)
        bench.watch.hear(bench.listed(60 * turns + 60, 5000), ListSource.LIVE)
        comparing = asyncio.ensure_future(bench.watch.compare())
        for _ in range(turns):
            await asyncio.sleep(0)
        comparing.cancel()
        await asyncio.gather(comparing, return_exceptions=True)
        await bench.watch.compare()
    numbers = [change.number for change in bench.watch.changes]
    assert numbers == list(range(len(numbers), 0, -1))
    assert {change.kind for change in bench.watch.changes} == {LATE, RETURNED}
    assert len(numbers) == 60


async def test_the_directory_lets_complete_lists_be_compared(clock: FakeClock) -> None:
    bench, api = Bench(clock), FakeSdxApi()
    directory = SiteDirectory(api, Session(clock, bench.told), clock, bench.told, fleet=bench.watch)
    watching = asyncio.ensure_future(bench.watch.run())
    directory.take(bench.listed(0)._replace(total=SITES + 9), ListSource.LIVE)
    directory.take(bench.listed(0), ListSource.LIVE)
    bench.silent_since_s = {3: 30}
    api.listed = bench.listed(90)
    await directory.refresh()
    await settle()
    assert kinds(bench.told.of(FleetChanged)) == [LATE]
    directory.take(bench.listed(150, 2)._replace(total=SITES), ListSource.LIVE)
    api.listed = bench.listed(160)
    await directory.refresh()
    await settle()
    assert kinds(bench.told.of(FleetChanged)) == [LATE]
    watching.cancel()


class _Broken(Published):
    """Cannot take a change while it is broken."""

    is_broken = False

    def __call__(self, event: Event) -> None:
        """Keep one event."""
        if self.is_broken and isinstance(event, FleetChanged):
            raise ZeroDivisionError
        super().__call__(event)


async def test_what_breaks_in_a_comparison_ends_no_refreshing_and_breaks_no_other(clock: FakeClock) -> None:
    told, api = _Broken(), FakeSdxApi()
    bench = Bench(clock, told)
    directory = SiteDirectory(api, Session(clock, told), clock, told, fleet=bench.watch)
    api.listed = bench.listed(0)
    watching = asyncio.ensure_future(bench.watch.run())
    refreshing = asyncio.ensure_future(directory.run())
    await clock.advance(1)
    told.is_broken = True
    bench.silent_since_s = {3: 1, 9: 30}
    api.listed = bench.listed(90)
    await clock.advance(60)
    assert directory.listed is api.listed
    assert not refreshing.done()
    with pytest.raises(ZeroDivisionError):
        await watching
    watching = asyncio.ensure_future(bench.watch.run())
    await clock.advance(60)
    assert not watching.done()
    told.is_broken = False
    bench.silent_since_s = {3: 1}
    api.listed = bench.listed(180)
    await clock.advance(60)
    assert kinds(told.of(FleetChanged)) == [RETURNED]
    for task in (watching, refreshing):
        task.cancel()
