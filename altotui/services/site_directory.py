"""Every site, as last listed: kept fresh in the background, found by name, shared by all panes."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from altotui.domain.budget import Priority
from altotui.domain.errors import ApiError, InvalidInput, SessionExpired
from altotui.domain.ids import SiteId, is_uuid
from altotui.services.events import ListSource, SitesChanged, SitesUnavailable
from altotui.services.poll_planner import spread_of

if TYPE_CHECKING:
    from random import Random

    from altotui.domain.clock import Clock
    from altotui.domain.site import Site, SiteList
    from altotui.services.fleet_watch import FleetWatch
    from altotui.services.ports import Publish, SdxApi
    from altotui.services.session import Session

REFRESH_EVERY_S = 60.0
_MAX_BACKOFF_S = 600.0
_MAX_DOUBLINGS = 4
_MAX_SUGGESTIONS = 3


class SiteDirectory:
    """The list of sites and its age."""

    def __init__(
        self,
        api: SdxApi,
        session: Session,
        clock: Clock,
        publish: Publish,
        random: Random | None = None,
        fleet: FleetWatch | None = None,
    ) -> None:
        """Take what it works with.

        Args:
            api: Gives the list.
            session: Says whether the token is taken.
            clock: Of the run.
            publish: Takes the events.
            random: Spreads the refreshes; None leaves them exact.
            fleet: Hears every complete list; None where nobody wants to know what changes.
        """
        self._api = api
        self._random = random
        self._session = session
        self._clock = clock
        self._publish = publish
        self._fleet = fleet
        self._by_id: dict[SiteId, Site] = {}
        self.listed: SiteList | None = None
        """The newest list; None before the first."""
        self.source = ListSource.CACHED
        self.came_live = asyncio.Event()
        """Set when the first list came from the API."""
        self._server_ahead = timedelta()
        self._questions = count(1)
        self._answered = 0
        """Number of the newest question whose answer was taken."""

    def take(self, listed: SiteList, source: ListSource) -> None:
        """Make `listed` the list and tell the screen; a cached one never replaces one of the API."""
        if source is ListSource.CACHED and self.came_live.is_set():
            return
        self.listed = listed
        self.source = source
        self._by_id = {}
        if source is ListSource.LIVE:
            self._server_ahead = listed.as_of - self._clock.now()
            self.came_live.set()
        self._publish(SitesChanged(listed, source, is_complete=listed.total is None))
        if listed.total is None and self._fleet is not None:
            self._fleet.hear(listed, source)

    def server_now(self) -> datetime:
        """Return the time by the server's clock, as far as its last list told."""
        try:
            return self._clock.now() + self._server_ahead
        except OverflowError:  # a server that lives in the last year of all
            return self._clock.now()

    def age_s(self) -> float | None:
        """Return how old the list is; None before the first."""
        return (self.server_now() - self.listed.as_of).total_seconds() if self.listed else None

    async def load(self, priority: Priority = Priority.REFRESH) -> SiteList:
        """Ask for the list once and return the newest; a failure raises ApiError and keeps the old list.

        An answer that is overtaken by that to a later question is dropped. What the list changes is found by whoever
        runs the watch over the fleet: nothing that goes wrong there keeps a list away, or ends the refreshing.
        """
        question = next(self._questions)
        try:
            expected = len(self.listed.sites) if self.listed else 0
            listed = await self._api.list_sites(priority=priority, expected=expected)
        except SessionExpired:
            self._session.token_refused()
            raise
        self._session.token_accepted()
        if question < self._answered:
            return self.listed or listed
        self._answered = question
        self.take(listed, ListSource.LIVE)
        if self._fleet is not None:
            self._fleet.wake()
        return listed

    async def refresh(self, priority: Priority = Priority.REFRESH) -> bool:
        """Ask for the list once; return whether it came. A failure keeps the old list and says so."""
        try:
            await self.load(priority)
        except ApiError as error:
            self._publish(SitesUnavailable(error, self.listed.as_of if self.listed else None))
            return False
        return True

    async def run(self, first_after_s: float = 0.0) -> None:
        """Refresh for ever, further and further apart while it fails, and not at all while the token is refused."""
        await self._clock.sleep(first_after_s)
        failures = 0
        while True:
            await self._session.token_taken.wait()
            first = self.listed is None or self.source is ListSource.CACHED
            priority = Priority.REFRESH if first else Priority.BACKGROUND
            failures = 0 if await self.refresh(priority) else failures + 1
            delay_s = REFRESH_EVERY_S * 2 ** min(failures, _MAX_DOUBLINGS)
            await self._clock.sleep(min(delay_s, _MAX_BACKOFF_S) * spread_of(self._random))

    def get(self, site_id: SiteId) -> Site | None:
        """Return the site with that id, or None."""
        if not self._by_id and self.listed:
            self._by_id = {site.id: site for site in self.listed.sites}
        return self._by_id.get(site_id)

    def name_of(self, site_id: SiteId) -> str:
        """Return the name of a site; its id when it is not in the list."""
        site = self.get(site_id)
        return site.name if site else site_id

    def find(self, text: str) -> Site:
        """Return the one site that `text` names: its id, pid, exact name or identity, or the start of one name.

        Raises:
            InvalidInput: There is none, or more than one; the message lists some.
        """
        wanted = text.strip().casefold()
        sites = self.listed.sites if self.listed else ()
        if is_uuid(wanted):
            exact = [site for site in sites if site.id == wanted]
        else:
            exact = [
                site
                for site in sites
                if wanted
                and wanted
                in (site.name.casefold(), (site.identity or "").casefold(), (site.pid or "").casefold())
            ]
        found = exact or [site for site in sites if wanted and site.name.casefold().startswith(wanted)]
        if len(found) == 1:
            return found[0]
        if not found:
            raise InvalidInput(f"there is no site {text[:60]!a}", "`altotui sites` lists them")
        some = ", ".join(site.name for site in found[:_MAX_SUGGESTIONS])
        raise InvalidInput(f"{text[:60]!a} names {len(found)} sites", f"be exact, as in {some}")
