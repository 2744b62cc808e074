"""Carries what services publish into the message loop of the main screen, in order."""

from __future__ import annotations

from textual.message import Message

from altotui.services.events import Event


class ServiceEvent(Message):
    """One event of a service."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event
