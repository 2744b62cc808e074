"""Where a run keeps favourites: in its profile's file, written before the run ends; nowhere for a demonstration."""

from __future__ import annotations

from altotui.cli.compose import compose
from altotui.cli.target import Demo, Target
from altotui.storage.locations import state_dir
from altotui.storage.site_prefs import SitePrefsFile
from tests.domain.records import site_no


async def test_a_run_ends_when_its_favourites_are_on_the_disk() -> None:
    async with compose(Target("acme", "v1", "", False)) as composition:
        for number in range(20):
            composition.services.habits.toggle_favourite(site_no(number))
    assert SitePrefsFile("acme").load().prefs.favourites == {site_no(number) for number in range(20)}
    async with compose(Target("acme", "v1", "", False)) as composition:
        await composition.services.habits.load()
        assert composition.services.habits.is_favourite(site_no(7))


async def test_a_demonstration_leaves_nothing_behind() -> None:
    demo = Demo(3, 7, "calm-day", 1.0, None)
    async with compose(Target("demo", "v1", "", False, demo=demo)) as composition:
        composition.services.habits.toggle_favourite(site_no(1))
        await composition.services.habits.load()
        assert composition.services.habits.is_favourite(site_no(1))
    assert not state_dir().exists()


async def test_a_run_that_keeps_nothing_makes_nothing() -> None:
    async with compose(Target("acme", "v1", "", False)):
        pass
    assert not state_dir().exists()
