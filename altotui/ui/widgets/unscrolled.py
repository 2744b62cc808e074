"""What shows all it has in the room it is given: nothing around it depends on how much that is."""

from __future__ import annotations

from textual.geometry import Size
from textual.widget import Widget


class Unscrolled(Widget):
    """A widget that never scrolls.

    Textual lays a whole screen out a second time when the size of anything has changed that might scroll.
    """

    BLANK = True
    """What stands in it covers it: no line of its own is worked out."""

    def _size_updated(
        self,
        size: Size,
        virtual_size: Size,
        container_size: Size,
        layout: bool = True,  # noqa: ARG002 (it would ask for that second time)
    ) -> bool:
        before = self._size
        is_changed = super()._size_updated(size, virtual_size, container_size, layout=False)
        if size != before:
            self._exchange_repaint_regions()  # all of it is painted with the layout
        return is_changed
