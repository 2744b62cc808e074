"""What one frame changes on the terminal, drawn look by look: a move costs less than a change of look.

A word that stands out needs two changes of look, up to seventy bytes. So everything of one look is drawn, down the
whole screen, before the next look is turned to: ground by ground from above, on each ground what is plain before what
stands out, and at last the words that were found. A row can be read as soon as its plain part is there: words that
will stand out are written through.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Sequence

from altotui.ui.cursor_moves import Cell, move
from altotui.ui.sgr import change_of, taken_apart

_LONGEST_MOVE_BYTES = 6
_UNDERLINE = "4"
_SHORT_GAP = 4
"""So many characters are not longer than the move over them."""
_WORD_BYTES = 8
"""So many more are spent so that a row has no hole until the word in it is drawn that stands out."""

_Run = tuple[int, str]
"""Column, and what stands there: a character for each cell."""


class Drawing:
    """The cells of one frame that differ from what the terminal shows."""

    def __init__(self, chars: Sequence[Sequence[str | None]], looks: Sequence[Sequence[str | None]]) -> None:
        """Take what is known of every cell, row by row; it is read when the frame is complete."""
        self._chars = chars
        self._looks = looks
        self._runs: dict[str, dict[int, list[_Run]]] = {}
        self._uncertain: dict[int, list[tuple[int, str, str, bool]]] = {}
        """Rows with text of uncertain width: from there on column, text, look, and whether its width is uncertain.

        It may reach into what is right of it, which therefore is drawn behind it.
        """

    def add(self, row: int, column: int, text: str, look: str) -> None:
        """Take cells that differ, a character for each; every row comes from left to right."""
        if row in self._uncertain:
            self._uncertain[row].append((column, text, look, False))
        else:
            self._runs.setdefault(look, {}).setdefault(row, []).append((column, text))

    def add_uncertain(self, row: int, column: int, text: str, look: str) -> None:
        """Take text about whose width terminals disagree."""
        self._uncertain.setdefault(row, []).append((column, text, look, True))

    def sequence(self) -> str:
        """Return the bytes that draw it all, ending without a look."""
        pen = _Pen(len(self._chars[0]) if self._chars else 0)
        ahead = _in_order(self._runs)
        while ahead:
            look = ahead.pop(0)
            pen.turn_to(look)
            for row, runs in self._runs[look].items():
                self._draw_row(pen, row, runs, (look, *ahead))
        for row, pieces in self._uncertain.items():
            for column, text, look, is_uncertain in pieces:
                pen.turn_to(look)
                pen.draw(row, column, text)
                if is_uncertain:
                    pen.lose()
        return pen.lift()

    def _draw_row(self, pen: _Pen, row: int, runs: Sequence[_Run], looks: Sequence[str]) -> None:
        """Draw the runs of one look in one row, and between them what is better written than jumped over.

        Args:
            pen: Is turned to that look.
            row: Which row.
            runs: From left to right.
            looks: That look, and those that are drawn after it.
        """
        shown, later = self._looks[row], None
        start = 0
        for column, text in runs:
            first = max(start, column - _LONGEST_MOVE_BYTES - _WORD_BYTES)
            through = ""
            if shown[first:column].count(looks[0]) == column - first:
                if start > 0 and 0 < column - start <= _SHORT_GAP:
                    through = self._written(pen.at, (row, start), column)
            elif len(looks) > 1:  # what stands in between is of another look
                later = self._drawn_in(row, looks[1:]) if later is None else later
                if not later.isdisjoint(range(first, column)):
                    through = self._word_before(pen.at, (row, first), column, looks, later)
            pen.draw(row, column - len(through), through + text)
            start = column + len(text)

    def _word_before(
        self, at: Cell | None, start: Cell, stop: int, looks: Sequence[str], later: Collection[int]
    ) -> str:
        """Return what stands before a run from a word on that is drawn later: there is to be no hole until then.

        Of a word of which only a part is drawn later all is drawn again: it is written through.

        Args:
            at: Where the pen is.
            start: From where on at most.
            stop: Where the run begins.
            looks: That of the run, and those that are drawn after it.
            later: Columns that are drawn later.
        """
        row, first = start
        shown = self._looks[row]
        begin = stop
        while begin > first and (begin - 1 in later or shown[begin - 1] in looks):
            begin -= 1
        if begin > first:
            begin = min((column for column in later if begin <= column < stop), default=stop)
        text = self._written(at, (row, begin), stop, _WORD_BYTES) if begin < stop else ""
        if text:
            for column in range(begin, stop):
                if column not in later and shown[column] != looks[0]:
                    self._draw_again(row, column)
        return text

    def _written(self, at: Cell | None, start: Cell, stop: int, extra_bytes: int = 0) -> str:
        """Return what stands between two columns where to write it costs less than to jump over it; else nothing.

        Args:
            at: Where the pen is.
            start: From where on.
            stop: Up to where.
            extra_bytes: So many more may be spent on it.
        """
        row, first = start
        most_bytes = len(move(at, (row, stop))) + extra_bytes
        if at != start:
            most_bytes -= len(move(at, start))
        chars = [char for char in self._chars[row][first:stop] if char is not None]
        if len(chars) < stop - first or len(chars) > most_bytes:
            return ""
        text = "".join(chars)
        return text if text.isascii() or len(text.encode()) <= most_bytes else ""

    def _draw_again(self, row: int, column: int) -> None:
        """Draw a cell that is written through once more, in its own look."""
        char, look = self._chars[row][column], self._looks[row][column]
        if char is not None and look is not None:
            insort(self._runs[look].setdefault(row, []), (column, char))

    def _drawn_in(self, row: int, passes: Collection[str]) -> set[int]:
        """Return the columns of a row that are drawn in some of the passes."""
        runs = [run for look in passes for run in self._runs[look].get(row, ())]
        return {at for column, text in runs for at in range(column, column + len(text))}


def _in_order(looks: Collection[str]) -> list[str]:
    """Return the looks as they are drawn: grounds in the order of their first look, on each what is plain first.

    What is underlined comes last of all: with it words are marked that were found.
    """
    grounds: dict[str, int] = {}
    for look in looks:
        grounds.setdefault(taken_apart(look).background, len(grounds))

    def place(look: str) -> tuple[bool, int, int]:
        parts = taken_apart(look)
        return _UNDERLINE in parts.attributes, grounds[parts.background], len(parts.attributes)

    return sorted(looks, key=place)


class _Pen:
    """Writes text at its place and in its look, with as few moves and changes of look as possible."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._out: list[str] = []
        self._look: str | None = None
        self.at: Cell | None = None
        """Where the cursor of the terminal is; None where that is not certain."""

    def turn_to(self, look: str) -> None:
        """Write in that look from now on."""
        if look != self._look:
            self._out.append(change_of(self._look, look))
            self._look = look

    def draw(self, row: int, column: int, text: str) -> None:
        """Write `text`; each character takes one cell, or `lose` is called next."""
        end = column + len(text)
        self._out += move(self.at, (row, column)), text
        self.at = (row, end) if end < self._width else None  # behind the last column terminals differ

    def lose(self) -> None:
        """Know no more where the cursor of the terminal is."""
        self.at = None

    def lift(self) -> str:
        """Return everything written, ending without a look."""
        if self._look:
            self._out.append(change_of(self._look, ""))
        return "".join(self._out)
