"""Lines that are repeated, as they are seen: their pace, what changed, older samples, and every way to end them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events

from altotui.services.watches import MOST_WATCHES, WatchState
from altotui.ui.entries.watch_entry import WatchEntry
from tests.clocks import FakeClock
from tests.ui.driving import NARROW, WIDE, Console, driven
from tests.ui.gateway import Call
from tests.ui.replies import Replies, Reply, asked, port, rows, says_no

LINE = "/interface print"


class Counting:
    """A router of two ports; the size of the first grows by one each time it is asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, _call: Call) -> Reply:
        self.times += 1
        return rows(port(mtu=str(1500 + self.times)), port("ether2") | {".id": "*2"})


@asynccontextmanager
async def watching(
    size: tuple[int, int] = WIDE, every: str = "10"
) -> AsyncIterator[tuple[Console, Counting]]:
    """Repeat a line on one router; its first sample is there."""
    async with driven(clock=FakeClock(), sites=6, size=size) as console:
        router = Counting()
        Replies(console).of[console.listed.sites[0].name] = router
        await console.choose(console.listed.sites[0])
        await console.verb(f"watch {every} {LINE}")
        await console.reads("sample 1 of 1", "1501")
        yield console, router


def _shown(console: Console) -> str:
    """Return the transcript with single blanks."""
    return " ".join(console.part(console.main.console.transcript).split())


def _states(console: Console) -> list[WatchState]:
    return [watch.state for watch in console.services.open_watches().all]


def _entry(console: Console) -> WatchEntry:
    return next(entry for entry in console.entries if isinstance(entry, WatchEntry))


# --- samples


async def test_samples_come_at_their_pace_and_no_faster() -> None:
    async with watching() as (console, router):
        await console.pass_s(9)
        assert router.times == 1
        await console.pass_s(1)
        await console.reads("sample 2 of 2", "1502")
        await console.pass_s(30)
        await console.reads("sample 5 of 5", "1505")
        assert router.times == len(console.gateway.commands) == 5


@pytest.mark.parametrize(("every", "head", "step_s"), [("2m", "watch 120s", 120), ("1", "watch 2s", 2)])
async def test_the_pace_that_is_kept_stands_in_the_head(every: str, head: str, step_s: int) -> None:
    async with watching(every=every) as (console, router):
        if every == "1":  # sixty a minute are more than the API allows for repeating
            await console.reads("waiting for the budget")
        else:
            await console.reads(head, "w stops")
        await console.pass_s(step_s)
        assert router.times == 2


async def test_what_changed_is_marked_with_a_sign_and_not_by_colour_alone() -> None:
    async with watching() as (console, _):
        assert "~ 0 ether1" not in _shown(console)
        await console.pass_s(10)
        await console.reads("1 cell changed", "~ 0 ether1 1502", "1 ether2 1500")
        assert "~ 1 ether2" not in _shown(console)


async def test_a_row_that_comes_has_a_sign_of_its_own() -> None:
    async with driven(clock=FakeClock(), sites=6) as console:
        replies = Replies(console, rows(port()))
        await console.choose(console.listed.sites[0])
        await console.verb(f"watch 10 {LINE}")
        await console.reads("sample 1 of 1")
        replies.usual = rows(port(), port("ether9") | {".id": "*9"})
        await console.pass_s(10)
        await console.reads("+ 1 ether9")
        assert "~ 0 ether1" not in _shown(console)


async def test_a_router_that_fails_in_between_is_said_and_compared_across() -> None:
    async with driven(clock=FakeClock(), sites=6) as console:
        replies = Replies(console, rows(port(mtu="1500")))
        await console.choose(console.listed.sites[0])
        await console.verb(f"watch 10 {LINE}")
        await console.reads("sample 1 of 1")
        replies.usual = says_no("out of memory")
        await console.pass_s(10)
        await console.reads("sample 2 of 2", "ROUTER SAYS NO: out of memory")
        replies.usual = rows(port(mtu="1400"))
        await console.pass_s(10)
        await console.reads("sample 3 of 3", "~ 0 ether1 1400")


