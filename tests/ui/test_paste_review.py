"""The look at what was pasted: every line with its kind, and no answer by a key that was typed before it came up."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from altotui import ui
from altotui.domain.pasted_text import MAX_LINES
from altotui.ui.screens.paste_review import PasteAnswer, PasteReview, PasteUse
from altotui.ui.widgets.row_list import RowList
from tests.ui.frames import Watched
from tests.ui.prompts import key
from tests.ui.resting import running
from tests.waiting import until

LINES = (
    "# addresses",
    "/ip address",
    "add address=192.0.2.1/24 \\",
    "    comment=x",
    "",
    "print",
    "/system reboot",
)
KINDS = {"/ip": "local", "add": "write", "print": "read", "/system": "disruptive"}
LATE_S = 60.0


class Host(Watched):
    """An app that shows one review and keeps its answer."""

    CSS_PATH = str(Path(ui.__file__).parent / "styles" / "main.tcss")

    def __init__(self, review: PasteReview) -> None:
        super().__init__()
        self.review = review
        self.answers: list[PasteAnswer | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.review, self.answers.append)

    @property
    def shown(self) -> str:
        """Return the whole screen as text."""
        return "\n".join(strip.text.rstrip() for strip in self.screen._compositor.render_strips())

    def chosen(self, *names: str) -> None:
        """Press keys a while after the review was drawn."""
        for name in names:
            self.post_message(key(name, LATE_S))


class Reading:
    """Reads commands by their first word, and keeps which it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, command: str) -> tuple[str, str]:
        self.asked.append(command)
        word = command.split()[0]
        return KINDS.get(word, "read"), f"sends {word}"


@asynccontextmanager
async def reviewed(
    lines: Sequence[str] = LINES, *, size: tuple[int, int] = (100, 30), is_read_only: bool = False
) -> AsyncIterator[tuple[Host, Reading, Pilot[int]]]:
    """Show a review and wait until all of it was read."""
    reading = Reading()
    host = Host(PasteReview(lines, "lagos-0001", reading, is_read_only=is_read_only))
    async with running(host, size=size) as pilot:
        await until(lambda: "1 Sites" not in host.shown and host.screen is host.review)
        await until(lambda: host.review.query_one("#paste-uses", RowList).has_focus)
        await pilot.pause()
        yield host, reading, pilot


async def test_every_line_has_its_number_and_every_command_its_kind() -> None:
    async with reviewed() as (host, reading, _):
        assert reading.asked == [LINES[1], "\n".join(LINES[2:4]), "print", "/system reboot"]
        rows = [" ".join(line.strip("│ ").split()) for line in host.shown.split("\n")]
        for row in (
            "Pasted: 7 lines for lagos-0001",
            "1 # addresses",
            "2 local /ip address sends /ip",
            "3 write add address=192.0.2.1/24 \\ sends add",
            "4 comment=x",
            "6 read print sends print",
            "7 disruptive /system reboot sends /system",
            "1 local, 1 write, 1 read, 1 disruptive",
        ):
            assert row in rows, host.shown


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (
            ["up"],
            PasteAnswer(PasteUse.ONE_BY_ONE, (LINES[1], "\n".join(LINES[2:4]), "print", "/system reboot")),
        ),
        ([], PasteAnswer(PasteUse.SCRIPT, LINES)),
        (["down"], PasteAnswer(PasteUse.JOB, LINES)),
        (["down", "down"], None),
        (["down", "down", "down", "up", "up", "up"], PasteAnswer(PasteUse.ONE_BY_ONE, LINES)),
    ],
)
async def test_arrows_and_enter_choose(keys: list[str], answer: PasteAnswer | None) -> None:
    async with reviewed() as (host, _, _):
        host.chosen(*keys, "enter")
        await until(lambda: host.answers)
        (given,) = host.answers
        assert (given and given.use) == (answer and answer.use)
        if answer is not None and len(keys) < 6:
            assert given == answer


async def test_escape_leaves() -> None:
    async with reviewed() as (host, _, _):
        host.chosen("escape")
        await until(lambda: host.answers == [None])


