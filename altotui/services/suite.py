"""All services of one run, handed around together; most are made when they are first asked for.

A start waits for each module that it loads, and the screen is up before a line can be sent or a job queued.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from altotui.domain.frozen import Frozen
from altotui.domain.job import JobEndpoint
from altotui.services.closing import DRAFTS_CLOSING_S, in_time
from altotui.services.fleet_watch import FleetWatch
from altotui.services.job_marks import JobMarks
from altotui.services.job_store import JobStore
from altotui.services.job_watcher import JobWatcher
from altotui.services.line_reader import LineReader
from altotui.services.marks import Marks
from altotui.services.once import once
from altotui.services.relay import Relay
from altotui.services.scenes import Scenes
from altotui.services.session import Session
from altotui.services.site_directory import SiteDirectory
from altotui.services.site_habits import SiteHabits
from altotui.services.targets import Targets

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from altotui.domain.clock import Clock
    from altotui.domain.routeros.language import Language
    from altotui.services.audit_trail import AuditTrail
    from altotui.services.brackets import Brackets
    from altotui.services.command_runner import CommandRunner
    from altotui.services.fan_out import FanOut
    from altotui.services.history import History, HistoryStore
    from altotui.services.inspector import Inspector
    from altotui.services.job_board import JobBoard
    from altotui.services.job_cancelling import JobCancelling
    from altotui.services.job_desk import JobDesk
    from altotui.services.job_drafts import JobDrafts, JobDraftsStore
    from altotui.services.job_plans import JobPlans
    from altotui.services.ports import Audit, LearnedStore, SdxApi, SitePrefsStore
    from altotui.services.shift_log import ShiftLog
    from altotui.services.site_details import SiteDetails
    from altotui.services.unlocking import Unlocking
    from altotui.services.watches import Watches


class Openers(Frozen):
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


class Services:
    """What the screen and the verbs work with.

    Of what `open_...` gives, `made` says whether anybody has asked for it.
    """

    def __init__(
        self,
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
    ) -> None:
        """Take what they work with.

        Args:
            api: The one client.
            clock: Of the run.
            openers: Open what is kept on this machine.
            is_locked: Writing can never be unlocked.
            relay: One that others publish through, too; None for a new one.
            audit: Where what is sent is written down; None keeps nothing.
            is_audit_optional: Writes are sent that could not be written down.
            job_endpoint: Where jobs usually go.
            random: Spreads polls; None leaves exact intervals.
        """
        self.api = api
        self.clock = clock
        self.relay = relay = relay or Relay()
        self._openers = openers
        self._audit = audit
        self._is_audit_optional = is_audit_optional
        self._job_endpoint = job_endpoint
        self._began_mono = clock.monotonic()
        self.session = Session(clock, relay, is_locked=is_locked)
        self.jobs = JobStore()
        self.fleet = FleetWatch(relay, clock)
        self.directory = SiteDirectory(api, self.session, clock, relay, random, self.fleet)
        self.marks = Marks(relay)
        self.job_marks = JobMarks(self.jobs, relay)
        self.habits = SiteHabits(openers.open_prefs, clock, relay)
        self.scenes = Scenes(self.marks, self.habits, self.jobs, self.fleet)
        self.targets = Targets(self.directory, self.marks, self.scenes.at)
        self.reader = LineReader(openers.load_language, openers.open_learned)
        self.watcher = JobWatcher(
            api, self.jobs, self.session, clock, relay, random=random, server_now=self.directory.server_now
        )

    # --- what sends, and writes down what is sent

    @cached_property
    def trail(self) -> AuditTrail:
        """Return the way to the audit file."""
        from altotui.services.audit_trail import AuditTrail

        return AuditTrail(self._audit, self.relay, is_optional=self._is_audit_optional)

    @cached_property
    def runner(self) -> CommandRunner:
        """Return what sends one line to one site."""
        from altotui.services.command_runner import CommandRunner

        return CommandRunner(self.api, self.session, self.trail, self.clock, self.relay)

    @cached_property
    def fan_out(self) -> FanOut:
        """Return what sends one line to many sites."""
        from altotui.services.fan_out import FanOut

        return FanOut(self.runner, self.clock, self.relay)

    @cached_property
    def desk(self) -> JobDesk:
        """Return what queues jobs and cancels them."""
        from altotui.services.job_desk import JobDesk

        return JobDesk(
            self.api,
            self.jobs,
            self.watcher,
            self.session,
            self.trail,
            self.clock,
            self.relay,
            self._job_endpoint,
            self.directory.server_now,
        )

    @cached_property
    def unlocking(self) -> Unlocking:
        """Return what allows writes."""
        from altotui.services.unlocking import Unlocking

        return Unlocking(self.session, self.trail)

    @cached_property
    def history(self) -> History:
        """Return what was typed."""
        from altotui.services.history import History

        return History(self._openers.open_history, self.clock, self.relay)

    @property
    def has_history(self) -> bool:
        """Return whether anything was typed or looked up: only then there is something to keep."""
        return "history" in vars(self)

    def make_inspector(self) -> Inspector:
        """Return what asks routers about their language."""
        from altotui.services.inspector import Inspector

        return Inspector(self.api, self.reader, self.trail, self.clock)

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

    # --- what is made when it is first asked for

    @once
    def open_board(self) -> JobBoard:
        """Return what judges the jobs."""
        from altotui.services.job_board import JobBoard

        return JobBoard(self.jobs, self.directory)

    @once
    def open_brackets(self) -> Brackets:
        """Return what reads routers before and after jobs."""
        from altotui.services.brackets import Brackets

        return Brackets(self.runner, self.jobs, self.clock, self.relay, server_now=self.directory.server_now)

    @once
    def open_cancelling(self) -> JobCancelling:
        """Return what cancels several jobs."""
        from altotui.services.job_cancelling import JobCancelling

        return JobCancelling(self.desk, self.job_marks, self.relay)

    @once
    def open_details(self) -> SiteDetails:
        """Return what a panel tells of one site."""
        from altotui.services.site_details import SiteDetails

        return SiteDetails(self.api, self.session, self.directory, self.clock, self.relay)

    @once
    def open_drafts(self) -> JobDrafts:
        """Return what keeps drafts and scripts."""
        from altotui.services.job_drafts import JobDrafts

        return JobDrafts(self._openers.open_job_drafts, self.clock, self.relay)

    @once
    def open_plans(self) -> JobPlans:
        """Return what queues a job on several sites."""
        from altotui.services.job_plans import JobPlans

        return JobPlans(self.desk, self.clock, self.relay)

    @once
    def open_shift_log(self) -> ShiftLog:
        """Return what keeps what happens; it hears of events when it has been made."""
        from altotui.services.shift_log import ShiftLog

        run_s = self.clock.monotonic() - self._began_mono
        since = self.directory.server_now() - timedelta(seconds=run_s)
        return ShiftLog(self.directory, self.jobs, self.fleet, self.session, self.trail, since)

    @once
    def open_watches(self) -> Watches:
        """Return what repeats lines."""
        from altotui.services.watches import Watches

        return Watches(self.runner, self.session, self.clock, self.relay, lambda: self.api.budget)
