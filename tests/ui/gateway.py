"""What stands between the console and the simulated platform: it counts, holds back and loses what passes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY = b"<html><title>504 Gateway Time-out</title></html>"


class Call(NamedTuple):
    """One request as it arrived."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> dict[str, object]:
        """Return the body as a JSON object."""
        document: object = json.loads(self.body)
        assert isinstance(document, dict)
        return document


Answers = Callable[[Call], tuple[int, object] | None]


class Gateway:
    """An ASGI application in front of another; every request is kept in `calls`."""

    def __init__(self, behind: ASGIApp) -> None:
        self.behind = behind
        """What it stands in front of; another one may be put there."""
        self.calls: list[Call] = []
        self.is_open = asyncio.Event()
        """While it is not set, answers to writes and commands wait here after they have taken effect."""
        self.is_open.set()
        self.loses: Callable[[Call], bool] = lambda _: False
        """Picks the calls that take effect and whose answer is replaced by a gateway's error page."""
        self.drops: Callable[[Call], bool] = lambda _: False
        """Picks the calls that get that page and never reach the platform."""
        self.holds: Callable[[Call], bool] = lambda call: call.method != "GET"
        """Picks the calls whose answers wait while it is closed."""
        self.answers: Answers = lambda _: None
        """Gives status and JSON body for calls that the platform shall not see; None lets them pass."""

    @property
    def commands(self) -> list[Call]:
        """Return the live commands that were sent."""
        return [call for call in self.calls if "/synchronous/" in call.path]

    @property
    def queued(self) -> list[Call]:
        """Return the jobs that were sent."""
        return [call for call in self.calls if call.method == "POST" and call.path.endswith("/job")]

    @property
    def writes(self) -> list[Call]:
        """Return everything sent that is no plain read of the API: commands, new jobs, cancelled jobs."""
        return [call for call in self.calls if call.method != "GET"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or not."""
        messages: list[Message] = []
        body = b""
        while True:
            message = await receive()
            messages.append(message)
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        call = Call(scope["method"], scope["path"], body, headers)
        self.calls.append(call)
        prepared = self.answers(call)
        if prepared is not None:
            await self._hold(call)
            await _answer(send, prepared[0], json.dumps(prepared[1]).encode())
        elif self.drops(call):
            await _answer(send, 502, BODY)
        else:
            await self._pass_on(call, scope, _replayed(messages, receive), send)

    async def _hold(self, call: Call) -> None:
        if self.holds(call):
            await self.is_open.wait()

    async def _pass_on(self, call: Call, scope: Scope, receive: Receive, send: Send) -> None:
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self.behind(scope, receive, keep)
        await self._hold(call)
        if self.loses(call):
            await _answer(send, 504, BODY)
            return
        for message in answer:
            await send(message)


def _replayed(messages: list[Message], receive: Receive) -> Receive:
    waiting = iter(messages)

    async def replay() -> Message:
        for message in waiting:
            return message
        return await receive()

    return replay


async def _answer(send: Send, status: int, body: bytes) -> None:
    kind = b"text/html" if body is BODY else b"application/json"
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
