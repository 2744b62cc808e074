"""Calling a simulated platform in tests, on a clock whose sleeps are over at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx

from altotui.simulator.simulator import Simulator

START = datetime(2026, 11, 21, 13, 57, tzinfo=UTC)
RAW = {"X-Idempotency-Key": "5a7c9e1b-3d5f-4071-8293-a4b5c6d7e8f9", "X-Description": "Log a word"}


class JumpingClock:
    """A clock that stands still, and jumps over whatever is slept."""

    def __init__(self) -> None:
        self.passed_s = 0.0
        self.slept_s: list[float] = []

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed_s)

    def monotonic(self) -> float:
        return 500.0 + self.passed_s

    async def sleep(self, delay_s: float) -> None:
        self.slept_s.append(delay_s)
        self.passed_s += delay_s
        await asyncio.sleep(0)

    def jump(self, seconds: float) -> None:
        self.passed_s += seconds


class Platform:
    """A simulator, its clock and a client of it."""

    def __init__(self, simulator: Simulator, clock: JumpingClock, client: httpx.AsyncClient) -> None:
        self.simulator = simulator
        self.clock = clock
        self.client = client

    def site_id(self, index: int = 0) -> str:
        return self.simulator.fleet.site_id(index)

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path)

    async def run(self, command: str, parameters: object = None, index: int = 0) -> httpx.Response:
        body = {"command": command, "parameters": parameters}
        return await self.client.post(f"/api/synchronous/{self.site_id(index)}", json=body)

    async def queue(self, script: str, index: int = 0, **headers: str) -> httpx.Response:
        path = f"/site/{self.site_id(index)}/job"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {**RAW, "Content-Type": "text/plain", **named}
        return await self.client.post(path, content=script, headers=sent)


@asynccontextmanager
async def platform(
    *,
    authorization: str | None = "Bearer demo-test",
    sites: int = 12,
    scenario: str = "calm-day",
    api: str = "both",
    rate_limit_per_min: int | None = None,
    tick_s: float | None = None,
    clock: JumpingClock | None = None,
) -> AsyncIterator[Platform]:
    """Yield a running platform; failures inside it are raised here."""
    clock = clock or JumpingClock()
    simulator = Simulator(
        clock,
        sites=sites,
        scenario=scenario,
        api=api,
        rate_limit_per_min=rate_limit_per_min,
        tick_s=tick_s,
    )
    headers = {"Authorization": authorization} if authorization else {}
    transport = httpx.ASGITransport(simulator.app)
    async with httpx.AsyncClient(
        transport=transport, base_url="https://demo.invalid", headers=headers
    ) as client:
        yield Platform(simulator, clock, client)


def first_up(simulator: Simulator) -> int:
    """Return the index of the first site that is online."""
    return next(index for index, site in enumerate(simulator.sites_now()) if site.has_pulse)


def first_down(simulator: Simulator) -> int:
    """Return the index of the first site that was online once and is offline."""
    sites = enumerate(simulator.sites_now())
    return next(index for index, site in sites if site.last_seen_at and not site.has_pulse)
