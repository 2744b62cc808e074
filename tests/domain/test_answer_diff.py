"""What differs between two answers: which row is which, and cell by cell."""

from __future__ import annotations

import time
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.answer_diff import AnswerDiff, changed_cells, diff_answers
from altotui.domain.command import RawRow, RouterReply
from tests.domain.answers import ANY_ROWS, TEXT_ROWS

FILTER = "/ip/firewall/filter/print"
COMMANDS = st.sampled_from(["", FILTER, "/ip/address/print"])


def table(head: str, *lines: str) -> tuple[RawRow, ...]:
    """Return rows written as columns; a dash is an absent value."""
    keys = head.split()
    rows = (zip(keys, line.split(), strict=True) for line in lines)
    return tuple({key: value for key, value in row if value != "-"} for row in rows)


def diff(
    before: Sequence[RawRow],
    after: Sequence[RawRow],
    *,
    ignored: Sequence[str] = (),
    command: str = "",
    same_router: bool = False,
) -> AnswerDiff:
    return diff_answers(
        RouterReply(tuple(before)),
        RouterReply(tuple(after)),
        ignored=ignored,
        command=command,
        same_router=same_router,
    )


def words(found: AnswerDiff) -> list[str]:
    """Return the difference as short lines."""
    lines = [
        " ".join(f"{cell.key}:{cell.before}>{cell.after}" for cell in change.cells)
        for change in found.changed
    ]
    lines += [f"+{' '.join(map(str, row.values()))}" for row in found.added]
    return lines + [f"-{' '.join(map(str, row.values()))}" for row in found.removed]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (table("name mtu", "e1 1500", "e2 1500"), table("name mtu", "e2 1500", "e1 1480"), ["mtu:1500>1480"]),
        (table("name mtu", "e1 1500", "e2 1500"), table("name mtu", "e1 1500"), ["-e2 1500"]),
        (table("name mtu", "e1 1500"), table("name mtu", "e2 1500", "e1 1500"), ["+e2 1500"]),
        (table("name", "a", "b"), table("name", "c", "d"), ["+c", "+d", "-a", "-b"]),
        # one record is always the same record
        (table("name", "a"), table("name", "b"), ["name:a>b"]),
        (table(".id v", "*1 a"), table(".id v", "*2 b"), ["v:a>b"]),
        # a name beats what stays under it, which beats nothing
        (
            table("name default-name", "e1 ether1", "e2 ether2"),
            table("name default-name", "wan ether1", "e2 ether2"),
            ["name:e1>wan"],
        ),
        # addresses differ on each router, the interface does not
        (
            table("address interface", "10.0.0.1/24 lan", "10.9.0.1/30 wan"),
            table("address interface", "10.9.1.1/30 wan", "10.0.1.1/24 lan"),
            ["address:10.0.0.1/24>10.0.1.1/24", "address:10.9.0.1/30>10.9.1.1/30"],
        ),
        (
            table("address interface", "10.0.0.1/24 lan", "10.9.0.1/30 lan"),
            table("address interface", "10.0.0.1/24 lan", "10.7.0.1/30 lan"),
            ["+10.7.0.1/30 lan", "-10.9.0.1/30 lan"],
        ),
        # several together, and what differs in the last of them
        (
            table("dst-address gateway distance", "0/0 a 1", "0/0 b 2", "10/8 c 1"),
            table("dst-address gateway distance", "0/0 a 1", "0/0 b 3", "10/8 d 1"),
            ["distance:2>3", "gateway:c>d"],
        ),
        # both spellings, and a value that came or went
        (
            table("name mac_address", "a 1", "b 2"),
            table("name mac-address", "a 1", "b 3"),
            ["mac-address:2>3"],
        ),
        (
            table("name comment", "a x", "b -"),
            table("name comment", "a -", "b y"),
            ["comment:x>None", "comment:None>y"],
        ),
        # no name at all: the most alike
        (
            table("topics message who", "a,b one x", "a,b two x", "c three x"),
            table("topics message who", "a,b one x", "a,b two y", "c three x"),
            ["who:x>y"],
        ),
        (table("v w", "1 2", "1 2", "3 4"), table("v w", "1 2", "5 6"), ["+5 6", "-1 2", "-3 4"]),
    ],
)
def test_rows_are_matched_by_the_best_identity(
    before: tuple[RawRow, ...], after: tuple[RawRow, ...], found: list[str]
) -> None:
    assert words(diff(before, after)) == found


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (
            table(".id name", "*1 a", "*2 b"),
            table(".id name", "*2 c", "*1 a"),
            ["name:b>c"],
        ),
        (table(".id name v", "*1 a 1", "*2 b 1"), table(".id name v", "*3 a 1", "*2 b 2"), ["v:1>2"]),
        (
            table(".id t m", "*1 x one", "*2 x two"),
            table(".id t m", "*2 x two", "*3 x six"),
            ["+*3 x six", "-*1 x one"],
        ),
        # ids that are there twice, or not everywhere, name nothing
        (table(".id name v", "*1 a 1", "*1 b 1"), table(".id name v", "*1 b 2", "*1 a 1"), ["v:1>2"]),
        (table(".id name v", "- a 1", "*1 b 1"), table(".id name v", "*1 a 1", "- b 2"), ["v:1>2"]),
    ],
)
def test_ids_name_rows_of_one_router(
    before: tuple[RawRow, ...], after: tuple[RawRow, ...], found: list[str]
) -> None:
    assert words(diff(before, after, same_router=True)) == found


