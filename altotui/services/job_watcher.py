"""Keeps the jobs that may still change up to date: plan, ask, store, tell; one loop for the whole fleet."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import TYPE_CHECKING

from altotui.domain.budget import Priority
from altotui.domain.clock import Clock, sleep_or_event
from altotui.domain.errors import ApiError, Busy, Forbidden, NotFound, Paused, SessionExpired
from altotui.services.events import JobsChanged, PollHealthChanged, PollPaceChanged
from altotui.services.poll_planner import (
    Pace,
    PollPolicy,
    PollTarget,
    interval_s,
    next_question,
    pace_of,
    spread_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime
    from random import Random

    from altotui.domain.ids import SiteId
    from altotui.domain.job import Job
    from altotui.services.job_store import JobStore
    from altotui.services.ports import Publish, SdxApi
    from altotui.services.session import Session

_BUDGET_HOLDS_S = 60.0
"""After a refusal the budget grows in steps of a minute: no wait that was stretched by it is believed for longer."""


class JobWatcher:
    """Asks for the jobs of sites that have open ones, and of those that are watched.

    At most one poll is under way, and besides it what people ask for; never two questions about the same site.
    Polls are spaced: after a sleep, a pause or an outage every site that is due is asked once, one after the other.
    """

    AT_A_TIME = 4

    def __init__(
        self,
        api: SdxApi,
        store: JobStore,
        session: Session,
        clock: Clock,
        publish: Publish,
        policy: PollPolicy | None = None,
        random: Random | None = None,
        server_now: Callable[[], datetime] | None = None,
    ) -> None:
        """Take what it works with.

        Args:
            api: Who is asked.
            store: Where answers are kept.
            session: Whether the token is taken.
            clock: Of the run.
            publish: Takes what changed.
            policy: How often to ask.
            random: Spreads the intervals; None leaves them exact.
            server_now: Gives the server's time, by which observed changes are noted; None: that of `clock`.
        """
        self._api = api
        self._store = store
        self._session = session
        self._clock = clock
        self._publish = publish
        self._policy = policy or PollPolicy()
        self._random = random
        self._server_now = server_now or clock.now
        self._spread: dict[SiteId, float] = {}
        self._questions = count(1)
        self._asked_mono: dict[SiteId, float] = {}
        self._answered_mono: dict[SiteId, float] = {}
        self._failures: dict[SiteId, int] = {}
        self._parked: set[SiteId] = set()
        self._wanted: dict[SiteId, Priority] = {}
        self._under_way: dict[SiteId, Priority] = {}
        self._woken = asyncio.Event()
        self._polled_mono: float | None = None
        self._visible: frozenset[SiteId] = frozenset()
        self._made: dict[SiteId, PollTarget] = {}
        """Targets as they are until something changes: a job for a whole fleet makes thousands of them."""
        self._made_for: tuple[object, ...] = ()
        self._turns_of_health = 0
        self._paced_for: tuple[object, ...] = ()
        self._told_pace = Pace().words
        self.chosen: SiteId | None = None
        self.live: frozenset[SiteId] = frozenset()
        """The sites that a person watches besides the chosen one."""
        self.skipped = 0
        """Polls that came due and were not sent in time, because the machine slept, answers took long or the token
        was refused; they are not made up for."""

    def choose(self, site_id: SiteId) -> None:
        """Make `site_id` the chosen site and ask for its jobs now."""
        self.chosen = site_id
        self.wake(site_id)

    def watch_live(self, site_id: SiteId) -> bool:
        """Watch a site, and ask for its jobs now, or watch it no more; return whether it is in `live` now.

        The chosen site is watched either way.
        """
        self.live ^= {site_id}
        if site_id not in self.live:
            self._woken.set()
            return False
        self.wake(site_id)
        return True

    def look_at(self, site_ids: Collection[SiteId]) -> None:
        """Say which sites are on the screen: their open jobs are asked for more often."""
        visible = frozenset(site_ids)
        if visible != self._visible:
            self._visible = visible
            self._woken.set()

    def pace(self) -> Pace:
        """Return how often sites are asked at this time, stretched by the budget as it is."""
        return pace_of(self._targets(), self._budgeted(), is_paused=self._session.is_expired)

    def wake(self, site_id: SiteId, priority: Priority = Priority.REFRESH) -> None:
        """Ask for the jobs of `site_id` at once; several calls before the answer are one question."""
        self._wanted[site_id] = min(priority, self._wanted.get(site_id, priority))
        if site_id in self._parked:
            self._parked.discard(site_id)
            self._turns_of_health += 1
        self._woken.set()

    def asked_within(self, site_id: SiteId, seconds: float) -> bool:
        """Return whether the jobs of that site were asked for in the last so many seconds of the clock."""
        asked_mono = self._asked_mono.get(site_id)
        return asked_mono is not None and self._clock.monotonic() - asked_mono <= seconds

    async def run(self) -> None:
        """Poll for ever, while the API takes the token; ends only by cancellation."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._tell_pace()
                if self._session.is_expired:
                    await self._session.token_taken.wait()
                    continue
                site_id, priority, delay_s = self._next()
                if site_id is None:
                    self._woken.clear()
                    await sleep_or_event(self._clock, delay_s, self._woken)
                else:
                    self._under_way[site_id] = priority
                    self._wanted.pop(site_id, None)
                    if priority.is_poll:
                        self._polled_mono = self._clock.monotonic()
                    group.create_task(self._ask_planned(site_id, priority))

    async def _ask_planned(self, site_id: SiteId, priority: Priority) -> None:
        try:
            await self.ask(site_id, priority)
        finally:
            del self._under_way[site_id]
            self._woken.set()

    def _next(self) -> tuple[SiteId | None, Priority, float]:
        """Return the site to ask now, or None, with what priority, and the seconds until that may change."""
        wanted = [site_id for site_id in self._wanted if site_id not in self._under_way]
        by_people = [site_id for site_id in wanted if not self._wanted[site_id].is_poll]
        is_polling = any(priority.is_poll for priority in self._under_way.values())
        may_ask = by_people if is_polling else by_people or wanted
        if len(self._under_way) >= self.AT_A_TIME:
            return None, Priority.BACKGROUND, self._policy.max_backoff_s
        if may_ask:
            site_id = min(may_ask, key=self._last_asked)
            return site_id, self._wanted[site_id], 0.0
        if is_polling:
            return None, Priority.BACKGROUND, self._policy.max_backoff_s
        targets = [target for target in self._targets() if target.site_id not in self._under_way]
        question = next_question(targets, self._clock.monotonic(), self._budgeted(), self._polled_mono)
        self.skipped += question.skipped
        is_seen = question.site_id in self._visible or self._is_watched(question.site_id)
        priority = Priority.WATCHED if is_seen else Priority.BACKGROUND
        return question.site_id, priority, min(question.delay_s, _BUDGET_HOLDS_S)

    def _budgeted(self) -> PollPolicy:
        most = min(self._policy.max_per_minute, self._api.budget.polls_per_minute)
        return self._policy._replace(max_per_minute=most)

    def _is_watched(self, site_id: SiteId | None) -> bool:
        return site_id is not None and (site_id == self.chosen or site_id in self.live)

    def _last_asked(self, site_id: SiteId) -> tuple[float, SiteId]:
        """Return a key that puts first who has waited longest, so that nobody's turn never comes."""
        return self._asked_mono.get(site_id, -1.0), site_id

    def _targets(self) -> list[PollTarget]:
        """Return every site that is asked now and then, those included that are being asked."""
        site_ids = dict.fromkeys(self._store.sites_with_open_jobs())
        site_ids |= dict.fromkeys(self.live)
        if self.chosen is not None:
            site_ids[self.chosen] = None
        if (made_for := self._targets_rest_on()) != self._made_for:
            self._made_for = made_for
            self._made.clear()
        made = self._made
        return [
            made.get(site_id) or self._target(site_id) for site_id in site_ids if site_id not in self._parked
        ]

    def _targets_rest_on(self) -> tuple[object, ...]:
        """Return what all targets rest on besides what is learned by asking."""
        return self.chosen, self.live, self._visible, self._store.version

    def _target(self, site_id: SiteId) -> PollTarget:
        target = self._made[site_id] = PollTarget(
            site_id,
            self._asked_mono.get(site_id),
            self._is_watched(site_id),
            site_id in self._visible,
            self._store.has_open_jobs(site_id),
            self._store.is_active(site_id),
            self._failures.get(site_id, 0),
            self._spread.get(site_id, 1.0),
        )
        return target

    def _tell_pace(self) -> None:
        """Publish the pace when its words are others; it is worked out only when something moved that it rests on."""
        most = self._api.budget.polls_per_minute
        rests_on = (*self._targets_rest_on(), self._turns_of_health, most, self._session.is_expired)
        if rests_on == self._paced_for:
            return
        self._paced_for = rests_on
        pace = self.pace()
        if pace.words != self._told_pace:
            self._told_pace = pace.words
            self._publish(PollPaceChanged(pace))

    def answered_ago_s(self, site_id: SiteId) -> float | None:
        """Return how old what is known of the jobs of that site is, by the clock; None before the first answer."""
        answered_mono = self._answered_mono.get(site_id)
        return None if answered_mono is None else self._clock.monotonic() - answered_mono

    async def ask(self, site_id: SiteId, priority: Priority = Priority.REFRESH) -> None:
        """Ask for the jobs of one site, once, and publish what changed."""
        question = next(self._questions)
        self._wanted.pop(site_id, None)
        self._asked_mono[site_id] = self._clock.monotonic()
        self._spread[site_id] = spread_of(self._random)
        self._made.pop(site_id, None)
        try:
            jobs = await self._api.list_jobs(site_id, priority=priority)
        except ApiError as error:
            self._failed(site_id, error)
            return
        self._answered_mono[site_id] = self._clock.monotonic()
        self._session.token_accepted()
        if site_id in self._wanted:
            return  # woken since: this answer may be older than what woke us, and a new one is due
        has_failed = self._failures.pop(site_id, 0) > 0
        changed = self._merge(site_id, jobs, question)
        if has_failed:
            self._turns_of_health += 1
            self._publish(PollHealthChanged(site_id, 0, 0.0, None))
        if changed:
            self._publish(changed)

    def _merge(self, site_id: SiteId, jobs: tuple[Job, ...], question: int) -> JobsChanged | None:
        is_fresh = self._targets_rest_on() == self._made_for
        changed = self._store.merge(site_id, jobs, seen_at=self._server_now(), question=question)
        self._made.pop(site_id, None)
        if is_fresh:  # what other targets rest on has not changed
            self._made_for = self._targets_rest_on()
        return changed

    def _failed(self, site_id: SiteId, error: ApiError) -> None:
        failures = self._failures.get(site_id, 0) + 1
        self._failures[site_id] = failures
        self._made.pop(site_id, None)
        self._turns_of_health += 1
        if isinstance(error, SessionExpired):
            self._session.token_refused()
        elif isinstance(error, Forbidden | NotFound):
            self._parked.add(site_id)
        next_try_in_s = interval_s(self._target(site_id)._replace(spread=1.0), self._policy)
        if isinstance(error, Busy | Paused) and error.retry_after_s:
            next_try_in_s = max(next_try_in_s, error.retry_after_s)
        self._publish(PollHealthChanged(site_id, failures, next_try_in_s, error))
