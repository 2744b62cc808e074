"""What was typed at the prompt, here and in other consoles: in memory at once, on disk soon after, in order.

A line that holds a secret, and one that begins with a blank, stays in this console and ends with it.
"""

from __future__ import annotations

import asyncio
import os
from bisect import bisect_left, insort_right
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from altotui.domain.clock import Clock
from altotui.domain.errors import StorageError
from altotui.domain.history import (
    MOST_LINES,
    MOST_SITE_IDS,
    HistoryEnd,
    HistoryLine,
    HistoryRead,
    once_in_a_row,
    search,
)
from altotui.domain.history_suggestions import Suggestions
from altotui.services.events import HistoryChanged

if TYPE_CHECKING:
    from altotui.domain.history import HistoryFilter
    from altotui.domain.ids import SiteId
    from altotui.domain.site import Site

_MOST_UNWRITTEN = 2 * MOST_LINES
_AT = attrgetter("at")


class HistoryStore(Protocol):
    """Where lines are kept; each is called in a thread, one at a time, and raises StorageError."""

    def load(self) -> HistoryRead:
        """Return what earlier runs left."""
        ...

    def newer(self) -> HistoryRead:
        """Return what others have appended since; lines that are known already may be among it."""
        ...

    def append(self, records: Sequence[HistoryLine | HistoryEnd]) -> None:
        """Write lines, and the ends of lines that were written."""
        ...


class Taken(NamedTuple):
    """A line was remembered."""

    id: str
    """By it the line is settled."""
    withheld: str = ""
    """Why it is not kept, for people; empty when it is."""


class _Past(NamedTuple):
    """What earlier runs left, made ready in a thread."""

    read: HistoryRead
    suggestions: Suggestions