def test_ids_of_different_routers_name_nothing() -> None:
    before, after = table(".id name", "*1 a", "*2 b"), table(".id name", "*2 a", "*1 b")
    assert diff(before, after).is_empty
    assert words(diff(before, after, same_router=True)) == ["name:a>b", "name:b>a"]


RULES = table(
    "chain action src comment",
    "input accept - established",
    "input accept noc manage",
    "input drop - rest",
    "forward accept - fast",
    "forward drop - all",
)


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (RULES, []),
        ((*RULES[:2], {**RULES[2], "disabled": "true"}, *RULES[3:]), ["disabled:None>true"]),
        ((*RULES[:1], {"chain": "input", "action": "accept", "src": "x"}, *RULES[1:]), ["+input accept x"]),
        (
            (RULES[0], RULES[2], RULES[1], *RULES[3:]),
            ["+input accept noc manage", "-input accept noc manage"],
        ),
        (RULES[1:], ["-input accept established"]),
        (({**RULES[0], "chain": "output"}, *RULES[1:4]), ["chain:input>output", "-forward drop all"]),
    ],
)
def test_rules_are_matched_in_order_and_one_that_moved_is_told(
    after: tuple[RawRow, ...], found: list[str]
) -> None:
    assert words(diff(RULES, after, command=FILTER)) == found


def test_rules_of_one_router_are_matched_by_their_ids_in_order() -> None:
    before = tuple({".id": f"*{at}", **rule} for at, rule in enumerate(RULES))
    after = (before[1], before[0], {**before[2], "comment": "x"}, *before[3:])
    found = diff(before, after, command=FILTER, same_router=True)
    assert (len(found.added), len(found.removed), found.same) == (1, 1, 3)
    assert words(found)[0] == "comment:rest>x"
    anew = (*before[:2], {**before[2], ".id": "*FF"}, *before[3:])
    assert diff(before, anew, command=FILTER, same_router=True).is_empty


def test_what_is_ignored_makes_no_difference_and_names_nothing() -> None:
    before = table("name rx_byte v", "a 1 1", "b 2 1")
    after = table("name rx-byte v", "a 8 1", "b 9 2")
    assert words(diff(before, after, ignored=["RX-BYTE"])) == ["v:1>2"]
    assert words(diff(before, after, ignored=["rx-byte", "v"])) == []
    macs = table("mac-address interface", "1 a", "2 b"), table("mac-address interface", "3 a", "4 c")
    assert words(diff(*macs, ignored=["mac-address"])) == ["+4 c", "-2 b"]


