"""An update that was made for a larger terminal than there is now: it is cut, and nothing breaks."""

from __future__ import annotations

import pytest
from rich.console import Console
from rich.segment import Segment
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from altotui.ui.screen_memory import ScreenMemory


def _update(columns: int, rows: int, at: int) -> LayoutUpdate:
    """Return an update of a whole screen, each line in two strips that meet at column `at`."""
    line = [Strip([Segment("x" * at)]), Strip([Segment("y" * (columns - at))])]
    return LayoutUpdate([list(line) for _ in range(rows)], Region(0, 0, columns, rows))


@pytest.mark.parametrize("at", [10, 40, 41, 60])
@pytest.mark.parametrize("size", [(40, 10), (41, 30), (200, 10), (1, 1)])
def test_an_update_for_another_size_is_drawn_as_far_as_it_goes(size: tuple[int, int], at: int) -> None:
    columns, rows = size
    console = Console(color_system="truecolor", width=columns, height=rows, force_terminal=True)
    sent = ScreenMemory().render(_update(80, 24, at), console)
    assert sent.count("x") == min(at, columns) * min(24, rows)
    assert sent.count("y") == max(0, min(80, columns) - at) * min(24, rows)
