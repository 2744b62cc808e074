"""Every write is asked about before it is sent; what is typed ahead of that is neither lost nor an answer."""

from __future__ import annotations

import pytest

from altotui.ui.screens.gate import Gate
from tests.clocks import FakeClock
from tests.ui.driving import Console, driven


async def _unlocked(console: Console) -> None:
    await console.choose(console.site())
    console.type(":rw for a test\n")
    await console.until(lambda: not console.services.session.is_read_only)


def _commands(console: Console) -> list[str]:
    return [str(call.json["command"]) for call in console.gateway.commands]


def _words(console: Console) -> list[object]:
    return [word for call in console.gateway.commands for word in _list(call.json.get("parameters", []))]


def _list(words: object) -> list[object]:
    assert isinstance(words, list)
    return words


async def test_the_verbs_of_the_console_work_in_the_prompt_and_are_never_sent() -> None:
    async with driven() as console:
        await _unlocked(console)
        console.type(":ro\n")
        await console.until(lambda: console.services.session.is_read_only)
        assert _commands(console) == []


@pytest.mark.parametrize(
    ("line", "sent", "words"),
    [
        ("/system reboot", "/system/reboot", "disruptive: it can cut off the router"),
        ("/interface disable ether1", "/interface/disable", "disruptive: it can cut off the router"),
    ],
)
async def test_a_disruptive_line_needs_its_word_and_enter_alone_sends_nothing(
    line: str, sent: str, words: str
) -> None:
    async with driven() as console:
        await _unlocked(console)
        console.type(f"{line}\n")
        gate = await console.at_gate()
        await console.sees(f"Send this to {console.site().name}?", words)
        console.press("enter")
        await console.sees("first: live sends it live")
        assert console.app.screen is gate
        await console.pass_gate("escape")
        await console.reads("NOT SENT:", "taken back")
        assert _commands(console) == []
        console.type(f"{line}\n")
        await console.pass_gate(*sent.rpartition("/")[2], "enter")
        await console.until(lambda: _commands(console) == [sent])


async def test_a_probable_slip_of_the_finger_is_named_and_can_be_taken_back() -> None:
    async with driven() as console:
        await _unlocked(console)
        console.type("/ip dns sett servers=192.0.2.1\n")
        await console.at_gate()
        await console.sees("not known: sett is not known in /ip/dns", "did you mean set?")
        await console.pass_gate("up", "enter")
        await console.reads("NOT SENT:", "taken back")
        assert _commands(console) == []


async def test_a_plain_write_is_asked_about_once_and_a_row_is_named_by_what_it_shows() -> None:
    async with driven() as console:
        await _unlocked(console)
        await console.send("/ip address print")
        await console.sees("INTERFACE")
        console.type("/ip address set 0 comment=here")
        await console.sees("=.id=*1")
        await console.sees(" on 10.")
        console.type("\n")
        await console.at_gate()
        dialog = console.part(console.app.screen.query_one(".dialog"))
        assert "/ip/address/set =.id=*1 =comment=here" in dialog
        assert "on 10." in dialog
        assert _commands(console) == ["/ip/address/print"]
        await console.pass_gate("enter")
        await console.until(lambda: _commands(console) == ["/ip/address/print", "/ip/address/set"])


async def test_typed_secrets_are_masked_where_others_look() -> None:
    async with driven() as console:
        await _unlocked(console)
        console.type("/user set admin password=hunter2")
        await console.sees("=password=***")
        console.type("\n")
        await console.at_gate()
        await console.sees("/user/set =.id=admin =password=***")
        assert "hunter2" not in console.text()
        await console.pass_gate("escape")
        await console.reads("/user set admin password=***", "NOT SENT: taken back")
        assert "hunter2" not in console.text()


async def test_keys_from_before_the_gate_do_not_answer_it_and_stand_in_the_prompt() -> None:
    async with driven() as console:
        await _unlocked(console)
        console.type("/system identity set name=x\n")
        await console.until(lambda: isinstance(console.app.screen, Gate))
        console.type("/ip arp print\n")
        await console.sees("typed ahead, kept for the prompt: /ip arp print")
        await console.at_gate()
        assert _commands(console) == []
        await console.pass_gate("down", "up", "enter")
        await console.until(lambda: _commands(console) == ["/system/identity/set"])
        assert console.main.console.prompt.text == "/ip arp print"


async def test_what_comes_in_one_burst_with_a_write_is_no_answer_and_is_not_sent_behind_it() -> None:
    async with driven() as console:
        await _unlocked(console)
        console.type("/system identity set name=x\n/system identity set name=y\n/ip arp print\n")
        gate = await console.at_gate()
        await console.sees("=name=x", "typed ahead, kept for the prompt: /system identity set name=y")
        console.press("enter")
        await console.sees("typed ahead: up or down first, then enter")
        assert console.app.screen is gate
        assert _commands(console) == []
        await console.pass_gate("down", "up", "enter")
        await console.until(lambda: _words(console) == ["=name=x"])
        assert console.main.console.prompt.text == "/system identity set name=y\n/ip arp print"


async def test_what_is_typed_ahead_joins_what_stood_in_the_prompt() -> None:
    async with driven() as console:
        await _unlocked(console)
        await console.write("/system identity set name=x")
        console.type("/ip a")
        await console.read_answers()
        console.press("full_stop")
        await console.until(lambda: isinstance(console.app.screen, Gate))
        console.type("rp")
        await console.at_gate()
        await console.pass_gate("escape")
        assert console.main.console.prompt.text == "/ip arp"
        assert _commands(console) == ["/system/identity/set"]


async def test_lines_that_are_sent_together_are_asked_about_and_sent_in_their_order() -> None:
    async with driven() as console:
        await _unlocked(console)
        sending, pane = console.app.actions.prompt.sending, console.main.console
        for line in ("/system identity set name=1", "/system identity set name=2", "/system identity print"):
            sending.send(pane.line.target, pane.line.translate(line))
        first = await console.at_gate()
        await console.sees("=name=1")
        assert "=name=2" not in console.text()
        await console.pass_gate()
        second = await console.at_gate()
        assert second is not first
        await console.sees("=name=2")
        assert "/system/identity/print" not in _commands(console)
        await console.pass_gate()
        await console.until(lambda: len(_commands(console)) == 3)
        assert _words(console) == ["=name=1", "=name=2"]
        assert _commands(console)[-1] == "/system/identity/print"


async def test_a_write_that_was_taken_back_may_be_entered_again_at_once() -> None:
    async with driven(clock=FakeClock()) as console:
        await _unlocked(console)
        for keys in (("escape",), ("enter",)):
            console.type("/system identity set name=x\n")
            await console.pass_gate(*keys)
        await console.pass_s(1)
        await console.until(lambda: _commands(console) == ["/system/identity/set"])


async def test_a_write_is_not_sent_when_the_time_for_writes_ends_at_its_gate() -> None:
    async with driven(clock=FakeClock()) as console:
        await _unlocked(console)
        console.type("/system identity set name=x\n")
        await console.at_gate()
        await console.pass_s(16 * 60)
        assert console.services.session.is_read_only
        await console.pass_gate()
        await console.reads("/system identity set name=x", "NOT SENT:", "session is read-only")
        assert _commands(console) == []
