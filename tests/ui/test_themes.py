"""Every look starts and says by signs and words what it also says by colour."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator

import pytest
from rich.color import ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from altotui.services.events import ListSource
from altotui.ui.looks import Looks, chosen_looks
from altotui.ui.palette import contrast
from altotui.ui.themes import TERMINAL
from tests.clocks import FakeClock
from tests.domain.records import a_site, ago, sites_of
from tests.ui.driving import Console, driven
from tests.ui.places import EVERYWHERE

SITES = (
    a_site(1, has_pulse=True, last_seen_at=ago(5)),
    a_site(2, has_pulse=True, last_seen_at=ago(60)),
    a_site(3, has_pulse=False, last_seen_at=ago(8000)),
    a_site(4),
)
OWN = ["altotui", "altotui-light", "altotui-contrast", "altotui-colour-blind"]
THEMES = [*OWN, TERMINAL, "textual-dark", "textual-light", "ansi-dark", "ansi-light", "nord", "gruvbox"]


@pytest.mark.parametrize("theme", THEMES)
async def test_a_theme_shows_the_signs_of_every_state(theme: str) -> None:
    async with driven(clock=FakeClock(), looks=Looks(theme)) as console:
        assert console.app.theme == theme
        console.services.directory.take(sites_of(*SITES), ListSource.LIVE)
        await console.sees("4 sites +1 ~1 -1 ?1")
        signs = [line[1] for line in console.cells_of(console.main.sites.rows)[1:5]]
        assert signs == ["+", "~", "-", "?"]
        console.main.choose_site(SITES[0])
        await console.sees("READ-ONLY", "[RO] site-1>")


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "nord", "gruvbox"])
async def test_states_differ_in_colour_and_are_readable_on_their_ground(theme: str) -> None:
    async with driven(clock=FakeClock(), looks=Looks(theme)) as console:
        console.services.directory.take(sites_of(*SITES), ListSource.LIVE)
        await console.sees("4 sites")
        await console.pilot.pause()
        looks = []
        for line in console.main.sites.rows.region.line_range[2:4]:
            first = list(console.strips()[line])[1]  # behind the place of the mark
            assert first.style is not None
            assert first.style.color is not None
            assert first.style.bgcolor is not None
            ink, ground = Color.from_rich_color(first.style.color), Color.from_rich_color(first.style.bgcolor)
            assert contrast(ink, ground) >= 3.0
            looks.append(ink)
        assert len(set(looks)) == len(looks)


@pytest.mark.parametrize("place", EVERYWHERE)
@pytest.mark.parametrize("theme", OWN)
async def test_all_text_of_every_place_can_be_read(
    theme: str, place: Callable[[Console], Awaitable[None]]
) -> None:
    least = 7.0 if theme == "altotui-contrast" else 4.5
    async with driven(looks=Looks(theme)) as console:
        await place(console)
        await console.pilot.pause()
        faint = {
            (segment.text.strip(), round(ratio, 1))
            for segment in _front(console)
            if (ratio := _contrast_of(segment)) < least
        }
        assert faint == set()


def _front(console: Console) -> Iterator[Segment]:
    """Yield the text of the screen in front; what a dialog dims behind it is not there to be read."""
    screen = console.app.screen
    region = console.main.region if screen is console.main else screen.query_one(".dialog").region
    for strip in console.strips()[region.y : region.bottom]:
        for segment in strip.crop(region.x, region.right):
            if re.search(r"\w", segment.text):
                yield segment


def _contrast_of(segment: Segment) -> float:
    style = segment.style
    assert style is not None
    assert style.color is not None
    assert style.bgcolor is not None
    return contrast(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))


# --- without colours, or with 16


def _styles(console: Console) -> list[Style]:
    return [segment.style for strip in console.strips() for segment in strip if segment.style]


@pytest.mark.parametrize("place", EVERYWHERE)
async def test_without_colour_nothing_has_one_and_the_grounds_are_the_terminals(
    place: Callable[[Console], Awaitable[None]],
) -> None:
    async with driven(looks=chosen_looks({"NO_COLOR": "1", "LANG": "C.UTF-8"})) as console:
        await place(console)
        await console.pilot.pause()
        for style in _styles(console):
            assert style.color is None or style.color.is_default
            assert style.bgcolor is None or style.bgcolor.is_default


@pytest.mark.parametrize("place", EVERYWHERE)
async def test_on_16_colours_all_are_the_terminals_own_and_no_ground_has_one(
    place: Callable[[Console], Awaitable[None]],
) -> None:
    async with driven(looks=chosen_looks({"TERM": "xterm", "LANG": "C.UTF-8"})) as console:
        await place(console)
        await console.pilot.pause()
        for style in _styles(console):
            assert style.color is None or style.color.type in (ColorType.DEFAULT, ColorType.STANDARD), style
            assert style.bgcolor is None or style.bgcolor.is_default, style


@pytest.mark.parametrize("looks", [Looks(TERMINAL), chosen_looks({"NO_COLOR": "1"})], ids=["16", "none"])
async def test_cursor_marks_and_states_are_there_without_a_ground_of_their_own(looks: Looks) -> None:
    async with driven(clock=FakeClock(), looks=looks) as console:
        console.services.directory.take(sites_of(*SITES), ListSource.LIVE)
        await console.sees("4 sites +1 ~1 -1 ?1", "READ-ONLY")
        console.press("f2", "down", "space")
        await console.until(lambda: console.services.marks.ids)
        await console.pilot.pause()
        rows = console.main.sites.rows
        assert [line[:2] for line in console.cells_of(rows)[1:5]] == [" +", "*~", " -", " ?"]

        def drawn(attribute: str) -> list[bool]:
            lines = console.strips()[rows.region.y + 1 : rows.region.y + 5]
            firsts = (next(iter(line.crop(2, 20))).style for line in lines)
            return [bool(style and getattr(style, attribute)) for style in firsts]

        assert drawn("reverse") == [False, False, True, False]
        console.press("f4")
        await console.until(lambda: console.focus_id == "job-rows")
        await console.pilot.pause()
        assert drawn("reverse") == [False] * 4
        assert drawn("underline") == [False, False, True, False]


@pytest.mark.parametrize("colour", ["red", "orange", "yellow", "green", "blue", "purple"])
async def test_the_colour_of_a_profile_stands_out_without_a_ground_too(colour: str) -> None:
    async with driven(color=colour, looks=Looks(TERMINAL)) as console:
        await console.sees(" prod ")
        (style,) = (segment.style for segment in console.strips()[0] if segment.text == " prod ")
        assert style is not None
        assert style.reverse
        assert style.color is not None
        assert style.color.type is ColorType.STANDARD
