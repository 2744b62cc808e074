"""The last gate: what went past `make_visible` is drawn as signs, as wide as it was laid out, and acts on nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyte
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import CompositorUpdate, LayoutUpdate
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Static

from altotui.domain.text import gated
from altotui.simulator.routeros.hostile import PAYLOADS
from altotui.ui.screen_memory import ScreenMemory

_OWN = re.compile(r"\n+\x1b\[[0-9]*G|\x1b\[[0-9;]*[BCDGHm]")
"""All that the memory sends besides text: moves and looks."""
_WIDTH = 60
_STYLES = (None, Style(color="red", bold=True), Style(link="https://example.net/"))


def _lines() -> Iterator[Strip]:
    """Yield a raw line for each payload and kind of style, with text on either side of it."""
    for number, (text, _) in enumerate(PAYLOADS):
        for style in _STYLES:
            segments = [Segment(f"{number:<3}<"), Segment(text, style), Segment(">")]
            yield Strip(segments).crop(0, _WIDTH).extend_cell_length(_WIDTH)


def _sent(lines: list[Strip]) -> str:
    update = LayoutUpdate([[line] for line in lines], Region(0, 0, _WIDTH, len(lines)))
    return ScreenMemory().changes(update).render_segments(Console(width=_WIDTH, height=len(lines)))


def test_raw_text_of_every_payload_is_sent_as_text_alone() -> None:
    sent = _sent(list(_lines()))
    text = _OWN.sub("", sent)
    assert "\u241b" in text
    assert "\x1b" not in text
    assert gated(text) is text
    text.encode()


def test_raw_text_leaves_every_other_cell_where_it_was() -> None:
    lines = list(_lines())
    screen = pyte.Screen(_WIDTH, len(lines))
    pyte.Stream(screen).feed(_sent(lines))
    for row in range(len(lines)):
        assert screen.display[row].startswith(f"{row // len(_STYLES):<3}<"), row
    texts = {row: line.text for row, line in enumerate(lines) if ">" in line.text and line.text.isascii()}
    signs = {row: text for row, text in texts.items() if gated(text) is not text}
    assert len(signs) > 100
    for row, text in signs.items():
        laid_out_at = cell_len(text[: text.rfind(">")])
        assert screen.display[row][laid_out_at] == ">", ascii(text)


class _Careless(App[None]):
    """Draws raw text, as nothing of the console does."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__()
        self.sent = ""
        self._memory = ScreenMemory()

    def compose(self) -> ComposeResult:
        for text, _ in PAYLOADS:
            yield Static(text, markup=False)

    def _display(self, _: Screen[object], renderable: object) -> None:
        if isinstance(renderable, CompositorUpdate):
            self.sent += self._memory.changes(renderable).render_segments(self.console)


async def test_a_widget_that_draws_raw_text_sends_no_control_character() -> None:
    app = _Careless()
    async with app.run_test(size=(_WIDTH, 400)) as pilot:
        await pilot.pause()
    text = _OWN.sub("", app.sent)
    assert "\u241b[2Jwip" in text
    assert gated(text) is text
