"""A screen that is styled, laid out and drawn once when it comes up: Textual would do so two or three times."""

from __future__ import annotations

from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widget import Widget

from altotui.ui.held_screen import HeldScreen


class DrawnOnce(HeldScreen):
    """The base of the first screen: what it costs to come up is what a person waits for."""

    BLANK = True
    """What stands on it covers it."""
    focused = Reactive[Widget | None](None, repaint=False)
    """What looks different with the focus draws itself anew; all the rest need not."""

    def __init__(self, *, classes: str) -> None:
        super().__init__(classes=classes)
        self._has_come_up = False

    def begin_frames(self) -> None:
        """Begin to count frames; to be called before there is anything to draw.

        Textual begins with the first change, so that what a person types first would wait for a whole frame.
        """
        self._update_timer.resume()
        for rack in self.query("ToastRack"):  # it hides itself, too late for the first layout
            rack.styles.inline.set_rule("display", "none")

    def _screen_resized(self, size: Size) -> None:
        """Lay out for a new size only: at the start Textual asks three times for the same one."""
        if size != self.outer_size:
            super()._screen_resized(size)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Keep Textual from styling and drawing every widget a second time."""
        if not self._has_come_up:
            self._has_come_up = True
            event.refresh_styles = False
            self.call_next(self._forget_repaint)

    def _forget_repaint(self) -> None:
        self._repaint_required = False
