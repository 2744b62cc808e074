"""What a panel tells of one site: its load, heartbeats and faults, asked for when somebody looks at it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from math import inf
from typing import Any, Generic, NamedTuple, TypeVar

from altotui.domain.budget import Priority
from altotui.domain.clock import Clock
from altotui.domain.errors import ApiError, Busy, Forbidden, NotFound, Paused, SessionExpired
from altotui.domain.ids import SiteId
from altotui.domain.site_history import Fault, HeartbeatHour, Sample
from altotui.services.events import SiteDetailsChanged
from altotui.services.ports import Publish, SdxApi
from altotui.services.session import Session
from altotui.services.site_directory import SiteDirectory

MOST_SITES = 200
"""Kept in memory."""
AT_A_TIME = 3
"""Questions on their way: as many as one site has kinds, so that scrolling never makes a pile of them."""
TRY_AGAIN_AFTER_S = 30.0
_BEFORE_TODAY = timedelta(days=2)
"""Three days are more than 48 hours, and so come as averages of each hour (altostrat-api.md 7)."""


class Kind(StrEnum):
    """What is asked for by itself: the members of `Details`, in their order."""

    SAMPLES = "samples"
    HEARTBEATS = "heartbeats"
    FAULTS = "faults"


KEPT_S = {Kind.SAMPLES: 600.0, Kind.HEARTBEATS: 600.0, Kind.FAULTS: 120.0}
"""How long an answer is good enough."""

T = TypeVar("T")


class Known(NamedTuple, Generic[T]):
    """What is known of one kind; a failure leaves the older answer standing."""

    value: T | None = None
    as_of: datetime | None = None
    """When it came, by the server's clock as `SiteDirectory.server_now` tells it: its times are compared with this
    one. None while there was no answer.
    """
    error: ApiError | None = None
    """How the newest question ended when it brought no answer."""
    failed_at: datetime | None = None
    """By the server's clock too."""
    is_asking: bool = False
    """Whether it is asked for now, or waits for its turn."""
    is_available: bool = True
    """False where the platform keeps no such thing: there is no value then, and nothing has failed."""


class Details(NamedTuple):
    """What is known of one site, at this moment."""

    samples: Known[tuple[Sample, ...]] = Known()
    """Averages of each hour, of today and the two days before, oldest first."""
    heartbeats: Known[tuple[HeartbeatHour, ...]] = Known()
    """The hours of the last day, oldest first."""
    faults: Known[tuple[Fault, ...]] = Known()
    """At most `site_history.MOST_FAULTS`, newest first."""


class _Kept:
    """What is known of one site, and the monotonic time at which each kind is due."""

    def __init__(self) -> None:
        self.known: dict[Kind, Known[Any]] = dict.fromkeys(Kind, Known())
        """With times by our clock: how far the server's is ahead may be learned after an answer came."""
        self.due_mono = dict.fromkeys(Kind, -inf)


class _Question:
    """One question that is asked, or waits for its turn."""

    def __init__(self) -> None:
        self.has_left = False
        self.cancel: Callable[[], object] = lambda: None

    def leave(self) -> None:
        """Note that the request has its turn."""
        self.has_left = True


