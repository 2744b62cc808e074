"""One row of an answer from top to bottom: a line for each field, more where a value is long or has others in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from rich.cells import chop_cells

from altotui.domain.record import (
    Copied,
    Field,
    Part,
    RecordSource,
    Shape,
    copied_row,
    copied_value,
    json_line,
    parts_of,
    plain_text,
)
from altotui.domain.secret_names import MASK
from altotui.domain.text import is_plain, make_visible
from altotui.ui.cells import Piece, fit, width_of
from altotui.ui.signs import signs
from altotui.ui.widgets.copy import Copy
from altotui.ui.widgets.row_list import RowList

MAX_FIELDS = 20_000
MAX_INNER_PARTS = 10_000
"""Of all fields together: values in values."""
MAX_VALUE_CHARS = 100_000
MAX_WRAPPED_CHARS = 200_000
"""Of all values together; what comes behind has one line each, made when it is drawn."""
MAX_LINES = 20_000
"""Of all wrapped values together."""
_MAX_COUNTED = 50_000
_MAX_NAME_CHARS = 400
_MAX_NAME_CELLS = 32
_MAX_SAID_CHARS = 60
_MEASURED_FIELDS = 500
_MIN_NAME_CELLS = 8
_GAP = 2
_MARGIN = 1
"""For the sign of the cursor."""
_TAB_CELLS = 8
_MAX_SHOWN_CHARS = len("<U+10FFFF>")
"""Of one character made visible."""
_NO_FIELD = -1
_WHOLE = Part(-1, "", {"": ""}, Shape.OPEN, is_in_list=True)
"""The row itself, as JSON begins and ends it."""


class _Entry(NamedTuple):
    """One part, or what was left out behind one."""

    field: int
    part: Part
    left_out: str = ""
    """The sign for it; empty for a part."""

    @property
    def is_whole(self) -> bool:
        """Return whether it is the row itself."""
        return self.field == _NO_FIELD


class _Line(NamedTuple):
    """One line of the screen."""

    entry: int
    is_first: bool = True
    text: str | None = None
    """A piece of the value, visible-only; None when it is made as it is drawn, on one line."""


class RecordRows(RowList):
    """The fields of one row, with a cursor on the lines."""

    def __init__(self, source: RecordSource, index: int) -> None:
        super().__init__(id="record-rows")
        self._source = source
        self.index = max(0, min(index, source.count - 1))
        self.is_json = False
        self._fields: Sequence[Field] = ()
        self._entries: list[_Entry] = []
        self._lines: list[_Line] = []
        self._width = 0
        """For which the lines were made; 0 when they have to be made anew."""
        self._kept = 0
        """The entry that the cursor stands on when they are."""
        self._name_cells = _MIN_NAME_CELLS
        self._read()

    def _read(self) -> None:
        """Take the fields of the row, and cut its values into parts."""
        self._fields = self._source.fields(self.index) if self._source.count else ()
        self._entries = list(_entries(self._fields))
        self._width = 0

    # --- lines

    def row_count(self) -> int:
        """Return how many lines there are; the cursor stays on its field when they have to be made anew."""
        width = self.size.width or 1
        if width != self._width:
            self._width = width
            names = (
                make_visible(each.name, max_chars=_MAX_NAME_CHARS) for each in self._fields[:_MEASURED_FIELDS]
            )
            widest = max(map(width_of, names), default=0)
            self._name_cells = max(_MIN_NAME_CELLS, min(widest, _MAX_NAME_CELLS, width // 3))
            self._lines = list(self._cut_into_lines(width))
            at = (number for number, line in enumerate(self._lines) if line.entry >= self._kept)
            self.cursor = next(at, max(0, len(self._lines) - 1))
        return len(self._lines)

    def _cut_into_lines(self, width: int) -> Iterator[_Line]:
        chars, lines = MAX_WRAPPED_CHARS, MAX_LINES
        for number, entry in enumerate(self._entries):
            part = entry.part
            if entry.left_out:
                yield _Line(number, text=entry.left_out)
            elif part.shape is not Shape.LEAF:
                if self.is_json or (part.shape is Shape.OPEN and not entry.is_whole):
                    yield _Line(number)
            elif chars <= 0 or lines <= 0:
                yield _Line(number)
            else:
                raw = self._raw_text(part)
                room = min(chars, MAX_VALUE_CHARS)
                chars -= min(len(raw), room)
                pieces = _wrapped(raw, self._room_for_value(part, width), room)
                if len(pieces) > lines:
                    pieces = [*pieces[: lines - 1], f"{signs().cut}(+{len(pieces) - lines + 1} lines)"]
                lines -= len(pieces)
                yield from (_Line(number, at == 0, piece) for at, piece in enumerate(pieces))

    def _raw_text(self, part: Part) -> str:
        return json_line(part) if self.is_json else plain_text(part)

    def _indent(self, part: Part, width: int) -> int:
        depth = part.depth + (1 if self.is_json else 0)
        return min(2 * depth, width // 3)

    def _label_cells(self, part: Part, width: int) -> int:
        """Return the cells in front of a value, indent and gap included."""
        indent = self._indent(part, width)
        if self.is_json:
            return indent
        own = min(_MIN_NAME_CELLS, width_of(make_visible(part.name, max_chars=_MIN_NAME_CELLS)))
        return indent + max(self._name_cells - indent, own) + _GAP

    def _room_for_value(self, part: Part, width: int) -> int:
        return max(1, width - self._label_cells(part, width) - _MARGIN)

    def make_row(self, index: int, width: int) -> list[Piece]:
        """Return one line: name and value, or what is left of a value that goes on."""
        line = self._lines[index]
        entry = self._entries[line.entry]
        part = entry.part
        label = self._label(part, width) if line.is_first and not entry.left_out else ""
        cells = self._label_cells(part, width)
        value = line.text
        if value is None:
            value = make_visible(self._raw_text(part), max_chars=max(20, width))
        return [
            (">" if index == self.cursor else " ", self.look("active")),
            (fit(label, cells), self.look("heading")),
            (value, self.look(self._meaning(entry))),
        ]

    def _label(self, part: Part, width: int) -> str:
        indent = self._indent(part, width)
        is_capped = 2 * part.depth > width // 3
        lead = fit(f"{part.depth}>", indent, right=True) if is_capped else " " * indent
        if self.is_json:
            return lead
        name = make_visible(part.name, max_chars=_MAX_NAME_CHARS)
        return lead + fit(name, self._label_cells(part, width) - indent - _GAP)

    def _meaning(self, entry: _Entry) -> str:
        is_quiet = entry.left_out or (not self.is_json and entry.part.value in (None, ""))
        return "muted" if is_quiet or entry.part.shape is not Shape.LEAF else ""

    def make_heading(self, width: int) -> list[Piece]:
        """Return which row of which answer is shown, and how."""
        count = self._source.count
        where = f"row {self.index + 1} of {count}" if count else "no rows"
        form = "JSON" if self.is_json else "fields"
        right = f"  {where}  {form} "
        title = fit(f" {self._source.title}", max(0, width - width_of(right)))
        return [(title, self.look("strong")), (right, self.look("heading"))]

    # --- moving

    @property
    def _current(self) -> _Entry | None:
        """Return what is under the cursor; None when there is nothing."""
        return self._entries[self._lines[self.cursor].entry] if self.cursor < self.row_count() else None

    def show_row(self, index: int) -> None:
        """Put the cursor on a line, and keep it on that field whatever the width."""
        super().show_row(index)
        self._kept = self._lines[self.cursor].entry if self._lines else 0

    def on_resize(self) -> None:
        """Make the lines for the new width before the cursor is scrolled into sight."""
        self.row_count()

    def handle_key_name(self, key: str) -> bool:
        """Act on a key of the record, or on one that moves the cursor."""
        match key:
            case "left" | "h" | "N":
                self._turn(-1)
            case "right" | "l" | "n":
                self._turn(1)
            case "t":
                self.is_json = not self.is_json
                self._draw_anew()
            case "y":
                self._copy_part()
            case "Y":
                self._copy(copied_row(self._fields, as_json=self.is_json), f"row {self.index + 1}")
            case "enter":
                return True
            case _:
                return super().handle_key_name(key)
        return True

    def _turn(self, by: int) -> None:
        """Show the row before or behind; the cursor goes to the field of the same name."""
        index = max(0, min(self.index + by, self._source.count - 1))
        if index == self.index:
            return
        current = self._current
        name = current.part.name if current is not None and current.part.depth == 0 else None
        self.index = index
        self._read()
        same = (
            at for at, entry in enumerate(self._entries) if entry.part.depth == 0 and entry.part.name == name
        )
        self._kept = next(same, self._kept)
        self._draw_anew()

    def _draw_anew(self) -> None:
        self._width = 0
        self.row_count()
        self.show_row(self.cursor)

    # --- copying

    def _copy_part(self) -> None:
        entry = self._current
        if entry is None:
            return
        if entry.is_whole:
            self._copy(copied_row(self._fields, as_json=True), f"row {self.index + 1}")
            return
        name = make_visible(entry.part.name, max_chars=_MAX_SAID_CHARS)
        own = make_visible(self._fields[entry.field].name, max_chars=_MAX_SAID_CHARS)
        masked = " (masked)" if entry.part.value == MASK else ""
        self._copy(copied_value(entry.part), (f"{name} in {own}" if entry.part.depth else name) + masked)

    def _copy(self, copied: Copied, what: str) -> None:
        start = f"the first {len(copied.text):,} characters of " if copied.is_cut else ""
        lines = copied.text.replace("\r\n", "\n").split("\n")
        text = "\n".join(_visible_line(line) for line in lines)
        self.post_message(Copy(text, start + what))


def _entries(fields: Sequence[Field]) -> Iterator[_Entry]:
    """Yield the parts of all fields, as many as there is room for, with signs for what is left out."""
    room, counting = MAX_INNER_PARTS, _MAX_COUNTED
    last = len(fields) - 1
    if fields:
        yield _Entry(_NO_FIELD, _WHOLE)
    for number, field in enumerate(fields[:MAX_FIELDS]):
        parts = parts_of(field, is_last=number == last)
        first = next(parts)
        yield _Entry(number, first)
        inner = [*islice(parts, room)]
        yield from (_Entry(number, part) for part in inner)
        room -= len(inner)
        if first.shape is Shape.LEAF or room:
            continue
        left = sum(part.shape is not Shape.CLOSE for part in islice(parts, counting))
        counting -= left
        more = " or more" if next(parts, None) is not None else ""
        if left or more:
            yield _Entry(number, first, f"{signs().cut}(+{left}{more})")
    if last >= MAX_FIELDS:
        yield _Entry(_NO_FIELD, _WHOLE, f"{signs().cut}(+{last + 1 - MAX_FIELDS} fields)")
    if fields:
        yield _Entry(_NO_FIELD, _WHOLE._replace(shape=Shape.CLOSE))


def _wrapped(raw: str, width: int, max_chars: int) -> list[str]:
    """Return text as visible-only pieces of at most `width` cells, at least one; its own line breaks are kept."""
    pieces: list[str] = []
    for text in raw[:max_chars].replace("\r\n", "\n").split("\n"):
        shown = _visible_line(text).expandtabs(_TAB_CELLS)
        if is_plain(shown):
            pieces += [shown[at : at + width] for at in range(0, len(shown), width)] or [""]
        else:
            pieces += list(filter(None, chop_cells(shown, width))) or [""]
    if len(raw) > max_chars:
        pieces.append(f"{signs().cut}(+{len(raw) - max_chars})")
    return pieces


def _visible_line(text: str) -> str:
    """Return all of a line visible-only, with its tabs."""
    return make_visible(text, keep_newlines=True, max_chars=max(1, _MAX_SHOWN_CHARS * len(text)))
