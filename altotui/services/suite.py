"""All services of one run, built once and handed around together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from functools import cache, partial
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from altotui.domain.clock import Clock
from altotui.domain.job import JobEndpoint
from altotui.services.audit_trail import AuditTrail
from altotui.services.closing import DRAFTS_CLOSING_S, in_time
from altotui.services.command_runner import CommandRunner
from altotui.services.fan_out import FanOut
from altotui.services.fleet_watch import FleetWatch
from altotui.services.history import History, HistoryStore
from altotui.services.job_desk import JobDesk
from altotui.services.job_marks import JobMarks
from altotui.services.job_store import JobStore
from altotui.services.job_watcher import JobWatcher
from altotui.services.line_reader import LineReader
from altotui.services.marks import Marks
from altotui.services.once import Once
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
    from altotui.services.brackets import Brackets
    from altotui.services.inspector import Inspector
    from altotui.services.job_board import JobBoard
    from altotui.services.job_cancelling import JobCancelling
    from altotui.services.job_drafts import JobDrafts, JobDraftsStore
    from altotui.services.job_plans import JobPlans
    from altotui.services.shift_log import ShiftLog
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
    job_marks: JobMarks
    watcher: JobWatcher
    desk: JobDesk
    open_board: Callable[[], JobBoard]
    """Gives what judges the jobs, the same each time."""
    open_plans: Once[JobPlans]
    """Gives what queues a job on several sites."""
    open_cancelling: Once[JobCancelling]
    """Gives what cancels several jobs."""
    open_brackets: Once[Brackets]
    """Gives what reads routers before and after jobs."""
    open_drafts: Once[JobDrafts]
    """Gives what keeps drafts and scripts."""
    open_shift_log: Once[ShiftLog]
    """Gives what keeps what happens; it hears of events when it has been made."""
    reader: LineReader
    make_inspector: Callable[[], Inspector]
    """Gives what asks routers about their language."""

    async def close_jobs(self, clock: Clock) -> None:
        """End what queues and cancels jobs, each with an outcome, then keep the drafts, which that has made smaller.

        Each has its own time by `clock`, and is closed whatever becomes of the others: what is raised is raised when
        all of them are.
        """
        plans, brackets, drafts = self.open_plans.made, self.open_brackets.made, self.open_drafts.made
        async with AsyncExitStack() as last_first:
            if drafts is not None:
                last_first.push_async_callback(in_time, drafts.aclose, clock, DRAFTS_CLOSING_S)
            if brackets is not None:
                last_first.push_async_callback(in_time, brackets.aclose, clock)
            if plans is not None:
                last_first.push_async_callback(in_time, plans.aclose, clock)
            if self.open_cancelling.made is not None:
                last_first.push_async_callback(in_time, self.open_cancelling.made.aclose, clock)


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
    open_job_drafts: Callable[[], JobDraftsStore]
    """For drafts of jobs, and scripts."""


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

    `is_locked`: writing can never be unlocked. `relay`: one that others publish through, too; None for a new one.
    `audit`: where what is sent is written down; None keeps nothing. `is_audit_optional`: writes are sent that could
    not be written down. `job_endpoint`: where jobs usually go. `random`: spreads polls; None leaves exact intervals.
    """
    relay = relay or Relay()
    session = Session(clock, relay, is_locked=is_locked)
    trail = AuditTrail(audit, relay, is_optional=is_audit_optional)
    store, fleet = JobStore(), FleetWatch(relay, clock)
    directory = SiteDirectory(api, session, clock, relay, random, fleet)
    reader = LineReader(openers.load_language, openers.open_learned)
    marks, job_marks = Marks(relay), JobMarks(store, relay)
    habits, now = SiteHabits(openers.open_prefs, clock, relay), directory.server_now
    runner, scenes = CommandRunner(api, session, trail, clock, relay), Scenes(marks, habits, store, fleet)
    watcher = JobWatcher(api, store, session, clock, relay, random=random, server_now=now)
    desk = JobDesk(api, store, watcher, session, trail, clock, relay, job_endpoint, now)
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
        job_marks=job_marks,
        watcher=watcher,
        desk=desk,
        open_board=cache(partial(_make_board, store, directory)),
        open_plans=Once(partial(_make_plans, desk, clock, relay)),
        open_cancelling=Once(partial(_make_cancelling, desk, job_marks, relay)),
        open_brackets=Once(partial(_make_brackets, runner, store, clock, relay, now)),
        open_drafts=Once(partial(_make_drafts, openers.open_job_drafts, clock, relay)),
        open_shift_log=Once(partial(_make_shift_log, directory, store, fleet, session, trail)),
        reader=reader,
        make_inspector=partial(_make_inspector, api, reader, trail, clock),
    )


def _make_board(store: JobStore, directory: SiteDirectory) -> JobBoard:
    from altotui.services.job_board import JobBoard

    return JobBoard(store, directory)


def _make_plans(desk: JobDesk, clock: Clock, publish: Publish) -> JobPlans:
    from altotui.services.job_plans import JobPlans

    return JobPlans(desk, clock, publish)


def _make_cancelling(desk: JobDesk, marks: JobMarks, publish: Publish) -> JobCancelling:
    from altotui.services.job_cancelling import JobCancelling

    return JobCancelling(desk, marks, publish)


def _make_brackets(
    runner: CommandRunner, store: JobStore, clock: Clock, publish: Publish, server_now: Callable[[], datetime]
) -> Brackets:
    from altotui.services.brackets import Brackets

    return Brackets(runner, store, clock, publish, server_now=server_now)


def _make_drafts(open_store: Callable[[], JobDraftsStore], clock: Clock, publish: Publish) -> JobDrafts:
    from altotui.services.job_drafts import JobDrafts

    return JobDrafts(open_store, clock, publish)


def _make_shift_log(
    directory: SiteDirectory, store: JobStore, fleet: FleetWatch, session: Session, trail: AuditTrail
) -> ShiftLog:
    from altotui.services.shift_log import ShiftLog

    return ShiftLog(directory, store, fleet, session, trail)


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
