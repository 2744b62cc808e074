"""The lines about one job: its facts, then its script, of which only what is in sight is coloured."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rich.cells import chop_cells

from altotui.domain.redaction import redact_description
from altotui.domain.text import is_plain
from altotui.services.job_store import JobRecord
from altotui.ui.cells import Piece, fit
from altotui.ui.screens.job_details_facts import (
    Around,
    Fact,
    ShownScript,
    as_text,
    facts_in_full,
    shown_script,
)
from altotui.ui.widgets.copy import Copy
from altotui.ui.widgets.row_list import RowList

Colours = Callable[[str], Sequence[tuple[int, int, str]]]
"""Returns the parts of a text with their meanings: start, end, meaning; in order, none while they are not known."""
Spans = Sequence[tuple[int, int, str]]

MAX_WHOLE_CHARS = 4000
"""A longer script is coloured line by line: each draws on time, but a block over several lines is not seen as one."""
_MAX_LINES_KEPT = 2000
_MIN_NUMBERED_WIDTH = 40
_LABEL_CELLS = 17
_MARGIN = 1
"""For the sign of the cursor."""
_UNSURE = frozenset({"bad", "warn"})
"""What is wrong with a line alone may be right in its script."""


_Key = tuple[str, str, int]
"""Head, label, and the how manyth of that label below the head."""


class _ScriptLine(NamedTuple):
    """What one line of the screen shows of the script."""

    number: int
    """Of the line in the script, from 0; -1 where that goes on."""
    start: int
    """In the shown script."""
    line_start: int
    text: str


class DetailRows(RowList):
    """All lines about a job, with a cursor to move among them."""

    def __init__(
        self,
        record: JobRecord,
        around: Around,
        colours: Colours,
        acts: Mapping[str, Callable[[], object]],
    ) -> None:
        """Take the job, what is known around it, and what the keys of the list do besides moving."""
        super().__init__(id="job-detail-rows")
        self._colours = colours
        self._acts = acts
        self._facts: list[Fact] = []
        self._keys: list[_Key] = []
        """Of each fact: by it the cursor finds its fact again when others came before it."""
        self._around = around
        self.record = record
        self._raw_script: str | None = None
        self._script = ShownScript("")
        self._script_lines: list[_ScriptLine] = []
        self._note: list[str] = []
        self._fact_lines: list[tuple[int, str]] = []
        """The number of a fact, and the piece of its value."""
        self._script_width = 0
        self._width = 0
        """For which the lines were made; 0 when they have to be made anew."""
        self._whole: Spans | None = None
        self._by_line: dict[int, Spans] = {}
        self._take(record, around)

    # --- what is shown

    def show_record(self, record: JobRecord, around: Around) -> None:
        """Show what is known now; the cursor stays on what it stands on."""
        if not self._fact_lines:  # it was not drawn yet
            self._take(record, around)
            return
        below = self.cursor - len(self._fact_lines)
        shift = self.cursor - self.top
        key = self._keys[self._fact_lines[self.cursor][0]] if below < 0 else None
        self._take(record, around)
        self.row_count()
        self.cursor = len(self._fact_lines) + below if key is None else self._line_of(key, self.cursor)
        self.top = self.cursor - shift
        self.rows_changed()

    def _take(self, record: JobRecord, around: Around) -> None:
        self.record, self._around = record, around
        self._facts = facts_in_full(record, around)
        self._keys = list(_keys(self._facts))
        self._width = 0
        if record.job.script != self._raw_script or not self._script_width:
            self._raw_script = record.job.script
            self._script = shown_script(record.job.script, is_exact=record.job.is_script_exact)
            self._script_width = 0
            self.forget_colours()

    def forget_colours(self) -> None:
        """Ask for the colours of the script again: more may be known by now."""
        self._whole = None
        self._by_line.clear()

    @property
    def text(self) -> str:
        """Return all of it as plain lines."""
        return as_text(self._facts, self._script)

    def _line_of(self, key: _Key, otherwise: int) -> int:
        """Return the first line of the fact with that key."""
        for line, (number, _) in enumerate(self._fact_lines):
            if self._keys[number] == key:
                return line
        return min(otherwise, max(0, len(self._fact_lines) - 1))

    # --- lines

    def row_count(self) -> int:
        """Return how many lines there are; they are made anew for another width."""
        width = self.size.width or 1
        if width != self._width:
            self._width = width
            self._fact_lines = list(self._cut_facts(width))
        if width != self._script_width:
            self._script_width = width
            self._script_lines = list(self._cut_script(width))
            self._note = _wrapped(self._script.note, max(1, width - _MARGIN))
        return len(self._fact_lines) + 1 + len(self._script_lines) + self._note_count

    @property
    def _note_count(self) -> int:
        return len(self._note) if self._script.note else 0

    def _cut_facts(self, width: int) -> Iterator[tuple[int, str]]:
        room = max(1, width - min(_LABEL_CELLS, width // 2) - _MARGIN)
        for number, fact in enumerate(self._facts):
            if fact.is_head:
                yield number, fact.value
            else:
                yield from ((number, piece) for piece in _wrapped(fact.value, room))

    @property
    def _number_cells(self) -> int:
        if self._script_width < _MIN_NUMBERED_WIDTH:
            return 0
        return len(str(self._script.text.count("\n") + 1)) + 1

    def _cut_script(self, width: int) -> Iterator[_ScriptLine]:
        room = max(1, width - self._number_cells - _MARGIN)
        start = 0
        if not self._script.text:
            return
        for number, line in enumerate(self._script.text.split("\n")):
            at = start
            for piece in _cut(line, room):
                yield _ScriptLine(number if at == start else -1, at, start, piece)
                at += len(piece)
            start += len(line) + 1

    def make_row(self, index: int, width: int) -> list[Piece]:
        """Return one line."""
        sign = (">" if index == self.cursor else " ", self.look("active"))
        if index < len(self._fact_lines):
            return [sign, *self._make_fact(index, width)]
        at = index - len(self._fact_lines)
        if at == 0:
            return [sign, ("Script", self.look("heading")), (self._script_size(), self.look("muted"))]
        if at <= len(self._script_lines):
            return [sign, *self._make_script(self._script_lines[at - 1])]
        return [sign, (self._note[at - 1 - len(self._script_lines)], self.look("warn"))]

    def _make_fact(self, index: int, width: int) -> list[Piece]:
        number, piece = self._fact_lines[index]
        fact = self._facts[number]
        if fact.is_head:
            return [(fact.label, self.look("heading")), (f"  {piece}", self.look("muted"))]
        is_first = index == 0 or self._fact_lines[index - 1][0] != number
        label = fit(fact.label if is_first else "", min(_LABEL_CELLS, width // 2))
        return [(label, self.look("muted")), (piece, self.look(fact.meaning))]

    def _script_size(self) -> str:
        script = self.record.job.script
        if not script:
            return ""
        return f"  {len(script):,} character{'s' * (len(script) != 1)}"

    def _make_script(self, shown: _ScriptLine) -> list[Piece]:
        cells = self._number_cells
        number = (
            fit(str(shown.number + 1) if shown.number >= 0 else "", cells - 1, right=True) + " "
            if cells
            else ""
        )
        pieces = _coloured(shown.text, shown.start, self._spans_for(shown))
        return [
            (number, self.look("muted")),
            *((text, self.look(meaning)) for text, meaning in pieces),
        ]

    def _spans_for(self, shown: _ScriptLine) -> Spans:
        """Return the colours around a line, with places in the shown script."""
        text = self._script.text
        if len(text) <= MAX_WHOLE_CHARS:
            if self._whole is None:
                self._whole = self._colours(text)
            return self._whole
        start = shown.line_start
        spans = self._by_line.get(start)
        if spans is None:
            end = text.find("\n", start)
            line = text[start : end if end >= 0 else len(text)]
            found = self._colours(line) if len(line) <= MAX_WHOLE_CHARS else ()
            spans = [(start + a, start + b, meaning) for a, b, meaning in found if meaning not in _UNSURE]
            if len(self._by_line) >= _MAX_LINES_KEPT:
                self._by_line.clear()
            self._by_line[start] = spans
        return spans

    def make_heading(self, width: int) -> list[Piece]:
        """Return which job it is."""
        description = redact_description(self.record.job.description)
        title = fit(f" Job on {self._around.site_name}: {description}", width)
        return [(title, self.look("strong"))]

    # --- keys

    def handle_key_name(self, key: str) -> bool:
        """Act on a key for the job, or on one that moves the cursor."""
        if key == "y":
            self.post_message(Copy(self.text, "job"))
        elif key in self._acts:
            self._acts[key]()
        elif key != "enter":
            return super().handle_key_name(key)
        return True


def _keys(facts: Sequence[Fact]) -> Iterator[_Key]:
    head = ""
    counts = Counter[tuple[str, str]]()
    for fact in facts:
        head = fact.label if fact.is_head else head
        counts[head, fact.label] += 1
        yield head, fact.label, counts[head, fact.label]


def _wrapped(text: str, width: int) -> list[str]:
    """Return visible-only text in pieces of at most `width` cells, at words where they fit; at least one."""
    pieces: list[str] = []
    current = ""
    for word in text.split(" "):
        joined = f"{current} {word}" if current else word
        if not pieces and not current and not word:
            current = " "  # a blank in front is there to align what follows
        elif len(_cut(joined, width)) == 1:
            current = joined
        else:
            pieces += [current] if current else []
            *whole, current = _cut(word, width)
            pieces += whole
    return [*pieces, current] if current or not pieces else pieces


def _cut(text: str, width: int) -> list[str]:
    """Return visible-only text in pieces of at most `width` cells, at least one; together they are all of it."""
    if is_plain(text):
        return [text[at : at + width] for at in range(0, len(text), width)] or [""]
    return [piece for piece in chop_cells(text, width) if piece] or [""]


def _coloured(text: str, start: int, spans: Spans) -> Iterator[tuple[str, str]]:
    """Yield the pieces of `text`, which stands at `start` of what the spans are about, with their meanings."""
    at, end = start, start + len(text)
    first = bisect_left(spans, start, key=lambda span: span[1])
    for position in range(first, len(spans)):
        span_start, span_end, meaning = spans[position]
        if span_start >= end:
            break
        left, right = max(span_start, at), min(span_end, end)
        if left > at:
            yield text[at - start : left - start], ""
        if right > left:
            yield text[left - start : right - start], meaning
            at = right
    if at < end:
        yield text[at - start :], ""
