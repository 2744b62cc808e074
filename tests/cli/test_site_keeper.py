"""The list of sites is left for the next start: only a live one, once, and whatever becomes of the disk."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from altotui.cli.compose import Composition, compose
from altotui.cli.console import _first_lists, _site_keeper
from altotui.cli.site_keeper import SiteKeeper
from altotui.cli.target import Demo, Target
from altotui.domain.site import SiteList
from altotui.services.events import ListSource
from altotui.services.session import Session
from altotui.services.site_directory import SiteDirectory
from altotui.storage.locations import site_cache_file, state_dir
from tests.clocks import FakeClock
from tests.domain.records import a_site, sites_of
from tests.services.fakes import FakeSdxApi, Published

LISTED = sites_of(*(a_site(number, "x" * 300) for number in range(500)))
TARGET = Target("acme", "v1", "", False)


@pytest.fixture
def directory(clock: FakeClock) -> SiteDirectory:
    return SiteDirectory(FakeSdxApi(), Session(clock, Published()), clock, Published())


def _composed(composition: Composition) -> list[SiteList]:
    return [listed for listed in _first_lists(composition) if listed is not None]


async def test_the_next_start_begins_with_what_the_last_has_left(directory: SiteDirectory) -> None:
    directory.take(LISTED, ListSource.LIVE)
    SiteKeeper(directory, "acme").keep()
    async with compose(TARGET) as composition:
        lists = _composed(composition)
    assert lists[-1] == LISTED
    assert lists[0].total == 500
    assert len(lists[0].sites) < 500


async def test_the_first_start_begins_with_nothing() -> None:
    async with compose(TARGET) as composition:
        assert _composed(composition) == []


@pytest.mark.parametrize("sites", [0, 1, 100, 240, 700])
async def test_a_demonstration_says_from_its_first_screenful_on_how_many_there_are(sites: int) -> None:
    demo = Demo(sites, 7, "calm-day", 1.0, None)
    async with compose(Target("demo", "v1", "", False, demo=demo)) as composition:
        lists = _composed(composition)
        assert _site_keeper(composition) is None
    assert len(lists[-1].sites) == sites
    assert [listed.total for listed in lists] == [sites] * (len(lists) - 1) + [None]


def test_a_cached_list_is_not_kept_again(directory: SiteDirectory) -> None:
    keeper = SiteKeeper(directory, "acme")
    keeper.keep()
    directory.take(LISTED, ListSource.CACHED)
    keeper.keep()
    assert not state_dir().exists()


def test_a_list_is_kept_once_and_a_newer_one_in_its_place(directory: SiteDirectory) -> None:
    keeper = SiteKeeper(directory, "acme")
    directory.take(LISTED, ListSource.LIVE)
    keeper.keep()
    site_cache_file("acme").unlink()
    keeper.keep()
    assert not site_cache_file("acme").exists()
    directory.take(sites_of(a_site(1)), ListSource.LIVE)
    keeper.keep()
    assert site_cache_file("acme").exists()


def test_a_full_disk_is_no_reason_to_fail_and_it_is_tried_again(
    directory: SiteDirectory, tmp_path: Path
) -> None:
    state_dir().write_text("a file where the folder should be")
    keeper = SiteKeeper(directory, "acme")
    directory.take(LISTED, ListSource.LIVE)
    keeper.keep()
    state_dir().unlink()
    keeper.keep()
    assert site_cache_file("acme").exists()


class _Waiting(tuple[object, ...]):
    """Sites of which the writer gets none before the gate opens."""

    gate = threading.Event()
    asked = threading.Event()

    def __getitem__(self, key: Any) -> Any:
        self.asked.set()
        self.gate.wait(5.0)
        return super().__getitem__(key)


def test_the_end_waits_for_the_thread_and_does_not_write_the_same_again(directory: SiteDirectory) -> None:
    keeper = SiteKeeper(directory, "acme")
    directory.take(SiteList(_Waiting(LISTED.sites), LISTED.as_of), ListSource.LIVE)  # type: ignore[arg-type]
    first = threading.Thread(target=keeper.keep)
    last = threading.Thread(target=keeper.keep)
    first.start()
    assert _Waiting.asked.wait(5.0)
    last.start()
    assert last.is_alive()
    assert not site_cache_file("acme").exists()
    _Waiting.gate.set()
    first.join()
    last.join()
    assert site_cache_file("acme").exists()
    assert [path.name for path in state_dir().iterdir()] == ["sites-acme.json"]


async def test_only_a_list_of_the_api_makes_the_directory_live(directory: SiteDirectory) -> None:
    directory.take(LISTED, ListSource.CACHED)
    assert not directory.came_live.is_set()
    await directory.refresh()
    assert directory.came_live.is_set()
