"""The virtual list: what moves, what is made, what is painted."""

from __future__ import annotations

import pytest
from textual import events

from altotui.ui.widgets.row_list import RowList
from tests.ui.widgets import Numbers, drawn, hosted, strips

KEYS = [*["down"] * 5, "pagedown", "pagedown", "up", "pageup", "end", "up", "home", "down"]


async def test_a_hundred_thousand_rows_are_made_as_seldom_as_a_hundred() -> None:
    made: list[int] = []
    for count in (100, 100_000):
        rows = Numbers(count)
        async with hosted(rows) as (_, pilot):
            rows.made = 0
            await pilot.press(*KEYS)
            made.append(rows.made)
    assert made[0] == made[1]
    assert made[0] <= (len(KEYS) + 1) * 10


@pytest.mark.parametrize(
    ("keys", "cursor"),
    [
        ([], 0),
        (["down"], 1),
        (["j", "j", "k"], 1),
        (["up"], 0),
        (["pagedown"], 9),
        (["pagedown", "pagedown", "pageup"], 9),
        (["end"], 99),
        (["G"], 99),
        (["end", "down", "pagedown"], 99),
        (["end", "home"], 0),
        (["end", "g"], 0),
        (["pageup"], 0),
    ],
)
async def test_keys_move_the_cursor_and_it_is_in_sight(keys: list[str], cursor: int) -> None:
    rows = Numbers(100)
    async with hosted(rows) as (_, pilot):
        for key in keys:
            rows.handle_key_name(key)
        await pilot.pause()
        assert rows.cursor == cursor
        assert [line for line in drawn(rows) if line.split()[:2] == ["row", str(cursor)]]
        assert drawn(rows)[0].startswith("HEADING")


@pytest.mark.parametrize("count", [0, 1, 2, 9, 10])
async def test_short_lists_have_no_way_out_of_bounds(count: int) -> None:
    rows = Numbers(count)
    async with hosted(rows) as (_, pilot):
        for key in KEYS:
            rows.handle_key_name(key)
            assert 0 <= rows.cursor <= max(0, count - 1)
            assert 0 <= rows.top <= max(0, count - rows.page_rows)
        await pilot.pause()
        assert len([line for line in drawn(rows) if line.startswith("row ")]) == min(count, 9)


async def test_a_movement_paints_only_the_lines_that_differ() -> None:
    rows = Numbers(100)
    async with hosted(rows) as (host, pilot):
        await pilot.press("down")
        assert sum(frame.cells for frame in host.frames) == 2 * 40
        host.frames.clear()
        await pilot.press("home", "home", "up")
        assert sum(frame.cells for frame in host.frames) == 2 * 40


async def test_the_same_rows_again_paint_nothing_and_other_rows_only_themselves() -> None:
    rows = Numbers(5)
    async with hosted(rows) as (host, pilot):
        rows.rows_changed()
        await pilot.pause()
        assert host.frames == []
        rows.count = 6
        rows.rows_changed()
        await pilot.pause()
        assert sum(frame.cells for frame in host.frames) == 40


async def test_rows_that_go_take_the_cursor_back_into_bounds() -> None:
    rows = Numbers(100)
    async with hosted(rows) as (_, pilot):
        await pilot.press("end")
        for count, cursor in ((40, 39), (3, 2), (0, 0), (50, 0)):
            rows.count = count
            rows.rows_changed()
            await pilot.pause()
            assert rows.cursor == cursor
            assert len([line for line in drawn(rows) if line.startswith("row ")]) == min(count, 9)


async def test_the_wheel_scrolls_and_the_cursor_stays_in_sight() -> None:
    rows = Numbers(100)
    async with hosted(rows) as (_, pilot):
        for _ in range(4):
            rows.scroll_rows(3)
        await pilot.pause()
        assert rows.top == 12
        assert rows.top <= rows.cursor < rows.top + rows.page_rows
        for _ in range(50):
            rows.scroll_rows(-3)
        assert rows.top == 0
        for _ in range(50):
            rows.scroll_rows(3)
        assert rows.top == 100 - rows.page_rows


class _Listening(Numbers):
    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.heard: list[str] = []

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        self.heard.append(f"chosen {message.index}")

    def on_row_list_highlighted(self, message: RowList.Highlighted) -> None:
        self.heard.append(f"highlighted {message.index}")


async def test_a_click_puts_the_cursor_there_and_a_second_one_chooses() -> None:
    rows = _Listening(100)
    async with hosted(rows) as (_, pilot):
        await pilot.click(rows, offset=(3, 4))
        assert rows.heard == ["highlighted 3"]
        await pilot.click(rows, offset=(3, 4))
        assert rows.heard == ["highlighted 3", "chosen 3"]
        await pilot.click(rows, offset=(3, 0))
        assert len(rows.heard) == 2


async def test_a_click_below_the_rows_does_nothing_and_enter_on_nothing_neither() -> None:
    rows = _Listening(2)
    async with hosted(rows) as (_, pilot):
        await pilot.click(rows, offset=(3, 7))
        rows.count = 0
        rows.rows_changed()
        await pilot.press("enter")
        assert rows.heard == []


async def test_the_same_place_again_says_nothing() -> None:
    rows = _Listening(3)
    async with hosted(rows) as (_, pilot):
        await pilot.press("up", "home", "down", "down", "down", "end")
        assert rows.heard == ["highlighted 1", "highlighted 2"]


async def test_a_resize_keeps_the_cursor_in_sight_and_the_lines_full() -> None:
    rows = Numbers(100)
    async with hosted(rows) as (_, pilot):
        await pilot.press("end", "up", "up")
        for size in [(20, 4), (60, 30), (10, 2), (40, 10)]:
            await pilot.resize_terminal(*size)
            assert {strip.cell_length for strip in strips(rows)} == {size[0]}
            assert [line for line in drawn(rows) if line.split() == ["row", "97"]], drawn(rows)


async def test_events_of_the_wheel_reach_the_list() -> None:
    rows = Numbers(100)
    async with hosted(rows) as (_, pilot):
        rows.post_message(events.MouseScrollDown(rows, 1, 1, 0, 1, 0, False, False, False))
        await pilot.pause()
        assert rows.top == 3
