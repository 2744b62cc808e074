"""A frame drawn look by look ends as the same screen, turns to each look once, and can be read before it is done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyte.screens import Char
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from altotui.ui.drawing import Drawing
from altotui.ui.screen_memory import ScreenMemory

Line = Sequence[tuple[str, Style]]

_WIDTH, _HEIGHT = 24, 6
_PLAIN = Style.parse("#e0e0e0 on #121212")
_FOUND = Style.parse("b u #e0e0e0 on #121212")
_ALARM = Style.parse("b #f08ca0 on #121212")
_CURSOR = Style.parse("b #e0e0e0 on #1b3244")
_STYLES = (_PLAIN, _FOUND, _ALARM, _CURSOR, Style.parse("reverse #e0e0e0 on #1b3244"), Style())
_LOOK = re.compile(r"\x1b\[[\d;]*m")

_texts = st.text("ab …é", min_size=1, max_size=8)
_pieces = st.tuples(st.one_of(_texts, st.sampled_from(["中", "字 a", "e\u0301"])), st.sampled_from(_STYLES))
_lines = st.lists(_pieces, max_size=5)
_screens = st.lists(_lines, min_size=_HEIGHT, max_size=_HEIGHT)


def _strip(line: Line, width: int) -> Strip:
    return Strip([Segment(text, style) for text, style in line]).adjust_cell_length(width, _PLAIN)


def _console(width: int, height: int) -> Console:
    return Console(color_system="truecolor", width=width, height=height, force_terminal=True)


class Shown:
    """A terminal, and what the memory sends to it."""

    def __init__(self, width: int = _WIDTH, height: int = _HEIGHT) -> None:
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.Stream(self.screen)
        self._console = _console(width, height)
        self.memory = ScreenMemory()

    def sent_for(self, lines: Sequence[Line]) -> str:
        """Return what is sent for these lines, without feeding it."""
        width, height = self._console.size
        strips: list[Iterable[Strip]] = [[_strip(line, width)] for line in lines]
        return self.memory.render(LayoutUpdate(strips, Region(0, 0, width, height)), self._console)

    def sent_for_spans(self, lines: Sequence[Line], spans: Sequence[tuple[int, int]]) -> str:
        """Return what is sent where only the same spans of every line are updated."""
        width, height = self._console.size
        chops = [{0: _strip(line, width)} for line in lines]
        places = [(row, start, stop) for row in range(height) for start, stop in spans]
        return self.memory.render(ChopsUpdate(chops, places, [[width]] * height), self._console)

    def feed(self, sent: str) -> None:
        """Show what was sent."""
        self._stream.feed(sent)

    def cells(self) -> list[list[Char]]:
        """Return every cell with its colours and attributes."""
        screen = self.screen
        return [[screen.buffer[row][each] for each in range(screen.columns)] for row in range(screen.lines)]


@given(st.lists(_screens, min_size=1, max_size=4))
def test_any_screen_turns_into_any_other(screens: list[list[Line]]) -> None:
    shown = Shown()
    for lines in screens:
        shown.feed(shown.sent_for(lines))
        assert shown.cells() == _drawn_at_once(lines)


@given(_screens, _screens, st.integers(0, 8), st.integers(9, 16))
def test_a_part_of_a_screen_turns_into_another(
    before: list[Line], after: list[Line], start: int, stop: int
) -> None:
    shown = Shown()
    shown.feed(shown.sent_for(before))
    spans = [(start, stop), (stop + 2, _WIDTH - 2)]
    shown.feed(shown.sent_for_spans(after, spans))
    shown.feed(shown.sent_for(after))
    assert shown.cells() == _drawn_at_once(after)


def _drawn_at_once(lines: Sequence[Line]) -> list[list[Char]]:
    """Return the cells of a terminal that gets every piece with its whole look."""
    shown = Shown()
    for row, line in enumerate(lines, 1):
        shown.feed(f"\x1b[{row}H")
        for text, style, _ in _strip(line, _WIDTH):
            shown.feed(style.render(text, color_system=ColorSystem.TRUECOLOR) if style else text)
    return shown.cells()


# --- in which order


def _hits(names: Sequence[str], found: str) -> list[Line]:
    """Return a list of names with what was found in them standing out, under the line of the cursor."""
    lines: list[Line] = [[(" - cursor", _CURSOR)]]
    for number, name in enumerate(names):
        before, _, after = name.partition(found)
        sign = (" - ", _ALARM) if number % 3 == 0 else (" + ", _PLAIN)
        lines.append(
            [sign, (before, _PLAIN), (found, _FOUND), (f"{after:<12}", _PLAIN), (f"7.{number}", _PLAIN)]
        )
    return lines


_FIRST = _hits([f"{city}-depot-{number}" for number in range(9) for city in ("riga", "lima")], "depot")
_SECOND = _hits([f"{city}-core-1{number}" for number in range(9) for city in ("porto", "são-paulo")], "core")


def test_each_look_is_turned_to_once() -> None:
    shown = Shown(60, len(_FIRST))
    for lines in (_FIRST, _SECOND, _FIRST):
        looks = {style for line in lines for text, style in line if text}
        assert len(_LOOK.findall(shown.sent_for(lines))) <= len(looks) + 1


_THIRD = _hits([f"{city}-core-2{number}" for number in range(9) for city in ("accra", "cork-west")], "cor")


@pytest.mark.parametrize(
    ("before", "after"),
    [(_FIRST, _SECOND), (_SECOND, _THIRD), (_THIRD, _SECOND)],
    ids=["another word", "a shorter word elsewhere", "a longer word elsewhere"],
)
def test_names_are_whole_before_what_was_found_stands_out_in_them(
    before: list[Line], after: list[Line]
) -> None:
    shown = Shown(60, len(_FIRST))
    shown.feed(shown.sent_for(before))
    sent = shown.sent_for(after)
    first_of_found = next(look.end() for look in _LOOK.finditer(sent) if "4" in re.split(r"\D", look[0]))
    shown.feed(sent[:first_of_found])
    readable = shown.screen.display[:]
    shown.feed(sent[first_of_found:])
    assert readable == shown.screen.display


def test_the_line_of_the_cursor_is_not_the_last_to_be_read() -> None:
    shown = Shown(60, len(_FIRST))
    shown.feed(shown.sent_for([[(" - depot-1", _CURSOR)], *_FIRST[1:]]))
    found = Style.parse("b u #e0e0e0 on #1b3244")
    sent = shown.sent_for([[(" - ", _CURSOR), ("core", found), ("-9", _CURSOR)], *_SECOND[1:]])
    first_of_found = next(look.start() for look in _LOOK.finditer(sent) if "4" in re.split(r"\D", look[0]))
    assert sent.index("core-9") < sent.index("porto") < first_of_found


def test_a_list_that_is_filtered_costs_less_than_three_bytes_for_each_cell_that_changes() -> None:
    shown = Shown(60, len(_FIRST))
    shown.feed(shown.sent_for(_FIRST))
    before = shown.cells()
    sent = shown.sent_for(_SECOND)
    shown.feed(sent)
    changed = sum(
        was != now
        for old, new in zip(before, shown.cells(), strict=True)
        for was, now in zip(old, new, strict=True)
    )
    assert changed > 200
    assert len(sent.encode()) < 3 * changed


def test_the_same_screen_again_sends_nothing() -> None:
    shown = Shown(60, len(_FIRST))
    assert shown.sent_for(_FIRST)
    assert shown.sent_for(_FIRST) == ""


# --- what stands between


def _drawing(row: str, *runs: tuple[int, str, Style]) -> str:
    """Return what is sent for runs of one row; what it shows else is plain, and unknown where it has a `?`."""
    looks: list[str | None] = [_ansi(_PLAIN)] * len(row)
    for column, text, style in runs:
        looks[column : column + len(text)] = [_ansi(style)] * len(text)
    drawing = Drawing([[None if char == "?" else char for char in row]], [looks])
    for column, text, style in runs:
        drawing.add(0, column, text, _ansi(style))
    return _LOOK.sub("|", drawing.sequence())


def _ansi(style: Style) -> str:
    return style._make_ansi_codes(ColorSystem.TRUECOLOR)


def test_few_cells_between_are_sent_again_and_many_are_jumped_over() -> None:
    assert _drawing("ab--cd......", (0, "ab", _PLAIN), (4, "cd", _PLAIN)) == "|\x1b[1Hab--cd|"
    assert _drawing("ab-----cd...", (0, "ab", _PLAIN), (7, "cd", _PLAIN)) == "|\x1b[1Hab\x1b[5Ccd|"
    assert _drawing("ab…é-cd.....", (0, "ab", _PLAIN), (5, "cd", _PLAIN)) == "|\x1b[1Hab\x1b[3Ccd|"


def test_what_is_unknown_or_of_another_look_is_never_sent_again() -> None:
    assert _drawing("ab?-cd......", (0, "ab", _PLAIN), (4, "cd", _PLAIN)) == "|\x1b[1Hab\x1b[2Ccd|"
    assert _drawing("ab--cd......", (0, "ab", _FOUND), (4, "cd", _FOUND)) == "|\x1b[1Hab\x1b[2Ccd|"


def test_a_word_that_will_stand_out_is_written_through() -> None:
    runs = ((0, "ri-", _PLAIN), (3, "cores", _FOUND), (8, "-1", _PLAIN))
    assert _drawing("ri-cores-1..", *runs) == "|\x1b[1Hri-cores-1|\x1b[7Dcores|"


def test_a_sign_that_will_stand_out_is_written_through_from_the_beginning_of_the_row() -> None:
    runs = ((1, "-", _ALARM), (3, "lima", _PLAIN))
    assert _drawing(" - lima.....", *runs) == "|\x1b[1H - lima|\x1b[6D-|"
    assert _drawing("   lima.....", (3, "lima", _PLAIN)) == "|\x1b[1;4Hlima|"


def test_what_is_right_of_text_of_uncertain_width_is_drawn_behind_it() -> None:
    shown = Shown()
    sent = shown.sent_for([[("left", _PLAIN), ("中文", _FOUND), ("right", _PLAIN)], [("below", _PLAIN)]])
    assert sent.index("left") < sent.index("below") < sent.index("中文") < sent.index("right")
    assert re.search("文\x1b\\[1;9H", _LOOK.sub("", sent)), "nobody knows where the cursor is"
