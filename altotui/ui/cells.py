"""Visible-only text cut and padded to terminal cells, as the terminal library counts them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from altotui.domain.text import is_plain
from altotui.ui.signs import signs

Piece = tuple[str, Style]
"""Visible-only text and its look."""
Overlay = tuple[int, int, Style]
"""First character, the one behind the last, and the look of what is in between."""
Look = Callable[[str], Style]
"""Returns the style of a meaning."""
_USUAL = re.compile("[ -~\u00c0-\u024f\u2026\u2500-\u259f]*")
INDENT = "   "
"""In front of what belongs to the line above."""


def width_of(text: str) -> int:
    """Return the cells of visible-only `text`; usual text, cut or not, is not looked up in the tables of Unicode."""
    return len(text) if text.isascii() or has_usual_cells(text) else cell_len(text)


def has_usual_cells(text: str) -> bool:
    """Return whether `text` is plain, or lines and cut signs as the console draws them: a cell for each character."""
    return is_plain(text) or _USUAL.fullmatch(text) is not None


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Return `text` as exactly `width` cells, its end replaced by a sign when something was cut."""
    if width <= 0:
        return ""
    length = width_of(text)
    if length <= width:
        padding = " " * (width - length)
        return padding + text if right else text + padding
    return (text[: width - 1] if is_plain(text) else set_cell_size(text, width - 1)) + signs().cut


def fit_middle(text: str, width: int) -> str:
    """Return `text` as exactly `width` cells, cut in its middle: names that differ at the end stay apart."""
    if width_of(text) <= width or width < 5 or not text.isprintable():
        return fit(text, width)
    tail = text[-(width // 2 - 1) :]
    return fit(set_cell_size(text, max(1, width - cell_len(tail) - 1)) + signs().cut + tail, width)


def cut(pieces: list[Piece], width: int) -> list[Piece]:
    """Return pieces of `width` cells in all: as many as fit, the last one cut."""
    kept: list[Piece] = []
    for text, style in pieces:
        room = width - sum(width_of(piece) for piece, _ in kept)
        if room <= 0:
            break
        kept.append((text if width_of(text) <= room else fit(text, room), style))
    return kept


class _Line(Strip):
    """A strip that makes its caches when Textual asks for one: most lines are sent once, and asked for nothing."""

    __slots__ = ()

    def __init__(self, segments: list[Segment], cell_length: int) -> None:
        self._segments = segments
        self._cell_length = cell_length

    def __getattr__(self, name: str) -> object:
        """Make what is missing."""
        super().__init__(self._segments, self._cell_length)
        return object.__getattribute__(self, name)


def line(pieces: list[Piece], width: int, ground: Style) -> Strip:
    """Return one screen line of exactly `width` cells; what is too long is cut, the rest is `ground`.

    Neighbours of one and the same look become one segment: a page has hundreds, and each is handled anew.
    """
    segments: list[Segment] = []
    room = width
    before: Style | None = None
    for text, style in [*pieces, (" " * width, ground)]:
        if room <= 0:
            break
        length = width_of(text)
        if length > room:
            text, length = (text[:room] if text.isspace() else fit(text, room)), room
        room -= length
        if before is style:
            text = segments.pop().text + text
        segments.append(Segment(text, style))
        before = style
    return _Line(segments, width)


def laid_over(text: str, ground: Style, over: Sequence[Overlay]) -> list[Piece]:
    """Return `text` in the look of its ground, with other looks in some of its parts.

    Args:
        text: Visible-only.
        ground: The look of what nothing is laid over.
        over: In the order in which they begin; of two that overlap the later one lies within the earlier one, on
            top of it.
    """
    pieces: list[Piece] = []
    at, below = 0, [(len(text), ground)]
    for start, end, look in (*over, (len(text), len(text), ground)):
        while len(below) > 1 and below[-1][0] <= start:
            stop, under = below.pop()
            if stop > at:
                pieces.append((text[at:stop], under))
                at = stop
        under = below[-1][1]
        if start > at:
            pieces.append((text[at:start], under))
            at = start
        below.append((end, under + look))
    return pieces
