"""The composition root: the only place that knows every layer and puts one run together."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from altotui.cli.deferred_api import DeferredApi
from altotui.cli.deferred_audit import DeferredAudit
from altotui.domain.budget import Budget, used_share
from altotui.domain.clock import Clock, ScaledClock, SystemClock
from altotui.domain.errors import InvalidInput
from altotui.domain.frozen import Frozen
from altotui.domain.job import JobEndpoint
from altotui.services.closing import in_time
from altotui.services.relay import Relay
from altotui.services.suite import Openers, Services
from altotui.simulator.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from altotui.cli.deferred_api import Opened
    from altotui.cli.target import Demo, Target
    from altotui.domain.routeros.language import Language
    from altotui.services.history import HistoryStore
    from altotui.services.job_drafts import JobDraftsStore
    from altotui.services.ports import LearnedStore, SitePrefsStore


class Composition(Frozen):
    """One run: its services and, in a demonstration, the fleet behind them."""

    target: Target
    services: Services
    api: DeferredApi
    simulator: Simulator | None


def make_clock(demo: Demo | None) -> Clock:
    """Return the clock of a run: the machine's, or a faster one for a demonstration."""
    if demo is None or demo.speed == 1.0:
        return SystemClock()
    return ScaledClock(datetime.now(UTC), demo.speed)


def make_simulator(demo: Demo, clock: Clock) -> Simulator:
    """Return the simulated fleet; an unknown scenario raises InvalidInput that lists the known ones."""
    try:
        return Simulator(clock, seed=demo.seed, sites=demo.sites, scenario=demo.scenario, tick_s=demo.tick_s)
    except ValueError as problem:
        raise InvalidInput(str(problem)) from None


@asynccontextmanager
async def compose(target: Target, clock: Clock | None = None) -> AsyncIterator[Composition]:
    """Open one run for `target` and close its connections and files at the end."""
    clock = clock or make_clock(target.demo)
    simulator = make_simulator(target.demo, clock) if target.demo else None
    relay = Relay()
    secrets = (target.token.value,) if target.token else ()
    audit = None if simulator else DeferredAudit(target.profile, clock, secrets)

    def open_client() -> Opened:
        from altotui.cli import opening

        return opening.open_client(target, clock, relay, services.session, simulator)

    api = DeferredApi(open_client, Budget(per_minute=used_share(target.requests_per_minute)))
    services = Services(
        api,
        clock,
        Openers(
            _load_language,
            _open_nowhere if simulator else _open_learned,
            _open_prefs_nowhere if simulator else partial(_open_prefs, target.profile),
            _open_history_nowhere if simulator else partial(_open_history, target.profile),
            _open_drafts_nowhere if simulator else partial(_open_drafts, target.profile),
        ),
        is_locked=target.is_locked,
        relay=relay,
        audit=audit,
        is_audit_optional=target.is_audit_optional,
        job_endpoint=_usual_endpoint(target),
        random=None if simulator else Random(),
    )
    services.session.use_token(target.token.expires_at if target.token else None)
    try:
        yield Composition(target, services, api, simulator)
    finally:
        # a person waits for it: a demonstration that runs faster has no less time
        await close_all(services, api, audit, SystemClock())


async def close_all(services: Services, api: DeferredApi, audit: DeferredAudit | None, clock: Clock) -> None:
    """End the jobs while what they sent can be answered and written down, then close connections and audit file.

    Last comes what is kept when nothing else waits for it. Each has its own time by `clock`, and is closed whatever
    becomes of the others; what is raised is raised when all of them are.
    """
    async with AsyncExitStack() as last_first:
        last_first.push_async_callback(in_time, services.habits.aclose, clock)
        if services.has_history:
            last_first.push_async_callback(in_time, services.history.aclose, clock)
        if audit is not None:
            last_first.callback(audit.close)
        last_first.push_async_callback(in_time, api.aclose, clock)
        last_first.push_async_callback(services.close_jobs, clock)


def _usual_endpoint(target: Target) -> JobEndpoint:
    """Return where jobs are queued: the legacy generation has one endpoint, v1 what the profile says."""
    return JobEndpoint.JSON if target.generation == "legacy" else JobEndpoint(target.job_endpoint)


def _open_learned() -> LearnedStore:
    from altotui.storage.learned import LearnedFiles

    return LearnedFiles()


def _open_nowhere() -> LearnedStore:
    from altotui.storage.learned import LearnedNowhere

    return LearnedNowhere()


def _open_prefs(profile: str) -> SitePrefsStore:
    from altotui.storage.site_prefs import SitePrefsFile

    return SitePrefsFile(profile)


def _open_prefs_nowhere() -> SitePrefsStore:
    from altotui.storage.site_prefs_nowhere import SitePrefsNowhere

    return SitePrefsNowhere()


def _open_drafts(profile: str) -> JobDraftsStore:
    from altotui.storage.job_drafts import JobDraftsFile

    return JobDraftsFile(profile)


def _open_drafts_nowhere() -> JobDraftsStore:
    from altotui.storage.job_drafts_nowhere import JobDraftsNowhere

    return JobDraftsNowhere()


def _open_history(profile: str) -> HistoryStore:
    from altotui.storage.history_file import HistoryFile

    return HistoryFile(profile)


def _open_history_nowhere() -> HistoryStore:
    from altotui.storage.history_nowhere import HistoryNowhere

    return HistoryNowhere()


def _load_language() -> Language:
    from altotui.storage.language import load_language

    return load_language()