async def test_left_and_right_step_and_an_older_sample_stays_when_others_come() -> None:
    async with watching() as (console, _):
        await console.pass_s(20)
        await console.reads("sample 3 of 3", "left steps back")
        await console.read_answers()
        console.press("left")
        await console.reads("sample 2 of 3", "right steps on", "1502")
        entry = _entry(console)
        assert entry.summary_meaning == "warn"
        await console.pass_s(20)
        await console.reads("sample 2 of 5", "1502")
        assert "1505" not in _shown(console)
        console.press("left", "left", "left")
        await console.reads("sample 1 of 5", "1501")
        console.press("right", "right", "right", "right", "right")
        await console.reads("sample 5 of 5", "1505")
        assert entry.summary_meaning == "muted"
        await console.pass_s(10)
        await console.reads("sample 6 of 6", "1506")


# --- the ends


@pytest.mark.parametrize("key", ["w", "ctrl+c", "\\watch\n"])
async def test_each_way_to_stop_asks_no_more_and_keeps_the_samples(key: str) -> None:
    async with watching() as (console, router):
        await console.pass_s(10)
        await console.reads("sample 2 of 2")
        if key == "w":
            await console.read_answers()
        if key.startswith("\\"):
            console.type(key)
        else:
            console.press(key)
        await console.until(lambda: _states(console) == [WatchState.STOPPED])
        await console.reads("stopped", "sample 2 of 2")
        await console.pass_s(120)
        assert router.times == 2
        await console.read_answers()
        console.press("left")
        await console.reads("sample 1 of 2", "1501")


async def test_escape_and_typing_leave_it_going() -> None:
    async with watching() as (console, router):
        console.press("escape", "escape")
        await console.pass_s(10)
        console.press("f3")
        console.type("/ip/address")
        await console.pass_s(10)
        assert console.main.console.prompt.text == "/ip/address"
        assert router.times == 3
        console.press("ctrl+c")  # it clears the line first
        await console.until(lambda: not console.main.console.prompt.text)
        assert _states(console) == [WatchState.RUNNING]
        console.press("ctrl+c")
        await console.told("watch stopped, its samples are kept")


async def test_w_on_an_answer_repeats_its_line_where_it_was_sent() -> None:
    async with driven(clock=FakeClock(), sites=6) as console:
        Replies(console, rows(port()))
        first, second, *_ = console.listed.sites
        await console.run(first, LINE)
        await console.choose(second)
        await console.read_answers()
        console.press("w")
        await console.reads("watch 10s", "sample 1 of 1")
        await console.pass_s(10)
        assert asked(console) == [first.name] * 3


async def test_w_on_a_run_repeats_it_on_all_its_sites_each_with_its_part() -> None:
    async with driven(clock=FakeClock(), sites=6, size=(120, 60)) as console:
        replies = Replies(console, rows(port()))
        names = [site.name for site in console.listed.sites]
        await console.target("name:*")
        console.type(f"{LINE}\n")
        await console.reads("6 answered")
        await console.read_answers()
        console.press("w")
        # thirty a minute are for repeating: six sites every ten seconds would be more
        await console.reads("watch 12s @6", "waiting for the budget", "6/6 sample 1 of 1", *names)
        assert len(console.gateway.commands) == 12
        replies.of[names[2]] = (404, {"code": "resource_missing", "message": "gone"})
        await console.pass_s(12)
        await console.reads("5/6 1 rejected", "REFUSED BY THE API: gone")
        assert asked(console, 12) == sorted(names)


