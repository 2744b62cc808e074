"""The rows of an answer as they are shown: filtered by words, sorted by what values mean, never lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.answer_rows import AnswerRows, key_called
from altotui.domain.answer_table import AnswerTable, nested_text, short_text, without_secrets
from altotui.storage.resources import load_menus
from tests.domain.listings import seconds_of

LEASES = (
    {
        ".id": "*1",
        "address": "10.0.0.9",
        "mac-address": "02:00:5E:00:00:09",
        "host-name": "Printer",
        "comment": "",
    },
    {".id": "*2", "address": "10.0.0.10", "mac-address": "02:00:5E:00:00:10", "host-name": "till"},
    {".id": "*3", "address": "10.0.0.2", "host-name": "PHONE", "password": "hunter2"},
    {".id": "*4", "host-name": "printer-2", "nested": {"a": [1, "deep"]}, "on": True},
)


def rows_of(*rows: dict[str, Any]) -> AnswerRows:
    return AnswerRows(AnswerTable(rows or LEASES, load_menus().answer_facts("/ip/nowhere/print")))


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("", [0, 1, 2, 3]),
        ("printer", [0, 3]),
        ("PRINTER", [0, 3]),
        ("printer 10.0", [0]),
        ("-printer", [1, 2]),
        ("-printer -phone", [1]),
        ("-", [0, 1, 2, 3]),
        ("nothing", []),
        ("deep", [3]),
        ("true", [3]),
        ("hunter2", []),  # what is masked cannot be found out
        ("02:00", [0, 1]),
    ],
)
def test_rows_are_picked_by_words(words: str, numbers: list[int]) -> None:
    rows = rows_of()
    rows.filter(words)
    assert list(rows.numbers) == numbers
    assert (len(rows), rows.total) == (len(numbers), 4)


def test_a_longer_word_narrows_and_a_shorter_one_widens() -> None:
    rows = rows_of()
    seen = []
    for words in ("p", "pr", "printer", "printer-", "pri", ""):
        rows.filter(words)
        seen.append(list(rows.numbers))
    assert seen == [[0, 2, 3], [0, 3], [0, 3], [3], [0, 3], [0, 1, 2, 3]]


def test_rows_are_sorted_by_what_values_mean_and_those_without_stand_last() -> None:
    rows = rows_of()
    rows.sort_by("address")
    assert list(rows.numbers) == [2, 0, 1, 3]
    rows.sort_by("address")
    assert list(rows.numbers) == [1, 0, 2, 3]
    rows.filter("-till")
    assert list(rows.numbers) == [0, 2, 3]
    rows.sort_by("")
    assert list(rows.numbers) == [0, 2, 3]
    assert not rows.is_reversed


def test_a_row_is_found_where_it_is_shown() -> None:
    rows = rows_of()
    assert rows.place_of(3) == 3
    rows.sort_by("address")
    assert [rows.place_of(number) for number in range(4)] == [1, 2, 0, 3]
    rows.filter("printer")
    assert [rows.place_of(number) for number in range(4)] == [0, None, None, 1]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("address", "address"),
        ("mac_address", "mac-address"),
        ("MAC-Address", "mac-address"),
        ("host", "host-name"),
        ("id", ".id"),
        ("pass", "password"),
        ("", None),
        ("nowhere", None),
        ("n", "nested"),
    ],
)
def test_a_key_is_called_by_any_spelling_or_its_only_beginning(name: str, key: str | None) -> None:
    keys = list(dict.fromkeys(key for row in LEASES for key in row))
    assert key_called(name, keys) == key


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=6)
    | st.lists(st.text(max_size=2), max_size=2)
)
ROWS = st.lists(
    st.dictionaries(st.sampled_from(["name", "address", ".id", "x y"]), VALUES, max_size=4), min_size=1
)


@given(ROWS, st.sampled_from(["", "name", "address", "x y", "none"]), st.text("ab-: 1", max_size=4))
def test_no_row_is_lost_or_made_up(rows: list[dict[str, object]], key: str, words: str) -> None:
    shown = rows_of(*rows)
    shown.sort_by(key)
    assert sorted(shown.numbers) == list(range(len(rows)))
    shown.filter(words)
    assert len(set(shown.numbers)) == len(shown.numbers)
    assert set(shown.numbers) <= set(range(len(rows)))
    shown.filter("")
    assert sorted(shown.numbers) == list(range(len(rows)))


@pytest.mark.parametrize("words", ["5", "row", "-row 7"])
def test_ten_thousand_rows_are_filtered_within_a_frame(words: str) -> None:
    rows = rows_of(
        *({"name": f"row {number}", "address": f"10.0.{number % 256}.1"} for number in range(10_000))
    )
    rows.filter("x")
    rows.filter("")
    once_s = min(seconds_of(lambda: sorted(str(number) for number in range(10_000))) for _ in range(3))

    def again() -> None:
        rows.filter("")
        rows.filter(words)

    assert min(seconds_of(again) for _ in range(3)) < 4 * once_s


def test_a_secret_is_masked_however_deep_it_is_nested() -> None:
    rows = (
        {
            "name": "x",
            "peer": {"password": "hunter2", "more": [{"psk": "hunter3", "mtu": 1500}], "secret": ""},
        },
    )
    table = AnswerTable(rows, load_menus().answer_facts("/ip/nowhere/print"))
    shown = " ".join(table.cell(0, column) for column in range(len(table.names)))
    assert "hunter" not in shown
    assert shown.count("***") == 2
    assert '"mtu": 1500' in shown
    assert without_secrets(rows[0]["peer"]) != rows[0]["peer"]
    assert short_text(rows[0]["peer"], 10_000) == nested_text(without_secrets(rows[0]["peer"]))


@given(
    st.recursive(
        VALUES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    )
)
def test_a_short_text_is_the_beginning_of_the_whole(value: object) -> None:
    whole = nested_text(without_secrets(value))
    assert short_text(value, 1_000_000) == whole
    assert whole.startswith(short_text(value, 5)[:5])
