"""`altotui listen`: receives notifications on loopback and prints them as JSON lines."""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import signal
from contextlib import suppress

from altotui.cli.exit_codes import ExitCode
from altotui.cli.headless import say
from altotui.cli.output import print_lines
from altotui.cli.port import port
from altotui.domain.clock import SystemClock
from altotui.webhook.receiver import Receiver

_SECRET_BYTES = 24


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this verb."""
    parser.add_argument(
        "--port", type=port, default=8787, metavar="P", help="port on 127.0.0.1, 0 for any (%(default)s)"
    )
    parser.add_argument(
        "--path", metavar="SEGMENT", help="secret path of the address (a new random one each time)"
    )


def run(arguments: argparse.Namespace) -> ExitCode:
    """Print notifications until SIGINT or SIGTERM, which is the normal end."""
    path = arguments.path
    if path is None:
        path = secrets.token_urlsafe(_SECRET_BYTES)
    receiver = Receiver(path, _print, port=arguments.port, clock=SystemClock())
    asyncio.run(_receive(receiver, path))
    return ExitCode.OK


async def _receive(receiver: Receiver, path: str) -> None:
    def say_address(listening_port: int) -> None:
        say(f"receiving at http://127.0.0.1:{listening_port}/{path}")
        say("notify_url takes the https address of whatever forwards to it, such as a tunnel, with that path")

    loop = asyncio.get_running_loop()
    receiving = asyncio.ensure_future(receiver.run(say_address))
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, receiving.cancel)
    with suppress(asyncio.CancelledError):
        await receiving


def _print(content: bytes) -> bool:
    """Print the object of a notification on one line; return whether it was one."""
    from altotui.api.decoding import decode
    from altotui.api.wire_notification import read_notification

    try:
        read_notification(content)
        line = json.dumps(decode(content).value, allow_nan=False)
    except (ValueError, RecursionError) as problem:
        say(f"refused a post that is no notification: {problem}")
        return False
    print_lines([line])
    return True
