"""The list of sites: kept fresh, kept on failure, and found by name."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from altotui.domain.budget import Priority
from altotui.domain.errors import InvalidInput, SessionExpired, Unreachable
from altotui.domain.site import SiteList
from altotui.services.events import ListSource, SessionChanged, SitesChanged, SitesUnavailable
from altotui.services.session import Session
from altotui.services.site_directory import SiteDirectory
from tests.clocks import FakeClock
from tests.domain.records import NOW, a_site, site_no, sites_of
from tests.services.fakes import FakeSdxApi, Published

SITES = sites_of(
    a_site(1, "Lagos-01", identity="lag01", pid="site_A"),
    a_site(2, "Lagos-02"),
    a_site(3, "Zürich"),
    a_site(4, "twin"),
    a_site(5, "twin"),
)


@pytest.fixture
def api() -> FakeSdxApi:
    fake = FakeSdxApi()
    fake.listed = SITES
    return fake


@pytest.fixture
def told() -> Published:
    return Published()


@pytest.fixture
def session(clock: FakeClock, told: Published) -> Session:
    return Session(clock, told)


@pytest.fixture
def directory(api: FakeSdxApi, session: Session, clock: FakeClock, told: Published) -> SiteDirectory:
    return SiteDirectory(api, session, clock, told)


async def test_a_refresh_brings_the_list(directory: SiteDirectory, told: Published) -> None:
    assert await directory.refresh()
    assert directory.listed == SITES
    assert told.events == [SitesChanged(SITES, ListSource.LIVE)]
    assert directory.source is ListSource.LIVE
    assert directory.name_of(site_no(3)) == "Zürich"
    assert directory.name_of(site_no(9)) == site_no(9)
    assert directory.get(site_no(9)) is None


async def test_a_failure_keeps_the_list_and_says_since_when(
    directory: SiteDirectory, api: FakeSdxApi, told: Published
) -> None:
    api.failure = Unreachable("no network")
    assert not await directory.refresh()
    api.failure = None
    await directory.refresh()
    api.failure = Unreachable("no network")
    assert not await directory.refresh()
    assert directory.listed == SITES
    assert [event.stale_since for event in told.of(SitesUnavailable)] == [None, NOW]


class Overtaken(FakeSdxApi):
    """Answers each question when the test says so, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[asyncio.Future[SiteList]] = []

    async def list_sites(self, *, priority: Priority, expected: int = 0) -> SiteList:  # noqa: ARG002 (no answer is too large)
        """Wait for the answer to this question."""
        self.calls.append(("list_sites", priority))
        self.answers.append(asyncio.get_running_loop().create_future())
        return await self.answers[-1]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 1, 0), (1, 2, 0)])
async def test_an_answer_never_replaces_that_to_a_later_question(
    session: Session, clock: FakeClock, told: Published, order: tuple[int, ...]
) -> None:
    api = Overtaken()
    directory = SiteDirectory(api, session, clock, told)
    loads = [asyncio.ensure_future(directory.load()) for _ in range(3)]
    await clock.advance(0)
    lists = [sites_of(*SITES.sites[:number]) for number in range(3)]
    newest = -1
    for question in order:
        api.answers[question].set_result(lists[question])
        newest = max(newest, question)
        assert await loads[question] is lists[newest]
        assert directory.listed is lists[newest]
    taken = [event.listed for event in told.of(SitesChanged)]
    assert taken == sorted(taken, key=lists.index)


def test_a_cached_list_never_replaces_one_of_the_api(directory: SiteDirectory, told: Published) -> None:
    directory.take(sites_of(a_site(9)), ListSource.CACHED)
    directory.take(SITES, ListSource.LIVE)
    directory.take(sites_of(a_site(9)), ListSource.CACHED)
    assert directory.listed == SITES
    assert directory.source is ListSource.LIVE
    assert [event.source for event in told.of(SitesChanged)] == [ListSource.CACHED, ListSource.LIVE]


async def test_it_refreshes_each_minute_and_further_apart_while_it_fails(
    directory: SiteDirectory, api: FakeSdxApi, clock: FakeClock
) -> None:
    asked: list[float] = []

    async def steps(count: int) -> list[float]:
        asked.clear()
        for _ in range(count):
            before = len(api.calls)
            await clock.advance(1)
            if len(api.calls) > before:
                asked.append(clock.monotonic())
        return [later - earlier for earlier, later in pairwise(asked)]

    running = asyncio.ensure_future(directory.run(first_after_s=5))
    assert await steps(200) == [60, 60, 60]
    api.failure = Unreachable("no network")
    assert await steps(3000) == [120, 240, 480, 600, 600, 600]
    api.failure = None
    await clock.advance(600)
    assert await steps(150) == [60]
    running.cancel()


