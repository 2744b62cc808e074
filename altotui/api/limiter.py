"""The request budget of the whole process, in front of every request.

At most so many requests start in any 60 seconds; part of them is kept for the person. Who waits is served by
priority, and moves up while waiting, so that the last still gets its turn.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from altotui.domain.budget import Budget, Priority, fanout_share, poll_share, used_share
from altotui.domain.clock import Clock, sleep_or_event

DOCUMENTED_PER_MINUTE = 60
"""What the platform allows each token (altostrat-api.md 3.3)."""
_WINDOW_S = 60.0
_LAST_SHARE = 6
"""When the platform says that less than one in so many is left, that is left to the person."""
_OLDER_BY_S = 15.0
"""After each of these a waiting request counts as one priority higher."""
_FEWEST_POLLS = 3
_FASTEST_GROWTH_S = 60.0
"""After a refusal the share of polls grows by one in each of these, until it is whole again."""
MAX_HOLD_S = 120.0
"""The longest a person is kept waiting for a server's `Retry-After`; polls obey it in full."""
MAX_POLL_HOLD_S = 3600.0

Tell = Callable[[Budget], None]


class _Start(NamedTuple):
    at_mono: float
    priority: Priority


class _Waiter:
    """One request that waits for its turn."""

    def __init__(self, number: int, priority: Priority, since_mono: float) -> None:
        self.number = number
        self.priority = priority
        self.since_mono = since_mono
        self.granted = asyncio.Event()

    def rank(self, now_mono: float) -> tuple[int, int]:
        """Return the place in the queue; the smallest goes first."""
        older = int((now_mono - self.since_mono) / _OLDER_BY_S)
        return max(self.priority - older, Priority.COMMAND), self.number


class Limiter:
    """Lets requests start at a bounded rate, those of the person first."""

    def __init__(
        self, clock: Clock, allowed_per_minute: int = DOCUMENTED_PER_MINUTE, tell: Tell | None = None
    ) -> None:
        """Stay below `allowed_per_minute`, what the platform allows; `tell` hears every change of the state."""
        self._clock = clock
        self._allowed = allowed_per_minute
        self._per_minute = used_share(allowed_per_minute)
        self._tell = tell
        self._starts: deque[_Start] = deque()
        self._waiting: list[_Waiter] = []
        self._count = 0
        self._held_until_mono = 0.0
        self._polls_held_until_mono = 0.0
        self._poll_limit = float(self._most_polls)
        self._poll_limit_at_mono = clock.monotonic()

    # --- taking turns

    async def wait_turn(self, priority: Priority = Priority.COMMAND) -> None:
        """Wait until one more request of that priority may start, and count it."""
        self._count += 1
        waiter = _Waiter(self._count, priority, self._clock.monotonic())
        self._waiting.append(waiter)
        try:
            self._serve()
            if not waiter.granted.is_set():
                self._changed()
            while not waiter.granted.is_set():
                await sleep_or_event(self._clock, self._next_in_s(), waiter.granted)
                self._serve()
        finally:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
                self._changed()

    def _serve(self) -> None:
        """Let everyone start whose turn has come, the first in rank first."""
        now_mono = self._clock.monotonic()
        self._forget_old(now_mono)
        has_served = False
        for waiter in sorted(self._waiting, key=lambda one: one.rank(now_mono)):
            if self._delay_s(waiter.priority, now_mono) <= 0:
                self._starts.append(_Start(now_mono, waiter.priority))
                self._waiting.remove(waiter)
                waiter.granted.set()
                has_served = True
        if has_served:
            self._changed()

    def _forget_old(self, now_mono: float) -> None:
        while self._starts and now_mono - self._starts[0].at_mono >= _WINDOW_S:
            self._starts.popleft()

    def _delay_s(self, priority: Priority, now_mono: float) -> float:
        """Return the seconds until a request of that priority may start."""
        delay_s = self._held_until_mono - now_mono
        if priority.is_poll:
            delay_s = max(delay_s, self._polls_held_until_mono - now_mono)
        for limit, least in (
            (self._per_minute, Priority.COMMAND),
            (fanout_share(self._per_minute), Priority.FANOUT),
            (self._polls_allowed(now_mono), Priority.WATCHED),
        ):
            if priority >= least and len(self._starts) >= limit:
                started = [start.at_mono for start in self._starts if start.priority >= least]
                if len(started) >= limit:
                    delay_s = max(delay_s, started[-limit] + _WINDOW_S - now_mono)
        return delay_s

    def _next_in_s(self) -> float:
        """Return the seconds until somebody who waits may start; 0 when nobody waits."""
        now_mono = self._clock.monotonic()
        self._forget_old(now_mono)
        priorities = {one.priority for one in self._waiting}
        return max(0.0, min((self._delay_s(one, now_mono) for one in priorities), default=0.0))

    # --- learning

    def hold_back(self, delay_s: float) -> None:
        """Start nothing for `delay_s` seconds: the server refused for the rate. Polls come at half their rate after.

        A person waits for at most MAX_HOLD_S of it. Refusals while it lasts are of requests that were already on
        their way, and count as the same one.
        """
        now_mono = self._clock.monotonic()
        if now_mono >= self._held_until_mono:
            self._set_poll_limit(max(_FEWEST_POLLS, self._polls_allowed(now_mono) // 2))
        self._held_until_mono = max(self._held_until_mono, now_mono + min(delay_s, MAX_HOLD_S))
        self._polls_held_until_mono = max(
            self._polls_held_until_mono, now_mono + min(delay_s, MAX_POLL_HOLD_S)
        )
        self._changed()

    def learn(self, allowed_per_minute: int | None, remaining: int | None, reset_s: float | None) -> None:
        """Take what an answer says about the budget of the token; None for what it did not say.

        Args:
            allowed_per_minute: Requests that the token may make in a minute.
            remaining: How many of them are left: others may have used them.
            reset_s: Seconds until they are all there again.
        """
        if allowed_per_minute is not None and allowed_per_minute > 0:
            self._per_minute = used_share(min(self._allowed, allowed_per_minute))
        if remaining is not None:
            now_mono = self._clock.monotonic()
            wait_s = min(_WINDOW_S if reset_s is None else max(reset_s, 0.0), _WINDOW_S)
            if remaining <= self._per_minute // _LAST_SHARE:  # what is left is for the person
                self._polls_held_until_mono = max(self._polls_held_until_mono, now_mono + wait_s / 4)

    @property
    def _most_polls(self) -> int:
        return poll_share(self._per_minute)

    def _polls_allowed(self, now_mono: float) -> int:
        grown = (now_mono - self._poll_limit_at_mono) / _FASTEST_GROWTH_S
        return min(self._most_polls, int(self._poll_limit + grown))

    def _set_poll_limit(self, limit: float) -> None:
        self._poll_limit = min(limit, float(self._most_polls))
        self._poll_limit_at_mono = self._clock.monotonic()

    # --- telling

    @property
    def state(self) -> Budget:
        """Return how things stand now."""
        now_mono = self._clock.monotonic()
        self._forget_old(now_mono)
        return Budget(
            used=len(self._starts),
            per_minute=self._per_minute,
            waiting=sum(not one.priority.is_poll for one in self._waiting),
            next_in_s=self._next_in_s(),
            held_s=max(0.0, self._held_until_mono - now_mono),
            polls_per_minute=self._polls_allowed(now_mono),
        )

    def _changed(self) -> None:
        if self._tell is not None:
            self._tell(self.state)
