"""What is sent past Textual's compositor shows what the compositor would show, in every place of the console."""

from __future__ import annotations

from collections.abc import Callable

import pyte
import pytest
from rich.console import Console as Terminal
from textual._compositor import CompositorUpdate, LayoutUpdate

from altotui.ui.screen_memory import LinesUpdate, ScreenMemory
from tests.ui.driving import NARROW, WIDE, Console, driven
from tests.ui.resting import come_to_rest

WALK = [
    ("f2", "slash", *"cor"),
    ("e",),
    ("space", "0"),
    ("backspace",),
    ("enter",),
    ("down",),
    ("down", "down", "pagedown"),
    ("space",),
    ("o",),
    ("down",),
    ("enter",),
    ("f3", *"/ip add"),
    ("tab",),
    ("down",),
    ("escape",),
    (*"ress/print", "enter"),
    ("up",),
    ("ctrl+u", *"x"),
    ("f1",),
    ("escape",),
    ("ctrl+u",),
    ("f4",),
    ("colon", *"help"),
    ("escape",),
    ("question_mark",),
    ("escape",),
    ("f2", "slash", "ctrl+u", *"status:off"),
    ("escape",),
    ("z",),
    ("j", "k", "G"),
    ("z",),
    ("ctrl+r", *"ip"),
    ("escape",),
]
"""Keys that come together, step by step, through panes, popup, dialogs, zoom and search."""


class _Sent:
    """The terminal as the console leaves it."""

    def __init__(self, console: Console, size: tuple[int, int]) -> None:
        self._app = console.app
        self._size = size
        self._memory = ScreenMemory()
        self._terminal = Terminal(
            color_system="truecolor", width=size[0], height=size[1], force_terminal=True
        )
        self._screen = pyte.Screen(*size)
        self._stream = pyte.Stream(self._screen)
        self.past_textual = 0
        self._app.watchers.append(self._show)

    def _show(self, update: CompositorUpdate) -> None:
        if isinstance(update, LayoutUpdate):  # its lines can be gone through once only
            update = LayoutUpdate([list(line) for line in update.strips], update.region)
        self.past_textual += isinstance(update, LinesUpdate)
        self._stream.feed(self._memory.changes(update).render_segments(self._terminal))

    def differing_cells(self) -> list[tuple[int, int]]:
        """Return the cells in which the terminal is not what Textual makes of the whole screen."""
        whole = pyte.Screen(*self._size)
        behind = self._app._background_screens
        update = self._app.screen._compositor.render_update(full=True, screen_stack=behind)
        assert isinstance(update, CompositorUpdate)
        pyte.Stream(whole).feed(update.render_segments(self._terminal).replace("\n", "\r\n"))
        return [
            (row, column)
            for row in range(whole.lines)
            for column in range(whole.columns)
            if whole.buffer[row][column] != self._screen.buffer[row][column]
        ]


async def _walked(console: Console, sent: _Sent, before_each: Callable[[], object]) -> None:
    console.app.redraw()
    await console.pilot.pause()
    for step, keys in enumerate(WALK):
        before_each()
        console.press(*keys)
        await come_to_rest()
        await console.pilot.pause()
        assert sent.differing_cells() == [], f"step {step}: {keys}"


@pytest.mark.parametrize("size", [NARROW, WIDE, (170, 50)])
async def test_the_terminal_shows_what_textual_would(size: tuple[int, int]) -> None:
    async with driven(size=size, sites=120) as console:
        sent = _Sent(console, size)
        await _walked(console, sent, lambda: None)
        assert sent.past_textual > len(WALK) // 3


async def test_what_lies_over_a_pane_stays_there() -> None:
    async with driven(size=NARROW, sites=120) as console:
        sent = _Sent(console, NARROW)
        await _walked(console, sent, lambda: console.app.tell("something to be read over all this"))
        assert sent.past_textual > 0
