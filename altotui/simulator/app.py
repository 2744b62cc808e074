"""The HTTP surface of the simulator: which path is served to whom, and what happens around each call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from altotui.simulator import asynchronous, legacy, paged, statistics, synchronous, v1
from altotui.simulator.answers import Refusal, error, plain_error
from altotui.simulator.authorization import bearer_token
from altotui.simulator.mishaps import latency_s
from altotui.simulator.platform import Platform, platform_of

if TYPE_CHECKING:
    from altotui.domain.clock import Clock
    from altotui.simulator.simulator import Simulator

Handler = Callable[[Platform, Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path; `{site_id}` and `{job_id}` are UUIDs."""

    method: str
    path: str
    handler: Handler
    generations: tuple[str, ...] = ("v1",)


OPERATIONS = (
    Operation("GET", "/sites", v1.list_sites),
    Operation("GET", "/sites/recent", v1.recent_sites),
    Operation("GET", "/sites/{site_id}", v1.get_site),
    Operation("GET", "/sites/{site_id}/mikrotik-stats", statistics.site_stats),
    Operation("GET", "/metrics/mikrotik-stats/{site_id}", statistics.heartbeat_history),
    Operation("GET", "/tags", v1.list_tags),
    Operation("GET", "/site/{site_id}/job", v1.list_jobs),
    Operation("POST", "/site/{site_id}/job", asynchronous.queue_raw),
    Operation("GET", "/site/{site_id}/job/{job_id}", v1.get_job),
    Operation("DELETE", "/site/{site_id}/job/{job_id}", v1.delete_job),
    Operation("GET", "/fault", paged.list_faults),
    Operation("GET", "/audit-logs", paged.list_audit_logs),
    Operation("POST", "/api/synchronous/{site_id}", synchronous.run_synchronous, ("v1", "legacy")),
    Operation("POST", "/api/asynchronous/{site_id}", asynchronous.queue_json, ("v1", "legacy")),
    Operation("GET", "/api/routers", legacy.list_routers, ("legacy",)),
    Operation("GET", "/api/routers/{site_id}/jobs", legacy.list_jobs, ("legacy",)),
    Operation("GET", "/api/routers/{site_id}/metadata", legacy.router_metadata, ("legacy",)),
    Operation("GET", "/api/routers/{site_id}/metrics", legacy.router_metrics, ("legacy",)),
    Operation("GET", "/api/routers/{site_id}/faults", legacy.list_faults, ("legacy",)),
)
"""Everything the simulator serves."""


def build_app(simulator: Simulator) -> ASGIApp:
    """Return the API of a simulator, for its generation."""
    platform = platform_of(simulator)
    routes = [
        Route(operation.path, _endpoint(platform, operation.handler), methods=[operation.method])
        for operation in OPERATIONS
        if simulator.api == "both" or simulator.api in operation.generations
    ]
    app = Starlette(
        routes=routes,
        exception_handlers={404: _unknown_route, 405: _unknown_method, Exception: _broken},
    )
    app.router.redirect_slashes = False
    return _Dated(app, simulator.clock)


def _endpoint(platform: Platform, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        simulator = platform.simulator
        platform.calls += 1
        try:
            token = _admitted(platform, request)
        except Refusal as refusal:
            await simulator.clock.sleep(0)
            return refusal.response
        try:
            await simulator.clock.sleep(latency_s(simulator.scenario, simulator.seed, platform.calls))
            response = await handler(platform, request)
        except Refusal as refusal:
            response = refusal.response
        response.headers.update(platform.limit.headers(token))
        if request.method != "GET":
            await platform.audit.note(request, response, simulator.clock.now())
        return response

    return endpoint


def _admitted(platform: Platform, request: Request) -> str:
    """Return the token of a call that may go on.

    Raises:
        Refusal: 401 or 429.
    """
    simulator = platform.simulator
    now = simulator.clock.now()
    token = bearer_token(
        request.headers.get("authorization"),
        age_s=(now - simulator.started_at).total_seconds(),
        lifetime_s=simulator.scenario.token_lifetime_s,
    )
    wait_s = platform.limit.take(token, simulator.clock.monotonic())
    if wait_s is not None:
        headers = platform.limit.headers(token) | {"Retry-After": platform.limit.retry_after(wait_s, now)}
        raise Refusal(plain_error(429, "Too Many Attempts.", headers))
    return token


async def _unknown_route(request: Request, _: Exception) -> Response:
    path = request.url.path.strip("/")
    return plain_error(404, f"The route {path} could not be found.")


async def _unknown_method(request: Request, reason: Exception) -> Response:
    path = request.url.path.strip("/")
    headers = reason.headers if isinstance(reason, HTTPException) else None
    return plain_error(405, f"The {request.method} method is not supported for route {path}.", headers)


async def _broken(_: Request, __: Exception) -> Response:
    message = "The platform failed to answer."
    return error(500, "internal_server_error", message, kind="api_error", doc="api_error")


class _Dated:
    """Stamps every answer with the time of the simulation, which a client needs to judge ages."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Date"] = format_datetime(self._clock.now(), usegmt=True)
            await send(message)

        await self._app(scope, receive, stamped)
