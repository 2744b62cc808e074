"""Completion, menus and row numbers in the real console: what Tab and Enter do, and what is sent."""

from __future__ import annotations

import pytest

from altotui.ui.entries.entry import Entry
from tests.clocks import FakeClock
from tests.ui.driving import Console, driven
from tests.ui.gateway import Answers, Call


def text(console: Console) -> str:
    return console.main.console.prompt.text


def sent(console: Console) -> list[object]:
    """Return the commands that lines sent; the router may have been asked about its language besides."""
    commands = [call.json["command"] for call in console.gateway.commands]
    return [command for command in commands if command != "/console/inspect"]


async def ready(console: Console) -> None:
    """Choose a site and wait until lines can be read."""
    await console.choose(console.site())
    console.type("x")
    await console.until(lambda: console.main.console._reader.is_ready)
    console.press("backspace")
    await console.until(lambda: text(console) == "")


async def typed(console: Console, line: str) -> None:
    """Type `line` behind what stands in the prompt, and wait until it is there."""
    wanted = text(console) + line
    console.type(line)
    await console.until(lambda: text(console) == wanted)


AHEAD_S = 2.0
"""Real seconds that the tests of a known fault wait."""


def silent(call: Call) -> tuple[int, object] | None:
    """Let no router answer about its language: what is offered is what is known here."""
    is_inspect = "/synchronous/" in call.path and call.json.get("command") == "/console/inspect"
    return (503, {"error": "not now"}) if is_inspect else None


async def test_tab_completes_a_path() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        await typed(console, "/in")
        console.press("tab")
        await console.until(lambda: text(console) == "/interface/")
        await typed(console, "pri")
        console.press("tab")
        await console.until(lambda: text(console) == "/interface/print ")
        assert sent(console) == []


async def test_tab_writes_what_all_have_in_common_and_shows_them() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        await typed(console, "/interface mo")
        console.press("tab")
        await console.until(lambda: text(console) == "/interface monitor")
        await console.sees("monitor-traffic")
        assert console.main.console.prompt.choosing is not None


async def test_a_second_tab_steps_and_shift_tab_steps_back() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        await typed(console, "/ip")
        console.press("tab")
        await console.until(lambda: console.main.console.prompt.choosing is not None)
        for key, wanted in (("tab", "/ip"), ("tab", "/ipv6"), ("tab", "/ip"), ("shift+tab", "/ipv6")):
            console.press(key)
            await console.pilot.pause()
            assert text(console) == wanted
        assert sent(console) == []


async def test_shift_tab_begins_with_the_last() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        await typed(console, "/ip")
        console.press("shift+tab", "shift+tab")
        await console.until(lambda: text(console) == "/ipv6")


async def test_enter_takes_the_candidate_and_sends_nothing() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        await typed(console, "/interface/print where ")
        console.press("tab", "tab", "enter")
        await console.until(lambda: console.main.console.prompt.choosing is None)
        await console.pilot.pause()
        assert text(console) == "/interface/print where name"
        assert sent(console) == []
        assert console.main.console.transcript.entries == []
        console.type("=*1\n")
        await console.until(lambda: sent(console) == ["/interface/print"])


async def test_enter_on_a_list_of_which_nothing_is_picked_runs_the_line() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        await typed(console, "/interface print")
        console.press("tab", "enter")
        await console.until(lambda: sent(console) == ["/interface/print"])


async def test_escape_closes_the_list_and_keeps_the_line_and_the_focus() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        await typed(console, "/ip")
        console.press("tab", "tab", "tab")
        await console.until(lambda: text(console) == "/ipv6")
        console.press("escape")
        await console.until(lambda: console.main.console.prompt.choosing is None)
        assert (text(console), console.focus_id) == ("/ipv6", "prompt")
        console.press("escape")
        await console.until(lambda: console.focus_id == "transcript")


async def test_typing_on_closes_the_list() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        await typed(console, "/ip")
        console.press("tab", "tab")
        console.type(" ad")
        await console.until(lambda: text(console) == "/ip ad")
        assert console.main.console.prompt.choosing is None


@pytest.mark.parametrize(("key", "pane"), [("tab", "jobs"), ("shift+tab", "sites")])
@pytest.mark.parametrize("line", ["", "   "])
async def test_tab_in_an_empty_prompt_moves_the_focus(key: str, pane: str, line: str) -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        console.type(line)
        console.press(key)
        await console.until(lambda: console.focus_id != "prompt")
        assert console.main.active_pane == pane


async def test_a_line_with_tab_in_it_typed_ahead_is_sent_once() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        console.type("/in\tpr\n")
        await console.until(lambda: sent(console), AHEAD_S)
        await console.until(lambda: text(console) == "")
        await console.pilot.pause()
        assert sent(console) == ["/interface/print"]


async def test_several_lines_with_tabs_typed_ahead_are_sent_in_order() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        console.type("/in\tpr\n/ip addr\tpri\t\n/system/reso\tpr\n")
        await console.until(lambda: len(sent(console)) == 3, AHEAD_S)
        assert sent(console) == ["/interface/print", "/ip/address/print", "/system/resource/print"]


