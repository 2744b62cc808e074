"""Which pane is in front, in the layout that has room for one."""

from __future__ import annotations

from altotui.domain.site import Site
from altotui.ui.widgets.status_line import Part, StatusLine

_TITLES = (("sites", "1 Sites"), ("console", "2 Console"), ("jobs", "3 Jobs"))


class Tabs(StatusLine):
    """Which pane is in front, when only one has room."""

    def __init__(self) -> None:
        super().__init__(id="tabs")

    def show_tabs(self, active: str, open_jobs: int, site: Site | None, marked: int) -> None:
        """Show the panes, how many jobs are open, how many sites are marked, and the target."""
        parts: list[Part] = []
        for pane, title in _TITLES:
            count = f" ({open_jobs} open)" if pane == "jobs" and open_jobs else ""
            parts.append((f" {title}{count} ", "mark" if pane == active else "muted"))
        right: list[Part] = [(f"{marked} marked  ", "active")] if marked else []
        self.show(parts, [*right, (f"target: {site.name} " if site else "", "muted")])