@pytest.mark.parametrize("cached", [True, False])
async def test_somebody_waits_for_the_first_live_list_and_nobody_for_the_later_ones(
    directory: SiteDirectory, api: FakeSdxApi, clock: FakeClock, cached: bool
) -> None:
    if cached:
        directory.take(SITES, ListSource.CACHED)
    api.failure = Unreachable("no network")
    running = asyncio.ensure_future(directory.run())
    await clock.advance(1)
    api.failure = None
    await clock.advance(300)
    running.cancel()
    assert api.named("list_sites") == [
        *[(Priority.REFRESH,)] * 2,
        *[(Priority.BACKGROUND,)] * 3,
    ]


async def test_a_list_that_a_person_asks_for_goes_before_the_polls(
    directory: SiteDirectory, api: FakeSdxApi
) -> None:
    await directory.refresh()
    await directory.load()
    await directory.refresh(Priority.BACKGROUND)
    assert api.named("list_sites") == [(Priority.REFRESH,), (Priority.REFRESH,), (Priority.BACKGROUND,)]


async def test_while_the_token_is_refused_nothing_is_asked_until_a_call_is_accepted(
    directory: SiteDirectory, api: FakeSdxApi, clock: FakeClock, session: Session, told: Published
) -> None:
    running = asyncio.ensure_future(directory.run())
    await clock.advance(1)
    api.failure = SessionExpired("expired", status=401)
    await clock.advance(60)
    assert session.is_expired
    assert len(told.of(SitesUnavailable)) == 1
    await clock.advance(3600)
    assert len(api.calls) == 2
    api.failure = None
    session.token_accepted()
    await clock.advance(0)
    assert len(api.calls) == 3
    await clock.advance(60)
    assert len(api.calls) == 4
    running.cancel()


async def test_a_list_that_comes_says_that_the_token_is_taken_again(
    directory: SiteDirectory, api: FakeSdxApi, session: Session, told: Published
) -> None:
    api.failure = SessionExpired("expired", status=401)
    with pytest.raises(SessionExpired):
        await directory.load()
    assert session.is_expired
    api.failure = None
    await directory.load()
    assert not session.is_expired
    assert [event.expired for event in told.of(SessionChanged)] == [True, False]


async def test_another_failure_says_nothing_about_the_token(
    directory: SiteDirectory, api: FakeSdxApi, session: Session
) -> None:
    api.failure = Unreachable("no network")
    await directory.refresh()
    assert not session.is_expired
    session.token_refused()
    await directory.refresh()
    assert session.is_expired


async def test_weeks_without_an_api_end_nothing(
    directory: SiteDirectory, api: FakeSdxApi, clock: FakeClock
) -> None:
    api.failure = Unreachable("no network")
    running = asyncio.ensure_future(directory.run())
    await clock.advance(600 * 1100)
    assert not running.done()
    api.failure = None
    await clock.advance(600)
    assert directory.listed == SITES
    running.cancel()


async def test_the_time_of_the_server_is_kept_beside_ours(directory: SiteDirectory, clock: FakeClock) -> None:
    assert directory.server_now() == clock.now()
    directory.take(sites_of(as_of=NOW + timedelta(seconds=90)), ListSource.CACHED)
    assert directory.server_now() == clock.now()
    directory.take(sites_of(as_of=NOW + timedelta(seconds=90)), ListSource.LIVE)
    await clock.advance(10)
    assert directory.server_now() == NOW + timedelta(seconds=100)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Lagos-01", 1),
        ("LAGOS-01", 1),
        (" lagos-01 ", 1),
        ("lag01", 1),
        ("site_a", 1),
        (site_no(2), 2),
        (site_no(2).upper(), 2),
        ("zür", 3),
        ("lagos-02", 2),
    ],
)
async def test_a_site_is_found_by_what_names_it(directory: SiteDirectory, text: str, number: int) -> None:
    await directory.refresh()
    assert directory.find(text).id == site_no(number)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no site ''"),
        ("  ", "there is no site"),
        ("paris", "there is no site 'paris': `altotui sites` lists them"),
        (site_no(9), "there is no site"),
        ("agos", "there is no site"),
        ("lagos", "'lagos' names 2 sites: be exact, as in Lagos-01, Lagos-02"),
        ("twin", "names 2 sites"),
        ("x\x1b" * 500, "there is no site"),
    ],
)
async def test_what_names_none_or_several_is_refused(directory: SiteDirectory, text: str, words: str) -> None:
    await directory.refresh()
    with pytest.raises(InvalidInput) as caught:
        directory.find(text)
    assert words in str(caught.value)
    assert str(caught.value).isprintable()


def test_nothing_is_found_before_the_first_list(directory: SiteDirectory) -> None:
    with pytest.raises(InvalidInput, match="there is no site"):
        directory.find("Lagos-01")