class SiteDetails:
    """The details of the sites somebody looked at; asks for those of one site at a time, each kind by itself."""

    def __init__(
        self, api: SdxApi, session: Session, directory: SiteDirectory, clock: Clock, publish: Publish
    ) -> None:
        self._api = api
        self._session = session
        self._directory = directory
        self._clock = clock
        self._publish = publish
        self._kept: dict[SiteId, _Kept] = {}
        """The site that was wanted last comes last."""
        self._under_way: dict[tuple[SiteId, Kind], _Question] = {}
        self._turns = asyncio.Semaphore(AT_A_TIME)
        self._wanted: SiteId | None = None
        self._is_waiting = False

    def of(self, site_id: SiteId) -> Details:
        """Return what is known of that site; it asks for nothing."""
        known = (self._kept.get(site_id) or _Kept()).known
        return Details(*(self._told(site_id, kind, known[kind]) for kind in Kind))

    def _told(self, site_id: SiteId, kind: Kind, known: Known[Any]) -> Known[Any]:
        return known._replace(
            as_of=self._by_server(known.as_of),
            failed_at=self._by_server(known.failed_at),
            is_asking=(site_id, kind) in self._under_way,
        )

    def _by_server(self, at: datetime | None) -> datetime | None:
        """Return a time of our clock as one of the server's, by what is known of the difference now."""
        if at is None:
            return None
        try:
            return self._directory.server_now() - (self._clock.now() - at)
        except OverflowError:  # a server that lives in the first year of all
            return at

    async def want(self, site_id: SiteId, priority: Priority = Priority.WATCHED) -> None:
        """Ask for what is missing or old of the site that is looked at, and return when it has come or failed.

        Questions about other sites that have not left are given up. While the token is refused it waits until
        one is taken, then asks for the site that is looked at by then. Cheap when there is nothing to ask, so it may
        be called as often as the screen likes; it never raises ApiError.
        """
        self._wanted = site_id
        self._drop_waiting(but=site_id)
        self._keep(site_id)
        if self._session.is_expired:
            if self._is_waiting:  # the one that waits will ask for this site
                return
            await self._wait_for_token()
        if self._wanted is not None:
            await self._ask_due(self._wanted, priority)

    def give_up(self) -> None:
        """Drop every question that has not left: nobody looks at any site now."""
        self._wanted = None
        self._drop_waiting(but=None)

    def _keep(self, site_id: SiteId) -> None:
        """Make that site the one wanted last, and forget the one that nobody wanted for longest."""
        kept = self._kept.pop(site_id, None)
        self._kept[site_id] = kept or _Kept()
        if len(self._kept) > MOST_SITES:
            del self._kept[next(iter(self._kept))]

    async def _wait_for_token(self) -> None:
        self._is_waiting = True
        try:
            await self._session.token_taken.wait()
        finally:
            self._is_waiting = False

    # --- questions

    async def _ask_due(self, site_id: SiteId, priority: Priority) -> None:
        now_mono = self._clock.monotonic()
        due_mono = self._kept[site_id].due_mono
        due = [kind for kind in Kind if due_mono[kind] <= now_mono and (site_id, kind) not in self._under_way]
        if not due:
            return
        async with asyncio.TaskGroup() as group:
            for kind in due:
                question = self._under_way[site_id, kind] = _Question()
                asking = group.create_task(self._ask(site_id, kind, question, priority))
                question.cancel = asking.cancel
                # A task that is cancelled, perhaps before it began, cannot say so itself.
                asking.add_done_callback(partial(self._ended, site_id, kind, question))
            self._publish(SiteDetailsChanged(site_id))

    def _ended(self, site_id: SiteId, kind: Kind, question: _Question, _: object = None) -> None:
        if self._under_way.get((site_id, kind)) is question:
            del self._under_way[site_id, kind]
            self._publish(SiteDetailsChanged(site_id))

    def _drop_waiting(self, *, but: SiteId | None) -> None:
        """Cancel what has not left, other than about `but`; what has left may still bring its answer."""
        waiting = [(key, one) for key, one in self._under_way.items() if key[0] != but and not one.has_left]
        for key, question in waiting:
            del self._under_way[key]  # at once: it may be wanted again before the task has ended
            question.cancel()
        for site_id in dict.fromkeys(key[0] for key, _ in waiting):
            self._publish(SiteDetailsChanged(site_id))

    async def _ask(self, site_id: SiteId, kind: Kind, question: _Question, priority: Priority) -> None:
        async with self._turns:
            try:
                value = await self._answer(site_id, kind, priority, question)
            except ApiError as error:
                self._failed(site_id, kind, error)
            else:
                self._answered(site_id, kind, value, question)
        self._ended(site_id, kind, question)

    async def _answer(
        self, site_id: SiteId, kind: Kind, priority: Priority, question: _Question
    ) -> object | None:
        """Return what the API says; None where it keeps no such thing."""
        if kind is Kind.SAMPLES:
            today = self._directory.server_now().date()
            return await self._api.list_samples(
                site_id, today - _BEFORE_TODAY, today, priority=priority, on_leaving=question.leave
            )
        if kind is Kind.HEARTBEATS:
            return await self._api.list_heartbeats(site_id, priority=priority, on_leaving=question.leave)
        site = self._directory.get(site_id)
        return await self._api.list_faults(
            site_id, pid=site.pid if site else None, priority=priority, on_leaving=question.leave
        )

    def _answered(self, site_id: SiteId, kind: Kind, value: object | None, question: _Question) -> None:
        if question.has_left:
            self._session.token_accepted()
        known = Known(value, self._clock.now(), is_available=value is not None)
        self._put(site_id, kind, known, KEPT_S[kind])

    def _failed(self, site_id: SiteId, kind: Kind, error: ApiError) -> None:
        if isinstance(error, SessionExpired):
            self._session.token_refused()
        kept = self._kept.get(site_id)
        if kept is None:
            return
        again_in_s = TRY_AGAIN_AFTER_S
        if isinstance(error, Forbidden | NotFound):  # no word that would be another one soon
            again_in_s = KEPT_S[kind]
        elif isinstance(error, Busy | Paused) and error.retry_after_s:
            again_in_s = max(again_in_s, error.retry_after_s)
        known = kept.known[kind]._replace(error=error, failed_at=self._clock.now())
        self._put(site_id, kind, known, again_in_s)

    def _put(self, site_id: SiteId, kind: Kind, known: Known[Any], good_for_s: float) -> None:
        kept = self._kept.get(site_id)
        if kept is not None:  # else it was forgotten meanwhile
            kept.known[kind] = known
            kept.due_mono[kind] = self._clock.monotonic() + good_for_s
