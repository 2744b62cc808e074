"""Platforms for a verb that runs as a process: one that a test scripts, and one that keeps its callers waiting."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.cli.conftest import Ran, process
from tests.faults.server import FaultServer

SITES = [{"id": f"00000000-0000-4000-8000-{n:012d}", "name": f"site-{n:02d}"} for n in range(12)]


def variables(server: FaultServer) -> dict[str, str]:
    """Return the environment in which a verb talks to `server`."""
    return {"ALTOTUI_BASE_URL": server.url, "ALTOTUI_TOKEN": "demo-x"}


async def called(server: FaultServer, *words: str, **others: str) -> Ran:
    """Run `altotui WORDS` to its end against a server of this loop."""
    return await asyncio.to_thread(process, *words, **variables(server), **others)


class HoldingPlatform:
    """Answers one command and keeps every other caller waiting, so that a test can stop it there.

    Counts the commands that came; all but the first wait until the end.
    """

    def __init__(self) -> None:
        self.commands = 0
        self.enough = threading.Event()
        """Nine commands came, so the answer to the first was taken: eight are asked at a time."""
        self.is_over = threading.Event()
        self._counting = threading.Lock()

    def take(self) -> None:
        """Count a command and hold it back unless it is the first."""
        with self._counting:
            self.commands += 1
            number = self.commands
        if number == 9:
            self.enough.set()
        if number > 1:
            self.is_over.wait(30)


@contextmanager
def holding_platform() -> Iterator[tuple[str, HoldingPlatform]]:
    """Serve one on loopback; give its address and itself."""
    platform = HoldingPlatform()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(SITES if self.path.startswith("/sites") else [])

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            platform.take()
            if not platform.is_over.is_set():
                self._answer({"data": [{"name": "x"}]})

        def _answer(self, body: object) -> None:
            content = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # the name is the base class's
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", platform
    finally:
        platform.is_over.set()
        server.shutdown()
        thread.join()
        server.server_close()
