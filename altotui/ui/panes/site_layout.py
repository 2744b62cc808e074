"""How the columns of the sites share the width."""

from __future__ import annotations

from functools import lru_cache

from altotui.domain.frozen import Frozen
from altotui.domain.site_columns import BY_ID, COLUMNS, NAME, TAGS, Column

LEAD_CELLS = 3
"""Mark, state, and whether it is the target or a favourite."""
_NAME_CELLS = 22
"""What a name gets before the tags get anything."""
_MOST_NAME_CELLS = 34
_LEAST_TAG_CELLS = 12


class Layout(Frozen):
    """The columns that fit, with their widths; each but the name has a blank before it."""

    name_cells: int
    columns: tuple[tuple[Column, int], ...]


@lru_cache(maxsize=64)
def laid_out(width: int, chosen: tuple[str, ...]) -> Layout:
    """Return the layout for a list of `width` cells.

    Args:
        width: Of the list.
        chosen: Ids of the columns to show, in this order; empty for the usual ones. Those without room are left out.
    """
    wanted = [BY_ID[each] for each in chosen if each in BY_ID] or [each for each in COLUMNS if each.is_usual]
    room = max(0, width - LEAD_CELLS - NAME.cells)
    fitting: list[tuple[Column, int]] = []
    for column in wanted:
        if column not in (NAME, TAGS) and room > column.cells:
            fitting.append((column, column.cells))
            room -= column.cells + 1
    name_cells = NAME.cells + min(_NAME_CELLS - NAME.cells, room)
    room -= name_cells - NAME.cells
    if TAGS in wanted and room > _LEAST_TAG_CELLS:
        more = min(_MOST_NAME_CELLS - name_cells, max(0, room - 2 * _LEAST_TAG_CELLS))
        position = sum(column in wanted[: wanted.index(TAGS)] for column, _ in fitting)
        fitting.insert(position, (TAGS, room - more - 1))
    else:
        more = min(_MOST_NAME_CELLS - name_cells, room)
    return Layout(name_cells + more, tuple(fitting))
