"""What every cell of the terminal shows, so that only cells that differ are sent.

Textual sends whole widget regions, several times over when a screen comes up. Over a slow line, and for whoever
parses it, the bytes are the time. This stands between its compositor and its driver; it leans on two private
classes of Textual 8.2 and on `App._display`, and `tests/ui/test_screen_memory.py` compares screens cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter

from rich.cells import cell_len, get_character_cell_size, set_cell_size
from rich.color import ColorSystem
from rich.console import Console
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from altotui.domain.text import gated
from altotui.ui.cells import has_usual_cells
from altotui.ui.drawing import Drawing

Placed = tuple[int, int, Strip]
"""Row, column and what stands there."""


class LinesUpdate(CompositorUpdate):
    """Some lines of the screen, or parts of them, that do not overlap."""

    def __init__(self, placed: Iterable[Placed]) -> None:
        self.placed = sorted(placed, key=itemgetter(0, 1))

    def render_segments(self, console: Console) -> str:
        """Raise NotImplementedError: a `ScreenMemory` alone can send it."""
        del console
        raise NotImplementedError(type(self).__name__)


_Update = LayoutUpdate | ChopsUpdate | LinesUpdate


class ScreenMemory:
    """The cells of one terminal, as far as they are known."""

    def __init__(self) -> None:
        self._size = (0, 0)
        self._chars: list[list[str | None]] = []
        self._looks: list[list[str | None]] = []

    def forget(self) -> None:
        """Know nothing of any cell: the next update is sent whole."""
        self._size = (0, 0)

    def changes(self, update: CompositorUpdate) -> CompositorUpdate:
        """Return an update that sends what `update` changes; it is worked out when it is sent, and not before."""
        if isinstance(update, _Update):
            return _Changes(self, update)
        self.forget()
        return update

    def render(self, update: _Update, console: Console) -> str:
        """Return the bytes for the terminal, and remember what they make of it."""
        if self._size != console.size:
            width, height = self._size = console.size
            self._chars = [[None] * width for _ in range(height)]
            self._looks = [[None] * width for _ in range(height)]
        drawing = Drawing(self._chars, self._looks)
        system = console._color_system or ColorSystem.TRUECOLOR
        for row, column, strip in _placed(update):
            if row < len(self._chars):
                self._paint(row, column, strip, system, drawing)
        return drawing.sequence()

    def _paint(self, row: int, column: int, strip: Strip, system: ColorSystem, drawing: Drawing) -> None:
        """Draw one strip; whatever does not take one cell for each character is always sent."""
        for text, style, control in strip:
            if column >= self._size[0]:
                return  # made for a wider screen, in the moment of a resize
            if control or not text:
                continue
            look = "" if style is None else style._ansi or Strip.render_ansi(style, system)
            is_sure = has_usual_cells(text)
            if not is_sure:
                text = _harmless(text)
                is_sure = all(get_character_cell_size(char) == 1 for char in text)
            if is_sure:
                self._paint_cells(row, column, text, look, drawing)
                column += len(text)
                continue
            width = cell_len(text)
            if column + width > self._size[0]:
                width = self._size[0] - column
                text = set_cell_size(text, width)
            drawing.add_uncertain(row, column, text, look)
            # terminals disagree about such characters: nothing to the right of them is certain any more
            rest = len(self._chars[row]) - column
            self._chars[row][column:] = [None] * rest
            column += width

    def _paint_cells(self, row: int, column: int, text: str, look: str, drawing: Drawing) -> None:
        chars, looks = self._chars[row], self._looks[row]
        end = min(column + len(text), len(chars))
        new = list(text[: end - column])
        if chars[column:end] == new and looks[column:end].count(look) == end - column:
            return
        start = -1
        for at, char in enumerate(new, column):
            if chars[at] == char and looks[at] == look:
                if start >= 0:
                    drawing.add(row, start, text[start - column : at - column], look)
                    start = -1
            elif start < 0:
                start = at
        if start >= 0:
            drawing.add(row, start, text[start - column : end - column], look)
        chars[column:end] = new
        looks[column:end] = [look] * (end - column)


def _harmless(text: str) -> str:
    """Return what is drawn of `text`, as wide as it was: whatever went past `make_visible` acts on no terminal.

    Nothing should need it; of styles only the look is sent, so that no text is a link either.
    """
    drawn = gated(text)
    return text if drawn is text else set_cell_size(drawn, cell_len(text))


class _Changes(CompositorUpdate):
    """An update of the compositor that sends only what differs."""

    def __init__(self, memory: ScreenMemory, update: _Update) -> None:
        self._memory = memory
        self._update = update

    def render_segments(self, console: Console) -> str:
        """Return the bytes; Textual asks for them only when it sends them."""
        return self._memory.render(self._update, console)


def _placed(update: _Update) -> Iterator[Placed]:
    """Yield every strip of an update with its place, cut to what the update is about."""
    if isinstance(update, LinesUpdate):
        yield from update.placed
        return
    if isinstance(update, LayoutUpdate):
        for row, line in enumerate(update.strips, update.region.y):
            column = update.region.x
            for strip in line:
                yield row, column, strip
                column += strip.cell_length
        return
    for row, first, last in update.spans:
        for end, (column, chop) in zip(update.chop_ends[row], update.chops[row].items(), strict=False):
            if chop is None or column > last or end <= first:
                continue
            start, stop = max(column, first), min(end, last)
            if (start, stop) == (column, end):
                yield row, column, chop
            elif stop > start:
                yield row, start, chop.crop(start - column, stop - column)
