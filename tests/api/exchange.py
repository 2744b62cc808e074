"""A client whose other end is a list of prepared answers, with every request kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import NamedTuple

import httpx

from altotui.api.client import AltoClient
from altotui.api.credentials import BearerForOrigin, Credentials
from altotui.api.limiter import Limiter
from altotui.api.paths import Elsewhere, Generation
from altotui.api.sender import Sender
from altotui.domain.ids import JobId, SiteId
from tests.clocks import FakeClock

SITE = SiteId("3f6c1d52-7a08-4b1e-9b61-0c5a5f2e7d10")
JOB = JobId("6d0f4c8e-3b7a-4d15-9e2c-7a8b9c0d1e2f")
BASE_URL = "https://api.test"
DATE = "Mon, 02 Mar 2026 09:15:30 GMT"

Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


def wire(name: str) -> object:
    """Return a recorded or documented body out of tests/api/wire."""
    document: object = json.loads(
        Path(__file__).with_name("wire").joinpath(f"{name}.json").read_text("utf-8")
    )
    return document


def part(name: str, *keys: str) -> object:
    """Return one body of a file that holds several."""
    value = wire(name)
    for key in keys:
        assert isinstance(value, dict)
        value = value[key]
    return value


def answer(body: object, status: int = 200) -> httpx.Response:
    """Return a JSON answer with the server's date."""
    return httpx.Response(status, json=body, headers={"date": DATE})


def raw(content: bytes, status: int = 200, content_type: str = "application/json") -> httpx.Response:
    """Return an answer of those very bytes."""
    return httpx.Response(status, content=content, headers={"content-type": content_type})


class Secret(NamedTuple):
    """A token, without the care that is taken of real ones: its repr shows it."""

    value: str
    expires_at: datetime | None = None


class ImpatientClock(FakeClock):
    """A clock on which whoever sleeps wakes at once, and so much later."""

    def __init__(self) -> None:
        super().__init__()
        self.slept_s: list[float] = []

    async def sleep(self, delay_s: float) -> None:
        """Let the time pass that somebody wants to sleep."""
        self.slept_s.append(delay_s)
        self.pass_by(delay_s)
        await asyncio.sleep(0)

    def pass_by(self, seconds: float) -> None:
        """Let so much time pass."""
        self._mono += max(0.0, seconds)


@dataclass
class Exchange:
    """The other end: gives its answers in turn, the last one for ever, and keeps the requests."""

    answers: list[Answer]
    requests: list[httpx.Request] = field(default_factory=list)
    clock: ImpatientClock = field(default_factory=ImpatientClock)
    """That of the client."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.requests.append(request)
        given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(given, Exception):
            raise given
        response = given if isinstance(given, httpx.Response) else given(request)
        stream = httpx.ByteStream(response.content)  # so that it can be read again, piece by piece
        return httpx.Response(response.status_code, headers=response.headers, stream=stream)

    @property
    def sent(self) -> list[str]:
        """Return method and path of every request."""
        return [f"{request.method} {request.url.path}" for request in self.requests]

    def body(self, number: int = -1) -> object:
        """Return the JSON body of one request."""
        document: object = json.loads(self.requests[number].content)
        return document


def sender_for(
    *answers: Answer, limiter: Limiter | None = None, credentials: Credentials | None = None
) -> tuple[Sender, Exchange]:
    """Return a sender and its other end."""
    exchange = Exchange(list(answers))
    auth = BearerForOrigin(credentials, httpx.URL(BASE_URL)) if credentials else None
    http = httpx.AsyncClient(transport=httpx.MockTransport(exchange), base_url=BASE_URL, auth=auth)
    return Sender(http, exchange.clock, limiter, credentials, Random(7)), exchange


def client_for(
    *answers: Answer,
    generation: Generation = Generation.V1,
    limiter: Limiter | None = None,
    credentials: Credentials | None = None,
    retries_reads: bool = False,
    elsewhere: Elsewhere = frozenset(),
    on_found_elsewhere: Callable[[Elsewhere], None] | None = None,
) -> tuple[AltoClient, Exchange]:
    """Return a client and its other end."""
    sender, exchange = sender_for(*answers, limiter=limiter, credentials=credentials)
    client = AltoClient(
        sender,
        generation,
        retries_reads=retries_reads,
        elsewhere=elsewhere,
        on_found_elsewhere=on_found_elsewhere,
    )
    return client, exchange
