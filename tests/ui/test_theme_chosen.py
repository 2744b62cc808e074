"""`:theme` dresses the console that runs as one that was started so."""

from __future__ import annotations

import pytest
from rich.segment import Segment

from altotui.ui.looks import Looks
from altotui.ui.screens.choose import Choose
from altotui.ui.themes import TERMINAL
from tests.clocks import FakeClock
from tests.ui.driving import Console, driven


async def _work(console: Console) -> None:
    """Have something of everything on the screen."""
    await console.unlock("INC-7")
    console.press("f2")
    await console.pilot.pause()
    console.press("down", "space", "down")
    await console.choose(console.site())
    console.type("nosuch,\n")
    await console.sees("NOT SENT")
    console.press("f2", "escape")
    await console.pilot.pause()


async def _cells(console: Console) -> list[list[Segment]]:
    console.app.clear_notifications()
    await console.until(lambda: not console.app.query("Toast"), what="no notification in")
    await console.pilot.pause()
    return [[Segment(char, part.style) for part in strip for char in part.text] for strip in console.strips()]


async def _started(theme: str, then: str = "") -> list[list[Segment]]:
    async with driven(clock=FakeClock(), size=(120, 36), looks=Looks(theme)) as console:
        await _work(console)
        if then:
            await console.colon(f"theme {then}")
            await console.until(lambda: console.app.theme == then)
        return await _cells(console)


@pytest.mark.parametrize("name", ["altotui-light", "altotui-contrast", TERMINAL, "nord"])
async def test_every_cell_looks_as_in_a_console_that_was_started_so(name: str) -> None:
    before = await _started("altotui")
    chosen, started = await _started("altotui", name), await _started(name)
    assert chosen != before
    for row, (one, other) in enumerate(zip(chosen, started, strict=True)):
        assert one == other, row


async def test_without_a_name_it_is_chosen_from_a_list() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.colon("theme")
        await console.until(lambda: isinstance(console.app.screen, Choose))
        await console.sees("altotui-colour-blind", "light")
        console.press("down", "enter")
        await console.until(lambda: console.app.theme == "altotui-light")
        await console.sees('"altotui-light"', "settings.toml")


async def test_one_that_is_not_there_is_refused_with_what_was_meant() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.colon("theme altotui-ligth")
        await console.sees("there is no theme", "altotui-light")
        assert console.app.theme == "altotui"


async def test_without_colours_there_is_nothing_to_choose() -> None:
    async with driven(clock=FakeClock(), looks=Looks(TERMINAL, has_colours=False)) as console:
        await console.colon("theme altotui-light")
        await console.sees("NO_COLOR is set")
        assert console.app.theme == TERMINAL
