"""Whole screens as text, on a clock that stands still: what changes here, people see."""

from __future__ import annotations

from syrupy.assertion import SnapshotAssertion

from tests.clocks import FakeClock
from tests.ui.driving import NARROW, WIDE, Console, driven


def _picture(console: Console) -> str:
    width = console.app.size.width
    frame = "+" + "-" * width + "+"
    return "\n".join([frame, *(f"|{strip.text}|" for strip in console.strips()), frame, ""])


async def _after_some_work(console: Console) -> None:
    """Choose a site, ask it something, be refused something, and queue a job."""
    await console.choose(console.site(position=2))
    await console.pass_s(1)
    console.type("/ip/arp/print\n/ip/nosuch/print\n/system/reboot\n")
    await console.pass_s(2)
    await console.unlock("INC-1042")
    await console.open_form()
    await console.fill("Log a word", ":log info hello")
    console.press("f9")
    await console.pass_s(1)
    await console.pass_s(2)


async def test_the_first_screen(screen: SnapshotAssertion) -> None:
    for size in (WIDE, NARROW):
        async with driven(clock=FakeClock(), size=size) as console:
            await console.pilot.pause()
            assert _picture(console) == screen


async def test_all_panes_after_some_work(screen: SnapshotAssertion) -> None:
    async with driven(clock=FakeClock(), size=WIDE, sites=60) as console:
        await _after_some_work(console)
        console.press("f3")
        await console.pilot.pause()
        assert _picture(console) == screen


async def test_each_pane_alone_after_some_work(screen: SnapshotAssertion) -> None:
    async with driven(clock=FakeClock(), size=NARROW, sites=60) as console:
        await _after_some_work(console)
        for key in ("f2", "f3", "f4"):
            console.press(key)
            await console.pilot.pause()
            assert _picture(console) == screen


async def test_the_dialogs(screen: SnapshotAssertion) -> None:
    async with driven(clock=FakeClock(), size=NARROW) as console:
        await console.choose(console.site())
        await console.pass_s(1)
        await console.open_form()
        await console.fill("Log a word", ":log info hello")
        assert _picture(console) == screen
        console.press("escape", "f2")
        await console.until(lambda: console.app.screen is console.main)
        console.press("f1")
        await console.sees("Keys and commands")
        await console.pilot.pause()
        assert _picture(console) == screen
