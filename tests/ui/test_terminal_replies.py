"""What a terminal answers is no key; what a person types or pastes is never taken for an answer."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from altotui.ui.terminal_replies import PAUSE_S, TerminalReplies

REPLIES = (
    "\x1b]52;c;" + "A" * 200_000 + "\x07",
    "\x1b]11;rgb:1f1f/1f1f/1f1f\x1b\\",
    "\x1b]10;rgb:ffff/ffff/ffff\x9c",
    "\x1bP>|XTerm(390)\x1b\\",
    "\x1bP1$r0m\x1b\\",
    "\x1bP!|00000000\x1b\\",
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b[" + "1;" * 5000 + "m",
    "\x1b[" + "9" * 5000 + "~",
)
KEYS = (
    "q",
    "\x1b",
    "\x1b]",
    "\x1bP",
    "\x1bX",
    "\x1b_",
    "\x1bPasta",
    "\x1b]x",
    "\x1b[A",
    "\x1b[1;5C",
    "\x1b[24~",
    "\x1b[<0;120;36M",
    "\x1b[24;1R",
    "\x1b[?2026;2$y",
    "\x1b[48;36;120;720;1200t",
    "\x1b[97;2;65u",
    "\x1b\\",
    "größer",
)
"""What is typed, and the answers that Textual understands."""


def _in_parts(text: str, size: int) -> str:
    replies = TerminalReplies(lambda: 0.0)
    return "".join(replies.without(text[at : at + size]) for at in range(0, len(text), size))


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: ascii(reply[:12]))
@pytest.mark.parametrize("size", [4096, 64])
def test_an_answer_is_taken_out_and_the_keys_around_it_stay(reply: str, size: int) -> None:
    assert _in_parts(f"{reply}after", size) == "after"
    assert TerminalReplies().without(f"before{reply}{reply}after") == "beforeafter"


@pytest.mark.parametrize("key", KEYS, ids=ascii)
def test_a_key_is_never_taken_for_an_answer(key: str) -> None:
    replies = TerminalReplies(lambda: 0.0)
    assert "".join(replies.without(typed) for typed in (key, key, "then", key)) == f"{key}{key}then{key}"


def test_an_answer_that_never_ends_takes_no_key_that_comes_after_a_pause() -> None:
    now_mono = 0.0
    replies = TerminalReplies(lambda: now_mono)
    assert replies.without("\x1b]52;c;AAAA") == ""
    assert replies.without("AAAA") == ""
    now_mono += PAUSE_S + 0.1
    assert replies.without("typed") == "typed"


def test_an_answer_that_breaks_off_ends_with_the_next_escape() -> None:
    assert TerminalReplies().without("\x1b]52;c;AAAA\x1b[A") == "\x1b[A"
    assert TerminalReplies().without("\x1b]52;c;AAAA\x18x") == "x"
    assert TerminalReplies().without("\x1b[" + "1;" * 40 + "\rx") == "\rx"


@given(st.text(st.sampled_from("a;1\x07\x1b]P\\[m~20")), st.integers(1, 9))
def test_what_is_pasted_is_no_key_and_loses_nothing(pasted: str, size: int) -> None:
    assume("\x1b[201~" not in pasted)
    shown = pasted.replace("\x1b", "\u241b")
    paste = f"\x1b[200~{pasted}\x1b[201~"
    assert TerminalReplies().without(paste) == f"\x1b[200~{shown}\x1b[201~"
    replies = TerminalReplies(lambda: 0.0)
    assert replies.without("\x1b[200~") == "\x1b[200~"
    rest = f"{pasted}\x1b[201~"
    parts = [replies.without(rest[at : at + size]) for at in range(0, len(rest), size)]
    assert "".join(parts) == f"{shown}\x1b[201~"
    assert replies.without("\x1b]52;c;A\x07x") == "x"


@given(st.text(st.sampled_from("a;1\x07\x1b]P\\[m~20_G\x9c")))
def test_nothing_is_added_or_moved(text: str) -> None:
    kept = iter(TerminalReplies().without(text))
    left = iter(text)
    assert all(any(char == other for other in left) for char in kept)
