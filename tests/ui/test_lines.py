"""Lines of exact width, whatever stands in them, and repaints of exactly what changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from altotui.domain.text import make_visible
from altotui.simulator.routeros.hostile import HOSTILE
from altotui.ui import cells
from altotui.ui.widgets.line_view import LineView
from altotui.ui.widgets.status_line import StatusBlock, StatusLine
from tests.ui.driving import driven
from tests.ui.widgets import drawn, hosted, strips

PLAIN = Style()
visible = st.text(max_size=40).map(make_visible)


@given(visible, st.integers(-1, 60), st.booleans())
def test_a_text_is_fitted_to_the_cell(text: str, width: int, right: bool) -> None:
    assert cell_len(cells.fit(text, width, right=right)) == max(0, width)


@given(st.lists(visible, max_size=6), st.integers(0, 60))
def test_a_line_of_pieces_has_its_width(texts: list[str], width: int) -> None:
    strip = cells.line([(text, PLAIN) for text in texts], width, PLAIN)
    assert strip.cell_length == cell_len(strip.text) == width


_LOOKS = [Style(color=name) for name in ("red", "green", "blue")]
_GROUND = Style(bold=True)


@given(st.data(), visible)
def test_looks_lie_over_a_text_and_over_each_other(data: st.DataObject, text: str) -> None:
    over: list[cells.Overlay] = []
    shown = [_GROUND] * len(text)
    at = 0
    while at < len(text):
        start = data.draw(st.integers(at, len(text)))
        end = data.draw(st.integers(start, len(text)))
        spans = [(start, end), *data.draw(st.lists(st.just((start, end)), max_size=1))]
        for (first, last), look in zip(spans, data.draw(st.permutations(_LOOKS)), strict=False):
            over.append((first, last, look))
            for place in range(first, last):
                shown[place] += look
        at = max(end, at + 1)
    pieces = cells.laid_over(text, _GROUND, over)
    assert "".join(part for part, _ in pieces) == text
    assert [look for part, look in pieces for _ in part] == shown
    assert all(part for part, _ in pieces)


def test_a_word_stands_out_within_a_part_that_does() -> None:
    red, found = Style(color="red"), Style(underline=True)
    pieces = cells.laid_over("a core here", _GROUND, [(0, 9, red), (2, 6, found)])
    assert pieces == [
        ("a ", _GROUND + red),
        ("core", _GROUND + red + found),
        (" he", _GROUND + red),
        ("re", _GROUND),
    ]


@given(st.lists(visible, min_size=1, max_size=4), st.integers(1, 40))
def test_a_line_does_all_that_textual_asks_of_one(texts: list[str], width: int) -> None:
    made = cells.line([(text, PLAIN) for text in texts], width, PLAIN)
    usual = Strip(list(made), width)
    assert made == usual
    assert made.crop(1, 3) == usual.crop(1, 3)
    assert made.divide([1, width]) == usual.divide([1, width])
    assert made.apply_style(_GROUND) == usual.apply_style(_GROUND)
    assert made.adjust_cell_length(width + 2) == usual.adjust_cell_length(width + 2)
    with pytest.raises(AttributeError):
        _ = made.nothing_of_that_name  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
@pytest.mark.parametrize("width", [1, 7, 40])
def test_hostile_text_takes_the_cells_it_is_given(text: str, width: int) -> None:
    strip = cells.line([(make_visible(text), PLAIN), ("end", PLAIN)], width, PLAIN)
    assert strip.cell_length == cell_len(strip.text) == width


@pytest.mark.parametrize(
    ("text", "width", "fitted"),
    [
        ("abc", 5, "abc  "),
        ("abcdef", 5, "abcd…"),
        ("宽宽宽", 5, "宽宽…"),
        ("宽宽宽", 4, "宽 …"),
        ("e\u0301e\u0301", 3, "e\u0301e\u0301 "),
        ("", 3, "   "),
        ("abc", 0, ""),
    ],
)
def test_what_is_cut_ends_in_a_sign(text: str, width: int, fitted: str) -> None:
    assert cells.fit(text, width) == fitted


class _Table(LineView):
    """Lines out of a list that tests change."""

    DEFAULT_CSS = "_Table { height: 1fr; width: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.texts = [f"line {number}" for number in range(10)]

    def make_line(self, y: int, width: int) -> Strip:
        return cells.line(
            [(self.texts[y] if y < len(self.texts) else "", self.look(""))], width, self.look("")
        )


@pytest.mark.parametrize("changed", [[], [0], [3, 4], [0, 9], list(range(10))])
async def test_a_repaint_sends_exactly_the_lines_that_changed(changed: list[int]) -> None:
    table = _Table()
    async with hosted(table) as (host, pilot):
        for number in changed:
            table.texts[number] = "other"
        table.repaint()
        await pilot.pause()
        assert sum(frame.cells for frame in host.frames) == 40 * len(changed)
        assert [line.strip() for line in drawn(table)] == table.texts


async def test_a_change_and_its_opposite_show_what_was_there() -> None:
    table = _Table()
    async with hosted(table) as (_, pilot):
        for text in ("other", "line 3"):
            table.texts[3] = text
            table.repaint()
        await pilot.pause()
        assert [line.strip() for line in drawn(table)] == table.texts


async def test_another_theme_draws_everything_anew() -> None:
    table = _Table()
    async with hosted(table) as (host, pilot):
        before = strips(table)
        host.theme = "textual-light"
        await pilot.pause()
        assert strips(table) != before
        assert drawn(table) == [strip.text for strip in before]


async def test_a_resize_draws_lines_of_the_new_width() -> None:
    table = _Table()
    async with hosted(table) as (_, pilot):
        for size in [(20, 5), (90, 30), (1, 1), (40, 10)]:
            await pilot.resize_terminal(*size)
            assert [strip.cell_length for strip in strips(table)] == [size[0]] * size[1]


async def test_a_line_of_parts_drops_the_right_ones_first() -> None:
    status = StatusLine()
    async with hosted(status, (20, 3)) as (_, pilot):
        for left, wanted in [("left", "left           right"), ("left" * 4, "leftleftleftleft    ")]:
            status.show([(left, "")], [("right", "muted")])
            await pilot.pause()
            assert drawn(status) == [wanted]


async def test_the_same_parts_again_paint_nothing() -> None:
    status = StatusLine()
    async with hosted(status) as (host, pilot):
        for _ in range(3):
            status.show([("a", "good"), ("b", "bad")])
        await pilot.pause()
        assert sum(frame.cells for frame in host.frames) == 40


async def test_a_block_shows_its_lines_and_paints_those_that_change() -> None:
    block = StatusBlock(3)
    async with hosted(block) as (host, pilot):
        block.show([[("one", "")], [("two", "warn")], []])
        await pilot.pause()
        assert [line.strip() for line in drawn(block)] == ["one", "two", ""]
        host.frames.clear()
        block.show([[("one", "")], [("three", "warn")], []])
        await pilot.pause()
        assert sum(frame.cells for frame in host.frames) == 40


@pytest.mark.parametrize("no_color", [False, True])
async def test_lines_go_to_the_terminal_as_textual_would_make_them(
    no_color: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    async with driven() as console:
        await console.run(console.site(), "/ip/arp/print")
        console.press("o", "slash", *"a")
        await console.pilot.pause()
        views = [view for view in console.main.query(LineView) if view.region.area]
        assert len(views) > 8
        for view in views:
            for part in (view.size.region, Region(1, 0, max(1, view.size.width // 2), 1)):
                assert view.render_lines(part) == Widget.render_lines(view, part), view
