"""Every key of the table of commands does what the table says, and is text where text is typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from altotui.ui.command_table import COMMANDS
from altotui.ui.screens.help import Help
from altotui.ui.screens.path_help import PathHelpScreen
from altotui.ui.widgets.line_edit import LineEdit
from tests.clocks import FakeClock
from tests.ui.driving import Console, driven
from tests.ui.key_checks import CHECKS, LIST_IDS, LISTS, to_list
from tests.ui.places import OPENING, PLACES, at_the_prompt, while_waiting

BOUND = [
    (command.id, key, command.scope)
    for command in COMMANDS
    for key in f"{command.keys},{command.list_keys}".split(",")
    if key
]
WRITTEN = {"slash": "/", "colon": ":", "question_mark": "?", "asterisk": "*", "full_stop": ".", "space": " "}
LIST_KEYS = "".join(
    dict.fromkeys(
        WRITTEN.get(key, key)
        for command in COMMANDS
        for key in command.list_keys.split(",")
        if key not in ("", "left", "right")
    )
)


def test_every_bound_command_has_a_check() -> None:
    assert {command_id for command_id, _, _ in BOUND} == set(CHECKS)


@pytest.mark.parametrize("pane", LISTS)
def test_no_key_means_two_things_in_one_pane(pane: str) -> None:
    keys = [key for _, key, scope in BOUND if scope in ("everywhere", pane)]
    assert sorted(set(keys)) == sorted(keys)


def test_every_scope_is_that_of_a_pane() -> None:
    assert {command.scope for command in COMMANDS} == {"everywhere", *LISTS}


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
            await to_list(console, pane)
            await CHECKS[command_id](console, pane, lambda: console.press(key))


def _has_finished_job(console: Console, site_id: str) -> bool:
    index = next(
        i for i in range(len(console.simulator.fleet)) if console.simulator.fleet.site_id(i) == site_id
    )
    return bool(console.simulator.state(index).jobs())


def _keys_of_others(pane: str) -> list[str]:
    """Return the keys that act in other panes only; left and right move in each of them."""
    own = {key for _, key, scope in BOUND if scope in ("everywhere", pane)} | {"h", "l", "left", "right"}
    return [key for key in dict.fromkeys(key for _, key, _ in BOUND) if key not in own]


@pytest.mark.parametrize("pane", LISTS)
async def test_a_key_of_one_list_does_nothing_in_another(pane: str) -> None:
    keys = _keys_of_others(pane)
    assert len(keys) >= 5
    async with driven() as console:
        await console.run(console.site(), "/system identity print")
        await to_list(console, pane)
        before = console.part(console.main.query_one("#body"))
        sent = len(console.gateway.writes)
        console.press(*keys)
        await console.pilot.pause()
        assert console.app.screen is console.main
        assert console.focus_id == LIST_IDS[pane]
        assert not list(console.app.screen.query("Toast"))
        assert console.part(console.main.query_one("#body")) == before
        assert (len(console.gateway.writes), len(console.entries)) == (sent, 1)
        assert not console.services.marks.ids


@pytest.mark.parametrize("line_id", OPENING)
async def test_list_keys_are_text_where_text_is_typed(line_id: str) -> None:
    async with driven() as console:
        await console.run(console.site(), "/interface print")
        console.press(*OPENING[line_id])
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


async def test_tab_leads_from_the_words_back_to_the_answer_and_keeps_them() -> None:
    async with driven() as console:
        await console.run(console.site(), "/interface print")
        console.press(*OPENING["words"])
        await console.until(lambda: console.focus_id == "words")
        console.type("ether1")
        console.press("tab")
        await console.until(lambda: console.focus_id == "transcript")
        await console.sees("rows have: ether1")


async def test_the_words_close_with_the_rows_as_they_are_when_the_focus_goes_elsewhere() -> None:
    async with driven() as console:
        await console.run(console.site(), "/interface print")
        console.press(*OPENING["words"])
        console.type("ether1")
        console.press("f2")
        await console.until(lambda: not console.main.console.words.is_open)
        await console.sees("rows have: ether1", "1 of 24")
        console.press("escape")
        await console.sees_no("1 of 24")
        assert console.focus_id == "site-rows"
        await console.sees("rows have: ether1")


async def test_help_in_a_filled_prompt_is_about_its_path_and_else_about_the_console() -> None:
    async with driven() as console:
        await console.choose(console.site())
        for text, kind in (("/ip addr", PathHelpScreen), ("", Help), ("\\watch", Help), (":rw", Help)):
            console.type(text)
            console.press("f1")
            await console.until(lambda: isinstance(console.app.screen, kind))  # noqa: B023 (used within its turn)
            console.press("escape")
            await console.until(lambda: console.app.screen is console.main)
            assert console.main.console.prompt.text == text
            console.press("ctrl+u")


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
        assert not console.main.command_line.is_open


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


@pytest.mark.parametrize("place", PLACES)
async def test_ctrl_c_never_quits(place: Callable[[Console], Awaitable[None]]) -> None:
    async with driven() as console:
        await place(console)
        screen = console.app.screen
        console.press("ctrl+c", "ctrl+c", "ctrl+c")
        await console.pilot.pause()
        assert console.app.is_running
        assert console.app.screen is screen
        assert not any(call.json["command"] == "/system/identity/set" for call in console.gateway.commands)


@pytest.mark.parametrize("place", PLACES)
async def test_ctrl_q_always_quits(place: Callable[[Console], Awaitable[None]]) -> None:
    async with driven() as console:
        await place(console)
        console.press("ctrl+q")
        if place is while_waiting:
            await console.sees("Leave while 1 command has no outcome yet?")
            console.press("ctrl+q")
        await console.until(lambda: not console.app.is_running)
        assert not any(call.json["command"] == "/system/identity/set" for call in console.gateway.commands)


@pytest.mark.parametrize("key", ["escape", "enter"])
async def test_a_question_before_leaving_is_answered_with_no_unless_yes_is_meant(key: str) -> None:
    async with driven() as console:
        await while_waiting(console)
        console.press("ctrl+q")
        await console.sees("Leave while 1 command")
        console.press(key)
        await console.until(lambda: console.app.screen is console.main)
        console.gateway.is_open.set()
        await console.sees("MAC-ADDRESS")


async def test_ctrl_c_clears_the_line_and_then_says_how_to_leave() -> None:
    async with driven() as console:
        await at_the_prompt(console)
        console.press("ctrl+c")
        await console.until(lambda: console.main.console.prompt.text == "")
        console.press("ctrl+c")
        await console.told("ctrl+q leaves")


async def test_the_help_names_every_command_with_its_key_its_pane_and_how_it_is_typed() -> None:
    async with driven(size=(120, 140), clock=FakeClock()) as console:
        console.press("f1")
        await console.until(lambda: isinstance(console.app.screen, Help))
        await console.pilot.pause()
        rows = console.cells_of(console.app.screen.query_one(".dialog"))
        said = " ".join(" ".join(row.strip("│┌┐└┘─ ") for row in rows).split())
        for command in COMMANDS:
            pane = "" if command.scope == "everywhere" or not command.key_label else command.scope
            colon = f":{command.colon}" if command.colon else ""
            verb = f"\\{command.verb}" if command.verb else ""
            words = (command.key_label, pane, colon, verb, command.help)
            assert any((command.key_label, colon, verb)), command.id
            assert " ".join(filter(None, words)) in said, command.id
