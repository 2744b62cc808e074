"""Live commands: one RouterOS API sentence through the tunnel (altostrat-api.md 5.1)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from altotui.simulator.answers import (
    as_json,
    error,
    gateway_page,
    parameter_invalid,
    parameter_missing,
    site_unreachable,
    success,
)
from altotui.simulator.bodies import json_object
from altotui.simulator.mishaps import LOST_AFTER_S, Mishap, has_dead_tunnel, mishap, tunnel_latency_s
from altotui.simulator.outages import Reach
from altotui.simulator.platform import Platform
from altotui.simulator.routeros.reply import Reply, Trap
from altotui.simulator.seeded import between

_NO_ANSWER_S = 15.0
"""How long the platform waits for a router that it takes to be online."""


async def run_synchronous(platform: Platform, request: Request) -> Response:
    """Answer `POST /api/synchronous/{siteId}`: the rows of the router, or why there are none."""
    index = platform.site_index(request)
    command, words = _sentence(await json_object(request), legacy=platform.simulator.spelling == "legacy")
    call, now = platform.calls, platform.simulator.clock.now()
    reach = platform.simulator.heartbeats.reach(index, now.timestamp())
    if reach is Reach.DOWN or has_dead_tunnel(platform.simulator.scenario, platform.simulator.seed, index):
        return await _unreachable(platform, index, reach)
    age_s = (now - platform.simulator.started_at).total_seconds()
    fate = mishap(platform.simulator.scenario, platform.simulator.seed, call, age_s)
    if fate is Mishap.BAD_GATEWAY:
        return gateway_page(502)
    # The router has run it whatever becomes of the answer: a client that gives up cancels only the wait.
    answer = _run(platform, index, command, words)
    if reach is Reach.MUTE or fate is Mishap.LOST:
        await platform.simulator.clock.sleep(LOST_AFTER_S)
        return gateway_page(504)
    if fate is Mishap.GATEWAY_TIMEOUT:
        await platform.simulator.clock.sleep(_NO_ANSWER_S)
        return gateway_page(504)
    scenario, seed = platform.simulator.scenario, platform.simulator.seed
    await platform.simulator.clock.sleep(tunnel_latency_s(scenario, seed, call))
    return answer


def _sentence(body: dict[str, object], *, legacy: bool) -> tuple[str, list[str]]:
    command = body.get("command")
    if command is None or command == "":
        raise parameter_missing("command")
    if not isinstance(command, str):
        raise parameter_invalid("The 'command' value must be a string.")
    parameters = body.get("parameters")
    if parameters is None:
        return command, []
    if isinstance(parameters, str):
        return command, [parameters] if parameters else []
    if legacy:
        raise parameter_invalid("The 'parameters' value must be a string.")
    if not isinstance(parameters, list) or not all(isinstance(word, str) for word in parameters):
        raise parameter_invalid("The 'parameters' value must be a string or an array of strings.")
    return command, parameters


def _run(platform: Platform, index: int, command: str, words: list[str]) -> Response:
    legacy = platform.simulator.spelling == "legacy"
    try:
        reply = platform.simulator.state(index).run(command, words)
    except Trap as trap:
        message = trap.message + _hostile_tail(platform)
        if legacy:
            return as_json({"status": "error", "data": None, "message": message})
        return error(400, "router_error", message)
    return success(_data(reply, legacy=legacy))


def _data(reply: Reply, *, legacy: bool) -> list[dict[str, str]]:
    rows = list(reply.rows)
    if legacy:
        rows = [{_legacy_key(key): value for key, value in row.items()} for row in rows]
    return rows if reply.ret is None else [*rows, {"ret": reply.ret}]


def _legacy_key(key: str) -> str:
    """Return a property as seed 2 spells it: `.id` is `id`, `mac-address` is `mac_address`."""
    return key.removeprefix(".").replace("-", "_")


def _hostile_tail(platform: Platform) -> str:
    if not platform.simulator.scenario.hostile:
        return ""
    from altotui.simulator.routeros.hostile import HOSTILE

    return " " + HOSTILE[platform.calls % len(HOSTILE)]


async def _unreachable(platform: Platform, index: int, reach: Reach) -> Response:
    """Answer after a plausible wait: at once without a tunnel, late while the platform hopes for one."""
    simulator = platform.simulator
    now_s = simulator.clock.now().timestamp()
    pulse = simulator.heartbeats.has_pulse(index, now_s, simulator.heartbeats.last_s(index, now_s))
    if reach is Reach.DOWN and pulse:
        await simulator.clock.sleep(_NO_ANSWER_S)
        return site_unreachable(504)
    await simulator.clock.sleep(between(0.3, 1.5, simulator.seed, "no tunnel", platform.calls))
    return site_unreachable(503)
