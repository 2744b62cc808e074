"""Escape takes a write back, also where Enter comes right behind it: a slow line brings both at once."""

from __future__ import annotations

import pytest

from tests.pty.live import at_prompt, leave, live

pytestmark = pytest.mark.xdist_group("pty")


@pytest.mark.parametrize("typed", ["\x1b\r", "\x1b\x1b\r", "\x1by\r"])
def test_what_was_taken_back_is_not_sent(typed: str) -> None:
    with live() as place, at_prompt(place, may_write=True) as console:
        console.type("/ip/dns/set servers=192.0.2.53\r")
        console.wait_for("Send this to", "esc cancels, enter takes it")
        console.wait_quiet(1.0)  # a dialog is deaf for a moment
        console.type(typed)
        console.wait_for("NOT SENT: taken back")
        console.wait_quiet(0.5)
        assert place.words == []
        assert leave(console) == 0
