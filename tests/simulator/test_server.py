"""The simulator on a port: loopback, quiet, ended by a signal."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys

import httpx
import pytest

from altotui.simulator.server import serve
from altotui.simulator.simulator import Simulator
from tests.simulator.calling import JumpingClock

_PROGRAM = """
from altotui.domain.clock import SystemClock
from altotui.simulator.server import serve
from altotui.simulator.simulator import Simulator
serve(Simulator(SystemClock(), sites=5), 0, on_listening=lambda port: print(port, flush=True))
print("ended", flush=True)
"""


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_interrupted(ending: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        headers = {"Authorization": "Bearer demo-x"}
        answer = httpx.get(f"http://127.0.0.1:{port}/sites", headers=headers, trust_env=False)
        process.send_signal(ending)
        rest, errors = process.communicate(timeout=10)
    assert len(answer.json()) == 5
    assert answer.headers.get_list("Date") == [answer.headers["Date"]]
    assert "server" not in answer.headers
    assert (rest, errors) == ("ended\n", "")


def test_a_taken_port_is_an_os_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            serve(Simulator(JumpingClock()), taken.getsockname()[1], on_listening=print)
