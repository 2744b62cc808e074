"""Ports on which nobody answers: one that refuses, and one on which even the handshake is lost."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

LOOPBACK = "127.0.0.1"


def bound(port: int = 0) -> socket.socket:
    """Return a socket that holds a port without listening: connections to it are refused, nobody else gets it."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind((LOOPBACK, port))
    return held


@contextmanager
def refused_port() -> Iterator[int]:
    """Give a port that refuses every connection."""
    with bound() as held:
        yield held.getsockname()[1]


@contextmanager
def unanswered_port() -> Iterator[int]:
    """Give a port on which a connection is neither made nor refused: its queue is full, so SYNs are dropped."""
    with ExitStack() as sockets:
        listener = sockets.enter_context(bound())
        listener.listen(0)
        for _ in range(4):
            waiting = sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
