"""Work beside the screen that more than an error ends: said, the console goes on, and it leaves in order."""

from __future__ import annotations

import pytest

from tests.faults.screens import NAMES
from tests.pty.ending import ENDS, SECRET, VARIABLE
from tests.pty.live import SITES, leave, live, wait_until
from tests.pty.terminal import terminal

pytestmark = pytest.mark.xdist_group("pty")


@pytest.mark.parametrize("end", ENDS)
def test_f58_it_is_told_and_neither_hangs_nor_ends_the_console(end: str) -> None:
    with live() as place:
        variables = place.variables | {VARIABLE: end}
        with terminal(size=(120, 36), variables=variables, module="tests.pty.ending") as console:
            console.wait_for("2 sites", "internal error in site-refresh: WorkEnded")
            console.type(f"{SITES}\r")
            console.wait_for(f"[RO] {NAMES[0]}>")
            console.type("/ip/arp/print\r")
            wait_until(console, lambda: place.words)
            console.wait_for("1 row")
            assert leave(console) == 0
            assert console.modes[1049] is False
            assert console.attributes == list(console.attributes_before)
            assert b"Traceback" not in console.sent
            assert SECRET.encode() not in console.sent
