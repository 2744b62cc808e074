"""Sizes from tiny to huge: nothing breaks, the right panes are there, and a resize moves neither place nor text."""

from __future__ import annotations

import pytest

from altotui.domain.site import Site
from tests.clocks import FakeClock
from tests.ui.driving import Console, driven

SIZES = [(80, 24), (100, 30), (120, 36), (160, 45), (200, 60), (60, 20), (40, 12)]
ONE_PANE = {(80, 24), (60, 20), (40, 12)}
PANES = {"sites": "f2", "console": "f3", "jobs": "f4"}


def _visible(console: Console) -> list[str | None]:
    return [pane.id for pane in console.main.query(".pane") if pane.region.area]


async def _fits(console: Console) -> None:
    width, height = console.app.size
    await console.until(lambda: len(console.strips()) == height)
    assert {strip.cell_length for strip in console.strips()} == {width}


@pytest.mark.parametrize("size", SIZES)
async def test_the_right_panes_are_there_at_every_size(size: tuple[int, int]) -> None:
    async with driven(size=size) as console:
        for pane, key in PANES.items():
            console.press(key)
            wanted = [pane] if size in ONE_PANE else list(PANES)
            await console.until(lambda: _visible(console) == wanted)  # noqa: B023 (used within its turn)
            await _fits(console)
            assert console.main.header.region.height == console.main.command_line.region.height == 1
            assert bool(console.main.tabs.region.area) is (size in ONE_PANE)


@pytest.mark.parametrize(
    ("size", "has_columns"),
    [((160, 45), True), ((200, 60), True), ((159, 45), False), ((160, 44), False), ((120, 36), False)],
)
async def test_from_160x45_the_panes_stand_side_by_side_above_a_log(
    size: tuple[int, int], has_columns: bool
) -> None:
    async with driven(size=size) as console:
        await console.sees("1 Sites", "2 Console", "3 Jobs")
        sites, prompt, jobs = (console.main.query_one(f"#{pane}").region for pane in PANES)
        assert sites.x < prompt.x
        assert (jobs.x > prompt.x) is has_columns
        assert (jobs.y == prompt.y) is has_columns
        assert min(sites.width, prompt.width, jobs.width) >= 40
        assert ("nothing since this console started" in console.text()) is has_columns


async def test_a_screen_that_grows_shows_what_changed_meanwhile_and_a_zoomed_pane_hides_it() -> None:
    async with driven(size=(120, 36)) as console:
        await console.sees("2 Console")
        await console.pilot.resize_terminal(200, 60)
        await console.sees(" Changed ")
        console.press("z")
        await console.sees_no(" Changed ")
        console.press("z")
        await console.sees(" Changed ")
        await console.pilot.resize_terminal(80, 24)
        await console.sees_no(" Changed ")


@pytest.mark.parametrize("size", SIZES)
async def test_a_whole_errand_runs_at_every_size(size: tuple[int, int]) -> None:
    async with driven(size=size) as console:
        await console.unlock()
        await console.run(console.site(), "/ip/arp/print")
        await _fits(console)
        await console.colon("demo-reply 50")
        console.press("escape", "pagedown", "right", "end", "pageup", "home", "left")
        await console.pilot.pause()
        await _fits(console)
        await console.open_form()
        await _fits(console)
        await console.fill("Log a word", ":log info 1")
        console.press("f9")
        await console.until(lambda: console.gateway.queued)
        console.press("f1")
        await console.pilot.pause()
        await _fits(console)
        console.press("escape", "f4", "D")
        await console.pilot.pause()
        await _fits(console)


