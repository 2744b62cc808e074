"""What every cell of the terminal shows, so that only cells that differ are sent.

Textual sends whole widget regions, several times over when a screen comes up. Over a slow line, and for whoever
parses it, the bytes are the time. This stands between its compositor and its driver; it leans on two private
classes of Textual 8.2 and on `App._display`, and `tests/ui/test_screen_memory.py` compares screens cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, get_character_cell_size, set_cell_size
from rich.color import ColorSystem
from rich.console import Console
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from altotui.domain.text import gated, is_plain
from altotui.ui.sgr import change_of

_CHEAPER_THAN_A_MOVE = 6
"""So many unchanged cells are sent again rather than jumped over."""

_Placed = tuple[int, int, Strip]
"""Row, column and what stands there."""


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
        if isinstance(update, LayoutUpdate | ChopsUpdate):
            return _Changes(self, update)
        self.forget()
        return update

    def render(self, update: LayoutUpdate | ChopsUpdate, console: Console) -> str:
        """Return the bytes for the terminal, and remember what they make of it."""
        if self._size != console.size:
            width, height = self._size = console.size
            self._chars = [[None] * width for _ in range(height)]
            self._looks = [[None] * width for _ in range(height)]
        pen = _Pen()
        system = console._color_system or ColorSystem.TRUECOLOR
        for row, column, strip in _placed(update):
            if row < len(self._chars):
                self._paint(row, column, strip, system, pen)
        return pen.lift()

    def _paint(self, row: int, column: int, strip: Strip, system: ColorSystem, pen: _Pen) -> None:
        """Draw one strip; whatever does not take one cell for each character is always sent."""
        for text, style, control in strip:
            if column >= self._size[0]:
                return  # made for a wider screen, in the moment of a resize
            if control or not text:
                continue
            look = "" if style is None else style._ansi or Strip.render_ansi(style, system)
            if not is_plain(text):
                text = _harmless(text)
            if is_plain(text) or all(get_character_cell_size(char) == 1 for char in text):
                self._paint_cells(row, column, text, look, pen)
                column += len(text)
                continue
            width = cell_len(text)
            if column + width > self._size[0]:
                width = self._size[0] - column
                text = set_cell_size(text, width)
            pen.send_whole(row, column, text, look)
            # terminals disagree about such characters: nothing to the right of them is certain any more
            rest = len(self._chars[row]) - column
            self._chars[row][column:] = [None] * rest
            column += width

    def _paint_cells(self, row: int, column: int, text: str, look: str, pen: _Pen) -> None:
        chars, looks = self._chars[row], self._looks[row]
        end = min(column + len(text), len(chars))
        new = list(text[: end - column])
        if chars[column:end] == new and looks[column:end].count(look) == end - column:
            return
        for start, stop in _runs(chars, looks, column, new, look):
            pen.send(row, start, text[start - column : stop - column], look)
        chars[column:end] = new
        looks[column:end] = [look] * (end - column)


def _harmless(text: str) -> str:
    """Return what is drawn of `text`, as wide as it was: whatever went past `make_visible` acts on no terminal.

    Nothing should need it; of styles only the look is sent, so that no text is a link either.
    """
    drawn = gated(text)
    return text if drawn is text else set_cell_size(drawn, cell_len(text))


def _runs(
    chars: list[str | None], looks: list[str | None], column: int, new: list[str], look: str
) -> Iterator[tuple[int, int]]:
    """Yield where cells differ, from column to column; runs that are close together are one."""
    start = stop = -1
    for offset, char in enumerate(new):
        at = column + offset
        if chars[at] == char and looks[at] == look:
            continue
        if start >= 0 and at - stop > _CHEAPER_THAN_A_MOVE:
            yield start, stop
            start = at
        elif start < 0:
            start = at
        stop = at + 1
    if start >= 0:
        yield start, stop


class _Pen:
    """Writes cells with as few moves and changes of look as possible."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._at: tuple[int, int] | None = None
        self._look: str | None = None

    def send(self, row: int, column: int, text: str, look: str) -> None:
        """Write `text` of one look; each character takes one cell."""
        self._move(row, column)
        if look != self._look:
            self._out.append(change_of(self._look, look))
            self._look = look
        self._out.append(text)
        self._at = (row, column + len(text))

    def send_whole(self, row: int, column: int, text: str, look: str) -> None:
        """Write `text` of which nobody knows how many cells it takes."""
        self._move(row, column)
        self._out.append(f"\x1b[0;{look}m{text}\x1b[0m" if look else f"\x1b[0m{text}")
        self._at = self._look = None

    def _move(self, row: int, column: int) -> None:
        if self._at == (row, column):
            return
        if self._at is not None and self._at[0] == row and self._at[1] < column:
            self._out.append(f"\x1b[{column - self._at[1]}C")
        else:
            self._out.append(f"\x1b[{row + 1};{column + 1}H" if column else f"\x1b[{row + 1}H")

    def lift(self) -> str:
        """Return everything written, ending without a look."""
        if self._look:
            self._out.append("\x1b[0m")
        return "".join(self._out)


class _Changes(CompositorUpdate):
    """An update of the compositor that sends only what differs."""

    def __init__(self, memory: ScreenMemory, update: LayoutUpdate | ChopsUpdate) -> None:
        self._memory = memory
        self._update = update

    def render_segments(self, console: Console) -> str:
        """Return the bytes; Textual asks for them only when it sends them."""
        return self._memory.render(self._update, console)


def _placed(update: LayoutUpdate | ChopsUpdate) -> Iterator[_Placed]:
    """Yield every strip of an update with its place, cut to what the update is about."""
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
