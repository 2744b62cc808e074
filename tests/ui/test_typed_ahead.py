"""Keys that come faster than the screen: none is lost, none goes to the wrong place, none is put in another order."""

from __future__ import annotations

import pytest
from textual.widgets import Button, Input, TextArea

from altotui.ui.widgets.line_edit import LineEdit
from tests.clocks import FakeClock
from tests.ui.driving import driven

LINES = [f"/ip/arp/print ?address=192.0.2.{number}" for number in range(20)]


async def test_a_filter_typed_in_one_go_ends_in_the_filter() -> None:
    async with driven() as console:
        console.type("/zqz")
        await console.sees("no site matches")
        assert console.main.query_one("#filter", LineEdit).text == "zqz"
        assert console.app.is_running


async def test_twenty_commands_in_one_burst_arrive_exactly_and_in_order() -> None:
    async with driven(speed=300) as console:
        site = console.site(position=4)
        await console.choose(site)
        console.type("".join(f"{line}\n" for line in LINES))
        await console.until(lambda: len(console.gateway.commands) == len(LINES), timeout_s=30)
        sent = [call.json for call in console.gateway.commands]
        assert [f"{body['command']} {' '.join(_words(body))}" for body in sent] == LINES
        assert {call.path for call in console.gateway.commands} == {f"/api/synchronous/{site.id}"}
        await console.until(lambda: "waiting for" not in console.text())
        assert console.main.console.prompt.text == ""


def _words(body: dict[str, object]) -> list[str]:
    words = body["parameters"]
    assert isinstance(words, list)
    return [str(word) for word in words]


async def test_a_line_goes_to_the_site_that_was_the_target_when_it_was_entered() -> None:
    async with driven() as console:
        first, second = console.site(position=0), console.site(position=1)
        await console.choose(second)
        console.press("f2", "escape", "home")
        await console.until(lambda: console.main.sites.rows.current == first)
        await console.choose(first)
        console.press("f2", "escape", "home")
        await console.until(lambda: console.main.sites.rows.current == first)
        console.press("f3")
        console.type("/ip/arp/print\n")
        console.press("f2", "down", "enter")
        await console.until(lambda: console.main.active_site == second)
        await console.until(lambda: console.gateway.commands)
        assert console.gateway.commands[0].path.endswith(first.id)


async def test_what_is_typed_behind_enter_is_the_next_line_and_not_this_one() -> None:
    async with driven() as console:
        await console.choose(console.site())
        console.type("/ip/arp/print\n/system/iden")
        await console.until(lambda: console.gateway.commands)
        assert console.gateway.commands[0].json["command"] == "/ip/arp/print"
        await console.until(lambda: console.main.console.prompt.text == "/system/iden")


async def test_corrections_typed_ahead_are_made_where_they_were_typed() -> None:
    async with driven() as console:
        await console.choose(console.site())
        console.type("/ip/arX")
        console.press("backspace")
        console.type("p/printY")
        console.press("left", "delete", "home")
        console.type("Z")
        console.press("backspace", "end", "enter")
        await console.until(lambda: console.gateway.commands)
        assert console.gateway.commands[0].json["command"] == "/ip/arp/print"


async def test_enter_in_the_filter_and_enter_on_the_list_may_be_one_burst() -> None:
    async with driven() as console:
        site = console.site(position=7)
        console.type(f"/{site.name}\n\n")
        await console.until(lambda: console.main.active_site == site)


async def test_a_command_typed_right_behind_the_choice_of_a_site_is_in_the_prompt() -> None:
    async with driven() as console:
        console.press("f2", "home", "enter")
        console.type("/ip/arp/print\n")
        await console.until(lambda: console.gateway.commands)
        assert console.gateway.commands[0].json["command"] == "/ip/arp/print"
        assert console.gateway.commands[0].path.endswith(console.listed.sites[0].id)


async def test_keys_behind_a_colon_command_act_where_it_leads() -> None:
    async with driven() as console:
        console.press("f2")
        console.type(":rw test\n")
        console.press("down", "down")
        await console.sees("WRITES 15m")
        await console.until(lambda: console.main.sites.rows.cursor == 2)


async def test_panes_and_text_in_one_burst() -> None:
    async with driven() as console:
        console.press("f4", "f2", "slash")
        console.type("lagos")
        console.press("f3")
        console.type("/ip")
        await console.until(lambda: console.main.console.prompt.text == "/ip")
        assert console.main.query_one("#filter", LineEdit).text == "lagos"


async def test_f9_queues_all_of_the_script_that_was_typed_before_it() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await console.choose(console.site())
        await console.open_form()
        await console.fill("Tidy up", "/ip address remove")
        console.type(" [find comment=old]")
        console.press("f9")
        await console.pass_s(2)
        assert [call.body for call in console.gateway.queued] == [b"/ip address remove [find comment=old]"]


async def test_a_whole_form_may_be_typed_ahead() -> None:
    async with driven(clock=FakeClock()) as console:
        await console.unlock()
        await console.choose(console.site())
        await console.open_form()
        console.type("Log a word")
        console.press("tab")
        console.type(":log info 1")
        console.press("f9")
        await console.pass_s(2)
        assert [call.body for call in console.gateway.queued] == [b":log info 1"]


@pytest.mark.parametrize("field_id", ["description", "script", "notify-url"])
async def test_corrections_typed_ahead_into_the_form_keep_their_place(field_id: str) -> None:
    async with driven() as console:
        await console.choose(console.site())
        form = await console.open_form()
        field = form.query_one(f"#{field_id}")
        form.set_focus(field)
        console.type("abX")
        console.press("backspace")
        console.type("cd")
        console.press("home")
        console.type("_")
        await console.pilot.pause()
        await console.pilot.pause()
        assert isinstance(field, Input | TextArea)
        assert (field.value if isinstance(field, Input) else field.text) == "_abcd"


async def test_the_button_that_acts_is_not_pressed_by_keys_from_before_the_question() -> None:
    async with driven() as console:
        from altotui.ui.screens.confirm import Confirm

        answers: list[bool | None] = []
        console.app.push_screen(Confirm("Really?", "detail", "Yes"), answers.append)
        console.press("tab", "enter", "enter")
        await console.pilot.pause()
        assert True not in answers
        if not answers:
            assert console.app.screen.query_one("#yes", Button)
