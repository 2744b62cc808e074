"""One field over a fleet: every site in exactly one bar."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.command import CommandResult, RawRow
from altotui.domain.errors import InvalidInput
from altotui.domain.outcome import Outcome
from altotui.domain.pivot import bar_label, bar_text, pivot, pivot_words
from tests.domain.answers import ANY_ROWS, answer, failure

VERSIONS = ["7.16", "7.20", "7.9", "7.20", None]


def versions() -> list[CommandResult]:
    return [answer(str(at), {"version": value}) for at, value in enumerate(VERSIONS)]


def counted(results: list[CommandResult], field: str) -> list[tuple[str, int]]:
    found = pivot(results, field)
    return [(bar_label(bar), len(bar.results)) for bar in (*found.bars, *found.others)]


def test_bars_are_sorted_by_count_then_as_people_count_and_the_missing_stand_last() -> None:
    results = [*versions(), failure(Outcome.UNKNOWN), failure(Outcome.UNKNOWN), failure(Outcome.REJECTED)]
    assert counted(results, "version") == [
        ("7.20", 2),
        ("7.9", 1),
        ("7.16", 1),
        ("(not in the answer)", 1),
        ("unknown", 2),
        ("rejected", 1),
    ]
    found = pivot(results, "version")
    assert (found.total, found.most, found.hint) == (8, 2, "")
    assert [bar.outcome for bar in found.others] == [Outcome.UNKNOWN, Outcome.REJECTED]
    assert [result.site_name for result in found.bars[0].results] == ["1", "3"]


@pytest.mark.parametrize(
    ("values", "value"),
    [
        (["b", "a", "b"], "a, b"),
        (["e10", "e2", "e1"], "e1, e2, e10"),
        (["e4", "e3", "e2", "e1"], "e1, e2, e3 and 1 more"),
        ([None, "x"], "x"),
        ([""], ""),
        ([True, 2], "2, true"),
        ([[1, "a"]], '[1, "a"]'),
        ([], None),
    ],
)
def test_a_site_stands_in_one_bar_whatever_it_answered(values: list[object], value: str | None) -> None:
    found = pivot([answer("a", *({"f": each} for each in values))], "f")
    assert [bar.value for bar in found.bars] == [value]


def test_sites_with_the_same_beginning_of_many_values_are_not_the_same() -> None:
    rows = [tuple({"f": f"e{at}"} for at in (1, 2, 3, last)) for last in (4, 5)]
    found = pivot([answer("a", *rows[0]), answer("b", *rows[1])], "f")
    assert [bar.value for bar in found.bars] == ["e1, e2, e3 and 1 more"] * 2


@pytest.mark.parametrize("field", ["dst-address", "dst_address", "DST-ADDRESS", " dst-address "])
def test_the_field_is_found_in_any_spelling(field: str) -> None:
    results = [answer("a", {"dst_address": "x"}), answer("b", {"dst-address": "x"})]
    assert counted(results, field) == [("x", 2)]


def test_what_was_returned_is_a_field() -> None:
    assert counted([answer("a", ret="5"), answer("b", ret="5")], "ret") == [("5", 2)]
    assert counted([answer("a", {"ret": "row"}, ret="5")], "ret") == [("row", 1)]


@pytest.mark.parametrize(
    ("field", "rows", "hint"),
    [
        ("vresion", [{"version": "7"}], "no answer has a field 'vresion': did you mean version?"),
        (
            "mac",
            [{"mac-address": "1", "name": "x"}],
            "no answer has a field 'mac': did you mean mac-address?",
        ),
        ("zz", [{"e10": "1", "e2": "2"}], "no answer has a field 'zz': there are e2 and e10"),
        ("zz", [{f"k{at}": "" for at in range(14)}], f"{', '.join(f'k{at}' for at in range(12))} and 2 more"),
        ("zz", [], "no answer has a field 'zz': they have no rows"),
        ("\x1b[2J", [{"a\x07": "1"}], "no answer has a field '␛[2J': there are a␇"),
        ("v", [{"v": None}], "no answer has a value for 'v'"),
    ],
)
def test_an_unknown_field_is_one_bar_and_a_hint(field: str, rows: list[RawRow], hint: str) -> None:
    found = pivot([answer("a", *rows), failure(Outcome.UNKNOWN)], field)
    assert [bar.value for bar in found.bars] == [None]
    assert found.hint.endswith(hint)


def test_no_answer_at_all_is_no_reason_for_a_hint() -> None:
    found = pivot([failure(Outcome.NOT_SENT)], "version")
    assert (found.bars, found.hint, found.total) == ((), "", 1)
    assert pivot([], "version").most == 0


@given(st.lists(ANY_ROWS | st.sampled_from(Outcome), max_size=6), st.sampled_from(["name", "a", ".id", "zz"]))
def test_bars_add_up_to_the_targets(ends: list[list[RawRow] | Outcome], field: str) -> None:
    results = [failure(end) if isinstance(end, Outcome) else answer("a", *end) for end in ends]
    found = pivot(results, field)
    assert found.total == len(results)
    assert sum(len(bar.results) for bar in found.others) == sum(
        result.outcome is not Outcome.OK for result in results
    )


def test_labels_are_visible_only() -> None:
    found = pivot([answer("a", {"f": "\x1b]0;x\x07"}), answer("b", {"f": ""})], "f")
    assert [bar_label(bar) for bar in found.bars] == ['""', "␛]0;x␇"]
    assert found.bars[1].value == "\x1b]0;x\x07"


@pytest.mark.parametrize(
    ("count", "most", "width", "blocks", "plain"),
    [
        (8, 8, 4, "████", "####"),
        (4, 8, 4, "██", "##"),
        (5, 8, 4, "██▌", "##"),
        (1, 10000, 4, "▏", "#"),
        (0, 8, 4, "", ""),
        (1, 0, 4, "", ""),
        (1, 1, 0, "", ""),
        (9, 8, 4, "████", "####"),
    ],
)
def test_bars(count: int, most: int, width: int, blocks: str, plain: str) -> None:
    assert bar_text(count, most, width, False) == blocks
    assert bar_text(count, most, width, True) == plain


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("version from /system/resource/print", ("version", "/system/resource/print")),
        ("  .id  FROM  /ip address print where a=1 ", (".id", "/ip address print where a=1")),
        ("from from /x", ("from", "/x")),
    ],
)
def test_field_and_line_are_read(typed: str, words: tuple[str, str]) -> None:
    assert pivot_words(typed) == words


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "has no field and no line"),
        ("from /system/resource/print", "has no field"),
        ("version from", "has no line"),
        ("version", "is not FIELD from LINE"),
        ("version /system/resource/print", "is not FIELD from LINE"),
        ("a b from /x", "is not FIELD from LINE"),
    ],
)
def test_what_cannot_be_read_says_how_to_write_it(typed: str, problem: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        pivot_words(typed)
    assert problem in raised.value.problem
    assert "\\pivot version from /system/resource/print" in raised.value.remedy
