"""The base of everything with lines: draws only what is visible, and repaints only lines that changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.style import Style
from textual import events
from textual.filter import ANSIToTruecolor
from textual.geometry import Offset, Region
from textual.strip import Strip

from altotui.ui.held_screen import HeldScreen
from altotui.ui.palette import look_of
from altotui.ui.widgets.unscrolled import Unscrolled


class LineView(Unscrolled):
    """A widget whose lines are made on demand by `make_line`.

    After any change of what it shows, call `repaint`: it makes the visible lines anew and hands the terminal
    only those that differ. Nothing is kept for lines that are not visible.
    """

    BLANK = False
    MAY_BE_LATE = True
    """Whether nothing but its lines comes of drawing it: it waits for the rest of keys that came together."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._shown_lines: list[Strip | None] = []
        self._is_stale = False
        """It has changed while it was hidden: what Textual has kept of it is true no more."""
        self._looks: dict[str, Style] = {}

    def make_line(self, y: int, width: int) -> Strip:
        """Return the strip of line `y` of the widget, exactly `width` cells."""
        raise NotImplementedError(type(self).__name__)

    def terminal_cursor(self) -> Offset | None:
        """Return where in the widget the cursor of the terminal belongs while keys come here; None for nowhere.

        It is not drawn, but input methods and screen readers follow it.
        """
        return None

    def look(self, meaning: str) -> Style:
        """Return the style of a meaning (see `palette`) on the widget's own ground."""
        style = self._looks.get(meaning)
        if style is None:
            ground = self._looks.get("")
            if ground is None:
                ground = self._looks[""] = self.rich_style
            style = self._looks[meaning] = look_of(meaning, ground, self.app.theme_variables)
        return style

    def repaint(self) -> None:
        """Show the present state: redraws exactly the lines that look different now."""
        screen = self.screen if self.is_attached else None
        if not isinstance(screen, HeldScreen) or not screen.is_held:
            self.refresh_lines(self.renew())
        elif self.MAY_BE_LATE:
            screen.repaint_later(self)
        else:
            screen.paint_later(self, self.renew())

    def renew(self) -> Sequence[int]:
        """Make the lines anew, and return the numbers of those that look different now."""
        if not self.is_mounted or not self.is_attached or not self.size:
            self._shown_lines = []
            self._is_stale = True
            return ()
        width, height = self.size
        before = self._lines_of(height)
        self._shown_lines = [self.make_line(y, width) for y in range(height)]
        pairs = zip(before, self._shown_lines, strict=True)
        return [y for y, (old, new) in enumerate(pairs) if old != new]

    def refresh_lines(self, rows: Iterable[int]) -> None:
        """Have Textual paint these lines."""
        width = self.size.width
        regions = [Region(0, y, width, 1) for y in rows]
        if regions:
            self.refresh(*regions)

    def lines_for_terminal(self, rows: Iterable[int]) -> list[Strip]:
        """Return these lines, as they were made last, as they are sent."""
        return self._filtered(self._drawn(rows))

    def _on_focus(self, event: events.Focus) -> None:
        """Leave it at that where the focus has gone on in the meantime: nobody would see it come and go."""
        if self.screen.focused is not self:
            event.prevent_default()

    def _on_blur(self, event: events.Blur) -> None:
        """Leave it at that where the focus has not come before."""
        if not self.has_focus:
            event.prevent_default()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Draw cursor or caret as they are now; no style depends on the focus, so Textual need not look for any."""
        self.repaint()

    def on_show(self) -> None:
        """Draw anew what changed while it was hidden."""
        if self._is_stale:
            self._is_stale = False
            self.refresh()

    def _lines_of(self, height: int) -> list[Strip | None]:
        """Return the lines on the screen, None for those that were never drawn, made fit for `height`."""
        missing = height - len(self._shown_lines)
        if missing:
            self._shown_lines = [*self._shown_lines[:height], *[None] * max(0, missing)]
        return self._shown_lines

    def _drawn(self, rows: Iterable[int]) -> list[Strip]:
        """Return these lines as they are to be on the screen, and remember them as being there."""
        width, height = self.size
        lines = self._lines_of(height)
        drawn: list[Strip] = []
        for y in rows:
            shown = lines[y] if y < height else None
            if shown is None or shown.cell_length != width:
                shown = self.make_line(y, width)
                if y < height:
                    lines[y] = shown
            drawn.append(shown)
        return drawn

    def _filtered(self, strips: list[Strip]) -> list[Strip]:
        """Return `strips` in the colours that there are."""
        for each in self.get_line_filters():
            if not isinstance(each, ANSIToTruecolor):
                background = self.background_colors[1]
                strips = [strip.apply_filter(each, background) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """Return a line for the compositor."""
        return self._drawn(range(y, y + 1))[0]

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of a part for the compositor.

        What Textual's own way adds to each line (padding, tint, opacity) costs as much as the line, and nothing here
        has any; a border is left to it. Looks have no ANSI colours that would have to become others.
        """
        if self.gutter:
            return super().render_lines(crop)
        strips = self._filtered(self._drawn(crop.line_range))
        self._is_stale = False  # without a border Textual keeps nothing of it
        first, last = crop.column_span
        is_whole = (first, last) == (0, self.size.width)
        return strips if is_whole else [strip.crop(first, last) for strip in strips]

    def notify_style_update(self) -> None:
        """Forget the styles when a theme or a class changed them."""
        super().notify_style_update()
        self._looks = {}
        self._shown_lines = []
