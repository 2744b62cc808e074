"""A Textual application that knows its terminal: what it shows, how far away it is, and what goes past the screen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from rich.console import RenderableType
from textual import events
from textual._compositor import CompositorUpdate
from textual._styles_cache import StylesCache
from textual.app import App
from textual.filter import ANSIToTruecolor, Monochrome, NoColor
from textual.geometry import Offset
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.widget import Widget

from altotui.ui.held_screen import HeldScreen
from altotui.ui.lean import Lean
from altotui.ui.looks import USUAL_LOOKS, Looks
from altotui.ui.painting import Painting, is_too_small
from altotui.ui.terminal_output import MeasuredDriver
from altotui.ui.themes import OWN_THEMES
from altotui.ui.widgets.line_view import LineView

_ALWAYS = frozenset({"ctrl+q", "ctrl+z"})
"""Keys that act on whatever screen."""


class _WholeCells(ScrollBarRender):
    """A scroll bar that ends with whole cells, as every terminal can draw it."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


ScrollBar.renderer = _WholeCells
_GROUNDS = "get_inner_outer"
# Textual caches this for each widget, so that the drawn lines of a thousand widgets that are gone stay in memory.
setattr(StylesCache, _GROUNDS, classmethod(StylesCache.__dict__[_GROUNDS]))


class TerminalApp(App[int], inherit_bindings=False):
    """Everything about the terminal, and nothing about sites, commands and jobs."""

    def __init__(self, lean: Lean, looks: Looks = USUAL_LOOKS) -> None:
        super().__init__()
        self.lean = lean
        self.signs = looks.signs
        """What is drawn beside words and data: the one place where it is kept, read through `signs.signs`."""
        self.has_colours = looks.has_colours
        """False: a theme changes nothing."""
        self._put_on(looks)
        self._painting = Painting(self._is_behind, self.set_timer, self._paint_all, lean.held_back)
        self._born_mono = time.monotonic()
        self._held: HeldScreen | None = None

    @property
    def is_screen_up(self) -> bool:
        """Return whether there is a screen: at the very start and end there is none."""
        return bool(self._screen_stacks.get(self._current_mode))

    def _put_on(self, looks: Looks) -> None:
        for theme in OWN_THEMES:
            self.register_theme(theme)
        self.set_reactive(App.theme, looks.theme)  # to set it later would style every widget twice
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(looks.signs.is_ascii, "-ascii", update=False)
        if not looks.has_colours:  # Textual would make greys of them, and a dark ground on a light terminal
            self._filters = [each for each in self._filters if not isinstance(each, Monochrome | NoColor)]
            self._filters.append(NoColor())
        for each in self._filters:
            if isinstance(each, ANSIToTruecolor):
                each.enabled = not self.native_ansi_color

    # --- what is shown

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Send only the cells that differ from what the terminal shows, and its cursor to where keys act."""
        if isinstance(renderable, CompositorUpdate):
            renderable = self._painting.frame(renderable, self.size)
            caret = _caret_of(self.focused) if self.is_screen_up else None
            if caret is not None:
                self.cursor_position = caret
        super()._display(screen, renderable)
        if renderable is not None and isinstance(self._driver, MeasuredDriver):
            self._driver.frame_sent()

    @property
    def _has_more(self) -> bool:
        """Return whether something waits; of its queue Textual takes one message ahead, to look at it."""
        return self._pending_message is not None or self.message_queue_size > 0

    async def on_event(self, event: events.Event) -> None:
        """Hold the screen until this key and those that came with it have been dealt with."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.hold_screen()
        await super().on_event(event)

    def hold_screen(self) -> None:
        """Have what keys change wait until all of them that came have been dealt with."""
        screen = self.screen if self._held is None and self.is_screen_up else None
        if isinstance(screen, HeldScreen):
            self._held = screen
            screen.hold()

    def on_idle(self) -> None:
        """Let the screen paint: every key that came has been dealt with."""
        if self._held is not None and not self._has_more:
            self._held.release()
            self._held = None

    def _paint_all(self) -> None:
        """Show the whole screen as it is now; what the terminal shows already is not sent."""
        if self.is_screen_up:
            screen = self.screen
            full = screen._compositor.render_update(full=True, screen_stack=self._background_screens)
            self._display(screen, full)

    def on_resize(self) -> None:
        """Paint anew, also for the same size again: the terminal has cut its cells in between."""
        if self._painting.has_begun:
            self.redraw()

    def redraw(self) -> None:
        """Paint the whole screen again, whatever the terminal shows."""
        self._painting.forget()
        self.refresh(layout=True)

    def is_blind(self, event: events.Event) -> bool:
        """Return whether a person cannot see what `event` would do: the screen is too small for the console."""
        leaves = isinstance(event, events.Key) and event.key in _ALWAYS
        return is_too_small(self.size) and not leaves

    def write_past_screen(self, sequence: str) -> None:
        """Send a sequence to the terminal that paints nothing and moves no cursor."""
        if self._driver is not None:
            self._driver.write(sequence)

    # --- the line to it

    def watch_line(self, show_lean: Callable[[bool, float], object]) -> None:
        """Find out how far away the terminal is, once the screen is up.

        Args:
            show_lean: Hears whether the console is lean, and how often it draws what time alone changes, in seconds.
        """

        def changed() -> None:
            self.set_class(self.lean.is_on, "-lean", update=False)  # for what is opened from now on
            show_lean(self.lean.is_on, self.lean.tick_s)

        self.lean.changed = changed
        if self.lean.is_on:
            self.call_after_refresh(self.lean.changed)
        self.call_after_refresh(self._ask_terminal)

    def _is_behind(self) -> bool:
        return isinstance(self._driver, MeasuredDriver) and self._driver.is_behind

    def _ask_terminal(self) -> None:
        if isinstance(self._driver, MeasuredDriver):
            self._driver.ask()

    def on_cursor_position(self) -> None:
        """Take the terminal's answer, and send what was held back for it."""
        reply_s = self._driver.progress.answered() if isinstance(self._driver, MeasuredDriver) else None
        if reply_s is not None:
            self.lean.reply_took(reply_s)
            self._painting.go_on()

    def how_lean(self) -> str:
        """Return whether the console is lean and why, and how many bytes it has sent."""
        sent = self._driver.output.sent_bytes if isinstance(self._driver, MeasuredDriver) else None
        return self.lean.said(sent, time.monotonic() - self._born_mono)


def _caret_of(focused: Widget | None) -> Offset | None:
    """Return where on the screen the caret of a widget is; None when it has none."""
    if isinstance(focused, LineView):
        at = focused.terminal_cursor()
        return None if at is None else focused.content_region.offset + at
    # Textual's own fields tell it only when their text changes, not when their place does. They are not imported: at
    # the start there is none.
    at = getattr(focused, "cursor_screen_offset", None)
    return at if isinstance(at, Offset) else None
