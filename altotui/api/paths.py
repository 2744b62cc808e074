"""Where each API generation keeps its things (altostrat-api.md 1 to 6)."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Generation(StrEnum):
    """A documented generation of the API."""

    V1 = "v1"
    LEGACY = "legacy"


class PathTable(NamedTuple):
    """The path templates of one generation; None where it has no such call."""

    sites: str
    site: str | None
    tags: str | None
    synchronous: str
    asynchronous: str
    jobs: str
    job: str | None
    keyed_job: str | None
    """Job creation with an idempotency key of the client's."""
    has_list_parameters: bool
    """Whether a synchronous call takes several parameter words."""


_V1 = PathTable(
    sites="/sites",
    site="/sites/{site_id}",
    tags="/tags",
    synchronous="/api/synchronous/{site_id}",
    asynchronous="/api/asynchronous/{site_id}",
    jobs="/site/{site_id}/job",
    job="/site/{site_id}/job/{job_id}",
    keyed_job="/site/{site_id}/job",
    has_list_parameters=True,
)
_LEGACY = PathTable(
    sites="/api/routers",
    site=None,
    tags=None,
    synchronous="/api/synchronous/{site_id}",
    asynchronous="/api/asynchronous/{site_id}",
    jobs="/api/routers/{site_id}/jobs",
    job=None,
    keyed_job=None,
    has_list_parameters=False,
)
PATHS = {Generation.V1: _V1, Generation.LEGACY: _LEGACY}
