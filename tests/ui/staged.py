"""One dialog over an empty app, typed at and looked at."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from textual import events, on
from textual._context import visible_screen_stack
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.strip import Strip

from altotui.ui.widgets.copy import Copy
from tests.ui.frames import Watched
from tests.ui.resting import running
from tests.waiting import until

CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


class Stage(Watched):
    """An app that opens one dialog, and keeps what comes of it."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, dialog: ModalScreen[Any]) -> None:
        super().__init__()
        self.dialog = dialog
        self.results: list[object] = []
        self.copied: list[tuple[str, str]] = []
        """Texts, and the words for them."""

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.results.append)

    @on(Copy)
    def keep(self, message: Copy) -> None:
        self.copied.append((message.text, message.what))

    def strips(self) -> list[Strip]:
        """Return the lines of the screen as they are drawn now."""
        visible_screen_stack.set(list(self._background_screens))
        return self.screen._compositor.render_strips()

    def lines(self) -> list[str]:
        """Return what stands in the dialog, without its border and padding."""
        rows = (strip.text.strip() for strip in self.strips())
        return [row.strip("│")[1:].rstrip() for row in rows if row.startswith("│")]

    def text(self) -> str:
        """Return the screen as one text."""
        return "\n".join(strip.text for strip in self.strips())

    async def sees(self, *words: str) -> None:
        """Wait until all of `words` are on the screen."""
        __tracebackhide__ = True
        await until(
            lambda: all(word in self.text() for word in words), 10.0, lambda: f"{words} in\n{self.text()}"
        )

    def press_at_once(self, *keys: str) -> None:
        """Put keys into the queue as a fast typist does: none waits for the one before."""
        for key in keys:
            self.post_message(events.Key(key, key if len(key) == 1 else None))

    def assert_harmless(self) -> None:
        """Fail when a line could control the terminal, is marked up, or has not the width of the screen."""
        strips = self.strips()
        assert {strip.cell_length for strip in strips} == {self.size.width}
        assert not any(segment.control for strip in strips for segment in strip)
        assert not CONTROLS.search("".join(strip.text for strip in strips))
        styles: Sequence[Any] = [segment.style for strip in strips for segment in strip if segment.style]
        assert not any(style.link or "@click" in style.meta for style in styles)


@asynccontextmanager
async def staged(
    dialog: ModalScreen[Any], size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Stage, Pilot[int]]]:
    """Show `dialog`."""
    stage = Stage(dialog)
    async with running(stage, size=size) as pilot:
        await pilot.pause()
        yield stage, pilot
