"""The platform of hostile text on a port of this machine: `python -m tests.hostile.serving payload SITES`."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from altotui.domain.clock import ScaledClock
from altotui.simulator.server import serve
from altotui.simulator.simulator import Simulator
from tests.architecture.sources import TOP
from tests.clocks import START
from tests.hostile.overlay import Overlay, marked, payload

_SPEED = 400.0
_TEXTS = {"payload": payload, "marked": marked}


@contextmanager
def served(texts: str, sites: int) -> Iterator[str]:
    """Serve it from a process of its own; give its address."""
    words = [sys.executable, "-m", "tests.hostile.serving", texts, str(sites)]
    with subprocess.Popen(words, cwd=TOP, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(running.stdout.readline())}"
        finally:
            running.send_signal(signal.SIGINT)
            running.communicate(timeout=30)


def _serve(texts: str, sites: int) -> None:
    simulator = Simulator(ScaledClock(START, _SPEED), sites=sites, rate_limit_per_min=None)
    simulator.app = Overlay(simulator.app, _TEXTS[texts], sites)
    serve(simulator, 0, on_listening=lambda port: print(port, flush=True))


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]))
