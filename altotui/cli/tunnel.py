"""The tunnel of a simulation: what its platform posts to any `notify_url` comes out on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from altotui.domain.address import LOOPBACK
from altotui.domain.errors import InvalidInput
from altotui.simulator.notifications import deliver

if TYPE_CHECKING:
    from altotui.simulator.simulator import Simulator

_TIMEOUT_S = 5.0


def check_tunnel_end(text: str) -> None:
    """Raise InvalidInput unless `text` is an http address of this machine, without a path."""
    try:
        parts = urlsplit(text)
        is_here = parts.hostname in LOOPBACK and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        is_here = False
    if not is_here or text.removesuffix("/") != f"http://{parts.netloc}":
        raise InvalidInput(
            f"{text[:80]!a} is no place to deliver to", "write http://127.0.0.1:PORT, without a path"
        )


async def deliver_through(simulator: Simulator, end: str, *, every_s: float) -> None:
    """Deliver notifications until cancelled: to the path of each `notify_url`, at the address `end`.

    Args:
        simulator: Whose jobs.
        end: A checked address.
        every_s: Seconds of the simulation between two looks.
    """
    import httpx

    async with httpx.AsyncClient(timeout=_TIMEOUT_S, follow_redirects=False, trust_env=False) as client:

        async def post(url: str, content: bytes) -> None:
            headers = {"Content-Type": "application/json"}
            async with client.stream("POST", moved(url, end), content=content, headers=headers) as answer:
                answer.raise_for_status()

        await deliver(simulator, post, every_s)


def moved(url: str, end: str) -> str:
    """Return `url` with scheme, host and port of `end`; its path and query stay."""
    return urlsplit(url)._replace(scheme="http", netloc=urlsplit(end).netloc, fragment="").geturl()
