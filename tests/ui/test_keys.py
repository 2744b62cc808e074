"""Every key of the table of commands does what the table says, and is text where text is typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from altotui.ui.commands import COMMANDS
from altotui.ui.screens.confirm import Confirm
from altotui.ui.screens.help import Help
from altotui.ui.screens.job_form import JobForm
from altotui.ui.widgets.line_edit import LineEdit
from tests.clocks import FakeClock
from tests.ui.driving import Console, driven

LISTS = {"sites": ("f2",), "console": ("f3", "escape"), "jobs": ("f4",)}
"""Keys that lead to the list of each pane."""
LIST_IDS = {"sites": "site-rows", "console": "transcript", "jobs": "job-rows"}
TARGET_IDS = {"sites": "site-rows", "console": "prompt", "jobs": "job-rows"}
Press = Callable[[], None]
Check = Callable[[Console, str, Press], Awaitable[None]]


async def _to_list(console: Console, pane: str) -> None:
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

    return check


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
    "pane.sites": _leads_to("sites"),
    "pane.console": _leads_to("console"),
    "pane.jobs": _leads_to("jobs"),
    "pane.next": _steps(1),
    "complete": _steps(1),
    "complete.back": _steps(-1),
    "pane.zoom": _zooms,
    "nav.back": _goes_back,
    "filter": _opens_line("filter"),
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
}
BOUND = [
    (command.id, key, command.scope)
    for command in COMMANDS
    for key in f"{command.keys},{command.list_keys}".split(",")
    if key
]
LIST_KEYS = "".join(
    {"slash": "/", "colon": ":", "question_mark": "?", "asterisk": "*", "space": " "}.get(key, key)
    for command in COMMANDS
    for key in command.list_keys.split(",")
    if key not in ("", "left", "right")
)


def test_every_bound_command_has_a_check() -> None:
    assert {command_id for command_id, _, _ in BOUND} == set(CHECKS)


def test_no_key_means_two_things() -> None:
    keys = [key for _, key, _ in BOUND]
    assert sorted(set(keys)) == sorted(keys)


@pytest.mark.parametrize(("command_id", "key", "scope"), BOUND)
async def test_the_key_does_what_its_command_says_from_every_list(
    command_id: str, key: str, scope: str
) -> None:
    panes = [pane for pane in LISTS if scope in ("everywhere", pane)]
    ends = command_id.startswith("quit")
    for pane in panes[:1] if ends else panes:
        async with driven(sites=6) as console:
            site = next(site for site in console.listed.sites if _has_finished_job(console, site.id))
            await console.choose(site)
            await console.until(lambda: console.main.jobs.rows.row_count())
            await _to_list(console, pane)
            await CHECKS[command_id](console, pane, lambda: console.press(key))


def _has_finished_job(console: Console, site_id: str) -> bool:
    index = next(
        i for i in range(len(console.simulator.fleet)) if console.simulator.fleet.site_id(i) == site_id
    )
    return bool(console.simulator.state(index).jobs())


@pytest.mark.parametrize("pane", [pane for pane in LISTS if pane != "jobs"])
async def test_a_key_of_one_list_does_nothing_in_another(pane: str) -> None:
    async with driven() as console:
        await console.choose(console.site())
        await _to_list(console, pane)
        console.press("D")
        await console.pilot.pause()
        assert not isinstance(console.app.screen, Confirm)
        assert not list(console.app.screen.query("Toast"))


@pytest.mark.parametrize("line_id", ["prompt", "filter", "command-line"])
async def test_list_keys_are_text_where_text_is_typed(line_id: str) -> None:
    async with driven() as console:
        opening = {"prompt": "f3", "filter": "slash", "command-line": "colon"}[line_id]
        console.press("f2", opening)
        await console.until(lambda: console.focus_id == line_id)
        edit = console.main.query_one(f"#{line_id}", LineEdit)
        console.type(LIST_KEYS)
        await console.until(lambda: edit.text == LIST_KEYS)
        assert console.focus_id == line_id
        assert console.app.screen is console.main


async def test_tab_goes_round_and_shift_tab_goes_back() -> None:
    async with driven() as console:
        console.press("f2")
        for key, wanted in [
            ("tab", ("prompt", "job-rows", "site-rows")),
            ("shift+tab", ("job-rows", "prompt", "site-rows")),
        ]:
            for focus in wanted:
                console.press(key)
                await console.until(lambda: console.focus_id == focus)  # noqa: B023 (used within its turn)


async def test_tab_leads_from_the_filter_to_its_list() -> None:
    async with driven() as console:
        console.press("slash")
        await console.until(lambda: console.focus_id == "filter")
        console.press("tab")
        await console.until(lambda: console.focus_id == "site-rows")


async def test_the_first_movement_key_acts_on_the_sites() -> None:
    async with driven() as console:
        assert console.focus_id is None
        console.press("down", "down")
        await console.until(lambda: console.main.sites.rows.cursor == 2)


async def test_escape_leaves_the_filter_then_clears_it() -> None:
    async with driven() as console:
        console.type("/lagos")
        await console.sees("3 of 24")
        console.press("escape")
        await console.until(lambda: console.focus_id == "site-rows")
        await console.sees("3 of 24")
        console.press("escape")
        await console.sees_no("3 of 24")


@pytest.mark.parametrize("leaving", ["escape", "backspace"])
async def test_the_command_line_is_left_without_doing_anything(leaving: str) -> None:
    async with driven() as console:
        console.press("f2", "colon")
        await console.until(lambda: console.focus_id == "command-line")
        console.press(leaving)
        await console.until(lambda: console.focus_id == "site-rows")
        assert not console.main.command_line.display


async def test_a_colon_command_that_does_not_exist_is_named_with_those_that_do() -> None:
    async with driven() as console:
        await console.colon("nonsense")
        await console.told("there is no command :nonsense", "refresh", "rw")


@pytest.mark.parametrize("argument", ["", "0", "-1", "1.5", "many", "100001", "\u0663"])
async def test_a_made_up_answer_needs_a_number(argument: str) -> None:
    async with driven() as console:
        await console.colon(f"demo-reply {argument}")
        await console.told("takes a number of rows up to 100000")


# --- leaving


async def _in_the_list(console: Console) -> None:
    console.press("f2")


async def _in_the_filter(console: Console) -> None:
    console.type("/lag")
    await console.until(lambda: console.focus_id == "filter")


async def _at_the_prompt(console: Console) -> None:
    console.press("f3")
    console.type("/ip/arp")


async def _while_waiting(console: Console) -> None:
    await console.choose(console.site())
    console.gateway.is_open.clear()
    console.type("/ip/arp/print\n")
    await console.sees("waiting for 1")


async def _in_the_command_line(console: Console) -> None:
    console.press("f2", "colon")
    await console.until(lambda: console.focus_id == "command-line")


async def _in_the_help(console: Console) -> None:
    console.press("f1")
    await console.until(lambda: isinstance(console.app.screen, Help))


async def _in_the_form(console: Console) -> None:
    await console.choose(console.site())
    await console.open_form()


async def _in_the_script(console: Console) -> None:
    await _in_the_form(console)
    console.press("tab")
    console.type("text")


async def _in_the_question(console: Console) -> None:
    console.app.push_screen(Confirm("Really?", "detail", "Yes"))
    await console.until(lambda: isinstance(console.app.screen, Confirm))


PLACES = [
    _in_the_list,
    _in_the_filter,
    _at_the_prompt,
    _while_waiting,
    _in_the_command_line,
    _in_the_help,
    _in_the_form,
    _in_the_script,
    _in_the_question,
]


@pytest.mark.parametrize("place", PLACES)
async def test_ctrl_c_never_quits(place: Callable[[Console], Awaitable[None]]) -> None:
    async with driven() as console:
        await place(console)
        screen = console.app.screen
        console.press("ctrl+c", "ctrl+c", "ctrl+c")
        await console.pilot.pause()
        assert console.app.is_running
        assert console.app.screen is screen


@pytest.mark.parametrize("place", PLACES)
async def test_ctrl_q_always_quits(place: Callable[[Console], Awaitable[None]]) -> None:
    async with driven() as console:
        await place(console)
        console.press("ctrl+q")
        if place is _while_waiting:
            await console.sees("Leave while 1 command has no outcome yet?")
            console.press("ctrl+q")
        await console.until(lambda: not console.app.is_running)


@pytest.mark.parametrize("key", ["escape", "enter"])
async def test_a_question_before_leaving_is_answered_with_no_unless_yes_is_meant(key: str) -> None:
    async with driven() as console:
        await _while_waiting(console)
        console.press("ctrl+q")
        await console.sees("Leave while 1 command")
        console.press(key)
        await console.until(lambda: console.app.screen is console.main)
        console.gateway.is_open.set()
        await console.sees("MAC-ADDRESS")


async def test_ctrl_c_clears_the_line_and_then_says_how_to_leave() -> None:
    async with driven() as console:
        await _at_the_prompt(console)
        console.press("ctrl+c")
        await console.until(lambda: console.main.console.prompt.text == "")
        console.press("ctrl+c")
        await console.told("ctrl+q leaves")


async def test_the_help_names_every_key_and_every_colon_command() -> None:
    async with driven(size=(120, 60), clock=FakeClock()) as console:
        console.press("f1")
        await console.until(lambda: isinstance(console.app.screen, Help))
        for command in COMMANDS:
            await console.sees(command.help, command.key_label, f":{command.colon}" if command.colon else "")
