"""Handlers of the legacy generation: everything in the developer envelope (altostrat-api.md 4.8 and 6.6)."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from altotui.simulator.answers import as_json_array, success
from altotui.simulator.faults import SiteFault, faults_of
from altotui.simulator.job_wire import legacy_job
from altotui.simulator.places import CITY_OF
from altotui.simulator.platform import Platform
from altotui.simulator.seeded import uuid_of
from altotui.simulator.site_facts import legacy_router
from altotui.simulator.statistics import last_day
from altotui.simulator.wording import offset_s

_MOST_FAULTS = 100


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


async def router_metrics(platform: Platform, request: Request) -> Response:
    """Answer `GET /api/routers/{siteId}/metrics`: 24 whole hours; the one that is not over yet is never there."""
    index = platform.site_index(request)
    hours = last_day(platform, index, newest=platform.simulator.clock.now() - timedelta(hours=1))
    return success(
        [
            {
                "date": offset_s(hour.start.timestamp()),
                "minutes_down": round(hour.down_s / 60),
                "percentage_down": round(100 * hour.share),
            }
            for hour in hours
        ]
    )


async def list_faults(platform: Platform, request: Request) -> Response:
    """Answer `GET /api/routers/{siteId}/faults`: newest first, at most a hundred, and no status word."""
    index = platform.site_index(request)
    faults = faults_of(platform.simulator, index, platform.simulator.clock.now().timestamp())
    faults.sort(key=lambda fault: fault.start_s, reverse=True)
    return success([_fault(platform, fault) for fault in faults[:_MOST_FAULTS]])


def _fault(platform: Platform, fault: SiteFault) -> dict[str, object]:
    profile = platform.simulator.fleet.profile(fault.site_index)
    is_open = fault.end_s is None
    return {
        "id": uuid_of(platform.simulator.seed, "legacy fault", fault.site_index, int(fault.start_s)),
        "rid": profile.site_id,
        "message": f"Site Offline: {profile.name}",
        "severity": "error",
        "type": "site",
        "cause": "Unknown" if is_open else "Disconnected",
        "created_at": offset_s(fault.start_s),
        "resolved_at": offset_s(fault.end_s),
        "duration": None if fault.end_s is None else int(fault.end_s) - int(fault.start_s),
    }