@pytest.mark.parametrize("pane", PANES)
async def test_a_resize_keeps_place_text_and_focus(pane: str) -> None:
    async with driven(clock=FakeClock(), sites=200) as console:
        site = await _settle_down(console)
        console.press(PANES[pane])
        await console.pilot.pause()
        focus, before = console.focus_id, console.part(console.main.query_one("#right"))
        for size in [*SIZES, (100, 29), (99, 30), (120, 36)]:
            await console.pilot.resize_terminal(*size)
            await _fits(console)
            assert console.focus_id == focus
            assert console.main.active_pane == pane
            assert console.main.sites.rows.current == site
            assert console.main.console.prompt.text == "/ip/route/print ?dst"
            assert pane in _visible(console)
        assert console.part(console.main.query_one("#right")) == before
        assert site.name in console.part(console.main.sites.rows)


async def _settle_down(console: Console) -> Site:
    """Choose a site, leave the cursor on another far down, and type half a line."""
    await console.choose(console.site(position=3))
    console.press("f2", "escape")
    console.press(*["down"] * 60)
    await console.until(lambda: console.main.sites.rows.cursor == 63)
    site = console.main.sites.rows.current
    assert site is not None
    console.press("f3")
    console.type("/ip/route/print ?dst")
    await console.until(lambda: console.main.console.prompt.text.endswith("?dst"))
    await console.pass_s(1)
    return site


async def test_the_row_under_the_cursor_is_in_sight_after_any_resize() -> None:
    async with driven(clock=FakeClock(), sites=200) as console:
        site = await _settle_down(console)
        console.press("f2")
        for size in [(80, 24), (200, 60), (40, 12), (120, 36), (60, 20), (160, 45)]:
            await console.pilot.resize_terminal(*size)
            shown = console.part(console.main.sites.rows)
            assert site.name[:16] in shown, f"{size}\n{console.text()}"


async def test_the_place_in_a_long_answer_survives_a_resize() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.colon("demo-reply 1000")
        console.press("escape", *["pagedown"] * 9)
        await console.pilot.pause()
        before = console.part(console.main.console.transcript)
        for size in [(160, 45), (100, 30), (120, 36)]:
            await console.pilot.resize_terminal(*size)
        assert console.part(console.main.console.transcript) == before


async def test_a_screen_that_shrinks_tells_where_one_is_by_then() -> None:
    async with driven(size=(120, 36)) as console:
        first, second = console.listed.sites[:2]
        for site in (first, second):
            await console.choose(site)
            await console.pilot.resize_terminal(80, 24)
            await console.sees(" 1 Sites ", " 2 Console ", f"target: {site.name}")
            await console.pilot.resize_terminal(120, 36)
            await console.sees_no("target: ")


async def test_leaving_the_one_pane_layout_brings_every_pane_back() -> None:
    async with driven(size=(120, 29)) as console:
        assert _visible(console) == ["sites"]
        await console.pilot.resize_terminal(120, 30)
        assert _visible(console) == list(PANES)
        await console.pilot.resize_terminal(120, 29)
        assert _visible(console) == ["sites"]


@pytest.mark.parametrize("dialog", ["help", "form"])
async def test_a_resize_under_a_dialog_is_taken_up(dialog: str) -> None:
    async with driven(clock=FakeClock()) as console:
        await console.choose(console.site())
        if dialog == "help":
            console.press("f1")
            await console.sees("Keys and commands")
        else:
            await console.open_form()
        await console.pilot.resize_terminal(80, 24)
        await _fits(console)
        console.press("escape")
        await console.until(lambda: console.app.screen is console.main)
        await console.pilot.pause()
        await _fits(console)
        assert len(_visible(console)) == 1


async def test_the_count_stands_once_whatever_the_screen_was_before() -> None:
    async with driven(clock=FakeClock(), size=(120, 36)) as console:
        note = console.main.query_one("#sites .pane-note")
        before = console.part(note)
        await console.pilot.resize_terminal(80, 24)
        await console.until(lambda: " 24 " in console.part(note), what="the count in the only line for it in")
        await console.pilot.resize_terminal(120, 36)
        await console.until(lambda: console.part(note) == before, what="the title has the count again in")
