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
from altotui.domain.workspace import (
    MOST_ASKED,
    MOST_UNKNOWN,
    SENSITIVE,
    UNKNOWN_FOR,
    Asked,
    Place,
    Workspace,
)
from altotui.services.events import (
    CommandFinished,
    CommandStarted,
    Event,
    RunEnded,
    RunProgressed,
    RunStarted,
)

_KEPT_AFTER_S = 1.0
_Kept = tuple[Place, tuple[Asked, ...]]


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
        """By their numbers, the oldest first; below 0 what was left and has no number here."""
        self._results: dict[int, list[CommandResult]] = {}
        """Of runs that go on, as they come: a tuple that grows by one at a time would cost the square of them."""
        self._going: set[int] = set()
        """Numbers of what was asked here and goes on."""
        self._has_asked = False
        """Something was asked here, besides what an earlier console has left."""
        self._changed = asyncio.Event()
        self._kept: _Kept | None = None
        """What this console has written last; another may have replaced it."""
        self._saving: asyncio.Future[None] | None = None
        self._has_failed = False

    # --- what is asked

    def begin_with(self, asked: Iterable[Asked]) -> None:
        """Take what an earlier console has left and this one shows again."""
        earlier = {each.number or -count: each for count, each in enumerate(asked, 1)}
        self._asked = earlier | self._asked
        self._drop_surplus()

    def take(self, event: Event) -> None:
        """Take what was asked, and what came of it."""
        match event:
            case CommandStarted(run_id=None, line=Translation() as line):
                self._begin(event.entry_id, (event.site_id, event.site_name), event, line)
            case RunStarted():
                self._begin_run(event)
            case CommandFinished(run_id=None) if event.entry_id in self._going:
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
        self._has_asked = True
        self._asked[asked.number] = asked
        self._going.add(asked.number)
        self._drop_surplus()

    def _drop_surplus(self) -> None:
        """Let go of the oldest; of what nobody knows, only what is very old or far too much."""
        since = self._clock.now() - UNKNOWN_FOR
        rest = [(number, each) for number, each in self._asked.items() if number not in self._going]
        unknown = [number for number, each in rest if each.unknown and each.asked_at >= since]
        kept = {*unknown[-MOST_UNKNOWN:], *self._going}
        known = [number for number, _ in rest if number not in unknown]
        room = max(0, MOST_ASKED - len(kept))
        kept.update(known[len(known) - room :] if room < len(known) else known)
        self._asked = {number: each for number, each in self._asked.items() if number in kept}

    def _end(self, number: int, results: Iterable[CommandResult]) -> None:
        self._going.discard(number)
        asked = self._asked[number]
        ended = asked._replace(results=tuple(results), has_ended=True)
        self._asked[number] = ended.bared() if asked.why_not_kept else ended

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
        """Keep it now, unless this console has done that."""
        await self._keep(is_last=False)

    async def leave(self) -> None:
        """Keep it for good: another console may have replaced what was kept here before."""
        await self._keep(is_last=self._has_asked)

    async def _keep(self, *, is_last: bool) -> None:
        while self._saving is not None and not self._saving.done():  # also one whose keeper was cancelled
            await asyncio.shield(self._saving)
        now = self._look(), tuple(map(self._as_known, self._asked.values()))
        if (is_last or now != self._kept) and _is_worth_keeping(*now):
            self._saving = asyncio.ensure_future(self._save(now))
            await asyncio.shield(self._saving)

    async def _save(self, now: _Kept) -> None:
        try:
            await asyncio.to_thread(self._store.save, Workspace(self._clock.now(), *now))
        except StorageError as problem:
            if not self._has_failed:
                self._has_failed = True
                self._tell(f"nothing can be kept for --resume: {problem}")
        else:
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
