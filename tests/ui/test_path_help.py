"""Help on a path, on the screen: what it is, what stands below it, at any size of the terminal."""

from __future__ import annotations

import pytest

from altotui.domain.routeros.language import Language
from altotui.domain.routeros.path_help import HelpEntry, HelpSection, PathHelp, What, help_at
from altotui.domain.text import make_visible
from altotui.simulator.routeros.hostile import HOSTILE
from altotui.ui.screens.path_help import PathHelpScreen
from tests.ui.staged import staged
from tests.waiting import until

SIZES = [(60, 20), (80, 24), (120, 36)]


@pytest.mark.parametrize("size", SIZES)
async def test_a_menu_shows_what_its_commands_do_in_words(size: tuple[int, int], language: Language) -> None:
    async with staged(PathHelpScreen(help_at("/ip/addr", 8, language)), size) as (stage, _):
        await stage.sees("/ip/address", "menu: Address management", "commands (12)")
        rows = [line.lstrip("> ").split()[:2] for line in stage.lines()]
        assert ["disable", "disruptive"] in rows
        assert ["add", "write"] in rows
        stage.assert_harmless()


@pytest.mark.parametrize("size", SIZES)
async def test_a_row_without_room_is_said_in_full_at_the_foot(
    size: tuple[int, int], language: Language
) -> None:
    shown = help_at("/ip/firewall/filter/add", 23, language)
    async with staged(PathHelpScreen(shown), size) as (stage, pilot):
        await stage.sees("command, write", "API: /ip/firewall/filter/add", "> arguments (")
        await pilot.press("down")
        await until(
            lambda: any(line.startswith("chain  required; input, forward, output") for line in stage.lines())
        )
        await pilot.press("end")
        last = shown.sections[-1].entries[-1].name
        await until(lambda: any(line.startswith(">") and last in line for line in stage.lines()))


@pytest.mark.parametrize("key", ["escape", "q", "f1"])
async def test_it_is_closed(key: str, language: Language) -> None:
    async with staged(PathHelpScreen(help_at("/ip", 3, language))) as (stage, pilot):
        await pilot.press("enter", "down", key)
        await until(lambda: stage.results)
        assert stage.results == [None]


async def test_what_is_not_known_has_its_notes(language: Language) -> None:
    async with staged(PathHelpScreen(help_at("/ip/addres/prnt", 15, language)), (60, 20)) as (stage, pilot):
        await stage.sees("not known here, disruptive", "did you mean print?")
        await pilot.press("down", "end", "home")


@pytest.mark.parametrize("size", [*SIZES, (40, 12)])
async def test_strange_texts_do_nothing(size: tuple[int, int]) -> None:
    shown = [make_visible(text) for text in HOSTILE]
    entries = tuple(HelpEntry(text, None, text, text) for text in shown)
    help_ = PathHelp(
        shown[0],
        What.MENU,
        shown[1],
        shown[2],
        None,
        "[/red]",
        (HelpSection("[b]", entries),),
        tuple(shown[:3]),
    )
    async with staged(PathHelpScreen(help_), size) as (stage, pilot):
        for _ in entries:
            stage.assert_harmless()
            stage.press_at_once("down")
            await pilot.pause()
