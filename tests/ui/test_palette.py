"""The palette: what is typed finds it, what is chosen is what stood there, and all of it is said in words."""

from __future__ import annotations

import pytest

from altotui.domain.text import make_visible
from altotui.simulator.routeros.hostile import HOSTILE
from altotui.ui.command_table import COMMANDS
from altotui.ui.screens.palette import MAX_ROWS, Palette, PaletteLine, found_by
from tests.ui.staged import staged
from tests.waiting import until

LINES = (
    PaletteLine("pane.sites", "sites", "Go to the sites.", "f2", "sites"),
    PaletteLine("refresh", "refresh", "Ask the API for sites again.", "r", "refresh"),
    PaletteLine("site.mark", "mark", "Mark the site under the cursor.", "space"),
    PaletteLine("marks", "all marks", "Marks: all, none or invert.", colon="mark"),
    PaletteLine(
        "watch", "watch", "Ask again and again.", verb="watch", headless="altotui run LINE --watch 10"
    ),
    PaletteLine("bare", "bare"),
)
SIZES = [(60, 20), (80, 24), (120, 36)]


def ids(typed: str) -> list[str]:
    return [each.id for each in found_by(LINES, typed)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["pane.sites", "refresh", "site.mark", "marks", "watch", "bare"]),
        ("  ", ["pane.sites", "refresh", "site.mark", "marks", "watch", "bare"]),
        ("site", ["pane.sites", "refresh", "site.mark"]),
        ("SITE again", ["refresh"]),
        ("again site", ["refresh"]),
        ("mark", ["site.mark", "marks"]),
        ("marks", ["marks"]),
        (":mark", ["marks"]),
        ("\\watch", ["watch"]),
        ("--watch 10", ["watch"]),
        ("space", ["site.mark"]),
        ("f2", ["pane.sites"]),
        ("pane.sites", ["pane.sites"]),
        ("nonsense", []),
        ("mark nonsense", []),
    ],
)
def test_every_word_is_in_some_text_and_the_best_come_first(typed: str, found: list[str]) -> None:
    assert ids(typed) == found


def test_a_title_that_begins_so_comes_before_one_that_has_it() -> None:
    lines = [
        PaletteLine("a", "x", "set"),
        PaletteLine("b", "reset"),
        PaletteLine("c", "a set"),
        PaletteLine("d", "set"),
    ]
    assert [each.id for each in found_by(lines, "set")] == ["d", "c", "b", "a"]


@pytest.mark.parametrize("size", SIZES)
async def test_a_row_says_its_title_key_and_names_and_the_foot_the_rest(size: tuple[int, int]) -> None:
    async with staged(Palette(LINES), size) as (stage, pilot):
        await stage.sees("> sites", "f2", ":sites", "\\watch", "sites: Go to the sites.", "headless: -")
        await pilot.press(*"watch")
        await stage.sees(
            "do> watch", "> watch", "watch: Ask again and again.", "headless: altotui run LINE --watch 10"
        )
        assert not [line for line in stage.lines() if "refresh" in line]
        stage.assert_harmless()


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        (["enter"], "pane.sites"),
        (["down", "down", "enter"], "site.mark"),
        (["down", "up", "enter"], "pane.sites"),
        (["pagedown", "enter"], "bare"),
        (["pagedown", "pageup", "enter"], "pane.sites"),
        ([*"mark", "down", "enter"], "marks"),
        ([*"markx", "backspace", "enter"], "site.mark"),
        (["down", *"ref", "enter"], "refresh"),
        ([*"jq", "ctrl+u", "enter"], "pane.sites"),
        (["escape"], None),
        ([*"mark", "escape"], None),
        (["ctrl+p"], None),
    ],
)
async def test_keys_choose_or_leave(keys: list[str], chosen: str | None) -> None:
    async with staged(Palette(LINES)) as (stage, pilot):
        await pilot.press(*keys)
        await until(lambda: stage.results)
        assert stage.results == [chosen]
        assert stage.screen is not stage.dialog


async def test_keys_typed_as_fast_as_can_be_choose_what_they_name() -> None:
    async with staged(Palette(LINES)) as (stage, _):
        stage.press_at_once(*"mark", "down", "enter", "x", "enter")
        await until(lambda: stage.results)
        assert stage.results == ["marks"]


async def test_enter_on_nothing_found_stays() -> None:
    async with staged(Palette(LINES)) as (stage, pilot):
        await pilot.press(*"nonsense", "enter", "down", "enter")
        await stage.sees("nothing has all of these words", "do> nonsense")
        assert stage.results == []
        await pilot.press("ctrl+u")
        await stage.sees("> sites")


async def test_a_click_chooses_the_row_under_the_cursor() -> None:
    async with staged(Palette(LINES)) as (stage, pilot):
        await pilot.click("#palette-lines", offset=(3, 1))
        await stage.sees("refresh: Ask the API")
        await pilot.click("#palette-lines", offset=(3, 1))
        await until(lambda: stage.results)
        assert stage.results == ["refresh"]


async def test_of_many_lines_the_first_are_shown_and_the_rest_is_counted() -> None:
    many = [PaletteLine(f"id{number}", f"line {number}") for number in range(1000)]
    async with staged(Palette(many)) as (stage, pilot):
        await stage.sees(f"{MAX_ROWS} of 1000: type more")
        await pilot.press(*"999")
        await stage.sees("> line 999")
        assert "type more" not in stage.text()
        await pilot.press("enter")
        await until(lambda: stage.results)
        assert stage.results == ["id999"]


@pytest.mark.parametrize("size", [*SIZES, (40, 12)])
async def test_strange_texts_keep_the_shape(size: tuple[int, int]) -> None:
    lines = [PaletteLine(str(at), *[make_visible(text)] * 6) for at, text in enumerate(HOSTILE)]
    async with staged(Palette([*lines, PaletteLine("empty", "")]), size) as (stage, pilot):
        for _ in lines:
            stage.assert_harmless()
            stage.press_at_once("down")
            await pilot.pause()


async def test_without_lines_nothing_can_be_chosen() -> None:
    async with staged(Palette(())) as (stage, pilot):
        await pilot.press("down", "enter", "x", "escape")
        await until(lambda: stage.results)
        assert stage.results == [None]


async def test_each_command_of_the_console_is_said_in_full_at_the_foot_of_a_small_screen() -> None:
    lines = [PaletteLine(each.id, each.title, each.help, each.key_label, each.colon) for each in COMMANDS]
    async with staged(Palette(lines), (60, 20)) as (stage, _):
        for each in COMMANDS:
            words = f"{each.title}: {each.help}"
            await until(lambda: words in " ".join(" ".join(stage.lines()[-4:-2]).split()))  # noqa: B023 (used within its turn)
            stage.press_at_once("down")