# --- what is refused


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("watch 10 /interface set ether1 mtu=9", "only reads are repeated"),
        ("watch 10 /system reboot", "only reads are repeated"),
        ("watch 10 /ppp secret print", "only plain reads"),
        ("watch 0 /interface print", "take 1 s to 3600 s"),
        ("watch 10x /interface print", "'10x' is no time"),
        ("watch 10", "there is no line to repeat"),
        ("watch", r"\watch takes a line"),
        ("watch 10 /nosuch menu", ""),
    ],
)
async def test_what_cannot_be_repeated_is_said_and_nothing_is_sent(typed: str, said: str) -> None:
    async with driven(clock=FakeClock(), sites=6) as console:
        await console.choose(console.listed.sites[0])
        await console.verb(typed)
        await console.reads("NOT SENT", said)
        await console.pass_s(60)
        assert console.gateway.commands == []
        assert _states(console) == []
        console.press("f3", "up")
        await console.until(lambda: console.main.console.prompt.text == f"\\{typed}")


async def test_writes_stay_out_when_writes_are_allowed() -> None:
    async with driven(clock=FakeClock(), sites=6) as console:
        await console.unlock()
        await console.choose(console.listed.sites[0])
        await console.verb("watch 10 /interface set ether1 mtu=9")
        await console.reads("NOT SENT", "only reads are repeated")
        await console.pass_s(60)
        assert console.gateway.commands == []


async def test_without_a_site_nothing_is_repeated() -> None:
    async with driven(clock=FakeClock(), sites=6) as console:
        await console.verb(f"watch 10 {LINE}")
        await console.reads("no site is chosen")
        assert console.gateway.commands == []


async def test_more_than_five_are_refused_until_one_is_stopped() -> None:
    async with driven(clock=FakeClock(), sites=6, size=(120, 60)) as console:
        Replies(console, rows(port()))
        await console.choose(console.listed.sites[0])
        for _ in range(MOST_WATCHES + 1):
            await console.verb(f"watch 60 {LINE}")
        await console.reads(f"{MOST_WATCHES} watches go on already: stop one of them")
        assert len(_states(console)) == MOST_WATCHES
        await console.read_answers()
        console.press("g", "w")
        await console.until(lambda: _states(console).count(WatchState.STOPPED) == 1)
        await console.verb(f"watch 60 {LINE}")
        await console.until(lambda: len(_states(console)) == MOST_WATCHES + 1)
        assert _states(console).count(WatchState.STOPPED) == 1


# --- seen and not seen


async def test_what_nobody_sees_pauses_and_goes_on_when_it_is_seen() -> None:
    async with watching(NARROW) as (console, router):
        for pane in ("f2", "f4"):
            times = router.times
            console.press(pane)
            await console.until(lambda: _states(console) == [WatchState.PAUSED])
            await console.pass_s(25)
            assert router.times == times, "nothing is asked that nobody sees"
            console.press("f3")
            await console.until(lambda: _states(console) == [WatchState.RUNNING])
            await console.until(lambda: router.times == times + 1, what="the sample that is due")  # noqa: B023 (awaited here)
            await console.pass_s(10)
            assert router.times == times + 2, "what was missed is not made up for"


async def test_beside_other_panes_it_is_seen() -> None:
    async with watching(WIDE) as (console, router):
        console.press("f2")
        await console.pass_s(10)
        assert router.times == 2
        console.press("z")
        await console.until(lambda: _states(console) == [WatchState.PAUSED])
        console.press("z")
        await console.until(lambda: _states(console) == [WatchState.RUNNING])


async def test_a_terminal_that_nobody_types_in_is_still_looked_at() -> None:
    async with watching() as (console, router):
        console.app.post_message(events.AppBlur())
        await console.pass_s(10)
        assert _states(console) == [WatchState.RUNNING]
        assert router.times == 2


async def test_one_that_pauses_is_stopped_by_the_key_that_stops() -> None:
    async with watching(NARROW) as (console, router):
        console.press("f2", "escape")
        await console.until(lambda: _states(console) == [WatchState.PAUSED])
        console.press("ctrl+c")
        await console.told("watch stopped, its samples are kept")
        console.press("f3")
        await console.reads("stopped")
        await console.pass_s(60)
        assert router.times == 1
