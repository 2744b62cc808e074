"""What a terminal is sent when it has few colours, none, or no Unicode."""

from __future__ import annotations

import re

import pytest

from tests.pty.terminal import terminal

pytestmark = pytest.mark.xdist_group("pty")

_LOOKS = re.compile(rb"\x1b\[([\d;]*)m")
_ATTRIBUTES = {b"", b"0", b"1", b"2", b"4", b"7", b"22", b"24", b"27", b"39", b"49"}
_SIXTEEN = {*(b"%d" % code for code in (*range(30, 38), *range(90, 98)))}


def _sent(variables: dict[str, str], *words: str) -> tuple[set[bytes], str]:
    """Return the SGR codes that a console sends which is looked at and asked for help, and what stands there."""
    with terminal("--demo", "--demo-sites", "12", *words, size=(120, 36), variables=variables) as console:
        console.wait_for("12 sites", "choose a site first")
        console.type("\x1bOQ\x1b[B ")
        console.wait_for("1 marked")
        console.type("?")
        console.wait_for("Keys and commands")
        text = console.text
        console.type("\x1b")
        console.wait_for_none_of("Keys and commands")
        console.type("\x11")
        assert console.wait_end() == 0
    codes = {code for found in _LOOKS.findall(console.sent) for code in found.split(b";")}
    return codes, text


def test_with_no_color_no_colour_is_sent() -> None:
    codes, _ = _sent({"NO_COLOR": "1"})
    assert codes <= _ATTRIBUTES
    assert {b"1", b"7"} <= codes


@pytest.mark.parametrize("term", ["xterm", "xterm-16color"])
def test_a_terminal_with_16_colours_is_sent_no_others_and_keeps_its_ground(term: str) -> None:
    codes, _ = _sent({"TERM": term, "COLORTERM": ""})
    assert codes <= _ATTRIBUTES | _SIXTEEN
    assert codes & _SIXTEEN


@pytest.mark.parametrize(
    ("variables", "words", "is_ascii"),
    [
        ({"LC_ALL": "C"}, (), True),
        ({"LC_ALL": "C.UTF-8"}, (), False),
        ({"LC_ALL": "C.UTF-8", "TERM": "linux"}, (), True),
        ({"LC_ALL": "C"}, ("--unicode",), False),
        ({"LC_ALL": "C.UTF-8"}, ("--ascii",), True),
    ],
)
def test_the_locale_or_an_option_chooses_the_form(
    variables: dict[str, str], words: tuple[str, ...], is_ascii: bool
) -> None:
    _, text = _sent(variables, *words)
    own = {char for char in text if not char.isascii() and not char.isalpha()}
    assert (own == set()) is is_ascii
