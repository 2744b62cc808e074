"""What stands behind `\\watch`: a time, if any, and a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import InvalidInput
from altotui.domain.watch_words import DEFAULT_EVERY_S, MAX_EVERY_S, MIN_EVERY_S, checked_every_s, watch_words

LINE = "/interface/print where running"


@pytest.mark.parametrize(
    ("typed", "every_s"),
    [
        (LINE, DEFAULT_EVERY_S),
        (f"  {LINE} ", DEFAULT_EVERY_S),
        (f"10 {LINE}", 10),
        (f"10s   {LINE}", 10),
        (f"1\t{LINE}", 1),
        (f"2.5 {LINE}", 2.5),
        (f"2m {LINE}", 120),
        (f"2M {LINE}", 120),
        (f"1h {LINE}", 3600),
        (f"3600 {LINE}", 3600),
    ],
)
def test_time_and_line(typed: str, every_s: float) -> None:
    assert watch_words(typed) == (every_s, LINE)


@pytest.mark.parametrize(
    "line", ["print", ":put 10", "ip address print", "/ping 192.0.2.1 count=3", 'a "b  c"', "=x", "/x\n/y 10"]
)
def test_a_line_stays_as_it_is(line: str) -> None:
    assert watch_words(line) == (DEFAULT_EVERY_S, line)
    assert watch_words(f"5 {line}") == (5, line)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "there is no line to repeat"),
        (" \t ", "there is no line to repeat"),
        ("10", "there is no line to repeat every 10 s"),
        ("2m ", "there is no line to repeat every 120 s"),
        ("0 print", "a line cannot be repeated every 0 s"),
        ("0.9s print", "a line cannot be repeated every 0.9 s"),
        ("3601 print", "a line cannot be repeated every 3601 s"),
        ("2h print", "a line cannot be repeated every 7200 s"),
        (f"{'9' * 400} print", "a line cannot be repeated every inf s"),
        ("-5 print", "'-5' is no time"),
        (".5 print", "'.5' is no time"),
        ("10x print", "'10x' is no time"),
        ("10s/interface/print", "'10s/interface/print' is no time"),
        ("10\x1b[2J print", "'10\\x1b[2J' is no time"),
    ],
)
def test_what_cannot_be_used_says_why_and_what_to_type(typed: str, problem: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        watch_words(typed)
    assert raised.value.problem == problem
    assert raised.value.remedy


@given(st.text() | st.from_regex(r"[0-9.smh]{1,6}[ \t]*[a-z/]*"))
def test_any_text_is_a_line_or_a_clear_refusal(typed: str) -> None:
    said = ""
    try:
        every_s, line = watch_words(typed)
    except InvalidInput as refusal:
        said = str(refusal)
    else:
        assert MIN_EVERY_S <= every_s <= MAX_EVERY_S
        assert line
        assert typed.strip().endswith(line)
    assert said.isascii()
    assert not said or said.isprintable()


def test_nan_is_no_pace() -> None:
    with pytest.raises(InvalidInput, match="every nan s"):
        checked_every_s(float("nan"))
