"""`altotui doctor`: checks profile, token, network and API."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

from altotui.cli.checks import Check, Verdict, local_checks, proxy, trust_store
from altotui.cli.compose import Composition, compose
from altotui.cli.exit_codes import ExitCode, exit_code_of
from altotui.cli.output import print_json, print_lines
from altotui.cli.records import iso
from altotui.cli.target import Target, Wishes, resolve_target
from altotui.domain.ages import coarse_age
from altotui.domain.budget import Budget
from altotui.domain.clock import SystemClock
from altotui.domain.errors import AltotuiError, ApiError, CredentialsError
from altotui.domain.formats import visible

if TYPE_CHECKING:
    from altotui.api.server_clock import RateHeaders

_SKEW_WARN_S = 5.0
"""The Date header counts whole seconds, and an answer takes a while."""
_TOKEN_WARN_S = 600.0


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
        checks += _console_checks(target)
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


def _target_checks(target: Target) -> Iterator[Check]:
    rights = "read-only, locked" if target.is_locked else "read-only until unlocked"
    yield Check("profile", Verdict.OK, f"{target.profile} ({rights})")
    yield Check("generation", Verdict.OK, target.generation)
    if target.demo is not None:
        fleet = f"a simulated fleet of {target.demo.sites} sites, scenario {target.demo.scenario}"
        yield Check("token", Verdict.OK, "none needed")
        yield Check("base address", Verdict.OK, fleet)
        return
    yield from _token_checks(target)
    yield Check("base address", Verdict.OK, target.base_url)
    yield trust_store(target.ca_file)
    yield proxy(target.base_url, target.proxy)
    if target.notify is not None:
        where = f"{target.notify.listen_host}:{target.notify.listen_port}"
        yield Check("notifications", Verdict.OK, f"the console listens on {where}, behind its secret path")


def _token_checks(target: Target) -> Iterator[Check]:
    token = target.token
    if token is None:
        return
    yield Check("token", Verdict.OK, f"from {token.source}")
    if token.expires_at is not None:
        left_s = (token.expires_at - SystemClock().now()).total_seconds()
        words = f"ends in {coarse_age(left_s)}" if left_s > 0 else f"ended {coarse_age(-left_s)} ago"
        verdict = Verdict.OK if left_s > _TOKEN_WARN_S else Verdict.WARN
        yield Check("token expiry", verdict, f"{words}, at {iso(token.expires_at)}")


def _console_checks(target: Target) -> Iterator[Check]:
    """Yield what the settings say of the console; nothing where they say nothing, which loads no screen."""
    if target.wishes != Wishes():
        from altotui.cli.dress import said

        yield Check("console", Verdict.OK, said(target.wishes))


async def _all(target: Target) -> list[Check]:
    async with compose(target) as composed:
        return [check async for check in _api_checks(composed)]


async def _api_checks(composed: Composition) -> AsyncIterator[Check]:
    clock = composed.services.clock
    client = await composed.api.warm_up()
    start_mono = clock.monotonic()
    listed = await composed.services.directory.load()
    latency_ms = round((clock.monotonic() - start_mono) * 1000)
    yield Check("reachability", Verdict.OK, f"{len(listed.sites)} sites in {latency_ms} ms")
    yield clock_skew(client.skew_s)
    yield rate_limit(client.rate_headers, client.budget)
    for what in sorted(client.elsewhere):
        words = f"the list of {what} is where the other generation of the API has it"
        yield Check("generation", Verdict.WARN, words)


def rate_limit(headers: RateHeaders, budget: Budget) -> Check:
    """Return what the API says about its rate limit, and how much of it is used."""
    used = f"at most {budget.per_minute} requests a minute are sent"
    if headers.is_empty:
        return Check("rate limit", Verdict.OK, f"the API sends no rate-limit headers; {used}")
    said = [f"{headers.limit} a minute"] if headers.limit is not None else []
    said += [f"{headers.remaining} left"] if headers.remaining is not None else []
    said += [f"whole again in {headers.reset_s:.0f} s"] if headers.reset_s is not None else []
    return Check("rate limit", Verdict.OK, f"the API says {', '.join(said)}; {used}")


def clock_skew(skew_s: float | None) -> Check:
    """Return how far the server's clock is from this machine's; positive when the server's is ahead."""
    if skew_s is None:
        return Check("clock skew", Verdict.WARN, "not known: the API sends no date")
    if abs(skew_s) < _SKEW_WARN_S:
        return Check("clock skew", Verdict.OK, "less than 5 s")
    word = "behind" if skew_s > 0 else "ahead of"
    return Check("clock skew", Verdict.WARN, f"this machine is {abs(skew_s):.0f} s {word} the server")
