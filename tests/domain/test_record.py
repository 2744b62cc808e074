"""Values part by part: in order, masked, as JSON that reads back, and at any size or depth."""

from __future__ import annotations

import json
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.record import (
    MAX_COPIED_CHARS,
    Field,
    Part,
    Shape,
    copied_row,
    copied_value,
    json_line,
    parts_of,
    plain_text,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=30,
)
ROWS = st.dictionaries(st.text(min_size=1), JSON, max_size=6)


def _fields(row: dict[str, object]) -> list[Field]:
    return [Field(name, value) for name, value in row.items()]


def _all_secrets_are_plain(value: object) -> bool:
    """Return whether nothing in `value` has a name that is masked; only then does it read back."""
    masked = (part for part in parts_of(Field("x", value)) if part.value == "***")
    return not any(masked)


@given(ROWS)
def test_a_row_copied_as_json_reads_back(row: dict[str, object]) -> None:
    if all(map(_all_secrets_are_plain, row.values())):
        assert json.loads(copied_row(_fields(row), as_json=True).text) == row


@given(JSON)
def test_a_value_copied_reads_back(value: object) -> None:
    part = next(parts_of(Field("x", value)))
    text = copied_value(part).text
    if isinstance(value, str):
        assert text == value
    elif _all_secrets_are_plain(value):
        assert json.loads(text) == value


@given(JSON)
def test_what_is_opened_is_closed_and_depths_are_those_of_the_value(value: object) -> None:
    depth = 0
    for part in parts_of(Field("x", value)):
        depth -= part.shape is Shape.CLOSE
        assert part.depth == depth
        depth += part.shape is Shape.OPEN
    assert depth == 0


def test_parts_come_in_the_order_of_the_value() -> None:
    parts = [
        (part.depth, part.name, plain_text(part))
        for part in parts_of(Field("x", {"b": [1, "two", {}], "a": {"c": None}, "e": ""}))
        if part.shape is not Shape.CLOSE
    ]
    assert parts == [
        (0, "x", "{3}"),
        (1, "b", "[3]"),
        (2, "0", "1"),
        (2, "1", "two"),
        (2, "2", "{}"),
        (1, "a", "{1}"),
        (2, "c", "null"),
        (1, "e", '""'),
    ]


@pytest.mark.parametrize("value", ["hunter22", 1234, ["a"], {"a": "hunter22"}, True])
@pytest.mark.parametrize("as_json", [True, False])
def test_a_secret_is_masked_wherever_it_stands(value: object, as_json: bool) -> None:
    fields = [
        Field("own", value, is_secret=True),
        Field("nested", {"deeper": [{"password": value}], "wpa2-pre-shared-key": value}),
    ]
    text = copied_row(fields, as_json=as_json).text
    assert text.count("***") == 3
    assert "hunter22" not in text
    assert "1234" not in text
    for part in (part for field in fields for part in parts_of(field)):
        if part.shape is Shape.LEAF:
            assert "hunter22" not in plain_text(part) + json_line(part) + copied_value(part).text


def test_a_list_copied_out_of_a_row_has_its_secrets_masked_too() -> None:
    part = next(parts_of(Field("x", [{"password": "hunter22"}])))
    assert json.loads(copied_value(part).text) == [{"password": "***"}]


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_a_secret_without_a_value_hides_nothing(value: object) -> None:
    assert next(parts_of(Field("password", value, is_secret=True))).value == value


def test_a_row_copied_as_it_is_read() -> None:
    fields = [Field("name", "ether1"), Field("n", {"a": [1, None]}), Field("empty", "")]
    assert copied_row(fields, as_json=False).text == "name: ether1\nn:\n  a:\n    0: 1\n    1: null\nempty:"


def test_a_depth_of_a_hundred_thousand_is_walked_without_a_stack() -> None:
    value: object = "end"
    for _ in range(100_000):
        value = [value]
    parts = parts_of(Field("x", value))
    assert next(islice(parts, 100_000, None)).value == "end"
    assert sum(1 for _ in parts) == 100_000


@pytest.mark.parametrize(
    "value", [10**5000, object(), {1, 2}, b"x"], ids=["number", "object", "set", "bytes"]
)
def test_what_json_has_no_form_for_is_named(value: object) -> None:
    part = Part(0, "x", value, Shape.LEAF)
    assert plain_text(part) == f'"<{type(value).__name__}>"'
    assert type(value).__name__ in json_line(part)


@pytest.mark.parametrize("as_json", [True, False])
def test_too_much_to_copy_is_cut_and_said(as_json: bool) -> None:
    long = [Field("v", "a" * (MAX_COPIED_CHARS + 1))]
    copied = copied_row(long, as_json=as_json)
    assert copied.is_cut
    assert len(copied.text) <= MAX_COPIED_CHARS
    assert not copied_row([Field("v", "a")], as_json=as_json).is_cut
    assert copied_value(next(parts_of(long[0]))).is_cut