def test_what_was_returned_is_compared() -> None:
    found = diff_answers(RouterReply(ret="5"), RouterReply(ret="6"))
    assert found.ret == ("ret", "5", "6")
    assert not found.is_empty
    assert diff_answers(RouterReply(ret="5"), RouterReply(ret="5")).is_empty
    assert diff_answers(RouterReply(), RouterReply(ret="")).ret == ("ret", None, "")


def test_values_that_are_no_texts_are_compared_as_they_are() -> None:
    before: list[RawRow] = [{"name": "a", "v": [1, {"x": None}]}, {"name": "b", "v": True}]
    after: list[RawRow] = [{"name": "a", "v": [1, {"x": None}]}, {"name": "b", "v": 1}]
    ((change,),) = (diff(before, after).changed,)
    assert [(cell.key, cell.before, cell.after) for cell in change.cells] == [("v", True, 1)]


@given(ANY_ROWS, ANY_ROWS, COMMANDS, st.booleans())
def test_counts_add_up_for_any_rows(
    before: list[RawRow], after: list[RawRow], command: str, same_router: bool
) -> None:
    found = diff(before, after, command=command, same_router=same_router, ignored=["comment"])
    assert len(found.removed) + len(found.changed) + found.same == len(before)
    assert len(found.added) + len(found.changed) + found.same == len(after)
    assert all(change.cells for change in found.changed)
    assert all(len(changed_cells(*pair)) <= len(pair[1]) for pair in ((before, after), (after, before)))


@given(ANY_ROWS | TEXT_ROWS, COMMANDS, st.booleans())
def test_an_answer_does_not_differ_from_itself(rows: list[RawRow], command: str, same_router: bool) -> None:
    again = [dict(reversed(list(row.items()))) for row in rows]
    assert diff(rows, again, command=command, same_router=same_router).is_empty
    assert changed_cells(rows, again) == {}


@given(TEXT_ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_no_difference_where_it_means_nothing(rows: list[RawRow], dice: Random) -> None:
    shuffled = list(rows)
    dice.shuffle(shuffled)
    assert diff(rows, shuffled).is_empty


def test_changed_cells_are_keys_by_the_position_in_the_later_answer() -> None:
    before = table(".id name mtu comment", "*1 a 1500 x", "*2 b 1500 -", "*3 c 1500 -")
    after = table(".id name mtu comment", "*3 c 1500 y", "*4 d 1500 -", "*1 a 1480 -")
    assert changed_cells(before, after) == {
        0: {"comment"},
        1: {".id", "name", "mtu"},
        2: {"mtu"},
    }
    assert changed_cells(before, before[1:]) == {}
    assert changed_cells((), after[:1]) == {0: {".id", "name", "mtu", "comment"}}


def test_counters_are_changed_cells_too() -> None:
    assert changed_cells([{"rx-byte": "1", "v": "1"}], [{"rx-byte": "2", "v": "1"}]) == {0: {"rx-byte"}}


@pytest.mark.parametrize("command", ["", FILTER])
@pytest.mark.parametrize("keys", [("name", "v"), ("topics", "message"), ("v",)])
def test_time_grows_with_the_rows_and_not_with_their_square(command: str, keys: tuple[str, ...]) -> None:
    def seconds(count: int) -> float:
        before = [dict.fromkeys(keys, f"old{number}") for number in range(count)]
        after = [dict.fromkeys(keys, f"new{number}") for number in range(count)]
        start = time.process_time()
        diff(before, after, command=command)
        return time.process_time() - start

    small = min(seconds(500) for _ in range(3))
    assert seconds(8000) < 16 * 6 * max(small, 0.002)  # its square would be 256 times as much
