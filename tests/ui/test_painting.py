"""Frames for a terminal that is behind, or too small: the newest state is shown, and nothing piles up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.console import Console
from rich.segment import Segment
from textual._compositor import CompositorUpdate, LayoutUpdate
from textual.geometry import Region, Size
from textual.strip import Strip

from altotui.ui.painting import Painting, is_too_small
from tests.ui.driving import driven

SIZE = Size(80, 24)


class Screen:
    """What a painting stands between: a terminal that can be behind, and a compositor that shows one text."""

    def __init__(self) -> None:
        self.is_behind = False
        self.text = "first"
        self.sent: list[str] = []
        self.waits: list[float] = []
        self._due: list[Callable[[], None]] = []
        self.painting = Painting(
            lambda: self.is_behind, lambda _, act: self._due.append(act), self.paint, self.waits.append
        )

    def paint(self, size: Size = SIZE) -> None:
        """Hand over a frame."""
        line = Strip([Segment(self.text.ljust(size.width))])
        frame = self.painting.frame(LayoutUpdate([[line]], Region(0, 0, size.width, 1)), size)
        if frame is not None:
            self.sent.append(_rendered(frame, size))

    def pass_time(self) -> None:
        """Do what was to be done later."""
        due, self._due = self._due, []
        for act in due:
            act()

    @property
    def is_waiting(self) -> bool:
        """Return whether anything is to be done later."""
        return bool(self._due)


def _rendered(frame: CompositorUpdate, size: Size) -> str:
    console = Console(color_system=None, width=size.width, height=size.height, force_terminal=True)
    return frame.render_segments(console)


def test_nothing_is_sent_while_the_terminal_is_behind_and_then_the_newest() -> None:
    screen = Screen()
    screen.is_behind = True
    for number in range(1000):
        screen.text = f"frame {number}"
        screen.paint()
    screen.pass_time()
    assert screen.sent == []
    assert screen.is_waiting
    screen.is_behind = False
    screen.pass_time()
    (sent,) = screen.sent
    assert "frame 999" in sent
    assert len(screen.waits) == 1
    assert not screen.is_waiting


def test_what_the_terminal_shows_already_is_not_sent_behind_a_wait() -> None:
    screen = Screen()
    screen.paint()
    screen.is_behind = True
    screen.text = "firsT"
    screen.paint()
    screen.is_behind = False
    screen.pass_time()
    assert "T" in screen.sent[-1]
    assert "firs" not in screen.sent[-1]


def test_a_terminal_that_keeps_up_is_never_waited_for() -> None:
    screen = Screen()
    for text in ("a", "b", "c"):
        screen.text = text
        screen.paint()
    assert len(screen.sent) == 3
    assert screen.waits == []
    assert not screen.is_waiting


@pytest.mark.parametrize(
    ("size", "too_small"),
    [
        ((40, 12), False),
        ((39, 12), True),
        ((40, 11), True),
        ((1, 1), True),
        ((0, 0), False),
        ((80, 24), False),
    ],
)
def test_below_40x12_nothing_can_be_shown(size: tuple[int, int], too_small: bool) -> None:
    assert is_too_small(Size(*size)) is too_small  # no size at all is no screen yet


@pytest.mark.parametrize("size", [(39, 24), (80, 11), (12, 2), (1, 1)])
def test_a_screen_that_is_too_small_says_so_once_and_stays_in_its_bounds(size: tuple[int, int]) -> None:
    screen, columns = Screen(), size[0]
    screen.paint()
    for _ in range(3):
        screen.paint(Size(*size))
    assert len(screen.sent) == 2
    said = screen.sent[-1]
    assert "altotui needs 40x12"[:columns] in said
    assert said.count(";1H") <= size[1]
    screen.paint()
    assert "first" in screen.sent[-1], "all is sent anew"


async def test_keys_do_nothing_where_nobody_can_see_what_they_do() -> None:
    async with driven() as console:
        await console.choose(console.site())
        await console.pilot.resize_terminal(39, 11)
        console.press("x", "enter", "f4", "q", ":")
        await console.pilot.pause()
        assert console.main.active_pane == "console"
        assert console.main.console.prompt.text == ""
        await console.pilot.resize_terminal(80, 24)
        console.type("/ip")
        await console.until(lambda: console.main.console.prompt.text == "/ip")
        await console.pilot.resize_terminal(39, 11)
        console.press("ctrl+q")
        await console.until(lambda: console.app._exit or console.app.screen is not console.main)
