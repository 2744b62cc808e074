from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.answer_table import AnswerTable, cell_text
from altotui.domain.command import RawRow
from altotui.domain.rows import RowsOnDemand, keys_of
from altotui.domain.text import cell_width
from altotui.storage.resources import load_menus

KEYS = st.sampled_from(["name", "address", "comment", ".id", "disabled"])
VALUES = st.one_of(st.none(), st.booleans(), st.integers(0, 10**9), st.text(max_size=60))
ROWS = st.lists(st.dictionaries(KEYS, VALUES, max_size=5), max_size=300)


def _row(number: int) -> RawRow:
    return {"name": f"ether{number}", "mtu": 1500 + number}


@pytest.mark.parametrize("at", [0, 3, -1, -5, slice(2), slice(1, 4), slice(None, None, -2), slice(9, 20)])
def test_rows_on_demand_are_what_they_would_be_as_a_tuple(at: int | slice) -> None:
    rows = RowsOnDemand(5, ("name", "mtu"), _row)
    made = tuple(map(_row, range(5)))
    assert (len(rows), tuple(rows), rows[at]) == (5, made, made[at])


def test_there_is_no_row_behind_the_last_one() -> None:
    rows = RowsOnDemand(5, ("name", "mtu"), _row)
    with pytest.raises(IndexError):
        rows[5]


def test_only_rows_that_are_looked_at_are_made() -> None:
    made: list[int] = []

    def make(number: int) -> RawRow:
        made.append(number)
        return _row(number)

    rows = RowsOnDemand(1_000_000, ("name", "mtu"), make)
    assert keys_of(rows) == ["name", "mtu"]
    assert rows[-1] == _row(999_999)
    assert made == [999_999]


def test_no_rows_have_no_keys() -> None:
    assert keys_of(RowsOnDemand(0, ("name",), _row)) == []


@given(ROWS)
def test_keys_stand_in_the_order_in_which_they_first_appear(rows: list[dict[str, object]]) -> None:
    assert keys_of(rows) == list(dict.fromkeys(key for row in rows for key in row))


def test_a_key_that_only_a_late_row_has_is_found() -> None:
    rows = [*({"name": "a"} for _ in range(5000)), {"late": "b", "name": "c"}]
    assert keys_of(rows) == ["name", "late"]


@given(ROWS.filter(bool))
def test_a_column_is_as_wide_as_its_heading_or_its_widest_cell(rows: list[dict[str, object]]) -> None:
    table = AnswerTable(tuple(rows), load_menus().answer_facts("/ip/nowhere/print"))
    for column in range(table.lead_count, len(table.names)):
        cells = [cell_text(row.get(table.names[column])) for row in rows]
        widest = max(map(cell_width, [table.headings[column], *cells]))
        assert table.width(column) == min(44, widest)
