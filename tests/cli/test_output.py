"""The five formats, as pure functions over values."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.cli.output import (
    Table,
    csv_line,
    markdown_lines,
    plain_text,
    print_json,
    print_json_lines,
    table_lines,
)

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
    lines = markdown_lines(Table(("a", "b"), rows))
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


@pytest.mark.parametrize("printed", [print_json, lambda value: print_json_lines([value])])
def test_what_is_printed_as_json_is_json(
    printed: Callable[[object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    printed({"rows": [{"rate": float("inf"), "loss": float("nan"), "ok": 1.5}], "pair": (float("-inf"),)})

    def refuse(constant: str) -> object:
        raise AssertionError(constant)

    document = json.loads(capsys.readouterr().out, parse_constant=refuse)
    assert document == {"rows": [{"rate": "inf", "loss": "nan", "ok": 1.5}], "pair": ["-inf"]}
