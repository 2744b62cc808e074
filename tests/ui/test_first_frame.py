"""A console that comes up: it is drawn once, and what only people need is loaded when somebody does something."""

from __future__ import annotations

import pytest
from textual import events

from tests.clocks import FakeClock
from tests.ui.driving import Console, driven


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)])
async def test_the_screen_is_drawn_whole_once(size: tuple[int, int]) -> None:
    async with driven(clock=FakeClock(), size=size) as console:
        await console.sees("24 sites")
        await console.pilot.pause()
        whole = size[0] * size[1]
        assert [frame.cells for frame in console.app.frames].count(whole) == 1
        assert sum(frame.cells for frame in console.app.frames) < 1.5 * whole


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)])
async def test_a_screen_of_another_size_is_drawn_whole_once(size: tuple[int, int]) -> None:
    async with driven(clock=FakeClock(), size=(100, 30)) as console:
        await console.sees("24 sites")
        for columns, rows in (size, (100, 30), size):
            await console.pilot.pause()
            console.app.frames.clear()
            await console.pilot.resize_terminal(columns, rows)
            await console.pilot.pause()
            whole = [frame.cells for frame in console.app.frames if frame.cells == columns * rows]
            assert len(whole) <= 2, "one for the size, one for the layout"


async def test_another_pane_in_front_paints_what_shows_it_alone() -> None:
    async with driven(clock=FakeClock(), size=(120, 36)) as console:
        await console.sees("24 sites")
        for key in ("f3", "f4", "f2"):
            await console.pilot.pause()
            console.app.frames.clear()
            console.press(key)
            await console.pilot.pause()
            assert console.app.frames, key
            assert max(frame.cells for frame in console.app.frames) < 120 * 36, key


async def _is_loaded(console: Console) -> bool:
    await console.pass_s(5)
    return console.services.open_drafts.made is not None


async def test_a_console_that_is_only_looked_at_loads_nothing_more() -> None:
    async with driven(clock=FakeClock()) as console:
        assert not await _is_loaded(console)
        assert "actions" not in vars(console.app)
        assert not console.services.has_history


@pytest.mark.parametrize(
    "event",
    [
        events.Key("down", None),
        events.Paste("/ip/arp/print"),
        events.MouseScrollDown(None, 10, 10, 0, 1, 0, shift=False, meta=False, ctrl=False),
    ],
    ids=lambda event: type(event).__name__,
)
async def test_whoever_does_anything_finds_it_loaded_soon(event: events.Event) -> None:
    async with driven() as console:
        assert console.services.open_drafts.made is None
        console.app.post_message(event)
        await console.until(
            lambda: console.services.open_drafts.made is not None and console.services.has_history
        )
