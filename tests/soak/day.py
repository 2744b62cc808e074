"""A day in front of the console, in a process that does nothing else: `python -m tests.soak.day ROUNDS ROUNDS`.

The real console with its screen, headless, over the real client and the simulator, on a clock that skips the time
in between. The first rounds fill what has a bound: transcript, caches, history of the simulated platform. It prints
what the process held after them and at the end, what it has sent, and how long its loop computed at a stretch.

Memory is what the system counts as resident. That is what the goal speaks of, and in a process of its own it is
steady within a few KiB; tracing every allocation would make the day three times as long.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from tests.ui.driving import Console  # isort: skip (first: it sets what textual reads when it is imported)

from altotui.cli import console as opening
from altotui.cli.compose import compose
from altotui.cli.target import Demo, Target
from altotui.domain.history import MOST_LINES
from altotui.domain.job import JobDraft, JobEndpoint, JobState
from altotui.domain.site import Site
from altotui.ui.background import Beside
from tests.clocks import FakeClock
from tests.lag import Lag, beating, lag_of, yardstick_ms
from tests.soak.measure import Held, held
from tests.ui.frames import WatchedApp
from tests.ui.gateway import Gateway
from tests.ui.resting import running

ROUND_S = 345.6
"""A day has 250 of them."""
_SITES = 24
_TICK_S = 4 * ROUND_S
_TOAST_S = 0.3
_STEP_S = 10.0
_MOST_STEPS = 100
_LINES = (
    "/system/resource/print",
    "/interface/print",
    "/ip/address/print",
    "/ip/route/print",
    "/ip/nosuch/print",
)
_PLACES = (
    ("f2", "u", "escape"),  # what changed
    ("f2", "p", "p"),  # all about a site
    ("f4", "home", "enter", "escape"),  # all about a job
    ("f1", "escape"),  # help
    ("f3", "ctrl+r", "escape"),  # what was typed
    ("f3", "ctrl+p", "escape"),  # everything that can be done
)
"""Keys that open something and leave it."""


class Day(NamedTuple):
    """What came of it."""

    before: Held
    after: Held
    polls: int
    """Lists of jobs that were asked for between the two."""
    commands: int
    lag: Lag
    yardstick_ms: float
    took_s: float


class HastyApp(WatchedApp):
    """The console, with notifications that go as fast as its clock."""

    def notify(self, message: str, *, timeout: float | None = None, **others: Any) -> None:
        """Tell something, but not for long."""
        del timeout
        super().notify(message, timeout=_TOAST_S, **others)


@asynccontextmanager
async def opened(clock: FakeClock) -> AsyncIterator[Console]:
    """Run the console over a fleet where some jobs never end, and where now and then a site goes or returns."""
    target = Target("demo", "v1", "", False, demo=Demo(_SITES, 7, "reboot-ack-stuck", 1.0, _TICK_S))
    async with compose(target, clock) as composition:
        assert composition.simulator is not None
        gateway = Gateway(composition.simulator.app)
        composition.simulator.app = gateway
        await composition.api.warm_up()
        app = HastyApp(
            composition.services,
            opening._profile(composition),
            opening._first_lists(composition),
            Beside(None, composition.api.warm_up),
        )
        async with running(app, size=(120, 36), notifications=True) as pilot:
            console = Console(app, pilot, composition, gateway, clock)
            await console.until(lambda: app.main_screen.sites.rows.total == _SITES)
            yield console


class Person:
    """Somebody who works all day, on a site with a job that runs."""

    def __init__(self, console: Console, clock: FakeClock) -> None:
        self._console = console
        self._clock = clock
        self.polls = self.commands = 0
        self._rounds = 0

    async def begin(self) -> None:
        """Choose the site, with a history of weeks behind."""
        history = self._console.services.history
        for number in range(MOST_LINES):
            line = f"/ip/firewall/filter/print where comment={number}"
            taken = history.take(
                line, menu="/", target="", sites=self._console.listed.sites[:1], is_write=False
            )
            history.settle(taken.id, "ok", 40)
        self._site = await self._site_with_a_running_job()
        await self._console.choose(self._site)

    async def _site_with_a_running_job(self) -> Site:
        services = self._console.services
        for site in self._console.listed.sites:
            await self._passing(services.watcher.ask(site.id))
            if any(record.job.state is JobState.RUNNING for record in services.jobs.of_site(site.id)):
                return site
        raise LookupError("no site has a job that runs")

    async def work(self, rounds: int) -> None:
        """Do what a person does."""
        for _ in range(rounds):
            began_mono = self._clock.monotonic()
            await self._round()
            await self._clock.advance(ROUND_S - (self._clock.monotonic() - began_mono))
            self._rounds += 1
            calls = self._console.gateway.calls
            self.polls += sum(call.method == "GET" and call.path.endswith("/job") for call in calls)
            self.commands += len(self._console.gateway.commands)
            calls.clear()  # the test's, and not the console's
            self._console.app.frames.clear()

    async def held(self) -> Held:
        """Return what is held when all of it has ended, and nothing is told any more."""
        await self._console.until(lambda: not self._console.app.screen.query("Toast"))
        return held()

    async def _round(self) -> None:
        console, number = self._console, self._rounds
        new = (f"/ip/arp/print where address=10.0.{number}.{last}" for last in range(3))
        await self._send(*_LINES, *new)
        if number % 2:
            console.press("f3")
            await self._send("@name:*", "/system/identity/print")
            await console.target(f"id:{self._site.id}")
        if number % 4 == 1:
            await console.verb("watch 5 /system/resource/print")
            await console.pass_s(60)
            await console.verb("watch")
        if number % 10 == 3:
            await self._queue(number)
        console.press(*_PLACES[number % len(_PLACES)])
        await console.pilot.pause()
        console.press("escape", "f3")

    async def _send(self, *lines: str) -> None:
        """Type lines all at once, and let time pass until all that they ask for has ended."""
        console = self._console
        console.type("".join(f"{line}\n" for line in lines))
        for _ in range(_MOST_STEPS):
            await console.pass_s(_STEP_S)
            if not console.main.console.journal.open_count:
                return
        raise TimeoutError(f"{lines} go on for ever")

    async def _queue(self, number: int) -> None:
        site = self._console.listed.sites[number % _SITES]
        desk = self._console.services.desk
        draft = JobDraft(f"Round {number}", ":log info hello")
        self._console.services.session.unlock("a test")
        await self._passing(desk.queue(site, draft, JobEndpoint.KEYED))

    async def _passing(self, work: Coroutine[object, object, object]) -> None:
        """Let as much time pass as `work` takes."""
        task = asyncio.ensure_future(work)
        while not task.done():
            await self._clock.advance(_STEP_S)
        task.result()


async def live(warm: int, rounds: int) -> Day:
    """Work for so many rounds, and then for those that count."""
    clock = FakeClock()
    async with opened(clock) as console:
        person = Person(console, clock)
        await person.begin()
        await person.work(warm)
        before = await person.held()
        person.polls = person.commands = 0
        began_s = time.monotonic()
        async with beating() as beats_s:
            await person.work(rounds)
        took_s = round(time.monotonic() - began_s, 1)
        after = await person.held()
        return Day(before, after, person.polls, person.commands, lag_of(beats_s), yardstick_ms(), took_s)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(live(int(sys.argv[1]), int(sys.argv[2])))))
