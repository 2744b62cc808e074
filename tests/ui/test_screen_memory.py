"""The cell memory sends less, and the screen is the same: every cell, every colour, after every step of a walk."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import pyte
from rich.console import Console
from rich.segment import Segment
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widgets import Static

from altotui.domain.text import make_visible
from altotui.simulator.routeros.hostile import HOSTILE
from altotui.ui.cells import Piece
from altotui.ui.screen_memory import ScreenMemory
from altotui.ui.widgets.line_edit import LineEdit
from altotui.ui.widgets.row_list import RowList
from tests.ui.resting import running

SIZE = (60, 20)
WALK = [
    *["down"] * 3,
    "pagedown",
    "pagedown",
    "up",
    "end",
    "home",
    "tab",
    *"zürich 中文 x",
    "backspace",
    "left",
    "y",
    "ctrl+u",
    "shift+tab",
    "f2",
    "escape",
    "down",
    "f3",
    "f3",
    "pagedown",
]


class Twin:
    """Two terminals: one is sent what Textual sends, one what the memory makes of it."""

    def __init__(self, memory: ScreenMemory) -> None:
        self.memory = memory
        self.plain, self.thrifty = self._terminal(), self._terminal()
        self.plain_bytes = self.thrifty_bytes = 0

    def _terminal(self) -> tuple[pyte.Screen, pyte.Stream]:
        screen = pyte.Screen(*SIZE)
        return screen, pyte.Stream(screen)

    def resize(self, columns: int, rows: int) -> None:
        self.plain[0].resize(rows, columns)
        self.thrifty[0].resize(rows, columns)

    def show(self, update: CompositorUpdate, console: Console) -> None:
        if isinstance(update, LayoutUpdate):  # its lines can be gone through once only
            update = LayoutUpdate([list(line) for line in update.strips], update.region)
        stock = update.render_segments(console).replace("\n", "\r\n")
        ours = self.memory.changes(update).render_segments(console)
        self.plain[1].feed(stock)
        self.thrifty[1].feed(ours)
        self.plain_bytes += len(stock.encode())
        self.thrifty_bytes += len(ours.encode())

    def differing_cells(self) -> list[tuple[int, int]]:
        plain, thrifty = self.plain[0], self.thrifty[0]
        return [
            (row, column)
            for row in range(plain.lines)
            for column in range(plain.columns)
            if plain.buffer[row][column] != thrifty.buffer[row][column]
        ]


class Names(RowList):
    """Rows with everything that is hard to draw."""

    NAMES: ClassVar[list[str]] = [
        *(
            text
            for text in (make_visible(text, max_chars=80) for text in HOSTILE)
            if max(text, default="") < "\U0001f000"
        ),
        *["zürich", "中文字 with 全角", "e\u0301e\u0301 marks", "naïve"] * 5,
    ]
    """Without emoji and flags: about their width no two terminals agree, pyte and rich among them."""

    def row_count(self) -> int:
        return len(self.NAMES)

    def make_row(self, index: int, _width: int) -> list[Piece]:
        return [(self.NAMES[index], self.look("good" if index % 3 else "bad"))]

    def make_heading(self, _width: int) -> list[Piece]:
        return [("NAME", self.look("heading"))]


class Box(ModalScreen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "")]

    def compose(self) -> ComposeResult:
        yield Static(Content("a box over the list, with 中文"))

    def action_leave(self) -> None:
        self.dismiss(None)


class Walked(App[None]):
    CSS = "Box { align: center middle; } Box Static { width: 30; height: 5; border: solid red; }"
    BINDINGS: ClassVar[list[BindingType]] = [("f2", "box", ""), ("f3", "fold", "")]

    def __init__(self, show: Callable[[CompositorUpdate, Console], None]) -> None:
        super().__init__()
        self._show = show

    def compose(self) -> ComposeResult:
        yield Names()
        yield LineEdit("/ ")

    def action_box(self) -> None:
        self.push_screen(Box())

    def action_fold(self) -> None:
        names = self.query_one(Names)
        names.display = not names.display

    def _display(self, screen: Screen[object], renderable: object) -> None:
        if isinstance(renderable, CompositorUpdate) and screen is self.screen:
            self._show(renderable, self.console)
        super()._display(screen, None)


async def test_the_screen_is_the_same_after_every_key() -> None:
    twin = Twin(ScreenMemory())
    console = Console(color_system="truecolor", width=SIZE[0], height=SIZE[1], force_terminal=True)
    app = Walked(lambda update, _: twin.show(update, console))
    async with running(app, size=SIZE) as pilot:
        for step, key in enumerate(WALK):
            await pilot.press(key)
            await pilot.pause()
            assert twin.differing_cells() == [], f"step {step}: {key}"
    assert twin.thrifty_bytes * 2 < twin.plain_bytes


async def test_the_same_again_costs_nothing() -> None:
    twin = Twin(ScreenMemory())
    console = Console(color_system="truecolor", width=SIZE[0], height=SIZE[1], force_terminal=True)
    app = Walked(lambda update, _: twin.show(update, console))
    async with running(app, size=SIZE) as pilot:
        app.query_one(Names).scroll_rows(len(HOSTILE) + 3)
        await pilot.press("home")
        await pilot.pause()
        app.query_one(Names).display = False
        await pilot.pause()
        before = twin.thrifty_bytes
        app.screen.refresh()
        await pilot.pause()
        assert twin.thrifty_bytes == before


async def test_a_resize_and_a_lost_screen_are_painted_whole() -> None:
    twin = Twin(ScreenMemory())
    console = Console(color_system="truecolor", width=SIZE[0], height=SIZE[1], force_terminal=True)
    app = Walked(lambda update, _: twin.show(update, console))
    async with running(app, size=SIZE) as pilot:
        for columns, rows in ((40, 12), (70, 25), (60, 20)):
            console.size = (columns, rows)
            twin.resize(columns, rows)
            await pilot.resize_terminal(columns, rows)
            await pilot.pause()
            assert twin.differing_cells() == []
        twin.thrifty[1].feed("\x1b[2Jsomebody else wrote here")
        twin.memory.forget()
        app.screen.refresh(layout=True)
        await pilot.pause()
        assert twin.differing_cells() == []


def test_an_update_for_a_larger_screen_is_cut() -> None:
    """In the moment of a resize the compositor may still be at the old size."""
    console = Console(color_system="truecolor", width=10, height=2, force_terminal=True)
    lines = [[Strip([Segment("x" * 8), Segment("中文" * 4), Segment("y" * 8)])] for _ in range(4)]
    update = ScreenMemory().changes(LayoutUpdate([*lines], Region(0, 0, 24, 4)))
    screen = pyte.Screen(10, 2)
    pyte.Stream(screen).feed(update.render_segments(console))
    assert screen.display[0].startswith("x" * 8)


def test_chops_and_layouts_are_all_there_is() -> None:
    """An update of another kind makes the memory forget rather than guess."""
    memory = ScreenMemory()
    other = CompositorUpdate()
    assert memory.changes(other) is other
    assert memory.changes(ChopsUpdate([], [(0, 0, 0)], [])) is not other