async def test_tab_in_the_first_line_of_all_waits_for_the_language() -> None:
    async with driven(answers=silent) as console:
        await console.choose(console.site())
        console.type("/in\tpr\n")
        await console.until(lambda: sent(console) == ["/interface/print"], AHEAD_S)


async def test_what_is_typed_behind_a_tab_never_chooses_another_router() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        first, second = console.site(), console.site(position=1)
        console.type(f"/in\tpr\n/{second.name}\n")
        await console.until(lambda: text(console) == "" and sent(console), AHEAD_S)
        assert console.main.active_site == first


async def test_a_line_that_ends_in_a_menu_goes_there() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        console.type("/ip address\n")
        await console.until(lambda: "/ip/address>" in console.part(console.main.console.prompt))
        assert sent(console) == []
        console.type("print\n")
        await console.until(lambda: sent(console) == ["/ip/address/print"])
        console.type("..\n")
        await console.until(lambda: "/ip>" in console.part(console.main.console.prompt))
        console.type("/\n")
        await console.until(lambda: "/ip" not in console.part(console.main.console.prompt))
        assert sent(console) == ["/ip/address/print"]


async def test_tab_completes_in_the_menu_of_the_prompt() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        console.type("/ip\n")
        await console.until(lambda: text(console) == "")
        await typed(console, "add")
        console.press("tab")
        await console.until(lambda: text(console) == "address ")


async def test_quit_leaves() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        console.type("/quit\n")
        await console.until(lambda: not console.app.is_running)
        assert sent(console) == []


async def test_row_numbers_are_those_of_the_list_that_is_shown() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        await console.send("/interface print")
        entry = console.entries[-1]
        assert isinstance(entry, Entry)
        assert entry.result is not None
        row_id = entry.result.reply.rows[1][".id"]
        console.type("/interface set 1 comment=x")
        await console.sees(f"sends /interface/set =.id={row_id}")
        assert sent(console) == ["/interface/print"]


async def test_values_that_were_shown_are_offered() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        await console.send("/interface print")
        await typed(console, "/interface monitor-traffic eth")
        console.press("tab")
        await console.until(lambda: text(console).startswith("/interface monitor-traffic ether"))


@pytest.mark.parametrize(
    "line",
    [
        r'/interface print where name~"^ether\d+"',
        '/interface print where name="say \\"hi\\""',
        "/interface set [find where (name=a or !running)] comment=$x",
        "é{[(\"'#;",
    ],
)
async def test_no_line_ends_the_console_while_it_is_typed(line: str) -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        for length, char in enumerate(line, 1):
            console.type(char)
            await console.until(lambda: text(console) == line[:length])  # noqa: B023 (asked at once)
        console.press("tab")
        await console.pilot.pause()
        assert console.app.is_running
        assert text(console).startswith(line[:8])


async def test_a_mark_in_place_of_a_value_does_not_end_the_console() -> None:
    async with driven(answers=silent) as console:
        await ready(console)
        console.type("/interface print where name=!running")
        await console.until(lambda: text(console).endswith("running"), AHEAD_S)
        await console.sees("name=!running")


def naming(*values: str) -> Answers:
    """Return a router whose own completion offers `values`."""
    rows = [{"type": "completion", "completion": value} for value in values]

    def answers(call: Call) -> tuple[int, object] | None:
        is_inspect = "/synchronous/" in call.path and call.json.get("command") == "/console/inspect"
        return (200, {"status": "success", "data": rows}) if is_inspect else None

    return answers


LINE = "/ip address add interface=eth"


async def _asks(console: Console, typed_on: str) -> None:
    """Complete LINE, type on before the router is asked, and wait until its answer was dealt with."""
    await ready(console)
    await typed(console, LINE)
    console.press("tab")
    await console.until(lambda: any(worker.group == "inspect" for worker in console.app.workers))
    await typed(console, typed_on)
    await console.pass_s(1)
    await console.until(lambda: len(console.gateway.commands) == 1)
    await console.until(lambda: not any(worker.group == "inspect" for worker in console.app.workers))
    await console.pilot.pause()


async def test_what_the_router_names_is_offered() -> None:
    async with driven(clock=FakeClock(), answers=naming("ether-a", "ether-b")) as console:
        await _asks(console, "")
        assert text(console) == "/ip address add interface=ether-"
        await console.sees("   ether-a\n", "   ether-b\n")


async def test_an_answer_that_comes_late_is_no_answer_to_another_line() -> None:
    async with driven(clock=FakeClock(), answers=naming("ether-a", "ether-b")) as console:
        await _asks(console, "er1 comment=x")
        assert text(console) == LINE + "er1 comment=x"


async def test_an_answer_that_comes_late_offers_what_still_fits() -> None:
    async with driven(clock=FakeClock(), answers=naming("ether12", "ether13", "ether2")) as console:
        await _asks(console, "er1")
        assert text(console) == LINE + "er1"
        await console.sees("   ether12\n", "   ether13\n")


async def test_an_answer_that_comes_late_writes_nothing_into_the_line() -> None:
    async with driven(clock=FakeClock(), answers=naming("ether12", "ether2")) as console:
        await _asks(console, "er1")
        assert text(console) == LINE + "er1"
