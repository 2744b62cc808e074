"""Where on the screen a widget lies that nothing covers: it can be drawn there without asking the others."""

from __future__ import annotations

from collections.abc import Mapping

from textual._compositor import Compositor
from textual.geometry import Region
from textual.widget import Widget

_Visible = Mapping[Widget, tuple[Region, Region]]


class Uncovered:
    """Widgets of one screen; what was found out holds until the screen is laid out anew."""

    def __init__(self, compositor: Compositor) -> None:
        self._compositor = compositor
        self._visible: _Visible = {}
        self._places: dict[Widget, Region | None] = {}

    def place_of(self, widget: Widget) -> Region | None:
        """Return its region on the screen; None where a part of it is hidden, or covered by another widget."""
        visible = self._compositor.visible_widgets
        if visible is not self._visible:  # it has been laid out anew
            self._visible, self._places = visible, {}
        if widget not in self._places:
            self._places[widget] = _place(visible, widget)
        return self._places[widget]


def _place(visible: _Visible, widget: Widget) -> Region | None:
    if widget not in visible:
        return None
    region, clip = visible[widget]
    for other, (covered, _) in visible.items():  # from the front to the back
        if other is widget:
            break
        if covered.overlaps(region):
            return None
    return region if clip.contains_region(region) else None
