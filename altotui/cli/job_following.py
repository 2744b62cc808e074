"""Follows the jobs of some sites: prints each change when it comes, and knows when there is nothing left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from altotui.cli.exit_codes import ExitCode
from altotui.cli.headless import say
from altotui.cli.job_listing import FAILED_STATES, JobListing
from altotui.domain.budget import Priority
from altotui.domain.errors import AltotuiError, ApiError, Forbidden, NotFound, SessionExpired
from altotui.domain.ids import JobId, SiteId
from altotui.domain.site import Site
from altotui.services.events import Event, JobsChanged, PollHealthChanged
from altotui.services.suite import Services

_ASK_IDLE_EVERY_S = 20.0
_IDLE_SHARE_S = 3.0
"""At least so long for each site in one round, so that a large fleet leaves most of the request budget alone."""

PrintChanges = Callable[[Site, frozenset[JobId]], None]


class Following:
    """One watch over the jobs of some sites."""

    def __init__(self, services: Services, listing: JobListing, print_changes: PrintChanges | None) -> None:
        """Follow what `listing` wants to see; None for `print_changes` waits in silence."""
        self._services = services
        self._listing = listing
        self._print_changes = print_changes
        self._by_id = {site.id: site for site in listing.sites}
        self._answered: set[SiteId] = set()
        self._refused: set[SiteId] = set()

    async def run(self, *, until_done: bool) -> ExitCode:
        """Follow until stopped, or until every site has answered and no job is open.

        Raises:
            SessionExpired: The API refuses the token.
        """
        events: asyncio.Queue[Event] = asyncio.Queue()
        self._services.relay.connect(events.put_nowait)
        if len(self._by_id) == 1:
            self._services.watcher.choose(next(iter(self._by_id)))
        else:
            self._wake_idle(Priority.FANOUT)
        ended: ExitCode | Exception
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._services.watcher.run()), group.create_task(self._ask_idle())]
            try:
                ended = await self._take_events(events, until_done=until_done)
            except (AltotuiError, BrokenPipeError) as problem:  # kept out of the group, which would wrap it
                ended = problem
            finally:
                for task in tasks:
                    task.cancel()
        self._services.relay.connect(None)
        if isinstance(ended, Exception):
            raise ended
        return ended

    async def _take_events(self, events: asyncio.Queue[Event], *, until_done: bool) -> ExitCode:
        while not (until_done and self._is_done()):
            event = await events.get()
            if isinstance(event, JobsChanged) and event.site_id in self._by_id:
                self._answered.add(event.site_id)
                self._refused.discard(event.site_id)
                if self._print_changes is not None:
                    self._print_changes(self._by_id[event.site_id], event.added | event.updated)
            elif isinstance(event, PollHealthChanged) and event.error is not None:
                self._take_failure(event.site_id, event.error)
        return self._exit_code()

    def _take_failure(self, site_id: SiteId, error: ApiError) -> None:
        say(f"{self._services.directory.name_of(site_id)}: {error}")
        if isinstance(error, SessionExpired):
            raise error
        if isinstance(error, Forbidden | NotFound):
            self._refused.add(site_id)

    def _is_done(self) -> bool:
        if self._by_id.keys() - self._answered - self._refused:
            return False
        return not self._listing.is_any_open()

    def _exit_code(self) -> ExitCode:
        is_whole = not self._refused and FAILED_STATES.isdisjoint(self._listing.states())
        return ExitCode.OK if is_whole else ExitCode.INCOMPLETE

    async def _ask_idle(self) -> None:
        """Ask now and then for the sites that the watcher leaves alone, because no job is open there."""
        while True:
            await self._services.clock.sleep(max(_ASK_IDLE_EVERY_S, _IDLE_SHARE_S * len(self._by_id)))
            self._wake_idle(Priority.BACKGROUND)

    def _wake_idle(self, priority: Priority) -> None:
        for site_id in self._by_id.keys() - self._refused - set(self._services.jobs.sites_with_open_jobs()):
            self._services.watcher.wake(site_id, priority)
