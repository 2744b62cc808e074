"""Calls over real connections to a server on loopback, the way the client makes them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from altotui.api import policy
from altotui.api.answer import Answer
from altotui.api.connection import Address, open_http
from altotui.api.credentials import Credentials
from altotui.api.policy import Policy
from altotui.api.sender import Call, Sender
from altotui.api.slots import KEPT
from altotui.domain.budget import Priority
from tests.api.exchange import ImpatientClock, Secret

ONE_READ = policy.LIST_TAGS._replace(connect_attempts=1)
"""A read that is tried once."""
ONE_WRITE = policy.WRITE_COMMAND._replace(connect_attempts=1)


class Line:
    """One client and its connections."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def get(self, path: str = "/sites", rules: Policy = ONE_READ) -> Answer:
        """Read something, over a kept connection where there is one."""
        return await self._sender.send(Call("GET", path), rules, Priority.COMMAND)

    async def post(self, path: str = "/run", rules: Policy = ONE_WRITE) -> Answer:
        """Write something, over a connection of its own."""
        return await self._sender.send(Call("POST", path, json={"a": 1}), rules, Priority.COMMAND)


@asynccontextmanager
async def line_to(address: Address, kept: int = KEPT) -> AsyncIterator[Line]:
    """Open a client for `address` without a budget that would slow it down."""
    credentials = Credentials(Secret("demo-token"))
    async with open_http(address, credentials, kept) as http:
        yield Line(Sender(http, ImpatientClock(), credentials=credentials))


async def send_get(address: Address) -> Answer:
    """Read once from `address`."""
    async with line_to(address) as line:
        return await line.get()
