"""`altotui doctor`: checks profile, token, network and API."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator

from altotui.cli.checks import Check, Verdict, local_checks
from altotui.cli.compose import Composition, compose
from altotui.cli.exit_codes import ExitCode, exit_code_of
from altotui.cli.output import print_json, print_lines, visible
from altotui.cli.target import Target, resolve_target
from altotui.domain.errors import AltotuiError, ApiError, CredentialsError

_SKEW_WARN_S = 5.0
"""The Date header counts whole seconds, and an answer takes a while."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this verb."""
    parser.add_argument("--format", choices=("table", "json"), default="table", help="how to print (table)")


def run(arguments: argparse.Namespace) -> ExitCode:
    """Print every check; the first failure on the way to the API decides the exit code."""
    checks = list(local_checks())
    code = ExitCode.OK
    try:
        target = resolve_target(arguments)
        checks += _target_checks(target)
        checks += asyncio.run(_all(target))
    except AltotuiError as error:
        checks.append(Check(_failed_check(error), Verdict.FAIL, str(error)))
        code = exit_code_of(error)
    if arguments.format == "json":
        print_json([{"name": one.name, "verdict": one.verdict.value, "value": one.value} for one in checks])
    else:
        print_lines(f"{one.verdict.value:<4}  {one.name}: {visible(one.value)}" for one in checks)
    return code


def _failed_check(error: AltotuiError) -> str:
    if isinstance(error, ApiError):
        return "reachability"
    return "token" if isinstance(error, CredentialsError) else "settings"


def _target_checks(target: Target) -> list[Check]:
    if target.demo is not None:
        fleet = f"a simulated fleet of {target.demo.sites} sites, scenario {target.demo.scenario}"
        base_url, token = fleet, "none needed"
    else:
        base_url, token = target.base_url, target.token.source if target.token else "none"
    rights = "read-only, locked" if target.is_locked else "read-only until unlocked"
    return [
        Check("profile", Verdict.OK, f"{target.profile} ({rights})"),
        Check("generation", Verdict.OK, target.generation),
        Check("token", Verdict.OK, token),
        Check("base address", Verdict.OK, base_url),
    ]


async def _all(target: Target) -> list[Check]:
    async with compose(target) as composed:
        return [check async for check in _api_checks(composed)]


async def _api_checks(composed: Composition) -> AsyncIterator[Check]:
    clock = composed.services.clock
    await composed.api.warm_up()
    start_mono = clock.monotonic()
    listed = await composed.services.directory.load()
    latency_ms = round((clock.monotonic() - start_mono) * 1000)
    skew_s = (listed.as_of - clock.now()).total_seconds()
    yield Check("reachability", Verdict.OK, f"{len(listed.sites)} sites in {latency_ms} ms")
    yield clock_skew(skew_s)


def clock_skew(skew_s: float) -> Check:
    """Return how far the server's clock is from this machine's; positive when the server's is ahead."""
    if abs(skew_s) < _SKEW_WARN_S:
        return Check("clock skew", Verdict.OK, "less than 5 s")
    word = "behind" if skew_s > 0 else "ahead of"
    return Check("clock skew", Verdict.WARN, f"this machine is {abs(skew_s):.0f} s {word} the server")
