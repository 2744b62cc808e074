"""What the console shows about where it is connected to."""

from __future__ import annotations

from collections.abc import Callable

from altotui.domain.command import Sentence
from altotui.domain.errors import InvalidInput
from altotui.domain.frozen import Frozen
from altotui.domain.ids import SiteId


def no_curl(_sentence: Sentence, _site_id: SiteId) -> str:
    """Raise InvalidInput: a simulated fleet in this process has no address."""
    raise InvalidInput("a demonstration has no address that curl could call", "copy the altotui command")


class ConsoleProfile(Frozen):
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
    flags: tuple[str, ...] = ()
    """Options of a call of `altotui` that goes to the same place."""
    as_curl: Callable[[Sentence, SiteId], str] = no_curl
    """Gives the call of curl that sends a sentence to a site, without the token; raises InvalidInput."""
