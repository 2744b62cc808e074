"""The cursor of the terminal stands where keys act: it is hidden, but input methods and screen readers follow it."""

from __future__ import annotations

import pytest
from textual.geometry import Offset
from textual.widgets import Input, TextArea

from tests.ui.driving import NARROW, WIDE, Console, driven


def _drawn_carets(console: Console) -> list[Offset]:
    """Return the places of the cells that are drawn as a caret."""
    found: list[Offset] = []
    for y, strip in enumerate(console.strips()):
        x = 0
        for text, style, _ in strip:
            if style is not None and style.reverse and len(text) == 1:
                found.append(Offset(x, y))
            x += len(text)
    return found


async def _stands_at_the_caret(console: Console) -> None:
    await console.until(lambda: _drawn_carets(console) == [console.app.cursor_position])


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
@pytest.mark.parametrize("keys", ["slash", "f3", "colon"])
async def test_it_follows_the_caret_of_every_line_that_is_typed_in(size: tuple[int, int], keys: str) -> None:
    async with driven(size=size) as console:
        await console.choose(console.site())
        console.press(keys)
        console.press(*"abcde", "left", "left")
        await console.pilot.pause()
        await _stands_at_the_caret(console)
        here = console.app.cursor_position
        console.press("left")
        await console.until(lambda: console.app.cursor_position == here - Offset(1, 0))
        await _stands_at_the_caret(console)


async def test_it_follows_the_caret_of_a_script_from_line_to_line() -> None:
    async with driven() as console:
        await console.choose(console.site())
        console.press("f3")
        await console.pilot.pause()
        console.main.console.prompt.set_text("/ip/address\nprint\n")
        console.press(*"pr")
        await console.pilot.pause()
        await _stands_at_the_caret(console)
        here = console.app.cursor_position
        console.press("up")
        await console.until(lambda: console.app.cursor_position.y == here.y - 1)
        await _stands_at_the_caret(console)


async def test_it_stands_on_the_row_under_the_cursor_of_a_list() -> None:
    async with driven() as console:
        rows = console.main.sites.rows
        console.main.set_focus(rows)
        console.press("down", "down")
        third = Offset(rows.region.x, rows.region.y + rows.HEADING_LINES + 2)
        await console.until(lambda: rows.cursor == 2)
        await console.until(lambda: console.app.cursor_position == third)


async def test_it_stands_at_the_caret_of_a_field_of_a_form() -> None:
    async with driven() as console:
        await console.unlock()
        await console.choose(console.site())
        form = await console.open_form()
        field = form.query_one("#description", Input)
        for keys, column in (
            ("abc", 3),
            (["left"], 2),
            (["end", *"d" * 200], field.content_region.width - 1),
        ):
            console.press(*keys)
            there = field.content_region.offset + Offset(column, 0)
            await console.until(lambda: console.app.cursor_position == there)  # noqa: B023 (used within its turn)


@pytest.mark.parametrize(("name", "kind"), [("description", Input), ("script", TextArea)])
async def test_it_goes_with_the_fields_of_a_form_when_the_screen_takes_another_size(
    name: str, kind: type[Input] | type[TextArea]
) -> None:
    async with driven(size=WIDE) as console:
        await console.unlock()
        await console.choose(console.site())
        form = await console.open_form()
        field = form.query_one(f"#{name}", kind)
        field.focus()
        console.press(*"abc", "left")
        await console.until(lambda: console.app.cursor_position == field.cursor_screen_offset)
        here = console.app.cursor_position
        await console.pilot.resize_terminal(*NARROW)
        await console.until(lambda: field.cursor_screen_offset != here)
        await console.until(lambda: console.app.cursor_position == field.cursor_screen_offset)
