"""How the columns of the sites share the width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.site_columns import BY_ID, COLUMNS, NAME, TAGS
from altotui.ui.panes.site_layout import LEAD_CELLS, laid_out

LEAST = LEAD_CELLS + NAME.cells


def shown(width: int, *chosen: str) -> list[str]:
    """Return the ids of the columns behind the name."""
    return [column.id for column, _ in laid_out(width, chosen).columns]


@pytest.mark.parametrize(
    ("width", "chosen", "columns"),
    [
        (LEAST, (), []),
        (LEAST + 5, (), []),
        (LEAST + 6, (), ["seen"]),
        (LEAST + 16, (), ["seen", "version"]),
        (80, (), ["seen", "version", "model", "jobs", "tags"]),
        (200, (), ["seen", "version", "model", "jobs", "tags"]),
        (80, ("name",), []),
        (80, ("seen", "status"), ["seen", "status"]),
        (80, ("status", "seen"), ["status", "seen"]),
        (80, ("tags", "seen"), ["tags", "seen"]),
        (80, ("seen", "tags", "status"), ["seen", "tags", "status"]),
        (80, ("nonsense", "seen"), ["seen"]),
        (80, ("nonsense",), ["seen", "version", "model", "jobs", "tags"]),
        (80, ("id", "seen"), ["id", "seen"]),
        (LEAST + 20, ("id", "seen"), ["seen"]),
        (LEAST + 12, ("tags",), []),
    ],
)
def test_the_columns_that_fit(width: int, chosen: tuple[str, ...], columns: list[str]) -> None:
    assert shown(width, *chosen) == columns


@pytest.mark.parametrize(
    ("width", "chosen", "name_cells"),
    [
        (0, (), 18),
        (LEAST, (), 18),
        (LEAST + 3, (), 21),
        (LEAST + 15, (), 21),
        (80, ("name",), 34),
        (200, ("name", "tags"), 34),
        (200, (), 34),
        (LEAST + 17, ("tags",), 22),
    ],
)
def test_what_the_name_gets(width: int, chosen: tuple[str, ...], name_cells: int) -> None:
    assert laid_out(width, chosen).name_cells == name_cells


WIDTHS = st.integers(0, 300)
CHOSEN = st.lists(st.sampled_from([*BY_ID, "nonsense"]), max_size=16, unique=True).map(tuple)


@given(WIDTHS, CHOSEN)
def test_no_width_is_exceeded_and_no_column_is_narrower_than_it_needs(
    width: int, chosen: tuple[str, ...]
) -> None:
    layout = laid_out(width, chosen)
    taken = LEAD_CELLS + layout.name_cells + sum(1 + cells for _, cells in layout.columns)
    assert taken <= max(width, LEAST)
    assert NAME.cells <= layout.name_cells <= 34
    for column, cells in layout.columns:
        assert cells >= column.cells if column is TAGS else cells == column.cells


@given(WIDTHS, CHOSEN)
def test_columns_come_in_the_order_in_which_they_were_chosen(width: int, chosen: tuple[str, ...]) -> None:
    known = [each for each in chosen if each in BY_ID]
    wanted = known or [column.id for column in COLUMNS if column.is_usual]
    result = shown(width, *chosen)
    assert len(set(result)) == len(result)
    assert result == [each for each in wanted if each in result]
    assert "name" not in result


@given(st.integers(LEAST, 300), CHOSEN)
def test_room_is_used(width: int, chosen: tuple[str, ...]) -> None:
    layout = laid_out(width, chosen)
    left = width - LEAD_CELLS - layout.name_cells - sum(1 + cells for _, cells in layout.columns)
    assert left == 0 or ("tags" not in shown(width, *chosen) and layout.name_cells == 34)


@given(WIDTHS, CHOSEN)
def test_with_more_room_a_column_goes_only_for_one_that_was_chosen_before_it(
    width: int, chosen: tuple[str, ...]
) -> None:
    without_tags = tuple(each for each in chosen if each != "tags") or ("seen",)
    before, after = shown(width, *without_tags), shown(width + 1, *without_tags)
    come = [each for each in after if each not in before]
    for gone in set(before) - set(after):
        assert any(without_tags.index(each) < without_tags.index(gone) for each in come)
