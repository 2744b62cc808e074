"""A receiver on a port of its own, and what it took."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpx

from altotui.webhook.receiver import Receiver
from tests.clocks import FakeClock
from tests.waiting import until

SECRET = "s3cret-Segment_~x"
JOB = "6d0f4c8e-3b7a-4d15-9e2c-7a8b9c0d1e2f"


def content(number: int = 0, **members: object) -> bytes:
    """Return the body of a notification; each number is another job."""
    return json.dumps(
        {"job_id": JOB[:-4] + f"{number:04x}", "seq_id": 7, "status": "running"} | members
    ).encode()


@dataclass
class Receiving:
    """A receiver that runs, on a clock that stands still."""

    clock: FakeClock
    client: httpx.AsyncClient
    port: int = 0
    taken: list[bytes] = field(default_factory=list)

    async def post(self, body: bytes | AsyncIterator[bytes], path: str = SECRET) -> int:
        """Post a body and return the status of the answer, which must be empty."""
        answer = await self.client.post(f"http://127.0.0.1:{self.port}/{path}", content=body)
        assert answer.content == b""
        return answer.status_code

    async def send(self, raw: bytes) -> bytes:
        """Send bytes on a connection of their own; return what comes until it is closed, nothing when it is cut."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        answered = b""
        with suppress(ConnectionError):
            writer.write(raw)
            await writer.drain()
            answered = await reader.read()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        return answered


@asynccontextmanager
async def receiving(
    take: Callable[[bytes], bool] | None = None,
    *,
    max_body_bytes: int = 65_536,
    max_per_minute: int = 600,
    read_timeout_s: float = 5.0,
) -> AsyncIterator[Receiving]:
    """Run a receiver that takes everything but the body `junk`, unless `take` is given."""
    clock = FakeClock()
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        run = Receiving(clock, client)

        def keep(body: bytes) -> bool:
            if body == b"junk":
                return False
            run.taken.append(body)
            return True

        receiver = Receiver(
            SECRET,
            take or keep,
            port=0,
            clock=clock,
            max_body_bytes=max_body_bytes,
            max_per_minute=max_per_minute,
            read_timeout_s=read_timeout_s,
        )
        ports: list[int] = []
        task = asyncio.ensure_future(receiver.run(ports.append))
        try:
            await until(lambda: ports or task.done())
            (run.port,) = ports
            yield run
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
