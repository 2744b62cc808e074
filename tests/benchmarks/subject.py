"""What a measuring kit needs of altotui: the client under load, and the decoding of long lists.

`client(url, concurrency)` gives a call that posts once and reads the JSON; `sample(n)` gives the bytes of a site
list; `parse(data)` turns them into sites.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from altotui.api.connection import open_http
from altotui.api.decoding import decode, records
from altotui.api.wire import read_all
from altotui.api.wire_site import SiteWire
from altotui.domain.clock import ScaledClock
from altotui.domain.site import Site
from altotui.simulator.simulator import Simulator

_PAYLOAD = {"command": "/system/identity/print"}


@asynccontextmanager
async def client(url: str, concurrency: int) -> AsyncIterator[Callable[[], Awaitable[object]]]:
    """Give a function that makes one POST to `url` over the console's own connection."""
    async with open_http(url, "demo-benchmark") as http:

        async def post() -> object:
            response = await http.post(url, json=_PAYLOAD)
            return decode(response.content)

        yield post


def sample(count: int) -> bytes:
    """Return the JSON of `count` sites as the v1 API gives it."""
    import json

    from altotui.simulator.site_facts import v1_site

    now = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
    simulator = Simulator(ScaledClock(now), sites=count)
    facts = (simulator.facts(index, now.timestamp()) for index in range(count))
    return json.dumps([v1_site(each) for each in facts]).encode()


def parse(data: bytes) -> list[Site]:
    """Return the sites in the JSON of a list."""
    sites = (wire.to_domain() for wire in read_all(SiteWire, records(decode(data))))
    return [site for site in sites if site is not None]
