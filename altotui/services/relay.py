"""Carries events from services that are built first to a screen that comes up later."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from altotui.services.events import Event
    from altotui.services.ports import Publish


class Relay:
    """A `Publish` whose receiver is connected afterwards; what is published before that is dropped.

    Nothing is lost by it: whoever connects takes a snapshot of every service first.
    """

    def __init__(self) -> None:
        self._sink: Publish | None = None

    def connect(self, sink: Publish | None) -> None:
        """Send every event to `sink` from now on; None drops them."""
        self._sink = sink

    def __call__(self, event: Event) -> None:
        """Hand over one event."""
        if self._sink is not None:
            self._sink(event)
