"""Remarks on a script as the lines that fit into a few rows: the worst first, and how many are left out."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from altotui.domain.text import clip

if TYPE_CHECKING:
    from altotui.domain.routeros.remark import Remark


def remark_lines(remarks: tuple[Remark, ...], width_cells: int, rows: int) -> list[str]:
    """Return at most `rows` lines, at least one, none of them wider than `width_cells`; none without remarks."""
    if not remarks or width_cells <= 0:
        return []
    from altotui.domain.routeros.remark import counted, most_severe_first

    ordered = most_severe_first(remarks)
    if rows == 1:
        return [clip(f"{counted(ordered)}: {ordered[0]}", width_cells)]
    lines: list[str] = []
    for position, remark in enumerate(ordered):
        left = ordered[position + 1 :]
        wrapped = textwrap.wrap(str(remark), width_cells)  # it is ASCII: a character is a cell
        room = rows - len(lines) - bool(left)
        if len(wrapped) > room:
            if lines:
                return [*lines, clip(f"and {counted(ordered[position:])} more", width_cells)]
            wrapped = [*wrapped[: room - 1], clip(" ".join(wrapped[room - 1 :]), width_cells)]
        lines += wrapped
    return lines
