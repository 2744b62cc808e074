"""Receives notifications: on loopback, behind a secret path, and believing nothing.

No signature, retry rule or source range is published for what the platform posts to a `notify_url`
(altostrat-api.md 6.7): whatever comes in here is bounded, and is no more than a hint. An https address that
forwards to this port, a tunnel say, is what the platform can be given.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable

from altotui.domain.clock import Clock
from altotui.domain.errors import InvalidInput

_FAMILIES = {"127.0.0.1": socket.AF_INET, "::1": socket.AF_INET6}
_SEGMENT = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}")
_BACKLOG = 64


class Receiver:
    """A port that takes notifications.

    Args:
        path: The only segment of the path, which is the secret.
        take: Takes the body of a post; returns whether it was a notification. What it raises ends the run.
        host: 127.0.0.1 or ::1.
        port: Port, 0 for any that is free.
        clock: For the rate.
        max_body_bytes: Size of the largest body that is taken.
        max_per_minute: Posts that are read in a minute.
        read_timeout_s: Real seconds in which the head of a request, and then its body, have to be there.

    Raises:
        InvalidInput: The host is another machine's, there is no such port, or the path is not one segment.
    """

    def __init__(
        self,
        path: str,
        take: Callable[[bytes], bool],
        *,
        host: str = "127.0.0.1",
        port: int,
        clock: Clock,
        max_body_bytes: int = 65_536,
        max_per_minute: int = 600,
        read_timeout_s: float = 5.0,
    ) -> None:
        if host not in _FAMILIES:
            raise InvalidInput(
                f"notifications cannot be received on {host[:80]!a}",
                "use 127.0.0.1 or ::1, and let a tunnel forward to it",
            )
        if not 0 <= port <= 65535:
            raise InvalidInput(f"there is no port {port}", "choose one from 0 to 65535")
        if not _SEGMENT.fullmatch(path):
            raise InvalidInput(
                f"{path[:80]!a} cannot be the path of notifications",
                "use letters, digits, - and _, without /",
            )
        self._path = path
        self._take = take
        self._host = host
        self._port = port
        self._clock = clock
        self._max_body_bytes = max_body_bytes
        self._max_per_minute = max_per_minute
        self._read_timeout_s = read_timeout_s

    async def run(self, on_listening: Callable[[int], None] | None = None) -> None:
        """Receive until cancelled.

        Args:
            on_listening: Called with the port once connections are accepted.

        Raises:
            InvalidInput: The port is taken or may not be used.
            Exception: Whatever `take` raised.
        """
        with self._listener() as listener:
            from altotui.webhook.endpoint import Endpoint
            from altotui.webhook.server import serve

            failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            endpoint = Endpoint(
                self._path,
                self._take,
                clock=self._clock,
                max_body_bytes=self._max_body_bytes,
                max_per_minute=self._max_per_minute,
                read_timeout_s=self._read_timeout_s,
                failure=failure,
            )
            if on_listening is not None:
                on_listening(listener.getsockname()[1])
            await serve(endpoint, listener, failure, head_timeout_s=self._read_timeout_s)

    def _listener(self) -> socket.socket:
        address = (self._host, self._port)
        try:
            return socket.create_server(address, family=_FAMILIES[self._host], backlog=_BACKLOG)
        except OSError as problem:
            raise InvalidInput(
                f"port {self._port} cannot be used: {problem.strerror}",
                "choose another, or 0 for any that is free",
            ) from None
