"""What a start costs, beside a bare Textual application and a bare import: `python -m tests.benchmarks.start`.

Prints ratios of medians over interleaved runs; absolute times are only colour. The goals are those of the design:
first paint 0.12, usable 1.15, CPU 1.15 of bare Textual, no byte when idle, and headless 2.5 of importing httpx and
pydantic. Exit code 1 when one is missed.
"""

from __future__ import annotations

import argparse
import os
import pty
import re
import resource
import select
import statistics
import struct
import subprocess
import sys
import time
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ
from typing import NamedTuple

SIZE = (40, 120)
BARE = """
from textual.app import App
from textual.widgets import Footer, Input

class Bare(App):
    def compose(self):
        yield Input(placeholder="sites")
        yield Footer()

Bare().run()
"""
_CONSOLE = [sys.executable, "-m", "altotui", "--demo", "--demo-sites", "1000"]
_CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
_REST_S = 0.5
"""After the first key has been echoed: what is imported later, in rest, is no part of the start."""
_QUERY, _ANSWER = b"\x1b[6n", b"\x1b[1;1R"


class Start(NamedTuple):
    """One start on a pseudo-terminal, in milliseconds since the process was made."""

    painted_ms: float
    usable_ms: float
    """A key that is typed the moment it is ready has been echoed."""
    cpu_ms: float
    idle_bytes: int
    """Sent in the seconds after it had come to rest."""


def start_once(command: list[str], ready: bytes, keys: bytes, idle_s: float) -> Start:
    """Start `command`, type `keys` when `ready` matches, and leave it alone for `idle_s` seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["TERM"] = "xterm-256color"
        os.execvp(command[0], command)  # noqa: S606 (the command is ours)
    ioctl(terminal, TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
    seen, painted_ms, usable_ms, is_typed = b"", 0.0, 0.0, False
    rest_from = began + 60
    idle_bytes = 0
    while time.perf_counter() < rest_from + idle_s:
        chunk = _read(terminal)
        now_ms = (time.perf_counter() - began) * 1000
        if time.perf_counter() > rest_from:
            idle_bytes += len(chunk)
            continue
        seen += chunk
        if _QUERY in chunk:
            os.write(terminal, _ANSWER)
        text = _CONTROL.sub(b"", seen)
        painted_ms = painted_ms or (now_ms if text.strip() else 0.0)
        if not is_typed and re.search(ready, text):
            is_typed = True
            os.write(terminal, keys)
        elif is_typed and not usable_ms and b"zqz" in text:
            usable_ms = now_ms
            rest_from = time.perf_counter() + _REST_S
    os.kill(child, 15)
    os.close(terminal)
    os.waitpid(child, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Start(painted_ms, usable_ms, cpu_s * 1000, idle_bytes)


def _read(terminal: int) -> bytes:
    readable, _, _ = select.select([terminal], [], [], 0.02)
    if not readable:
        return b""
    try:
        return os.read(terminal, 65_536)
    except OSError:
        return b""


def wall_ms(command: list[str]) -> float:
    """Return how long `command` takes as a whole process."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - began) * 1000


def main() -> int:
    """Measure, print a table, and say whether every goal is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", "--rounds", type=int, default=9)
    parser.add_argument("--idle", type=float, default=3.0, help="seconds to watch an idle console")
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    bare: list[Start] = []
    alto: list[Start] = []
    imports: list[float] = []
    headless: list[float] = []
    idle_bytes = start_once(_CONSOLE, b"[0-9] sites", b"/zqz", options.idle).idle_bytes
    for _ in range(options.rounds):
        bare.append(start_once([sys.executable, "-c", BARE], b"sites", b"zqz", 0.0))
        alto.append(start_once(_CONSOLE, b"[0-9] sites", b"/zqz", 0.0))
        imports.append(wall_ms([sys.executable, "-c", "import httpx, pydantic"]))
        headless.append(wall_ms([sys.executable, "-m", "altotui", "sites", "--demo", "--format", "json"]))
    rows = [
        ("first paint / bare", _ratio([s.painted_ms for s in alto], [s.painted_ms for s in bare]), 0.12),
        ("usable / bare", _ratio([s.usable_ms for s in alto], [s.usable_ms for s in bare]), 1.15),
        ("CPU / bare", _ratio([s.cpu_ms for s in alto], [s.cpu_ms for s in bare]), 1.15),
        ("idle bytes", float(idle_bytes), 0.0),
        ("headless / imports", _ratio(headless, imports), 2.5),
    ]
    for what, value, goal in rows:
        print(f"{what:<22}{value:8.3f}  goal {goal:<6} {'ok' if value <= goal else 'MISSED'}")
    return 0 if all(value <= goal for _, value, goal in rows) else 1


def _ratio(ours: list[float], reference: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(ours, reference, strict=True))


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    sys.exit(main())
