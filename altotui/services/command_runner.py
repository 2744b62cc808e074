"""Runs sentences on routers: in order on each, once each, and with exactly one outcome each."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable
from itertools import count
from typing import TYPE_CHECKING

from altotui.domain.clock import Clock
from altotui.domain.command import CommandResult, RouterReply, Sentence
from altotui.domain.errors import ApiError, InvalidInput, ReadOnly, SessionExpired
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.site import Site
from altotui.services.events import CommandFinished, CommandStarted
from altotui.services.ports import Publish, SdxApi
from altotui.services.session import Session

if TYPE_CHECKING:
    from altotui.domain.routeros.line import Translation

COMMAND_TIMEOUT_S = 65.0
FANOUT = 8
"""Sites asked at the same time; the request budget sets the pace."""


class CommandRunner:
    """Sends what may be sent and turns every end into a CommandResult."""

    def __init__(self, api: SdxApi, session: Session, clock: Clock, publish: Publish) -> None:
        self._api = api
        self._session = session
        self._clock = clock
        self._publish = publish
        self._order: defaultdict[SiteId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._entry_ids = count(1)

    def check(self, translation: Translation) -> Sentence:
        """Return the sentence of `translation` when it may be sent now.

        Raises:
            InvalidInput: It cannot be sent; says why and what to type instead.
            ReadOnly: It is no read, and the session is read-only.
        """
        if not translation.command:
            raise InvalidInput(translation.notes[0] if translation.notes else "there is nothing to send")
        if translation.is_write:
            self._session.require_write(translation.command)
        return Sentence(translation.command, translation.parameters)

    async def run(
        self, site: Site, translation: Translation, *, timeout_s: float = COMMAND_TIMEOUT_S
    ) -> CommandResult:
        """Run one checked line on one site and return its outcome; earlier lines for that site go first."""
        return await self._run(site, self.check(translation), translation.is_write, timeout_s)

    async def _run(self, site: Site, sentence: Sentence, is_write: bool, timeout_s: float) -> CommandResult:
        entry_id = next(self._entry_ids)
        self._publish(CommandStarted(entry_id, site.id, site.name, sentence, self._clock.now()))
        order = self._order[site.id]
        result = CommandResult(site.id, site.name, Outcome.STOPPED, message="stopped before it was sent")
        try:
            async with order:
                result = CommandResult(
                    site.id,
                    site.name,
                    Outcome.UNKNOWN,
                    message="stopped waiting: it may have been carried out",
                )
                result = await self._send(site, sentence, is_write, timeout_s)
        finally:
            self._publish(CommandFinished(entry_id, result))
        return result

    async def _send(self, site: Site, sentence: Sentence, is_write: bool, timeout_s: float) -> CommandResult:
        start_mono = self._clock.monotonic()
        try:
            if is_write:  # again: the session may have been locked while the line waited its turn
                self._session.require_write(sentence.command)
            reply = await self._api.run_command(site.id, sentence, total_s=timeout_s)
        except ApiError as error:
            if isinstance(error, SessionExpired):
                self._session.token_refused()
            return CommandResult(
                site.id,
                site.name,
                error.outcome,
                message=str(error),
                http_status=error.status,
                elapsed_ms=self._elapsed_ms(start_mono),
            )
        except (InvalidInput, ReadOnly) as problem:
            return CommandResult(site.id, site.name, Outcome.NOT_SENT, message=str(problem))
        return _answered(site, reply, self._elapsed_ms(start_mono))

    def _elapsed_ms(self, start_mono: float) -> int:
        return round((self._clock.monotonic() - start_mono) * 1000)

    async def run_many(
        self, sites: Iterable[Site], translation: Translation, *, timeout_s: float = COMMAND_TIMEOUT_S
    ) -> AsyncGenerator[CommandResult, None]:
        """Yield the outcome of one line on each site as it comes; every site appears exactly once.

        When the caller stops early, sites not yet asked are never asked.
        """
        sentence = self.check(translation)
        arrived: asyncio.Queue[CommandResult | None] = asyncio.Queue()
        waiting = iter(sites)

        async def work() -> None:
            try:
                for site in waiting:
                    arrived.put_nowait(await self._run(site, sentence, translation.is_write, timeout_s))
            finally:
                arrived.put_nowait(None)

        workers = [asyncio.ensure_future(work()) for _ in range(FANOUT)]
        try:
            for _ in workers:
                while (result := await arrived.get()) is not None:
                    yield result
        finally:
            for worker in workers:
                worker.cancel()
            ended = await asyncio.gather(*workers, return_exceptions=True)
        for end in ended:
            if isinstance(end, Exception):
                raise end


def _answered(site: Site, reply: RouterReply, elapsed_ms: int) -> CommandResult:
    return CommandResult(site.id, site.name, Outcome.OK, reply, http_status=200, elapsed_ms=elapsed_ms)
