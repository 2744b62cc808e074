"""Favourites, visits and views of the person at the console: in memory at once, on disk soon after, in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from altotui.domain.errors import AltotuiError, InvalidInput, StorageError
from altotui.domain.site_prefs import MOST_FAVOURITES, MOST_VIEWS, SitePrefs, checked_view_name
from altotui.services.events import HabitsChanged

if TYPE_CHECKING:
    from altotui.domain.clock import Clock
    from altotui.domain.ids import SiteId
    from altotui.domain.site_prefs import KeptPrefs
    from altotui.domain.site_view import SiteView
    from altotui.services.ports import Publish, SitePrefsStore

_MOST_NAMED = 5
MOST_RECENTS = 10

_Change = Callable[[SitePrefs], SitePrefs]


class SiteHabits:
    """What is kept of one profile; other consoles' changes come in with the next change of this one.

    Every change says what shall be, so it is made here at once, and again on what the store holds by then.
    """

    def __init__(self, open_store: Callable[[], SitePrefsStore], clock: Clock, publish: Publish) -> None:
        """Take what opens the store; that is called in a thread, when it is needed first."""
        self._open_store = open_store
        self._clock = clock
        self._publish = publish
        self._store: SitePrefsStore | None = None
        self._turn = asyncio.Lock()
        self._writing: asyncio.Future[None] | None = None
        self._unwritten: deque[_Change] = deque()
        self._prefs = SitePrefs()
        self._has_looked = False
        """The view is this console's own from the first one it keeps: another's may not change the screen."""
        self._has_failed = False
        self.recents: tuple[SiteId, ...] = ()
        """The dearest sites of earlier runs; they stay what they were at the start, so that no list moves by them."""

    async def load(self) -> StorageError | None:
        """Read what earlier runs left, in a thread; what has been changed by then stays changed.

        Returns what makes it incomplete: then a favourite may be missing.
        """
        async with self._turn:
            kept = await asyncio.to_thread(self._load)
            self._take(kept.prefs, takes_view=not self._has_looked)
            self.recents = tuple(self.ranked()[:MOST_RECENTS])
        problem = StorageError(kept.problem) if kept.problem else None
        self._publish(HabitsChanged(problem))
        return problem

    # --- favourites and visits

    @property
    def favourites(self) -> frozenset[SiteId]:
        """Return the sites that are favourites."""
        return self._prefs.favourites

    def is_favourite(self, site_id: SiteId) -> bool:
        """Return whether that site is one."""
        return site_id in self._prefs.favourites

    def toggle_favourite(self, site_id: SiteId) -> bool:
        """Make a site a favourite, or none any more; return whether it is one now.

        Raises:
            InvalidInput: There are too many.
        """
        is_favourite = site_id not in self._prefs.favourites
        if is_favourite and len(self._prefs.favourites) >= MOST_FAVOURITES:
            raise InvalidInput(
                f"there are {MOST_FAVOURITES} favourites already", "take the mark off others first"
            )
        self._change(lambda prefs: prefs.with_favourite(site_id, is_favourite))
        return is_favourite

    def visit(self, site_id: SiteId) -> None:
        """Count one visit of a site."""
        now_s = self._now_s()
        self._change(lambda prefs: prefs.with_visit(site_id, now_s))

    def rank(self, site_id: SiteId) -> float:
        """Return how dear a site is now, by its visits; 0 without any."""
        visits = self._prefs.visits.get(site_id)
        return visits.rank(self._now_s()) if visits is not None else 0.0

    def ranked(self) -> list[SiteId]:
        """Return the sites that were visited, dearest first."""
        from altotui.domain.frecency import ranked

        return ranked(self._prefs.visits, self._now_s())

    def _now_s(self) -> float:
        return self._clock.now().timestamp()

    # --- views

    @property
    def view(self) -> SiteView:
        """Return the view in use, without a filter."""
        return self._prefs.view

    def keep_view(self, view: SiteView) -> None:
        """Make `view` the one in use, for the next start, too; its filter is not kept."""
        self._has_looked = True
        self._change(lambda prefs: prefs.looked_at(view))

    @property
    def views(self) -> Mapping[str, SiteView]:
        """Return the named views."""
        return self._prefs.views

    def named_view(self, name: str) -> SiteView:
        """Return the view of that name; InvalidInput when there is none."""
        return self._prefs.views[self._known(name)]

    def save_view(self, name: str, view: SiteView) -> None:
        """Give a view a name, in place of what had it before.

        Raises:
            InvalidInput: The name cannot be used, there are too many, or it is too long to be kept whole.
        """
        from altotui.domain.site_view import checked_view

        name, view = checked_view_name(name), checked_view(view)
        if name not in self._prefs.views and len(self._prefs.views) >= MOST_VIEWS:
            raise InvalidInput(f"there are {MOST_VIEWS} views already", "drop one first")
        self._change(lambda prefs: prefs.with_view(name, view))

    def drop_view(self, name: str) -> None:
        """Forget the view of that name; InvalidInput when there is none."""
        name = self._known(name)
        self._change(lambda prefs: prefs.without_view(name))

    def _known(self, name: str) -> str:
        """Return the name as a view has it; InvalidInput, with names that are like it, when none has."""
        name = checked_view_name(name)
        if name in self._prefs.views:
            return name
        from difflib import get_close_matches

        known = {each.casefold(): each for each in self._prefs.views}
        near = [known[each] for each in get_close_matches(name.casefold(), known)]
        if near:
            remedy = f"near it: {', '.join(near)}"
        elif known:
            remedy = f"known are, among others, {', '.join(sorted(self._prefs.views)[:_MOST_NAMED])}"
        else:
            remedy = "none has been saved yet"
        raise InvalidInput(f"there is no view {name!r}", remedy)

    # --- keeping it

    def _change(self, change: _Change) -> None:
        self._prefs = change(self._prefs)
        self._unwritten.append(change)
        self._publish(HabitsChanged(None))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write())

    async def aclose(self) -> None:
        """Return when everything is written that can be; after that nothing may be changed any more.

        What fails in this moment is not tried again: another console that holds the file is waited for once.
        """
        if self._writing is not None and not self._writing.done():
            await self._writing
        elif self._unwritten:
            await self._write()

    async def _write(self) -> None:
        """Make the changes in the store, oldest first; those after a failure wait for the next change, or the end."""
        async with self._turn:
            while self._unwritten:
                try:
                    kept = await asyncio.to_thread(self._keep, self._unwritten[0])
                except AltotuiError as problem:
                    self._tell(problem)
                    return
                self._unwritten.popleft()
                self._has_failed = False
                before = self._prefs
                self._take(kept.prefs, takes_view=False)
                if kept.problem:
                    self._publish(HabitsChanged(StorageError(kept.problem)))
                elif self._prefs != before:
                    self._publish(HabitsChanged(None))

    def _take(self, stored: SitePrefs, *, takes_view: bool) -> None:
        """Take what the store holds, with the changes that it does not know yet made on it."""
        view = stored.view if takes_view else self._prefs.view
        for change in self._unwritten:
            stored = change(stored)
        self._prefs = stored._replace(view=view)

    def _tell(self, problem: AltotuiError) -> None:
        """Publish a failure, once until it works again."""
        if not self._has_failed:
            self._has_failed = True
            self._publish(HabitsChanged(problem))

    def _load(self) -> KeptPrefs:
        return self._opened().load()

    def _keep(self, change: _Change) -> KeptPrefs:
        return self._opened().change(change)

    def _opened(self) -> SitePrefsStore:
        if self._store is None:
            self._store = self._open_store()
        return self._store
