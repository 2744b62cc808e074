"""Which theme and which signs a terminal gets, and what a person's wish changes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from altotui.domain.errors import InvalidInput
from altotui.ui.looks import THEME_NAMES, Looks, chosen_looks, fitting_theme, needs_ascii
from altotui.ui.signs import ASCII, UNICODE
from altotui.ui.themes import LIGHT, TERMINAL, USUAL

MODERN = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "en_GB.UTF-8"}


@pytest.mark.parametrize(
    ("environ", "theme"),
    [
        ({"TERM": "xterm-256color"}, USUAL),
        ({"TERM": "tmux-256color"}, USUAL),
        ({"TERM": "xterm-kitty"}, USUAL),
        ({"TERM": "alacritty", "COLORTERM": "truecolor"}, USUAL),
        ({"TERM": "xterm", "COLORTERM": " 24BIT "}, USUAL),
        ({"TERM": "xterm"}, TERMINAL),
        ({"TERM": "xterm-16color"}, TERMINAL),
        ({"TERM": "vt220", "COLORTERM": "yes"}, TERMINAL),
        ({"TERM": "linux"}, TERMINAL),
        ({}, TERMINAL),
        ({"TERM": "xterm-256color", "COLORFGBG": "0;15"}, LIGHT),
        ({"TERM": "xterm-256color", "COLORFGBG": "0;default;7"}, LIGHT),
        ({"TERM": "xterm-256color", "COLORFGBG": "15;0"}, USUAL),
        ({"TERM": "xterm-256color", "COLORFGBG": "7;8"}, USUAL),
        ({"TERM": "xterm-256color", "COLORFGBG": "15;default"}, USUAL),
        ({"TERM": "xterm-256color", "COLORFGBG": ""}, USUAL),
        ({"TERM": "xterm", "COLORFGBG": "0;15"}, TERMINAL),
    ],
)
def test_the_theme_fits_the_terminal(environ: Mapping[str, str], theme: str) -> None:
    assert fitting_theme(environ) == theme


@pytest.mark.parametrize(
    ("environ", "is_ascii"),
    [
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "de_DE.utf8@euro"}, False),
        ({"LC_CTYPE": "UTF-8"}, False),
        ({"LANG": "C", "LC_CTYPE": "en_US.UTF-8"}, False),
        ({"LANG": "C", "LC_CTYPE": "C", "LC_ALL": "en_US.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C"}, True),
        ({"LANG": "en_US.UTF-8", "LC_CTYPE": "de_DE.ISO-8859-1"}, True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "", "LC_CTYPE": ""}, False),
        ({"LANG": "POSIX"}, True),
        ({"LANG": ""}, True),
        ({}, True),
        ({"LANG": "en_US.UTF-8", "TERM": "linux"}, True),
        ({"LANG": "en_US.UTF-8", "TERM": "dumb"}, True),
        ({"LANG": "en_US.UTF-8", "TERM": "xterm"}, False),
    ],
)
def test_the_locale_says_whether_signs_are_ascii(environ: Mapping[str, str], is_ascii: bool) -> None:
    assert needs_ascii(environ) is is_ascii


@pytest.mark.parametrize(
    ("environ", "wishes", "looks"),
    [
        (MODERN, {}, Looks(USUAL, UNICODE)),
        (MODERN, {"theme": "nord"}, Looks("nord", UNICODE)),
        (MODERN, {"signs": "ascii"}, Looks(USUAL, ASCII)),
        ({**MODERN, "LANG": "C"}, {"signs": "unicode"}, Looks(USUAL, UNICODE)),
        (MODERN, {"is_lean": True}, Looks(TERMINAL, UNICODE)),
        (MODERN, {"is_lean": True, "theme": LIGHT}, Looks(LIGHT, UNICODE)),
        ({**MODERN, "NO_COLOR": "1"}, {}, Looks(TERMINAL, UNICODE, has_colours=False)),
        ({**MODERN, "NO_COLOR": "1"}, {"theme": "nord"}, Looks(TERMINAL, UNICODE, has_colours=False)),
        ({"TERM": "xterm"}, {"theme": USUAL}, Looks(USUAL, ASCII)),
    ],
)
def test_a_wish_beats_what_the_terminal_seems_to_be(
    environ: Mapping[str, str], wishes: dict[str, Any], looks: Looks
) -> None:
    assert chosen_looks(environ, **wishes) == looks


@pytest.mark.parametrize("environ", [MODERN, {**MODERN, "NO_COLOR": "1"}])
def test_a_theme_that_does_not_exist_is_named_with_those_that_are_near(environ: Mapping[str, str]) -> None:
    with pytest.raises(
        InvalidInput, match=r"'altotui-ligth': did you mean altotui-light.*Known are altotui, .*nord"
    ):
        chosen_looks(environ, theme="altotui-ligth")
    with pytest.raises(InvalidInput, match=r"there is no theme 'zzz': known are altotui, .*textual-dark"):
        chosen_looks(environ, theme="zzz")
    with pytest.raises(InvalidInput, match="there are no signs 'utf8': known are ascii, unicode, auto"):
        chosen_looks(environ, signs="utf8")


def test_no_theme_is_offered_twice() -> None:
    assert len(set(THEME_NAMES)) == len(THEME_NAMES)
