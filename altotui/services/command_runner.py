"""Runs sentences on routers: in order on each, written down before they leave, and with exactly one outcome each."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from contextlib import nullcontext
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from altotui.domain.audit import AuditKind, Conclusion, Intent
from altotui.domain.budget import Priority
from altotui.domain.clock import Clock
from altotui.domain.command import CommandResult, RawRow, RouterReply, Sentence
from altotui.domain.errors import ApiError, InvalidInput, ReadOnly, RouterError, SessionExpired, StorageError
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.site import Site
from altotui.domain.text import make_visible
from altotui.services.audit_trail import AuditTrail
from altotui.services.events import CommandFinished, CommandLeft, CommandStarted, Event
from altotui.services.ports import Publish, SdxApi
from altotui.services.session import Session

if TYPE_CHECKING:
    from altotui.domain.routeros.narrowing import Narrowing
    from altotui.domain.routeros.translation import Lookup, Translation

COMMAND_TIMEOUT_S = 65.0
_NARROWED_AT_ONCE = 1000
"""Rows of an answer that are filtered without a thread."""
FANOUT = 8
"""Sites asked at the same time; the request budget sets the pace."""
_STOPPED_WAITING = "stopped waiting: it may have been carried out"
_STOPPED_READING = "stopped waiting for its answer"
STOPPED_BEFORE = "stopped before it was sent"


class _Order(NamedTuple):
    """One sentence for one or many sites, checked."""

    sentence: Sentence
    is_write: bool
    """It needs the right to write."""
    may_change: bool
    timeout_s: float
    priority: Priority = Priority.COMMAND
    narrowing: Narrowing | None = None
    """What is done with the rows of the answer."""
    lookup: Lookup | None = None
    """What has to be asked first: the items it finds complete the sentence."""
    is_lookup: bool = False
    """It is that read, and not what the line is about."""
    run_id: int | None = None
    targets: int = 1
    """How many sites the same line is for."""
    line: Translation | None = None
    """What was typed."""
    is_quiet: bool = False
    """Nothing is told of it, and it keeps to no order."""

    @property
    def first(self) -> _Order:
        """Return the read that goes first."""
        if self.lookup is None:
            return self
        sentence = Sentence(self.lookup.command, self.lookup.parameters)
        return self._replace(sentence=sentence, narrowing=None, lookup=None, may_change=False, is_lookup=True)

    def with_items(self, items: Sequence[str]) -> _Order:
        """Return the order that is left when its items were found."""
        words = self.sentence.parameters
        if self.lookup is not None:
            words = self.lookup.filled(words, items)
        return self._replace(sentence=Sentence(self.sentence.command, words), lookup=None)


def _ordered(
    translation: Translation, timeout_s: float, *, run_id: int | None = None, targets: int = 1
) -> _Order:
    return _Order(
        Sentence(translation.command, translation.parameters),
        translation.is_write,
        translation.may_change,
        timeout_s,
        Priority.FANOUT if targets > 1 else Priority.COMMAND,
        translation.narrowing,
        translation.lookup,
        run_id=run_id,
        targets=targets,
        line=translation,
    )


Take = Callable[[CommandResult], None]
"""Gets one outcome as soon as there is one."""


def _take_nothing(_: CommandResult) -> None:
    """Do nothing with an outcome that is returned as well."""


class _Flight:
    """One command on one router, from the moment it was taken to its outcome."""

    def __init__(self, entry_id: int, site: Site, order: _Order) -> None:
        self.entry_id = entry_id
        self.site = site
        self.order = order
        self.carrier = asyncio.current_task()
        """The task that carries it out."""
        self.left_mono: float | None = None
        """When its turn came; None while nothing of it can have been carried out."""
        self.is_taken_back = False
        self.arrived: CommandResult | None = None
        """What came, while its end is still being written down."""

    def stopped(self) -> CommandResult:
        """Return its outcome when nobody waits any more: what has arrived by then is kept."""
        if self.arrived is not None:
            return self.arrived
        if self.left_mono is None:
            outcome, message = Outcome.STOPPED, STOPPED_BEFORE
        elif self.order.may_change:
            outcome, message = Outcome.UNKNOWN, _STOPPED_WAITING
        else:
            outcome, message = Outcome.STOPPED, _STOPPED_READING
        return CommandResult(self.site.id, self.site.name, outcome, message=message)


class CommandRunner:
    """Sends what may be sent and turns every end into a CommandResult."""

    def __init__(
        self, api: SdxApi, session: Session, trail: AuditTrail, clock: Clock, publish: Publish
    ) -> None:
        self._api = api
        self._session = session
        self._trail = trail
        self._clock = clock
        self._publish = publish
        self._order: defaultdict[SiteId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._last_number = 0
        self._inner_ids = count(1)
        self._flights: dict[int, _Flight] = {}

    def check(self, translation: Translation) -> Sentence:
        """Return the sentence of `translation` when it may be sent now.

        Raises:
            InvalidInput: It cannot be sent; says why and what to type instead.
            ReadOnly: It is no read, and the session is read-only.
        """
        if not translation.command:
            raise InvalidInput(translation.notes[0] if translation.notes else "there is nothing to send")
        if translation.is_write:
            effect = "may change the router" if translation.may_change else "shows secrets or what people do"
            self._session.require_write(translation.command, effect=effect)
        return Sentence(translation.command, translation.parameters)

    async def run(
        self,
        site: Site,
        translation: Translation,
        *,
        timeout_s: float = COMMAND_TIMEOUT_S,
        priority: Priority = Priority.COMMAND,
        is_quiet: bool = False,
    ) -> CommandResult:
        """Run one checked line on one site and return its outcome; earlier lines for that site go first.

        A quiet one is a read that nobody waits for at this moment: no event tells of it, and neither does it wait
        for the lines of a person nor they for it.
        """
        self.check(translation)
        order = _ordered(translation, timeout_s)._replace(priority=priority, is_quiet=is_quiet)
        return await self._run(site, order)

    def next_number(self) -> int:
        """Return the number of what is sent next: of a command, or of a run over several sites."""
        self._last_number += 1
        return self._last_number

    def number_after(self, last: int) -> bool:
        """Number what is sent next behind `last`; return False, and do not, where something has a number already."""
        if self._last_number:
            return False
        self._last_number = last
        return True

    def take_back(self, entry_id: int) -> bool:
        """Take a command back that has not left yet; return whether it was: then it ends as stopped."""
        flight = self._flights.get(entry_id)
        if flight is None or flight.left_mono is not None or flight.carrier is None:
            return False
        if not flight.is_taken_back:
            flight.is_taken_back = True
            flight.carrier.cancel()
        return True

    async def _run(self, site: Site, order: _Order, take: Take = _take_nothing) -> CommandResult:
        is_own = (
            order.run_id is None and not order.is_quiet
        )  # the rest has no entry of its own to be called by
        number = self.next_number() if is_own else -next(self._inner_ids)
        flight = _Flight(number, site, order)
        self._flights[flight.entry_id] = flight
        result: CommandResult | None = None
        try:
            self._tell(
                order,
                CommandStarted(
                    flight.entry_id,
                    site.id,
                    site.name,
                    order.sentence,
                    self._clock.now(),
                    is_write=order.is_write,
                    run_id=order.run_id,
                    line=order.line,
                ),
            )
            async with nullcontext() if order.is_quiet else self._order[site.id]:
                result = await (
                    self._send_recorded(flight) if order.lookup is None else self._look_up(flight)
                )
        except asyncio.CancelledError:
            # a carrier that somebody else has stopped meanwhile must not go on with the next site
            if not flight.is_taken_back or flight.carrier is None or flight.carrier.uncancel():
                raise
        finally:
            del self._flights[flight.entry_id]
            result = result or flight.stopped()
            take(result)
            self._tell(order, CommandFinished(flight.entry_id, result, order.run_id))
        return result

    def _tell(self, order: _Order, event: Event) -> None:
        if not order.is_quiet:
            self._publish(event)

    async def _look_up(self, flight: _Flight) -> CommandResult:
        """Ask for the items first, then send the sentence for what was found."""
        order = flight.order
        flight.order = order.first
        found = await self._send_recorded(flight)
        if found.outcome is not Outcome.OK:
            return found
        items = _items(found.reply.rows, order.lookup.key if order.lookup else "")
        if not items:
            message = f"nothing was found, so {order.sentence.command} was not sent"
            return found._replace(reply=RouterReply(), message=message)
        odd = next((item for item in items if "," in item or not item.isprintable()), None)
        if odd is not None:  # in a list it would be another item, or several
            message = f"an item is called {make_visible(odd, max_chars=40)!r}: name the items yourself"
            return found._replace(outcome=Outcome.NOT_SENT, reply=RouterReply(), message=message)
        flight.order = order.with_items(items)
        flight.left_mono = None  # of this part nothing has left yet
        return await self._send_recorded(flight)

    async def _send_recorded(self, flight: _Flight) -> CommandResult:
        """Write down what is sent, send it, and write down how it ended, also when nobody waits any more."""
        site, order = flight.site, flight.order
        sentence = order.sentence
        try:
            if order.is_write:  # again: the session may have been locked while the line waited its turn
                self._session.require_write(sentence.command)
            intent = Intent(
                AuditKind.COMMAND,
                site.id,
                site.name,
                sentence.command,
                sentence.parameters,
                order.is_write,
                reason=self._session.unlock_reason if order.is_write else "",
                targets=order.targets,
            )
            number = await self._trail.begin(intent)
        except (ReadOnly, StorageError) as problem:
            return CommandResult(site.id, site.name, Outcome.NOT_SENT, message=str(problem))
        result: CommandResult | None = None
        try:
            result = await self._send(flight)
            if not order.is_lookup or result.outcome is not Outcome.OK:
                flight.arrived = result
        finally:
            await self._trail.end(number, _conclusion(result or flight.stopped()))
        return result

    async def _send(self, flight: _Flight) -> CommandResult:
        site, order = flight.site, flight.order
        try:
            reply = await self._api.run_command(
                site.id,
                order.sentence,
                is_write=order.may_change,
                total_s=order.timeout_s,
                priority=order.priority,
                on_leaving=lambda: self._leaves(flight),
            )
        except ApiError as error:
            if isinstance(error, SessionExpired):
                if not error.is_renewed:
                    self._session.token_refused()
            elif isinstance(error, RouterError):
                self._session.token_accepted()
            return CommandResult(
                site.id,
                site.name,
                error.outcome,
                message=str(error),
                http_status=error.status,
                elapsed_ms=self._elapsed_ms(flight),
            )
        except (InvalidInput, ReadOnly) as problem:
            return CommandResult(site.id, site.name, Outcome.NOT_SENT, message=str(problem))
        self._session.token_accepted()
        if order.narrowing is not None:
            reply = await _narrowed(reply, order.narrowing)
        message = "; ".join(reply.notes) or None
        return CommandResult(
            site.id,
            site.name,
            Outcome.OK,
            reply,
            message,
            http_status=200,
            elapsed_ms=self._elapsed_ms(flight),
        )

    def _leaves(self, flight: _Flight) -> None:
        if flight.left_mono is None:
            if flight.order.is_write:  # the session may have been locked while it waited for its turn
                self._session.require_write(flight.order.sentence.command)
            flight.left_mono = self._clock.monotonic()
            self._tell(flight.order, CommandLeft(flight.entry_id, flight.order.run_id))

    def _elapsed_ms(self, flight: _Flight) -> int | None:
        if flight.left_mono is None:
            return None
        return round((self._clock.monotonic() - flight.left_mono) * 1000)

    async def run_many(
        self, sites: Sequence[Site], translation: Translation, *, timeout_s: float = COMMAND_TIMEOUT_S
    ) -> AsyncGenerator[CommandResult, None]:
        """Yield the outcome of one line on each site as it comes; every site appears exactly once.

        When the caller stops early, sites not yet asked are never asked.
        """
        self.check(translation)
        order = _ordered(translation, timeout_s, targets=len(sites))
        arrived: asyncio.Queue[CommandResult | None] = asyncio.Queue()

        async def ask() -> None:
            try:
                await self._spread(sites, order, arrived.put_nowait)
            finally:
                arrived.put_nowait(None)

        asking = asyncio.ensure_future(ask())
        try:
            while (result := await arrived.get()) is not None:
                yield result
            await asking
        finally:
            await _end([asking])

    async def spread(
        self,
        sites: Sequence[Site],
        translation: Translation,
        take: Take,
        *,
        timeout_s: float,
        run_id: int,
        targets: int,
    ) -> None:
        """Run one line that was checked on each site of a run, FANOUT of them at a time.

        Cancelled, it begins no other site, and ends when every site that was begun has its outcome. A fault of our
        own ends what met it; it is raised when the rest is done.

        Args:
            sites: Those whose turn it is.
            translation: What `check` took.
            take: Gets exactly one outcome for each site that was begun, and none for another.
            timeout_s: Of each site.
            run_id: The run that they belong to.
            targets: How many sites the whole run has.
        """
        await self._spread(sites, _ordered(translation, timeout_s, run_id=run_id, targets=targets), take)

    async def _spread(self, sites: Sequence[Site], order: _Order, take: Take) -> None:
        waiting = deque(sites)

        async def work() -> None:
            while waiting:
                await self._run(waiting.popleft(), order, take)

        workers = [asyncio.ensure_future(work()) for _ in range(min(FANOUT, len(sites)))]
        try:
            if workers:
                await asyncio.wait(workers)
        finally:
            waiting.clear()  # also for a worker to which the answer came before the word to stop
            await _end(workers)
        for worker in workers:
            if not worker.cancelled():
                worker.result()


async def _end(tasks: Collection[asyncio.Future[None]]) -> None:
    """Stop `tasks` and return when all have ended; whoever is cancelled meanwhile waits for them all the same."""
    is_cancelled = False
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        try:
            await asyncio.wait(running)
        except asyncio.CancelledError:
            is_cancelled = True
    for task in tasks:
        if not task.cancelled():
            task.exception()  # seen by whoever asks for the result, and no news to the loop
    if is_cancelled:
        raise asyncio.CancelledError


def _items(rows: Sequence[RawRow], key: str) -> list[str]:
    """Return what names each row found; other properties may come with it, in any order."""
    from altotui.domain.routeros.filtering import value_of

    return [name for row in rows if (name := value_of(row, key))]


async def _narrowed(reply: RouterReply, narrowing: Narrowing) -> RouterReply:
    """Return what the console keeps of an answer, worked out beside the loop when it is large."""
    if len(reply.rows) > _NARROWED_AT_ONCE:
        narrowed = await asyncio.to_thread(narrowing.apply, reply.rows)
    else:
        narrowed = narrowing.apply(reply.rows)
    notes = (*reply.notes, narrowed.note) if narrowed.note else reply.notes
    return RouterReply(narrowed.rows, reply.ret if narrowed.ret is None else narrowed.ret, notes)


def _conclusion(result: CommandResult) -> Conclusion:
    return Conclusion(result.outcome, result.http_status, result.elapsed_ms, result.message)
