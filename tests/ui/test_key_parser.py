"""Escape is never lost, whatever comes right behind it, and alt is alt where it has a meaning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key, Paste

from altotui.ui.key_parser import KeyParser, is_alt, plain, without_alt
from altotui.ui.terminal_replies import TerminalReplies


def _in_time(parser: KeyParser) -> list[object]:
    """Return what comes when it has waited long enough for the rest of a sequence."""
    if parser._timeout_time is not None:
        parser._timeout_time = 0.0
    return list(parser.tick())


def _keys(*reads: str) -> list[str]:
    """Return the names of the keys that come of these reads, when no more follows."""
    parser = KeyParser()
    replies = TerminalReplies()
    events: list[object] = []
    for read in reads:
        is_pasted = replies.is_in_paste
        events += parser.keys_of(replies.without(read), is_pasted=is_pasted)
    events += _in_time(parser)
    keys: list[str] = []
    for event in events:
        if isinstance(event, Paste):
            keys.append(f"paste {event.text}")
        if isinstance(event, Key):
            parts = without_alt(event) if is_alt(event) else (plain(event),)
            keys += [part.key for part in parts]
    return keys


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("\x1b", ["escape"]),
        ("\x1b\r", ["escape", "enter"]),
        ("\x1b\t", ["shift+tab"]),
        ("\x1b\x03", ["escape", "ctrl+c"]),
        ("\x1b\x1b", ["escape", "escape"]),
        ("\x1b\x1b\r", ["escape", "escape", "enter"]),
        ("\x1b\x1bx", ["escape", "escape", "x"]),
        ("\x1b\x1b\x1b", ["escape", "escape", "escape"]),
        ("\x1b\ryes\r", ["escape", "enter", "y", "e", "s", "enter"]),
        ("\x1b4\r", ["escape", "4", "enter"]),
        ("\x1bm", ["escape", "m"]),
        ("\x1bf", ["escape", "f"]),
        ("\x1b\x7f", ["ctrl+w"]),
        ("\x1bA", ["escape", "A"]),
        ("\x1bminc", ["escape", "m", "i", "n", "c"]),
        ("\x1b\r\x1b[A", ["escape", "enter", "up"]),
        ("\x1b\x1b[A", ["escape", "up"]),
        ("\x1b[A\r", ["up", "enter"]),
        ("\x1b[24~", ["f12"]),
        ("\x1bOP", ["f1"]),
        ("\x1b[200~a\x1bb\x1b[201~x", ["paste a\u241bb", "x"]),
        ("\x1b" + "\r" * 40, ["escape"] + ["enter"] * 40),
    ],
)
def test_each_key_that_was_sent_is_a_key(typed: str, keys: list[str]) -> None:
    assert _keys(typed) == keys
    assert _keys(*typed) == keys


@pytest.mark.parametrize("char", "aZ5")
def test_alt_with_a_key_keeps_its_name_until_it_is_known_to_mean_nothing(char: str) -> None:
    parser = KeyParser()
    assert list(parser.feed(f"\x1b{char}")) == []
    (key,) = _in_time(parser)
    assert isinstance(key, Key)
    assert key.key == {"a": "alt+a", "Z": "alt+shift+z", "5": "alt+5"}[char]
    assert is_alt(key)


@given(
    st.lists(
        st.sampled_from(["a", "Z", "7", "é", "ß", " ", "\x1b", "\x1b[A", "\x1b[200~", "\x1b[201~", "\r"])
    )
)
def test_a_letter_that_comes_alone_is_what_it_is_among_others(reads: list[str]) -> None:
    slow, replies = KeyParser(), TerminalReplies()
    typed = [text for text in map(replies.without, reads) if text]
    looked_into = [event for text in typed for event in slow.feed(text)] + _in_time(slow)
    quick, replies = KeyParser(), TerminalReplies()
    events: list[object] = []
    for read in reads:
        is_pasted = replies.is_in_paste
        events += quick.keys_of(replies.without(read), is_pasted=is_pasted)
    events += _in_time(quick)
    assert [repr(event) for event in events] == [repr(event) for event in looked_into]