async def test_keys_from_before_it_was_drawn_choose_nothing() -> None:
    reading = Reading()
    host = Host(PasteReview(LINES, "lagos-0001", reading))
    async with running(host, size=(100, 30)) as pilot:
        for name in ("enter", "down", "enter", "escape", "enter", *"/ip", "enter"):
            host.post_message(key(name))
        await pilot.pause()
        uses = host.review.query_one("#paste-uses", RowList)
        assert (host.answers, uses.cursor) == ([], 1)
        host.post_message(key("enter", LATE_S))
        await until(lambda: host.answers)
        assert host.answers[0] == PasteAnswer(PasteUse.SCRIPT, LINES)


async def test_a_click_from_before_chooses_nothing() -> None:
    async with reviewed() as (host, _, pilot):
        uses = host.review.query_one("#paste-uses", RowList)
        for after_s, count in ((-LATE_S, 0), (LATE_S, 1)):
            click = events.Click(uses, 3, 1, 0, 0, 1, False, False, False)
            click.time += after_s
            uses.post_message(click)
            await pilot.pause()
            assert len(host.answers) == count


async def test_what_is_written_in_another_way_is_shown_with_what_it_becomes() -> None:
    lines = ("/ip\xa0address\xa0print", "add comment=\u201cx\u201d", "a\tb")
    async with reviewed(lines) as (host, reading, _):
        shown = " ".join(host.shown.replace("│", " ").split())
        assert "written plainly: NBSP (U+00A0) becomes a blank (2 times)" in shown
        assert 'LEFT DOUBLE QUOTATION MARK (U+201C) becomes "' in shown
        assert "and 1 other characters" in shown
        assert '2 write add comment="x" LEFT DOUBLE' in shown
        host.chosen("enter")
        await until(lambda: host.answers)
        assert host.answers == [PasteAnswer(PasteUse.SCRIPT, ("/ip address print", 'add comment="x"', "a b"))]
        assert reading.asked == ["/ip address print", 'add comment="x"', "a b"]


async def test_read_only_is_said() -> None:
    for is_read_only in (True, False):
        async with reviewed(is_read_only=is_read_only) as (host, _, _):
            assert ("the session is read-only" in host.shown) is is_read_only


@pytest.mark.parametrize("size", [(80, 24), (100, 12), (200, 60)])
async def test_choices_and_the_first_lines_are_in_sight(size: tuple[int, int]) -> None:
    lines = [f"/ip/address/print where comment={number}" for number in range(100)]
    async with reviewed(lines, size=size) as (host, _, _):
        for words in (
            "Pasted: 100 lines",
            "comment=0",
            "one by one",
            "as one script",
            "as one job",
            "cancel",
        ):
            assert words in host.shown


async def test_page_keys_and_arrows_to_the_side_move_the_lines() -> None:
    lines = [f"/log/info message={number:03d} " + "x" * 200 + " the end" for number in range(100)]
    async with reviewed(lines) as (host, _, pilot):
        for name, words in (("pagedown", "=018"), ("end", "=099"), ("pageup", "=080"), ("home", "=000")):
            host.chosen(name)
            await pilot.pause()
            assert words in host.shown, name
        host.chosen(*["right"] * 30)
        await pilot.pause()
        assert "the end" in host.shown
        host.chosen(*["left"] * 30)
        await pilot.pause()
        assert "=000" in host.shown
        assert host.answers == []


async def test_as_many_lines_as_are_allowed_come_up_at_once_and_are_read_once() -> None:
    lines = [f"add {number}" for number in range(MAX_LINES)]
    began = time.perf_counter()
    async with reviewed(lines) as (host, reading, _):
        await until(lambda: "500 write" in host.shown)
        assert reading.asked == lines
        assert host.review.query_one("#pasted", RowList).size.height < 30
    assert time.perf_counter() - began < 10


async def test_a_slow_reader_holds_up_no_key() -> None:
    lines = [f"add {number}" for number in range(200)]
    asked: list[str] = []

    def read(command: str) -> tuple[str, str]:
        end = time.perf_counter() + 0.01
        while time.perf_counter() < end:
            pass
        asked.append(command)
        return "write", ""

    host = Host(PasteReview(lines, "lagos-0001", read))
    async with host.run_test(size=(100, 30)):
        await until(lambda: asked)
        host.chosen("enter")
        await until(lambda: host.answers)
        assert len(asked) < len(lines)
