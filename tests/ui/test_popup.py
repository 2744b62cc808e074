"""The list of candidates under the prompt: what it shows, how much room it takes, and what it paints."""

from __future__ import annotations

import pytest

from altotui.domain.routeros.completion import Candidate, Completion, Sort
from altotui.ui.panes.choosing import Choosing
from altotui.ui.panes.popup import Popup
from tests.ui.prompts import choice
from tests.ui.widgets import drawn, hosted

MANY = [f"ether{number}" for number in range(1, 58)]


async def test_it_takes_no_room_while_there_is_nothing_to_choose() -> None:
    popup = Popup()
    async with hosted(popup, (40, 30)) as (_, pilot):
        assert not popup.display
        popup.show(choice("a", "b"))
        await pilot.pause()
        assert popup.display
        assert popup.size.height == 2
        popup.show(None)
        await pilot.pause()
        assert not popup.display


async def test_each_row_has_name_sign_and_help() -> None:
    popup = Popup()
    candidates = (
        Candidate("address", Sort.MENU, "IP addresses"),
        Candidate("print", Sort.COMMAND, "show the rows"),
        Candidate("interface=", Sort.ARGUMENT, "where it is", is_required=True),
        Candidate("x\x1b[2J", Sort.ROUTER, "\x1b[31mred"),
    )
    async with hosted(popup, (60, 30)) as (_, pilot):
        choosing = Choosing(Completion(0, 0, candidates))
        popup.show(choosing)
        await pilot.pause()
        assert [line.rstrip() for line in drawn(popup)] == [
            "   address/    IP addresses",
            "   print       show the rows",
            "   interface=  required  where it is",
            "   x\u241b[2J       \u241b[31mred",
        ]
        choosing.step(1)
        choosing.step(1)
        popup.show(choosing)
        await pilot.pause()
        assert [line[:8] for line in drawn(popup)] == ["   addre", " > print", "   inter", "   x\u241b[2J"]
        (strip,) = [popup.render_line(1)]
        assert [segment.text.strip() for segment in strip if segment.style and segment.style.reverse] == [
            "print"
        ]


@pytest.mark.parametrize(
    ("screen_rows", "taken", "rows"), [(30, 0, 8), (26, 0, 8), (25, 0, 4), (30, 3, 5), (30, 7, 2), (24, 7, 2)]
)
async def test_it_takes_as_many_rows_as_there_is_room(screen_rows: int, taken: int, rows: int) -> None:
    popup = Popup()
    async with hosted(popup, (40, screen_rows)) as (_, pilot):
        popup.show(choice(*MANY), taken_rows=taken)
        await pilot.pause()
        assert popup.size.height == rows
        assert drawn(popup)[-1].endswith(f" 1 to {rows} of 57 ")


async def test_the_picked_one_is_always_in_sight() -> None:
    popup, choosing = Popup(), choice(*MANY)
    async with hosted(popup, (40, 30)) as (_, pilot):
        popup.show(choosing)
        await pilot.pause()
        for by in (*[1] * 60, *[-1] * 70):
            candidate = choosing.step(by)
            popup.show(choosing)
            (row,) = [line for line in drawn(popup) if line.startswith(" > ")]
            assert row.split()[1] == candidate.text
            assert f" {MANY.index(candidate.text) + 1} of 57 " in drawn(popup)[-1]
        assert popup.size.height == 8


async def test_another_choice_is_shown_from_its_beginning() -> None:
    popup, choosing = Popup(), choice(*MANY)
    async with hosted(popup, (40, 30)) as (_, pilot):
        choosing.step(-1)
        popup.show(choosing)
        await pilot.pause()
        assert "ether57" in drawn(popup)[-1]
        popup.show(choice(*MANY[10:40]))
        assert drawn(popup)[0].startswith("   ether11 ")
        popup.show(choice("only", "two"))
        await pilot.pause()
        assert [line.strip() for line in drawn(popup)] == ["only", "two"]
        popup.show(None)
        popup.show(choice(*MANY[20:40]))
        await pilot.pause()
        assert [line.split()[0] for line in drawn(popup)] == MANY[20:28]


async def test_a_step_paints_the_rows_that_differ_and_the_same_again_paints_nothing() -> None:
    popup, choosing = Popup(), choice("a", "b", "c", "d")
    async with hosted(popup, (40, 30)) as (host, pilot):
        popup.show(choosing)
        choosing.step(1)
        popup.show(choosing)
        await pilot.pause()
        host.frames.clear()
        popup.show(choosing)
        await pilot.pause()
        assert host.frames == []
        choosing.step(1)
        popup.show(choosing)
        await pilot.pause()
        assert sum(frame.cells for frame in host.frames) == 2 * 40


@pytest.mark.parametrize("width", [1, 7, 12, 20, 200])
async def test_it_fits_any_width(width: int) -> None:
    popup = Popup()
    candidates = tuple(Candidate(name * 9, Sort.VALUE, "\u5bbd" * 40) for name in ("a", "\u5bbd", "e\u0301"))
    async with hosted(popup, (width, 30)) as (_, pilot):
        popup.show(Choosing(Completion(0, 0, candidates * 5)))
        await pilot.pause()
        assert [popup.render_line(y).cell_length for y in range(8)] == [width] * 8
