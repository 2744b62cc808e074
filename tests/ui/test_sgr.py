"""From one look to the next: the terminal ends with exactly the look that was meant, and it never costs more."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.ui.sgr import change_of

State = tuple[frozenset[str], str, str]
_ENDS = {"22": {"1", "2"}, "23": {"3"}, "24": {"4"}, "27": {"7"}, "29": {"9"}}
PLAIN: State = (frozenset(), "", "")

_colours = st.one_of(
    st.sampled_from(["30", "37", "39", "91", "97"]),
    st.integers(0, 255).map("38;5;{}".format),
    st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255)).map(
        lambda rgb: "38;2;{};{};{}".format(*rgb)
    ),
)
_grounds = st.one_of(
    st.sampled_from(["40", "47", "49", "100", "107"]),
    st.integers(0, 255).map("48;5;{}".format),
    st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255)).map(
        lambda rgb: "48;2;{};{};{}".format(*rgb)
    ),
)
_looks = st.builds(
    lambda attributes, colour, ground: ";".join([*sorted(attributes, key=int), *colour, *ground]),
    st.sets(st.sampled_from(["1", "2", "3", "4", "7", "8", "9"]), max_size=3),
    st.one_of(st.just(()), st.tuples(_colours)),
    st.one_of(st.just(()), st.tuples(_grounds)),
)


def _applied(state: State, sequences: str) -> State:
    """Return the state of a terminal after it got these sequences."""
    attributes, colour, ground = state
    for codes in re.findall(r"\x1b\[([\d;]*)m", sequences):
        numbers = iter(codes.split(";"))
        for number in numbers:
            value = int(number or 0)
            if value == 0:
                attributes, colour, ground = PLAIN
            elif value in (38, 48):
                kind = next(numbers)
                rest = ";".join([number, kind, *(next(numbers) for _ in range(3 if kind == "2" else 1))])
                colour, ground = (rest, ground) if value == 38 else (colour, rest)
            elif value in (39, 49):
                colour, ground = ("", ground) if value == 39 else (colour, "")
            elif number in _ENDS:
                attributes -= _ENDS[number]
            elif value < 30:
                attributes |= {number}
            elif value < 40 or 90 <= value < 98:
                colour = number
            else:
                ground = number
    return attributes, colour, ground


@given(st.lists(_looks, min_size=1, max_size=6))
def test_the_terminal_ends_with_the_look_that_was_meant(looks: list[str]) -> None:
    state, before = (frozenset({"5"}), "31", "41"), None
    for look in looks:
        sent = change_of(before, look)
        state, before = _applied(state, sent), look
        assert state == _applied(PLAIN, f"\x1b[0;{look}m" if look else "\x1b[0m")
        assert len(sent) <= len(f"\x1b[0;{look}m")


@pytest.mark.parametrize(
    ("before", "after", "sent"),
    [
        (None, "1;31", "\x1b[0;1;31m"),
        (None, "", "\x1b[m"),
        (None, "2;39;49", "\x1b[0;2m"),
        ("1;31;49", "39;49", "\x1b[m"),
        ("31;49", "1;39;49", "\x1b[0;1m"),
        ("38;2;1;2;3;48;2;9;9;9", "38;2;4;5;6;48;2;9;9;9", "\x1b[38;2;4;5;6m"),
        ("48;2;9;9;9", "1;48;2;9;9;9", "\x1b[1m"),
        ("1;48;2;9;9;9", "48;2;9;9;9", "\x1b[22m"),
        ("1;2;48;2;9;9;9", "2;48;2;9;9;9", "\x1b[22;2m"),
        ("1;4;38;2;1;2;3;48;2;9;9;9", "7;38;2;1;2;3;48;2;9;9;9", "\x1b[22;24;7m"),
        ("8;38;2;1;2;3", "38;2;1;2;3", "\x1b[0;38;2;1;2;3m"),
        ("31", "", "\x1b[m"),
        ("31;44", "44", "\x1b[39m"),
        ("31", "31", ""),
    ],
)
def test_only_what_differs_is_sent(before: str | None, after: str, sent: str) -> None:
    assert change_of(before, after) == sent
