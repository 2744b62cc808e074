"""Sends one call by its policy: in its turn, in its time, and again only where that can do no harm."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random
from typing import NamedTuple

import httpx

from altotui.api.answer import Answer, read_answer
from altotui.api.backoff import RetryBudget, full_jitter_s
from altotui.api.breaker import Breaker
from altotui.api.credentials import Credentials
from altotui.api.deadline import within
from altotui.api.failures import failure_of_status, failure_of_transport
from altotui.api.limiter import Limiter
from altotui.api.policy import CONNECT_S, Policy
from altotui.api.server_clock import RateHeaders, ServerClock, read_rate_headers
from altotui.api.slots import FRESH
from altotui.api.turnstile import Turnstile
from altotui.domain.budget import Priority
from altotui.domain.clock import Clock
from altotui.domain.errors import (
    ApiError,
    Busy,
    Interrupted,
    Paused,
    ServerFault,
    SessionExpired,
    TimedOut,
    Unreachable,
)
from altotui.domain.ids import checked_uuid
from altotui.domain.outcome import Outcome

_HOLD_S = 5.0
"""After a 429 that does not say how long to wait."""
_POOL_S = 5.0


def nobody_asks() -> None:
    """Do nothing when a request leaves."""


class Call(NamedTuple):
    """One request, before it is sent."""

    method: str
    path: str
    """Template, for example `/site/{site_id}/job`."""
    ids: Mapping[str, str] = {}
    """Values of the template; each must be a UUID."""
    query: Mapping[str, str] | None = None
    json: object | None = None
    content: str | None = None
    headers: Mapping[str, str] | None = None

    @property
    def endpoint(self) -> str:
        """Return method and path template, for messages."""
        return f"{self.method} {self.path}"

    @property
    def url(self) -> str:
        """Return the path with its ids in it; anything but a UUID raises InvalidInput and is never sent."""
        return self.path.format(**{name: checked_uuid(value) for name, value in self.ids.items()})


class Sender:
    """The way of every request of the process: budget, breaker, deadline, repeats, credentials."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        clock: Clock,
        limiter: Limiter | None = None,
        credentials: Credentials | None = None,
        random: Random | None = None,
    ) -> None:
        """Use `http`, which somebody else opens and closes; its base address is that of the API."""
        self._http = http
        self._base_url = str(http.base_url).rstrip("/")
        self._clock = clock
        self._random = random or Random()
        self._credentials = credentials
        self._breaker = Breaker(clock, self._random)
        self._retry_budget = RetryBudget()
        self._turnstile = Turnstile()
        self.limiter = limiter or Limiter(clock)
        self.server_clock = ServerClock(clock)
        self.rate_headers = RateHeaders()
        """What the newest answer that said anything said about the rate."""

    async def send(
        self, call: Call, policy: Policy, priority: Priority, on_leaving: Callable[[], None] = nobody_asks
    ) -> Answer:
        """Return the 2xx answer to `call`; anything else is an ApiError, after the repeats that `policy` allows.

        `on_leaving` is called before each attempt: one that is cancelled before the first has had no effect.

        An error's outcome is UNKNOWN when any of the attempts may have been carried out. A cancelled call may have
        been carried out too.
        """
        url = call.url
        policy = policy.polled(priority)
        loop = asyncio.get_running_loop()
        attempt, spent_s = 1, 0.0
        may_be_done = has_renewed = False
        while True:
            await self._wait_turn(call, priority)
            on_leaving()
            start = loop.time()
            refused = self._credentials.value if self._credentials else ""
            try:
                return await self._attempt(call, url, policy.lasting(policy.total_s - spent_s))
            except ApiError as error:
                spent_s += loop.time() - start
                self._note_failure(error, policy)
                is_renewed = isinstance(error, SessionExpired) and await self._renew(refused)
                if isinstance(error, SessionExpired):
                    error.is_renewed = is_renewed
                if is_renewed and call.method == "GET" and not has_renewed:
                    has_renewed = True
                    continue
                is_last = spent_s >= policy.total_s or not policy.repeats(error, attempt)
                if is_last or not self._retry_budget.take():
                    if may_be_done:
                        error.outcome = Outcome.UNKNOWN
                    raise
                may_be_done = may_be_done or error.outcome is Outcome.UNKNOWN
                if not isinstance(error, Busy):  # then the budget itself waits as long as the server said
                    await self._clock.sleep(full_jitter_s(attempt - 1, self._random))
                attempt += 1

    async def _renew(self, refused: str) -> bool:
        return self._credentials is not None and await self._credentials.renew(refused)

    @property
    def _secrets(self) -> frozenset[str]:
        return self._credentials.secrets if self._credentials else frozenset()

    async def _wait_turn(self, call: Call, priority: Priority) -> None:
        """Wait for a turn of the budget, and of the loop.

        A poll has none while the platform is down, whenever that was found out.
        """
        if priority.is_poll and self._breaker.left_s > 0:
            raise _paused(call, self._breaker.left_s)
        await self.limiter.wait_turn(priority)
        await self._turnstile.go_through()
        if priority.is_poll and (pause_s := self._breaker.pause_s()) > 0:
            raise _paused(call, pause_s)

    async def _attempt(self, call: Call, url: str, policy: Policy) -> Answer:
        """Send `call` once and return its 2xx answer."""
        try:
            answer = await within(policy.total_s, self._exchange(call, url, policy))
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeEncodeError, OSError) as problem:
            host = self._http.base_url.host
            raise failure_of_transport(problem, call.endpoint, host, self._secrets) from None
        at = self.server_clock.note(answer.headers)
        self._learn(answer, at)
        if not answer.is_success:
            failure = failure_of_status(answer, call.endpoint, at)
            if isinstance(failure, Busy):
                self.limiter.hold_back(_HOLD_S if failure.retry_after_s is None else failure.retry_after_s)
            raise failure
        self._breaker.succeeded()
        self._retry_budget.earn()
        return answer

    async def _exchange(self, call: Call, url: str, policy: Policy) -> Answer:
        request = self._http.build_request(
            call.method,
            self._base_url + url,  # together: httpx would parse both apart, and then once more
            params=call.query,
            json=call.json,
            content=call.content,
            headers=call.headers,
            timeout=httpx.Timeout(policy.read_s, connect=CONNECT_S, write=policy.write_s, pool=_POOL_S),
            extensions={FRESH: policy.needs_fresh_connection},
        )
        if policy.needs_fresh_connection:
            request.headers["Connection"] = "close"
        response = await self._http.send(request, stream=True)
        try:
            return await read_answer(response, policy.max_bytes, call.endpoint, self._secrets)
        finally:
            await response.aclose()

    def _learn(self, answer: Answer, at: datetime) -> None:
        rate = read_rate_headers(answer.headers, at)
        if not rate.is_empty:
            self.rate_headers = rate
            self.limiter.learn(*rate)

    def _note_failure(self, error: ApiError, policy: Policy) -> None:
        """Tell the breaker what `error` says about the platform; trouble of one router says nothing."""
        is_trouble = isinstance(error, ServerFault | TimedOut | Interrupted)
        if isinstance(error, Unreachable) or (is_trouble and policy.tells_of_platform):
            self._breaker.failed()
        elif not is_trouble and error.status is not None:
            self._breaker.succeeded()


def _paused(call: Call, pause_s: float) -> Paused:
    words = f"the API keeps failing, it is asked again in {pause_s:.0f} s"
    return Paused(words, retry_after_s=pause_s, endpoint=call.endpoint)
