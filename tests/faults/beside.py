"""The fault server on a loop of its own, for tests whose own loop stands still or that have none."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tests.faults.consoles import PATIENT_S
from tests.faults.server import FaultServer, Plan


class Beside(NamedTuple):
    """A server on another loop, and what runs something there."""

    server: FaultServer
    meanwhile: Callable[[Coroutine[object, object, object]], None]


@contextmanager
def beside(plan: Plan) -> Iterator[Beside]:
    """Run a fault server on a loop of its own; what it is given to run is waited for."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def meanwhile(work: Coroutine[object, object, object]) -> None:
        asyncio.run_coroutine_threadsafe(work, loop).result(PATIENT_S)

    server = FaultServer(plan)
    try:
        meanwhile(server.come_up())
        yield Beside(server, meanwhile)
    finally:
        meanwhile(server.close())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
