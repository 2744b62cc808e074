"""The heads of groups of jobs: how many are where, as counts and as a bar; a roll-up hides no job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altotui.ui.cells import Look, Piece, cut, fit, width_of
from altotui.ui.panes.job_layout import LEAD_CELLS, JobLayout

if TYPE_CHECKING:
    from altotui.domain.job_rollup import Rollup
    from altotui.domain.job_table import JobGroup

_BAR_MEANINGS = {
    "completed": "good",
    "sent": "warn",
    "failed": "bad",
    "unknown": "warn",
    "stuck": "bad",
    "running": "active",
    "pending": "muted",
}


_LEAST_LABEL_CELLS = 8


def head_pieces(group: JobGroup, layout: JobLayout, look: Look) -> list[Piece]:
    """Return the line of a head: how many jobs are where, as counts and as a bar.

    Where there is no room for all, the label gives way first: a count that is not seen is a failure that is missed.
    """
    from altotui.domain.job_rollup import bar

    strong, muted = look("strong"), look("muted")
    many, what = (group.site_count, "site") if group.site_count > 1 else (group.rollup.total, "job")
    counts = [
        (f"  {many} {what}{'s' * (many != 1)}", muted),
        *((f" {words}", look(meaning)) for words, meaning in _counted(group.rollup)),
    ]
    room = LEAD_CELLS + layout.state + layout.site + layout.job + layout.time + 2
    label_room = room - LEAD_CELLS - sum(width_of(text) for text, _ in counts)
    label_cells = min(width_of(group.label), max(_LEAST_LABEL_CELLS, label_room))
    cells = cut(
        [
            (f"{'>' if group.is_folded else 'v'} ", look("key")),
            (fit(group.label, label_cells), muted if group.is_ended else strong),
            *counts,
        ],
        room,
    )
    parts = bar(group.rollup, layout.lane)
    lane = [(text, look(_BAR_MEANINGS[meaning.value])) for text, meaning in parts]
    gap = room + 1 - sum(width_of(text) for text, _ in cells)
    return [*cells, (" " * gap, muted), *lane]


def _counted(rollup: Rollup) -> list[tuple[str, str]]:
    """Return the counts of a roll-up that are not 0, each with its sign and its meaning."""
    counts = (
        (rollup.stuck, "!", "bad"),
        (rollup.failed, "x", "bad"),
        (rollup.other, "?", "warn"),
        (rollup.running, ">", "active"),
        (rollup.waiting, ".", "muted"),
        (rollup.done, "v", "good"),
        (rollup.sent, "s", "warn"),
    )
    return [(f"{count}{sign}", look) for count, sign, look in counts if count]
