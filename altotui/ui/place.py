"""Where a person is on the screen, as another console could go on from."""

from __future__ import annotations

from altotui.domain.workspace import Place
from altotui.services.suite import Services
from altotui.ui.screens.main import MainScreen


def place_of(main: MainScreen, services: Services) -> Place:
    """Return where the person is now."""
    target = services.targets.current
    return Place(
        pane=main.active_pane,
        is_zoomed=main.pane_layout.is_zoomed,
        menu=main.console.line.menu,
        chosen=services.targets.chosen_id,
        set_name=target.name if target.is_set else "",
        set_ids=tuple(site.id for site in target.sites) if target.is_set else (),
        marked=tuple(sorted(services.marks.ids)),
    )
