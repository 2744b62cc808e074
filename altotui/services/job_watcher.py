"""Keeps the jobs that may still change up to date: plan, ask, store, tell; one loop for the whole fleet."""

from __future__ import annotations

import asyncio
from itertools import count
from random import Random

from altotui.domain.budget import Priority
from altotui.domain.clock import Clock, sleep_or_event
from altotui.domain.errors import ApiError, Busy, Forbidden, NotFound, Paused, SessionExpired
from altotui.domain.ids import SiteId
from altotui.domain.job import JobState
from altotui.services.events import PollHealthChanged
from altotui.services.job_store import JobStore
from altotui.services.poll_planner import PollPolicy, PollTarget, interval_s, next_question, spread_of
from altotui.services.ports import Publish, SdxApi
from altotui.services.session import Session

_BUDGET_HOLDS_S = 60.0
"""After a refusal the budget grows in steps of a minute: no wait that was stretched by it is believed for longer."""


class JobWatcher:
    """Asks for the jobs of sites that have open ones, and of the chosen site when it is chosen.

    At most one poll is under way, and besides it what people ask for; never two questions about the same site.
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
    ) -> None:
        """Take what it works with; `random` spreads the intervals, None leaves them exact."""
        self._api = api
        self._store = store
        self._session = session
        self._clock = clock
        self._publish = publish
        self._policy = policy or PollPolicy()
        self._random = random
        self._spread: dict[SiteId, float] = {}
        self._questions = count(1)
        self._asked_mono: dict[SiteId, float] = {}
        self._failures: dict[SiteId, int] = {}
        self._parked: set[SiteId] = set()
        self._wanted: dict[SiteId, Priority] = {}
        self._under_way: dict[SiteId, Priority] = {}
        self._woken = asyncio.Event()
        self.chosen: SiteId | None = None

    def choose(self, site_id: SiteId) -> None:
        """Make `site_id` the chosen site and ask for its jobs now."""
        self.chosen = site_id
        self.wake(site_id)

    def wake(self, site_id: SiteId, priority: Priority = Priority.REFRESH) -> None:
        """Ask for the jobs of `site_id` at once; several calls before the answer are one question."""
        self._wanted[site_id] = min(priority, self._wanted.get(site_id, priority))
        self._parked.discard(site_id)
        self._woken.set()

    def asked_within(self, site_id: SiteId, seconds: float) -> bool:
        """Return whether the jobs of that site were asked for in the last so many seconds of the clock."""
        asked_mono = self._asked_mono.get(site_id)
        return asked_mono is not None and self._clock.monotonic() - asked_mono <= seconds

    async def run(self) -> None:
        """Poll for ever, while the API takes the token; ends only by cancellation."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._session.token_taken.wait()
                site_id, priority, delay_s = self._next()
                if site_id is None:
                    self._woken.clear()
                    await sleep_or_event(self._clock, delay_s, self._woken)
                else:
                    self._under_way[site_id] = priority
                    self._wanted.pop(site_id, None)
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
        most = min(self._policy.max_per_minute, self._api.budget.polls_per_minute)
        policy = self._policy._replace(max_per_minute=most)
        due, delay_s = next_question(self._targets(), self._clock.monotonic(), policy)
        priority = Priority.WATCHED if due == self.chosen else Priority.BACKGROUND
        return due, priority, min(delay_s, _BUDGET_HOLDS_S)

    def _last_asked(self, site_id: SiteId) -> tuple[float, SiteId]:
        """Return a key that puts first who has waited longest, so that nobody's turn never comes."""
        return self._asked_mono.get(site_id, -1.0), site_id

    def _targets(self) -> list[PollTarget]:
        return [
            PollTarget(
                site_id,
                is_chosen=site_id == self.chosen,
                is_active=self._is_active(site_id),
                asked_mono=self._asked_mono.get(site_id),
                failures=self._failures.get(site_id, 0),
                spread=self._spread.get(site_id, 1.0),
            )
            for site_id in self._store.sites_with_open_jobs()
            if site_id not in self._parked and site_id not in self._under_way
        ]

    def _is_active(self, site_id: SiteId) -> bool:
        return any(
            record.job.is_open and (record.job.express or record.job.state is JobState.RUNNING)
            for record in self._store.of_site(site_id)
        )

    async def ask(self, site_id: SiteId, priority: Priority = Priority.REFRESH) -> None:
        """Ask for the jobs of one site, once, and publish what changed."""
        question = next(self._questions)
        self._wanted.pop(site_id, None)
        self._asked_mono[site_id] = self._clock.monotonic()
        self._spread[site_id] = spread_of(self._random)
        try:
            jobs = await self._api.list_jobs(site_id, priority=priority)
        except ApiError as error:
            self._failed(site_id, error)
            return
        self._session.token_accepted()
        if site_id in self._wanted:
            return  # woken since: this answer may be older than what woke us, and a new one is due
        changed = self._store.merge(site_id, jobs, seen_at=self._clock.now(), question=question)
        if self._failures.pop(site_id, 0):
            self._publish(PollHealthChanged(site_id, 0, 0.0, None))
        if changed:
            self._publish(changed)

    def _failed(self, site_id: SiteId, error: ApiError) -> None:
        failures = self._failures.get(site_id, 0) + 1
        self._failures[site_id] = failures
        if isinstance(error, SessionExpired):
            self._session.token_refused()
        elif isinstance(error, Forbidden | NotFound):
            self._parked.add(site_id)
        is_chosen = site_id == self.chosen
        target = PollTarget(site_id, is_chosen, self._is_active(site_id), self._asked_mono[site_id], failures)
        next_try_in_s = interval_s(target, self._policy)
        if isinstance(error, Busy | Paused) and error.retry_after_s:
            next_try_in_s = max(next_try_in_s, error.retry_after_s)
        self._publish(PollHealthChanged(site_id, failures, next_try_in_s, error))
