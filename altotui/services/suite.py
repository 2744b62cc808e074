"""All services of one run, built once and handed around together."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from altotui.domain.clock import Clock
from altotui.domain.job import JobEndpoint
from altotui.services.audit_trail import AuditTrail
from altotui.services.command_runner import CommandRunner
from altotui.services.fan_out import FanOut
from altotui.services.fleet_watch import FleetWatch
from altotui.services.history import History, HistoryStore
from altotui.services.job_desk import JobDesk
from altotui.services.job_store import JobStore
from altotui.services.job_watcher import JobWatcher
from altotui.services.line_reader import LineReader
from altotui.services.marks import Marks
from altotui.services.ports import Audit, LearnedStore, Publish, SdxApi, SitePrefsStore
from altotui.services.relay import Relay
from altotui.services.scenes import Scenes
from altotui.services.session import Session
from altotui.services.site_directory import SiteDirectory
from altotui.services.site_habits import SiteHabits
from altotui.services.targets import Targets
from altotui.services.unlocking import Unlocking

if TYPE_CHECKING:
    from altotui.domain.routeros.language import Language
    from altotui.services.inspector import Inspector
    from altotui.services.site_details import SiteDetails
    from altotui.services.watches import Watches


class Services(NamedTuple):
    """What the screen and the verbs work with."""

    api: SdxApi
    clock: Clock
    relay: Relay
    session: Session
    directory: SiteDirectory
    marks: Marks
    fleet: FleetWatch
    open_details: Callable[[], SiteDetails]
    """Gives what a panel tells of one site, the same each time."""
    habits: SiteHabits
    scenes: Scenes
    targets: Targets
    runner: CommandRunner
    fan_out: FanOut
    open_watches: Callable[[], Watches]
    """Gives what repeats lines, the same each time."""
    unlocking: Unlocking
    history: History
    jobs: JobStore
    watcher: JobWatcher
    desk: JobDesk
    reader: LineReader
    make_inspector: Callable[[], Inspector]
    """Gives what asks routers about their language."""


class Openers(NamedTuple):
    """What opens the things that are kept on this machine, each when it is first needed."""

    load_language: Callable[[], Language]
    """Gives what is known of RouterOS."""
    open_learned: Callable[[], LearnedStore]
    """For what routers report of their language."""
    open_prefs: Callable[[], SitePrefsStore]
    """For favourites, visits and views."""
    open_history: Callable[[], HistoryStore]
    """For what is typed."""


def build_services(
    api: SdxApi,
    clock: Clock,
    openers: Openers,
    *,
    is_locked: bool = False,
    relay: Relay | None = None,
    audit: Audit | None = None,
    is_audit_optional: bool = False,
    job_endpoint: JobEndpoint = JobEndpoint.KEYED,
    random: Random | None = None,
) -> Services:
    """Return the services over one API client and one clock.

    Args:
        api: The one client.
        clock: Of the run.
        openers: Open what is kept on this machine.
        is_locked: Whether writing can never be unlocked.
        relay: Carries the events; one that others publish through, too, or a new one.
        audit: Where what is sent is written down; None keeps nothing.
        is_audit_optional: Whether writes are sent that could not be written down.
        job_endpoint: Where jobs are queued unless they need the other one.
        random: Spreads the polls, so that consoles that started together do not ask together; None: exact intervals.
    """
    relay = relay or Relay()
    session = Session(clock, relay, is_locked=is_locked)
    trail = AuditTrail(audit, relay, is_optional=is_audit_optional)
    reader = LineReader(openers.load_language, openers.open_learned)
    store = JobStore()
    fleet = FleetWatch(relay, clock)
    directory = SiteDirectory(api, session, clock, relay, random, fleet)
    runner = CommandRunner(api, session, trail, clock, relay)
    marks, habits = Marks(relay), SiteHabits(openers.open_prefs, clock, relay)
    scenes = Scenes(marks, habits, store, fleet)
    watcher = JobWatcher(api, store, session, clock, relay, random=random)
    return Services(
        api=api,
        clock=clock,
        relay=relay,
        session=session,
        directory=directory,
        fleet=fleet,
        open_details=cache(partial(_make_details, api, session, directory, clock, relay)),
        marks=marks,
        habits=habits,
        scenes=scenes,
        targets=Targets(directory, marks, scenes.at),
        runner=runner,
        fan_out=FanOut(runner, clock, relay),
        open_watches=cache(partial(_make_watches, api, runner, session, clock, relay)),
        unlocking=Unlocking(session, trail),
        history=History(openers.open_history, clock, relay),
        jobs=store,
        watcher=watcher,
        desk=JobDesk(api, store, watcher, session, trail, clock, relay, job_endpoint),
        reader=reader,
        make_inspector=partial(_make_inspector, api, reader, trail, clock),
    )


def _make_inspector(api: SdxApi, reader: LineReader, trail: AuditTrail, clock: Clock) -> Inspector:
    from altotui.services.inspector import Inspector

    return Inspector(api, reader, trail, clock)


def _make_details(
    api: SdxApi, session: Session, directory: SiteDirectory, clock: Clock, publish: Publish
) -> SiteDetails:
    from altotui.services.site_details import SiteDetails

    return SiteDetails(api, session, directory, clock, publish)


def _make_watches(
    api: SdxApi, runner: CommandRunner, session: Session, clock: Clock, publish: Publish
) -> Watches:
    from altotui.services.watches import Watches

    return Watches(runner, session, clock, publish, lambda: api.budget)
