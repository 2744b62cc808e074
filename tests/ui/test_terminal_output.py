"""What goes to the terminal of each frame: its beginning with what is in it, and nothing of one that is empty."""

from __future__ import annotations

from typing import Any

import pytest
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.app import App

from altotui.ui.lean import Lean
from altotui.ui.terminal_app import TerminalApp
from altotui.ui.terminal_input import TerminalInput
from altotui.ui.terminal_output import MeasuredDriver
from altotui.ui.terminal_progress import UNASKED_BYTES

_HOME, _AWAY = "\x1b[1;1H", "\x1b[5;9H"


class _Kept(MeasuredDriver):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        app: App[Any] = TerminalApp(Lean({}))
        super().__init__(app)
        self.sent: list[str | None] = []

    def _put(self, data: str | None) -> bool:
        self.sent.append(data)
        return True


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ([SYNC_START, f"text{_HOME}", SYNC_END], [f"{SYNC_START}text{_HOME}", SYNC_END]),
        ([f"text{_HOME}", SYNC_START, _HOME, SYNC_END], [f"text{_HOME}"]),
        (
            [f"text{_HOME}", SYNC_START, _AWAY, SYNC_END],
            [f"text{_HOME}", f"{SYNC_START}{_AWAY}", SYNC_END],
        ),
        ([SYNC_START, SYNC_END], []),
        ([SYNC_START, SYNC_END, "bell"], ["bell"]),
        (["a", "", "b"], ["a", "", "b"]),
    ],
    ids=[
        "a frame",
        "an empty one",
        "a move of the cursor",
        "nothing at all",
        "what comes behind",
        "what is no frame",
    ],
)
async def test_a_frame_goes_out_as_a_whole_or_not_at_all(written: list[str], sent: list[str]) -> None:
    driver = _Kept()
    for each in written:
        driver.write(each)
    assert driver.sent == sent


async def test_on_a_slow_line_nothing_is_kept_back_until_a_frame_is_there() -> None:
    driver = _Kept()
    for is_slow in (True, False, True):
        driver.progress.is_slow = is_slow
        for each in (SYNC_START, f"{is_slow}", SYNC_END):
            driver.write(each)
    assert driver.sent == ["True", f"{SYNC_START}False", SYNC_END, "True"]


async def test_a_frame_that_was_begun_is_ended_on_a_line_that_became_slow() -> None:
    driver = _Kept()
    driver.write(SYNC_START)
    driver.write("one part")
    driver.progress.is_slow = True
    driver.write("another")
    driver.write(SYNC_END)
    assert driver.sent == [f"{SYNC_START}one part", "another", SYNC_END]


async def test_bytes_are_counted_with_what_goes_out() -> None:
    driver = _Kept()
    driver.progress.asked()
    driver.progress.answered()
    driver.write(SYNC_START)
    driver.write("x" * (UNASKED_BYTES + 1 - len(SYNC_START)))
    assert driver.progress.is_worth_asking


async def test_a_fault_in_reading_the_last_keys_does_not_keep_the_terminal() -> None:
    faults: list[Exception] = []

    class Told(_Kept):
        def hear_fault(self, fault: Exception) -> None:
            faults.append(fault)

    class Broken(TerminalInput):
        def end(self, *_: object) -> None:
            raise OSError("gone")

    driver = Told()
    driver._input = Broken(driver.fileno, driver)
    driver.disable_input()
    assert [str(fault) for fault in faults] == ["gone"]
