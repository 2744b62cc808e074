"""A console without a screen: the real client and the real services over TCP, and everything they told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from random import Random
from typing import NamedTuple, TypeVar

from httpx import AsyncClient

from altotui.api.answer import Answer
from altotui.api.client import AltoClient
from altotui.api.connection import Address, open_http
from altotui.api.credentials import Credentials, ReadAgain
from altotui.api.limiter import Limiter
from altotui.api.paths import Generation
from altotui.api.policy import Policy
from altotui.api.sender import Call, Sender, nobody_asks
from altotui.domain.audit import Conclusion, Intent
from altotui.domain.budget import Priority
from altotui.domain.clock import Clock, ScaledClock
from altotui.domain.command import CommandResult
from altotui.domain.errors import ApiError
from altotui.domain.ids import SiteId
from altotui.domain.job import JobDraft, JobEndpoint
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Translation
from altotui.domain.site import Site
from altotui.services.command_runner import COMMAND_TIMEOUT_S
from altotui.services.events import CommandFinished, CommandStarted, Event
from altotui.services.job_desk import QueueResult
from altotui.services.ports import Audit
from altotui.services.suite import Openers, Services
from altotui.storage.history_nowhere import HistoryNowhere
from altotui.storage.job_drafts_nowhere import JobDraftsNowhere
from altotui.storage.language import load_language
from altotui.storage.learned import LearnedNowhere
from altotui.storage.site_prefs_nowhere import SitePrefsNowhere
from tests.clocks import START

SITE = Site(SiteId("3f6c1d52-7a08-4b1e-9b61-0c5a5f2e7d10"), "bologna-core-01")
TOKEN = "fixture-token-0123456789"
QUICK = 1000.0
"""How fast the clock of a console runs: back-off and looks pass at once, deadlines are real."""
PATIENT_S = 20.0
"""A deadline that no test reaches."""
_AMPLE_PER_MINUTE = 10**9
_FOR_EVER = timedelta(days=3650)
_T = TypeVar("_T")
_E = TypeVar("_E")


class AToken(NamedTuple):
    """A token that does not say when it ends."""

    value: str = TOKEN
    expires_at: datetime | None = None


A_TOKEN = AToken()


@dataclass
class Notebook:
    """An audit that is only remembered, and that takes no conclusion twice."""

    intents: list[Intent] = field(default_factory=list)
    conclusions: dict[int, Conclusion] = field(default_factory=dict)

    async def intend(self, intent: Intent) -> int:
        """Keep what is about to be sent."""
        self.intents.append(intent)
        return len(self.intents) - 1

    async def conclude(self, number: int, conclusion: Conclusion) -> None:
        """Keep how it ended."""
        assert number not in self.conclusions, "it ended twice"
        self.conclusions[number] = conclusion

    @property
    def outcomes(self) -> list[Outcome | None]:
        """Return how each of the intents ended, None for those that did not."""
        ends = (self.conclusions.get(number) for number in range(len(self.intents)))
        return [end.outcome if end else None for end in ends]


class ImpatientSender(Sender):
    """The real sender with a shorter deadline for every call."""

    longest_s = PATIENT_S

    def __init__(
        self, http: AsyncClient, clock: Clock, limiter: Limiter, credentials: Credentials, random: Random
    ) -> None:
        super().__init__(http, clock, limiter, credentials, random)
        self.clock = clock
        self.under_way = 0
        """Calls that have not ended."""
        self.left_mono: list[float] = []
        """When each attempt left."""

    async def send(
        self, call: Call, policy: Policy, priority: Priority, on_leaving: Callable[[], None] = nobody_asks
    ) -> Answer:
        """Send by `policy`, but in `longest_s` at the most."""
        policy = policy.lasting(min(policy.total_s, self.longest_s))

        def leaves() -> None:
            self.left_mono.append(self.clock.monotonic())
            on_leaving()

        self.under_way += 1
        try:
            return await super().send(call, policy, priority, leaves)
        finally:
            self.under_way -= 1


class Asked(StrEnum):
    """What is asked of a console, in the words of a test's id."""

    WRITE = "write command"
    READ = "read command"
    LIST = "job list"
    POLL = "poll"
    SITES = "site list"
    KEYED = "keyed job"
    UNKEYED = "unkeyed job"

    @property
    def is_command(self) -> bool:
        """Return whether it is a line for a router."""
        return self in (Asked.WRITE, Asked.READ)


class Ended(NamedTuple):
    """How it ended."""

    how: Outcome | type[ApiError]
    """The outcome of a command or a job; of a list `ok`, or what was raised."""
    message: str = ""
    result: object = None
    """What the client or the services gave."""


@cache
def line(text: str) -> Translation:
    """Return the translation of one typed line."""
    return translate(text, load_language())


def write_line(comment: str = "here") -> Translation:
    """Return a line that changes a router, and that the tiny platform counts by `comment`."""
    return line(f'/ip/address/add address=10.0.0.1/24 interface=ether1 comment="{comment}"')


