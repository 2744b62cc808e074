"""What a measuring kit needs of altotui: the client under load, and the decoding of long lists.

`client(url, concurrency)` gives a call that posts once and reads the JSON; `sample(n)` gives the bytes of a site
list; `parse(data)` turns them into sites.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

from altotui.api import policy
from altotui.api.connection import Address, open_http
from altotui.api.credentials import Credentials
from altotui.api.decoding import decode, records
from altotui.api.limiter import Limiter
from altotui.api.sender import Call, Sender
from altotui.api.wire_site import read_sites
from altotui.cli.opening import DemoToken
from altotui.domain.budget import Priority
from altotui.domain.clock import ScaledClock, SystemClock
from altotui.domain.site import Site
from altotui.simulator.simulator import Simulator

_PAYLOAD = {"command": "/system/identity/print"}
_PER_MINUTE = 10_000_000
"""The budget is not what is measured."""


@asynccontextmanager
async def client(url: str, concurrency: int) -> AsyncIterator[Callable[[], Awaitable[object]]]:
    """Give a function that makes one POST to `url` the way a read command goes, budget, deadline and all."""
    parts = urlsplit(url)
    address = Address(f"{parts.scheme}://{parts.netloc}")
    credentials = Credentials(DemoToken("demo-benchmark"))
    clock = SystemClock()
    async with open_http(address, credentials, kept=concurrency) as http:
        sender = Sender(http, clock, Limiter(clock, _PER_MINUTE), credentials)
        call = Call("POST", parts.path, json=_PAYLOAD)

        async def post() -> object:
            answer = await sender.send(call, policy.READ_COMMAND, Priority.FANOUT)
            return decode(answer.content).value

        yield post


def sample(count: int) -> bytes:
    """Return the JSON of `count` sites as the v1 API gives it."""
    import json

    from altotui.simulator.site_facts import v1_site

    now = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
    simulator = Simulator(ScaledClock(now), sites=count)
    facts = (simulator.facts(index, now.timestamp()) for index in range(count))
    rows = [v1_site(each) for each in facts]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def parse(data: bytes) -> list[Site]:
    """Return the sites in the JSON of a list."""
    decoded = decode(data)
    return read_sites(records(decoded.value), {}, is_literal=decoded.is_literal)
