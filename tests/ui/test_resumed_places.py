"""The place that an earlier console has left, while the API does not answer: gone to as far as can be, never lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from altotui.cli.compose import compose
from altotui.cli.target import Demo, Target
from altotui.domain.site import SiteList
from altotui.domain.workspace import Place, Workspace
from altotui.services.events import ListSource
from altotui.services.suite import Services
from altotui.services.workspace_log import WorkspaceLog
from altotui.ui.background import Beside
from altotui.ui.profile import ConsoleProfile
from tests.clocks import FakeClock
from tests.domain.records import NOW, a_site, site_no, sites_of
from tests.domain.workspaces import answered, asked
from tests.ui.frames import WatchedApp
from tests.ui.resumed import Drawer
from tests.ui.seeing import Sight

LISTED = sites_of(*(a_site(number) for number in range(1, 40)))
PLACE = Place(
    "jobs", True, "/interface", site_no(3), "marked", (site_no(4), site_no(5)), (site_no(4), site_no(5))
)
_TARGET = Target("demo", "v1", "", False, demo=Demo(5, 7, "calm-day", 1.0, None))


@asynccontextmanager
async def _silent(drawer: Drawer, cached: SiteList | None) -> AsyncIterator[tuple[Sight, Services]]:
    """Run a console that resumes, in front of an API that never answers; its clock stands still."""
    clock = FakeClock()
    beside = Beside(open_workspace=partial(WorkspaceLog, drawer, clock), resume=drawer.load)
    async with compose(_TARGET, clock) as composition:
        app = WatchedApp(composition.services, ConsoleProfile("prod"), iter((cached,)), beside)
        async with app.run_test(size=(120, 36)):
            yield Sight(app), composition.services
        await app.background.leave()


def _left(place: Place) -> Drawer:
    return Drawer(Workspace(NOW, place, (asked(answered()),)))


def _is_like_then(sight: Sight) -> bool:
    main = sight.main
    return (main.active_pane, main.pane_layout.is_zoomed, main.console.line.menu) == PLACE[:3]


async def test_without_a_list_pane_zoom_and_menu_come_at_once_and_the_rest_stays_left() -> None:
    drawer = _left(PLACE)
    async with _silent(drawer, None) as (sight, services):
        await sight.until(lambda: _is_like_then(sight))
        assert services.directory.listed is None
        await sight.app.background.leave()
    assert drawer.left is not None
    assert drawer.left.place == PLACE


async def test_behind_a_list_without_its_site_the_place_stays_left_until_that_is_there() -> None:
    drawer = _left(PLACE._replace(chosen=site_no(99), set_name="", set_ids=()))
    async with _silent(drawer, LISTED) as (sight, services):
        await sight.until(lambda: _is_like_then(sight) and len(sight.main.console.transcript.entries) == 2)
        assert services.targets.chosen_id is None
        await sight.app.background.leave()
        assert drawer.left is not None
        assert drawer.left.place.chosen == site_no(99)
        services.directory.take(sites_of(a_site(99)), ListSource.LIVE)
        await sight.until(lambda: services.targets.chosen_id == site_no(99))


async def test_who_has_begun_elsewhere_leaves_that_place() -> None:
    drawer = _left(PLACE._replace(chosen=site_no(99), set_name="", set_ids=()))
    async with _silent(drawer, LISTED) as (sight, _):
        await sight.until(lambda: _is_like_then(sight) and len(sight.main.console.transcript.entries) == 2)
        sight.main.choose_site(LISTED.sites[0])
        await sight.app.background.leave()
    assert drawer.left is not None
    assert drawer.left.place.chosen == LISTED.sites[0].id
    assert drawer.left.place.marked == ()


async def test_a_marked_site_that_is_not_listed_holds_nothing_back() -> None:
    marked = (*PLACE.marked, site_no(99))
    for place in (
        PLACE._replace(marked=marked, set_name="", set_ids=()),
        PLACE._replace(marked=marked, set_ids=marked),
    ):
        drawer = _left(place)
        async with _silent(drawer, LISTED) as (sight, services):
            await sight.until(lambda: services.targets.chosen_id == place.chosen)  # noqa: B023 (asked in here only)
            assert len(services.targets.current.sites) == (2 if place.set_name else 1)
            assert services.marks.ids == set(marked)
            assert not services.directory.came_live.is_set()


async def test_marks_are_not_aimed_at_while_the_site_is_not_listed_that_lines_go_to_without_them() -> None:
    drawer = _left(PLACE._replace(chosen=site_no(99)))
    async with _silent(drawer, LISTED) as (sight, services):
        await sight.until(lambda: len(sight.main.console.transcript.entries) == 2)
        assert not services.targets.current.sites
    assert drawer.left is not None
    assert drawer.left.place == PLACE._replace(chosen=site_no(99))