@dataclass
class Console:
    """One run; `console_for` opens and closes it."""

    client: AltoClient
    services: Services
    sender: ImpatientSender
    clock: Clock
    notebook: Notebook
    events: list[Event]
    site: Site = SITE

    def told(self, kind: type[_E]) -> list[_E]:
        """Return the events of one kind, oldest first."""
        return [event for event in self.events if isinstance(event, kind)]

    async def write(
        self, comment: str = "here", site: Site = SITE, *, timeout_s: float = COMMAND_TIMEOUT_S
    ) -> CommandResult:
        """Send a line that changes the router."""
        return await self.services.runner.run(site, write_line(comment), timeout_s=timeout_s)

    async def read(self, site: Site = SITE, *, timeout_s: float = COMMAND_TIMEOUT_S) -> CommandResult:
        """Send a line that only reads."""
        return await self.services.runner.run(site, line("/ip/arp/print"), timeout_s=timeout_s)

    async def queue(
        self, endpoint: JobEndpoint, description: str = "Raise guest queue", site: Site = SITE
    ) -> QueueResult:
        """Queue a job."""
        return await self.services.desk.queue(site, JobDraft(description, ":log info hello"), endpoint)

    async def ask(self, asked: Asked, total_s: float = PATIENT_S, site: Site = SITE) -> Ended:
        """Do what is asked, within `total_s` real seconds, and say how it ended."""
        self.sender.longest_s = total_s
        result: CommandResult | QueueResult
        match asked:
            case Asked.WRITE:
                result = await self.write(site=site, timeout_s=total_s)
            case Asked.READ:
                result = await self.read(site, timeout_s=total_s)
            case Asked.KEYED:
                result = await self.queue(JobEndpoint.KEYED, site=site)
            case Asked.UNKEYED:
                result = await self.queue(JobEndpoint.JSON, site=site)
            case Asked.LIST:
                return await _listed(self.client.list_jobs(site.id))
            case Asked.POLL:
                return await _listed(self.client.list_jobs(site.id, priority=Priority.BACKGROUND))
            case Asked.SITES:
                return await _listed(self.client.list_sites())
        return Ended(result.outcome, result.message or "", result)

    def check_books(self) -> None:
        """Every command has ended, once, and each record as the command itself."""
        started = [event.entry_id for event in self.told(CommandStarted)]
        finished = self.told(CommandFinished)
        assert sorted(event.entry_id for event in finished) == started
        assert None not in self.notebook.outcomes
        commands = [
            outcome
            for intent, outcome in zip(self.notebook.intents, self.notebook.outcomes, strict=True)
            if intent.kind.value == "command"
        ]
        assert sorted(map(str, commands)) == sorted(event.result.outcome.value for event in finished)


async def _listed(asking: Coroutine[object, object, object]) -> Ended:
    try:
        return Ended(Outcome.OK, result=await asking)
    except ApiError as error:
        return Ended(type(error), str(error), error)


@asynccontextmanager
async def console_for(
    base_url: str,
    *,
    clock: Clock | None = None,
    per_minute: int = _AMPLE_PER_MINUTE,
    token: AToken = A_TOKEN,
    read_again: ReadAgain | None = None,
    audit: Audit | None = None,
    generation: Generation = Generation.V1,
    retries_reads: bool = False,
    ca_file: str | None = None,
    proxy: str | None = None,
    seed: int = 1,
) -> AsyncIterator[Console]:
    """Open a console that may write, for the API at `base_url`.

    Args:
        base_url: Of the API.
        clock: Of everything but deadlines; runs at QUICK speed when left out.
        per_minute: The request budget.
        token: What is sent.
        read_again: Gives the next token when one is refused.
        audit: Where it is written down; a notebook when left out.
        generation: Of the API.
        retries_reads: As in the profile.
        ca_file: Certificates that are trusted.
        proxy: Its address.
        seed: Of back-off and probes.
    """
    clock = clock or ScaledClock(START, QUICK)
    credentials = Credentials(token, read_again)
    notebook = Notebook()
    async with open_http(Address(base_url, ca_file, proxy), credentials) as http:
        sender = ImpatientSender(http, clock, Limiter(clock, per_minute), credentials, Random(seed))
        client = AltoClient(sender, generation, retries_reads=retries_reads)
        services = Services(
            client,
            clock,
            Openers(load_language, LearnedNowhere, SitePrefsNowhere, HistoryNowhere, JobDraftsNowhere),
            audit=audit or notebook,
        )
        events: list[Event] = []
        services.relay.connect(events.append)
        services.session.unlock("a test", for_time=_FOR_EVER)
        yield Console(client, services, sender, clock, notebook, events)


async def stop(task: asyncio.Task[_T]) -> None:
    """Do what Esc does: stop waiting for `task`, and see it end."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def start(work: Coroutine[object, object, _T]) -> asyncio.Task[_T]:
    """Begin `work` beside the test."""
    return asyncio.get_running_loop().create_task(work)
