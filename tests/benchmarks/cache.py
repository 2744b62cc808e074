"""What a cached list of sites costs a start, beside json.loads of the same sites: `python -m tests.benchmarks.cache`.

Prints ratios of processor time for 10,000 and 100,000 simulated sites, measured in turns in one run. The goals: the
first screenful, which the first paint waits for, takes less than 0.1 of it with 10,000 sites and less than 0.01 with
100,000; no slice holds the loop for longer than 0.3 and 0.05; the whole list takes less than 4 times as long, and
writing it less than 4 times. Exit code 1 when one is missed.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from altotui.domain.clock import SystemClock
from altotui.domain.site import SiteList
from altotui.simulator.simulator import Simulator
from altotui.storage.site_cache import load_sites, save_sites

_ROUNDS = 5
_MADE_AT_ONCE = 1000


class Cost(NamedTuple):
    """What one round took, as a share of json.loads."""

    first: float
    longest: float
    whole: float
    save: float


GOALS = {10_000: Cost(0.1, 0.3, 4, 4), 100_000: Cost(0.01, 0.05, 4, 4)}


def _fleet(sites: int) -> SiteList:
    clock = SystemClock()
    simulator = Simulator(clock, sites=sites)
    made = (simulator.sites_now(at, min(at + _MADE_AT_ONCE, sites)) for at in range(0, sites, _MADE_AT_ONCE))
    return SiteList(tuple(site for some in made for site in some), clock.now())


def _steps_s(lists: Iterator[SiteList | None]) -> list[float]:
    """Return the seconds that each step took."""
    taken: list[float] = []
    began = time.thread_time()
    for _ in lists:
        now = time.thread_time()
        taken.append(now - began)
        began = now
    return taken


def _measure(path: Path, listed: SiteList) -> Cost:
    gc.collect()
    began = time.thread_time()
    save_sites(path, listed)
    save_s = time.thread_time() - began
    document = b"[" + b",".join(path.read_bytes().splitlines()[1:]) + b"]"
    gc.disable()  # as it is while a console starts
    began = time.thread_time()
    json.loads(document)
    base_s = time.thread_time() - began
    steps_s = _steps_s(load_sites(path))
    gc.enable()
    return Cost(*(each / base_s for each in (steps_s[0], max(steps_s), sum(steps_s), save_s)))


def main() -> int:
    """Measure, print and judge."""
    is_good = True
    with tempfile.TemporaryDirectory() as folder:
        for sites, goals in GOALS.items():
            listed = _fleet(sites)
            rounds = [_measure(Path(folder) / "sites.json", listed) for _ in range(_ROUNDS)]
            for name, goal, values in zip(Cost._fields, goals, zip(*rounds, strict=True), strict=True):
                value = statistics.median(values)
                is_good = is_good and value < goal
                print(
                    f"{sites:>7} sites, {name:<8}{value:8.3f} of json.loads  {'ok' if value < goal else 'MISSED'}"
                )
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
