"""What only a simulated fleet can be told: made-up things of any size, for measuring and showing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

from altotui.domain.command import CommandResult, RawRow, RouterReply, Sentence
from altotui.domain.errors import AltotuiError, InvalidInput
from altotui.domain.ids import SiteId
from altotui.domain.job import JobDraft
from altotui.domain.outcome import Outcome
from altotui.domain.rows import RowsOnDemand
from altotui.services.suite import Services
from altotui.services.targets import Target
from altotui.ui.entries.entry import Entry
from altotui.ui.profile import ConsoleProfile
from altotui.ui.screens.main import MainScreen

if TYPE_CHECKING:
    from altotui.ui.app import AltoApp

MAX_DEMO_ROWS = 100_000
_MOST_DIGITS = 9
_GATEWAYS = tuple(f"192.0.2.{number}" for number in range(250))
_DISTANCES = tuple(map(str, range(20)))
_MADE_UP_JOB = JobDraft("Made-up job", ":log info made-up")


class DemoActions:
    """Carries out the commands of a demonstration."""

    def __init__(
        self,
        app: AltoApp,
        main: MainScreen,
        services: Services,
        profile: ConsoleProfile,
        queue: Callable[[Target, JobDraft], Awaitable[None]],
    ) -> None:
        """Take what it acts with; `queue` queues a job on each site that no form was filled in for."""
        self._app = app
        self._main = main
        self._services = services
        self._profile = profile
        self._queue = queue
        self.by_id: dict[str, Callable[[str], object]] = {"demo.reply": self._reply, "demo.job": self._job}

    def _require_demo(self, command: str) -> None:
        if not self._profile.is_demo:
            raise InvalidInput(f":{command} belongs to the simulated fleet", "start with --demo")

    def _job(self, argument: str) -> None:
        self._require_demo("demo-job")
        listed = self._services.directory.listed
        if argument != "all" or listed is None:
            raise InvalidInput(":demo-job takes all: a job on every site", ":demo-job all")
        self._app.start(self._queue_on(Target(listed.sites, "all", is_set=True)), group="job-queue")

    async def _queue_on(self, target: Target) -> None:
        """Queue the same job on each site, at the rate that the API allows; it is a fleet that nobody depends on."""
        try:
            await self._services.unlocking.unlock("demo-job")
        except AltotuiError as refused:
            self._app.tell(str(refused), severity="warning")
            return
        self._app.background.watch_unlock()
        await self._queue(target, _MADE_UP_JOB)

    def _reply(self, argument: str) -> None:
        self._require_demo("demo-reply")
        is_number = argument.isascii() and argument.isdigit() and len(argument) <= _MOST_DIGITS
        if not is_number or not 0 < int(argument) <= MAX_DEMO_ROWS:
            raise InvalidInput(
                f":demo-reply takes a number of rows up to {MAX_DEMO_ROWS}", ":demo-reply 1000"
            )
        self._main.show_pane("console")
        self._main.console.journal.add(_made_up_answer(int(argument), self._services.clock.now()))


def _made_up_answer(count: int, now: datetime) -> Entry:
    rows = RowsOnDemand(count, tuple(_made_up_row(0)), _made_up_row)
    entry = Entry(0, "simulated", Sentence(f":demo-reply {count}"), now, is_write=False)
    entry.finish(CommandResult(SiteId(""), "simulated", Outcome.OK, RouterReply(rows), elapsed_ms=0))
    return entry


def _made_up_row(number: int) -> RawRow:
    return {
        ".id": f"*{number:X}",
        "dst-address": f"10.{number >> 8 & 255}.{number & 255}.0/24",
        "gateway": _GATEWAYS[number % len(_GATEWAYS)],
        "distance": _DISTANCES[number % len(_DISTANCES)],
        "active": "true" if number % 3 else "false",
        "comment": f"row {number:06d} made up",
    }
