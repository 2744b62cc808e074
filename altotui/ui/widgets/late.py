"""Widgets that are seldom opened: put on the screen when they first are, so that a start does not wait for them."""

from __future__ import annotations

from textual.widget import Widget


def put_behind(widget: Widget, neighbour: Widget) -> None:
    """Put `widget` behind `neighbour`, if it is nowhere yet."""
    parent = neighbour.parent
    if not widget.is_attached and isinstance(parent, Widget):
        parent.mount(widget, after=neighbour)
