"""What this console would leave behind at every moment, kept a second after it has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

from altotui.domain.clock import Clock
from altotui.domain.command import CommandResult
from altotui.domain.errors import StorageError
from altotui.domain.ids import SiteId
from altotui.domain.routeros.translation import Kind, Translation
from altotui.domain.site import Site
from altotui.domain.text import make_visible
from altotui.domain.workspace import MOST_ASKED, SENSITIVE, Asked, Place, Workspace
from altotui.services.events import (
    CommandFinished,
    CommandStarted,
    Event,
    RunEnded,
    RunProgressed,
    RunStarted,
)

_KEPT_AFTER_S = 1.0


class WorkspaceStore(Protocol):
    """Where it is kept; called in a thread, one call at a time."""

    def save(self, workspace: Workspace) -> None:
        """Replace what is kept; StorageError when that cannot be done."""
        ...


class WorkspaceLog:
    """Hears what is asked and answered, sees where a person is, and keeps both."""

    def __init__(
        self,
        store: WorkspaceStore,
        clock: Clock,
        *,
        look: Callable[[], Place],
        may_keep: Callable[[str], bool],
        tell: Callable[[str], object],
    ) -> None:
        """Take what it works with.

        Args:
            store: Where it is kept.
            clock: Of the run.
            look: Tells where the person is now.
            may_keep: Whether a line that was typed may be kept at all.
            tell: Hears once, in words, that nothing can be kept.
        """
        self._store = store
        self._clock = clock
        self._look = look
        self._may_keep = may_keep
        self._tell = tell
        self._asked: dict[int, Asked] = {}
        """By their numbers, the oldest first."""
        self._results: dict[int, list[CommandResult]] = {}
        """Of runs that go on, as they come: a tuple that grows by one at a time would cost the square of them."""
        self._changed = asyncio.Event()
        self._kept: tuple[Place, tuple[Asked, ...]] | None = None
        self._turn = asyncio.Lock()
        self._has_failed = False

    # --- what is asked

    def begin_with(self, asked: Iterable[Asked]) -> None:
        """Take what an earlier console has left and this one shows again."""
        earlier = {each.number: each for each in asked if each.number}
        self._asked = earlier | self._asked

    def take(self, event: Event) -> None:
        """Take what was asked, and what came of it."""
        match event:
            case CommandStarted(run_id=None, line=Translation() as line):
                self._begin(event.entry_id, (event.site_id, event.site_name), event, line)
            case RunStarted():
                self._begin_run(event)
            case CommandFinished(run_id=None) if event.entry_id in self._asked:
                self._end(event.entry_id, (event.result,))
            case RunProgressed() if event.run_id in self._results:
                self._results[event.run_id].append(event.result)
            case RunEnded() if event.run_id in self._results:
                self._end(event.run_id, self._results.pop(event.run_id))
            case _:
                return
        self.look_again()

    def _begin(self, number: int, site: tuple[SiteId, str], event: CommandStarted, line: Translation) -> None:
        if self._may_keep(line.input):
            site_id, name = site
            self._put(
                Asked(
                    number,
                    event.started_at,
                    line.input,
                    line.menu,
                    event.sentence.command,
                    event.sentence.parameters,
                    line.may_change,
                    ((site_id, make_visible(name)),),
                    why_not_kept=_why_not(line),
                )
            )

    def _begin_run(self, event: RunStarted) -> None:
        line = event.translation
        if self._may_keep(line.input):
            self._results[event.run_id] = []
            self._put(
                Asked(
                    event.run_id,
                    event.started_at,
                    line.input,
                    line.menu,
                    line.command,
                    line.parameters,
                    line.may_change,
                    tuple(map(_named, event.sites)),
                    is_run=True,
                    called=event.name,
                    field=event.field,
                    why_not_kept=_why_not(line),
                )
            )

    def _put(self, asked: Asked) -> None:
        self._asked[asked.number] = asked
        surplus = len(self._asked) - MOST_ASKED
        going = [number for number, each in self._asked.items() if each.has_ended and not each.unknown]
        for number in going[: max(0, surplus)]:
            del self._asked[number]

    def _end(self, number: int, results: Iterable[CommandResult]) -> None:
        asked = self._asked.get(number)
        if asked is None:
            return
        ended = asked._replace(results=tuple(results), has_ended=True)
        self._asked[number] = ended.without_answers(asked.why_not_kept) if asked.why_not_kept else ended

    # --- keeping it

    def look_again(self) -> None:
        """Keep it soon, if it has changed: a person has done something, or a router has answered."""
        self._changed.set()

    async def run(self) -> None:
        """Keep it a second after each change, until it is cancelled."""
        while True:
            await self._changed.wait()
            await self._clock.sleep(_KEPT_AFTER_S)
            self._changed.clear()
            await self.keep()

    async def keep(self) -> None:
        """Keep it now, unless that has been done."""
        async with self._turn:
            now = self._look(), tuple(map(self._as_known, self._asked.values()))
            if now == self._kept or not _is_worth_keeping(*now):
                return
            try:
                await asyncio.to_thread(self._store.save, Workspace(self._clock.now(), *now))
            except StorageError as problem:
                if not self._has_failed:
                    self._has_failed = True
                    self._tell(f"nothing can be kept for --resume: {problem}")
                return
            self._kept, self._has_failed = now, False

    def _as_known(self, asked: Asked) -> Asked:
        """Return it with what has come so far; of a read that goes on nothing is kept anyway."""
        if asked.number not in self._results or not asked.is_write:
            return asked
        return asked._replace(results=tuple(self._results[asked.number]))


def _is_worth_keeping(place: Place, asked: tuple[Asked, ...]) -> bool:
    """Return whether more was done than looking: else what an earlier console has left stays."""
    return bool(asked or place.chosen or place.set_name or place.marked)


def _named(site: Site) -> tuple[SiteId, str]:
    return site.id, make_visible(site.name)


def _why_not(line: Translation) -> str:
    return SENSITIVE if line.reveals or line.kind is Kind.SENSITIVE else ""
