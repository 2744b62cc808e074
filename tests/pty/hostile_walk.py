"""What a console in a terminal is walked through over a platform of hostile text, and what it may send meanwhile."""

from __future__ import annotations

import re

from altotui.simulator.routeros.hostile import PAYLOADS

TOKEN = "demo-x"
F2, F4, F5, PAGE_DOWN, HOME, END, DOWN, ENTER, ESCAPE = (
    *("\x1bOQ", "\x1bOS", "\x1b[15~", "\x1b[6~", "\x1b[H", "\x1b[F", "\x1b[B", "\r", "\x1b"),
)
WALK = (
    *(PAGE_DOWN, PAGE_DOWN, END, HOME),
    *("o", DOWN, DOWN, ESCAPE),
    *(HOME, ENTER),
    *("/ip/address/print\r", "/ip/nosuch/print\r", "/ip/nosuch/print\r", "/ip/nosuch/print\r"),
    *(F4, PAGE_DOWN, HOME, ENTER, PAGE_DOWN, END, ESCAPE),
    *(F2, F5, ESCAPE),
)
"""Keys, each of which is followed by a wait for the screen."""

_MOVE_OR_LOOK = re.compile(r"\n+\x1b\[[0-9]*G|\x1b\[[0-9;]*[BCDGHm]")
_OWN = re.compile(
    r"\x1b\[\?(?:1049|25|1000|1003|1015|1006|1004|2004|2048|7)[hl]|\x1b\[\?20(?:26|48)\$p|\x1b\[2J|\x1b\[6n"
    r"|\x1b\[r|\x1b\[>25u|\x1b\[<u|\x1b\]22;[a-z-]*\x07"
)
"""What Textual and the console send besides: modes, their questions, and the shape of the mouse pointer."""
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_LOOKS_OWN = re.compile(rf"(?:{_MOVE_OR_LOOK.pattern}|{_OWN.pattern})[a-z]{{3}}")
LEAKS = frozenset(leak for text, _ in PAYLOADS for leak in _LOOKS_OWN.findall(text))
"""What of the data looks like something of the console's own, with the letters behind it."""


def assert_harmless(sent: str) -> None:
    """Fail when anything was sent that is neither text nor of the console itself."""
    rest = _OWN.sub("", _MOVE_OR_LOOK.sub("", sent))
    assert [ascii(rest[match.start() : match.start() + 20]) for match in CONTROL.finditer(rest)] == []
    assert [ascii(leak) for leak in LEAKS if leak in sent] == []
