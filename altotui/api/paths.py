"""Where each API generation keeps its things (altostrat-api.md 1 to 8)."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

Elsewhere = frozenset[str]
"""Lists (`sites`, `jobs`) that are found where the other generation has them."""


class Generation(StrEnum):
    """A documented generation of the API."""

    V1 = "v1"
    LEGACY = "legacy"

    @property
    def other(self) -> Generation:
        """Return the other one."""
        return Generation.LEGACY if self is Generation.V1 else Generation.V1


class PathTable(NamedTuple):
    """The path templates of one generation; None where it has no such call."""

    sites: str
    tags: str | None
    synchronous: str
    asynchronous: str
    jobs: str
    job: str | None
    keyed_job: str | None
    """Job creation with an idempotency key of the client's."""
    has_list_parameters: bool
    """Whether a synchronous call takes several parameter words."""
    samples: str | None
    """Load, memory, disk and uptime of one site between two dates."""
    heartbeats: str
    """Missed heartbeats of one site for each hour of the last day."""
    faults: str
    has_fleet_faults: bool
    """Whether `faults` are those of every site, of which a query names one."""


_V1 = PathTable(
    sites="/sites",
    tags="/tags",
    synchronous="/api/synchronous/{site_id}",
    asynchronous="/api/asynchronous/{site_id}",
    jobs="/site/{site_id}/job",
    job="/site/{site_id}/job/{job_id}",
    keyed_job="/site/{site_id}/job",
    has_list_parameters=True,
    samples="/sites/{site_id}/mikrotik-stats",
    heartbeats="/metrics/mikrotik-stats/{site_id}",
    faults="/fault",
    has_fleet_faults=True,
)
_LEGACY = PathTable(
    sites="/api/routers",
    tags=None,
    synchronous="/api/synchronous/{site_id}",
    asynchronous="/api/asynchronous/{site_id}",
    jobs="/api/routers/{site_id}/jobs",
    job=None,
    keyed_job=None,
    has_list_parameters=False,
    samples=None,
    heartbeats="/api/routers/{site_id}/metrics",
    faults="/api/routers/{site_id}/faults",
    has_fleet_faults=False,
)
PATHS = {Generation.V1: _V1, Generation.LEGACY: _LEGACY}
LISTS = ("sites", "jobs")
"""What may be found elsewhere."""


@lru_cache
def paths_of(generation: Generation, elsewhere: Elsewhere = frozenset()) -> PathTable:
    """Return the paths of `generation`, with the lists of `elsewhere` where the other one has them."""
    other = PATHS[generation.other]
    return PATHS[generation]._replace(**{name: getattr(other, name) for name in LISTS if name in elsewhere})
