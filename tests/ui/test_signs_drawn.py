"""What the console draws itself, in each form, wherever one can go: words, data and signs of one cell."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

import pytest
from rich.cells import get_character_cell_size

from altotui.ui.looks import Looks
from altotui.ui.signs import ASCII, UNICODE, Signs
from tests.ui.driving import NARROW, WIDE, Console, driven
from tests.ui.places import EVERYWHERE, in_the_details_of_a_site

LARGE = (200, 60)


def _own_signs(console: Console) -> Iterator[str]:
    """Yield what is drawn and is neither ASCII nor a letter, as the names of places have them."""
    for strip in console.strips():
        yield from (char for char in strip.text if not char.isascii() and not char.isalpha())


@pytest.mark.parametrize("size", [NARROW, WIDE, LARGE], ids=str)
@pytest.mark.parametrize("place", EVERYWHERE)
async def test_in_the_ascii_form_all_but_data_is_ascii(
    place: Callable[[Console], Awaitable[None]], size: tuple[int, int]
) -> None:
    async with driven(size=size, looks=Looks(signs=ASCII)) as console:
        await place(console)
        await console.pilot.pause()
        assert set(_own_signs(console)) == set(), console.text()


@pytest.mark.parametrize("place", EVERYWHERE)
async def test_every_sign_of_the_unicode_form_takes_one_cell(
    place: Callable[[Console], Awaitable[None]],
) -> None:
    async with driven(size=WIDE, looks=Looks(signs=UNICODE)) as console:
        await place(console)
        await console.pilot.pause()
        drawn = set(_own_signs(console))
        assert drawn, "at least the line between the panes"
        assert {char for char in drawn if get_character_cell_size(char) != 1} == set()


@pytest.mark.parametrize(
    ("signs", "cut", "course", "frame"), [(ASCII, "~", ".:-=+*%#", "|"), (UNICODE, "…", "▁▂▃▄▅▆▇█", "│")]
)
async def test_each_form_draws_the_course_of_a_number_and_where_a_name_was_cut(
    signs: Signs, cut: str, course: str, frame: str
) -> None:
    async with driven(size=WIDE, looks=Looks(signs=signs)) as console:
        await in_the_details_of_a_site(console)
        (line,) = (line for line in console.lines() if " cpu " in line)
        drawn = line.split("cpu")[1].split()[0]
        assert set(drawn) <= set(course)
        assert len(set(drawn)) > 1
        assert f"johannesbu{cut}edge-0009" in console.text()
        assert frame in line


async def test_a_scroll_bar_ends_with_whole_cells() -> None:
    async with driven(size=NARROW) as console:
        console.press("f1")
        await console.sees("Keys and commands")
        await console.pilot.pause()
        bar = console.app.screen.query_one(".dialog").vertical_scrollbar
        assert bar.size.height > 10
        assert set("".join(console.cells_of(bar))) == {" "}
