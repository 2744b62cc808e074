"""What the routers of a simulated fleet answer to lines, as a test wants it, instead of what they would."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from altotui.domain.ids import SiteId
from altotui.domain.site import Site
from tests.ui.driving import Console
from tests.ui.gateway import Call

Reply = tuple[int, object]
"""HTTP status and JSON body."""


def rows(*found: dict[str, str]) -> Reply:
    """Return an answer of these rows."""
    return 200, {"status": "success", "data": list(found)}


def says_no(message: str) -> Reply:
    """Return what comes when a router does not want to."""
    return 400, {"code": "router_error", "message": message}


def port(name: str = "ether1", **values: str) -> dict[str, str]:
    """Return the row of an interface."""
    return {".id": "*1", "name": name, "mtu": "1500", "rx-byte": "1", **values}


class Replies:
    """Answers of routers by their names; a router without one of its own gives the usual one."""

    def __init__(self, console: Console, usual: Reply | None = None) -> None:
        """Take the console whose routers answer; without a `usual` answer the others answer by themselves."""
        self._console = console
        self.usual = usual
        self.of: dict[str, Reply | Callable[[Call], Reply | None]] = {}
        """An answer, or what gives one for a call: None where the router answers by itself."""
        console.gateway.answers = self._answer

    def _answer(self, call: Call) -> Reply | None:
        site = site_of(self._console, call)
        if site is None:
            return None
        reply = self.of.get(site.name, self.usual)
        return reply(call) if callable(reply) else reply


def site_of(console: Console, call: Call) -> Site | None:
    """Return the site that a line was sent to; None for other calls."""
    if "/synchronous/" not in call.path:
        return None
    return console.services.directory.get(SiteId(call.path.rpartition("/")[2]))


def asked(console: Console, since: int = 0) -> list[str]:
    """Return the names of the sites that lines were sent to, from that number of a line on, in order of names."""
    sites = (site_of(console, call) for call in console.gateway.commands[since:])
    return sorted(site.name for site in sites if site is not None)


def names(sites: Sequence[Site]) -> list[str]:
    """Return their names in order."""
    return sorted(site.name for site in sites)


def tagged(console: Console, tag: str) -> list[str]:
    """Return the names of the listed sites with a tag, in order of names."""
    return names([site for site in console.listed.sites if tag in site.tags])
