"""The console as it is started by hand, with everything that it asks the simulated platform written to a file.

python -m tests.stories.recorded CALLS [altotui's own arguments]: one JSON object a line, {method, path, body}.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from altotui.cli.compose import Composition
from altotui.cli.console import run_console


class Recorder:
    """An ASGI application in front of another; each request is written down when it has come in whole."""

    def __init__(self, behind: ASGIApp, calls: Path) -> None:
        self._behind = behind
        self._file = calls.open("a", buffering=1, encoding="utf-8")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Write one request down and pass it on."""
        body = b""

        async def keep() -> Message:
            nonlocal body
            message = await receive()
            body += message.get("body", b"")
            if message["type"] == "http.request" and not message.get("more_body"):
                call = {"method": scope["method"], "path": scope["path"], "body": body.decode()}
                self._file.write(json.dumps(call) + "\n")
            return message

        await self._behind(scope, keep, send)


def main() -> int:
    """Run the console of the arguments."""
    calls, *words = sys.argv[1:]

    def record(made: Composition) -> Composition:
        assert made.simulator is not None
        made.simulator.app = Recorder(made.simulator.app, Path(calls))
        return made

    return run_console(words, record)


if __name__ == "__main__":
    sys.exit(main())
