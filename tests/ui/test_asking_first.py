"""Lines that can take a router away, and probable slips of the finger, are asked about once."""

from __future__ import annotations

import pytest

from altotui.ui.screens.confirm import Confirm
from tests.ui.driving import Console, driven


async def _unlocked(console: Console) -> None:
    await console.choose(console.site())
    console.type(":rw for a test\n")
    await console.until(lambda: not console.services.session.is_read_only)


def _commands(console: Console) -> list[str]:
    return [str(call.json["command"]) for call in console.gateway.commands]


async def test_the_verbs_of_the_console_work_in_the_prompt_and_are_never_sent() -> None:
    async with driven() as console:
        await _unlocked(console)
        console.type(":ro\n")
        await console.until(lambda: console.services.session.is_read_only)
        assert _commands(console) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/system reboot", "Disruptive: send this to"),
        ("/interface disable ether1", "Disruptive: send this to"),
        ("/ip dns sett servers=192.0.2.1", "Not known: send this to"),
    ],
)
async def test_it_is_asked_first_and_no_is_the_first_answer(line: str, words: str) -> None:
    async with driven() as console:
        await _unlocked(console)
        console.type(f"{line}\n")
        await console.sees(words)
        console.press("enter")
        await console.until(lambda: not isinstance(console.app.screen, Confirm))
        await console.reads("NOT SENT:", "taken back")
        assert _commands(console) == []


async def test_a_plain_write_is_not_asked_about_and_a_row_is_named_by_what_it_shows() -> None:
    async with driven() as console:
        await _unlocked(console)
        console.type("/ip address print\n")
        await console.until(lambda: "/ip/address/print" in _commands(console))
        await console.sees("INTERFACE")
        console.type("/ip address set 0 comment=here")
        await console.sees("=.id=*1")
        await console.sees(" on 10.")
        console.type("\n")
        await console.until(lambda: "/ip/address/set" in _commands(console))


async def test_typed_secrets_are_masked_where_others_look() -> None:
    async with driven() as console:
        await _unlocked(console)
        console.type("/user set admin password=hunter2")
        await console.sees("=password=***")
