"""Keys that come together are painted together; one that takes its time keeps nothing off the screen for long."""

from __future__ import annotations

import asyncio
import gc
from typing import ClassVar

import pytest
from textual import events
from textual._compositor import CompositorUpdate
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size

from altotui.ui.held_screen import HeldScreen
from altotui.ui.lean import Lean
from altotui.ui.screen_memory import LinesUpdate
from altotui.ui.terminal_app import TerminalApp
from tests.ui.driving import driven
from tests.ui.frames import Watched
from tests.ui.resting import come_to_rest, running
from tests.ui.widgets import Numbers, drawn
from tests.waiting import until


async def test_keys_that_come_together_are_painted_once() -> None:
    async with driven() as console:
        rows = console.main.sites.rows
        console.press("f2", "home")
        await console.until(lambda: rows.has_focus and rows.cursor == 0)
        await console.pilot.pause()
        console.app.frames.clear()
        console.press(*["down"] * 5)
        await until(lambda: console.app.frames)
        await come_to_rest()
        assert rows.cursor == 5
        assert len(console.app.frames) == 1


async def test_one_key_is_painted_at_once() -> None:
    app = _App()
    async with running(app, size=(40, 10)) as pilot:
        await pilot.pause()
        app.press("down")
        await until(lambda: app.held.rows.cursor == 1)
        assert not app.held.is_held


async def test_a_line_that_changes_while_keys_wait_is_made_once_they_have_gone() -> None:
    app = _App()
    async with running(app, size=(40, 10)) as pilot:
        await pilot.pause()
        app.press("x", "y")
        await app.has_begun.wait()
        rows = app.held.rows
        rows.made = 0
        for suffix in ("a", "b", "c"):
            rows.suffix = suffix
            rows.repaint()
        made, is_held = rows.made, app.held.is_held
        app.may_end.set()
        assert (made, is_held) == (0, True)
        await until(lambda: not app.held.is_held)
        assert 0 < rows.made <= 10
        assert drawn(rows)[1].startswith("row 0c")


async def test_garbage_is_looked_for_between_keys() -> None:
    app = _App()
    async with running(app, size=(40, 10)) as pilot:
        await pilot.pause()
        gc.enable()
        app.press("x")
        await app.has_begun.wait()
        is_looked_for = gc.isenabled()
        app.may_end.set()
        await until(lambda: not app.held.is_held)
        assert not is_looked_for
        assert gc.isenabled()
        gc.disable()  # as it is during the start
        app.held.hold()
        app.held.release()
        is_left_alone = not gc.isenabled()
        gc.enable()
        assert is_left_alone


async def test_a_screen_that_goes_down_while_it_is_held_leaves_the_looking_for_garbage_on() -> None:
    gc.enable()
    app = _App()
    async with running(app, size=(40, 10)) as pilot:
        await pilot.pause()
        app.held.hold()
    assert gc.isenabled()


async def test_a_key_that_takes_its_time_holds_nothing_for_long() -> None:
    app = _App()
    async with running(app, size=(40, 10)) as pilot:
        await pilot.pause()
        app.press("x", "y")
        await app.has_begun.wait()
        app.held.rows.suffix = "!"
        app.held.rows.repaint()
        app.frames.clear()
        try:
            await until(lambda: app.frames)
            assert drawn(app.held.rows)[1].startswith("row 0!")
        finally:
            app.may_end.set()


@pytest.mark.parametrize("is_other", [False, True])
async def test_a_view_that_has_just_got_another_size_is_left_to_textual(is_other: bool) -> None:
    app = _App()
    async with running(app, size=(40, 10)) as pilot:
        await pilot.pause()
        rows = app.held.rows
        updates: list[CompositorUpdate] = []
        app.watchers.append(updates.append)
        app.held.hold()
        rows.suffix = "!"
        rows.other_size = Size(40, 3) if is_other else None
        rows.repaint()
        app.held.release()
        assert [type(update) for update in updates] == ([] if is_other else [LinesUpdate])
        rows.other_size = None
        await pilot.pause()
        assert drawn(rows)[1].startswith("row 0!")


async def test_lines_that_a_view_no_longer_has_are_not_painted_over_what_is_below_it() -> None:
    app = _App()
    async with running(app, size=(40, 10)) as pilot:
        await pilot.pause()
        rows = app.held.rows
        placed: list[int] = []
        app.watchers.append(
            lambda update: (
                placed.extend(row for row, *_ in update.placed) if isinstance(update, LinesUpdate) else None
            )
        )
        app.held.hold()
        app.held.paint_later(rows, range(rows.size.height + 3))
        app.held.release()
        assert placed == list(range(rows.region.y, rows.region.bottom))


class _Sized(Numbers):
    """Rows whose size may be told as another, as in the moment of a new layout."""

    other_size: Size | None = None

    @property
    def size(self) -> Size:
        return self.other_size or super().size


class _Screen(HeldScreen):
    def __init__(self) -> None:
        super().__init__()
        self.rows = _Sized(100)

    def compose(self) -> ComposeResult:
        yield self.rows


class _App(Watched, TerminalApp):
    """A list of numbers, and the key `x`, which goes on when it is told to."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("x", "wait", priority=True)]

    def __init__(self) -> None:
        super().__init__(Lean({}))
        self.held = _Screen()
        self.has_begun, self.may_end = asyncio.Event(), asyncio.Event()

    def get_default_screen(self) -> HeldScreen:
        return self.held

    async def action_wait(self) -> None:
        self.has_begun.set()
        await self.may_end.wait()

    def press(self, *keys: str) -> None:
        """Post the keys, all at once."""
        for key in keys:
            self.post_message(events.Key(key, key if len(key) == 1 else None))
