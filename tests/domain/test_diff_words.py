"""A difference in words: which row, which value, nothing that is secret or could control a terminal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from altotui.domain.answer_diff import diff_answers
from altotui.domain.command import RawRow, RouterReply
from altotui.domain.diff_words import diff_lines, diff_summary
from tests.domain.answers import ANY_ROWS

E1: RawRow = {"name": "ether1", "mtu": "1500"}
E2: RawRow = {"name": "ether2", "mtu": "1500"}


def said(before: list[RawRow], after: list[RawRow]) -> tuple[str, list[str]]:
    found = diff_answers(RouterReply(tuple(before)), RouterReply(tuple(after)))
    return diff_summary(found), list(diff_lines(found, lambda key: "secret" in key))


@pytest.mark.parametrize(
    ("before", "after", "summary", "lines"),
    [
        ([E1, E2], [E1, E2], "nothing", []),
        ([E1, E2], [{**E1, "mtu": "1480"}, E2], "1 row", ["ether1 mtu 1500 -> 1480"]),
        (
            [E1, E2],
            [{**E1, "mtu": "1480", "comment": "a b"}, {"name": "ether3", "mtu": "1"}],
            "3 rows",
            [
                "ether1 mtu 1500 -> 1480, comment (absent) -> a b",
                "only here: ether3",
                "not here: ether2",
            ],
        ),
        # of a record there is only one
        ([{"servers": ""}], [{"servers": "9.9.9.9"}], "1 row", ['servers "" -> 9.9.9.9']),
        ([{"name": "a"}], [{"name": "b"}], "1 row", ["name a -> b"]),
        # without a name: what says something
        (
            [
                E1,
                {".id": "*1", "chain": "input", "disabled": "false", "action": "drop", "log": "no", "p": "1"},
            ],
            [E1],
            "1 row",
            ["not here: chain=input action=drop p=1"],
        ),
        (
            [E1, {"chain": "input", "action": "drop", "dst-address": "10.0.0.0/8"}],
            [E1],
            "1 row",
            ["not here: chain=input action=drop dst-address=10.0.0.0/8"],
        ),
        (
            [E1],
            [E1, {"chain": "input", "action": "drop", "dst-address": "10.0.0.0/8", "comment": "no"}],
            "1 row",
            ["only here: no"],
        ),
        ([E1, {"a": ""}], [E1], "1 row", ["not here: a row"]),
        ([E1, {"a": [1]}], [E1], "1 row", ["not here: a=[1]"]),
        # secrets
        (
            [{"name": "x", "secret": "s3"}, E2],
            [{"name": "x", "secret": "s4"}, E2],
            "1 row",
            ["x secret *** -> ***"],
        ),
        (
            [{"name": "x", "secret": ""}, E2],
            [{"name": "x", "secret": "s4"}, E2],
            "1 row",
            ['x secret "" -> ***'],
        ),
        ([E1, {"secret": "s3", "b": "x"}], [E1], "1 row", ["not here: b=x"]),
        (
            [{"name": "\x1b[2J", "v": "\x07"}, E2],
            [{"name": "\x1b[2J", "v": "x"}, E2],
            "1 row",
            ["␛[2J v ␇ -> x"],
        ),
    ],
)
def test_differences_in_words(
    before: list[RawRow], after: list[RawRow], summary: str, lines: list[str]
) -> None:
    assert said(before, after) == (summary, lines)


def test_what_was_returned_in_words() -> None:
    found = diff_answers(RouterReply((E1,), "5"), RouterReply((E1, E2), "6"))
    assert diff_summary(found) == "1 row and what was returned"
    assert list(diff_lines(found, lambda _: False)) == ["only here: ether2", "5 -> 6"]


def test_long_values_are_cut() -> None:
    (line,) = said([{"v": "a" * 200}], [{"v": "b" * 200}])[1]
    assert len(line) < 130
    assert line.count("…") == 2


@given(ANY_ROWS, ANY_ROWS)
def test_any_difference_is_one_clean_line_for_each_row(before: list[RawRow], after: list[RawRow]) -> None:
    found = diff_answers(RouterReply(tuple(before)), RouterReply(tuple(after)))
    lines = list(diff_lines(found, lambda _: False))
    assert len(lines) == len(found.changed) + len(found.added) + len(found.removed)
    assert not any(re.search(r"[\x00-\x1f\x7f-\x9f]", line) for line in lines)
