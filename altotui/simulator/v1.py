"""Handlers of the v1 generation: sites, jobs, tags, stats, faults, audit log."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response

from altotui.simulator import asynchronous
from altotui.simulator.answers import as_json, as_json_array, not_found
from altotui.simulator.job_queue import AlreadyStartedError
from altotui.simulator.job_wire import v1_job
from altotui.simulator.platform import Platform
from altotui.simulator.site_facts import v1_site
from altotui.simulator.tags import tag_rows
from altotui.simulator.wording import zulu


async def list_sites(platform: Platform, _: Request) -> Response:
    """Answer `GET /sites`: every site, a bare array."""
    simulator = platform.simulator
    now_s = simulator.clock.now().timestamp()
    rows = (v1_site(simulator.facts(index, now_s)) for index in range(len(simulator.fleet)))
    return await as_json_array(simulator.clock, rows)


async def get_site(platform: Platform, request: Request) -> Response:
    """Answer `GET /sites/{siteId}`."""
    index = platform.site_index(request)
    return as_json(v1_site(platform.simulator.facts(index, platform.simulator.clock.now().timestamp())))


async def recent_sites(platform: Platform, _: Request) -> Response:
    """Answer `GET /sites/recent`: the five sites opened last."""
    simulator = platform.simulator
    now_s = simulator.clock.now().timestamp()
    rows: list[dict[str, object]] = []
    for index, accessed_at in reversed(platform.recent.items()):
        site = v1_site(simulator.facts(index, now_s))
        rows.append(
            {
                "id": site["id"],
                "pid": site["pid"],
                "name": site["name"],
                "model": site["model"],
                "version": site["software_version"],
                "ip_address": site["last_seen_from"],
                "online": site["has_pulse"],
                "last_seen": site["last_seen"],
                "accessed_at": zulu(accessed_at),
            }
        )
    return as_json(rows)


async def list_jobs(platform: Platform, request: Request) -> Response:
    """Answer `GET /site/{siteId}/job`: the jobs of one site, newest first; deleted ones have vanished."""
    return as_json(list(_jobs(platform, platform.site_index(request))))


async def get_job(platform: Platform, request: Request) -> Response:
    """Answer `GET /site/{siteId}/job/{jobId}`."""
    job_id = str(request.path_params["job_id"]).lower()
    for job in _jobs(platform, platform.site_index(request)):
        if job["id"] == job_id:
            return as_json(job)
    raise not_found()


async def delete_job(platform: Platform, request: Request) -> Response:
    """Answer `DELETE /site/{siteId}/job/{jobId}`: only before it starts."""
    state = platform.simulator.state(platform.site_index(request))
    try:
        deleted = state.delete_job(str(request.path_params["job_id"]).lower())
    except AlreadyStartedError:
        raise asynchronous.already_started() from None
    if not deleted:
        raise not_found()
    return Response(status_code=204)


async def list_tags(platform: Platform, _: Request) -> Response:
    """Answer `GET /tags`: the definitions, each with every value in use."""
    simulator = platform.simulator
    return await tag_rows(simulator.fleet, simulator.clock, simulator.started_at)


def _jobs(platform: Platform, index: int) -> Iterator[dict[str, object]]:
    site_id = platform.simulator.fleet.site_id(index)
    for job in platform.simulator.state(index).jobs():
        if job.order.deleted_s is None:
            yield v1_job(job, site_id)
