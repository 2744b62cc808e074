"""Handlers of the legacy generation: everything in the developer envelope (altostrat-api.md 4.8 and 6.6)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from altotui.simulator.answers import as_json_array, success
from altotui.simulator.job_wire import legacy_job
from altotui.simulator.places import CITY_OF
from altotui.simulator.platform import Platform
from altotui.simulator.site_facts import legacy_router


async def list_routers(platform: Platform, _: Request) -> Response:
    """Answer `GET /api/routers`: every router."""
    simulator = platform.simulator
    now_s = simulator.clock.now().timestamp()
    rows = (legacy_router(simulator.facts(index, now_s)) for index in range(len(simulator.fleet)))
    return await as_json_array(simulator.clock, rows, envelope=True)


async def list_jobs(platform: Platform, request: Request) -> Response:
    """Answer `GET /api/routers/{siteId}/jobs`: newest first, deleted ones too."""
    state = platform.simulator.state(platform.site_index(request))
    return success([legacy_job(job) for job in state.jobs()])


async def router_metadata(platform: Platform, request: Request) -> Response:
    """Answer `GET /api/routers/{siteId}/metadata`: what is known; a router that never came online has a name."""
    index = platform.site_index(request)
    profile = platform.simulator.fleet.profile(index)
    if not platform.simulator.fleet.is_onboarded(index):
        return success({"name": profile.name})
    city = CITY_OF[profile.region]
    return success(
        {
            "name": profile.name,
            "timezone": city.timezone,
            "boardname": profile.board,
            "model": profile.model,
            "routerboard": not profile.is_virtual,
            "banner_img": None,
            "thumbnail_img": None,
            "slug": profile.model.lower().replace("-", "_").replace("+", "_plus"),
            "last_seen_from": profile.public_address,
            "lat": city.latitude,
            "lng": city.longitude,
            "tunnel_ip": f"100.{64 + (index >> 16) % 64}.{index >> 8 & 255}.{index & 255}",
        }
    )
