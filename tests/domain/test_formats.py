"""Values written down: no formula, no markup, no control character, and nothing lost."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.formats import Table, csv_line, json_text, markdown_lines, plain_text, table_lines

RAW_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-53", "'-53"),
        ("@x", "'@x"),
        ("  =1", "'  =1"),
        ("\t=1", "'␉=1"),
        ("\r=1", "'␍=1"),
        ("\uff1d1", "'\uff1d1"),
        ("\uff20x", "'\uff20x"),
        ("a=1", "a=1"),
        ('say "x"', '"say ""x"""'),
        ("a,b", '"a,b"'),
        ("two\nlines", "two␊lines"),
        (None, '""'),
        (True, "true"),
        (7, "7"),
        (["a", "b"], "a b"),
        ({"a": 1}, '"{""a"": 1}"'),
    ],
)
def test_csv_field(value: object, field: str) -> None:
    assert csv_line([value]) == field


@given(st.lists(st.text(), min_size=2))
def test_csv_reads_back_as_as_many_fields_and_none_is_a_formula(values: list[str]) -> None:
    line = csv_line(values)
    assert RAW_CONTROL.search(line) is None
    fields = next(csv.reader(io.StringIO(line)))
    assert len(fields) == len(values)
    assert not any(field.lstrip().startswith(("=", "+", "-", "@")) for field in fields)


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_a_markdown_row_has_as_many_cells_as_columns(rows: list[tuple[str, str]]) -> None:
    lines = list(markdown_lines(Table(("a", "b"), rows)))
    assert len(lines) == len(rows) + 2
    for line in lines:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == 3


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_a_table_has_one_clean_line_per_row(rows: list[tuple[str, str]]) -> None:
    lines = table_lines(Table(("a", "b"), rows))
    assert len(lines) == len(rows) + 1
    assert all(line == line.rstrip() and RAW_CONTROL.search(line) is None for line in lines)


def test_wide_characters_keep_columns_aligned() -> None:
    lines = table_lines(Table(("name", "x"), [("日本", 1), ("abcd", 2)]))
    assert lines == ["NAME  X", "日本  1", "abcd  2"]


def test_long_values_are_never_cut() -> None:
    assert table_lines(Table(("a",), [("x" * 5000,)]))[1] == "x" * 5000


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), ("x", "x"), (1.5, "1.5"), (False, "false"), (("a", "b"), "a b"), ([1], "[1]")],
)
def test_values_as_text(value: object, text: str) -> None:
    assert plain_text(value) == text


@pytest.mark.parametrize(
    "raw",
    [
        "=cmd|' /C calc'!A0",
        "+1",
        "@x",
        "\t=",
        "\uff1d1",
        'say "x"',
        "a,b",
        "two\nlines",
        "\ud800",
        "\x1b]52;c;?\x07",
    ],
)
def test_json_keeps_what_csv_makes_harmless(raw: str) -> None:
    text = json_text({"value": raw})
    assert text.isascii()
    assert json.loads(text) == {"value": raw}
    assert json.loads(json_text([raw], indent=2)) == [raw]
