"""A console that nobody touches paints nothing, and one site that changes costs a few cells."""

from __future__ import annotations

import pytest

from altotui.domain.site import SiteList
from altotui.services.events import ListSource
from tests.clocks import FakeClock
from tests.ui.driving import Console, driven


async def _at_rest(console: Console) -> None:
    await console.choose(console.site())
    await console.pass_s(2)
    await console.until(lambda: console.main.jobs.rows.row_count())
    await _painted(console)


async def _painted(console: Console) -> None:
    """Wait until nothing is painted any more, and forget what was."""
    while True:
        console.app.frames.clear()
        await console.pilot.pause()
        if not console.app.frames:
            return


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)])
async def test_ten_minutes_of_nothing_paint_nothing(size: tuple[int, int]) -> None:
    async with driven(clock=FakeClock(), size=size) as console:
        await _at_rest(console)
        for _ in range(10):
            await console.pass_s(60)
        assert [frame.cells for frame in console.app.frames] == []
        assert sum(call.path == "/sites" for call in console.gateway.calls) > 5


async def test_the_same_list_again_paints_nothing() -> None:
    async with driven(clock=FakeClock()) as console:
        await _at_rest(console)
        listed = console.listed
        console.services.directory.take(SiteList(tuple(listed.sites), listed.as_of), ListSource.LIVE)
        await console.pilot.pause()
        assert console.app.frames == []


async def test_one_site_that_changes_paints_its_line_and_the_totals() -> None:
    async with driven(clock=FakeClock()) as console:
        await _at_rest(console)
        painted: list[int] = []
        for has_pulse, totals in ((False, "+23 ~0 -1 ?0"), (True, "+24 ~0 -0 ?0"), (False, "+23 ~0 -1 ?0")):
            listed = console.listed
            console.app.frames.clear()
            first = listed.sites[0]._replace(has_pulse=has_pulse)
            console.services.directory.take(
                listed._replace(sites=(first, *listed.sites[1:])), ListSource.LIVE
            )
            await console.sees(totals)
            await console.pilot.pause()
            painted.append(sum(frame.cells for frame in console.app.frames))
        assert 0 < painted[-1] <= console.app.size.width + 62, painted


async def test_a_key_in_the_prompt_paints_two_lines_at_most() -> None:
    async with driven(clock=FakeClock()) as console:
        await _at_rest(console)
        console.type("/")
        await console.until(lambda: console.main.console.prompt.text == "/")
        await console.until(lambda: console.services.reader.is_ready)
        await _painted(console)  # the first key loads what reads a line, which says so when it has come
        console.type("i")
        await console.until(lambda: console.main.console.prompt.text == "/i")
        await console.pilot.pause()
        width = console.main.console.size.width
        assert 0 < sum(frame.cells for frame in console.app.frames) <= 2 * width


async def test_a_movement_key_paints_the_two_rows_that_differ() -> None:
    async with driven(clock=FakeClock()) as console:
        await _at_rest(console)
        rows = console.main.sites.rows
        console.press("f2", "escape")
        await _painted(console)
        console.press("down")
        await console.until(lambda: rows.cursor == 1)
        await _painted(console)  # the first key behind a new layout paints once more what that has painted
        console.press("down")
        await console.until(lambda: rows.cursor == 2)
        await console.pilot.pause()
        assert 0 < sum(frame.cells for frame in console.app.frames) <= 2 * rows.size.width


async def test_an_open_job_alone_makes_the_screen_tick() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await _at_rest(console)
        await console.open_form()
        await console.fill("Log a word", ":log info 1")
        console.press("f9")
        await console.pass_s(1)
        await console.sees("1 pending")
        await console.pass_s(3)
        console.app.frames.clear()
        await console.until(lambda: console.app.frames)
        assert max(frame.cells for frame in console.app.frames) <= 6 * console.main.jobs.size.width
