"""What each key of the table of commands does, looked at in the running console."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from altotui.domain.answer_rows import AnswerRows
from altotui.ui.entries.answer_view import AnswerView
from altotui.ui.entries.diff_entry import DiffEntry
from altotui.ui.entries.entry import Entry
from altotui.ui.entries.pivot_entry import PivotEntry
from altotui.ui.entries.run_entry import RunEntry
from altotui.ui.entries.shown import Shown
from altotui.ui.entries.watch_entry import WatchEntry
from altotui.ui.screens.ask_line import AskLine
from altotui.ui.screens.choose import Choose
from altotui.ui.screens.help import Help
from altotui.ui.screens.history import HistorySearch
from altotui.ui.screens.job_form import JobForm
from altotui.ui.screens.palette import Palette
from tests.ui.driving import Console
from tests.ui.job_key_checks import JOB_CHECKS

LISTS = {"sites": ("f2",), "console": ("f3", "escape"), "jobs": ("f4",)}
"""Keys that lead to the list of each pane."""
LIST_IDS = {"sites": "site-rows", "console": "transcript", "jobs": "job-rows"}
TARGET_IDS = {"sites": "site-rows", "console": "prompt", "jobs": "job-rows"}
Press = Callable[[], None]
Check = Callable[[Console, str, Press], Awaitable[None]]


async def to_list(console: Console, pane: str) -> None:
    console.press(*LISTS[pane])
    await console.until(lambda: console.focus_id == LIST_IDS[pane])


def _leads_to(pane: str) -> Check:
    async def check(console: Console, _: str, press: Press) -> None:
        press()
        await console.until(lambda: console.focus_id == TARGET_IDS[pane])
        assert console.main.active_pane == pane

    return check


def _steps(step: int) -> Check:
    async def check(console: Console, pane: str, press: Press) -> None:
        panes = list(LISTS)
        press()
        wanted = panes[(panes.index(pane) + step) % 3]
        await console.until(lambda: console.focus_id == TARGET_IDS[wanted])

    return check


async def _zooms(console: Console, pane: str, press: Press) -> None:
    before = {child.id for child in console.main.query(".pane") if child.region.area}
    press()
    await console.until(lambda: [c.id for c in console.main.query(".pane") if c.region.area] == [pane])
    press()
    await console.until(lambda: {c.id for c in console.main.query(".pane") if c.region.area} == before)


async def _goes_back(console: Console, pane: str, press: Press) -> None:
    press()
    wanted = "sites" if pane == "console" else pane
    await console.until(lambda: console.focus_id == TARGET_IDS[wanted])


def _opens_line(line_id: str) -> Check:
    async def check(console: Console, _: str, press: Press) -> None:
        press()
        await console.until(lambda: console.focus_id == line_id)
        console.press("escape")
        await console.until(lambda: console.focus_id != line_id)

    return check


async def _filters(console: Console, pane: str, press: Press) -> None:
    """Filter the rows of an answer from the transcript, and the sites from everywhere else."""
    if pane != "console":
        await _opens_line("job-words" if pane == "jobs" else "filter")(console, pane, press)
        return
    entry = await _ask(console, "/interface print")
    press()
    await console.until(lambda: console.focus_id == "words")
    console.type("ether1")
    await console.sees("rows have: ether1")
    console.press("enter")
    await console.until(lambda: console.focus_id == "transcript")
    assert _rows(entry).words == "ether1"
    press()
    await console.until(lambda: console.focus_id == "words")
    console.press("escape")
    await console.until(lambda: console.focus_id == "transcript")
    assert _rows(entry).words == ""
    await console.sees_no("rows have:")


async def _asks_again(console: Console, pane: str, press: Press) -> None:
    wanted = "/job" if pane == "jobs" else "/sites"
    before = len(console.gateway.calls)
    press()
    await console.until(lambda: any(c.path.endswith(wanted) for c in console.gateway.calls[before:]))


async def _opens_form(console: Console, _: str, press: Press) -> None:
    press()
    await console.until(lambda: isinstance(console.app.screen, JobForm))
    console.press("escape")
    await console.until(lambda: console.app.screen is console.main)


async def _speaks_of_cancelling(console: Console, _: str, press: Press) -> None:
    console.press("l", "down")  # to the first job that has ended
    press()
    await console.told("only a waiting job can be cancelled")


async def _opens_help(console: Console, _: str, press: Press) -> None:
    press()
    await console.until(lambda: isinstance(console.app.screen, Help))
    console.press("escape")
    await console.until(lambda: console.app.screen is console.main)


async def _only_speaks(console: Console, _: str, press: Press) -> None:
    press()
    await console.told("ctrl+q leaves")


async def _redraws(console: Console, _: str, press: Press) -> None:
    await console.pilot.pause()
    console.app.frames.clear()
    press()
    whole = console.app.size.width * console.app.size.height
    await console.until(lambda: any(frame.cells == whole for frame in console.app.frames))


async def _changes_nothing_here(console: Console, pane: str, press: Press) -> None:
    press()
    await console.pilot.pause()
    assert console.app.is_running
    assert console.focus_id == LIST_IDS[pane]


async def _leaves(console: Console, _: str, press: Press) -> None:
    press()
    await console.until(lambda: not console.app.is_running)
    assert console.app.return_code == 0


async def _show_all(console: Console) -> None:
    """Take the filter away, and go to a site that is not the target."""
    console.press("escape")
    await console.until(lambda: not console.main.sites.filter.text)
    console.press("end")
    await console.until(lambda: console.main.sites.rows.cursor == console.main.sites.rows.total - 1)


async def _marks_one(console: Console, _: str, press: Press) -> None:
    site = console.main.sites.rows.current
    assert site is not None
    press()
    await console.until(lambda: console.services.marks.ids == {site.id})


async def _marks_a_range(console: Console, _: str, press: Press) -> None:
    await _show_all(console)
    console.press("home")
    press()
    await console.sees("range: v ends it")
    console.press("down", "down")
    press()
    await console.until(lambda: len(console.services.marks.ids) == 3)


async def _marks_all(console: Console, _: str, press: Press) -> None:
    await _show_all(console)
    press()
    await console.until(lambda: len(console.services.marks.ids) == len(console.listed.sites))
    press()
    await console.until(lambda: not console.services.marks.ids)


async def _favours(console: Console, _: str, press: Press) -> None:
    await _show_all(console)
    site = console.main.sites.rows.current
    assert site is not None
    press()
    await console.told(f"{site.name} is a favourite")
    await console.sees(f"^{site.name[:8]}")


async def _details(console: Console, _: str, press: Press) -> None:
    press()
    await console.until(lambda: console.main.sites.panel.region.area > 0)
    press()
    await console.until(lambda: not console.main.sites.panel.region.area)


def _asks_what(title: str) -> Check:
    async def check(console: Console, _: str, press: Press) -> None:
        press()
        await console.until(lambda: console.app.screen is not console.main)
        await console.sees(title)
        console.press("escape")
        await console.until(lambda: console.app.screen is console.main)

    return check


def _folds(*, is_folded: bool) -> Check:
    async def check(console: Console, _: str, press: Press) -> None:
        await _show_all(console)
        await console.colon("group status")
        await console.sees("6 sites")
        console.press("home")
        if not is_folded:
            console.press("enter")
            await console.until(lambda: console.main.sites.rows.row_count() == 1)
        press()
        await console.until(lambda: console.main.sites.rows.row_count() == (1 if is_folded else 7))

    return check


# --- the answer under the cursor


async def _ask(console: Console, line: str) -> Entry:
    """Send a line from the prompt, and go to its answer with the cursor on its head."""
    console.press("f3")
    await console.send(line)
    await console.read_answers()
    here = console.main.console.transcript.here
    assert here is not None
    assert isinstance(here.entry, Entry)
    assert here.entry is console.entries[-1]
    return here.entry


async def _ask_all(console: Console, line: str) -> RunEntry:
    """Send a line to every site, and go to what they answered."""
    await console.target("name:*")
    console.type(f"{line}\n")
    await console.until(lambda: isinstance(console.entries[-1], RunEntry) and console.entries[-1].has_ended)
    await console.pilot.pause()
    await console.read_answers()
    entry = console.entries[-1]
    assert isinstance(entry, RunEntry)
    return entry


def _answer(entry: Shown) -> AnswerView:
    return next(entry.answers())


def _rows(entry: Shown) -> AnswerRows:
    rows = _answer(entry).rows
    assert rows is not None
    return rows


def _keys(entry: Shown) -> tuple[str, ...]:
    table = _answer(entry).table
    assert table is not None
    return table.keys


def _under_cursor(console: Console) -> Shown | None:
    here = console.main.console.transcript.here
    return here.entry if here is not None else None


def _sent(console: Console) -> list[object]:
    return [call.json["command"] for call in console.gateway.commands]


async def _choosing(console: Console, title: str) -> None:
    await console.until(lambda: isinstance(console.app.screen, Choose))
    await console.sees(title)


async def _folds_an_entry(console: Console, _: str, press: Press) -> None:
    entry = await _ask(console, "/interface print")
    await console.sees("ether1")
    press()
    await console.sees_no("ether1")
    assert entry.is_folded
    press()
    await console.sees("ether1")


def _goes_to_entry(by: int) -> Check:
    async def check(console: Console, _: str, press: Press) -> None:
        both = [await _ask(console, line) for line in ("/system identity print", "/interface print")]
        transcript = console.main.console.transcript
        transcript.go_to(both[0 if by > 0 else 1])
        press()
        await console.until(lambda: _under_cursor(console) is both[1 if by > 0 else 0])
        assert console.focus_id == "transcript"

    return check


async def _sorts_rows(console: Console, _: str, press: Press) -> None:
    entry = await _ask(console, "/interface print")
    key = _keys(entry)[0]
    press()
    await _choosing(console, "Sort by")
    console.press("down", "enter")
    await console.sees(f"sorted by {key}")
    assert _rows(entry).sort == key
    press()
    await _choosing(console, "once more: the other way round")
    console.press("enter")
    await console.sees(f"sorted by {key}, downwards")


async def _chooses_columns(console: Console, _: str, press: Press) -> None:
    entry = await _ask(console, "/interface print")
    first, second, *others = _keys(entry)
    assert others
    press()
    await _choosing(console, "Columns, in the order in which they are turned on")
    console.press(*["space", "down"] * len(_keys(entry)), "home", "down", "space", "up", "space", "enter")
    await console.until(lambda: _keys(entry) == (second, first))
    assert console.app.screen is console.main


async def _shows_json(console: Console, _: str, press: Press) -> None:
    await _ask(console, "/interface print")
    press()
    await console.sees('"name": "ether1"')
    press()
    await console.sees_no('"name": "ether1"')


async def _shows_differences(console: Console, _: str, press: Press) -> None:
    entry = await _ask_all(console, "/system identity print")
    assert entry.is_diffing
    await console.sees("GROUP B", "differs from A")
    press()
    await console.sees_no("differs from A")
    await console.sees("GROUP B")
    press()
    await console.sees("differs from A")


async def _compares_with_earlier(console: Console, _: str, press: Press) -> None:
    await _ask(console, "/system identity print")
    press()
    await console.told("this line was not answered before on these sites")
    await _ask(console, "/system identity print")
    press()
    await console.until(lambda: isinstance(console.entries[-1], DiffEntry))
    assert len(console.gateway.commands) == 2


async def _counts_values(console: Console, _: str, press: Press) -> None:
    run = await _ask_all(console, "/system resource print")
    sent = len(console.gateway.commands)
    press()
    await _choosing(console, "Count the values of")
    console.press("enter")
    await console.until(lambda: isinstance(console.entries[-1], PivotEntry))
    assert console.entries[-1].sites_of(0) == run.sites_of(0)
    assert len(console.gateway.commands) == sent


async def _lists_sites(console: Console, _: str, press: Press) -> None:
    entry = await _ask(console, "/system identity print")
    press()
    await console.until(lambda: console.main.sites.filter.text == f"answer:{entry.number}")
    await console.sees("1 of 6")
    assert console.main.active_pane == "sites"


async def _watches(console: Console, _: str, press: Press) -> None:
    await _ask(console, "/system resource print")
    press()
    await console.until(lambda: isinstance(console.entries[-1], WatchEntry))
    (watch,) = console.services.open_watches().all
    await console.until(lambda: _under_cursor(console) is console.entries[-1] and watch.ring.count)
    press()
    await console.until(lambda: not watch.is_going)
    assert len(console.services.open_watches().all) == 1


async def _sends_again(console: Console, _: str, press: Press) -> None:
    await _ask(console, "/system identity print")
    press()
    await console.until(lambda: _sent(console) == ["/system/identity/print"] * 2)


async def _verifies(console: Console, _: str, press: Press) -> None:
    await console.unlock()
    console.press("f3")
    console.gateway.loses = lambda call: "/synchronous/" in call.path
    await console.write("/system identity set name=renamed")
    console.gateway.loses = lambda _: False
    await console.read_answers()
    press()
    await console.until(lambda: _sent(console) == ["/system/identity/set", "/system/identity/print"])
    entry = console.entries[-1] if isinstance(console.entries[-1], Entry) else None
    written = next(each for each in console.entries if isinstance(each, Entry) and each.is_write)
    await console.until(lambda: written.verdict, what=f"a verdict ({entry})")
    await console.reads(written.verdict)


def _copied(console: Console) -> str:
    """Return what was copied last."""
    clipboard = console.app.actions.prompt.taking_away._clipboard
    return clipboard.register if clipboard is not None else ""


async def _copies_row(console: Console, _: str, press: Press) -> None:
    entry = await _ask(console, "/system identity print")
    assert entry.result is not None
    name = entry.result.reply.rows[0]["name"]
    press()
    await _choosing(console, "Copy")
    console.press("enter")
    await console.told("row: copied")
    assert f"name={name}" in _copied(console).splitlines()


async def _copies_command(console: Console, _: str, press: Press) -> None:
    await _ask(console, "/system identity print")
    press()
    await console.told("command: copied")
    assert _copied(console).startswith("altotui ")
    assert "/system" in _copied(console)


async def _exports(console: Console, _: str, press: Press) -> None:
    await _ask(console, "/system identity print")
    with TemporaryDirectory() as folder:
        path = Path(folder, "out.csv")
        press()
        await _choosing(console, "Export as")
        console.press("enter")
        await console.until(lambda: isinstance(console.app.screen, AskLine))
        console.type(f"{path}\n")
        await console.told("written to")
        assert _written_in(path).startswith("name")


def _written_in(path: Path) -> str:
    return path.read_text("utf-8-sig")


# --- what was typed before, and all that can be done


async def _searches_history(console: Console, _: str, press: Press) -> None:
    console.press("f3")
    await console.send("/system identity print")
    press()
    await console.until(lambda: isinstance(console.app.screen, HistorySearch))
    console.type("identity\n")
    await console.until(lambda: console.main.console.prompt.text == "/system identity print")
    assert console.focus_id == "prompt"


async def _opens_palette(console: Console, _: str, press: Press) -> None:
    press()
    await console.until(lambda: isinstance(console.app.screen, Palette))
    console.type("reload no such thing")
    console.press("ctrl+u")
    console.type(":changes\n")
    await console.sees("What changed")
    console.press("escape")
    await console.until(lambda: console.app.screen is console.main)


async def _notes(console: Console, _: str, press: Press) -> None:
    press()
    await console.until(lambda: isinstance(console.app.screen, AskLine))
    console.type("seen\n")
    await console.told("noted: seen")


CHECKS: dict[str, Check] = {
    "site.mark": _marks_one,
    "site.mark_range": _marks_a_range,
    "site.mark_all": _marks_all,
    "site.favourite": _favours,
    "site.details": _details,
    "site.sort": _asks_what("Sort by"),
    "site.group": _asks_what("Group by"),
    "site.columns": _asks_what("Columns"),
    "site.fold": _folds(is_folded=True),
    "site.unfold": _folds(is_folded=False),
    "changes": _asks_what("What changed"),
    "shift.note": _notes,
    "shift.report": _asks_what("Report of"),
    "pane.sites": _leads_to("sites"),
    "pane.console": _leads_to("console"),
    "pane.jobs": _leads_to("jobs"),
    "pane.next": _steps(1),
    "complete": _steps(1),
    "complete.back": _steps(-1),
    "pane.zoom": _zooms,
    "nav.back": _goes_back,
    "filter": _filters,
    "command_line": _opens_line("command-line"),
    "refresh": _asks_again,
    "job.new": _opens_form,
    "job.cancel": _speaks_of_cancelling,
    "stop": _only_speaks,
    "help": _opens_help,
    "redraw": _redraws,
    "suspend": _changes_nothing_here,
    "quit": _leaves,
    "quit.always": _leaves,
    "answer.fold": _folds_an_entry,
    "answer.next": _goes_to_entry(1),
    "answer.previous": _goes_to_entry(-1),
    "answer.sort": _sorts_rows,
    "answer.columns": _chooses_columns,
    "answer.json": _shows_json,
    "answer.diff": _shows_differences,
    "answer.earlier": _compares_with_earlier,
    "answer.pivot": _counts_values,
    "answer.sites": _lists_sites,
    "answer.watch": _watches,
    "answer.repeat": _sends_again,
    "answer.verify": _verifies,
    "answer.copy": _copies_row,
    "answer.copy_command": _copies_command,
    "answer.export": _exports,
    "history": _searches_history,
    "palette": _opens_palette,
    **JOB_CHECKS,
}
"""What each bound command does, by its id."""
