"""One widget on a screen of its own, and the lines it draws."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from altotui.ui.cells import Piece
from altotui.ui.widgets.line_view import LineView
from altotui.ui.widgets.row_list import RowList
from tests.ui.frames import Watched
from tests.ui.resting import running


class Host(Watched):
    """An app of one widget."""

    def __init__(self, widget: LineView) -> None:
        super().__init__()
        self._widget = widget

    def compose(self) -> ComposeResult:
        yield self._widget


@asynccontextmanager
async def hosted(
    widget: LineView, size: tuple[int, int] = (40, 10)
) -> AsyncIterator[tuple[Host, Pilot[int]]]:
    """Show `widget` with the focus on it, and forget what that painted."""
    host = Host(widget)
    async with running(host, size=size) as pilot:
        if widget.focusable:
            host.screen.set_focus(widget)
        await pilot.pause()
        host.frames.clear()
        yield host, pilot


def drawn(widget: LineView) -> list[str]:
    """Return the lines of a widget as text."""
    return [strip.text for strip in strips(widget)]


def strips(widget: LineView) -> list[Strip]:
    """Return the lines of a widget as it gives them to the compositor."""
    return [widget.render_line(y) for y in range(widget.size.height)]


class Numbers(RowList):
    """As many numbered rows as wanted; counts how many were made."""

    def __init__(self, count: int) -> None:
        super().__init__(id="numbers")
        self.count = count
        self.made = 0
        self.suffix = ""

    def row_count(self) -> int:
        return self.count

    def make_row(self, index: int, width: int) -> list[Piece]:  # noqa: ARG002 (every row is asked the same way)
        self.made += 1
        return [(f"row {index}{self.suffix}", self.look(""))]

    def make_heading(self, width: int) -> list[Piece]:  # noqa: ARG002
        return [("HEADING", self.look("heading"))]
