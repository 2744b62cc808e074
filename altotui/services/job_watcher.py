"""Keeps the jobs that may still change up to date: plan, ask, store, tell; one loop for the whole fleet."""

from __future__ import annotations

import asyncio
from itertools import count

from altotui.domain.clock import Clock
from altotui.domain.errors import ApiError, Busy, Forbidden, NotFound, SessionExpired
from altotui.domain.ids import SiteId
from altotui.domain.job import JobState
from altotui.services.events import PollHealthChanged
from altotui.services.job_store import JobStore
from altotui.services.poll_planner import PollPolicy, PollTarget, interval_s, next_question
from altotui.services.ports import Publish, SdxApi
from altotui.services.session import Session


class JobWatcher:
    """Asks for the jobs of sites that have open ones, and of the chosen site when it is chosen."""

    def __init__(
        self,
        api: SdxApi,
        store: JobStore,
        session: Session,
        clock: Clock,
        publish: Publish,
        policy: PollPolicy | None = None,
    ) -> None:
        self._api = api
        self._store = store
        self._session = session
        self._clock = clock
        self._publish = publish
        self._policy = policy or PollPolicy()
        self._questions = count(1)
        self._asked_mono: dict[SiteId, float] = {}
        self._failures: dict[SiteId, int] = {}
        self._parked: set[SiteId] = set()
        self._wanted: set[SiteId] = set()
        self._woken = asyncio.Event()
        self.chosen: SiteId | None = None
        self.is_paused = False
        """True after the API refused the token, until `resume`."""

    def choose(self, site_id: SiteId) -> None:
        """Make `site_id` the chosen site and ask for its jobs now."""
        self.chosen = site_id
        self.wake(site_id)

    def wake(self, site_id: SiteId) -> None:
        """Ask for the jobs of `site_id` at once; several calls before the answer are one question."""
        self._wanted.add(site_id)
        self._parked.discard(site_id)
        self._woken.set()

    def resume(self) -> None:
        """Poll again after a pause."""
        self.is_paused = False
        self._woken.set()

    async def run(self) -> None:
        """Poll for ever; ends only by cancellation."""
        while True:
            site_id, delay_s = self._next()
            if site_id is not None:
                await self.ask(site_id)
            else:
                await self._sleep_or_wake(delay_s)

    def _next(self) -> tuple[SiteId | None, float]:
        if self.is_paused:
            return None, self._policy.max_backoff_s
        if self._wanted:
            return min(self._wanted, key=self._last_asked), 0.0
        return next_question(self._targets(), self._clock.monotonic(), self._policy)

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
            )
            for site_id in self._store.sites_with_open_jobs()
            if site_id not in self._parked
        ]

    def _is_active(self, site_id: SiteId) -> bool:
        return any(
            record.job.is_open and (record.job.express or record.job.state is JobState.RUNNING)
            for record in self._store.of_site(site_id)
        )

    async def ask(self, site_id: SiteId) -> None:
        """Ask for the jobs of one site, once, and publish what changed."""
        question = next(self._questions)
        self._wanted.discard(site_id)
        self._asked_mono[site_id] = self._clock.monotonic()
        try:
            jobs = await self._api.list_jobs(site_id)
        except ApiError as error:
            self._failed(site_id, error)
            return
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
            self.is_paused = True
            self._session.token_refused()
        elif isinstance(error, Forbidden | NotFound):
            self._parked.add(site_id)
        is_chosen = site_id == self.chosen
        target = PollTarget(site_id, is_chosen, self._is_active(site_id), self._asked_mono[site_id], failures)
        next_try_in_s = interval_s(target, self._policy)
        if isinstance(error, Busy) and error.retry_after_s:
            next_try_in_s = max(next_try_in_s, error.retry_after_s)
        self._publish(PollHealthChanged(site_id, failures, next_try_in_s, error))

    async def _sleep_or_wake(self, delay_s: float) -> None:
        self._woken.clear()
        sleep = asyncio.ensure_future(self._clock.sleep(delay_s))
        wake = asyncio.ensure_future(self._woken.wait())
        try:
            await asyncio.wait({sleep, wake}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            wake.cancel()
