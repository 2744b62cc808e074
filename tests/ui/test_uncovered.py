"""A widget is drawn without asking the others exactly where none of it is hidden or covered."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

from altotui.ui.uncovered import Uncovered
from tests.ui.resting import running


class _Stage(App[int]):
    """A plain line, one in a box that scrolls, and something that may lie over them."""

    CSS = """
    Screen { layers: below above; }
    #plain { height: 2; }
    #box { height: 3; }
    #low { height: 5; }
    #over { layer: above; width: 10; height: 1; display: none; }
    """
    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False

    def compose(self) -> ComposeResult:
        yield Static("plain", id="plain")
        with VerticalScroll(id="box"):
            yield Static("low", id="low")
        yield Static("over", id="over")

    def place(self, name: str) -> Region | None:
        """Return where a widget may be drawn, asked anew."""
        return Uncovered(self.screen._compositor).place_of(self.query_one(f"#{name}"))


async def test_what_nothing_covers_is_where_it_is() -> None:
    async with running(_Stage(), size=(30, 10)) as pilot:
        app = pilot.app
        assert isinstance(app, _Stage)
        assert app.place("plain") == Region(0, 0, 30, 2)


async def test_what_is_larger_than_its_window_is_left_to_textual() -> None:
    async with running(_Stage(), size=(30, 10)) as pilot:
        app = pilot.app
        assert isinstance(app, _Stage)
        assert app.place("low") is None


@pytest.mark.parametrize(
    ("at", "is_covered"), [((0, 0), True), ((5, 1), True), ((0, 2), False), ((29, 1), True)]
)
async def test_one_cell_that_is_covered_is_enough(at: tuple[int, int], is_covered: bool) -> None:
    async with running(_Stage(), size=(30, 10)) as pilot:
        app = pilot.app
        assert isinstance(app, _Stage)
        over = app.query_one("#over")
        over.absolute_offset = None
        over.styles.offset = at
        over.display = True
        await pilot.pause()
        assert (app.place("plain") is None) is is_covered
        assert app.place("over") is not None or at[0] + 10 > 30


async def test_what_was_found_out_is_forgotten_with_the_layout() -> None:
    async with running(_Stage(), size=(30, 10)) as pilot:
        app = pilot.app
        assert isinstance(app, _Stage)
        uncovered, plain = Uncovered(app.screen._compositor), app.query_one("#plain")
        assert uncovered.place_of(plain) == Region(0, 0, 30, 2)
        app.query_one("#over").display = True
        await pilot.pause()
        assert uncovered.place_of(plain) is None
        app.query_one("#over").display = False
        plain.display = False
        await pilot.pause()
        assert uncovered.place_of(plain) is None
        plain.display = True
        await pilot.pause()
        assert uncovered.place_of(plain) == Region(0, 0, 30, 2)
