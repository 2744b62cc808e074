"""Items of a list: ids and names as they stand, row numbers only as rows of the list that was shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import InvalidInput
from altotui.domain.routeros.items import is_id, read_items

SHOWN = {"/ip/address": ("*1", "*A", None), "/empty": ()}


@pytest.mark.parametrize(
    ("value", "items", "resolved"),
    [
        ("ether1", ("ether1",), ()),
        ("*1F", ("*1F",), ()),
        ("0", ("*1",), ("row 0 -> *1",)),
        ("1,0", ("*A", "*1"), ("row 1 -> *A", "row 0 -> *1")),
        ("01", ("*A",), ("row 01 -> *A",)),
        ("0,*7,ether1", ("*1", "*7", "ether1"), ("row 0 -> *1",)),
        ("0x1", ("0x1",), ()),
        ("-1", ("-1",), ()),
        ("\u0661", ("\u0661",), ()),
        ("", ("",), ()),
    ],
)
def test_read_items(value: str, items: tuple[str, ...], resolved: tuple[str, ...]) -> None:
    assert read_items(value, "/ip/address", SHOWN) == (items, resolved)


@pytest.mark.parametrize("value", ["0", "0,1", "12", "*1", "a,b"])
def test_what_is_in_quotes_is_a_name(value: str) -> None:
    assert read_items(value, "/ip/route", {}, is_quoted=True) == ((value,), ())


@pytest.mark.parametrize(
    ("value", "menu", "remedy"),
    [
        ("0", "/ip/route", "print /ip/route"),
        ("*1,0", "/ip/route", "print /ip/route"),
        ("2", "/ip/address", "print it again"),
        ("3", "/ip/address", "3 rows"),
        ("999999999", "/ip/address", "print it again"),
        ("0", "/empty", "0 rows"),
        ("0", "/ip/address/", "print /ip/address/"),
    ],
)
def test_a_row_that_was_not_shown_is_refused(value: str, menu: str, remedy: str) -> None:
    with pytest.raises(InvalidInput, match=remedy):
        read_items(value, menu, SHOWN)


def test_a_number_of_many_digits_is_refused() -> None:
    """Sent as it stands, it could be a row of the router's own."""
    with pytest.raises(InvalidInput):
        read_items("0" * 10, "/ip/address", SHOWN)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=6), st.lists(st.none() | st.just("*7"), max_size=5))
def test_no_row_number_is_ever_left(rows: list[int], shown: list[str | None]) -> None:
    try:
        got = read_items(",".join(map(str, rows)), "/x", {"/x": tuple(shown)})
    except InvalidInput:
        assert any(row >= len(shown) or shown[row] is None for row in rows)
    else:
        assert got.items == tuple(shown[row] for row in rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*1", True),
        ("*1F", True),
        ("*1f", True),
        ("1", False),
        ("*", False),
        ("*G", False),
        ("*1\n", False),
        (" *1", False),
    ],
)
def test_is_id(text: str, expected: bool) -> None:
    assert is_id(text) is expected
