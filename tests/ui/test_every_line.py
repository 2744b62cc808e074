"""Every key of the transcript on every line of it: whatever stands there, the console goes on."""

from __future__ import annotations

from altotui.ui.command_table import COMMANDS
from altotui.ui.entries.diff_entry import DiffEntry
from altotui.ui.entries.entry import Entry
from altotui.ui.entries.notes import Note, Refusal
from altotui.ui.entries.parts import PartsEntry
from altotui.ui.entries.pivot_entry import PivotEntry
from altotui.ui.entries.run_entry import RunEntry
from altotui.ui.entries.shown import Shown
from altotui.ui.entries.spot import Place
from altotui.ui.entries.watch_entry import WatchEntry
from tests.ui.driving import NARROW, Console, driven

MOVES = ("left", "right", "up", "down", "pageup", "pagedown")
SENDING = ("answer.repeat", "answer.watch", "answer.verify")
COMMAND_IDS = [each.id for each in COMMANDS if each.scope == "console" and each.id not in SENDING]


async def _ended_run(console: Console, line: str) -> None:
    """Send a line to the target and wait until every site has its outcome."""
    count = len(console.entries)
    console.press("f3")
    console.type(f"{line}\n")

    def has_ended() -> bool:
        newest = console.entries[-1]
        is_run = isinstance(newest, RunEntry | PivotEntry)
        return len(console.entries) > count and is_run and not console.main.console.journal.runs

    await console.until(has_ended)


async def _with_every_kind_of_entry(console: Console) -> None:
    """Fill the transcript: answers, failures, notes of several lines, refusals, runs, bars, differences, samples."""
    await console.choose(console.site())
    for _ in range(2):
        await console.send("/interface print")
    await console.read_answers()
    console.press("D")
    await console.until(lambda: isinstance(console.entries[-1], DiffEntry))
    console.press("f3")
    await console.send("/ip/nosuch/print")
    console.type("/system/reboot\n")
    await console.reads("NOT SENT:")
    await console.target("status:online,offline")
    await console.target("?")
    await console.reads("lines go to @")
    await _ended_run(console, "/system identity print")
    await _ended_run(console, r"\pivot version from /system/resource/print")
    await console.choose(console.site())
    await console.verb("watch 10 /system/resource/print")
    (watch,) = console.services.open_watches().all
    await console.until(lambda: watch.ring.count and isinstance(console.entries[-1], WatchEntry))
    console.services.open_watches().stop_all()


def _lines(console: Console) -> list[tuple[Shown, int]]:
    """Return of each kind of entry a line for every kind of thing in it, and its last one."""
    found: dict[tuple[type[Shown], str], tuple[Shown, int]] = {}
    width = console.main.console.transcript.size.width
    for entry in console.entries:
        for y in range(entry.line_count(width)):
            found.setdefault((type(entry), entry.spot(y, width).place), (entry, y))
            found[type(entry), "last"] = (entry, y)
    return list(dict.fromkeys(found.values()))


async def _close_dialog(console: Console) -> None:
    main = console.main
    if console.app.screen is not main:
        console.press("escape")
        await console.until(lambda: console.app.screen is main)
    main.set_focus(main.console.transcript)


def _unfold(console: Console, entry: Shown) -> None:
    entry.is_folded = False
    for section in entry.sections if isinstance(entry, PartsEntry) else ():
        section.is_folded = False
    console.main.console.transcript.entry_changed(entry)


async def test_every_key_on_every_kind_of_line_leaves_a_console_that_works() -> None:
    async with driven(sites=8, size=NARROW) as console:
        await _with_every_kind_of_entry(console)
        for entry in console.entries:
            _unfold(console, entry)
        lines = _lines(console)
        transcript = console.main.console.transcript
        await console.read_answers()
        assert {type(entry) for entry, _ in lines} == {
            *(Entry, DiffEntry, Refusal, Note, RunEntry, PivotEntry, WatchEntry)
        }
        places = {entry.spot(y, transcript.size.width).place for entry, y in lines}
        assert places >= {Place.NOTHING, Place.HEAD, Place.ROW, Place.GROUP, Place.BAR}
        for entry, y in lines:
            for command_id in COMMAND_IDS:
                _unfold(console, entry)
                transcript.go_to(entry, y)
                console.app.actions.run(command_id)
                await _close_dialog(console)
            for key in MOVES:
                transcript.go_to(entry, y)
                transcript.handle_key_name(key)
            await console.pilot.pause()
        await console.choose(console.site())
        await console.send("/system identity print")