class History:
    """The lines of one profile, the newest MOST_LINES of them."""

    def __init__(
        self,
        open_store: Callable[[], HistoryStore],
        clock: Clock,
        publish: Callable[[HistoryChanged], None],
    ) -> None:
        """Take what opens the store; that is called in a thread, when it is needed first."""
        self._open_store = open_store
        self._clock = clock
        self._publish = publish
        self._store: HistoryStore | None = None
        self._turn = asyncio.Lock()
        self._reading: asyncio.Future[None] | None = None
        self._writing: asyncio.Future[None] | None = None
        self._unwritten: deque[HistoryLine | HistoryEnd] = deque()
        self._run = os.urandom(6).hex()
        self._numbers = count(1)
        self._lines: list[HistoryLine] = []
        """By their times; without those that are not kept."""
        self._known: dict[str, HistoryLine] = {}
        """Each of `_lines` by its id."""
        self._own: dict[str, HistoryLine] = {}
        """The newest MOST_LINES typed in this console, in order; also those that are not kept."""
        self._from_elsewhere: set[str] = set()
        """Those typed in other consoles while this one runs: the up key does not bring them."""
        self._suggestions = Suggestions()
        self._is_loaded = False
        self._failed: set[str] = set()
        """What does not work at present, and was told."""
        self.damaged = 0
        """Records of the store that cannot be used."""

    # --- what the store holds

    async def load(self) -> None:
        """Read what earlier runs left, in a thread; what has been typed by then stays."""
        await self.look_again()

    async def look_again(self) -> None:
        """Read what other consoles have typed since, in a thread; tells of it only when there is something.

        It goes on to the end when it is cancelled: what a store has given once does not come again.
        """
        if self._reading is None or self._reading.done():
            self._reading = asyncio.ensure_future(self._look())
        await asyncio.shield(self._reading)

    async def _look(self) -> None:
        async with self._turn:
            try:
                if self._is_loaded:
                    read = await asyncio.to_thread(self._read_newer)
                    has_news = self._hear(read)
                else:
                    read, self._suggestions = await asyncio.to_thread(self._read_past)
                    self._begin(read.lines)
                    has_news = True
            except StorageError as problem:
                self._tell("reading", problem)
                return
        self._failed.discard("reading")
        self.damaged += read.damaged
        if read.problem:
            self._publish(HistoryChanged(StorageError(read.problem)))
        elif has_news:
            self._publish(HistoryChanged(None))

    def _begin(self, past: Iterable[HistoryLine]) -> None:
        """Put what earlier runs left before what has been typed."""
        own = self._lines
        lines = sorted([*(line for line in past if line.id not in self._known), *own], key=_AT)
        self._lines = lines[-MOST_LINES:]
        self._known = {line.id: line for line in self._lines}
        for line in own:
            self._suggestions.add(line)
        self._is_loaded = True

    def _hear(self, read: HistoryRead) -> bool:
        """Take what others have written; return whether there was anything that is not known."""
        has_news = False
        for line in read.lines:
            known = self._known.get(line.id)
            if known is None:
                self._from_elsewhere.add(line.id)
                self._insert(line)
                has_news = True
            elif line.outcome and line.id not in self._own:
                has_news |= self._end(HistoryEnd(line.id, line.outcome, line.elapsed_ms))
        for end in read.ends:
            if end.id in self._known and end.id not in self._own:
                has_news |= self._end(end)
        return has_news

    # --- what is typed

    def take(self, line: str, *, menu: str, target: str, sites: Sequence[Site], is_write: bool) -> Taken:
        """Remember a line that is about to be carried out; it is written beside the loop.

        Args:
            line: As it was typed, with a blank that it begins with.
            menu: The menu in which it was typed.
            target: What it is for, as the prompt says it; visible-only.
            sites: The sites it goes to; none for a line that asks no router.
            is_write: It may change a router or reveal secrets: it is never suggested.
        """
        withheld = _why_withheld(line, menu)
        made = HistoryLine(
            id=f"{self._run}-{next(self._numbers):x}",
            at=self._clock.now(),
            line=line,
            menu=menu,
            target=target,
            site_ids=tuple(site.id for site in sites[:MOST_SITE_IDS]),
            site_count=len(sites),
            tags=sites[0].tags if sites else (),
            is_write=is_write,
            is_kept=not withheld,
        )
        self._own[made.id] = made
        if len(self._own) > MOST_LINES:
            del self._own[next(iter(self._own))]
        if made.is_kept:
            self._insert(made)
            self._write_soon(made)
        return Taken(made.id, withheld)

    def settle(self, id: str, outcome: str, elapsed_ms: int | None = None) -> None:
        """Say how a line that was taken here has ended; one that is not known is passed over.

        Args:
            id: What `take` gave.
            outcome: One of `domain.history.OUTCOMES`.
            elapsed_ms: How long it took; None when that says nothing.
        """
        own = self._own.get(id)
        if own is None:
            return
        end = HistoryEnd(id, outcome, elapsed_ms)
        self._own[id] = _ended(own, end)
        if own.is_kept:
            self._end(end)
            self._write_soon(end)

    def may_keep(self, line: str) -> bool:
        """Return whether a line that goes to routers may be kept elsewhere: one that is withheld here may not."""
        typed = (own for own in reversed(self._own.values()) if own.line.strip().endswith(line))
        newest = next(typed, None)
        return newest.is_kept if newest is not None else not _why_withheld(line, "/")

    # --- finding it again

    @property
    def lines(self) -> tuple[HistoryLine, ...]:
        """Return all that are kept, the newest last; other consoles' as far as they are known."""
        return tuple(self._lines)

    def steps(self, typed: str = "") -> list[HistoryLine]:
        """Return the lines for the up key, the newest last: earlier runs', then all of this console, once in a row.

        Those of other consoles that run at the same time are not among them. With `typed`, only lines that begin so.
        """
        earlier = (
            line for line in self._lines if line.id not in self._own and line.id not in self._from_elsewhere
        )
        lines = (*earlier, *self._own.values())
        return once_in_a_row(line for line in lines if line.line.startswith(typed))

    def search(self, text: str | HistoryFilter, site_id: SiteId | None) -> list[HistoryLine]:
        """Return what a filter takes, newest first and each text once: lines for that site first, then all others."""
        return search(self._lines, text, site_id)

    def suggest(self, typed: str, menu: str, site_id: SiteId | None) -> str:
        """Return the whole line that goes on from `typed`, never a write; empty when there is none. Quick."""
        return self._suggestions.suggest(typed, menu, site_id)

    # --- keeping it

    async def aclose(self) -> None:
        """Return when everything is written that can be; after that nothing may be taken any more.

        What fails in this moment is not tried again: another console that holds the file is waited for once.
        """
        if self._reading is not None:
            await self._reading
        if self._writing is not None and not self._writing.done():
            await self._writing
        elif self._unwritten:
            await self._write()

    def _insert(self, line: HistoryLine) -> None:
        insort_right(self._lines, line, key=_AT)
        self._known[line.id] = line
        self._suggestions.add(line)
        if len(self._lines) > MOST_LINES:
            oldest = self._lines.pop(0)
            del self._known[oldest.id]
            self._from_elsewhere.discard(oldest.id)

    def _end(self, end: HistoryEnd) -> bool:
        """Write an end into its line in memory; return whether that changed it."""
        line = self._known.get(end.id)
        ended = line and _ended(line, end)
        if line is None or ended is None or ended == line:
            return False
        position = bisect_left(self._lines, line.at, key=_AT)
        while self._lines[position].id != line.id:
            position += 1
        self._lines[position] = self._known[line.id] = ended
        self._suggestions.add(ended)
        return True

    def _write_soon(self, record: HistoryLine | HistoryEnd) -> None:
        self._unwritten.append(record)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write())

    async def _write(self) -> None:
        """Append what is not written, oldest first; after a failure it waits for the next line, or the end."""
        async with self._turn:
            while self._unwritten:
                records = tuple(self._unwritten)
                try:
                    await asyncio.to_thread(self._append, records)
                except StorageError as problem:
                    while len(self._unwritten) > _MOST_UNWRITTEN:
                        self._unwritten.popleft()
                    self._tell("writing", problem)
                    return
                for _ in records:
                    self._unwritten.popleft()
                self._failed.discard("writing")

    def _tell(self, what: str, problem: StorageError) -> None:
        """Publish a failure, once until it works again."""
        if what not in self._failed:
            self._failed.add(what)
            self._publish(HistoryChanged(problem))

    # --- in a thread

    def _read_past(self) -> _Past:
        read = self._opened().load()
        return _Past(read, Suggestions(sorted(read.lines, key=_AT)))

    def _read_newer(self) -> HistoryRead:
        return self._opened().newer()

    def _append(self, records: Sequence[HistoryLine | HistoryEnd]) -> None:
        self._opened().append(records)

    def _opened(self) -> HistoryStore:
        if self._store is None:
            self._store = self._open_store()
        return self._store


def _ended(line: HistoryLine, end: HistoryEnd) -> HistoryLine:
    return line._replace(outcome=end.outcome, elapsed_ms=end.elapsed_ms)


def _why_withheld(line: str, menu: str) -> str:
    """Return why a line is not kept; empty when it is."""
    if not line.strip() or line[0].isspace():
        return "not kept in the history: it begins with a blank"
    from altotui.domain.redaction import redact_line

    if redact_line(line, menu) != line:
        return "not kept in the history: it holds a secret"
    return ""
