"""One connection of the fault server: a small bounded request parser, and every way of ending a connection."""

from __future__ import annotations

import asyncio
import fcntl
import json
import socket
import struct
import termios
from dataclasses import dataclass
from urllib.parse import urlsplit

MAX_HEAD_BYTES = 256 * 1024
MAX_BODY_BYTES = 64 * 1024 * 1024
_CLOSING_S = 1.0
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_BLOCK_BYTES = 64 * 1024
_POLL_S = 0.001


class MalformedRequest(ValueError):
    """What came is not an HTTP/1.1 request with a length."""


@dataclass
class Request:
    """One request as the server saw it."""

    method: str
    target: str
    """As it stood in the request line: a path, `host:port` of a CONNECT, or an address asked of a proxy."""
    headers: tuple[tuple[str, str], ...]
    body: bytes
    connection: int
    """Number of the connection that it came on; the first is 1."""
    applied: bool = False
    """Whether the server counts it as carried out, whatever it said of it."""
    fault: str = ""
    """Name of the fault that was played for it."""

    @property
    def path(self) -> str:
        """Return the path without a query."""
        return urlsplit(self.target).path

    def header(self, name: str) -> str | None:
        """Return the first header of that name, in any case; None when there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def json(self) -> object:
        """Return the JSON document in the body."""
        document: object = json.loads(self.body)
        return document


class Connection:
    """One accepted connection; a fault plays on it, and what it neither ended nor spoilt is kept alive."""

    def __init__(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take over both streams; the server bounds how long anything here may wait."""
        self.number = number
        self.request: Request | None = None
        """The one that is being answered."""
        self._reader = reader
        self._writer = writer
        self._first_byte = b""
        # So that `send` returns when the kernel has everything, and little is kept on our side.
        writer.transport.set_write_buffer_limits(high=0)

    @property
    def is_ended(self) -> bool:
        """Return whether our side has closed or reset it."""
        return self._writer.is_closing()

    async def first_byte(self) -> bytes:
        """Wait for a request to begin and return its first byte, nothing when the client has hung up."""
        if not self._first_byte:
            self._first_byte = await self._reader.read(1)
        return self._first_byte

    async def read_request(self) -> Request:
        """Read one whole request.

        Raises:
            MalformedRequest: It is not one, or is too large.
            EOFError: The client has hung up in the middle.
        """
        try:
            head = self._first_byte + await self._reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError:
            raise MalformedRequest("the head is too long") from None
        self._first_byte = b""
        first, *lines = head[:-4].decode("latin-1").split("\r\n")
        words = first.split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            raise MalformedRequest(f"request line {first[:80]!a}")
        headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
        request = Request(words[0], words[1], headers, b"", self.number)
        length = request.header("content-length") or "0"
        if not length.isdecimal() or int(length) > MAX_BODY_BYTES or request.header("transfer-encoding"):
            raise MalformedRequest(f"content length {length[:20]!a}")
        request.body = await self._reader.readexactly(int(length))
        return request

    async def send(self, data: bytes) -> None:
        """Send `data` and wait until the kernel has it.

        Raises:
            ConnectionError: The client is gone.
        """
        self._writer.write(data)
        await self._writer.drain()

    async def send_slowly(self, data: bytes, bytes_at_once: int, every_s: float) -> None:
        """Send `data` in pieces, each a segment of its own, with a pause after each."""
        for start in range(0, len(data), bytes_at_once):
            await self.send(data[start : start + bytes_at_once])
            await asyncio.sleep(every_s)

    async def receive(self) -> bytes:
        """Return the next bytes of the client, nothing once it has hung up."""
        return await self._reader.read(_BLOCK_BYTES)

    async def wait_for_hang_up(self) -> None:
        """Wait, without a word, until the client hangs up."""
        while await self.receive():
            pass

    async def ignore(self) -> None:
        """Leave everything that comes in the kernel, until the server is closed."""
        self._writer.transport.pause_reading()  # type: ignore[attr-defined]  # typeshed: WriteTransport; both ways here
        await asyncio.Event().wait()

    async def delivered(self) -> None:
        """Wait until the other kernel has everything that was sent: a reset would drop what is still on its way."""
        while not self._writer.is_closing() and self._on_its_way():  # noqa: ASYNC110 (the kernel tells nobody)
            await asyncio.sleep(_POLL_S)

    def _on_its_way(self) -> bool:
        number = self._writer.get_extra_info("socket").fileno()
        return struct.unpack("i", fcntl.ioctl(number, termios.TIOCOUTQ, b"\0" * 4)) != (0,)

    def finish(self) -> None:
        """Close our side with a FIN, after what was sent."""
        self._writer.close()

    def reset(self) -> None:
        """Close at once with an RST."""
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._writer.transport.abort()

    def abort(self) -> None:
        """Let go of it at once."""
        self._writer.transport.abort()

    async def end(self) -> None:
        """Close it if nobody has, and wait until it is gone."""
        try:
            self._writer.close()
            async with asyncio.timeout(_CLOSING_S):
                await self._writer.wait_closed()
        except OSError:  # it was reset, or the other side never says goodbye: gone either way
            self._writer.transport.abort()
