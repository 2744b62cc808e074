"""Lines that are repeated: asked again and again at their pace, within the request budget, their answers kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from enum import StrEnum
from itertools import count
from math import ceil
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from altotui.domain.budget import Budget, Priority
from altotui.domain.clock import Clock, sleep_or_event
from altotui.domain.command import CommandResult
from altotui.domain.errors import InvalidInput
from altotui.domain.ids import SiteId
from altotui.domain.samples import Sample, SampleRing
from altotui.domain.site import Site
from altotui.domain.watch_words import checked_every_s
from altotui.services.events import WatchChanged, WatchSampled
from altotui.services.ports import Publish
from altotui.services.session import Session

if TYPE_CHECKING:
    from altotui.domain.routeros.translation import Translation

MOST_WATCHES = 5
"""That go on at the same time."""
MOST_SITES = 50
MOST_STOPPED = 5
"""Stopped watches that are found by their number; whoever holds another keeps its samples."""
AT_A_TIME = 8
"""Sites of one watch asked at the same time; the request budget sets the pace."""
TIMEOUT_S = 65.0
_BUDGET_HOLDS_S = 60.0
"""No wait that was stretched by the budget is believed for longer."""
_JOINED_AT_ONCE = 200
"""Rows of a sample that are compared with those before without a thread."""
_TOKEN_REFUSED = 401

T = TypeVar("T")


class Runner(Protocol):
    """The part of `CommandRunner` that watches use."""

    async def run(
        self, site: Site, translation: Translation, *, timeout_s: float, priority: Priority, is_quiet: bool
    ) -> CommandResult:
        """Run one line on one site and return its outcome; a quiet one makes no entry of its own."""
        ...


class WatchState(StrEnum):
    """What a watch does at the moment."""

    RUNNING = "running"
    PAUSED = "paused"
    """Nobody looks."""
    STOPPED = "stopped"
    WAITING = "waiting for the budget"
    """It goes on, but slower than it should."""


class Watch:
    """One line that is repeated on some sites, and what they answered; only `Watches` changes it."""

    def __init__(
        self,
        watch_id: int,
        sites: tuple[Site, ...],
        translation: Translation,
        every_s: float,
        timeout_s: float,
        clock: Clock,
        budget: Callable[[], Budget],
    ) -> None:
        self.id = watch_id
        self.sites = sites
        self.translation = translation
        self.every_s = every_s
        """As asked for."""
        self.pace_s = every_s
        """As the request budget allows."""
        self.timeout_s = timeout_s
        self.ring = SampleRing(translation.command)
        self.is_asking = False
        """A sample is under way."""
        self.is_followed = False
        self.ended = asyncio.Event()
        self.woken = asyncio.Event()
        """Set when it may have to plan anew."""
        self._clock = clock
        self._budget = budget
        self._state = WatchState.RUNNING
        self._asked_mono: float | None = None
        """When the last sample was begun; None while there was none."""
        self._tick_mono = clock.monotonic()
        """When its pace as asked for wants the next one: a tick that passes while a sample is under way is none."""
        self._due_mono: float | None = None

    @property
    def state(self) -> WatchState:
        """Return what it does; a sample that is under way may be what the budget keeps waiting."""
        if self._state is WatchState.RUNNING and self.is_asking and self._budget().waiting:
            return WatchState.WAITING
        return self._state

    @property
    def is_going(self) -> bool:
        """Return whether it asks, or will when its time comes."""
        return self._state in (WatchState.RUNNING, WatchState.WAITING)

    @property
    def next_in_s(self) -> float | None:
        """Return the seconds until it asks again; None while it asks, and while that is not known."""
        if self._due_mono is None or self.is_asking or not self.is_going:
            return None
        return max(0.0, self._due_mono - self._clock.monotonic())

    def turn(self, state: WatchState) -> bool:
        """Take another state; return whether it is another, which nothing is once it is stopped."""
        if state is self._state or self._state is WatchState.STOPPED:
            return False
        self._state = state
        if state is WatchState.STOPPED:
            self.ended.set()
        return True

    def plan(self, factor: float) -> float:
        """Return the seconds until the next sample when the budget stretches the pace by `factor`."""
        self.pace_s = self.every_s * factor
        allowed_mono = self._tick_mono if self._asked_mono is None else self._asked_mono + self.pace_s
        self._due_mono = max(self._tick_mono, allowed_mono)
        return self._due_mono - self._clock.monotonic()

    def postpone(self) -> None:
        """Note that nobody knows when the next sample is taken."""
        self._due_mono = None

    def begin(self) -> None:
        """Note that a sample begins."""
        self.is_asking = True
        self._asked_mono = self._clock.monotonic()
        self.postpone()

    def finish(self) -> None:
        """Note that the sample has ended; ticks that have passed meanwhile are not made up for."""
        self.is_asking = False
        begun_mono = self._asked_mono or 0.0
        ticks = ceil((self._clock.monotonic() - begun_mono) / self.every_s)
        self._tick_mono = begun_mono + self.every_s * max(1, ticks)


class Watches:
    """Starts, paces and ends watches; each has at most one sample under way."""

    def __init__(
        self,
        runner: Runner,
        session: Session,
        clock: Clock,
        publish: Publish,
        budget: Callable[[], Budget] = Budget,
    ) -> None:
        """Take what it works with; `budget` gives the state of the request budget."""
        self._runner = runner
        self._session = session
        self._clock = clock
        self._publish = publish
        self._budget = budget
        self._ids = count(1)
        self._watches: dict[int, Watch] = {}

    # --- for people

    def start(
        self, sites: Sequence[Site], translation: Translation, every_s: float, *, timeout_s: float = TIMEOUT_S
    ) -> Watch:
        """Return a watch that `follow` carries out, from now on.

        Raises:
            InvalidInput: The line is no plain read, the pace is out of bounds, there are no sites or too many, or too
                many watches go on already.
        """
        check_repeatable(translation)
        checked_every_s(every_s)
        chosen = tuple({site.id: site for site in sites}.values())
        if not chosen:
            raise InvalidInput("there is no site to watch", "choose one, or mark several")
        if len(chosen) > MOST_SITES:
            raise InvalidInput(
                f"a line cannot be repeated on {len(chosen)} sites",
                f"take {MOST_SITES} at most, or run it once",
            )
        if sum(watch.state is not WatchState.STOPPED for watch in self.all) >= MOST_WATCHES:
            raise InvalidInput(f"{MOST_WATCHES} watches go on already", "stop one of them")
        number = next(self._ids)
        watch = Watch(number, chosen, translation, every_s, timeout_s, self._clock, self._budget)
        self._watches[number] = watch
        self._changed(watch)
        return watch

    @property
    def all(self) -> tuple[Watch, ...]:
        """Return the watches that have not ended, and behind them those stopped last."""
        return tuple(sorted(self._watches.values(), key=lambda watch: watch.ended.is_set()))

    def get(self, watch_id: int) -> Watch | None:
        """Return the watch of that number; None when it was stopped long ago."""
        return self._watches.get(watch_id)

    def pause(self, watch_id: int) -> None:
        """Begin no sample until `resume`; one that is under way is still taken."""
        self._turn(watch_id, WatchState.PAUSED)

    def resume(self, watch_id: int) -> None:
        """Go on after a pause, at once where a sample is due, and without those that were missed."""
        watch = self._watches.get(watch_id)
        if watch is not None and watch.state is WatchState.PAUSED:
            self._turn(watch_id, WatchState.RUNNING)

    def stop(self, watch_id: int) -> None:
        """End a watch and give up the sample that is under way; all others are kept."""
        self._turn(watch_id, WatchState.STOPPED)

    def stop_all(self) -> None:
        """End every watch."""
        for watch_id in tuple(self._watches):
            self.stop(watch_id)

    def _turn(self, watch_id: int, state: WatchState) -> None:
        watch = self._watches.get(watch_id)
        if watch is None or not watch.turn(state):
            return
        if state is WatchState.STOPPED:
            self._watches[watch_id] = self._watches.pop(watch_id)
            stopped = [number for number, one in self._watches.items() if one.ended.is_set()]
            for number in stopped[:-MOST_STOPPED]:
                del self._watches[number]
        self._changed(watch)

    def _changed(self, watch: Watch) -> None:
        """Tell of one watch, and let all of them share the budget anew."""
        for one in self._watches.values():
            one.woken.set()
        self._publish(WatchChanged(watch.id))

    # --- carrying out

    async def follow(self, watch: Watch) -> None:
        """Take sample after sample until the watch is stopped; cancelling this stops it.

        While the API refuses the token nothing is asked.
        """
        if watch.is_followed:
            raise RuntimeError(f"watch {watch.id} is followed already")
        watch.is_followed = True
        try:
            while await _unless(watch.ended, self._due(watch)):
                await _unless(watch.ended, self._take_sample(watch))
        finally:
            self.stop(watch.id)

    async def _due(self, watch: Watch) -> bool:
        """Return, with True, when it is time for a sample."""
        while True:
            watch.woken.clear()
            if not watch.is_going:
                await watch.woken.wait()
            elif self._session.is_expired:
                watch.postpone()
                await self._session.token_taken.wait()
            else:
                delay_s = self._plan(watch)
                if delay_s <= 0:
                    return True
                await sleep_or_event(self._clock, min(delay_s, _BUDGET_HOLDS_S), watch.woken)

    def _plan(self, watch: Watch) -> float:
        """Return the seconds until the next sample; all watches together keep to the polls of a minute."""
        wanted = sum(len(one.sites) * 60.0 / one.every_s for one in self._watches.values() if one.is_going)
        delay_s = watch.plan(max(1.0, wanted / max(1, self._budget().polls_per_minute)))
        is_slow = watch.pace_s > watch.every_s
        if watch.turn(WatchState.WAITING if is_slow else WatchState.RUNNING):
            self._publish(WatchChanged(watch.id))
        return delay_s

    async def _take_sample(self, watch: Watch) -> None:
        watch.begin()
        try:
            results = await self._ask(watch)
        finally:
            watch.finish()
        if results is None:
            return
        sample = Sample(self._clock.now(), results)
        if sum(len(result.reply.rows) for result in results) > _JOINED_AT_ONCE:
            joined = await asyncio.to_thread(watch.ring.joined, sample)
        else:
            joined = watch.ring.joined(sample)
        watch.ring.keep(joined)
        if watch.is_going:
            self._plan(watch)
        self._publish(WatchSampled(watch.id))

    async def _ask(self, watch: Watch) -> tuple[CommandResult, ...] | None:
        """Return the outcome on every site; None when the token was refused: that says nothing of any site."""
        results: dict[SiteId, CommandResult] = {}
        waiting = iter(watch.sites)

        async def work() -> None:
            for site in waiting:
                if self._session.is_expired:
                    return
                results[site.id] = await self._runner.run(
                    site,
                    watch.translation,
                    timeout_s=watch.timeout_s,
                    priority=Priority.WATCHED,
                    is_quiet=True,
                )

        async with asyncio.TaskGroup() as group:
            for _ in range(min(AT_A_TIME, len(watch.sites))):
                group.create_task(work())
        is_refused = any(result.http_status == _TOKEN_REFUSED for result in results.values())
        if len(results) < len(watch.sites) or (is_refused and self._session.is_expired):
            return None
        return tuple(results[site.id] for site in watch.sites)


def check_repeatable(translation: Translation) -> None:
    """Raise InvalidInput when a line must not be repeated: only plain reads are."""
    if not translation.command:
        raise InvalidInput("the line sends nothing", translation.notes[0] if translation.notes else "")
    if translation.may_change:
        raise InvalidInput(f"{translation.command} may change the router", "only reads are repeated")
    if translation.is_write:
        raise InvalidInput(
            f"{translation.command} shows secrets or what people do",
            "run it once: only plain reads are repeated",
        )


async def _unless(ended: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Return what `work` returns; None when `ended` is set first: then it is given up."""
    doing = asyncio.ensure_future(work)
    waiting = asyncio.ensure_future(ended.wait())
    try:
        await asyncio.wait({doing, waiting}, return_when=asyncio.FIRST_COMPLETED)
        return doing.result() if doing.done() and not ended.is_set() else None
    finally:
        doing.cancel()
        waiting.cancel()
        await asyncio.gather(doing, waiting, return_exceptions=True)
