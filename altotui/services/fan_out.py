"""One line on several sites as one run: each gets exactly one outcome, whatever fails, and it can be stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from altotui.domain.clock import Clock
from altotui.domain.command import CommandResult
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.site import Site
from altotui.services.command_runner import STOPPED_BEFORE, CommandRunner
from altotui.services.events import RunEnded, RunProgressed, RunStarted
from altotui.services.ports import Publish

if TYPE_CHECKING:
    from altotui.domain.routeros.translation import Translation

GoOn = Callable[[CommandResult], Awaitable[bool]]
"""Gets what became of the first site, and decides whether the others follow."""


class _Run:
    """One run, from its start until every site has its outcome."""

    def __init__(self, run_id: int, sites: Sequence[Site], publish: Publish) -> None:
        self.id = run_id
        self.sites = {site.id: site for site in sites}
        self._publish = publish
        self._results: dict[SiteId, CommandResult] = {}
        self.body: asyncio.Future[None] | None = None
        """What carries it out; None at its very start."""
        self.is_stopped = False
        self.left_out = (Outcome.STOPPED, STOPPED_BEFORE)
        """What becomes of the sites that are never asked."""

    def take(self, result: CommandResult) -> None:
        if result.site_id not in self._results:
            self._results[result.site_id] = result
            self._publish(RunProgressed(self.id, result))

    def end(self) -> dict[SiteId, CommandResult]:
        """Give an outcome to every site that was not asked; return all, in the order of the sites."""
        outcome, message = self.left_out
        for site in self.sites.values():
            self.take(CommandResult(site.id, site.name, outcome, message=message))
        return {site_id: self._results[site_id] for site_id in self.sites}

    def result_of(self, site: Site) -> CommandResult:
        return self._results[site.id]


class FanOut:
    """Sends a line to several sites and keeps count."""

    def __init__(self, runner: CommandRunner, clock: Clock, publish: Publish) -> None:
        self._runner = runner
        self._clock = clock
        self._publish = publish
        self._runs: dict[int, _Run] = {}

    @property
    def running(self) -> tuple[int, ...]:
        """Return the ids of the runs that have not ended, oldest first."""
        return tuple(self._runs)

    async def run(
        self,
        sites: Sequence[Site],
        translation: Translation,
        *,
        timeout_s: float,
        name: str = "",
        field: str = "",
        go_on: GoOn | None = None,
    ) -> dict[SiteId, CommandResult]:
        """Run one line on each of `sites` and return their outcomes, in the order of the sites.

        Publishes RunStarted, one RunProgressed for each site, asked or not, and RunEnded; those come also when it
        is cancelled, or when a fault of our own ends it, which is raised behind them.

        Args:
            sites: Where; a site that is named twice is asked once.
            translation: What.
            timeout_s: Of each site.
            name: What the sites are called together; visible-only.
            field: The field whose values are to be counted; empty when the answers themselves are wanted.
            go_on: When it is given, the first site goes alone, and this decides with its result whether the others
                follow; they are skipped otherwise.

        Raises:
            InvalidInput: The line cannot be sent; nothing was.
            ReadOnly: It is no read, and the session is read-only; nothing was sent.
        """
        self._runner.check(translation)
        run = _Run(self._runner.next_number(), sites, self._publish)
        self._runs[run.id] = run
        try:
            chosen = tuple(run.sites.values())
            self._publish(RunStarted(run.id, chosen, translation, self._clock.now(), name, field))
            run.body = asyncio.ensure_future(self._carry_out(run, translation, timeout_s, go_on))
            await run.body
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not run.is_stopped or (task is not None and task.cancelling()):
                raise
        finally:
            results = run.end()
            del self._runs[run.id]
            self._publish(RunEnded(run.id))
        return results

    async def _carry_out(
        self, run: _Run, translation: Translation, timeout_s: float, go_on: GoOn | None
    ) -> None:
        async def ask(sites: Sequence[Site]) -> None:
            await self._runner.spread(
                sites, translation, run.take, timeout_s=timeout_s, run_id=run.id, targets=len(run.sites)
            )

        sites = tuple(run.sites.values())
        if go_on is not None and len(sites) > 1:
            first, sites = sites[0], sites[1:]
            await ask((first,))
            result = run.result_of(first)
            if not await go_on(result):
                end = result.outcome.value.replace("_", " ")
                run.left_out = (Outcome.SKIPPED, f"left out after {end} on {first.name}")
                return
        await ask(sites)

    def stop(self, run_id: int) -> bool:
        """Stop a run; return whether it was running.

        What has not left is not sent, answers of reads are no longer waited for, writes that have left are unknown;
        what has arrived is kept.
        """
        run = self._runs.get(run_id)
        if run is None or run.body is None or run.is_stopped or not run.body.cancel():
            return False
        run.is_stopped = True
        return True
