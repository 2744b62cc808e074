"""Which pane is in front, in the layout that has room for one."""

from __future__ import annotations

from altotui.ui.cells import fit_middle, width_of
from altotui.ui.widgets.status_line import Part, StatusLine

_TITLES = (("sites", "1 Sites"), ("console", "2 Console"), ("jobs", "3 Jobs"))
_MOST_TARGET_CELLS = 28


class Tabs(StatusLine):
    """Which pane is in front, when only one has room."""

    def __init__(self) -> None:
        super().__init__(id="tabs")

    def show_tabs(self, active: str, jobs: tuple[int, int], target: str, marked: int) -> None:
        """Show the panes, how many jobs are open and need attention, how many sites are marked, and the target."""
        open_jobs, urgent = jobs
        said = [f"{open_jobs} open"] * bool(open_jobs) + [f"{urgent}!"] * bool(urgent)
        parts: list[Part] = []
        for pane, title in _TITLES:
            count = f" ({', '.join(said)})" if pane == "jobs" and said else ""
            parts.append((f" {title}{count} ", "mark" if pane == active else "muted"))
        right: list[Part] = [(f"{marked} marked  ", "active")] if marked else []
        shown = fit_middle(target, min(_MOST_TARGET_CELLS, width_of(target)))
        right.append((f"target: {shown} " if target else "", "muted"))
        self.show(parts, right, keeps_right=True)
