"""Copying: the terminal gets exactly the text, through tmux and GNU screen too, and nothing that could control it."""

from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import StorageError
from altotui.domain.text import make_visible
from altotui.simulator.routeros.hostile import HOSTILE
from altotui.ui.clipboard import MAX_PAYLOAD_BYTES, Clipboard, osc52

STRAIGHT = {"TERM": "xterm-256color"}
TMUX = {"TERM": "screen-256color", "TMUX": "/tmp/tmux-1000/default,1,0"}  # noqa: S108 (nothing is opened)
TMUX_OVER_SSH = {"TERM": "tmux-256color"}
SCREEN = {"TERM": "screen.xterm-256color", "STY": "1234.pts-0.host"}
SCREEN_OVER_SSH = {"TERM": "screen"}
TERMINALS = [STRAIGHT, TMUX, TMUX_OVER_SSH, SCREEN, SCREEN_OVER_SSH]

_OSC52 = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/]*={0,2})(?:\x1b\\|\x07)")
_WRAPPED = re.compile(r"\x1bPtmux;((?:[^\x1b]|\x1b\x1b)*)\x1b\\")
_STRING = re.compile(r"\x1bP([^\x07\x1b]*\x07?|\x1b\])\x1b\\")


def as_terminal(sequence: str) -> str:
    """Return the text that a terminal takes from a sequence, which is nothing else."""
    match = _OSC52.fullmatch(sequence)
    assert match is not None, sequence[:80]
    return base64.b64decode(match[1], validate=True).decode()


def through_tmux(sequence: str, *, takes: bool, passes: bool) -> list[str]:
    """Return the texts that reach the terminal by a tmux that takes OSC 52 itself, or passes on what is wrapped."""
    wrapped = _WRAPPED.search(sequence)
    assert wrapped is not None
    outside = sequence.replace(wrapped[0], "")
    inside = wrapped[1].replace("\x1b\x1b", "\x1b")
    return [as_terminal(outside)] * takes + [as_terminal(inside)] * passes


def through_screen(sequence: str) -> str:
    """Return the text that reaches the terminal by GNU screen, which takes strings of 256 bytes."""
    strings = list(_STRING.finditer(sequence))
    assert "".join(match[0] for match in strings) == sequence
    assert max(len(match[0]) for match in strings) <= 256
    return as_terminal("".join(match[1] for match in strings))


class Desk:
    """A clipboard with everything it wrote and saved."""

    def __init__(self, environ: dict[str, str], *, problem: str = "") -> None:
        self.written: list[str] = []
        self.saved: list[str] = []
        self._problem = problem
        self.clipboard = Clipboard(self.written.append, environ, self._save)

    def _save(self, text: str) -> str:
        if self._problem:
            raise StorageError(self._problem)
        self.saved.append(text)
        return "copied.txt"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_every_text_comes_through_whole(text: str) -> None:
    assert as_terminal(osc52(text, STRAIGHT)) == text
    for environ in (TMUX, TMUX_OVER_SSH):
        sequence = osc52(text, environ)
        assert through_tmux(sequence, takes=True, passes=True) == [text, text]
        assert through_tmux(sequence, takes=False, passes=True) == [text]
    for environ in (SCREEN, SCREEN_OVER_SSH):
        assert through_screen(osc52(text, environ)) == text


@pytest.mark.parametrize("length", [0, 1, 179, 180, 181, 5000, 70_000])
def test_screen_gets_strings_that_it_takes(length: int) -> None:
    assert through_screen(osc52("x" * length, SCREEN)) == "x" * length


def test_tmux_called_screen_over_ssh_does_not_take_the_first_part_for_all() -> None:
    assert osc52("x" * 1000, SCREEN_OVER_SSH).startswith("\x1bP\x1b]\x1b\\")


@pytest.mark.parametrize("environ", TERMINALS)
@pytest.mark.parametrize("text", [*HOSTILE, "\x1b]52;c;?\x07", "\x1b\\\x1b]0;x\x07", "\ud800"])
def test_hostile_text_is_copied_as_it_is_shown(text: str, environ: dict[str, str]) -> None:
    desk = Desk(environ)
    desk.clipboard.copy(text, "cell")
    shown = make_visible(text, keep_newlines=True, max_chars=10_000)
    assert desk.clipboard.register == shown
    (sequence,) = desk.written
    assert sequence.isascii()
    if "TMUX" in environ or environ is TMUX_OVER_SSH:
        assert set(through_tmux(sequence, takes=True, passes=True)) == {shown}
    elif environ is STRAIGHT:
        assert as_terminal(sequence) == shown
    else:
        assert through_screen(sequence) == shown
    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown) is None


def test_raw_surrogates_make_no_sequence_that_cannot_be_sent() -> None:
    assert as_terminal(osc52("a\ud800b", STRAIGHT)) == "a\\ud800b"


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        (STRAIGHT, "row: copied 412 bytes by OSC 52"),
        (TMUX, "row: copied 412 bytes by OSC 52 (tmux)"),
        (TMUX_OVER_SSH, "row: copied 412 bytes by OSC 52 (tmux)"),
        (SCREEN, "row: copied 412 bytes by OSC 52 (screen)"),
        (SCREEN_OVER_SSH, "row: copied 412 bytes by OSC 52 (screen)"),
        ({}, "row: copied 412 bytes by OSC 52"),
    ],
)
def test_the_words_say_what_was_tried(environ: dict[str, str], words: str) -> None:
    assert Desk(environ).clipboard.copy("é" * 206, "row") == words


def test_newlines_and_tabs_stay_and_the_last_newline_goes() -> None:
    desk = Desk(STRAIGHT)
    desk.clipboard.copy("a\tb\r\n\nc\n\n", "table")
    assert as_terminal(desk.written[0]) == desk.clipboard.register == "a\tb\n\nc"


def test_what_is_too_large_is_saved_whole_and_kept() -> None:
    text = "0123456789abcdef" * 7500
    desk = Desk(TMUX)
    assert len(text) == 120_000
    words = desk.clipboard.copy(text, "table")
    assert words == "table: too large for the terminal's clipboard: saved to copied.txt"
    assert desk.written == []
    assert desk.saved == [text] == [desk.clipboard.register]


def test_the_largest_text_is_that_whose_base64_fits() -> None:
    desk = Desk(STRAIGHT)
    desk.clipboard.copy("x" * (MAX_PAYLOAD_BYTES // 4 * 3), "table")
    assert (len(desk.written), len(desk.saved)) == (1, 0)
    desk.clipboard.copy("x" * (MAX_PAYLOAD_BYTES // 4 * 3 + 1), "table")
    assert (len(desk.written), len(desk.saved)) == (1, 1)


def test_what_cannot_be_saved_either_is_kept_and_said() -> None:
    desk = Desk(STRAIGHT, problem="cannot write x: No space left on device")
    words = desk.clipboard.copy("x" * 120_000, "table")
    assert words == (
        "table: too large for the terminal's clipboard, and not saved: cannot write x: No space left on device"
    )
    assert desk.clipboard.register == "x" * 120_000
