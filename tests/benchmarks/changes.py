"""What comparing two site lists costs, beside building a dict of one: `python -m tests.benchmarks.changes`.

Prints ratios over lists of 100,000 sites, measured in turns in one run, and the longest slice of each. The goals, in
times the dict (which takes 10 to 15 ms): where nothing changed, comparing costs less than 8 and no slice more than
0.4; where every site went late at once, no slice costs more than 1, a run of the garbage collector included. Exit
code 1 when one is missed.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from altotui.domain.ids import SiteId
from altotui.domain.site import Site, SiteList
from altotui.domain.site_bursts import Burst, bursts_of, change_of
from altotui.domain.site_changes import Known, compare, known_from
from altotui.domain.sliced import Sliced, finished

SITES = 100_000
_ROUNDS = 15
_NOW = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
_MAX_RATIO, _MAX_CALM_SLICE, _MAX_DARK_SLICE = 8.0, 0.4, 1.0


class Cost(NamedTuple):
    """Seconds of one run."""

    total_s: float
    longest_slice_s: float


def fleet(as_of: datetime, silent_s: float = 0.0) -> SiteList:
    """Return a list in which every site was heard within 30 s before `silent_s`; every 25th has long been offline."""
    return SiteList(tuple(_site(number, as_of, silent_s) for number in range(SITES)), as_of)


def _site(number: int, as_of: datetime, silent_s: float) -> Site:
    is_off = number % 25 == 0
    age_s = 86400.0 if is_off else silent_s + number % 3000 / 100
    return Site(
        SiteId(f"00000000-0000-4000-8000-{number:012d}"),
        f"site-{number}",
        has_pulse=not is_off,
        last_seen_at=as_of - timedelta(seconds=age_s),
        version=f"7.{number % 5}",
        model=f"RB{number % 11}",
        public_address=f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}",
        tags=(f"region:{number % 24}", f"isp:{number % 4}"),
    )


def _told(known: Known, listed: SiteList) -> Sliced[list[Burst]]:
    """Do all that a new list asks for; the bursts are kept, as by the watch."""
    bursts = yield from bursts_of((yield from compare(known, listed)))
    for number, burst in enumerate(bursts):
        yield from change_of(number + 1, burst, listed.sites, listed.as_of)
    return bursts


def _cost(work: Sliced[list[Burst]]) -> Cost:
    moments = [time.perf_counter()]
    bursts: list[Burst] | None = None
    while bursts is None:
        try:
            next(work)
        except StopIteration as end:
            bursts = end.value
        moments.append(time.perf_counter())
    return Cost(moments[-1] - moments[0], max(later - earlier for earlier, later in pairwise(moments)))


def _dict_s(listed: SiteList) -> float:
    began = time.perf_counter()
    by_id = {site.id: site for site in listed.sites}
    taken_s = time.perf_counter() - began
    return taken_s if len(by_id) == SITES else 0.0


def _ratios(name: str, costs: list[Cost], base_s: float) -> tuple[float, float]:
    total = statistics.median(cost.total_s for cost in costs) / base_s
    longest = statistics.median(cost.longest_slice_s for cost in costs) / base_s
    print(f"{name}: {total:.1f} times the dict, longest slice {longest:.2f}")
    return total, longest


def main() -> int:
    """Measure, print and judge."""
    known = finished(known_from(fleet(_NOW)))
    later = _NOW + timedelta(seconds=60)
    calm, dark = fleet(later), fleet(later, silent_s=60.0)
    gc.collect()
    gc.freeze()  # as the console does once it is up
    base_s: list[float] = []
    calm_costs: list[Cost] = []
    dark_costs: list[Cost] = []
    for _ in range(_ROUNDS):
        base_s.append(_dict_s(calm))
        calm_costs.append(_cost(_told(known, calm)))
        dark_costs.append(_cost(_told(known, dark)))
    base = statistics.median(base_s)
    print(f"a dict of {SITES} sites: {base * 1000:.1f} ms")
    calm_total, calm_slice = _ratios("nothing changed", calm_costs, base)
    _, dark_slice = _ratios("all went late", dark_costs, base)
    missed = calm_total > _MAX_RATIO or calm_slice > _MAX_CALM_SLICE or dark_slice > _MAX_DARK_SLICE
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
