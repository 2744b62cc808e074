"""What the console shows about where it is connected to."""

from __future__ import annotations

from typing import NamedTuple


class ConsoleProfile(NamedTuple):
    """The connection, in words for the header."""

    name: str
    """Visible-only."""
    is_demo: bool = False
    scenario: str = ""
    """Of a demonstration; empty otherwise."""
    color: str = ""
    """Name of a colour that the profile stands out with; empty for none."""
    command_timeout_s: float = 65.0
    """How long the answer to a command is waited for."""
