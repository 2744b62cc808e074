"""A client that hides nothing: raw bytes out, raw bytes in, and how the connection ended."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from tests.faults.server import FaultServer

GET = b"GET /sites?page=2 HTTP/1.1\r\nHost: here\r\nX-Mark:  seen \r\n\r\n"
POST = b"POST /run HTTP/1.1\r\nHost: here\r\nContent-Length: 8\r\n\r\n" + b'{"a": 1}'
LONGEST_S = 10.0


def closing(request: bytes) -> bytes:
    """Return `request` with the wish that the server closes the connection after its answer."""
    return request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)


class Heard(NamedTuple):
    """What came back."""

    data: bytes
    end: str
    """`FIN`, `RST`, or `open` when nothing more came for as long as the caller listened."""

    @property
    def head(self) -> bytes:
        """Return everything up to the blank line."""
        return self.data.partition(b"\r\n\r\n")[0]

    @property
    def body(self) -> bytes:
        """Return everything after the first blank line."""
        return self.data.partition(b"\r\n\r\n")[2]


async def talk(
    server: FaultServer, sent: bytes = GET, *, at_least: int = 0, quiet_s: float = LONGEST_S
) -> Heard:
    """Send bytes on a connection of its own and listen until it ends.

    Args:
        server: The other end.
        sent: One request or several.
        at_least: So many bytes are waited for.
        quiet_s: After those, it counts as open when nothing comes for so long.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    data, end = b"", "FIN"
    try:
        writer.write(sent)
        while True:
            async with asyncio.timeout(LONGEST_S if len(data) < at_least else quiet_s):
                piece = await reader.read(1 << 20)
            if not piece:
                break
            data += piece
    except ConnectionResetError:
        end = "RST"
    except TimeoutError:
        end = "open"
    finally:
        writer.transport.abort()
    return Heard(data, end)
