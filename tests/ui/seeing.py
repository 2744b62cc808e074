"""What a person sees of the console, and waiting until it is there."""

from __future__ import annotations

from collections.abc import Callable

from textual._context import visible_screen_stack
from textual.strip import Strip
from textual.widget import Widget

from altotui.ui.screens.main import MainScreen
from tests.ui.frames import WatchedApp
from tests.waiting import until

PATIENCE_S = 10.0
"""Real seconds until a test gives up: the machine may be busy."""


class Sight:
    """The screen of one running console."""

    def __init__(self, app: WatchedApp) -> None:
        self.app = app

    @property
    def main(self) -> MainScreen:
        """Return the screen with the panes."""
        return self.app.main_screen

    def strips(self) -> list[Strip]:
        """Return the lines of the whole screen as they are drawn now."""
        visible_screen_stack.set(list(self.app._background_screens))
        return self.app.screen._compositor.render_strips()  # Textual has no public way to the drawn lines

    def lines(self) -> list[str]:
        """Return the whole screen as text, one string a line."""
        return [strip.text.rstrip() for strip in self.strips()]

    def text(self) -> str:
        """Return the whole screen as text."""
        return "\n".join(self.lines())

    def cells_of(self, widget: Widget) -> list[str]:
        """Return the part of the screen that `widget` takes, as text."""
        region = widget.region
        rows = self.strips()[region.y : region.bottom]
        return [strip.crop(region.x, region.right).text for strip in rows]

    def part(self, widget: Widget) -> str:
        """Return the part of the screen that `widget` takes, as one text."""
        return "\n".join(line.rstrip() for line in self.cells_of(widget))

    async def sees(self, *words: str, timeout_s: float = PATIENCE_S) -> None:
        """Wait until all of `words` are on the screen."""
        __tracebackhide__ = True
        await self.until(lambda: all(word in self.text() for word in words), timeout_s, f"{words} in")

    async def reads(self, *words: str) -> None:
        """Wait until all of `words` are in the transcript, however its lines are broken."""

        def is_there() -> bool:
            said = " ".join(self.part(self.main.console.transcript).split())
            return all(word in said for word in words)

        await self.until(is_there, what=f"{words} in the transcript of")

    async def told(self, *words: str) -> None:
        """Wait until all of `words` are in the notifications, however their lines are broken."""

        def is_there() -> bool:
            toasts = (self.part(toast) for toast in self.app.screen.query("Toast"))
            said = " ".join(" ".join(toasts).replace("▌", " ").split())
            return all(word in said for word in words)

        await self.until(is_there, what=f"a notification of {words} on")

    async def sees_no(self, *words: str) -> None:
        """Wait until none of `words` is on the screen."""
        await self.until(lambda: not any(word in self.text() for word in words), PATIENCE_S, f"no {words} in")

    async def until(
        self, predicate: Callable[[], object], timeout_s: float = PATIENCE_S, what: str = "there is"
    ) -> None:
        """Wait for a condition, and until the keys that led to it are drawn; fails with the screen."""
        __tracebackhide__ = True

        def is_drawn() -> bool:
            return bool(predicate()) and not self.main.is_held

        await until(is_drawn, timeout_s, lambda: f"{what}\n{self.text()}")

    @property
    def focus_id(self) -> str | None:
        """Return the id of what has the focus."""
        return self.app.focused.id if self.app.focused else None
