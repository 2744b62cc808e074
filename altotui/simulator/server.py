"""The simulator on a port of this machine: loopback only, until it is interrupted."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager

import uvicorn

from altotui.simulator.simulator import Simulator

_HOST = "127.0.0.1"
_BACKLOG = 512
_ENDING = (signal.SIGINT, signal.SIGTERM)


def serve(
    simulator: Simulator,
    port: int,
    *,
    on_listening: Callable[[int], None],
    beside: Callable[[], Coroutine[object, object, None]] | None = None,
) -> None:
    """Serve a simulator until SIGINT or SIGTERM, then return.

    Args:
        simulator: Whose API to serve.
        port: Port on 127.0.0.1, 0 for any that is free.
        on_listening: Called with the port once connections are accepted.
        beside: Makes what runs in the same loop for as long as the server.

    Raises:
        OSError: The port is taken or may not be used.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_HOST, port))
        listener.listen(_BACKLOG)
        config = uvicorn.Config(
            simulator.app,
            access_log=False,
            date_header=False,
            lifespan="off",
            log_level="error",
            server_header=False,
            timeout_graceful_shutdown=1,
            ws="none",
        )
        on_listening(listener.getsockname()[1])
        asyncio.run(_serve(_Server(config), listener, beside))


async def _serve(
    server: uvicorn.Server,
    listener: socket.socket,
    beside: Callable[[], Coroutine[object, object, None]] | None,
) -> None:
    async with asyncio.TaskGroup() as group:
        task = None if beside is None else group.create_task(beside())
        await server.serve(sockets=[listener])
        if task is not None:
            task.cancel()


class _Server(uvicorn.Server):
    """A server that returns when it is interrupted: uvicorn's own raises the signal once more."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End the server on SIGINT and SIGTERM, and put the handlers back afterwards."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _ENDING}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
